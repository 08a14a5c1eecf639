//! Text, workbook, or something else: by the first bytes.

use super::Refused;

/// What a file is, as far as its first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Text, in whatever encoding.
    Text,
    /// A ZIP archive, which a workbook is.
    Archive,
    /// An OLE container: an old or a protected workbook. It is refused as soon as it is known which.
    Container,
}

/// What begins a file that is certainly something else, and what that is.
const OTHERS: [(&[u8], Refused); 12] = [
    (b"%PDF-", Refused::Pdf),
    (b"\x1F\x8B", Refused::Archive),
    (b"7z\xBC\xAF\x27\x1C", Refused::Archive),
    (b"Rar!\x1A\x07", Refused::Archive),
    (b"BZh", Refused::Archive),
    (b"\xFD7zXZ\0", Refused::Archive),
    (b"{\\rtf", Refused::OtherOffice),
    (b"\x89PNG\r\n", Refused::Binary),
    (b"\xFF\xD8\xFF", Refused::Binary),
    (b"GIF8", Refused::Binary),
    (b"PAR1", Refused::Binary),
    (b"SQLite format 3\0", Refused::Binary),
];

/// What marks up a page, in lower case.
const PAGES: [&str; 7] = [
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<table",
    "<meta",
    "<style",
];

/// Looks at a file's first bytes, up to [`super::SAMPLE`] of them.
pub fn content(sample: &[u8]) -> Result<Content, Refused> {
    if sample.is_empty() {
        return Err(Refused::Empty);
    }
    if [&b"PK\x03\x04"[..], b"PK\x05\x06", b"PK\x07\x08"]
        .iter()
        .any(|mark| sample.starts_with(mark))
    {
        return Ok(Content::Archive);
    }
    if sample.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Content::Container);
    }
    if let Some((_, refused)) = OTHERS.iter().find(|(mark, _)| sample.starts_with(mark)) {
        return Err(refused.clone());
    }
    let beginning: String = sample
        .iter()
        // UTF-16 has zeros between the letters, and any Unicode may have a mark first.
        .filter(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF))
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .skip_while(|c| c.is_whitespace())
        .take(64)
        .collect();
    if PAGES.iter().any(|page| beginning.starts_with(page)) {
        return Err(Refused::WebPage);
    }
    if beginning.starts_with("<?xml") {
        return Err(Refused::Xml);
    }
    Ok(Content::Text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_table_is_refused_by_its_bytes() {
        for (bytes, expected) in [
            (&b""[..], Err(Refused::Empty)),
            (b"PK\x03\x04rest", Ok(Content::Archive)),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Ok(Content::Container)),
            (b"%PDF-1.7", Err(Refused::Pdf)),
            (b"\r\n <HTML><body>", Err(Refused::WebPage)),
            (b"\xEF\xBB\xBF<table border=1>", Err(Refused::WebPage)),
            (b"\xFF\xFE<\0h\0t\0m\0l\0>\0", Err(Refused::WebPage)),
            (
                b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>",
                Err(Refused::Xml),
            ),
            (b"\x1F\x8B\x08", Err(Refused::Archive)),
            (b"Title,Status\n", Ok(Content::Text)),
            (b"<3,Status\n", Ok(Content::Text)),
        ] {
            assert_eq!(content(bytes), expected, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_something(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = content(&bytes);
        }
    }
}
