//! `POST /api/imports/profiles`

use axum::extract::State as Shared;
use katalusis_domain::Caller;
use katalusis_domain::event::Fact;
use katalusis_domain::import::profile::{PROFILES_MAX, fingerprint};
use katalusis_domain::import::{EmptyCells, ImportId, ImportProfile, Mapping, Mode, Options, ReadAs, Target};
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::Project;
use katalusis_http::{Answer, Authenticated, Body, Problem, Revised};
use katalusis_store::OrganizationStore;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::ProfileView;
use super::{check, may_do, subject};
use crate::Work;
use crate::announce::project;

/// A new profile.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "project": "OPS", "name": "Orders of the webshop", "columns": ["Name", "Urgency", "Deadline"],
    "mapping": { "rules": [
        { "target": "title", "column": "Name" },
        { "target": "priority", "column": "Urgency", "values": [{ "from": "Urgent", "to": "critical" }] },
    ] },
}))]
pub struct NewProfile {
    /// The project that its files' tasks go to: its key or its id. It never changes.
    #[schema(example = "OPS")]
    project: String,
    /// What people call it, 1–120 characters.
    #[schema(example = "Orders of the webshop")]
    name: String,
    /// Which column goes where, at most 64 KiB as JSON.
    mapping: Mapping,
    /// The columns of its files, by which they are recognized. Without them it is for its drop folder alone.
    #[serde(default)]
    #[schema(example = json!(["Name", "Urgency"]))]
    columns: Vec<String>,
    /// Whether files of its drop folder are carried out as soon as they are planned.
    #[serde(default = "yes")]
    #[schema(default = true)]
    auto_commit: bool,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not; absent: `create`.
    #[serde(default)]
    #[schema(value_type = Option<Mode>, example = "upsert")]
    mode: Option<Mode>,
    /// The field by which rows find their tasks: `task_key`, `external_id`, or `custom.` and the key of a custom field
    /// that holds text.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "external_id")]
    key: Option<Target>,
    /// What empty cells do to tasks that exist; absent: `keep`.
    #[serde(default)]
    #[schema(value_type = Option<EmptyCells>, example = "keep")]
    empty_cells: Option<EmptyCells>,
    /// How its files are read, as far as that is known better than it can be detected.
    #[serde(default)]
    read_as: ReadAs,
}

/// What a profile is made of, besides what follows from who makes it and when.
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) mapping: Mapping,
    pub(super) columns: Vec<String>,
    pub(super) options: Options,
    pub(super) read_as: ReadAs,
    pub(super) saved_from: Option<ImportId>,
}

/// Make an import profile.
///
/// Makes a profile: a mapping for all files of one source. The next file with the same columns gets it proposed,
/// and files in the profile's drop folder (`folder`) are imported with it, in your name.
#[utoipa::path(
    post, path = "/api/imports/profiles", operation_id = "create_import_profile", tag = "Imports",
    request_body = NewProfile,
    responses(
        (status = 201, description = "The new profile", body = ProfileView, headers(("etag" = String, description = "Its revision"))),
        (status = 409, description = "The project has as many profiles as it may, or is archived"),
    ),
    extensions(("x-permission" = json!("import_profiles.manage"))),
)]
pub async fn create(
    Shared(work): Shared<Work>,
    Authenticated(caller): Authenticated,
    Body(request): Body<NewProfile>,
) -> Answer<Revised<ProfileView>> {
    caller.may(Permission::ImportProfilesManage, Subject::OwnedBy(caller.user_id))?;
    let organization = work.store.for_organization(&caller);
    let project = project(&organization, &request.project).await?;
    let draft = Draft {
        name: request.name,
        mapping: request.mapping,
        columns: request.columns,
        options: Options {
            auto_commit: request.auto_commit,
            mode: request.mode,
            key: request.key,
            empty_cells: request.empty_cells,
        },
        read_as: request.read_as,
        saved_from: None,
    };
    let profile = draft.store(&organization, &caller, &project).await?;
    Ok(Revised::created(profile.revision, profile.into()))
}

impl Draft {
    /// Checks and stores it as the caller's.
    pub(super) async fn store(
        self,
        organization: &OrganizationStore,
        caller: &Caller,
        project: &Project,
    ) -> Answer<ImportProfile> {
        let world = organization.store().world();
        let now = world.now();
        let profile = ImportProfile {
            id: world.id(),
            organization_id: caller.organization_id,
            project_id: project.id,
            name: self.name.trim().to_owned(),
            owner: caller.user_id,
            mapping: self.mapping,
            fingerprint: fingerprint(&self.columns),
            columns: self.columns,
            auto_commit: self.options.auto_commit,
            mode: self.options.mode,
            key: self.options.key,
            empty_cells: self.options.empty_cells,
            read_as: self.read_as,
            saved_from: self.saved_from,
            created_at: now,
            updated_at: now,
            revision: 1,
        };
        check(&profile, project)?;
        may_do(caller, &profile, project)?;
        if organization.import_profiles_of(project.id).await?.len() >= PROFILES_MAX {
            let detail = format!(
                "The project has {PROFILES_MAX} import profiles already. Delete one that nobody needs."
            );
            return Err(Problem::conflict(detail, Vec::new()));
        }
        organization
            .change(Fact::ImportProfileCreated, vec![subject(&profile)])
            .insert(&profile)?
            .run()
            .await?;
        Ok(profile)
    }
}

pub(super) fn yes() -> bool {
    true
}
