//! Telling people what happened: reads the events queue, fills inboxes, and sends the mails that events ask for. Also
//! has the files of the drop folder answered, whose end nobody else waits for.

mod imports;
pub mod inbox;
mod letter;
mod mailer;
mod runs;
mod told;

use katalusis_domain::RequestContext;
use katalusis_domain::event::{Actor, Event, EventId, Fact, MailedLink};
use katalusis_domain::organization::{LinkPurpose, Organization, User};
use katalusis_events::{Delivery, Envelope, Handled, PublishedEvents, Queue};
use katalusis_identity::LinkKey;
use katalusis_runtime::Platform;
use katalusis_runtime::settings::Mail;
use katalusis_store::{DeliveryClaim, OrganizationStore, Store, StoreError};

use tracing::Instrument;

use letter::Letter;
pub use mailer::SetupError;
use mailer::{Mailer, Sending};

/// The kinds of events that ask for something; the others are not even read.
const KINDS: [&str; 15] = {
    let [finished, failed, cancelled] = imports::KINDS;
    let [created, changed, bulk_changed, commented, comment_changed] = told::KINDS;
    let [started, advanced, stuck, run_completed, run_cancelled] = runs::KINDS;
    [
        started,
        advanced,
        stuck,
        run_completed,
        run_cancelled,
        created,
        changed,
        bulk_changed,
        commented,
        comment_changed,
        "user.invited",
        "user.password_reset_requested",
        finished,
        failed,
        cancelled,
    ]
};

/// What this area needs.
#[derive(Clone)]
pub struct State {
    store: Store,
    mailer: Mailer,
    link_key: LinkKey,
    public_url: String,
    uploads: Queue,
}

impl State {
    /// Takes it from the platform and the settings.
    ///
    /// `uploads_queue_url` is where the answers to dropped files are asked for.
    pub fn new(platform: &Platform, mail: &Mail, uploads_queue_url: &str) -> Result<Self, SetupError> {
        Ok(Self {
            store: platform.store.clone(),
            mailer: Mailer::new(platform, mail)?,
            link_key: mail.link_key.clone(),
            public_url: mail.public_url.clone(),
            uploads: platform.queue(uploads_queue_url),
        })
    }
}

/// Handles one message of the events queue.
pub async fn handle(state: &State, delivery: Delivery) -> Handled {
    let envelope = match Envelope::<PublishedEvents>::parse(&delivery.body) {
        Ok(envelope) => envelope,
        Err(error) => return Handled::Poison(error.to_string()),
    };
    let context = RequestContext {
        request_id: envelope.request_id,
        ..RequestContext::default()
    };
    let organization = state
        .store
        .in_name_of(envelope.organization_id, Actor::System, context);
    let events = match organization.events_among(&envelope.body.event_ids, &KINDS).await {
        Ok(events) => events,
        Err(error) => return Handled::Retry(error.to_string()),
    };
    // One mail that does not leave keeps none of the others.
    let mut failures = Vec::new();
    for event in events {
        let request_id = &event.context.request_id;
        let span = tracing::info_span!("event", event_id = %event.id, request_id);
        if let Err(failure) = told(state, &organization, &event).instrument(span).await {
            failures.push(failure.to_string());
        }
    }
    if failures.is_empty() {
        Handled::Done
    } else {
        Handled::Retry(failures.join("; "))
    }
}

/// Does all that one event asks for.
async fn told(state: &State, organization: &OrganizationStore, event: &Event) -> Result<(), Failure> {
    told::tell(organization, event).await?;
    match &event.fact {
        Fact::UserInvited(_) | Fact::UserPasswordResetRequested(_) => {
            deliver(state, organization, event).await
        }
        Fact::ImportFinished(_) | Fact::ImportFailed(_) | Fact::ImportCancelled => {
            imports::ended(state, organization, event).await
        }
        _ => runs::mail(state, organization, event).await,
    }
}

/// A mail could not be sent now.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("someone else is sending the mail of the event {0}")]
    InProgress(EventId),
    #[error("the mail could not be sent: {0}")]
    NotSent(String),
    #[error("the answer to a dropped file could not be asked for: {0}")]
    NotAnswered(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sends the mail of one event.
///
/// Whoever sends claims the delivery first, so that a message that arrives twice at once sends one mail, and
/// notes afterwards that it is done. If the process dies in between, the claim lapses and the mail is sent again:
/// a second mail with the same link and `Message-ID` does no harm, a lost one would.
async fn deliver(state: &State, organization: &OrganizationStore, event: &Event) -> Result<(), Failure> {
    if !claim(organization, event.id).await? {
        return Ok(());
    }
    match letter(state, organization, event).await {
        Ok(Some(letter)) => send(state, organization, &letter).await,
        Ok(None) => {
            tracing::info!(event_id = %event.id, "there is nobody to tell any more; nothing is mailed");
            Ok(organization.finish_delivery(event.id, "outdated").await?)
        }
        Err(error) => {
            organization.release_delivery(event.id).await?;
            Err(error.into())
        }
    }
}

/// Sends a mail, one of several of its event, in the same way.
async fn send_once(state: &State, organization: &OrganizationStore, letter: Letter) -> Result<(), Failure> {
    if claim(organization, letter.event_id).await? {
        send(state, organization, &letter).await?;
    }
    Ok(())
}

/// Whether the caller is to make this delivery; it is not if that was done.
async fn claim(organization: &OrganizationStore, id: EventId) -> Result<bool, Failure> {
    match organization.claim_delivery(id).await? {
        DeliveryClaim::Granted => Ok(true),
        DeliveryClaim::Finished => Ok(false),
        DeliveryClaim::InProgress => Err(Failure::InProgress(id)),
    }
}

/// Sends the mail of a delivery that was claimed.
async fn send(state: &State, organization: &OrganizationStore, letter: &Letter) -> Result<(), Failure> {
    let id = letter.event_id;
    match state.mailer.send(letter).await {
        Sending::Sent => {
            tracing::info!(event_id = %id, "mail sent");
            Ok(organization.finish_delivery(id, "sent").await?)
        }
        Sending::Refused(reason) => {
            tracing::warn!(event_id = %id, reason, "the address takes no mail; it is not tried again");
            Ok(organization.finish_delivery(id, "refused").await?)
        }
        Sending::Failed(reason) => {
            organization.release_delivery(id).await?;
            Err(Failure::NotSent(reason))
        }
    }
}

/// The mail that an event asks for; `None` if its link was used, replaced or has expired since, or its reader left.
async fn letter(
    state: &State,
    organization: &OrganizationStore,
    event: &Event,
) -> Result<Option<Letter>, StoreError> {
    let (link, purpose) = match &event.fact {
        Fact::UserInvited(link) => (link, LinkPurpose::Invitation),
        Fact::UserPasswordResetRequested(link) => (link, LinkPurpose::PasswordReset),
        _ => return imports::letter(state, organization, event).await,
    };
    let Some(user) = holder(state, organization, link, purpose).await? else {
        return Ok(None);
    };
    let Some(open) = &user.open_link else {
        return Ok(None);
    };
    let token = state.link_key.token(open.id);
    let content = match purpose {
        LinkPurpose::PasswordReset => letter::password_reset(
            &user,
            &format!("{}/reset-password?token={token}", state.public_url),
        ),
        LinkPurpose::Invitation => {
            let name = organization
                .get::<Organization>(user.organization_id)
                .await?
                .map(|organization| organization.name);
            let inviter = match &event.actor {
                Actor::User { id } | Actor::Token { user_id: id, .. } => state.store.user_by_id(*id).await?,
                _ => None,
            };
            letter::invitation(
                name.as_deref().unwrap_or("an organization"),
                inviter.as_ref(),
                &format!("{}/accept-invitation?token={token}", state.public_url),
            )
        }
    };
    Ok(Some(Letter {
        event_id: event.id,
        at: event.at,
        to: user.email,
        to_name: (purpose == LinkPurpose::PasswordReset).then_some(user.name),
        content,
    }))
}

/// The user for whom this link is open still.
async fn holder(
    state: &State,
    organization: &OrganizationStore,
    link: &MailedLink,
    purpose: LinkPurpose,
) -> Result<Option<User>, StoreError> {
    let now = state.store.world().now();
    let user = state.store.user_by_link(&link.link_id).await?;
    Ok(user.filter(|user| {
        user.organization_id == organization.organization_id()
            && !user.disabled
            && user
                .open_link
                .as_ref()
                .is_some_and(|open| open.purpose == purpose && open.expires_at > now)
    }))
}
