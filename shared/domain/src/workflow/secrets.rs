//! Secrets of other systems that people write into steps: what follows the host in an address, and headers. They are shown
//! to those who may change them, and otherwise hidden.

use super::activity::{Activity, Doing, Incident};
use super::definition::Definition;
use super::node::{Action, Channel, HttpCall, HttpRequest, Kind, Message, Notification, Way};
use crate::rule::{Policy, RuleAction};

/// What is shown in place of a secret.
pub const HIDDEN: &str = "•••";

impl Definition {
    /// Hides what only those may see who may change it.
    pub fn hide_secrets(&mut self) {
        for node in &mut self.nodes {
            match &mut node.does {
                Kind::HttpCall(call) => call.hide_secrets(),
                Kind::Notification(notification) => notification.hide_secrets(),
                Kind::Start(_)
                | Kind::CreateTask(_)
                | Kind::ChangeTask(_)
                | Kind::Condition(_)
                | Kind::Approval(_)
                | Kind::Delay(_)
                | Kind::SubWorkflow(_)
                | Kind::Parallel(_)
                | Kind::Join(_)
                | Kind::SetVariable(_) => {}
            }
        }
    }
}

impl Policy {
    /// Hides what only those may see who may change it.
    pub fn hide_secrets(&mut self) {
        for action in &mut self.then {
            match action {
                RuleAction::HttpCall(call) => call.hide_secrets(),
                RuleAction::Notification(notification) => notification.hide_secrets(),
                RuleAction::ChangeTask(_) | RuleAction::CreateTask(_) | RuleAction::SubWorkflow(_) => {}
            }
        }
    }
}

impl HttpCall {
    fn hide_secrets(&mut self) {
        hide_address(&mut self.url.0);
        for value in self.headers.values_mut() {
            HIDDEN.clone_into(&mut value.0);
        }
    }
}

impl Notification {
    fn hide_secrets(&mut self) {
        if let Channel::Slack(address) | Channel::Webhook(address) = &mut self.channel {
            hide_address(address);
        }
    }
}

impl Activity {
    /// Hides it in what is being done.
    pub fn hide_secrets(&mut self) {
        let action = match &mut self.doing {
            Doing::Acting { action, .. }
            | Doing::Resting { action, .. }
            | Doing::Stuck {
                incident: Incident {
                    action: Some(action), ..
                },
            } => action,
            Doing::Stuck { .. } | Doing::Waiting { .. } => return,
        };
        match action {
            Action::Call(HttpRequest { url, headers, .. }) => {
                hide_address(url);
                for value in headers.values_mut() {
                    HIDDEN.clone_into(value);
                }
            }
            Action::Notify(Message {
                way: Way::Slack(url) | Way::Webhook(url),
                ..
            }) => hide_address(url),
            Action::Notify(_)
            | Action::CreateTask(_)
            | Action::ChangeTask(_)
            | Action::Ask(_)
            | Action::StartRun(_) => {}
        }
    }
}

/// Leaves of an address what is before its path.
fn hide_address(address: &mut String) {
    let Some((scheme, rest)) = address.split_once("://") else {
        HIDDEN.clone_into(address);
        return;
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    *address = format!("{scheme}://{host}/{HIDDEN}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_the_host_is_shown() {
        for (address, shown) in [
            (
                "https://hooks.slack.com/services/T0/B0/secret",
                "https://hooks.slack.com/•••",
            ),
            ("https://me:secret@example.com?key=1", "https://example.com/•••"),
            ("nothing", "•••"),
        ] {
            let mut hidden = address.to_owned();
            hide_address(&mut hidden);
            assert_eq!(hidden, shown);
        }
    }
}
