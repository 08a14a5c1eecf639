//! Files on tasks.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::organization::{OrganizationId, UserId};
use crate::task::TaskId;
use crate::text::check_line;
use crate::{Id, Timestamp};

/// Identifies an [`Attachment`].
pub type AttachmentId = Id<Attachment>;

/// The longest file name, in characters.
pub const FILE_NAME_MAX: usize = 200;
/// The most files on one task.
pub const ATTACHMENTS_MAX: usize = 100;

/// A file on a task. Its content lies in S3 at [`Attachment::object_key`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its id.
    #[serde(rename = "_id")]
    pub id: AttachmentId,
    /// Whose it is.
    pub organization_id: OrganizationId,
    /// The task.
    pub task_id: TaskId,
    /// What people call it; see [`check_file_name`].
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    /// As it was announced, e.g. `application/pdf`.
    pub content_type: String,
    /// Whether the content is there.
    pub state: UploadState,
    /// Which content: what was uploaded first stays, whatever is put there later.
    pub version_id: Option<String>,
    /// What the virus scanner said.
    pub scan: ScanState,
    /// The scanner's own words, e.g. the name of what it found.
    pub scan_detail: Option<String>,
    /// Who attached it.
    pub created_by: UserId,
    /// When it was announced.
    pub created_at: Timestamp,
    /// Counts changes.
    pub revision: i64,
}

/// Whether a file's content is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UploadState {
    /// It is announced, and its upload not confirmed.
    Pending,
    /// It was uploaded whole.
    Ready,
}

/// What the virus scanner said of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanState {
    /// Nothing yet.
    Unscanned,
    /// Nothing was found.
    Clean,
    /// It is harmful, and is never given out.
    Infected,
}

impl Attachment {
    /// Where its content lies in the bucket.
    pub fn object_key(&self) -> String {
        format!(
            "attachments/{}/{}/{}",
            self.organization_id, self.task_id, self.id
        )
    }

    /// Why its content may not be downloaded, if it may not.
    pub fn kept_back(&self, unscanned_allowed: bool) -> Option<&'static str> {
        match (self.state, self.scan) {
            (UploadState::Pending, _) => Some("The file was not uploaded yet."),
            (_, ScanState::Infected) => Some("The virus scanner found the file to be harmful."),
            (_, ScanState::Unscanned) if !unscanned_allowed => {
                Some("The virus scanner has not looked at the file yet.")
            }
            _ => None,
        }
    }
}

/// Checks a file's name: a line of 1 to [`FILE_NAME_MAX`] characters that is a name on every system, and not a
/// path.
pub fn check_file_name(name: &str) -> Result<(), String> {
    check_line(name, 1, FILE_NAME_MAX)?;
    if name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
        return Err("must be a name without / \\ : * ? \" < > |".to_owned());
    }
    // Marks that turn the direction of writing make `gpj.exe` look like `exe.jpg`.
    if name.contains(
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'),
    ) {
        return Err("must not change the direction of writing".to_owned());
    }
    if name.trim() != name || name.ends_with('.') {
        return Err("must not begin or end with a space, or end with a dot".to_owned());
    }
    Ok(())
}

/// Whether this is a content type like `image/png`: two words, without parameters.
pub fn is_content_type(text: &str) -> bool {
    let is_word = |word: &str| {
        (1..=100).contains(&word.len())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    text.split_once('/')
        .is_some_and(|(kind, subtype)| is_word(kind) && is_word(subtype))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_names_everywhere() {
        for name in ["a.pdf", "Übersicht 2026.xlsx", ".env", "a..b"] {
            assert_eq!(check_file_name(name), Ok(()), "{name}");
        }
        for name in [
            "",
            "../a",
            "a/b",
            "a\\b",
            "a\0",
            "a\nb",
            " a",
            "a ",
            "a.",
            "..",
            "x\u{202e}gpj.exe",
            "C:a",
        ] {
            assert!(check_file_name(name).is_err(), "{name:?}");
        }
        assert!(is_content_type("application/vnd.ms-excel"));
        for text in [
            "",
            "text",
            "text/",
            "/x",
            "text/html; charset=utf-8",
            "a/b\r\nx",
            "a/b/c",
        ] {
            assert!(!is_content_type(text), "{text:?}");
        }
    }
}
