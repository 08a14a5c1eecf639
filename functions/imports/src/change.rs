//! `PATCH /api/imports/{id}`: the file is read in another way, and so planned anew.

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::import::detect::{DateOrder, DecimalMark, Encoding};
use katalusis_domain::import::{Import, ImportId, Mapping, ReadAs, State as ImportState};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_events::send_plan;
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, PathId, Problem, Revised};
use katalusis_store::OrganizationStore;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::Work;
use crate::announce::{may_make_fields, read_as_faults};
use crate::import::{ImportView, find};
use crate::rights::may_run;

/// What shall change of an import: absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportPatch {
    /// How the file is to be read.
    #[serde(default)]
    #[schema(value_type = Option<ReadAsPatch>)]
    read_as: ReadAsPatch,
    /// Which column goes where. Absent or `null`: a mapping is proposed again, because the columns may be others now.
    #[serde(default)]
    mapping: Option<Mapping>,
}

/// What is known better than detection: absent fields stay as they are, `null` leaves one to detection again, or to the
/// profile by which the file is recognized.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAsPatch {
    /// How the characters of a CSV file are encoded.
    #[serde(default)]
    #[schema(value_type = Option<Encoding>, example = "windows-1252")]
    encoding: Patch<Encoding>,
    /// What stands between two cells of a CSV file: one character of ASCII.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = ";")]
    delimiter: Patch<char>,
    /// Which sheet of a workbook is read, by its name.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Tasks")]
    sheet: Patch<String>,
    /// The row with the columns' names, as a spreadsheet counts.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 1)]
    header_row: Patch<i64>,
    /// Whether dates like `3/4/2026` begin with the day or with the month.
    #[serde(default)]
    #[schema(value_type = Option<DateOrder>, example = "day_first")]
    date_order: Patch<DateOrder>,
    /// What stands before the decimals of a number.
    #[serde(default)]
    #[schema(value_type = Option<DecimalMark>, example = "comma")]
    decimal_mark: Patch<DecimalMark>,
}

impl ReadAsPatch {
    fn apply(self, read_as: &mut ReadAs) {
        self.encoding.apply(&mut read_as.encoding);
        self.delimiter.apply(&mut read_as.delimiter);
        self.sheet.apply(&mut read_as.sheet);
        self.header_row.apply(&mut read_as.header_row);
        self.date_order.apply(&mut read_as.date_order);
        self.decimal_mark.apply(&mut read_as.decimal_mark);
    }
}

/// Change how an import's file is read.
///
/// Overrides what was detected: encoding, delimiter, sheet, header row, the order of dates, the decimal mark. A file
/// that was read already is read and planned again: follow that at `GET /api/imports/{id}`.
#[utoipa::path(
    patch, path = "/api/imports/{id}", operation_id = "change_import", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    request_body = ImportPatch,
    responses(
        (status = 202, description = "It is changed; the import is being planned, or awaits its file", body = ImportView),
        (status = 409, description = "The import is past planning"),
        (status = 412, description = "The import was changed since it was read"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn change(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
    if_match: IfMatch,
    Body(request): Body<ImportPatch>,
) -> Answer<Revised<ImportView>> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    may_run(&caller, import.options.mode())?;
    if_match.check(import.revision)?;
    let project: Project = organization
        .get(import.project_id)
        .await?
        .ok_or_else(|| Problem::conflict("The project of this import is gone.", Vec::new()))?;
    let mut read_as = import.read_as.clone();
    request.read_as.apply(&mut read_as);
    check(&read_as, request.mapping.as_ref(), &project)?;
    if let Some(mapping) = &request.mapping {
        may_make_fields(&caller, mapping, &project)?;
    }
    let mut changed = about_to_be_read(&import, "How the file is read", work.store.world().now())?;
    let changes = vec![
        Change::new("read_as", json!(import.read_as), json!(read_as)),
        Change::new("mapping", json!(import.mapping), json!(request.mapping)),
    ];
    changed.read_as = read_as;
    changed.mapping = request.mapping;
    changed.profile_id = None;
    changed.grounds.clear();
    organization
        .change_import(Fact::ImportReadingChanged, &import, &changed)?
        .with_changes(changes)
        .run()
        .await?;
    read_anew(&work, &organization, changed).await
}

/// Has a changed import planned, if its file is there, and answers with it.
pub(crate) async fn read_anew(
    work: &Work,
    organization: &OrganizationStore,
    changed: Import,
) -> Answer<Revised<ImportView>> {
    if changed.state == ImportState::Reading
        && let Err(error) = send_plan(&work.store, &work.uploads_queue, &changed).await
    {
        tracing::warn!(error = %error, import_id = %changed.id, "planning was left for the sweeper");
    }
    Ok(Revised {
        status: StatusCode::ACCEPTED,
        revision: changed.revision,
        body: ImportView::load(organization, changed).await?,
    })
}

/// The columns are not known before the file is read anew, so a mapping is checked without them.
fn check(read_as: &ReadAs, mapping: Option<&Mapping>, project: &Project) -> Answer<()> {
    let mut errors = read_as_faults(read_as);
    let faults = mapping
        .iter()
        .flat_map(|mapping| mapping.faults(&project.custom_fields, None));
    errors.extend(faults.map(|fault| FieldError::new(format!("/mapping{}", fault.pointer), fault.detail)));
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Problem::invalid(errors))
    }
}

/// The import before it is read, for the first time or again: as long as that is so, `what` can be changed.
pub(crate) fn about_to_be_read(import: &Import, what: &str, now: Timestamp) -> Answer<Import> {
    match import.state {
        ImportState::AwaitingUpload => {
            let mut changed = import.clone();
            changed.revision += 1;
            Ok(changed)
        }
        ImportState::Planned => import
            .moved(ImportState::Reading, now)
            .map_err(|error| Problem::internal(&error)),
        other => Err(Problem::conflict(
            format!("{what} cannot be changed while the import is {}.", other.word()),
            vec!["awaiting_upload".to_owned(), "planned".to_owned()],
        )),
    }
}
