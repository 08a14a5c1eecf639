//! `GET /api/imports` and `GET /api/imports/{id}`.

use axum::extract::State as Shared;
use katalusis_domain::import::ImportId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_http::{Answer, Authenticated, PageParams, Paged, Params, PathId, Revised};

use crate::Work;
use crate::import::{ImportView, find};

/// List imports.
///
/// Every import of the organization, the newest first: who, when, which file, with what result.
#[utoipa::path(
    get, path = "/api/imports", operation_id = "list_imports", tag = "Imports",
    params(PageParams),
    responses((status = 200, description = "A part of the history", body = Paged<ImportView>)),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn list(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    Params(page): Params<PageParams>,
) -> Answer<Paged<ImportView>> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let page = organization.imports(&page.request()?).await?;
    let mut progress = organization.import_progress(&page.items).await?.into_iter();
    let views = page.map(|import| ImportView::new(import, progress.next().unwrap_or_default()));
    Ok(views.into())
}

/// Read an import.
///
/// An import with its state, its plan's counts and how far it is carried out.
#[utoipa::path(
    get, path = "/api/imports/{id}", operation_id = "get_import", tag = "Imports",
    params(("id" = String, Path, description = "The import", format = Uuid)),
    responses((status = 200, description = "The import", body = ImportView)),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn get(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportId>,
) -> Answer<Revised<ImportView>> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let import = find(&organization, id).await?;
    let revision = import.revision;
    Ok(Revised::ok(
        revision,
        ImportView::load(&organization, import).await?,
    ))
}
