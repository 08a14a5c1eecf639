//! Messages to Slack by incoming webhooks.

use http::HeaderMap;
use serde_json::json;

use crate::exchange::Request;
use crate::target::Target;
use crate::{CallError, Outbound};

/// What Slack answers instead of `ok`, and what it means for whoever set the address.
const REASONS: [(&str, &str); 15] = [
    ("no_service", REVOKED),
    ("no_service_id", REVOKED),
    ("no_active_hooks", REVOKED),
    ("invalid_token", REVOKED),
    (
        "no_team",
        "The Slack workspace does not exist any more; set the address of an incoming webhook of another.",
    ),
    (
        "team_disabled",
        "The Slack workspace is disabled; set the address of an incoming webhook of another.",
    ),
    (
        "channel_not_found",
        "The Slack channel does not exist any more; set the address of an incoming webhook to another.",
    ),
    (
        "channel_is_archived",
        "The Slack channel is archived; unarchive it, or set the address of an incoming webhook to another.",
    ),
    (
        "user_not_found",
        "The person at Slack does not exist any more; set the address of an incoming webhook to another.",
    ),
    ("action_prohibited", FORBIDDEN),
    ("posting_to_general_channel_denied", FORBIDDEN),
    ("invalid_payload", UNREADABLE),
    ("no_text", "The text is empty; write what Slack is to be told."),
    ("msg_too_long", "The text is too long for Slack; shorten it."),
    ("invalid_blocks", UNREADABLE),
];
const REVOKED: &str =
    "Slack does not know the incoming webhook any more; add a new one at Slack and set its address.";
const FORBIDDEN: &str =
    "Slack forbids to post there; ask an administrator of the workspace, or set another channel's address.";
const UNREADABLE: &str = "Slack cannot read the message; change the text.";

impl Outbound {
    /// Posts plain text to the channel behind the incoming webhook `url`, under an idempotency key. Nothing in the text
    /// pings anyone or hides where a link leads: it may hold what strangers wrote. Slack itself shows addresses as links.
    pub async fn slack(&self, url: &str, text: &str, key: &str) -> Result<(), CallError> {
        let target = Target::parse(url)?;
        let body = json!({"text": plain(text)}).to_string();
        let request = Request::json(HeaderMap::new(), body);
        let reply = self.exchange(&target, request, key).await?;
        let said = String::from_utf8_lossy(reply.body.as_deref().unwrap_or_default());
        let reason = REASONS.iter().find(|(code, _)| *code == said.trim());
        match reason {
            Some((_, words)) if reply.status.is_client_error() => Err(CallError::Slack(words)),
            _ => reply.succeeded(&target).map(drop),
        }
    }
}

/// The text without the three characters by which Slack knows mentions and links.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
