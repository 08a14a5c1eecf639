//! Changing a task, or commenting on it.

use katalusis_domain::comment::{BODY_MAX, Comment, mentions_in};
use katalusis_domain::event::{Fact, Mentions, Subject, SubjectKind};
use katalusis_domain::project::Project;
use katalusis_domain::task::Task;
use katalusis_domain::task_view::TaskView;
use katalusis_domain::text::{check_prose, unix_lines};
use katalusis_domain::workflow::node::TaskChange;
use katalusis_domain::workflow::{ActivityKey, Failure, RunRecord};
use katalusis_domain::{Id, task_changes};
use katalusis_store::{Commit, OrganizationStore, StoreError};

use super::create_task::{add_tags, people_who_see};
use super::{Done, Effect};

pub(super) async fn change(
    organization: &OrganizationStore,
    run: &RunRecord,
    key: &ActivityKey,
    wanted: &TaskChange,
) -> Result<Done, StoreError> {
    let task: Option<Task> = organization.get(wanted.task_id).await?;
    let Some(before) = task.filter(|task| !task.is_deleted()) else {
        return Ok(Err(Failure::lasting(
            "The task is in the bin, or not there any more.",
        )));
    };
    let project: Option<Project> = organization.get(before.project_id).await?;
    let Some(project) = project.filter(|project| !project.archived) else {
        let message = format!(
            "The project of {} is archived: its tasks cannot be changed.",
            before.key
        );
        return Ok(Err(Failure::lasting(message)));
    };
    let mut after = before.clone();
    if let Some(people) = &wanted.assignees {
        after.assignees = people_who_see(organization, people, &project).await?;
    }
    let now = organization.store().world().now();
    let applied = apply(&mut after, wanted, now);
    let comment = wanted
        .comment
        .as_deref()
        .map(|text| comment(run, key, &before, text, now))
        .transpose();
    let comment = match (applied, comment) {
        (Err(wrong), _) | (Ok(()), Err(wrong)) => return Ok(Err(Failure::lasting(wrong))),
        (Ok(()), Ok(comment)) => comment,
    };
    let mut changes = Vec::new();
    changes.extend(fields(organization, &before, &mut after, now)?);
    if let Some(comment) = comment {
        changes.push(commented(organization, &comment, &after)?);
    }
    let effect = Effect {
        changes,
        ..Effect::default()
    };
    Ok(Ok((TaskView::value(after), effect)))
}

fn apply(task: &mut Task, wanted: &TaskChange, now: katalusis_domain::Timestamp) -> Result<(), String> {
    if let Some(status) = wanted.status {
        if !task.status.may_become(status) {
            let next: Vec<&str> = task.status.next().iter().map(|status| status.label()).collect();
            return Err(format!(
                "{} is {} and cannot become {}, only {}.",
                task.key,
                task.status.label(),
                status.label(),
                next.join(" or ")
            ));
        }
        task.set_status(status, now);
    }
    if let Some(priority) = wanted.priority {
        task.set_priority(priority);
    }
    add_tags(task, &wanted.add_tags)
}

fn comment(
    run: &RunRecord,
    key: &ActivityKey,
    task: &Task,
    text: &str,
    now: katalusis_domain::Timestamp,
) -> Result<Comment, String> {
    let body = unix_lines(text.trim());
    check_prose(&body, BODY_MAX).map_err(|why| format!("The comment {why}."))?;
    if body.is_empty() {
        return Err("The comment is empty.".to_owned());
    }
    // Texts of others may lie in it, so what looks like a mention and is none is plain text.
    let mentions = mentions_in(&body).unwrap_or_default();
    Ok(Comment {
        id: Id::derived(run.id, &format!("{}:{}", key.node, key.iteration)),
        organization_id: run.organization_id,
        task_id: task.id,
        author_id: run.acts_for,
        body,
        mentions,
        created_at: now,
        edited_at: None,
        revision: 1,
    })
}

fn fields(
    organization: &OrganizationStore,
    before: &Task,
    after: &mut Task,
    now: katalusis_domain::Timestamp,
) -> Result<Option<Commit>, StoreError> {
    let changes = task_changes::differences(before, after);
    if changes.is_empty() {
        return Ok(None);
    }
    after.revision += 1;
    after.updated_at = now;
    let subject = Subject::new(SubjectKind::Task, after.id).called(&after.key);
    let change = organization
        .change(task_changes::fact(&changes), vec![subject])
        .with_changes(changes)
        .change_task(before, after)?;
    Ok(Some(change))
}

fn commented(organization: &OrganizationStore, comment: &Comment, task: &Task) -> Result<Commit, StoreError> {
    let fact = Fact::CommentCreated(Mentions {
        mentions: comment.mentions.iter().map(ToString::to_string).collect(),
    });
    let subjects = vec![
        Subject::new(SubjectKind::Task, task.id).called(&task.key),
        Subject::new(SubjectKind::Comment, comment.id),
    ];
    organization.change(fact, subjects).insert(comment)
}
