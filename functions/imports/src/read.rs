//! `GET /api/imports` and `GET /api/imports/{id}`.
#![allow(unused_qualifications, reason = "utoipa writes them for the query type below")]

use axum::extract::State as Shared;
use katalusis_domain::Caller;
use katalusis_domain::import::{ImportId, State};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::ProjectId;
use katalusis_http::{
    Answer, Authenticated, Code, FieldError, PageParams, Paged, Params, PathId, Problem, Revised,
};
use katalusis_store::{ImportQuery, OrganizationStore};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Work;
use crate::import::{ImportView, find};

/// The most values of one parameter.
const VALUES_MAX: usize = 50;

/// Which imports are wanted; of several values for one thing, any.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportFilter {
    /// Where they stand; repeat it for several.
    #[serde(default)]
    state: Vec<State>,
    /// The projects that they go into: keys or ids.
    #[serde(default)]
    #[param(example = json!(["OPS"]))]
    project: Vec<String>,
    /// Who started them: ids of users, or `me`.
    #[serde(default)]
    #[param(example = json!(["me"]))]
    created_by: Vec<String>,
    /// At most this many items, 1 to 200. A page ends earlier when its texts are very long.
    #[param(minimum = 1, maximum = 200, default = 50)]
    limit: Option<i64>,
    /// Where to go on: `next_cursor` of the part before.
    cursor: Option<String>,
}

impl ImportFilter {
    async fn query(&self, organization: &OrganizationStore, caller: &Caller) -> Answer<ImportQuery> {
        let sizes = [
            ("state", self.state.len()),
            ("project", self.project.len()),
            ("created_by", self.created_by.len()),
        ];
        if let Some((name, _)) = sizes.into_iter().find(|(_, count)| *count > VALUES_MAX) {
            return Err(malformed(name, "may be given at most 50 times"));
        }
        let person = |text: &String| match text.as_str() {
            "me" => Ok(caller.user_id),
            text => text
                .parse()
                .map_err(|_| malformed("created_by", "must be ids of users, or `me`")),
        };
        // A project that does not exist finds nothing.
        let mut projects = Vec::new();
        for name in &self.project {
            if let Ok(id) = name.parse::<ProjectId>() {
                projects.push(id);
            } else {
                let found = organization.project_by_key(&name.trim().to_uppercase()).await?;
                projects.extend(found.map(|project| project.id));
            }
        }
        Ok(ImportQuery {
            states: self.state.clone(),
            projects: (!self.project.is_empty()).then_some(projects),
            created_by: self.created_by.iter().map(person).collect::<Answer<_>>()?,
        })
    }
}

fn malformed(name: &str, detail: &str) -> Problem {
    Problem::new(Code::Malformed, format!("The query parameter {name} {detail}."))
        .with_errors(vec![FieldError::new(format!("?{name}"), detail)])
}

/// List imports.
///
/// Every import of the organization, the newest first: who, when, which file, with what result.
#[utoipa::path(
    get, path = "/api/imports", operation_id = "list_imports", tag = "Imports",
    params(ImportFilter),
    responses((status = 200, description = "A part of the history", body = Paged<ImportView>)),
    extensions(("x-permission" = json!("imports.read"))),
)]
pub async fn list(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    Params(filter): Params<ImportFilter>,
) -> Answer<Paged<ImportView>> {
    caller.may(Permission::ImportsRead, Subject::Organization)?;
    let organization = work.store.for_organization(&caller);
    let request = PageParams::new(filter.limit, filter.cursor.clone()).request()?;
    let query = filter.query(&organization, &caller).await?;
    let page = organization.imports(&query, &request).await?;
    let now = work.store.world().now();
    let mut progress = organization.import_progress(&page.items).await?.into_iter();
    let views = page.map(|import| ImportView::new(import, progress.next().unwrap_or_default(), now));
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
