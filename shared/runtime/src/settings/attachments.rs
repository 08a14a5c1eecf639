//! Settings of files on tasks.

use super::Reader;

/// What the tasks area needs besides.
#[derive(Debug, Clone, Copy)]
pub struct Attachments {
    /// `ATTACHMENT_MAX_BYTES`: the largest file on a task, 25 MB by default.
    pub max_bytes: i64,
    /// `ATTACHMENT_UNSCANNED_DOWNLOADS`: whether a file may be downloaded before a virus scanner gave its
    /// verdict; `true` by default, for installations without a scanner.
    pub unscanned_downloads: bool,
}

impl Attachments {
    /// Reads them.
    pub fn read(reader: &mut Reader) -> Option<Self> {
        let max_bytes = reader.parsed("ATTACHMENT_MAX_BYTES", 25 * 1024 * 1024, "a number of bytes");
        let unscanned = reader.parsed("ATTACHMENT_UNSCANNED_DOWNLOADS", true, "`true` or `false`");
        Some(Self {
            max_bytes: max_bytes?,
            unscanned_downloads: unscanned?,
        })
    }
}
