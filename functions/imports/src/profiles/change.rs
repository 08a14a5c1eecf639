//! `PATCH` and `DELETE /api/imports/profiles/{id}`

use axum::extract::State as Shared;
use axum::http::StatusCode;
use katalusis_domain::Caller;
use katalusis_domain::event::{Change, Fact};
use katalusis_domain::import::profile::{can_own, fingerprint};
use katalusis_domain::import::{EmptyCells, ImportProfile, ImportProfileId, Mapping, Mode, ReadAs, Target};
use katalusis_domain::organization::{User, UserId};
use katalusis_domain::permission::{Denied, Grant, Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_http::{Answer, Authenticated, Body, FieldError, IfMatch, Patch, PathId, Problem, Revised};
use katalusis_store::{OrganizationStore, StoreError};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::view::ProfileView;
use super::{check, find, may_do, subject};
use crate::Work;

/// What shall change: absent fields stay as they are.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "Orders of the new webshop", "auto_commit": false, "mode": "upsert", "key": "external_id",
    "read_as": { "date_order": "day_first" },
}))]
pub struct ProfilePatch {
    /// What people call it, 1–120 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Orders of the new webshop")]
    name: Patch<String>,
    /// Another user as its owner, in whose name its files are imported from then on. Only admins hand profiles on.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    owner: Patch<UserId>,
    /// Which column goes where, at most 64 KiB as JSON.
    #[serde(default)]
    #[schema(value_type = Option<Mapping>)]
    mapping: Patch<Mapping>,
    /// The columns of its files, by which they are recognized; `null` for none.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    columns: Patch<Vec<String>>,
    /// Whether files of its drop folder are carried out as soon as they are planned.
    #[serde(default)]
    #[schema(value_type = Option<bool>, example = false)]
    auto_commit: Patch<bool>,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not; `null`: `create`.
    #[serde(default)]
    #[schema(value_type = Option<Mode>, example = "upsert")]
    mode: Patch<Mode>,
    /// The field by which rows find their tasks; `null`: the mapping decides.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "external_id")]
    key: Patch<Target>,
    /// What empty cells do to tasks that exist; `null`: `keep`.
    #[serde(default)]
    #[schema(value_type = Option<EmptyCells>, example = "keep")]
    empty_cells: Patch<EmptyCells>,
    /// How its files are read; replaces all that was said of it.
    #[serde(default)]
    #[schema(value_type = Option<ReadAs>)]
    read_as: Patch<ReadAs>,
}

/// Change an import profile.
///
/// Changes a profile: your own, or any if you are an admin. Imports that were begun keep the mapping that they
/// began with.
#[utoipa::path(
    patch, path = "/api/imports/profiles/{id}", operation_id = "change_import_profile", tag = "Imports",
    params(
        ("id" = String, Path, description = "The profile", format = Uuid),
        ("if-match" = String, Header, description = "The `ETag` that you read, or `*`", example = "\"1\""),
    ),
    request_body = ProfilePatch,
    responses(
        (status = 200, description = "The profile as it is now", body = ProfileView, headers(("etag" = String, description = "Its revision"))),
        (status = 412, description = "Someone else was faster"),
    ),
    extensions(("x-permission" = json!("import_profiles.manage"))),
)]
pub async fn change(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportProfileId>,
    if_match: IfMatch,
    Body(request): Body<ProfilePatch>,
) -> Answer<Revised<ProfileView>> {
    let organization = work.store.for_organization(&caller);
    let before = own(&organization, &caller, id).await?;
    if_match.check(before.revision)?;
    let mut after = before.clone();
    request.apply(&mut after)?;
    let changes = differences(&before, &after);
    if changes.is_empty() {
        return Ok(Revised::ok(before.revision, before.into()));
    }
    let project: Option<Project> = organization.get(after.project_id).await?;
    let project =
        project.ok_or_else(|| Problem::conflict("The project of this profile is gone.", Vec::new()))?;
    check(&after, &project)?;
    may_do(&caller, &after, &project)?;
    if after.owner != before.owner {
        check_owner(&organization, &caller, after.owner).await?;
    }
    after.updated_at = work.store.world().now();
    after.revision += 1;
    organization
        .change(Fact::ImportProfileChanged, vec![subject(&after)])
        .with_changes(changes)
        .replace(&after)?
        .run()
        .await?;
    Ok(Revised::ok(after.revision, after.into()))
}

/// Delete an import profile.
///
/// Deletes a profile: your own, or any if you are an admin. Imports that used it stay; files that are dropped into
/// its folder from now on are refused. With `If-Match`, only at that revision.
#[utoipa::path(
    delete, path = "/api/imports/profiles/{id}", operation_id = "delete_import_profile", tag = "Imports",
    params(
        ("id" = String, Path, description = "The profile", format = Uuid),
        ("if-match" = Option<String>, Header, description = "The `ETag` that you read, or `*`", example = "*"),
    ),
    responses(
        (status = 204, description = "It is gone"),
        (status = 412, description = "Someone changed it since"),
    ),
    extensions(("x-permission" = json!("import_profiles.manage"))),
)]
pub async fn delete(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    PathId(id): PathId<ImportProfileId>,
    if_match: Option<IfMatch>,
) -> Answer<StatusCode> {
    let organization = work.store.for_organization(&caller);
    // Without `If-Match` it goes as whatever it is by then.
    for _ in 0..5 {
        let profile = own(&organization, &caller, id).await?;
        if_match
            .as_ref()
            .unwrap_or(&IfMatch::Any)
            .check(profile.revision)?;
        let deleted = organization
            .change(Fact::ImportProfileDeleted, vec![subject(&profile)])
            .delete_import_profile(&profile)
            .run()
            .await;
        match deleted {
            Ok(_) => return Ok(StatusCode::NO_CONTENT),
            Err(StoreError::LostRace) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(StoreError::LostRace.into())
}

/// The profile, if the caller may change it.
async fn own(
    organization: &OrganizationStore,
    caller: &Caller,
    id: ImportProfileId,
) -> Answer<ImportProfile> {
    caller.may(Permission::ImportProfilesManage, Subject::Organization)?;
    let profile = find(organization, id).await?;
    caller.may(Permission::ImportProfilesManage, Subject::OwnedBy(profile.owner))?;
    Ok(profile)
}

async fn check_owner(organization: &OrganizationStore, caller: &Caller, owner: UserId) -> Answer<()> {
    if caller.reach(Permission::ImportProfilesManage) != Grant::All {
        return Err(Denied::Forbidden(Permission::ImportProfilesManage).into());
    }
    let user: Option<User> = organization.get(owner).await?;
    let user = user.ok_or_else(|| Problem::invalid_field("/owner", "is nobody in your organization"))?;
    can_own(&user, organization.organization_id())
        .map_err(|reason| Problem::invalid_field("/owner", format!("is someone who {reason}")))
}

impl ProfilePatch {
    fn apply(self, profile: &mut ImportProfile) -> Answer<()> {
        let mut errors: Vec<FieldError> = Vec::new();
        let mut refuse = |error| errors.push(error);
        if let Some(name) = self.name.required("/name").map_err(&mut refuse).unwrap_or(None) {
            name.trim().clone_into(&mut profile.name);
        }
        if let Some(owner) = self.owner.required("/owner").map_err(&mut refuse).unwrap_or(None) {
            profile.owner = owner;
        }
        let mapping = self.mapping.required("/mapping");
        if let Some(mapping) = mapping.map_err(&mut refuse).unwrap_or(None) {
            profile.mapping = mapping;
        }
        let auto_commit = self.auto_commit.required("/auto_commit");
        if let Some(auto_commit) = auto_commit.map_err(&mut refuse).unwrap_or(None) {
            profile.auto_commit = auto_commit;
        }
        match self.columns {
            Patch::Unchanged => {}
            Patch::Cleared => profile.columns.clear(),
            Patch::Set(columns) => profile.columns = columns,
        }
        profile.fingerprint = fingerprint(&profile.columns);
        self.mode.apply(&mut profile.mode);
        self.key.apply(&mut profile.key);
        self.empty_cells.apply(&mut profile.empty_cells);
        match self.read_as {
            Patch::Unchanged => {}
            Patch::Cleared => profile.read_as = ReadAs::default(),
            Patch::Set(read_as) => profile.read_as = read_as,
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(errors))
        }
    }
}

fn differences(before: &ImportProfile, after: &ImportProfile) -> Vec<Change> {
    let fields = |profile: &ImportProfile| -> [(&'static str, Value); 9] {
        [
            ("name", json!(profile.name)),
            ("owner", json!(profile.owner)),
            ("mapping", json!(profile.mapping)),
            ("columns", json!(profile.columns)),
            ("auto_commit", json!(profile.auto_commit)),
            ("mode", json!(profile.mode)),
            ("key", json!(profile.key)),
            ("empty_cells", json!(profile.empty_cells)),
            ("read_as", json!(profile.read_as)),
        ]
    };
    Change::between(fields(before), fields(after))
}
