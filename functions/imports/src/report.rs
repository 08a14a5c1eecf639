//! `GET /api/imports/{id}/report`: the uploaded file with the verdict on each row.
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use std::collections::VecDeque;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, LOCATION};
use axum::response::{IntoResponse, Response};
use katalusis_domain::import::detect::Format;
use katalusis_domain::import::report::{columns, errors_of};
use katalusis_domain::import::{Cell, Import, ImportId, State as ImportState, Verdict};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_files::{FileError, TableFormat};
use katalusis_http::{Answer, Authenticated, Params, PathId, Problem};
use katalusis_sheets::ReadError;
use katalusis_store::{OrganizationStore, StoreError, WantedRows};
use serde::Deserialize;
use tempfile::NamedTempFile;
use tokio::runtime::Handle;
use utoipa::IntoParams;

use crate::Work;
use crate::import::find;
use crate::planning::pin;
use crate::report_file::ReportFile;
use crate::table::Fetched;
use crate::verdicts::{RowView, views};

/// As what the report is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReportParams {
    /// The report's format; that of the file if it is absent.
    #[param(value_type = Option<TableFormat>, inline)]
    format: Option<TableFormat>,
}

/// Download an import's report.
///
/// A link to the uploaded file in its own order and format, with three more columns: `import_status` and the import's id
/// (`create`, `update`, `skip` or `error`), `import_errors`, and `task_key` once the row is done. Mend the rows with
/// errors and import the file again: rows that are done are skipped. Cells that a spreadsheet would run as formulas are
/// made text. Of a workbook, the report holds the sheet that was read.
#[utoipa::path(
    get, path = "/api/imports/{id}/report", operation_id = "get_import_report", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid), ReportParams),
    responses(
        (status = 303, description = "The report is at `Location`, for a few minutes and without a token"),
        (status = 409, description = "There is no plan, or it is being carried out"),
        (status = 422, description = "There are more rows than a sheet has"),
    ),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn get(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
    Params(params): Params<ReportParams>,
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
    let format = params.format.unwrap_or_else(|| format_of(&import));
    let extension = format.extension();
    let key = format!(
        "reports/{}/{}/{}.{extension}",
        import.organization_id, import.id, import.revision
    );
    write(&work, &organization, &import, format, &key).await?;
    let name = &import.file.name;
    let stem = [".csv", ".xlsx", ".tsv", ".txt"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending));
    let name = format!("{}-report.{extension}", stem.unwrap_or(name));
    let link = work.files.sign_download(&key, &name).await?;
    let headers = [(LOCATION, link), (CACHE_CONTROL, "no-store".to_owned())];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

/// The format of an import's own file.
pub(crate) fn format_of(import: &Import) -> TableFormat {
    match import.detected.as_ref().map(|detected| detected.format) {
        Some(Format::Xlsx) => TableFormat::Xlsx,
        Some(Format::Csv) | None => TableFormat::Csv,
    }
}

/// Writes an import's report to that place.
pub(crate) async fn write(
    work: &Work,
    organization: &OrganizationStore,
    import: &Import,
    format: TableFormat,
    key: &str,
) -> Answer<()> {
    let project: Option<Project> = organization.get(import.project_id).await?;
    let file = &import.file;
    let opened = work.files.open(&file.key, pin(file)).await?;
    let file = opened
        .ok_or_else(|| Problem::conflict("The uploaded file is gone, and its report with it.", Vec::new()))?;
    let fetched = Box::pin(Fetched::new(work, file)).await?;
    let verdicts = Verdicts {
        runtime: Handle::current(),
        organization: organization.clone(),
        import: import.clone(),
        project_key: project.map(|project| project.key).unwrap_or_default(),
        read: VecDeque::new(),
        after: 0,
    };
    let report = tokio::task::spawn_blocking(move || merge(&fetched, verdicts, format))
        .await
        .map_err(|error| Problem::internal(&error))??;
    work.files
        .write_file(key, report.path(), format.content_type())
        .await?;
    Ok(())
}

#[derive(Debug, thiserror::Error)]
enum MergeError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    File(#[from] FileError),
    #[error("there are more rows than a sheet has")]
    TooManyRows,
}

impl From<MergeError> for Problem {
    fn from(error: MergeError) -> Self {
        match error {
            MergeError::Store(error) => error.into(),
            MergeError::Read(ReadError::Io(error)) => Self::unavailable("file store", &error),
            MergeError::Read(error) => Self::internal(&error),
            MergeError::File(error) => error.into(),
            MergeError::TooManyRows => {
                Self::invalid_field("?format", "must be csv: there are more rows than a sheet has")
            }
        }
    }
}

/// Reads file and plan side by side and writes them into one; both are held a part at a time.
fn merge(file: &Fetched, mut verdicts: Verdicts, format: TableFormat) -> Result<NamedTempFile, MergeError> {
    let mut rows = file.open(&verdicts.import.read_as)?;
    let table = rows.table();
    let mut report = ReportFile::new(format, &table.detected)?;
    // Columns of a sheet need no name.
    let width = table.header.len().max(table.detected.columns.len());
    // A report of a report has these columns once.
    let earlier = table.report();
    let is_own = |index: usize| earlier.is_none_or(|earlier| !earlier.owns(index));
    for row in &table.above {
        report.row(row.iter().map(|cell| Cell::from(cell.as_str())))?;
    }
    let added = columns(verdicts.import.id);
    let header = (0..width).filter(|index| is_own(*index));
    let header = header.map(|index| table.header.get(index).map_or("", String::as_str));
    report.row(header.chain(added.iter().map(String::as_str)).map(Cell::from))?;
    while let Some(row) = rows.advance()? {
        if !report.has_room() {
            return Err(MergeError::TooManyRows);
        }
        let verdict = verdicts.of(row.number())?;
        let more = verdict.map(columns_of).unwrap_or_default();
        let more = more.iter().map(|text| Cell::from(text.as_str()));
        // In a sheet the verdict stands under its name, however long the row is: nobody moves cells there.
        let end = match format {
            TableFormat::Csv => row.len().max(width),
            TableFormat::Xlsx => width,
        };
        let cells = |from, to| {
            (from..to)
                .filter(|index| is_own(*index))
                .map(|index| row.cell(index))
        };
        report.row(cells(0, end).chain(more).chain(cells(end, row.len())))?;
    }
    Ok(report.finish()?)
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
