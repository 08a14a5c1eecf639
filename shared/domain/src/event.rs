//! The event log's entries: at once audit record, activity entry, outbox message and trigger.

mod actor;
mod imports;
mod payload;
mod runs;
mod workflows;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::caller::RequestContext;
use crate::organization::OrganizationId;
use crate::{Id, Timestamp};

pub use actor::{Actor, ActorType};
pub use imports::{ChunkCommitted, ChunkUndone, RowCounts, UndoCounts};
pub use payload::{Exported, MailedLink, Mentions, Reason, RefusedAccess, Undone};
pub use runs::{RunProgress, TellingWay, Told};
pub use workflows::PublishedVersion;

/// Identifies an [`Event`].
pub type EventId = Id<Event>;

/// One change, or one refusal, as it happened. Never altered afterwards but for `published_at`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// Its id (`UUIDv7`).
    #[serde(rename = "_id")]
    pub id: EventId,
    /// The organization it happened in.
    pub organization_id: OrganizationId,
    /// When.
    pub at: Timestamp,
    /// What, with what is special to that kind.
    #[serde(flatten)]
    pub fact: Fact,
    /// By whom.
    pub actor: Actor,
    /// What it happened to; bulk work names all.
    pub subjects: Vec<Subject>,
    /// Which fields went from what to what.
    pub changes: Vec<Change>,
    /// From where.
    pub context: RequestContext,
    /// When it was handed to the events queue.
    pub published_at: Option<Timestamp>,
}

/// A thing that an event happened to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    /// What sort of thing.
    #[serde(rename = "type")]
    pub kind: SubjectKind,
    /// Its id.
    pub id: String,
    /// What people call it, e.g. `OPS-42`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The sorts of things that events happen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An organization.
    Organization,
    /// A user.
    User,
    /// A session.
    Session,
    /// An API token.
    ApiToken,
    /// A project.
    Project,
    /// A task.
    Task,
    /// A comment.
    Comment,
    /// An attachment.
    Attachment,
    /// An import.
    Import,
    /// An import profile.
    ImportProfile,
    /// A workflow.
    Workflow,
    /// A rule.
    Rule,
    /// A run of a workflow or of a rule.
    Run,
}

impl Subject {
    /// A thing by its id.
    pub fn new<T>(kind: SubjectKind, id: Id<T>) -> Self {
        Self {
            kind,
            id: id.to_string(),
            key: None,
        }
    }

    /// The same, with what people call it.
    #[must_use]
    pub fn called(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }
}

/// A field that changed. In bulk work `subject` says of which subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// The id of the subject, where the event has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The field's name on the wire.
    pub field: String,
    /// What it was.
    #[schema(value_type = Value)]
    pub old: Value,
    /// What it is now.
    #[schema(value_type = Value)]
    pub new: Value,
}

impl Change {
    /// A field that went from `old` to `new`, of the only subject.
    pub fn new(field: impl Into<String>, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        Self {
            subject: None,
            field: field.into(),
            old: old.into(),
            new: new.into(),
        }
    }

    /// The fields that are not the same before and after; both name the same ones in the same order.
    pub fn between<const N: usize>(
        before: [(&'static str, Value); N],
        after: [(&'static str, Value); N],
    ) -> Vec<Self> {
        before
            .into_iter()
            .zip(after)
            .filter(|((_, old), (_, new))| old != new)
            .map(|((field, old), (_, new))| Self::new(field, old, new))
            .collect()
    }

    /// The fields that a new thing has.
    pub fn created<const N: usize>(fields: [(&'static str, Value); N]) -> Vec<Self> {
        let change = |(field, new): (&'static str, Value)| Self::new(field, (), new);
        fields
            .into_iter()
            .filter(|(_, new)| !new.is_null())
            .map(change)
            .collect()
    }

    /// The same, of this one of several subjects.
    #[must_use]
    pub fn of(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
}

/// What happened. Kinds are added, never changed: readers of old events must go on to work.
///
/// Payloads hold no secret, and no [`Timestamp`] (see there).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", content = "payload")]
pub enum Fact {
    /// An organization signed up.
    #[serde(rename = "organization.created")]
    OrganizationCreated,
    /// An organization was changed.
    #[serde(rename = "organization.changed")]
    OrganizationChanged,
    /// Someone was invited; the mail follows from this event.
    #[serde(rename = "user.invited")]
    UserInvited(MailedLink),
    /// An invitation was withdrawn before it was accepted.
    #[serde(rename = "user.invitation_withdrawn")]
    UserInvitationWithdrawn,
    /// An invitation was accepted.
    #[serde(rename = "user.joined")]
    UserJoined,
    /// A user's name, role or state changed.
    #[serde(rename = "user.changed")]
    UserChanged,
    /// A user set a new password.
    #[serde(rename = "user.password_changed")]
    UserPasswordChanged,
    /// A reset link was asked for; the mail follows from this event.
    #[serde(rename = "user.password_reset_requested")]
    UserPasswordResetRequested(MailedLink),
    /// A log-in.
    #[serde(rename = "session.started")]
    SessionStarted,
    /// A log-in that failed, or a current password that was wrong.
    #[serde(rename = "session.refused")]
    SessionRefused(Reason),
    /// A session was ended by its user, an admin or a reused refresh token.
    #[serde(rename = "session.revoked")]
    SessionRevoked(Reason),
    /// An API token was made.
    #[serde(rename = "api_token.created")]
    ApiTokenCreated,
    /// An API token was revoked.
    #[serde(rename = "api_token.revoked")]
    ApiTokenRevoked,
    /// Someone who is known tried what they may not do.
    #[serde(rename = "access.refused")]
    AccessRefused(RefusedAccess),
    /// A project was created.
    #[serde(rename = "project.created")]
    ProjectCreated,
    /// A project or its custom fields changed.
    #[serde(rename = "project.changed")]
    ProjectChanged,
    /// A task was created.
    #[serde(rename = "task.created")]
    TaskCreated,
    /// A task's fields changed, its status perhaps among them.
    #[serde(rename = "task.changed")]
    TaskChanged,
    /// A task's status changed, and nothing else.
    #[serde(rename = "task.status_changed")]
    TaskStatusChanged,
    /// A task went to the bin.
    #[serde(rename = "task.deleted")]
    TaskDeleted,
    /// A task came back from the bin.
    #[serde(rename = "task.restored")]
    TaskRestored,
    /// Tasks left the bin for good. Parts of them that stay are named as well, with the parent that they lost.
    #[serde(rename = "task.purged")]
    TaskPurged,
    /// Many tasks were changed in one call.
    #[serde(rename = "task.bulk_changed")]
    TaskBulkChanged,
    /// A bulk change was taken back.
    #[serde(rename = "task.bulk_undone")]
    TaskBulkUndone(Undone),
    /// Someone began or ceased to watch a task.
    #[serde(rename = "task.watchers_changed")]
    TaskWatchersChanged,
    /// A list of tasks left the product as a file.
    #[serde(rename = "task.exported")]
    TaskExported(Exported),
    /// A comment was written.
    #[serde(rename = "comment.created")]
    CommentCreated(Mentions),
    /// A comment was changed.
    #[serde(rename = "comment.changed")]
    CommentChanged(Mentions),
    /// A comment was deleted.
    #[serde(rename = "comment.deleted")]
    CommentDeleted,
    /// A file for a task was announced.
    #[serde(rename = "attachment.created")]
    AttachmentCreated,
    /// The content of an announced file arrived.
    #[serde(rename = "attachment.uploaded")]
    AttachmentUploaded,
    /// A scanner gave its verdict on a file.
    #[serde(rename = "attachment.scanned")]
    AttachmentScanned,
    /// A file was removed from a task.
    #[serde(rename = "attachment.deleted")]
    AttachmentDeleted,
    /// An import was announced.
    #[serde(rename = "import.created")]
    ImportCreated,
    /// An import's file arrived and is read.
    #[serde(rename = "import.uploaded")]
    ImportUploaded,
    /// An import's mapping was changed.
    #[serde(rename = "import.mapping_changed")]
    ImportMappingChanged,
    /// How an import's file is read was changed.
    #[serde(rename = "import.reading_changed")]
    ImportReadingChanged,
    /// An import is planned anew, because the data was not as its plan had seen it.
    #[serde(rename = "import.replan_ordered")]
    ImportReplanOrdered,
    /// The dry run is complete.
    #[serde(rename = "import.planned")]
    ImportPlanned(RowCounts),
    /// Someone ordered the plan to be carried out.
    #[serde(rename = "import.committed")]
    ImportCommitted(RowCounts),
    /// A chunk of rows became, or changed, tasks.
    #[serde(rename = "import.chunk_committed")]
    ImportChunkCommitted(ChunkCommitted),
    /// Every chunk is done.
    #[serde(rename = "import.finished")]
    ImportFinished(RowCounts),
    /// An import cannot go on.
    #[serde(rename = "import.failed")]
    ImportFailed(Reason),
    /// Someone stopped an import.
    #[serde(rename = "import.cancelled")]
    ImportCancelled,
    /// Someone ordered an import to be undone.
    #[serde(rename = "import.undo_ordered")]
    ImportUndoOrdered,
    /// What a chunk of rows had done was taken back.
    #[serde(rename = "import.chunk_undone")]
    ImportChunkUndone(ChunkUndone),
    /// Every chunk of an import was taken back.
    #[serde(rename = "import.undone")]
    ImportUndone(UndoCounts),
    /// An import profile was made.
    #[serde(rename = "import_profile.created")]
    ImportProfileCreated,
    /// An import profile was changed.
    #[serde(rename = "import_profile.changed")]
    ImportProfileChanged,
    /// An import profile was deleted.
    #[serde(rename = "import_profile.deleted")]
    ImportProfileDeleted,
    /// A workflow was made.
    #[serde(rename = "workflow.created")]
    WorkflowCreated,
    /// A workflow's draft, name or state changed.
    #[serde(rename = "workflow.changed")]
    WorkflowChanged,
    /// A workflow's draft became a version that new runs are begun with.
    #[serde(rename = "workflow.published")]
    WorkflowPublished(PublishedVersion),
    /// A workflow got a new secret.
    #[serde(rename = "workflow.secret_renewed")]
    WorkflowSecretRenewed,
    /// A workflow was deleted.
    #[serde(rename = "workflow.deleted")]
    WorkflowDeleted,
    /// A rule was made.
    #[serde(rename = "rule.created")]
    RuleCreated,
    /// A rule was changed.
    #[serde(rename = "rule.changed")]
    RuleChanged,
    /// A rule was deleted.
    #[serde(rename = "rule.deleted")]
    RuleDeleted,
    /// A run began.
    #[serde(rename = "run.started")]
    RunStarted(RunProgress),
    /// A run went on.
    #[serde(rename = "run.advanced")]
    RunAdvanced(RunProgress),
    /// A run came to a node that a person has to see to.
    #[serde(rename = "run.stuck")]
    RunStuck(RunProgress),
    /// A run came to its end.
    #[serde(rename = "run.completed")]
    RunCompleted(RunProgress),
    /// A run was cancelled.
    #[serde(rename = "run.cancelled")]
    RunCancelled(RunProgress),
    /// The audit log left the product as a file.
    #[serde(rename = "audit.exported")]
    AuditExported(Exported),
}

impl Fact {
    /// The word for it: `task.created`.
    pub fn kind(&self) -> String {
        let fact = serde_json::to_value(self).unwrap_or_default();
        fact["kind"].as_str().unwrap_or_default().to_owned()
    }
}
