//! Inboxes: who is told of an event, looked up and stored.

use chrono::TimeDelta;
use katalusis_domain::Id;
use katalusis_domain::comment::Comment;
use katalusis_domain::event::{Event, Fact, Subject, SubjectKind};
use katalusis_domain::import::Import;
use katalusis_domain::notification::{
    Notification, NotificationReason, excerpt, newly_assigned, notification_id, told_of_comment,
};
use katalusis_domain::organization::{User, UserId};
use katalusis_domain::permission::Role;
use katalusis_domain::project::{Project, ProjectId};
use katalusis_domain::task::{Task, TaskId};
use katalusis_store::{OrganizationStore, StoreError};

use crate::runs;

/// The kinds of events that fill inboxes, besides the ends of imports.
pub(crate) const KINDS: [&str; 5] = [
    "task.created",
    "task.changed",
    "task.bulk_changed",
    "comment.created",
    "comment.changed",
];

/// How long an entry stays in an inbox.
const KEPT_FOR: TimeDelta = TimeDelta::days(180);

/// What there is to tell, before it is known whether its reader may and wants to hear it.
pub(crate) struct Telling {
    pub(crate) reader: UserId,
    pub(crate) reason: NotificationReason,
    pub(crate) subject: Subject,
    /// Which of the things that the event tells the reader about the subject, where they may be several.
    pub(crate) part: String,
    /// Where the subject is: guests see some projects only, and nothing that is in none.
    pub(crate) project: Option<ProjectId>,
    pub(crate) title: String,
    pub(crate) excerpt: Option<String>,
}

/// Puts what an event tells into the inboxes of those who may see it and did not mute it. Done twice is done once.
pub(crate) async fn tell(organization: &OrganizationStore, event: &Event) -> Result<(), StoreError> {
    let tellings = match &event.fact {
        Fact::TaskCreated | Fact::TaskChanged | Fact::TaskBulkChanged => {
            assigned(organization, event).await?
        }
        Fact::CommentCreated(_) | Fact::CommentChanged(_) => commented(organization, event).await?,
        Fact::ImportFinished(counts) => {
            let said = format!(
                "{} created, {} updated, {} with errors",
                counts.create, counts.update, counts.error
            );
            imported(organization, event, NotificationReason::ImportFinished, said).await?
        }
        Fact::ImportFailed(why) => {
            imported(
                organization,
                event,
                NotificationReason::ImportFailed,
                excerpt(&why.reason),
            )
            .await?
        }
        _ => runs::tellings(event),
    };
    let notifications: Vec<Notification> = heard(organization, tellings)
        .await?
        .into_iter()
        .map(|telling| entry(event, telling))
        .collect();
    organization.tell(&notifications).await
}

async fn assigned(organization: &OrganizationStore, event: &Event) -> Result<Vec<Telling>, StoreError> {
    let assigned = newly_assigned(event);
    let ids: Vec<TaskId> = assigned
        .iter()
        .filter_map(|(_, task)| task.id.parse().ok())
        .collect();
    let tasks = organization.get_all::<Task>(&ids).await?;
    let telling = |(reader, subject): (UserId, &Subject)| {
        let task = tasks.iter().find(|task| task.id.to_string() == subject.id)?;
        Some(Telling {
            reader,
            reason: NotificationReason::Assigned,
            subject: subject.clone(),
            part: String::new(),
            project: Some(task.project_id),
            title: excerpt(&task.title),
            excerpt: None,
        })
    };
    Ok(assigned.into_iter().filter_map(telling).collect())
}

async fn commented(organization: &OrganizationStore, event: &Event) -> Result<Vec<Telling>, StoreError> {
    let (Some(task), Some(comment)) = (
        subject::<Task>(event, SubjectKind::Task),
        subject::<Comment>(event, SubjectKind::Comment),
    ) else {
        return Ok(Vec::new());
    };
    let (task, comment): (Option<Task>, Option<Comment>) =
        tokio::try_join!(organization.get(task), organization.get(comment))?;
    // What was deleted since is not told any more.
    let (Some(task), Some(comment)) = (task, comment) else {
        return Ok(Vec::new());
    };
    let telling = |(reader, reason)| Telling {
        reader,
        reason,
        subject: Subject::new(SubjectKind::Task, task.id).called(&task.key),
        part: String::new(),
        project: Some(task.project_id),
        title: excerpt(&task.title),
        excerpt: Some(excerpt(&comment.body)),
    };
    Ok(told_of_comment(event, &task.watchers)
        .into_iter()
        .map(telling)
        .collect())
}

/// The end of an import is told to whoever started it.
async fn imported(
    organization: &OrganizationStore,
    event: &Event,
    reason: NotificationReason,
    said: String,
) -> Result<Vec<Telling>, StoreError> {
    let Some(id) = subject::<Import>(event, SubjectKind::Import) else {
        return Ok(Vec::new());
    };
    let import = organization.get(id).await?;
    let telling = |import: Import| Telling {
        reader: import.created_by,
        reason,
        subject: Subject::new(SubjectKind::Import, import.id).called(&import.file.name),
        part: String::new(),
        project: Some(import.project_id),
        title: excerpt(&import.file.name),
        excerpt: Some(said),
    };
    Ok(import.map(telling).into_iter().collect())
}

/// Those of the tellings whose readers are still here, see the subject and did not mute the reason.
pub(crate) async fn heard(
    organization: &OrganizationStore,
    tellings: Vec<Telling>,
) -> Result<Vec<Telling>, StoreError> {
    let readers: Vec<UserId> = tellings.iter().map(|telling| telling.reader).collect();
    let projects: Vec<ProjectId> = tellings.iter().filter_map(|telling| telling.project).collect();
    let (users, projects): (Vec<User>, Vec<Project>) = tokio::try_join!(
        organization.users_among(&readers),
        organization.get_all(&projects)
    )?;
    let is_shared = |id: Option<ProjectId>| {
        projects
            .iter()
            .any(|project| Some(project.id) == id && project.shared_with_guests)
    };
    let hears = |user: &User, telling: &Telling| {
        user.id == telling.reader
            && !user.disabled
            && !user.muted.contains(&telling.reason)
            && (user.role != Role::Guest || is_shared(telling.project))
    };
    Ok(tellings
        .into_iter()
        .filter(|telling| users.iter().any(|user| hears(user, telling)))
        .collect())
}

fn entry(event: &Event, telling: Telling) -> Notification {
    Notification {
        id: notification_id(event.id, telling.reader, &telling.subject, &telling.part),
        organization_id: event.organization_id,
        user_id: telling.reader,
        reason: telling.reason,
        event_id: event.id,
        actor: event.actor.clone(),
        subject: telling.subject,
        title: telling.title,
        excerpt: telling.excerpt,
        at: event.at,
        read_at: None,
        expires_at: event.at + KEPT_FOR,
    }
}

/// The first thing of this sort that the event happened to.
fn subject<T>(event: &Event, kind: SubjectKind) -> Option<Id<T>> {
    let subject = event.subjects.iter().find(|subject| subject.kind == kind)?;
    subject.id.parse().ok()
}
