#![no_main]
//! Workbooks: a sound archive whose sheet, texts, styles and list of sheets are any bytes, divided by `\0`.

use flate2::Crc;
use katalusis_domain::import::ReadAs;
use libfuzzer_sys::fuzz_target;

#[path = "../../it/imports/read.rs"]
mod read;

const TYPES: &str = r#"<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet.xml"/>
<Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>"#;
const SHEETS: &str = r#"<workbook><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>"#;

fuzz_target!(|content: &[u8]| {
    let mut parts = content.split(|byte| *byte == 0);
    let sheet = parts.next().unwrap_or_default();
    let strings = parts.next().unwrap_or_default();
    let styles = parts.next().unwrap_or_default();
    let sheets = parts.next().unwrap_or(SHEETS.as_bytes());
    let archive = archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", sheets),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/sheet.xml", sheet),
        ("xl/strings.xml", strings),
        ("xl/styles.xml", styles),
    ]);
    read::read(&archive, &ReadAs::default());
});

/// An archive that packs nothing.
fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut content, mut directory) = (Vec::new(), Vec::new());
    for (name, part) in parts {
        let mut crc = Crc::new();
        crc.update(part);
        let at = content.len() as u32;
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 33, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend((part.len() as u32).to_le_bytes());
        common.extend((part.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0, 0]);
        content.extend(b"PK\x03\x04");
        content.extend(&common);
        content.extend(name.as_bytes());
        content.extend(*part);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, length) = (content.len() as u32, directory.len() as u32);
    content.extend(directory);
    content.extend(b"PK\x05\x06\0\0\0\0");
    content.extend((parts.len() as u16).to_le_bytes());
    content.extend((parts.len() as u16).to_le_bytes());
    content.extend(length.to_le_bytes());
    content.extend(at.to_le_bytes());
    content.extend([0, 0]);
    content
}
