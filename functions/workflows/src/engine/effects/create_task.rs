//! Creating a task.

use katalusis_domain::event::{Fact, Subject, SubjectKind};
use katalusis_domain::organization::UserId;
use katalusis_domain::permission::Role;
use katalusis_domain::project::Project;
use katalusis_domain::task::{ASSIGNEES_MAX, DESCRIPTION_MAX, TAGS_MAX, TITLE_MAX, Task, normal_tag};
use katalusis_domain::task_view::TaskView;
use katalusis_domain::text::{check_line, check_prose, unix_lines};
use katalusis_domain::workflow::node::NewTask;
use katalusis_domain::workflow::{ActivityKey, Failure, RunRecord};
use katalusis_domain::{Id, task_changes};
use katalusis_store::{OrganizationStore, StoreError};

use super::{Done, Effect};

/// The task has an id that follows from the run, so that it is made once.
pub(super) async fn create(
    organization: &OrganizationStore,
    run: &RunRecord,
    key: &ActivityKey,
    new: &NewTask,
) -> Result<Done, StoreError> {
    let project: Option<Project> = organization.get(new.project_id).await?;
    let Some(project) = project.filter(|project| !project.archived) else {
        return Ok(Err(Failure::lasting(
            "The project that the task belongs in is archived, or not there any more.",
        )));
    };
    let id = Id::derived(run.id, &format!("{}:{}", key.node, key.iteration));
    let mut task = Task::new(&project, id, run.acts_for, organization.store().world().now());
    if let Err(wrong) = fill(&mut task, new) {
        return Ok(Err(Failure::lasting(wrong)));
    }
    task.assignees = people_who_see(organization, &new.assignees, &project).await?;
    task.number = organization.take_task_numbers(project.id, 1).await?;
    task.key = format!("{}-{}", project.key, task.number);
    let subject = Subject::new(SubjectKind::Task, task.id).called(&task.key);
    let change = organization
        .change(Fact::TaskCreated, vec![subject])
        .with_changes(task_changes::created(&task))
        .insert(&task)?;
    let effect = Effect {
        changes: vec![change],
        ..Effect::default()
    };
    Ok(Ok((TaskView::value(task), effect)))
}

fn fill(task: &mut Task, new: &NewTask) -> Result<(), String> {
    let title: String = new.title.split_whitespace().collect::<Vec<_>>().join(" ");
    task.title = title.chars().take(TITLE_MAX).collect();
    check_line(&task.title, 1, TITLE_MAX).map_err(|why| format!("The task's title {why}."))?;
    task.description = unix_lines(&new.description);
    check_prose(&task.description, DESCRIPTION_MAX)
        .map_err(|why| format!("The task's description {why}."))?;
    if let Some(priority) = new.priority {
        task.set_priority(priority);
    }
    task.due_at = new.due_at;
    add_tags(task, &new.tags)
}

/// Gives a task more tags, each once.
pub(super) fn add_tags(task: &mut Task, tags: &[String]) -> Result<(), String> {
    for tag in tags {
        let tag = normal_tag(tag).map_err(|why| format!("The tag \"{tag}\" {why}."))?;
        if !task.tags.contains(&tag) {
            task.tags.push(tag);
        }
    }
    if task.tags.len() > TAGS_MAX {
        return Err(format!("A task has {TAGS_MAX} tags at the most."));
    }
    Ok(())
}

/// Those of these people who are active and may see the tasks of the project, as many as a task may have. Who left is no
/// reason to stop the work.
pub(super) async fn people_who_see(
    organization: &OrganizationStore,
    people: &[UserId],
    project: &Project,
) -> Result<Vec<UserId>, StoreError> {
    let users = organization.users_among(people).await?;
    let sees = |id: &UserId| {
        users.iter().any(|user| {
            user.id == *id && !user.disabled && (user.role != Role::Guest || project.shared_with_guests)
        })
    };
    let seeing = people.iter().copied().filter(sees);
    Ok(seeing.take(ASSIGNEES_MAX).collect())
}
