//! `POST /api/imports`: announces a file and gives the place to upload it to.

use axum::extract::State as Shared;
use katalusis_domain::import::{EmptyCells, Mapping, Mode, Options, ReadAs, Target};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_files::SignedUpload;
use katalusis_http::{Answer, Authenticated, Body, Problem, Revised};
use katalusis_store::Progress;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Work;
use crate::announce::{Announced, project};
use crate::import::ImportView;

/// A file that is to be imported.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewImport {
    /// The project that its tasks go to: its key or its id.
    #[schema(example = "OPS")]
    project: String,
    /// What the file is called: 1–200 characters, a name and not a path.
    #[schema(example = "tasks.csv")]
    file_name: String,
    /// Its exact size in bytes; 10 MB at most, unless your installation says otherwise.
    #[schema(example = 48213)]
    size: u64,
    /// Its content type.
    #[schema(example = "text/csv")]
    content_type: String,
    /// Which column goes where. Without it, a mapping is proposed.
    #[serde(default)]
    mapping: Option<Mapping>,
    /// How the file is to be read, as far as that is known better than it can be detected. What is absent may be said by
    /// the profile by which the file is recognized.
    #[serde(default)]
    read_as: ReadAs,
    /// Whether the plan is carried out as soon as it is complete. Otherwise it waits for
    /// `POST /api/imports/{id}/commit`.
    #[serde(default)]
    auto_commit: bool,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not. Absent: what the profile says by which
    /// the file is recognized, or else `create`.
    #[serde(default)]
    #[schema(value_type = Option<Mode>, example = "create")]
    mode: Option<Mode>,
    /// The field by which rows find their tasks: `task_key`, `external_id`, or `custom.` and the key of a custom field
    /// that holds text. Without it, the task key if a column is mapped to it, or else the external id.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = json!(null))]
    key: Option<Target>,
    /// What empty cells do to tasks that exist. Absent: what the profile says, or else `keep`.
    #[serde(default)]
    #[schema(value_type = Option<EmptyCells>, example = "keep")]
    empty_cells: Option<EmptyCells>,
}

/// An import, and where its file goes.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedImport {
    /// The import.
    #[serde(flatten)]
    import: ImportView,
    /// The request that uploads the file.
    upload: SignedUpload,
}

/// Start an import.
///
/// Announces a file and gives a signed address to upload it to, good for exactly this size and content type.
///
/// When the file has arrived it is read and planned by itself; follow that at `GET /api/imports/{id}`.
#[utoipa::path(
    post, path = "/api/imports", operation_id = "create_import", tag = "Imports",
    request_body = NewImport,
    responses(
        (status = 201, description = "The file may be uploaded", body = CreatedImport),
        (status = 413, description = "The file is too large"),
        (status = 415, description = "The file is neither CSV nor XLSX"),
    ),
    extensions(("x-permission" = json!("imports.run"))),
)]
pub async fn create(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    Body(request): Body<NewImport>,
) -> Answer<Revised<CreatedImport>> {
    caller.may(Permission::ImportsRun, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let project = project(&organization, &request.project).await?;
    let announced = Announced {
        name: request.file_name,
        size: request.size,
        content_type: request.content_type.trim().to_ascii_lowercase(),
        mapping: request.mapping,
        read_as: request.read_as,
        options: Options {
            auto_commit: request.auto_commit,
            mode: request.mode,
            key: request.key,
            empty_cells: request.empty_cells,
        },
    };
    announced.check(&work, &caller, &project)?;
    let import = announced.store(&organization, &caller, &project).await?;
    let upload = work
        .files
        .sign_upload(
            &import.file.key,
            import.file.size,
            &import.file.content_type,
            work.store.world().now(),
        )
        .await
        .map_err(|error| Problem::internal(&error))?;
    Ok(Revised::created(
        import.revision,
        CreatedImport {
            import: ImportView::new(import, Progress::default(), work.store.world().now()),
            upload,
        },
    ))
}
