//! A workbook's archive: its parts by name, inflated within limits.
//!
//! The archive's directory is read by the `zip` crate. The parts are inflated here, because what counts is what comes
//! out, and not what the directory says will.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::FileExt;
use std::rc::Rc;

use flate2::CrcReader;
use flate2::read::DeflateDecoder;
use katalusis_domain::import::Refused;
use zip::{CompressionMethod, ZipArchive};

use crate::ReadError;
use crate::limits::{INFLATED, NAME, PARTS, RATIO, RATIO_FROM};

/// The parts of a workbook.
pub(crate) struct Package {
    archive: ZipArchive<BufReader<File>>,
    file: Rc<File>,
    size: u64,
    names: HashMap<String, usize>,
    inflated: Rc<Cell<u64>>,
}

impl Package {
    /// Reads the archive's directory.
    pub(crate) fn open(file: &File) -> Result<Self, ReadError> {
        let size = file.metadata()?.len();
        let claimed = claimed_parts(file, size)?;
        if claimed > PARTS {
            return Err(Refused::TooManyParts { max: PARTS }.into());
        }
        let archive = ZipArchive::new(BufReader::new(file.try_clone()?)).map_err(Refused::damaged)?;
        if archive.len() > PARTS {
            return Err(Refused::TooManyParts { max: PARTS }.into());
        }
        let mut names = HashMap::with_capacity(archive.len());
        for (index, name) in archive.file_names_raw().enumerate() {
            if name.len() <= NAME {
                names.insert(normal(&String::from_utf8_lossy(name)), index);
            }
        }
        Ok(Self {
            archive,
            file: Rc::new(file.try_clone()?),
            size,
            names,
            inflated: Rc::default(),
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&normal(name))
    }

    /// Whether a part's name begins so.
    pub(crate) fn has_under(&self, folder: &str) -> bool {
        let folder = normal(folder);
        self.names.keys().any(|name| name.starts_with(&folder))
    }

    /// Opens a part; `None` if there is none of this name.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Part>, ReadError> {
        let Some(index) = self.names.get(&normal(name)).copied() else {
            return Ok(None);
        };
        let entry = self.archive.by_index_raw(index).map_err(Refused::damaged)?;
        if entry.encrypted() {
            return Err(Refused::Protected.into());
        }
        let mut stored = Stored {
            file: Rc::clone(&self.file),
            at: entry.header_start(),
            left: self.size.saturating_sub(entry.header_start()),
        };
        let (method, size, crc) = (entry.compression(), entry.compressed_size(), entry.crc32());
        drop(entry);
        let mut header = [0; 30];
        let read = stored.read_exact(&mut header);
        if read.is_err() || !header.starts_with(b"PK\x03\x04") {
            return Err(Refused::damaged("a part of it is not where it should be").into());
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        stored.skip(length(26) + length(28));
        stored.left = stored.left.min(size);
        let content: Box<dyn Read> = match method {
            CompressionMethod::Stored => Box::new(stored),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(stored)),
            other => {
                return Err(Refused::damaged(format_args!("it is packed in an unusual way: {other}")).into());
            }
        };
        Ok(Some(Part {
            content: CrcReader::new(content),
            crc,
            packed: size,
            here: 0,
            inflated: Rc::clone(&self.inflated),
        }))
    }
}

/// Parts are called with or without a slash first, with this slash or that, and in any case.
fn normal(name: &str) -> String {
    name.trim_start_matches(['/', '\\'])
        .replace('\\', "/")
        .to_lowercase()
}

/// How many parts the archive's last record says that there are: looked at before anything is made for them.
fn claimed_parts(file: &File, size: u64) -> Result<usize, ReadError> {
    const RECORD: u64 = 22;
    const COMMENT: u64 = 65_535;
    const LOCATOR: u64 = 20;

    let from = size.saturating_sub(RECORD + COMMENT);
    let mut end = Vec::new();
    let stored = Stored {
        file: Rc::new(file.try_clone()?),
        at: from,
        left: size - from,
    };
    { stored }.read_to_end(&mut end)?;
    let Some(at) = memchr::memmem::rfind(&end, b"PK\x05\x06") else {
        return Err(Refused::damaged("its end is missing").into());
    };
    let number = |bytes: Option<&[u8]>| {
        bytes.map_or(u64::MAX, |bytes| {
            bytes
                .iter()
                .rev()
                .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
        })
    };
    let count = number(end.get(at + 10..at + 12));
    if count < 0xFFFF {
        return Ok(usize::try_from(count).unwrap_or(usize::MAX));
    }
    // More than fit there: the real number is in another record, whose place a third one knows.
    let end_at = from + u64::try_from(at).unwrap_or(u64::MAX);
    let mut locator = [0; 20];
    let mut record = [0; 40];
    if end_at < LOCATOR || file.read_at(&mut locator, end_at - LOCATOR)? < locator.len() {
        return Ok(usize::MAX);
    }
    file.read_at(&mut record, number(Some(&locator[8..16])))?;
    Ok(usize::try_from(number(Some(&record[32..40]))).unwrap_or(usize::MAX))
}

/// Bytes of the file from some place on. Others may read the same file meanwhile.
struct Stored {
    file: Rc<File>,
    at: u64,
    left: u64,
}

impl Stored {
    fn skip(&mut self, count: u64) {
        let count = count.min(self.left);
        self.at += count;
        self.left -= count;
    }
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let count = self.file.read_at(&mut buffer[..wanted], self.at)?;
        self.skip(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

/// What comes out of a part, counted.
pub(crate) struct Part {
    content: CrcReader<Box<dyn Read>>,
    crc: u32,
    packed: u64,
    here: u64,
    inflated: Rc<Cell<u64>>,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer).map_err(|error| match error.kind() {
            // What the inflater says about bytes that are none of its kind.
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
                refusal(Refused::damaged("a part of it cannot be unpacked"))
            }
            _ => error,
        })?;
        if count == 0 {
            if !buffer.is_empty() && self.content.crc().sum() != self.crc {
                return Err(refusal(Refused::damaged("the checksum of a part is wrong")));
            }
            return Ok(0);
        }
        let more = u64::try_from(count).unwrap_or(u64::MAX);
        self.here += more;
        self.inflated.set(self.inflated.get() + more);
        let out_of_proportion = self.here > RATIO_FROM && self.here / RATIO > self.packed;
        if out_of_proportion || self.inflated.get() > INFLATED {
            return Err(refusal(Refused::Inflated));
        }
        Ok(count)
    }
}

/// A refusal on its way through readers that only know I/O errors.
pub(crate) fn refusal(refused: Refused) -> io::Error {
    io::Error::other(refused)
}

/// The refusal in an I/O error, if it is one.
pub(crate) fn unpack(error: io::Error) -> ReadError {
    match error.downcast::<Refused>() {
        Ok(refused) => refused.into(),
        Err(error) => error.into(),
    }
}
