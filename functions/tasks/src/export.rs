//! `GET /api/tasks/export`

use std::collections::{BTreeMap, HashMap};

use axum::extract::State as Shared;
use axum::response::Redirect;
use futures::TryStreamExt;
use katalusis_domain::Timestamp;
use katalusis_domain::event::{Exported, Fact, Subject as Thing, SubjectKind};
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::{Permission, Subject};
use katalusis_domain::project::{CustomValue, Project, ProjectId};
use katalusis_domain::task::Task;
use katalusis_files::{TableFile, TableFormat};
use katalusis_http::{Answer, Authenticated};
use katalusis_store::{OrganizationStore, PageRequest, StoreError};
use serde::Deserialize;

use crate::State;
use crate::tasks::filter::{HasNames, TaskFilter, TaskParams};

/// The columns that every export has; custom fields follow.
const COLUMNS: [&str; 15] = [
    "Key",
    "Title",
    "Description",
    "Status",
    "Priority",
    "Assignees",
    "Tags",
    "Start",
    "Due",
    "External id",
    "Project",
    "Created",
    "Created by",
    "Updated",
    "Completed",
];
const AT_ONCE: i64 = 1_000;

/// As what to export.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportParams {
    /// The file's format.
    #[serde(default)]
    #[param(inline, default = "csv")]
    format: TableFormat,
}

impl HasNames for ExportParams {
    const NAMES: &'static [&'static str] = &["format"];
}

/// Export tasks.
///
/// Writes the tasks that the filter finds, in its order, to a CSV or XLSX file and leads to it. The link works for
/// five minutes. No cell is a formula, whatever it holds. The file can be imported again. It has at most 200 MB, and
/// 25 seconds to be written. People are named by their addresses, or by their ids where you may not list users.
#[utoipa::path(
    get, path = "/api/tasks/export", operation_id = "export_tasks", tag = "Tasks",
    params(TaskFilter, ExportParams),
    responses(
        (status = 303, description = "The file is at `Location`", headers(("location" = String, description = "Signed link"))),
        (status = 503, description = "Others export just now; try again in a moment"),
        (status = 422, description = "More than 200 MB, or more tasks than a sheet has rows"),
    ),
    extensions(("x-permission" = json!("tasks.read"))),
)]
pub async fn export_tasks(
    Shared(state): Shared<State>,
    Authenticated(caller): Authenticated,
    TaskParams { filter, rest, custom }: TaskParams<ExportParams>,
) -> Answer<Redirect> {
    caller.may(Permission::TasksRead, Subject::Organization)?;
    let organization = state.store.for_organization(&caller);
    let sort = filter.sort();
    let query = filter.query(&organization, &caller, custom).await?;

    let mut names = Names::default();
    names
        .read_projects(&organization, query.projects.as_deref())
        .await?;
    if caller.may(Permission::UsersRead, Subject::Organization).is_ok() {
        names.read_people(&organization).await?;
    }
    let table = TableFile::begin::<StoreError>(rest.format, &names.header()).await?;
    let tasks = organization.stream_tasks(&query, sort).await?;
    let written = table.fill(tasks.map_ok(|task| names.row(&task))).await?;

    let link = written
        .publish(
            &state.files,
            caller.organization_id,
            state.store.world().uuid(),
            "tasks",
        )
        .await?;
    let exported = Fact::TaskExported(Exported {
        format: rest.format.extension().to_owned(),
        rows: written.rows,
    });
    organization
        .record(
            exported,
            vec![Thing::new(SubjectKind::Organization, caller.organization_id)],
        )
        .await?;
    Ok(Redirect::to(&link))
}

fn first_part() -> PageRequest {
    PageRequest {
        limit: AT_ONCE,
        cursor: None,
    }
}

/// What ids are called, read once for the whole export.
#[derive(Default)]
struct Names {
    projects: HashMap<ProjectId, String>,
    people: HashMap<UserId, String>,
    /// Custom fields by key, with what people call them.
    fields: BTreeMap<String, String>,
}

impl Names {
    /// Reads the projects that a task of the export may be in.
    async fn read_projects(
        &mut self,
        organization: &OrganizationStore,
        only: Option<&[ProjectId]>,
    ) -> Result<(), StoreError> {
        let mut request = first_part();
        loop {
            let page = organization.projects(false, &request).await?;
            for project in page
                .items
                .into_iter()
                .filter(|project| only.is_none_or(|only| only.contains(&project.id)))
            {
                self.add(project);
            }
            request.cursor = page.next;
            if request.cursor.is_none() {
                return Ok(());
            }
        }
    }

    /// Reads everybody's address.
    async fn read_people(&mut self, organization: &OrganizationStore) -> Result<(), StoreError> {
        let mut request = first_part();
        loop {
            let page = organization.users(&request).await?;
            self.people
                .extend(page.items.into_iter().map(|user| (user.id, user.email)));
            request.cursor = page.next;
            if request.cursor.is_none() {
                return Ok(());
            }
        }
    }

    fn add(&mut self, project: Project) {
        self.fields.extend(
            project
                .custom_fields
                .into_iter()
                .map(|field| (field.key, field.name)),
        );
        self.projects.insert(project.id, project.key);
    }

    fn header(&self) -> Vec<String> {
        COLUMNS
            .into_iter()
            .map(str::to_owned)
            .chain(self.fields.values().cloned())
            .collect()
    }

    fn row(&self, task: &Task) -> Vec<String> {
        let time = |time: Option<Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
        let person = |id: &UserId| self.person(*id);
        let common = [
            task.key.clone(),
            task.title.clone(),
            task.description.clone(),
            task.status.label().to_owned(),
            task.priority.label().to_owned(),
            task.assignees.iter().map(person).collect::<Vec<_>>().join(", "),
            task.tags.join(", "),
            time(task.start_at),
            time(task.due_at),
            task.external_id.clone().unwrap_or_default(),
            self.projects.get(&task.project_id).cloned().unwrap_or_default(),
            task.created_at.to_string(),
            person(&task.created_by),
            task.updated_at.to_string(),
            time(task.completed_at),
        ];
        let custom = self.fields.keys().map(|key| {
            task.custom
                .get(key)
                .map(|value| self.text(value))
                .unwrap_or_default()
        });
        common.into_iter().chain(custom).collect()
    }

    fn person(&self, id: UserId) -> String {
        self.people.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// People are written by their address, everything else as it is.
    fn text(&self, value: &CustomValue) -> String {
        match value {
            CustomValue::Checkbox(yes) => yes.to_string(),
            CustomValue::Number(number) => number.to_string(),
            CustomValue::Text(text) => {
                let person = text.parse().ok().and_then(|id: UserId| self.people.get(&id));
                person.unwrap_or(text).clone()
            }
        }
    }
}
