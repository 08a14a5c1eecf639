//! Which of the formats that come in an archive or a container a file is.

use std::io::Read;

use katalusis_domain::import::Refused;
use quick_xml::events::Event;

use crate::ReadError;
use crate::package::Package;
use crate::xml::{Xml, attribute};

/// Refuses every archive but a workbook without macros.
pub(crate) fn workbook(package: &mut Package) -> Result<(), ReadError> {
    if package.has("mimetype") && (package.has("content.xml") || package.has("META-INF/manifest.xml")) {
        return Err(Refused::OpenDocument.into());
    }
    if package.has("Index/Document.iwa") || package.has("Index.zip") || package.has_under("Index/Tables/") {
        return Err(Refused::Numbers.into());
    }
    let Some(types) = package.part("[Content_Types].xml")? else {
        return Err(Refused::Archive.into());
    };
    let (mut workbook, mut office) = (false, false);
    let mut xml = Xml::new(types);
    loop {
        match xml.next()? {
            Event::Start(tag) | Event::Empty(tag) => {
                let kind = attribute(&tag, "ContentType")
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                if kind.contains("sheet.binary") {
                    return Err(Refused::BinaryWorkbook.into());
                }
                if kind.contains("macroenabled") || kind.contains("vbaproject") {
                    return Err(Refused::Macros.into());
                }
                workbook |=
                    kind.contains("spreadsheetml.sheet.main") || kind.contains("spreadsheetml.template.main");
                office |= kind.contains("wordprocessingml")
                    || kind.contains("presentationml")
                    || kind.contains("visio");
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if package.has("xl/vbaProject.bin") {
        return Err(Refused::Macros.into());
    }
    match (workbook, office) {
        (true, _) => Ok(()),
        (false, true) => Err(Refused::OtherOffice.into()),
        (false, false) => Err(Refused::Archive.into()),
    }
}

/// What an OLE container holds, by the names in its directory; every one of them is refused.
pub(crate) fn container(mut file: impl Read) -> Result<Refused, ReadError> {
    const LONGEST: usize = 64;

    let wide = |name: &str| {
        name.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let protected = wide("EncryptedPackage");
    let old = [wide("Workbook\0"), wide("Book\0")];
    let mut window = Vec::new();
    let mut piece = vec![0; 64 * 1024];
    let mut found = Refused::OldOffice;
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(found);
        }
        window.extend_from_slice(&piece[..count]);
        let has = |name: &[u8]| memchr::memmem::find(&window, name).is_some();
        if has(&protected) {
            return Ok(Refused::Protected);
        }
        if old.iter().any(|name| has(name)) {
            found = Refused::OldExcel;
        }
        window.drain(..window.len().saturating_sub(LONGEST));
    }
}
