//! Comments on tasks, and whom they mention.

use serde::{Deserialize, Serialize};

use crate::organization::{OrganizationId, UserId};
use crate::task::TaskId;
use crate::{Id, Timestamp};

/// Identifies a [`Comment`].
pub type CommentId = Id<Comment>;

/// The longest comment, in characters.
pub const BODY_MAX: usize = 20_000;
/// The most people that one comment mentions.
pub const MENTIONS_MAX: usize = 50;

/// What someone said about a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: CommentId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The task.
    pub task_id: TaskId,
    /// Who wrote it.
    pub author_id: UserId,
    /// Markdown, 1 to [`BODY_MAX`] characters.
    pub body: String,
    /// Whom it mentions; see [`mentions_in`].
    pub mentions: Vec<UserId>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it was last changed; empty while it has not been.
    pub edited_at: Option<Timestamp>,
    /// Counts changes; the `ETag`.
    pub revision: i64,
}

/// The users that a Markdown text mentions, each once, in the order of the text. A mention is a link to a user
/// with an at sign in front: `@[Ada Lovelace](user:0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69)`. An error is what
/// stands where an id should.
pub fn mentions_in(text: &str) -> Result<Vec<UserId>, String> {
    let mut mentioned = Vec::new();
    for begin in text.split("@[").skip(1) {
        let Some((_, target)) = begin.split_once("](user:") else {
            continue;
        };
        // Between here and the next mention there may be brackets of something else.
        let Some((id, _)) = target.split_once(')') else {
            continue;
        };
        match id.parse() {
            Ok(id) if mentioned.contains(&id) => {}
            Ok(id) => mentioned.push(id),
            Err(_) => return Err(id.chars().take(60).collect()),
        }
    }
    Ok(mentioned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mentions_are_links_to_users() {
        let (ada, bob) = (
            "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a69",
            "0198c0a2-7b1c-7f3e-9a55-3f1d2c4b5a70",
        );
        let text = format!(
            "Hi @[Ada](user:{ada}), @[Bob [b]](user:{bob}) and @[Ada](user:{ada}); a@[b](c) [x](user:{bob})"
        );
        let ids = [ada, bob].map(|id| id.parse().unwrap());
        assert_eq!(mentions_in(&text), Ok(ids.to_vec()));
        assert_eq!(mentions_in("mail a@b.c, @[open"), Ok(Vec::new()));
        assert_eq!(mentions_in("@[x](user:me)"), Err("me".to_owned()));
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "[@\\[\\](user:)0-9a-f\\-é ]{0,80}") {
            let _ = mentions_in(&text);
        }
    }
}
