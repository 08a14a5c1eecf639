//! What a person's inbox holds, and whom an event is told to. Decided here without a database; the notifications area
//! looks up what is needed and stores the result.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::event::{Actor, Change, Event, EventId, Fact, Subject, SubjectKind};
use crate::organization::{OrganizationId, UserId};
use crate::{Id, Timestamp};

/// Identifies a [`Notification`]: follows from event, reader and subject, so that telling twice tells once.
pub type NotificationId = Id<Notification>;

/// The longest title or excerpt in an inbox, in characters.
pub const EXCERPT_MAX: usize = 200;

/// One entry of a person's inbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notification {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: NotificationId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// Who reads it.
    pub user_id: UserId,
    /// Why it is told.
    pub reason: NotificationReason,
    /// The event behind it.
    pub event_id: EventId,
    /// Who did it.
    pub actor: Actor,
    /// The task, the import or the run that it is about.
    pub subject: Subject,
    /// What the subject was called then: a task's title, a file's name. At most [`EXCERPT_MAX`] characters.
    pub title: String,
    /// The beginning of what was said, if something was: a comment, why an import failed.
    pub excerpt: Option<String>,
    /// When it happened.
    pub at: Timestamp,
    /// When it was read; `None` while it has not been.
    pub read_at: Option<Timestamp>,
    /// When it goes away.
    pub expires_at: Timestamp,
}

/// Why someone is told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotificationReason {
    /// A task became theirs to do.
    Assigned,
    /// A comment names them.
    Mentioned,
    /// A task that they watch was commented on.
    Commented,
    /// An import that they started is complete.
    ImportFinished,
    /// An import that they started cannot go on.
    ImportFailed,
    /// A workflow asks them to approve something, or reminds them of it.
    ApprovalAsked,
    /// A workflow tells them something.
    WorkflowTold,
    /// A run of a workflow or a rule that they published cannot go on.
    RunStuck,
}

impl NotificationReason {
    /// Every reason, in the order in which people see them.
    pub const ALL: [Self; 8] = [
        Self::Assigned,
        Self::Mentioned,
        Self::Commented,
        Self::ImportFinished,
        Self::ImportFailed,
        Self::ApprovalAsked,
        Self::WorkflowTold,
        Self::RunStuck,
    ];

    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Mentioned => "mentioned",
            Self::Commented => "commented",
            Self::ImportFinished => "import_finished",
            Self::ImportFailed => "import_failed",
            Self::ApprovalAsked => "approval_asked",
            Self::WorkflowTold => "workflow_told",
            Self::RunStuck => "run_stuck",
        }
    }
}

/// The id of what an event tells a person about one of its subjects; `part` names which of several things, and is empty
/// where there is one.
pub fn notification_id(event: EventId, reader: UserId, subject: &Subject, part: &str) -> NotificationId {
    Id::derived(event, format!("{reader} {} {part}", subject.id).trim_end())
}

/// To whom tasks are newly assigned by this event, with the task, but for whoever did it. Rows of an import tell
/// nobody: a file assigns hundreds at once, and its starter sees its end.
pub fn newly_assigned(event: &Event) -> Vec<(UserId, &Subject)> {
    let tells = matches!(
        event.fact,
        Fact::TaskCreated | Fact::TaskChanged | Fact::TaskBulkChanged
    );
    if !tells || matches!(event.actor, Actor::Import { .. }) {
        return Vec::new();
    }
    let assigned = event.changes.iter().filter(|change| change.field == "assignees");
    assigned
        .filter_map(|change| Some((change, subject_of(event, change)?)))
        .flat_map(|(change, subject)| {
            let before = people(&change.old);
            people(&change.new)
                .into_iter()
                .filter(move |user| !before.contains(user))
                .map(move |user| (user, subject))
        })
        .filter(|(user, _)| Some(*user) != event.actor.person())
        .collect()
}

/// Who is told of a comment on a task that these people watch, and why; never whoever wrote it. A comment that was
/// changed is told to those alone whom it mentions anew.
pub fn told_of_comment(event: &Event, watchers: &[UserId]) -> Vec<(UserId, NotificationReason)> {
    let (mentions, watchers) = match &event.fact {
        Fact::CommentCreated(mentions) => (mentions, watchers),
        Fact::CommentChanged(mentions) => (mentions, [].as_slice()),
        _ => return Vec::new(),
    };
    let mentioned: BTreeSet<UserId> = mentions
        .mentions
        .iter()
        .filter_map(|id| id.parse().ok())
        .collect();
    let watching = watchers.iter().filter(|user| !mentioned.contains(user));
    let watching = watching.map(|user| (*user, NotificationReason::Commented));
    let mentioned = mentioned
        .iter()
        .map(|user| (*user, NotificationReason::Mentioned));
    mentioned
        .chain(watching)
        .filter(|(user, _)| Some(*user) != event.actor.person())
        .collect()
}

/// The beginning of a text as an inbox shows it: one line, at most [`EXCERPT_MAX`] characters. Mentions are written
/// as names, for the link behind them is for programs.
pub fn excerpt(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, mention)) = rest.split_once("@[") {
        plain.push_str(before);
        plain.push('@');
        rest = match mention
            .split_once("](user:")
            .and_then(|(name, target)| Some((name, target.split_once(')')?.1)))
        {
            Some((name, after)) => {
                plain.push_str(name);
                after
            }
            None => mention,
        };
    }
    plain.push_str(rest);
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(EXCERPT_MAX) {
        None => words,
        Some(_) => words.chars().take(EXCERPT_MAX - 1).chain(['…']).collect(),
    }
}

fn people(ids: &Value) -> BTreeSet<UserId> {
    let ids = ids.as_array().map(Vec::as_slice).unwrap_or_default();
    ids.iter().filter_map(|id| id.as_str()?.parse().ok()).collect()
}

/// The task that a change is of: bulk work says which.
fn subject_of<'event>(event: &'event Event, change: &Change) -> Option<&'event Subject> {
    let mut tasks = event
        .subjects
        .iter()
        .filter(|subject| subject.kind == SubjectKind::Task);
    match &change.subject {
        Some(id) => tasks.find(|subject| subject.id == *id),
        None => tasks.next(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::caller::RequestContext;
    use crate::event::Mentions;

    fn id<T>(number: u128) -> Id<T> {
        Id::new(uuid::Uuid::from_u128(number))
    }

    fn event(fact: Fact, actor: Actor, subjects: Vec<Subject>, changes: Vec<Change>) -> Event {
        Event {
            id: id(1),
            organization_id: id(2),
            at: Timestamp::from_millis(0),
            fact,
            actor,
            subjects,
            changes,
            context: RequestContext::default(),
            published_at: None,
        }
    }

    fn task(number: u128) -> Subject {
        Subject::new::<crate::task::Task>(SubjectKind::Task, id(number)).called(format!("OPS-{number}"))
    }

    fn assigned(old: &[UserId], new: &[UserId]) -> Change {
        let words = |users: &[UserId]| Value::from(users.iter().map(ToString::to_string).collect::<Vec<_>>());
        Change::new("assignees", words(old), words(new))
    }

    #[test]
    fn who_was_assigned_before_or_did_it_is_not_told() {
        let (ada, grace, linus): (UserId, UserId, UserId) = (id(10), id(11), id(12));
        let change = assigned(&[grace], &[ada, grace, linus]);
        let event = event(
            Fact::TaskChanged,
            Actor::User { id: ada },
            vec![task(7)],
            vec![change],
        );
        assert_eq!(newly_assigned(&event), [(linus, &task(7))]);
    }

    #[test]
    fn bulk_work_tells_of_each_task() {
        let (ada, grace): (UserId, UserId) = (id(10), id(11));
        let changes = vec![
            assigned(&[], &[grace]).of(task(7).id),
            assigned(&[grace], &[grace]).of(task(8).id),
            assigned(&[ada], &[grace]).of(task(9).id),
        ];
        let event = event(
            Fact::TaskBulkChanged,
            Actor::User { id: ada },
            vec![task(7), task(8), task(9)],
            changes,
        );
        assert_eq!(newly_assigned(&event), [(grace, &task(7)), (grace, &task(9))]);
    }

    #[test]
    fn rows_of_a_file_tell_nobody() {
        let actor = Actor::Import {
            id: uuid::Uuid::nil(),
            user_id: id(10),
        };
        let event = event(
            Fact::TaskCreated,
            actor,
            vec![task(7)],
            vec![assigned(&[], &[id(11)])],
        );
        assert!(newly_assigned(&event).is_empty());
    }

    proptest! {
        #[test]
        fn a_comment_tells_each_once_and_never_its_writer(
            watchers in proptest::collection::btree_set(1_u128..9, 0..8),
            mentioned in proptest::collection::btree_set(1_u128..9, 0..8),
            writer in 1_u128..9,
        ) {
            let mentions = mentioned.iter().map(|number| id::<UserId>(*number).to_string()).collect();
            let fact = Fact::CommentCreated(Mentions { mentions });
            let event = event(fact, Actor::User { id: id(writer) }, vec![task(7)], Vec::new());
            let watching: Vec<UserId> = watchers.iter().map(|number| id(*number)).collect();
            let told = told_of_comment(&event, &watching);
            let readers: BTreeSet<UserId> = told.iter().map(|(user, _)| *user).collect();
            let expected = watchers.union(&mentioned).filter(|number| **number != writer).map(|number| id(*number));
            prop_assert_eq!(readers.len(), told.len());
            prop_assert_eq!(readers, expected.collect::<BTreeSet<UserId>>());
            for (user, reason) in told {
                let named = mentioned.iter().any(|number| id::<crate::organization::User>(*number) == user);
                prop_assert_eq!(reason == NotificationReason::Mentioned, named);
            }
        }

        #[test]
        fn an_excerpt_is_one_short_line(text in any::<String>()) {
            let short = excerpt(&text);
            prop_assert!(short.chars().count() <= EXCERPT_MAX);
            prop_assert!(!short.contains('\n'));
        }
    }

    #[test]
    fn an_excerpt_writes_mentions_as_names() {
        let text = "Ask @[Ada King](user:0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69),\nplease. Not @[this or a@[b";
        assert_eq!(excerpt(text), "Ask @Ada King, please. Not @this or a@b");
    }
}
