//! How the characters of a text are encoded.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Belief, Refused, Sure};

/// An encoding that is understood. The first four are detected; the others can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8.
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-16, the lower byte first, as Windows writes it.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// UTF-16, the higher byte first.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Western European, as Excel on Windows saves CSV. Contains ISO 8859-1.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// Central European.
    #[serde(rename = "windows-1250")]
    Windows1250,
    /// Cyrillic.
    #[serde(rename = "windows-1251")]
    Windows1251,
    /// Western European with the euro.
    #[serde(rename = "iso-8859-15")]
    Iso885915,
    /// Western European, as old Macs wrote it.
    #[serde(rename = "macintosh")]
    Macintosh,
    /// Japanese.
    #[serde(rename = "shift_jis")]
    ShiftJis,
    /// Chinese.
    #[serde(rename = "gb18030")]
    Gb18030,
    /// Chinese, traditional.
    #[serde(rename = "big5")]
    Big5,
    /// Korean.
    #[serde(rename = "euc-kr")]
    EucKr,
}

impl Encoding {
    /// The name on the wire, which is that of the WHATWG too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Windows1252 => "windows-1252",
            Self::Windows1250 => "windows-1250",
            Self::Windows1251 => "windows-1251",
            Self::Iso885915 => "iso-8859-15",
            Self::Macintosh => "macintosh",
            Self::ShiftJis => "shift_jis",
            Self::Gb18030 => "gb18030",
            Self::Big5 => "big5",
            Self::EucKr => "euc-kr",
        }
    }
}

/// The byte order mark that a file begins with, and how many bytes it has.
pub fn byte_order_mark(sample: &[u8]) -> Option<(Encoding, usize)> {
    [
        (&b"\xEF\xBB\xBF"[..], Encoding::Utf8),
        (b"\xFF\xFE", Encoding::Utf16Le),
        (b"\xFE\xFF", Encoding::Utf16Be),
    ]
    .iter()
    .find(|(mark, _)| sample.starts_with(mark))
    .map(|(mark, encoding)| (*encoding, mark.len()))
}

/// UTF-16 without a mark: of most characters one byte is zero, always the same one.
pub fn utf16_by_zeros(sample: &[u8]) -> Option<Encoding> {
    let pairs = sample.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |odd: usize| {
        sample
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 2 > pairs && even * 20 < pairs {
        Some(Encoding::Utf16Le)
    } else if even * 2 > pairs && odd * 20 < pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Looks for UTF-8 in a whole file, piece by piece, in constant memory.
#[derive(Debug, Clone, Default)]
pub struct Utf8Scan {
    /// Characters of several bytes that are right.
    right: u64,
    /// Places that are wrong.
    wrong: u64,
    zeros: bool,
    row: i64,
    first_wrong_row: i64,
    /// The beginning of a character that goes on in the next piece.
    rest: Vec<u8>,
}

impl Utf8Scan {
    /// Looks at the next piece.
    pub fn feed(&mut self, piece: &[u8]) {
        let joined;
        let mut bytes = if self.rest.is_empty() {
            piece
        } else {
            joined = [self.rest.as_slice(), piece].concat();
            self.rest = Vec::new();
            &joined
        };
        self.zeros |= piece.contains(&0);
        loop {
            match std::str::from_utf8(bytes) {
                Ok(text) => return self.saw(text),
                Err(error) => {
                    let (right, rest) = bytes.split_at(error.valid_up_to());
                    self.saw(std::str::from_utf8(right).unwrap_or_default());
                    match error.error_len() {
                        None => {
                            self.rest = rest.to_vec();
                            return;
                        }
                        Some(length) => {
                            self.is_wrong();
                            bytes = &rest[length..];
                        }
                    }
                }
            }
        }
    }

    fn saw(&mut self, text: &str) {
        if !text.is_ascii() {
            let several = text.chars().filter(|c| !c.is_ascii()).count();
            self.right += u64::try_from(several).unwrap_or(u64::MAX);
        }
        if self.wrong == 0 {
            let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
            self.row += i64::try_from(breaks).unwrap_or(i64::MAX);
        }
    }

    fn is_wrong(&mut self) {
        if self.wrong == 0 {
            self.first_wrong_row = self.row + 1;
        }
        self.wrong += 1;
    }

    /// What the file is in, if it has no byte order mark.
    pub fn verdict(mut self) -> Result<(Encoding, Belief), Refused> {
        if !self.rest.is_empty() {
            self.is_wrong();
        }
        if self.zeros {
            return Err(Refused::Binary);
        }
        if self.wrong == 0 {
            let seen = match self.right {
                0 => "all characters are ASCII".to_owned(),
                1 => "one character beyond ASCII, and it is right".to_owned(),
                many => format!("{many} characters beyond ASCII, all of them right"),
            };
            return Ok((Encoding::Utf8, Belief::new(Sure::Certain, seen)));
        }
        // One letter of another encoding hardly ever looks like UTF-8; ten times as many right as wrong is a file
        // of UTF-8 into which something else was pasted.
        if self.right > 10 * self.wrong {
            return Err(Refused::BadText {
                row: self.first_wrong_row,
            });
        }
        let seen = format!(
            "{} characters are not UTF-8, the first near row {}",
            self.wrong, self.first_wrong_row
        );
        Ok((Encoding::Windows1252, Belief::new(Sure::Likely, seen)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scan(pieces: &[&[u8]]) -> Result<Encoding, Refused> {
        let mut scan = Utf8Scan::default();
        for piece in pieces {
            scan.feed(piece);
        }
        scan.verdict().map(|(encoding, _)| encoding)
    }

    #[test]
    fn utf_8_is_told_from_windows_1252() {
        assert_eq!(scan(&[b"Title\nx\n"]), Ok(Encoding::Utf8));
        assert_eq!(scan(&["Müller €".as_bytes()]), Ok(Encoding::Utf8));
        assert_eq!(scan(&[b"Title\nM\xFCller\n"]), Ok(Encoding::Windows1252));
        assert_eq!(scan(&[b"Title,\xE2\x82"]), Ok(Encoding::Windows1252));
        assert_eq!(scan(&[b"a\0b"]), Err(Refused::Binary));
        let mixed = format!("Title\n{}\n", "ü".repeat(50));
        assert_eq!(
            scan(&[mixed.as_bytes(), b"m\xFCll\n"]),
            Err(Refused::BadText { row: 3 })
        );
    }

    #[test]
    fn utf_16_shows_in_its_mark_or_its_zeros() {
        assert_eq!(byte_order_mark(b"\xFF\xFET\0"), Some((Encoding::Utf16Le, 2)));
        assert_eq!(byte_order_mark(b"\xFE\xFF\0T"), Some((Encoding::Utf16Be, 2)));
        assert_eq!(byte_order_mark(b"\xEF\xBB\xBFT"), Some((Encoding::Utf8, 3)));
        assert_eq!(byte_order_mark(b"Title"), None);
        assert_eq!(utf16_by_zeros(b"T\0i\0t\0l\0e\0"), Some(Encoding::Utf16Le));
        assert_eq!(utf16_by_zeros(b"\0T\0i\0t\0l\0e"), Some(Encoding::Utf16Be));
        assert_eq!(utf16_by_zeros(b"Title"), None);
        assert_eq!(utf16_by_zeros(b"\0\0\0\0\0\0"), None);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_a_file_is_cut(
            bytes in prop::collection::vec(prop::sample::select(vec![b'a', b'\n', 0xC3, 0xBC, 0xE2, 0x82, 0xAC, 0xFF]), 0..60),
            at in 0_usize..60,
        ) {
            let (first, second) = bytes.split_at(at.min(bytes.len()));
            prop_assert_eq!(scan(&[first, second]), scan(&[&bytes]));
            prop_assert_eq!(scan(&[&bytes]) == Ok(Encoding::Utf8), std::str::from_utf8(&bytes).is_ok());
        }
    }
}
