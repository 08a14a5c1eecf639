//! What can go wrong with the database, in the words of the program that uses it.

use mongodb::error::{Error, ErrorKind, WriteFailure};

/// A failed read or write.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Someone else changed or removed the document since it was read.
    #[error("the document was changed by someone else in between")]
    LostRace,
    /// A unique index has such an entry already.
    #[error("there is one already: {0}")]
    Duplicate(String),
    /// A cursor of a list is not one that we made.
    #[error("the cursor is not one of this list")]
    InvalidCursor,
    /// A document of another organization was about to be written. A bug, stopped here.
    #[error("a document of another organization was about to be written")]
    OutOfScope,
    /// The database cannot be reached just now.
    #[error("the database cannot be reached")]
    Unavailable(#[source] Error),
    /// Nobody knows how it ended: it took too long, or the process failed in the middle of it.
    #[error("the work was interrupted")]
    Interrupted,
    /// A query took longer than it may.
    #[error("the query took too long")]
    TooSlow(#[source] Error),
    /// Anything else.
    #[error("the database failed")]
    Database(#[source] Error),
    /// A document does not have the shape that it should.
    #[error("a stored document has an unexpected shape")]
    Shape(#[from] bson::error::Error),
}

/// Server errors that mean "not now": not primary, stepping down, shutting down, interrupted by either.
const NOT_NOW: [i32; 12] = [6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];
const DUPLICATE_KEY: i32 = 11000;
const MAX_TIME_EXPIRED: i32 = 50;

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        if let Some(message) = duplicate_key(&error) {
            return Self::Duplicate(message);
        }
        if matches!(error.kind.as_ref(), ErrorKind::Command(command) if command.code == MAX_TIME_EXPIRED) {
            return Self::TooSlow(error);
        }
        let passing = match error.kind.as_ref() {
            ErrorKind::Io(_)
            | ErrorKind::ServerSelection { .. }
            | ErrorKind::ConnectionPoolCleared { .. }
            | ErrorKind::DnsResolve { .. } => true,
            ErrorKind::Command(command) => NOT_NOW.contains(&command.code),
            ErrorKind::Write(WriteFailure::WriteConcernError(concern)) => {
                NOT_NOW.contains(&concern.code) || concern.code == 64
            }
            _ => false,
        };
        let labelled = [
            "TransientTransactionError",
            "UnknownTransactionCommitResult",
            "RetryableWriteError",
        ]
        .iter()
        .any(|label| error.contains_label(label));
        if passing || labelled {
            Self::Unavailable(error)
        } else {
            Self::Database(error)
        }
    }
}

fn duplicate_key(error: &Error) -> Option<String> {
    let (code, message) = match error.kind.as_ref() {
        ErrorKind::Write(WriteFailure::WriteError(write)) => (write.code, &write.message),
        ErrorKind::Command(command) => (command.code, &command.message),
        ErrorKind::InsertMany(many) => {
            let write = many
                .write_errors
                .as_ref()?
                .iter()
                .find(|write| write.code == DUPLICATE_KEY)?;
            (write.code, &write.message)
        }
        _ => return None,
    };
    (code == DUPLICATE_KEY).then(|| message.clone())
}

impl StoreError {
    /// Whether the unique index with this name refused the write.
    pub fn is_duplicate_in(&self, index: &str) -> bool {
        matches!(self, Self::Duplicate(message) if message.contains(&format!("index: {index} ")))
    }
}
