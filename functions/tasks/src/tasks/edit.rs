//! What people write into a task, and the rules for it: the same when it is created and when it is changed.

use std::collections::{BTreeMap, BTreeSet};

use katalusis_domain::Timestamp;
use katalusis_domain::custom_field::{check_values, people_in};
use katalusis_domain::organization::{User, UserId};
use katalusis_domain::permission::Role;
use katalusis_domain::project::{CustomValue, Project};
use katalusis_domain::task::{
    ASSIGNEES_MAX, DESCRIPTION_MAX, Priority, Status, TAGS_MAX, TITLE_MAX, Task, TaskId, is_plausible_date,
    normal_external_id, normal_tag,
};
use katalusis_domain::text::{check_line, check_prose, unix_lines};
use katalusis_http::{Code, FieldError, Patch, Problem};
use katalusis_store::{Ancestry, OrganizationStore, StoreError, UNIQUE_EXTERNAL_ID};
use serde::Deserialize;
use utoipa::ToSchema;

/// How deep tasks may lie within tasks.
const DEPTH_MAX: usize = 20;

/// What shall change: absent fields stay as they are, `null` empties a field.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskPatch {
    /// What is to be done, 1–500 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Renew the carrier contract")]
    pub(crate) title: Patch<String>,
    /// Markdown, up to 50,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Terms of 2025 end in **June**.")]
    pub(crate) description: Patch<String>,
    /// Where it stands. From `new` it goes to `in_progress`; from there to `on_hold` and back, or to
    /// `completed`; a completed one is reopened to `in_progress`.
    #[serde(default)]
    #[schema(value_type = Option<Status>, example = "in_progress")]
    pub(crate) status: Patch<Status>,
    /// How urgent it is.
    #[serde(default)]
    #[schema(value_type = Option<Priority>, example = "high")]
    pub(crate) priority: Patch<Priority>,
    /// Who works on it: users of the organization, at most 50. Replaces the list.
    #[serde(default)]
    #[schema(value_type = Option<Vec<UserId>>)]
    pub(crate) assignees: Patch<Vec<UserId>>,
    /// At most 50 words of up to 60 characters, without commas; kept in lower case. Replaces the list.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["contract", "carrier"]))]
    pub(crate) tags: Patch<Vec<String>>,
    /// When it should begin.
    #[serde(default)]
    #[schema(value_type = Option<Timestamp>)]
    pub(crate) start_at: Patch<Timestamp>,
    /// When it should be done.
    #[serde(default)]
    #[schema(value_type = Option<Timestamp>)]
    pub(crate) due_at: Patch<Timestamp>,
    /// The task that it is a part of, up to 20 levels deep.
    #[serde(default)]
    #[schema(value_type = Option<TaskId>)]
    pub(crate) parent_id: Patch<TaskId>,
    /// What another system calls it, up to 200 characters; unique within the project.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = json!(null))]
    pub(crate) external_id: Patch<String>,
    /// Values of the project's custom fields by their key; `null` empties one, the others stay. `null` for the
    /// whole empties all.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, serde_json::Value>>, example = json!({"customer": "Acme", "amount": 1200}))]
    pub(crate) custom: Patch<BTreeMap<String, Option<CustomValue>>>,
}

impl TaskPatch {
    /// Writes the changes into `task` and says what is wrong with them. Whether the status may be reached and
    /// whether people and parent exist is another matter; see [`check_move`] and [`check_references`].
    pub(crate) fn apply(self, task: &mut Task, project: &Project, now: Timestamp) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut refuse = |error| errors.push(error);
        if let Some(title) = self.title.required("/title").map_err(&mut refuse).unwrap_or(None) {
            title.trim().clone_into(&mut task.title);
            if let Err(detail) = check_line(&task.title, 1, TITLE_MAX) {
                refuse(FieldError::new("/title", detail));
            }
        }
        if let Some(text) = or_empty(self.description) {
            task.description = unix_lines(&text);
            if let Err(detail) = check_prose(&task.description, DESCRIPTION_MAX) {
                refuse(FieldError::new("/description", detail));
            }
        }
        if let Some(status) = self
            .status
            .required("/status")
            .map_err(&mut refuse)
            .unwrap_or(None)
        {
            task.set_status(status, now);
        }
        if let Some(priority) = self
            .priority
            .required("/priority")
            .map_err(&mut refuse)
            .unwrap_or(None)
        {
            task.set_priority(priority);
        }
        if let Some(assignees) = or_empty(self.assignees) {
            task.assignees = each_once(assignees);
            if task.assignees.len() > ASSIGNEES_MAX {
                refuse(FieldError::new(
                    "/assignees",
                    format!("must be at most {ASSIGNEES_MAX} people"),
                ));
            }
        }
        if let Some(tags) = or_empty(self.tags) {
            match normal_tags(&tags) {
                Ok(tags) => task.tags = tags,
                Err(found) => found.into_iter().for_each(&mut refuse),
            }
        }
        for (patch, pointer, field) in [
            (self.start_at, "/start_at", &mut task.start_at),
            (self.due_at, "/due_at", &mut task.due_at),
        ] {
            if matches!(patch, Patch::Set(at) if !is_plausible_date(at)) {
                refuse(FieldError::new(
                    pointer,
                    "must lie between the years 1900 and 2999",
                ));
            }
            patch.apply(field);
        }
        self.parent_id.apply(&mut task.parent_id);
        match self.external_id {
            Patch::Set(id) => match normal_external_id(&id) {
                Ok(id) => task.external_id = Some(id),
                Err(detail) => refuse(FieldError::new("/external_id", detail)),
            },
            other => other.apply(&mut task.external_id),
        }
        match self.custom {
            Patch::Unchanged => {}
            Patch::Cleared => task.custom.clear(),
            Patch::Set(custom) => apply_custom(custom, task, project)
                .into_iter()
                .for_each(&mut refuse),
        }
        errors
    }
}

fn or_empty<T: Default>(patch: Patch<T>) -> Option<T> {
    match patch {
        Patch::Unchanged => None,
        Patch::Cleared => Some(T::default()),
        Patch::Set(value) => Some(value),
    }
}

pub(crate) fn each_once<T: Ord + Copy>(items: Vec<T>) -> Vec<T> {
    let mut seen = BTreeSet::new();
    items.into_iter().filter(|item| seen.insert(*item)).collect()
}

/// Tags as they are kept, each once, or what is wrong with them.
pub(crate) fn normal_tags(tags: &[String]) -> Result<Vec<String>, Vec<FieldError>> {
    let mut normal: Vec<String> = Vec::new();
    let mut errors = Vec::new();
    for (index, tag) in tags.iter().enumerate() {
        match normal_tag(tag) {
            Ok(tag) if normal.contains(&tag) => {}
            Ok(tag) => normal.push(tag),
            Err(detail) => errors.push(FieldError::new(format!("/tags/{index}"), detail)),
        }
        if normal.len() > TAGS_MAX {
            errors.push(FieldError::new("/tags", format!("must be at most {TAGS_MAX}")));
            break;
        }
    }
    if errors.is_empty() {
        Ok(normal)
    } else {
        Err(errors)
    }
}

fn apply_custom(
    values: BTreeMap<String, Option<CustomValue>>,
    task: &mut Task,
    project: &Project,
) -> Vec<FieldError> {
    let mut given = BTreeMap::new();
    let mut errors = Vec::new();
    for (key, value) in values {
        match value {
            Some(value) => {
                given.insert(key, value);
            }
            // What a removed field left behind can be emptied as well.
            None if task.custom.remove(&key).is_some() => {}
            None if project.custom_fields.iter().any(|field| field.key == key) => {}
            None => errors.push(at_custom(&key, "is not a field of this project")),
        }
    }
    for (key, detail) in check_values(&project.custom_fields, &given) {
        errors.push(at_custom(&key, &detail));
    }
    if errors.is_empty() {
        task.custom.extend(given);
    }
    errors
}

fn at_custom(key: &str, detail: &str) -> FieldError {
    let key = key.replace('~', "~0").replace('/', "~1");
    FieldError::new(format!("/custom/{key}"), detail)
}

/// Refuses a move that the status machine does not know, and names those that it does (TASK-2).
pub(crate) fn check_move(from: Status, to: Status) -> Result<(), Problem> {
    if from.may_become(to) {
        return Ok(());
    }
    let labels: Vec<&str> = from.next().iter().map(|status| status.label()).collect();
    let detail = format!(
        "A task that is {} cannot become {}, only {}.",
        from.label(),
        to.label(),
        labels.join(" or ")
    );
    let allowed = from
        .next()
        .iter()
        .map(|status| status.word().to_owned())
        .collect();
    Err(Problem::conflict(detail, allowed))
}

/// Checks that the people and the parent that `after` names and `before` did not are there, and may know of
/// the task. Returns the guard to commit with when the parent changes, see
/// [`katalusis_store::Commit::keep_hierarchy`].
pub(crate) async fn check_references(
    organization: &OrganizationStore,
    before: Option<&Task>,
    after: &Task,
    project: &Project,
) -> Result<Option<i64>, Problem> {
    let mut people: Vec<(String, UserId)> = Vec::new();
    for (index, id) in after.assignees.iter().enumerate() {
        if before.is_none_or(|before| !before.assignees.contains(id)) {
            people.push((format!("/assignees/{index}"), *id));
        }
    }
    for (key, id) in people_in(&project.custom_fields, &after.custom) {
        if before.is_none_or(|before| before.custom.get(key) != after.custom.get(key)) {
            people.push((format!("/custom/{key}"), id));
        }
    }
    let mut errors = Vec::new();
    if !people.is_empty() {
        let ids = each_once(people.iter().map(|(_, id)| *id).collect());
        let found = people_who_see(organization, &ids, project).await?;
        errors.extend(
            people
                .into_iter()
                .filter(|(_, id)| !found.contains(id))
                .map(|(pointer, _)| FieldError::new(pointer, NOBODY)),
        );
    }
    let mut guard = None;
    if let Some(parent) = after
        .parent_id
        .filter(|_| before.is_none_or(|before| before.parent_id != after.parent_id))
    {
        // A new task has nothing below it, so no circle can close.
        if before.is_some() {
            guard = Some(organization.hierarchy().await?);
        }
        if let Err(detail) = check_parent(organization, after.id, parent).await? {
            errors.push(FieldError::new("/parent_id", detail));
        }
    }
    if errors.is_empty() {
        Ok(guard)
    } else {
        Err(Problem::invalid(errors))
    }
}

/// What is said of a user who is not there, or of whom the caller need not know why not.
pub(crate) const NOBODY: &str = "is not an active user of your organization who may see the task";

/// Those of `ids` who are active users and may see the tasks of this project.
pub(crate) async fn people_who_see(
    organization: &OrganizationStore,
    ids: &[UserId],
    project: &Project,
) -> Result<BTreeSet<UserId>, Problem> {
    let users = organization.users_among(ids).await?;
    let sees = |user: &User| !user.disabled && (user.role != Role::Guest || project.shared_with_guests);
    Ok(users
        .iter()
        .filter(|user| sees(user))
        .map(|user| user.id)
        .collect())
}

async fn check_parent(
    organization: &OrganizationStore,
    task: TaskId,
    parent: TaskId,
) -> Result<Result<(), &'static str>, Problem> {
    let found = organization
        .get::<Task>(parent)
        .await?
        .filter(|parent| !parent.is_deleted());
    let Some(parent) = found else {
        return Ok(Err("is not a task of your organization"));
    };
    Ok(match organization.ancestry(task, &parent, DEPTH_MAX).await? {
        Ancestry::Circle => Err("is this task or a part of it"),
        // The task brings what lies below it along.
        Ancestry::Depth(depth) if depth + organization.height(task, DEPTH_MAX).await? <= DEPTH_MAX => Ok(()),
        Ancestry::Depth(_) | Ancestry::TooDeep => {
            Err("lies too deep: tasks can be 20 levels deep, with those below this one")
        }
    })
}

/// Names the external id where it is what another task of the project has.
pub(super) fn external_id_is_taken(error: StoreError, task: &Task) -> Problem {
    if !error.is_duplicate_in(UNIQUE_EXTERNAL_ID) {
        return error.into();
    }
    let id = task.external_id.as_deref().unwrap_or_default();
    let detail =
        format!("Another task of the project has the external id {id}. Change that one first, or this id.");
    let field = FieldError::new("/external_id", "is another task's in this project");
    Problem::new(Code::AlreadyExists, detail).with_errors(vec![field])
}
