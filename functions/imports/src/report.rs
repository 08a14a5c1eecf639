//! `GET /api/imports/{id}/report`: the uploaded file with the verdict on each row.

use std::collections::VecDeque;
use std::io::{BufWriter, Write};

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{IntoResponse, Response};
use katalusis_domain::import::detect::Encoding;
use katalusis_domain::import::report::{columns, errors_of, push_line};
use katalusis_domain::import::{Import, ImportId, ReportColumns, State as ImportState, Verdict};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_http::{Answer, Authenticated, PathId, Problem};
use katalusis_sheets::ReadError;
use katalusis_store::{OrganizationStore, StoreError, WantedRows};
use tempfile::NamedTempFile;
use tokio::runtime::Handle;

use crate::Work;
use crate::import::find;
use crate::planning::pin;
use crate::table::Fetched;
use crate::verdicts::{RowView, views};

/// Download an import's report.
///
/// A link to the uploaded file in its own order, with three more columns: `import_status` and the import's id (`create`,
/// `update`, `skip` or `error`), `import_errors`, and `task_key` once the row is done. Mend the rows with errors and
/// import the file again: rows that are done are skipped. Cells that a spreadsheet would run as formulas are
/// made text.
#[utoipa::path(
    get, path = "/api/imports/{id}/report", operation_id = "get_import_report", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    responses(
        (status = 303, description = "The report is at `Location`, for a few minutes and without a token"),
        (status = 409, description = "There is no plan, or it is being carried out"),
    ),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn get(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
) -> Answer<Response> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    let resting = !matches!(
        import.state,
        ImportState::AwaitingUpload | ImportState::Reading | ImportState::Committing | ImportState::Undoing
    );
    if import.plan_hash.is_none() || !resting {
        return Err(Problem::conflict(
            format!("There is no report while the import is {}.", import.state.word()),
            vec!["planned".to_owned(), "completed".to_owned()],
        ));
    }
    let key = write(&work, &organization, &import).await?;
    let name = import.file.name.strip_suffix(".csv").unwrap_or(&import.file.name);
    let link = work
        .files
        .sign_download(&key, &format!("{name}-report.csv"))
        .await
        .map_err(|error| Problem::internal(&error))?;
    let headers = [(LOCATION, link), (CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

pub(crate) async fn write(work: &Work, organization: &OrganizationStore, import: &Import) -> Answer<String> {
    let project: Option<Project> = organization.get(import.project_id).await?;
    let file = &import.file;
    let opened = work.files.open(&file.key, pin(file)).await;
    let file = opened
        .map_err(|error| Problem::unavailable("file store", &error))?
        .ok_or_else(|| Problem::conflict("The uploaded file is gone, and its report with it.", Vec::new()))?;
    let fetched = Box::pin(Fetched::new(work, import, file)).await;
    let fetched = fetched.map_err(|error| Problem::unavailable("file store", &error))?;
    let verdicts = Verdicts {
        runtime: Handle::current(),
        organization: organization.clone(),
        import: import.clone(),
        project_key: project.map(|project| project.key).unwrap_or_default(),
        read: VecDeque::new(),
        after: 0,
    };
    let written = tokio::task::spawn_blocking(move || merge(&fetched, verdicts))
        .await
        .map_err(|error| Problem::internal(&error))?;
    let report = written.map_err(|error| match error {
        MergeError::Store(error) => error.into(),
        MergeError::Read(ReadError::Io(error)) => Problem::unavailable("file store", &error),
        MergeError::Read(error) => Problem::internal(&error),
    })?;
    let key = format!(
        "reports/{}/{}/{}.csv",
        import.organization_id, import.id, import.revision
    );
    work.files
        .write_file(&key, report.path(), "text/csv; charset=utf-8")
        .await
        .map_err(|error| Problem::unavailable("file store", &error))?;
    Ok(key)
}

#[derive(Debug, thiserror::Error)]
enum MergeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl From<std::io::Error> for MergeError {
    fn from(error: std::io::Error) -> Self {
        Self::Read(error.into())
    }
}

/// Reads file and plan side by side and writes them into one; both are held a part at a time.
fn merge(file: &Fetched, mut verdicts: Verdicts) -> Result<NamedTempFile, MergeError> {
    let mut rows = file.open()?;
    let table = rows.table();
    let (delimiter, width) = (table.detected.delimiter.unwrap_or(','), table.header.len());
    let mut report = BufWriter::new(NamedTempFile::new()?);
    // The report is UTF-8. Where the file was not, the mark says so to spreadsheets.
    if table.detected.bom || table.detected.encoding != Some(Encoding::Utf8) {
        report.write_all("\u{feff}".as_bytes())?;
    }
    let mut line = String::new();
    // A report of a report has these columns once.
    let earlier = ReportColumns::find(table.header.iter().map(String::as_str));
    let is_own = |(index, _): &(usize, &str)| earlier.is_none_or(|earlier| !earlier.owns(*index));
    for row in &table.above {
        push_line(&mut line, delimiter, row.iter().map(String::as_str));
    }
    let added = columns(verdicts.import.id);
    let header = table.header.iter().map(String::as_str).enumerate();
    let own = header.filter(is_own).map(|(_, name)| name);
    push_line(&mut line, delimiter, own.chain(added.iter().map(String::as_str)));
    report.write_all(line.as_bytes())?;
    while let Some(row) = rows.advance()? {
        let verdict = verdicts.of(row.number())?;
        let more = verdict.map(columns_of).unwrap_or_default();
        line.clear();
        // A short row is filled up, so that the verdict stands under its name.
        let filling = std::iter::repeat_n("", width.saturating_sub(row.len()));
        let cells = row.texts().chain(filling).enumerate();
        let own = cells.filter(is_own).map(|(_, cell)| cell);
        push_line(&mut line, delimiter, own.chain(more.iter().map(String::as_str)));
        report.write_all(line.as_bytes())?;
    }
    Ok(report.into_inner().map_err(std::io::IntoInnerError::into_error)?)
}

/// What the report says of a row. What was to be carried out and was not is an error; the task's key stands there once
/// the row is done.
fn columns_of(row: RowView) -> [String; 3] {
    if let Some(missed) = row.missed {
        return [
            Verdict::Error.word().to_owned(),
            missed.sentence().to_owned(),
            String::new(),
        ];
    }
    let key = row.task_key.filter(|_| row.done || row.verdict == Verdict::Skip);
    [
        row.verdict.word().to_owned(),
        errors_of(&row.errors),
        key.unwrap_or_default(),
    ]
}

/// The plan's rows in order, read chunk by chunk.
struct Verdicts {
    runtime: Handle,
    organization: OrganizationStore,
    import: Import,
    project_key: String,
    read: VecDeque<RowView>,
    after: i64,
}

impl Verdicts {
    fn of(&mut self, row: i64) -> Result<Option<RowView>, StoreError> {
        while self.read.is_empty() {
            let all = WantedRows::default();
            let next = self
                .organization
                .import_chunk_after(&self.import, self.after, &all);
            let Some(chunk) = self.runtime.block_on(next)? else {
                return Ok(None);
            };
            self.after = chunk.last_row;
            self.read.extend(views(chunk, &self.project_key));
        }
        // File and plan have the same rows, because the file's version is pinned.
        Ok(self.read.pop_front().filter(|found| found.row == row))
    }
}
