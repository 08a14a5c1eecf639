//! A profile as callers see it.

use katalusis_domain::Timestamp;
use katalusis_domain::import::{
    EmptyCells, ImportId, ImportProfile, ImportProfileId, Mapping, Mode, ReadAs, Target,
};
use katalusis_domain::organization::UserId;
use katalusis_domain::project::ProjectId;
use serde::Serialize;
use utoipa::ToSchema;

/// How files from one source are imported into one project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportProfile)]
pub struct ProfileView {
    /// Its id.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70")]
    id: ImportProfileId,
    /// Where its files' tasks go.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69")]
    project_id: ProjectId,
    /// What people call it.
    #[schema(example = "Orders of the webshop")]
    name: String,
    /// In whose name files of its drop folder are imported, and who is told when one fails.
    #[schema(value_type = String, format = Uuid, example = "0198c0a2-7b1c-7f3e-9a55-40be1d2c3f4a")]
    owner: UserId,
    /// Which column goes where.
    mapping: Mapping,
    /// The columns of its files. A file with these, in any order, gets this mapping proposed.
    #[schema(example = json!(["Name", "Urgency"]))]
    columns: Vec<String>,
    /// Whether files of its drop folder are carried out as soon as they are planned.
    #[schema(example = true)]
    auto_commit: bool,
    /// What becomes of rows whose tasks exist, and of those whose tasks do not; `null`: they are not looked for.
    #[schema(required, example = "upsert")]
    mode: Option<Mode>,
    /// The field by which rows find their tasks; `null`: the mapping decides.
    #[schema(required, value_type = Option<String>, example = "external_id")]
    key: Option<Target>,
    /// What empty cells do to tasks that exist; `null`: nothing.
    #[schema(required)]
    empty_cells: Option<EmptyCells>,
    /// How its files are read, as far as that is not left to detection.
    read_as: ReadAs,
    /// Where in the bucket its files are dropped: put a file there, and it is imported. Its report appears
    /// under `reports/` instead of `drop/`.
    #[schema(example = "drop/0198c0a2-7b1c-7f3e-9a55-0a1b2c3d4e5f/0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70/")]
    folder: String,
    /// The import that it was saved from; `null` if it was written by hand.
    #[schema(required, value_type = Option<String>, format = Uuid)]
    saved_from: Option<ImportId>,
    /// When it was made.
    created_at: Timestamp,
    /// When it was last changed.
    updated_at: Timestamp,
    /// Counts changes; the `ETag`.
    #[schema(example = 1)]
    revision: i64,
}

impl From<ImportProfile> for ProfileView {
    fn from(profile: ImportProfile) -> Self {
        Self {
            folder: profile.folder(),
            id: profile.id,
            project_id: profile.project_id,
            name: profile.name,
            owner: profile.owner,
            mapping: profile.mapping,
            columns: profile.columns,
            auto_commit: profile.auto_commit,
            mode: profile.mode,
            key: profile.key,
            empty_cells: profile.empty_cells,
            read_as: profile.read_as,
            saved_from: profile.saved_from,
            created_at: profile.created_at,
            updated_at: profile.updated_at,
            revision: profile.revision,
        }
    }
}
