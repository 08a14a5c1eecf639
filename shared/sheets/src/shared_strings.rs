//! The texts that the cells of a workbook share.
//!
//! Cells refer to them by number, in any order, so all of them are at hand while a sheet is read: up to
//! [`SHARED_IN_MEMORY`] bytes in memory, and beyond that in a temporary file of which some pages are kept.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;

use katalusis_domain::import::{ROW_MAX, Refused};
use quick_xml::events::Event;

use crate::ReadError;
use crate::cell_value::unescaped;
use crate::limits::{SHARED_IN_MEMORY, SHARED_STRINGS};
use crate::package::Part;
use crate::xml::{Xml, character};

const PAGE: usize = 64 * 1024;
/// Sheets refer to texts mostly in the order in which they are first used, so a few pages serve nearly all.
const PAGES: usize = 64;

/// Texts by number.
#[derive(Default)]
pub(crate) struct SharedStrings {
    /// Where each text ends.
    ends: Vec<u64>,
    memory: Vec<u8>,
    spilled: Option<Spilled>,
}

struct Spilled {
    file: File,
    length: u64,
    /// What is not in the file yet.
    tail: Vec<u8>,
    pages: Vec<(u64, Vec<u8>)>,
}

impl SharedStrings {
    /// Reads them all.
    pub(crate) fn read(part: Part) -> Result<Self, ReadError> {
        Self::read_with(part, SHARED_IN_MEMORY)
    }

    fn read_with(part: Part, in_memory: usize) -> Result<Self, ReadError> {
        let mut strings = Self::default();
        let mut xml = Xml::new(part);
        let mut text = String::new();
        // Only what stands in `t` is text; what stands in `rPh` says how it is spoken.
        let (mut inside, mut phonetic) = (false, false);
        loop {
            match xml.next()? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => inside = !phonetic,
                    "rPh" => phonetic = true,
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == "si" => strings.push("", in_memory)?,
                Event::End(tag) => match tag.local_name().as_ref() {
                    "si" => strings.push(&unescaped(&text), in_memory)?,
                    "t" => inside = false,
                    "rPh" => phonetic = false,
                    _ => {}
                },
                Event::Text(piece) if inside => text.push_str(&piece),
                Event::CData(piece) if inside => text.push_str(&piece),
                Event::GeneralRef(reference) if inside => text.push(character(&reference)),
                Event::Eof => break,
                _ => {}
            }
            if text.len() > ROW_MAX {
                return Err(Refused::TextTooLarge.into());
            }
        }
        if let Some(spilled) = &mut strings.spilled {
            spilled.flush()?;
        }
        Ok(strings)
    }

    fn push(&mut self, text: &str, in_memory: usize) -> Result<(), ReadError> {
        if self.ends.len() >= SHARED_STRINGS {
            return Err(Refused::Inflated.into());
        }
        let begin = self.ends.last().copied().unwrap_or(0);
        self.ends
            .push(begin + u64::try_from(text.len()).unwrap_or(u64::MAX));
        if let Some(spilled) = &mut self.spilled {
            spilled.push(text.as_bytes())?;
        } else if self.memory.len() + text.len() <= in_memory {
            self.memory.extend_from_slice(text.as_bytes());
        } else {
            let mut spilled = Spilled::new()?;
            spilled.push(text.as_bytes())?;
            self.spilled = Some(spilled);
        }
        Ok(())
    }

    /// Appends the text with this number; `false` if there is none.
    pub(crate) fn append(&mut self, index: usize, text: &mut String) -> io::Result<bool> {
        let Some(end) = self.ends.get(index).copied() else {
            return Ok(false);
        };
        let begin = if index == 0 { 0 } else { self.ends[index - 1] };
        let memory = u64::try_from(self.memory.len()).unwrap_or(u64::MAX);
        if let (Some(spilled), true) = (&mut self.spilled, begin >= memory) {
            let bytes = spilled.get(begin - memory, end - memory)?;
            text.push_str(&String::from_utf8_lossy(&bytes));
        } else {
            let range = usize::try_from(begin).unwrap_or(0)..usize::try_from(end).unwrap_or(0);
            text.push_str(std::str::from_utf8(&self.memory[range]).unwrap_or_default());
        }
        Ok(true)
    }
}

impl Spilled {
    fn new() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            length: 0,
            tail: Vec::new(),
            pages: Vec::new(),
        })
    }

    fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.tail.extend_from_slice(bytes);
        if self.tail.len() >= PAGE {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.write_all(&self.tail)?;
        self.length += u64::try_from(self.tail.len()).unwrap_or(u64::MAX);
        self.tail.clear();
        Ok(())
    }

    fn get(&mut self, begin: u64, end: u64) -> io::Result<Vec<u8>> {
        let page_size = u64::try_from(PAGE).unwrap_or(u64::MAX);
        let mut found = Vec::new();
        let mut at = begin;
        while at < end {
            let number = at / page_size;
            let from = usize::try_from(at % page_size).unwrap_or(0);
            let wanted = usize::try_from(end - at).unwrap_or(PAGE);
            let page = self.page(number)?;
            let to = page.len().min(from + wanted);
            if to <= from {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            found.extend_from_slice(&page[from..to]);
            at += u64::try_from(to - from).unwrap_or(u64::MAX);
        }
        Ok(found)
    }

    fn page(&mut self, number: u64) -> io::Result<&[u8]> {
        if self.pages.is_empty() {
            self.pages.resize(PAGES, (u64::MAX, Vec::new()));
        }
        let slot = usize::try_from(number).unwrap_or(0) % PAGES;
        let (held, page) = &mut self.pages[slot];
        if *held != number {
            let from = number * u64::try_from(PAGE).unwrap_or(u64::MAX);
            let length = usize::try_from(self.length.saturating_sub(from))
                .unwrap_or(PAGE)
                .min(PAGE);
            page.resize(length, 0);
            self.file.read_exact_at(page, from)?;
            *held = number;
        }
        Ok(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_again_wherever_they_lie() {
        for in_memory in [usize::MAX, 100_000, 0] {
            let mut strings = SharedStrings::default();
            let text = |n: usize| format!("{n}ü{}", "x".repeat(n * 37 % 3_000));
            for n in 0..400 {
                strings.push(&text(n), in_memory).unwrap();
            }
            if let Some(spilled) = &mut strings.spilled {
                spilled.flush().unwrap();
            }
            for n in (0..400)
                .chain((0..400).rev())
                .chain((0..400).map(|n| n * 7 % 400))
            {
                let mut found = String::new();
                assert!(strings.append(n, &mut found).unwrap());
                assert_eq!(found, text(n), "{in_memory}");
            }
            assert!(!strings.append(400, &mut String::new()).unwrap());
        }
    }
}
