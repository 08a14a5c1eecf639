//! What text may hold.

/// Checks a line of text, such as a title: `min` to `max` characters, none of them invisible controls.
pub fn check_line(text: &str, min: usize, max: usize) -> Result<(), String> {
    let length = text.chars().count();
    if length < min || length > max {
        return Err(if min == 0 {
            format!("must have at most {max} characters")
        } else {
            format!("must have {min} to {max} characters")
        });
    }
    if min > 0 && text.chars().all(is_invisible) {
        return Err("must not consist of invisible characters alone".to_owned());
    }
    if text.contains(char::is_control) {
        return Err("must not contain line breaks or other control characters".to_owned());
    }
    Ok(())
}

/// Spaces, and what takes no room at all: zero-width characters, direction marks, the byte-order mark, fillers.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        )
}

/// Checks text of several lines, such as a description: at most `max` characters, and of the controls only
/// line breaks and tabs.
pub fn check_prose(text: &str, max: usize) -> Result<(), String> {
    if text.chars().count() > max {
        return Err(format!("must have at most {max} characters"));
    }
    if text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
        return Err("must not contain control characters other than line breaks and tabs".to_owned());
    }
    Ok(())
}

/// Text of several lines as it is kept: line breaks are `\n`, however they were sent.
pub fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_no_controls_and_prose_only_breaks_and_tabs() {
        assert_eq!(check_line("Straße 🚚", 1, 8), Ok(()));
        assert!(check_line("", 1, 8).is_err());
        assert!(check_line("123456789", 1, 8).is_err());
        for control in ["a\nb", "a\tb", "a\0b", "a\u{7f}b", "a\u{85}b"] {
            assert!(check_line(control, 1, 8).is_err(), "{control:?}");
        }
        for nothing in [" ", "\u{200b}", "\u{202e}\u{feff} "] {
            assert!(check_line(nothing, 1, 8).is_err(), "{nothing:?}");
            assert_eq!(check_line(nothing, 0, 8), Ok(()), "{nothing:?}");
        }
        // A family is four people and three joiners.
        assert_eq!(check_line("👨\u{200d}👩\u{200d}👧\u{200d}👦", 1, 8), Ok(()));
        assert_eq!(check_prose("a\n\tb", 4), Ok(()));
        assert!(check_prose("a\0b", 4).is_err());
        assert_eq!(unix_lines("a\r\nb"), "a\nb");
    }
}
