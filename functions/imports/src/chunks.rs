//! Rows on their way into a plan: gathered into chunks, and settled together.

use std::collections::HashMap;

use katalusis_domain::event::RowCounts;
use katalusis_domain::import::matching::Seen;
use katalusis_domain::import::{
    CHUNK_BYTES, CHUNK_ROWS, Cell, Draft, Import, ImportChunk, KeyValue, Mapping, PlannedRow, Planner,
    ReportColumns, Rows, State,
};
use katalusis_domain::task::Task;
use katalusis_identity::sha256_hex;
use katalusis_store::{OrganizationStore, StoreError};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::planning::PlanError;

/// Where rows find their tasks. Asked from the thread that reads the file, which waits for the answer.
pub(crate) struct Lookup {
    pub(crate) runtime: Handle,
    pub(crate) organization: OrganizationStore,
}

impl Lookup {
    /// The columns of a report, if what they say can be relied on: their import went into the same project, was carried
    /// out, as far as it came, and not taken back.
    pub(crate) fn trusted(
        &self,
        import: &Import,
        report: Option<ReportColumns>,
    ) -> Result<Option<ReportColumns>, StoreError> {
        let Some(report) = report else { return Ok(None) };
        let earlier: Option<Import> = self.runtime.block_on(self.organization.get(report.import_id))?;
        let stands = earlier.is_some_and(|earlier| {
            let states = [State::Completed, State::Cancelled, State::Failed];
            earlier.project_id == import.project_id
                && earlier.committed_at.is_some()
                && states.contains(&earlier.state)
        });
        Ok(Some(report).filter(|_| stands))
    }

    /// The tasks that have one of these keys, with one query.
    fn tasks(
        &self,
        import: &Import,
        planner: &Planner,
        keys: &[KeyValue],
    ) -> Result<HashMap<KeyValue, Vec<Task>>, StoreError> {
        let Some(matching) = planner.matching().filter(|_| !keys.is_empty()) else {
            return Ok(HashMap::new());
        };
        let found = self
            .organization
            .tasks_by_key(import.project_id, &matching.key, keys);
        Ok(matching.by_key(self.runtime.block_on(found)?))
    }
}

/// Gathers rows into chunks and sends those.
pub(crate) struct Chunks {
    import: Import,
    planner: Planner,
    lookup: Lookup,
    sender: mpsc::Sender<ImportChunk>,
    counts: RowCounts,
    hashes: String,
    next: i64,
    drafts: Vec<Draft>,
    bytes: usize,
    seen: Seen,
}

impl Chunks {
    pub(crate) fn new(
        import: Import,
        planner: Planner,
        lookup: Lookup,
        sender: mpsc::Sender<ImportChunk>,
    ) -> Self {
        Self {
            import,
            planner,
            lookup,
            sender,
            counts: RowCounts::default(),
            hashes: String::new(),
            next: 0,
            drafts: Vec::new(),
            bytes: 0,
            seen: Seen::default(),
        }
    }

    /// How many rows there were so far.
    pub(crate) fn rows(&self) -> i64 {
        self.counts.rows + i64::try_from(self.drafts.len()).unwrap_or(i64::MAX)
    }

    /// Takes a row, whose cells have so many bytes together.
    pub(crate) fn push<'a>(
        &mut self,
        row: i64,
        count: usize,
        cell: impl Fn(usize) -> Cell<'a>,
        bytes: usize,
    ) -> Result<(), PlanError> {
        self.drafts.push(self.planner.draft(row, count, cell));
        self.bytes += bytes;
        if self.drafts.len() >= CHUNK_ROWS || self.bytes >= CHUNK_BYTES {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), PlanError> {
        if self.drafts.is_empty() {
            return Ok(());
        }
        let looked_at = self.lookup.organization.store().world().now();
        let rows = Rows::pack(self.settle()?).map_err(std::io::Error::other)?;
        let hash = sha256_hex(rows.packed());
        self.hashes.push_str(&hash);
        let import = &self.import;
        let place = (import.generation, self.next);
        let mut chunk = ImportChunk::planned(import.organization_id, import.id, place, rows, hash);
        chunk.create_before = self.counts.create;
        chunk.looked_at = self.planner.matching().map(|_| looked_at);
        self.counts.rows += i64::try_from(chunk.rows.len()).unwrap_or(i64::MAX);
        self.counts.create += chunk.create;
        self.counts.update += chunk.update;
        self.counts.skip += chunk.skip;
        self.counts.error += chunk.error;
        self.next += 1;
        self.bytes = 0;
        let sent = self.sender.blocking_send(chunk);
        sent.map_err(|_| PlanError::Later("planning was stopped".to_owned()))
    }

    /// Decides what the gathered rows become.
    fn settle(&mut self) -> Result<Vec<PlannedRow>, PlanError> {
        let drafts = std::mem::take(&mut self.drafts);
        let keys: Vec<KeyValue> = drafts.iter().filter_map(|draft| draft.key.clone()).collect();
        let found = self.lookup.tasks(&self.import, &self.planner, &keys)?;
        let settled = drafts.into_iter().map(|draft| {
            let key = draft.key.as_ref();
            let tasks = key.and_then(|key| found.get(key)).map_or(&[][..], Vec::as_slice);
            let earlier = key.and_then(|key| self.seen.earlier(key, draft.row));
            self.planner.resolve(draft, tasks, earlier)
        });
        Ok(settled.collect())
    }

    /// Sends the last chunk; the counts, and the hash of the whole plan.
    pub(crate) fn finish(mut self, mapping: &Mapping) -> Result<(RowCounts, String), PlanError> {
        self.send()?;
        let file = &self.import.file;
        let of = (&file.key, &file.version_id, &file.etag, mapping, &self.hashes);
        let hash = sha256_hex(&serde_json::to_vec(&of).map_err(std::io::Error::from)?);
        Ok((self.counts, hash))
    }
}
