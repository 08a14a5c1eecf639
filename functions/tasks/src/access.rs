//! Which projects and tasks a caller may see, and how paths name them.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use katalusis_domain::Caller;
use katalusis_domain::Id;
use katalusis_domain::permission::{Denied, Grant, Permission, Subject};
use katalusis_domain::project::{Project, ProjectId, is_project_key};
use katalusis_domain::task::{Task, TaskId};
use katalusis_http::Problem;
use katalusis_store::OrganizationStore;

/// How a path names a project: `0198c0a2-…` or `OPS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProjectName {
    Id(ProjectId),
    Key(String),
}

/// How a path names a task: `0198c0a2-…` or `OPS-42`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TaskName {
    Id(TaskId),
    Key(String, i64),
}

impl FromStr for ProjectName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let key = text.to_ascii_uppercase();
        if is_project_key(&key) {
            return Ok(Self::Key(key));
        }
        text.parse().map(Self::Id).map_err(|_| ())
    }
}

impl FromStr for TaskName {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        let (key, number) = text.split_once('-').ok_or(())?;
        let key = key.to_ascii_uppercase();
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_project_key(&key) || !digits {
            return Err(());
        }
        number
            .parse()
            .map(|number| Self::Key(key, number))
            .map_err(|_| ())
    }
}

/// The project of a path.
pub(crate) struct ProjectPath(pub(crate) ProjectName);

impl<S: Send + Sync> FromRequestParts<S> for ProjectPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let name = path.ok().and_then(|Path(text)| text.parse().ok());
        name.map(Self).ok_or_else(no_project)
    }
}

/// The task of a path.
pub(crate) struct TaskPath(pub(crate) TaskName);

impl<S: Send + Sync> FromRequestParts<S> for TaskPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let name = path.ok().and_then(|Path(text)| text.parse().ok());
        name.map(Self).ok_or_else(no_task)
    }
}

/// The task of a path, and something on it.
pub(crate) struct OnTaskPath<T>(pub(crate) TaskName, pub(crate) Id<T>);

impl<T, S: Send + Sync> FromRequestParts<S> for OnTaskPath<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let names = path
            .ok()
            .and_then(|Path((task, id))| Some(Self(task.parse().ok()?, id.parse().ok()?)));
        names.ok_or_else(|| Problem::not_found("thing"))
    }
}

pub(crate) fn no_project() -> Problem {
    Problem::not_found("project")
}

pub(crate) fn no_task() -> Problem {
    Problem::not_found("task")
}

/// The project, if the caller may see it and do this in it.
pub(crate) async fn project(
    organization: &OrganizationStore,
    caller: &Caller,
    permission: Permission,
    name: &ProjectName,
) -> Result<Project, Problem> {
    caller.may(permission, Subject::Organization)?;
    let found = match name {
        ProjectName::Id(id) => organization.get(*id).await?,
        ProjectName::Key(key) => organization.project_by_key(key).await?,
    };
    let project = found.ok_or_else(no_project)?;
    check_seen(caller, permission, &project, no_project)?;
    Ok(project)
}

/// Whether the caller may do this in the project; what it may not know of is `absent`.
fn check_seen(
    caller: &Caller,
    permission: Permission,
    project: &Project,
    absent: fn() -> Problem,
) -> Result<(), Problem> {
    let shared_with_guests = project.shared_with_guests;
    caller
        .may(permission, Subject::InProject { shared_with_guests })
        .map_err(|denied| match denied {
            Denied::Hidden => absent(),
            forbidden @ Denied::Forbidden(_) => forbidden.into(),
        })
}

/// The task, if the caller may see it and do this with it. People who see everything see the bin as well.
pub(crate) async fn task(
    organization: &OrganizationStore,
    caller: &Caller,
    permission: Permission,
    name: &TaskName,
) -> Result<Task, Problem> {
    caller.may(permission, Subject::Organization)?;
    let task = match name {
        TaskName::Id(id) => organization.get(*id).await?,
        TaskName::Key(key, number) => match organization.project_by_key(key).await? {
            Some(project) => organization.task_by_number(project.id, *number).await?,
            None => None,
        },
    };
    let task = task.ok_or_else(no_task)?;
    // Who sees everything is spared the reading of the project.
    if caller.reach(permission) == Grant::Shared {
        let project = organization.get(task.project_id).await?.ok_or_else(no_task)?;
        check_seen(caller, permission, &project, no_task)?;
        if task.is_deleted() {
            return Err(no_task());
        }
    }
    Ok(task)
}

/// The task and its project, if the caller may see it and do this with it, and the state of both allows
/// changes: not in the bin, not archived.
pub(crate) async fn open_task(
    organization: &OrganizationStore,
    caller: &Caller,
    permission: Permission,
    name: &TaskName,
) -> Result<(Task, Project), Problem> {
    let task = task(organization, caller, permission, name).await?;
    let project = organization.get(task.project_id).await?.ok_or_else(no_project)?;
    is_open(&task, &project)?;
    Ok((task, project))
}

/// Refuses changes to what is in the bin or in an archived project.
pub(crate) fn is_open(task: &Task, project: &Project) -> Result<(), Problem> {
    if task.is_deleted() {
        let detail = format!("{} is in the bin. Restore it first.", task.key);
        return Err(Problem::conflict(detail, vec!["restore".to_owned()]));
    }
    is_active(project)
}

/// Refuses changes in an archived project.
pub(crate) fn is_active(project: &Project) -> Result<(), Problem> {
    if project.archived {
        let detail = format!(
            "The project {} is archived: its tasks can be read and not changed.",
            project.key
        );
        return Err(Problem::conflict(detail, Vec::new()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_named_by_id_or_key() {
        assert_eq!("ops-42".parse(), Ok(TaskName::Key("OPS".to_owned(), 42)));
        let id = "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69";
        assert_eq!(id.parse::<TaskName>(), Ok(TaskName::Id(id.parse().unwrap())));
        for text in [
            "",
            "OPS",
            "OPS-",
            "OPS-+1",
            "O-1",
            "OPS-99999999999999999999",
            "ÖPS-1",
            "OPS-1\0",
        ] {
            assert_eq!(text.parse::<TaskName>(), Err(()), "{text:?}");
        }
    }
}
