//! What runs of workflows have people told.

use katalusis_domain::Id;
use katalusis_domain::event::{Event, Fact, RunProgress, Subject, SubjectKind, TellingWay};
use katalusis_domain::notification::{NotificationReason, excerpt};
use katalusis_domain::organization::{User, UserId};
use katalusis_domain::workflow::{ActivityKey, Happening};
use katalusis_store::OrganizationStore;

use crate::letter::{self, Letter};
use crate::told::Telling;
use crate::{Failure, State, send_once};

/// The kinds of events of runs.
pub(crate) const KINDS: [&str; 5] = [
    "run.started",
    "run.advanced",
    "run.stuck",
    "run.completed",
    "run.cancelled",
];

/// A message to some people.
struct Message<'a> {
    at: &'a ActivityKey,
    people: Vec<UserId>,
    reason: NotificationReason,
    text: String,
    /// Whether an inbox gets it, and whether a mail is sent.
    inbox: bool,
    mail: bool,
}

/// What goes into inboxes because of an event.
pub(crate) fn tellings(event: &Event) -> Vec<Telling> {
    let Some((run, progress)) = run(event) else {
        return Vec::new();
    };
    let name = run.key.clone().unwrap_or_default();
    let telling = |message: &Message<'_>, reader: UserId| Telling {
        reader,
        reason: message.reason,
        subject: run.clone(),
        part: part(message),
        project: None,
        title: excerpt(&name),
        excerpt: Some(excerpt(&message.text)),
    };
    messages(progress)
        .into_iter()
        .filter(|message| message.inbox)
        .flat_map(|message| {
            let readers = message.people.clone().into_iter();
            readers
                .map(|reader| telling(&message, reader))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Sends the mails that an event of a run asks for, each once.
pub(crate) async fn mail(
    state: &State,
    organization: &OrganizationStore,
    event: &Event,
) -> Result<(), Failure> {
    let Some((run, progress)) = run(event) else {
        return Ok(());
    };
    for message in messages(progress).into_iter().filter(|message| message.mail) {
        let readers = organization.users_among(&message.people).await?;
        let readers = readers
            .into_iter()
            .filter(|reader| !reader.disabled && !reader.muted.contains(&message.reason));
        for reader in readers {
            let letter = letter_to(state, event, run, &message, reader);
            send_once(state, organization, letter).await?;
        }
    }
    Ok(())
}

fn letter_to(state: &State, event: &Event, run: &Subject, message: &Message<'_>, reader: User) -> Letter {
    let name = run.key.as_deref().unwrap_or_default();
    let content = if message.reason == NotificationReason::ApprovalAsked {
        let link = format!("{}/approvals/{}", state.public_url, run.id);
        letter::approval(&reader, name, &message.text, &link)
    } else {
        let link = format!("{}/runs/{}", state.public_url, run.id);
        letter::message(&reader, name, &message.text, &link)
    };
    Letter {
        event_id: Id::derived(event.id, &format!("mail {} {}", reader.id, part(message))),
        at: event.at,
        to: reader.email,
        to_name: Some(reader.name),
        content,
    }
}

fn part(message: &Message<'_>) -> String {
    format!("{}:{}", message.at.node, message.at.iteration)
}

fn run(event: &Event) -> Option<(&Subject, &RunProgress)> {
    let (Fact::RunStarted(progress)
    | Fact::RunAdvanced(progress)
    | Fact::RunStuck(progress)
    | Fact::RunCompleted(progress)
    | Fact::RunCancelled(progress)) = &event.fact
    else {
        return None;
    };
    let run = event
        .subjects
        .iter()
        .find(|subject| subject.kind == SubjectKind::Run)?;
    Some((run, progress))
}

fn messages(progress: &RunProgress) -> Vec<Message<'_>> {
    let asked = progress.happened.iter().filter_map(|happening| match happening {
        Happening::Asked { at, people, question } | Happening::Reminded { at, people, question } => {
            Some(Message {
                at,
                people: people.clone(),
                reason: NotificationReason::ApprovalAsked,
                text: question.clone(),
                inbox: true,
                mail: true,
            })
        }
        Happening::Stuck { at, failure } => Some(Message {
            at,
            people: vec![progress.acts_for],
            reason: NotificationReason::RunStuck,
            text: failure.message.clone(),
            inbox: true,
            mail: false,
        }),
        _ => None,
    });
    let told = progress.told.iter().map(|told| Message {
        at: &told.at,
        people: told.people.clone(),
        reason: NotificationReason::WorkflowTold,
        text: told.text.clone(),
        inbox: told.by == TellingWay::Inbox,
        mail: told.by == TellingWay::Email,
    });
    asked.chain(told).collect()
}
