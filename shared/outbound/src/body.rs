//! The body of an answer: unpacked as it comes, and never larger than it may be.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use crate::BODY_BYTES_MAX;

/// A body that comes piece by piece.
pub(crate) enum Unpacked {
    Plain(Bounded),
    /// There is no decoder before the first byte, because nothing at all is an empty body, however it was to be packed.
    Gzip(Option<Box<MultiGzDecoder<Bounded>>>),
}

/// Why a body cannot be taken.
pub(crate) enum UnpackError {
    /// It is larger than [`BODY_BYTES_MAX`].
    TooLarge,
    /// It is packed wrongly, or ends too early.
    Broken(io::Error),
}

/// Bytes up to [`BODY_BYTES_MAX`]; more are an error.
#[derive(Default)]
pub(crate) struct Bounded(Vec<u8>);

impl Unpacked {
    /// For this `Content-Encoding`; nothing for one that was not asked for.
    pub(crate) fn from_encoding(encoding: Option<&[u8]>) -> Option<Self> {
        match encoding.unwrap_or_default().to_ascii_lowercase().as_slice() {
            b"" | b"identity" => Some(Self::Plain(Bounded::default())),
            b"gzip" | b"x-gzip" => Some(Self::Gzip(None)),
            _ => None,
        }
    }

    /// Takes the next piece.
    pub(crate) fn take(&mut self, piece: &[u8]) -> Result<(), UnpackError> {
        let written = match self {
            Self::Plain(bytes) => bytes.write_all(piece),
            Self::Gzip(_) if piece.is_empty() => Ok(()),
            Self::Gzip(decoder) => decoder
                .get_or_insert_with(|| Box::new(MultiGzDecoder::new(Bounded::default())))
                .write_all(piece),
        };
        Ok(written?)
    }

    /// The whole of it.
    pub(crate) fn finish(self) -> Result<Vec<u8>, UnpackError> {
        match self {
            Self::Plain(Bounded(bytes)) => Ok(bytes),
            Self::Gzip(Some(decoder)) => Ok(decoder.finish()?.0),
            Self::Gzip(None) => Ok(Vec::new()),
        }
    }
}

impl Write for Bounded {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.0.len() + piece.len() > BODY_BYTES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl From<io::Error> for UnpackError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Self::TooLarge,
            _ => Self::Broken(error),
        }
    }
}
