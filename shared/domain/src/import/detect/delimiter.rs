//! What stands between two cells of a text.

use super::{Belief, Sure};

/// What is looked for, the likeliest first.
pub const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];
const LINES: usize = 100;

/// The character that divides most lines into the same number of cells; a comma when none does.
///
/// `text` is the beginning of the file; where it is cut off does not matter.
pub fn delimiter(text: &str) -> (char, Belief) {
    let lines = counts_per_line(text);
    let scores = (0..DELIMITERS.len()).map(|index| (score(&lines, index), index));
    // The last of equals is taken, and a comma is the likelier one.
    let best = scores.rev().max_by_key(|(score, _)| *score);
    match best {
        Some(((alike, count), index)) if alike > 0 => {
            let sure = if alike * 10 >= lines.len() * 8 {
                Sure::Certain
            } else {
                Sure::Likely
            };
            let name = name(DELIMITERS[index]);
            let seen = format!("{alike} of {} lines have {count} × {name}", lines.len());
            (DELIMITERS[index], Belief::new(sure, seen))
        }
        _ => (
            ',',
            Belief::new(Sure::Guessed, "there seems to be one column only"),
        ),
    }
}

/// The delimiter that a line like `sep=;`, Excel's own way to name it, gives; with the bytes up to the next line.
pub fn named(text: &str) -> Option<(char, usize)> {
    let (line, rest) = text.split_once('\n')?;
    let named = line.trim_end_matches('\r').trim_matches('"');
    let prefix = named.get(..4)?;
    let delimiter = named.get(4..)?;
    let mut characters = delimiter.chars();
    match (characters.next(), characters.next()) {
        (Some(c), None) if prefix.eq_ignore_ascii_case("sep=") && c.is_ascii() && c != '"' => {
            Some((c, text.len() - rest.len()))
        }
        _ => None,
    }
}

fn name(delimiter: char) -> &'static str {
    match delimiter {
        ',' => "a comma",
        ';' => "a semicolon",
        '\t' => "a tab",
        _ => "a bar",
    }
}

/// How many lines have as many of this delimiter as most lines that have any, and how many that is.
fn score(lines: &[[usize; DELIMITERS.len()]], index: usize) -> (usize, usize) {
    let mut counts: Vec<usize> = lines
        .iter()
        .map(|line| line[index])
        .filter(|count| *count > 0)
        .collect();
    counts.sort_unstable();
    let runs = counts.chunk_by(|a, b| a == b);
    runs.map(|run| (run.len(), run[0])).max().unwrap_or((0, 0))
}

/// How often each delimiter stands outside of quotes, for the first lines that are not empty.
fn counts_per_line(text: &str) -> Vec<[usize; DELIMITERS.len()]> {
    let mut lines = Vec::new();
    let mut counts = [0; DELIMITERS.len()];
    // A quotation mark opens a cell only where a cell begins; a doubled one closes it and opens it again.
    let (mut quoted, mut begins, mut empty) = (false, true, true);
    let mut before = '\n';
    for character in text.chars() {
        match character {
            '"' if quoted => quoted = false,
            '"' if begins || before == '"' => quoted = true,
            '\n' | '\r' if !quoted => {
                if !empty {
                    lines.push(counts);
                    if lines.len() == LINES {
                        return lines;
                    }
                }
                counts = [0; DELIMITERS.len()];
                empty = true;
            }
            _ if quoted => {}
            _ => {
                if let Some(index) = DELIMITERS.iter().position(|found| *found == character) {
                    counts[index] += 1;
                }
            }
        }
        let breaks = matches!(character, '\n' | '\r');
        empty = empty && breaks;
        begins = !quoted && (breaks || DELIMITERS.contains(&character));
        before = character;
    }
    // The last line may be cut off; it counts when it is the only one.
    if !empty && lines.is_empty() {
        lines.push(counts);
    }
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn delimiter_of(text: &str) -> char {
        delimiter(text).0
    }

    #[test]
    fn the_delimiter_is_read_from_the_content() {
        assert_eq!(delimiter_of("Title,Priority\na,b\n"), ',');
        assert_eq!(delimiter_of("Title;Priority;Amount\na;b;1,50\nc;d;2,75\n"), ';');
        assert_eq!(delimiter_of("Title;Note\n\"a,b,c\";x\n"), ';');
        assert_eq!(delimiter_of("Title\tNote\na,b\tc\n"), '\t');
        assert_eq!(delimiter_of("Title|Note\na|c\n"), '|');
        assert_eq!(delimiter_of("Title\nonly one column\n"), ',');
        assert_eq!(delimiter_of("Title, or name;Note\r\na;b\r\n"), ';');
        assert_eq!(
            delimiter_of("Report\nof 2026, all\n\nTitle;Note;Due\na;b;c\nd;e;f\n"),
            ';'
        );
        assert_eq!(delimiter_of("Title;Note\n5\" pipe, long;x\n6\" pipe;y\n"), ';');
        assert_eq!(delimiter_of("Title;Note\n\"say \"\"a,b,c\"\"\";x\n"), ';');
    }

    #[test]
    fn a_file_may_name_its_delimiter() {
        assert_eq!(named("sep=;\r\nTitle;Note\n"), Some((';', 7)));
        assert_eq!(named("\"SEP=\t\"\nTitle\n"), Some(('\t', 8)));
        assert_eq!(named("sep=;;\nTitle\n"), None);
        assert_eq!(named("sepia,x\nTitle\n"), None);
        assert_eq!(named("sep=;"), None);
    }

    proptest! {
        #[test]
        fn a_table_is_read_with_the_delimiter_that_it_was_written_with(
            rows in prop::collection::vec(prop::collection::vec("[a-z ]{0,8}", 3), 2..20),
            delimiter in prop::sample::select(&DELIMITERS[..]),
        ) {
            let text: String = std::iter::once("Title;x,y".replace([';', ','], &delimiter.to_string()))
                .chain(rows.iter().map(|row| row.join(&delimiter.to_string())))
                .map(|line| line + "\n")
                .collect();
            prop_assert_eq!(delimiter_of(&text), delimiter);
        }

        #[test]
        fn any_text_has_a_delimiter(text in "[a,;\t|\"\r\n=]{0,60}") {
            prop_assert!(DELIMITERS.contains(&delimiter_of(&text)));
            if let Some((_, at)) = named(&text) {
                prop_assert!(text.is_char_boundary(at));
            }
        }
    }
}
