//! `GET /api/imports/{id}/rows`: what becomes of each row.
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use axum::Json;
use axum::extract::State as Shared;
use katalusis_domain::event::Change;
use katalusis_domain::import::{
    CellError, Import, ImportChunk, ImportId, Kept, Missed, Outcome, SkipReason, TaskFields, Verdict,
};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId};
use katalusis_store::{Cursor, OrganizationStore, Page, StoreError, WantedRows};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Work;
use crate::import::find;

const ORDER: &str = "row";

/// Which rows are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RowParams {
    /// Only rows with one of these verdicts; repeat it for several.
    #[serde(default)]
    verdict: Vec<Verdict>,
    /// `true`: only rows whose tasks were kept when the import was undone.
    #[serde(default)]
    kept: bool,
    /// At most this many rows, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

/// A row of the plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowView {
    /// The row's number in the file, as a spreadsheet counts: the header is row 1, as a rule.
    #[schema(example = 17)]
    pub(crate) row: i64,
    /// What becomes of it.
    pub(crate) verdict: Verdict,
    /// The new task that it becomes; `null` if it becomes none.
    #[schema(required)]
    task: Option<TaskFields>,
    /// Which fields of its task it changes, from what to what.
    changes: Vec<Change>,
    /// Why it does nothing; `null` unless its verdict is `skip`.
    #[schema(required)]
    pub(crate) skipped: Option<SkipReason>,
    /// Why it was not carried out, although the plan says so; `null` if it was, or is still to be.
    #[schema(required)]
    pub(crate) missed: Option<Missed>,
    /// What is wrong with it.
    pub(crate) errors: Vec<CellError>,
    /// The key of its task; `null` until there is one.
    #[schema(required, example = "OPS-42")]
    pub(crate) task_key: Option<String>,
    /// Why its task was kept when the import was undone; `null` if it was not.
    #[schema(required)]
    pub(crate) kept: Option<Kept>,
    /// Whether it was carried out.
    #[serde(skip)]
    pub(crate) done: bool,
}

/// List the rows of an import.
///
/// The verdict on each row of the file, in its order: the dry run before the commit, the result after it.
#[utoipa::path(
    get, path = "/api/imports/{id}/rows", operation_id = "list_import_rows", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid), RowParams),
    responses((status = 200, description = "A part of the rows; none until the plan is complete", body = Paged<RowView>)),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn list(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
    Params(params): Params<RowParams>,
) -> Answer<Json<Paged<RowView>>> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    let request = PageParams::new(params.limit, params.cursor).request()?;
    let after = match &request.cursor {
        None => 0,
        Some(cursor) if cursor.order == ORDER => cursor.value.as_i64().ok_or(StoreError::InvalidCursor)?,
        Some(_) => return Err(StoreError::InvalidCursor.into()),
    };
    let wanted = WantedRows {
        verdicts: params.verdict,
        kept: params.kept,
    };
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let project: Option<Project> = organization.get(import.project_id).await?;
    let key = project.map(|project| project.key).unwrap_or_default();
    let rows = rows_after(&organization, &import, after, &wanted, limit, &key).await?;
    Ok(Json(rows.into()))
}

async fn rows_after(
    organization: &OrganizationStore,
    import: &Import,
    mut after: i64,
    wanted: &WantedRows,
    limit: usize,
    project_key: &str,
) -> Result<Page<RowView>, StoreError> {
    let mut items = Vec::new();
    // Until there is a plan, chunks are those of one that is being made.
    let planned = import.plan_hash.is_some();
    while planned && items.len() <= limit {
        let Some(chunk) = organization.import_chunk_after(import, after, wanted).await? else {
            break;
        };
        let (from, last) = (after, chunk.last_row);
        let rows =
            views(chunk, project_key).filter(|row| row.row > from && wanted.includes(row.verdict, row.kept));
        items.extend(rows);
        after = last;
    }
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|last| Cursor {
        order: ORDER.to_owned(),
        value: last.row.into(),
        id: String::new(),
    });
    Ok(Page { items, next })
}

/// The rows of a chunk; new tasks of a chunk that was carried out have keys, in the order of their rows.
pub(crate) fn views(chunk: ImportChunk, project_key: &str) -> impl Iterator<Item = RowView> {
    let mut number = chunk.first_number;
    let mut kept = chunk.kept_rows.into_iter().peekable();
    let mut missed = chunk.missed_rows.into_iter().peekable();
    let carried_out = chunk.committed_at.is_some();
    chunk.rows.into_iter().map(move |row| {
        let mut view = RowView::empty(row.row, row.outcome.verdict());
        view.missed = missed
            .next_if(|missed| missed.row == row.row)
            .map(|missed| missed.reason);
        view.kept = kept.next_if(|kept| kept.row == row.row).map(|kept| kept.reason);
        view.done = carried_out && view.missed.is_none();
        match row.outcome {
            Outcome::Create(fields) => {
                view.task = Some(fields);
                let of_task = number.filter(|_| view.done);
                view.task_key = of_task.map(|number| format!("{project_key}-{number}"));
                number = number.map(|number| number + 1);
            }
            Outcome::Update(update) => {
                (view.task_key, view.changes) = (Some(update.task_key), update.changes);
            }
            Outcome::Skip(skip) => (view.task_key, view.skipped) = (skip.task_key, Some(skip.reason)),
            Outcome::Error(errors) => view.errors = errors,
        }
        view
    })
}

impl RowView {
    fn empty(row: i64, verdict: Verdict) -> Self {
        Self {
            row,
            verdict,
            task: None,
            changes: Vec::new(),
            skipped: None,
            missed: None,
            errors: Vec::new(),
            task_key: None,
            kept: None,
            done: false,
        }
    }
}
