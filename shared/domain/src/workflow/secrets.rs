//! Secrets of other systems that people write into steps: what follows the host in an address, and headers. They are shown
//! to those who may change them, and otherwise hidden.

use super::activity::{Activity, Doing, Incident};
use super::definition::Definition;
use super::node::{Action, Channel, HttpCall, HttpRequest, Kind, Message, Notification, Way};

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

impl HttpCall {
    /// Hides what only those may see who may change it.
    pub fn hide_secrets(&mut self) {
        hide_call(
            &mut self.url.0,
            self.headers.values_mut().map(|value| &mut value.0),
        );
    }
}

impl Notification {
    /// Hides what only those may see who may change it.
    pub fn hide_secrets(&mut self) {
        if let Channel::Slack(address) | Channel::Webhook(address) = &mut self.channel {
            hide_address(address);
        }
    }
}

impl Activity {
    /// Hides what only those may see who may change what it is a run of.
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
            Action::Call(HttpRequest { url, headers, .. }) => hide_call(url, headers.values_mut()),
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

fn hide_call<'a>(url: &mut String, headers: impl Iterator<Item = &'a mut String>) {
    hide_address(url);
    for value in headers {
        HIDDEN.clone_into(value);
    }
}

/// Leaves the host of an address.
fn hide_address(address: &mut String) {
    let shown = origin(address).and_then(|origin| {
        let (scheme, authority) = origin.split_once("://")?;
        let host = authority.rsplit('@').next()?;
        Some(format!("{scheme}://{host}/{HIDDEN}"))
    });
    *address = shown.unwrap_or_else(|| HIDDEN.to_owned());
}

/// What is before the path of an address. Where that begins, browsers decide: they take `\` for `/`.
pub(crate) fn origin(address: &str) -> Option<&str> {
    let mut schemes = ["https://", "http://"].into_iter();
    let scheme = schemes.find(|scheme| address.starts_with(scheme))?;
    let authority = address[scheme.len()..].split(['/', '\\', '?', '#']).next()?;
    Some(&address[..scheme.len() + authority.len()])
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
            (
                r"https://hooks.slack.com\services\secret",
                "https://hooks.slack.com/•••",
            ),
            ("https:///hooks.slack.com/secret", "https:///•••"),
            ("example.com/?key=secret&next=https://a.b", "•••"),
            ("nothing", "•••"),
        ] {
            let mut hidden = address.to_owned();
            hide_address(&mut hidden);
            assert_eq!(hidden, shown);
        }
    }
}
