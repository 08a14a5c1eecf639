//! What the first rows of a file say about its columns.

use std::collections::HashSet;

/// The first rows of a file, column by column.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    columns: Vec<Evidence>,
    rows: usize,
}

/// What was found in a column.
#[derive(Debug, Clone, Default)]
pub(super) struct Evidence {
    /// The texts, each once, in the order in which they come.
    pub(super) texts: Vec<String>,
    seen: HashSet<String>,
    filled: usize,
    characters: usize,
    has_lines: bool,
}

impl Sample {
    /// Adds a row by its cells.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.rows += 1;
        for (index, cell) in cells.into_iter().enumerate() {
            if self.columns.len() <= index {
                self.columns.push(Evidence::default());
            }
            self.columns[index].add(cell.trim());
        }
    }

    /// What was found in a column; nothing if no row reaches so far.
    pub(super) fn column(&self, index: usize) -> Evidence {
        self.columns.get(index).cloned().unwrap_or_default()
    }

    /// Whether nearly every row has its own text there, and what sort of text; `None` if it is no text of its own.
    pub(super) fn own_text(&self, evidence: &Evidence) -> Option<OwnText> {
        let is_own =
            evidence.filled * 20 >= self.rows * 19 && evidence.texts.len() * 10 >= evidence.filled * 9;
        if !is_own || evidence.filled == 0 || evidence.share(is_prose) < 90 {
            return None;
        }
        let average = evidence.characters / evidence.filled;
        match average {
            0..3 => None,
            3..100 if !evidence.has_lines => Some(OwnText::Short),
            _ => Some(OwnText::Long),
        }
    }
}

/// A text that each row has of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnText {
    /// As titles are.
    Short,
    /// As descriptions are.
    Long,
}

impl Evidence {
    fn add(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.characters += text.chars().count();
        self.has_lines |= text.contains('\n');
        if self.seen.insert(text.to_owned()) {
            self.texts.push(text.to_owned());
        }
    }

    /// How many of its texts are so, in percent; 0 if there is none.
    pub(super) fn share(&self, is_so: impl Fn(&str) -> bool) -> usize {
        let so = self.texts.iter().filter(|text| is_so(text)).count();
        (so * 100).checked_div(self.texts.len()).unwrap_or(0)
    }
}

/// Something that a person wrote, and no number, day, address or id.
fn is_prose(text: &str) -> bool {
    let is_id = !text.contains(' ') && text.contains(|c: char| c.is_ascii_digit());
    text.contains(char::is_alphabetic)
        && !is_id
        && !text.contains('@')
        && !text.contains("://")
        && !is_day(text)
}

/// Three groups of digits as days are written, perhaps with a time after them: in whose order, others decide.
pub(super) fn is_day(text: &str) -> bool {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let groups: Vec<&str> = day.split(['-', '.', '/']).collect();
    let [first, middle, last] = groups.as_slice() else {
        return false;
    };
    let of = |group: &str, most: usize| {
        (1..=most).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit())
    };
    of(middle, 2) && ((first.len() == 4 && of(first, 4) && of(last, 2)) || (of(first, 2) && of(last, 4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(texts: &[&str]) -> (Sample, Evidence) {
        let mut sample = Sample::default();
        for text in texts {
            sample.row([*text]);
        }
        let evidence = sample.column(0);
        (sample, evidence)
    }

    #[test]
    fn days_are_known_in_every_order() {
        for day in [
            "2026-03-31",
            "31.3.2026",
            "3/31/26",
            "2026-03-31T09:00:00Z",
            "31/03/2026 12:00",
        ] {
            assert!(is_day(day), "{day}");
        }
        for other in [
            "",
            "1.5",
            "1.2.3.4",
            "a.b.c",
            "OPS-42",
            "12345-1-1",
            "2026-03",
            "..",
            "1-2-",
        ] {
            assert!(!is_day(other), "{other}");
        }
    }

    #[test]
    fn a_text_of_its_own_is_prose_in_nearly_every_row() {
        let own = |texts: &[&str]| {
            let (sample, evidence) = sample(texts);
            sample.own_text(&evidence)
        };
        assert_eq!(own(&["Call the carrier", "Pay", "Müll"]), Some(OwnText::Short));
        assert_eq!(own(&["Call\nthem", "Pay"]), Some(OwnText::Long));
        assert_eq!(own(&["A1", "B2", "C3"]), None, "ids");
        assert_eq!(own(&["same", "same", "same"]), None);
        assert_eq!(own(&["one", "", ""]), None);
        assert_eq!(own(&["12.50", "13", "1e3"]), None);
        assert_eq!(own(&["a", "b"]), None, "too short to say anything");
        assert_eq!(own(&[]), None);
    }
}
