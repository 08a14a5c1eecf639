//! Tells people or systems something.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Action, Does, Exit, Here, NEXT, Next};
use crate::organization::UserId;
use crate::workflow::activity::Failure;
use crate::workflow::person::Person;
use crate::workflow::template::Template;
use crate::workflow::validate::{Check, Code};

/// Tells people or systems something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkflowNotification)]
pub struct Notification {
    /// By which way, and whom.
    pub channel: Channel,
    /// What is told, with gaps that the run fills.
    pub text: Template,
}

/// A way to tell something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WorkflowChannel)]
pub enum Channel {
    /// Into the inboxes of these people.
    Inbox(Vec<Person>),
    /// By e-mail to these people.
    Email(Vec<Person>),
    /// To the Slack channel behind this incoming webhook. Only those who may change the step see more than the host.
    Slack(String),
    /// To this address, signed by the Standard Webhooks convention. Only those who may change the step see more than the
    /// host.
    Webhook(String),
}

/// A message to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RunMessage)]
pub struct Message {
    /// By which way.
    pub way: Way,
    /// What is told.
    pub text: String,
}

/// A way, and who or what is at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RunMessageWay)]
pub enum Way {
    /// Into the inboxes of these people.
    Inbox(Vec<UserId>),
    /// By e-mail to these people.
    Email(Vec<UserId>),
    /// To Slack.
    Slack(String),
    /// To a system.
    Webhook(String),
}

impl Does for Notification {
    fn exits(&self) -> Vec<Exit> {
        Exit::of_action()
    }

    fn check(&self, check: &mut Check<'_>) {
        check.text("text", &self.text);
        match &self.channel {
            Channel::Inbox(people) | Channel::Email(people) => {
                if people.is_empty() {
                    check.finding(Code::MissingSetting, "channel", "Choose who is told.".into());
                }
                for (index, person) in people.iter().enumerate() {
                    person.check(&format!("channel/{index}"), check);
                }
            }
            Channel::Slack(address) | Channel::Webhook(address) => check.address("channel", address),
        }
    }

    fn begin(&self, here: &Here<'_>) -> Result<Next, Failure> {
        let scope = here.scope();
        let way = match &self.channel {
            Channel::Inbox(people) => Way::Inbox(Person::resolve_all(people, &scope)?),
            Channel::Email(people) => Way::Email(Person::resolve_all(people, &scope)?),
            Channel::Slack(address) => Way::Slack(address.clone()),
            Channel::Webhook(address) => Way::Webhook(address.clone()),
        };
        let text = self.text.fill(&scope).map_err(Failure::lasting)?;
        Ok(Next::Act(Action::Notify(Message { way, text })))
    }

    fn done(&self, _here: &Here<'_>, _action: &Action, _output: Value) -> Result<Next, Failure> {
        Ok(Next::leave(NEXT, Value::Null))
    }

    fn gives(&self) -> &'static [&'static str] {
        &["error"]
    }
}
