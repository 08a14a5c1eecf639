//! From a file in the bucket to a plan in the database.

use katalusis_domain::event::RowCounts;
use katalusis_domain::import::proposal::{SAMPLE_BYTES, SAMPLE_ROWS};
use katalusis_domain::import::{
    Detected, Failure, File, Import, ImportChunk, ImportProfile, Known, Options, Planner, Proposal, ReadAs,
    Refused, Sample,
};
use katalusis_domain::project::Project;
use katalusis_files::{FileError, Pin};
use katalusis_sheets::{ReadError, Row};
use katalusis_store::{OrganizationStore, StoreError};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use crate::Work;
use crate::chunks::{Chunks, Lookup};
use crate::known::known;
use crate::recognized::recognize;
use crate::table::{Fetched, Rows};

/// How many chunks may wait for the database while the file is read on.
const CHUNKS_AHEAD: usize = 2;

/// A plan whose chunks are written.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) detected: Detected,
    pub(crate) read_as: ReadAs,
    pub(crate) options: Options,
    pub(crate) proposal: Proposal,
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
impl From<std::io::Error> for PlanError {
    fn from(error: std::io::Error) -> Self {
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

/// Plans an import: reads its file, decides what each row becomes, and writes that in chunks of the import's
/// present generation. Reading waits for the database, so memory stays flat however long the file is.
pub(crate) async fn plan(
    work: &Work,
    organization: &OrganizationStore,
    import: &Import,
) -> Result<Plan, PlanError> {
    let project = project(organization, import).await?;
    let known = known(work, organization, import, project.custom_fields).await?;
    let file = &import.file;
    let opened = work.files.open(&file.key, pin(file)).await?;
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
        project_key: project.key,
        known,
        lookup: Lookup {
            runtime: Handle::current(),
            organization: organization.clone(),
        },
        max_rows: work.max_rows(import),
        chunks: sender,
    };
    let fetched = Box::pin(Fetched::new(work, file)).await?;
    let read = tokio::task::spawn_blocking(move || reading.run(&fetched));
    while let Some(chunk) = receiver.recv().await {
        organization.add_import_chunk(&chunk).await?;
    }
    match read.await {
        Ok(plan) => plan,
        Err(error) => Err(PlanError::Later(error.to_string())),
    }
}

/// The content that an import is of, whatever lies at its place by now.
pub(crate) fn pin(file: &File) -> Pin<'_> {
    Pin {
        version_id: file.version_id.as_deref(),
        etag: file.etag.as_deref(),
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

/// The part that runs in a blocking thread.
struct Reading {
    import: Import,
    project_key: String,
    known: Known,
    lookup: Lookup,
    max_rows: u64,
    chunks: mpsc::Sender<ImportChunk>,
}

impl Reading {
    fn run(mut self, file: &Fetched) -> Result<Plan, PlanError> {
        let mut rows = file.open(&self.import.read_as)?;
        let (proposal, first) = if let Some(mapping) = &self.import.mapping {
            (self.import.given(mapping), Vec::new())
        } else if let Some(profile) = recognize(file, &rows, &self.import, &self.known)? {
            rows = self.follow(&profile, file, rows)?;
            (Proposal::of_profile(&profile), Vec::new())
        } else {
            self.propose(&mut rows)?
        };
        let (read_as, options) = (self.import.read_as.clone(), self.import.options.clone());
        let detected = rows.table().detected.clone();
        let report = rows.table().report();
        let Known {
            mut custom_fields,
            people,
            ..
        } = self.known;
        // They are there when the plan is carried out.
        custom_fields.extend(proposal.mapping.new_fields(&custom_fields));
        let matching = self.import.options.matching(&proposal.mapping, &self.project_key);
        let planner = Planner::new(&proposal.mapping, &detected.columns, &custom_fields, people)
            .reading(&detected)
            .with_matching(matching)
            .after(self.lookup.trusted(&self.import, report)?);
        let mut chunks = Chunks::new(self.import, planner, self.lookup, self.chunks);
        let max_rows = i64::try_from(self.max_rows).unwrap_or(i64::MAX);
        let mut plan = |row: &Row| -> Result<(), PlanError> {
            if chunks.rows() >= max_rows {
                return Err(Refused::TooManyRows { max: self.max_rows }.into());
            }
            chunks.push(row.number(), row.len(), |index| row.cell(index), row.bytes())
        };
        for row in &first {
            plan(row)?;
        }
        drop(first);
        while let Some(row) = rows.advance()? {
            plan(row)?;
        }
        let (counts, hash) = chunks.finish(&proposal.mapping)?;
        Ok(Plan {
            detected,
            read_as,
            options,
            proposal,
            counts,
            hash,
        })
    }

    /// Does as a profile says, where the import leaves it open: its rows, read so.
    fn follow(&mut self, profile: &ImportProfile, file: &Fetched, rows: Rows) -> Result<Rows, ReadError> {
        let read_as = self.import.read_as.or(&profile.read_as);
        self.import.options = self.import.options.or(&profile.options());
        if read_as == self.import.read_as {
            return Ok(rows);
        }
        self.import.read_as = read_as;
        file.open(&self.import.read_as)
    }

    /// A mapping out of the first rows, and these rows, which are read by then. What a report added says nothing of
    /// the tasks.
    fn propose(&self, rows: &mut Rows) -> Result<(Proposal, Vec<Row>), ReadError> {
        let report = rows.table().report();
        let is_own = |index: &usize| report.is_none_or(|report| !report.owns(*index));
        let own = rows.table().own_columns();
        let (mut first, mut sample, mut bytes) = (Vec::new(), Sample::default(), 0);
        while first.len() < SAMPLE_ROWS && bytes < SAMPLE_BYTES {
            let Some(row) = rows.advance()? else { break };
            let cells = row.texts().enumerate();
            sample.row(cells.filter(|(index, _)| is_own(index)).map(|(_, cell)| cell));
            bytes += row.bytes();
            first.push(row.clone());
        }
        let proposal = self.known.propose(&own, &sample);
        let looked_at = !self.import.options.auto_commit;
        Ok((if looked_at { proposal } else { proposal.sure() }, first))
    }
}
