//! Telling people: the notifications area does it, because of the event that says so.

use katalusis_domain::event::{TellingWay, Told};
use katalusis_domain::workflow::node::{Message, Way};
use katalusis_domain::workflow::{ActivityKey, Failure};
use serde_json::Value;

use super::{Done, Effect};

pub(super) fn tell(at: &ActivityKey, message: &Message) -> Done {
    let (by, people) = match &message.way {
        Way::Inbox(people) => (TellingWay::Inbox, people),
        Way::Email(people) => (TellingWay::Email, people),
        Way::Slack(_) | Way::Webhook(_) => return Err(Failure::lasting("This message is sent outside.")),
    };
    if people.is_empty() {
        return Err(Failure::lasting("Nobody is named who could be told."));
    }
    let told = Told {
        at: at.clone(),
        people: people.clone(),
        by,
        text: message.text.clone(),
    };
    let effect = Effect {
        told: vec![told],
        ..Effect::default()
    };
    Ok((Value::Null, effect))
}
