//! From a file in the bucket to a plan in the database.

use katalusis_domain::event::RowCounts;
use katalusis_domain::import::{
    CHUNK_BYTES, CHUNK_ROWS, ChunkState, Detected, Failure, Import, ImportChunk, Mapping, People, PlannedRow,
    Planner, Refused, Verdict,
};
use katalusis_domain::project::{CustomField, Project};
use katalusis_files::FileError;
use katalusis_identity::sha256_hex;
use katalusis_sheets::ReadError;
use katalusis_store::{OrganizationStore, PageRequest, StoreError};
use tokio::sync::mpsc;

use crate::Work;
use crate::table::Fetched;

/// How many chunks may wait for the database while the file is read on.
const CHUNKS_AHEAD: usize = 2;
const PEOPLE_AT_ONCE: i64 = 1_000;

/// A plan whose chunks are written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) detected: Detected,
    pub(crate) mapping: Mapping,
    pub(crate) counts: RowCounts,
    pub(crate) hash: String,
}

/// There is no plan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlanError {
    /// And there never will be one.
    #[error("{}", .0.detail)]
    Failed(Failure),
    /// It may work another time.
    #[error("{0}")]
    Later(String),
}

impl From<Refused> for PlanError {
    fn from(refused: Refused) -> Self {
        Self::Failed(refused.into())
    }
}
impl From<StoreError> for PlanError {
    fn from(error: StoreError) -> Self {
        Self::Later(katalusis_domain::cause::chain(&error))
    }
}
impl From<FileError> for PlanError {
    fn from(error: FileError) -> Self {
        Self::Later(error.to_string())
    }
}
impl From<ReadError> for PlanError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Refused(refused) => refused.into(),
            ReadError::Io(_) => Self::Later(error.to_string()),
        }
    }
}
impl From<std::io::Error> for PlanError {
    fn from(error: std::io::Error) -> Self {
        ReadError::from(error).into()
    }
}

/// Plans an import: reads its file, decides what each row becomes, and writes that in chunks of the import's
/// present generation. Reading waits for the database, so memory stays flat however long the file is.
pub(crate) async fn plan(
    work: &Work,
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Plan, PlanError> {
    let project = project(organization, import).await?;
    let people = people(organization).await?;
    let file = &import.file;
    let opened = work.files.open(&file.key, file.version_id.as_deref()).await?;
    let file = opened.ok_or(Refused::Gone)?;
    if file.size != import.file.size {
        return Err(Refused::OtherSize {
            found: file.size,
            announced: import.file.size,
        }
        .into());
    }
    let (sender, mut receiver) = mpsc::channel(CHUNKS_AHEAD);
    let reading = Reading {
        import: import.clone(),
        custom_fields: project.custom_fields,
        people,
        max_rows: work.settings.max_rows,
        chunks: sender,
    };
    let fetched = Box::pin(Fetched::new(work, import, file)).await?;
    let read = tokio::task::spawn_blocking(move || reading.run(&fetched));
    while let Some(chunk) = receiver.recv().await {
        organization.add_import_chunk(&chunk).await?;
    }
    match read.await {
        Ok(plan) => plan,
        Err(error) => Err(PlanError::Later(error.to_string())),
    }
}

async fn project(organization: &OrganizationStore, import: &Import) -> Result<Project, PlanError> {
    let project: Option<Project> = organization.get(import.project_id).await?;
    let failed = |detail: &str| {
        PlanError::Failed(Failure {
            code: "no_project".to_owned(),
            detail: detail.to_owned(),
        })
    };
    match project {
        Some(project) if project.archived => Err(failed("The project was archived in the meantime.")),
        Some(project) => Ok(project),
        None => Err(failed("The project was deleted in the meantime.")),
    }
}

async fn people(organization: &OrganizationStore) -> Result<People, StoreError> {
    let mut users = Vec::new();
    let mut request = PageRequest {
        limit: PEOPLE_AT_ONCE,
        cursor: None,
    };
    loop {
        let page = organization.users(&request).await?;
        users.extend(page.items);
        if page.next.is_none() {
            return Ok(People::new(&users));
        }
        request.cursor = page.next;
    }
}

/// The part that runs in a blocking thread.
struct Reading {
    import: Import,
    custom_fields: Vec<CustomField>,
    people: People,
    max_rows: u64,
    chunks: mpsc::Sender<ImportChunk>,
}

impl Reading {
    fn run(self, file: &Fetched) -> Result<Plan, PlanError> {
        let mut rows = file.open()?;
        let detected = rows.table().detected.clone();
        let columns = &detected.columns;
        let proposed = || Mapping::propose(columns, &self.custom_fields);
        let mapping = self.import.mapping.clone().unwrap_or_else(proposed);
        let planner = Planner::new(&mapping, columns, &self.custom_fields, self.people).reading(&detected);
        let mut chunks = Chunks {
            import: self.import,
            sender: self.chunks,
            counts: RowCounts::default(),
            hashes: String::new(),
            next: 0,
            rows: Vec::new(),
            bytes: 0,
        };
        let max_rows = i64::try_from(self.max_rows).unwrap_or(i64::MAX);
        while let Some(row) = rows.advance()? {
            if chunks.counts.rows >= max_rows {
                return Err(Refused::TooManyRows { max: self.max_rows }.into());
            }
            let outcome = planner.plan(row.number(), row.len(), |index| row.cell(index));
            chunks.push(outcome, row.bytes())?;
        }
        let (counts, hash) = chunks.finish(&mapping)?;
        Ok(Plan {
            detected,
            mapping,
            counts,
            hash,
        })
    }
}

/// Gathers planned rows into chunks.
struct Chunks {
    import: Import,
    sender: mpsc::Sender<ImportChunk>,
    counts: RowCounts,
    hashes: String,
    next: i64,
    rows: Vec<PlannedRow>,
    bytes: usize,
}

impl Chunks {
    fn push(&mut self, row: PlannedRow, bytes: usize) -> Result<(), PlanError> {
        self.counts.rows += 1;
        match row.outcome.verdict() {
            Verdict::Create => self.counts.create += 1,
            Verdict::Error => self.counts.error += 1,
        }
        self.rows.push(row);
        self.bytes += bytes;
        if self.rows.len() >= CHUNK_ROWS || self.bytes >= CHUNK_BYTES {
            self.send()?;
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), PlanError> {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            return Ok(());
        };
        let (first_row, last_row) = (first.row, last.row);
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let hash = sha256_hex(&serde_json::to_vec(&rows).map_err(std::io::Error::from)?);
        self.hashes.push_str(&hash);
        let creates = rows.iter().filter(|row| row.outcome.verdict() == Verdict::Create);
        let create = i64::try_from(creates.count()).unwrap_or(i64::MAX);
        let import = &self.import;
        let chunk = ImportChunk {
            id: ImportChunk::id_of(import.id, import.generation, self.next),
            organization_id: import.organization_id,
            import_id: import.id,
            generation: import.generation,
            index: self.next,
            first_row,
            last_row,
            create,
            error: i64::try_from(rows.len()).unwrap_or(i64::MAX) - create,
            rows,
            hash,
            state: if create == 0 {
                ChunkState::Committed
            } else {
                ChunkState::Planned
            },
            created: 0,
            first_number: None,
            committed_at: None,
        };
        self.next += 1;
        self.sender
            .blocking_send(chunk)
            .map_err(|_| PlanError::Later("nobody takes the chunks".to_owned()))
    }

    fn finish(mut self, mapping: &Mapping) -> Result<(RowCounts, String), PlanError> {
        self.send()?;
        let file = &self.import.file;
        let of = (&file.key, &file.version_id, &file.etag, mapping, &self.hashes);
        let hash = sha256_hex(&serde_json::to_vec(&of).map_err(std::io::Error::from)?);
        Ok((self.counts, hash))
    }
}
