//! XML of a workbook, piece by piece, within limits.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;
use std::sync::Arc;

use katalusis_domain::import::Refused;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader, escape};

use crate::ReadError;
use crate::limits::{NAME, XML_DEPTH, XML_PIECE};
use crate::package::{Part, refusal, unpack};

const BUFFER: usize = 64 * 1024;

/// A part's XML.
pub(crate) struct Xml {
    reader: Reader<BufReader<Metered>>,
    buffer: Vec<u8>,
    since_piece: Rc<Cell<usize>>,
    depth: usize,
}

impl Xml {
    pub(crate) fn new(part: Part) -> Self {
        let since_piece = Rc::new(Cell::new(0));
        let metered = Metered {
            part,
            since_piece: Rc::clone(&since_piece),
        };
        let mut reader = Reader::from_reader(BufReader::with_capacity(BUFFER, metered));
        // Ends that do not match are harmless here, and looking for them costs.
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            since_piece,
            depth: 0,
        }
    }

    /// The next piece: a tag, or the text between two. [`Event::Eof`] comes only where every tag is closed.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, ReadError> {
        self.buffer.clear();
        self.since_piece.set(0);
        let event = self.reader.read_event_into(&mut self.buffer).map_err(failed)?;
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > XML_DEPTH {
                    return Err(Refused::damaged("its XML is nested too deeply").into());
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            // What a document type declares can grow without end, and no program writes one into a workbook.
            Event::DocType(_) => return Err(Refused::damaged("its XML declares a document type").into()),
            Event::Eof if self.depth > 0 => return Err(Refused::damaged("its XML ends too early").into()),
            _ => {}
        }
        Ok(event)
    }
}

fn failed(error: Error) -> ReadError {
    match error {
        Error::Io(error) => match Arc::try_unwrap(error) {
            Ok(error) => unpack(error),
            Err(error) => io::Error::other(error).into(),
        },
        other => Refused::damaged(other).into(),
    }
}

/// The value of an attribute, by its name without a prefix.
pub(crate) fn attribute<'a>(tag: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = tag.attributes();
    // Whether one comes twice is looked for by comparing each with each.
    attributes.with_checks(false);
    let found = attributes
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(unescaped(found.value))
}

/// A name, a path or another short text, cut where it is too long to be one.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(NAME).collect()
}

fn unescaped(value: Cow<'_, str>) -> Cow<'_, str> {
    if !value.contains('&') {
        return value;
    }
    match escape::unescape(&value) {
        Ok(text) => Cow::Owned(text.into_owned()),
        Err(_) => value,
    }
}

/// The character that a reference in a text stands for.
pub(crate) fn character(reference: &BytesRef<'_>) -> char {
    let named = match &**reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    named.unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Stops a piece that does not end before it fills the memory.
struct Metered {
    part: Part,
    since_piece: Rc<Cell<usize>>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.part.read(buffer)?;
        self.since_piece.set(self.since_piece.get() + count);
        // The reader's buffer is filled ahead of the piece.
        if self.since_piece.get() > XML_PIECE + BUFFER {
            return Err(refusal(Refused::TextTooLarge));
        }
        Ok(count)
    }
}
