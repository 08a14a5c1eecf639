//! Archives made by hand, honest or not.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compress, Compression, Crc, FlushCompress};

const TYPES: &str = r#"<Types><Override PartName="/xl/workbook.xml"
    ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const RELATIONS: &str = r#"<Relationships>
    <Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>
    <Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook><sheets><sheet name="Tasks" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// A part of an archive, packed, and what the archive says of it.
#[derive(Debug, Clone)]
pub struct Packed {
    pub bytes: Vec<u8>,
    pub checksum: u32,
    /// How many bytes it is said to inflate to.
    pub claimed: u32,
}

/// An archive that is being written.
#[derive(Default)]
pub struct Archive {
    content: Vec<u8>,
    directory: Vec<u8>,
    parts: u32,
}

/// A workbook of one sheet with this XML.
pub fn workbook(sheet: &[u8]) -> Vec<u8> {
    Archive::workbook(Archive::part(sheet), None)
}

/// The same with shared texts.
pub fn workbook_of(sheet: &[u8], shared_strings: Option<Packed>) -> Vec<u8> {
    Archive::workbook(Archive::part(sheet), shared_strings)
}

/// So many times the same byte between a beginning and an end.
pub fn repeated(before: &[u8], byte: u8, count: usize, after: &[u8]) -> Packed {
    const BLOCK: usize = 1024 * 1024;
    assert_eq!(count % BLOCK, 0);
    Archive::repeating(before, &vec![byte; BLOCK], count / BLOCK, after)
}

impl Archive {
    /// A part as honest programs write it.
    pub fn part(content: &[u8]) -> Packed {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        let mut crc = Crc::new();
        crc.update(content);
        Packed {
            bytes: encoder.finish().unwrap(),
            checksum: crc.sum(),
            claimed: u32::try_from(content.len()).unwrap(),
        }
    }

    /// A block, packed once and put there often: a bomb without the time that it takes to pack one. Its checksum is
    /// wrong, for that would take the time.
    pub fn repeating(before: &[u8], block: &[u8], count: usize, after: &[u8]) -> Packed {
        let mut bytes = packed_block(before, FlushCompress::Full);
        let block = packed_block(block, FlushCompress::Full);
        for _ in 0..count {
            bytes.extend_from_slice(&block);
        }
        bytes.extend(packed_block(after, FlushCompress::Finish));
        Packed {
            bytes,
            checksum: 0,
            claimed: 1_000,
        }
    }

    /// A workbook of one sheet.
    pub fn workbook(sheet: Packed, shared_strings: Option<Packed>) -> Vec<u8> {
        let mut archive = Self::default();
        archive.add("[Content_Types].xml", Self::part(TYPES.as_bytes()));
        archive.add("_rels/.rels", Self::part(ROOT.as_bytes()));
        archive.add("xl/workbook.xml", Self::part(WORKBOOK.as_bytes()));
        archive.add("xl/_rels/workbook.xml.rels", Self::part(RELATIONS.as_bytes()));
        archive.add("xl/worksheets/sheet1.xml", sheet);
        if let Some(strings) = shared_strings {
            archive.add("xl/sharedStrings.xml", strings);
        }
        archive.finish()
    }

    pub fn add(&mut self, name: &str, part: Packed) {
        let at = u32::try_from(self.content.len()).unwrap();
        let (length, name_length) = (
            u32::try_from(part.bytes.len()).unwrap(),
            u16::try_from(name.len()).unwrap(),
        );
        // Version, flags, method, time, date; then what both records say of the part.
        let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 33, 0];
        common.extend(part.checksum.to_le_bytes());
        common.extend(length.to_le_bytes());
        common.extend(part.claimed.to_le_bytes());
        common.extend(name_length.to_le_bytes());
        common.extend([0, 0]);

        self.content.extend(b"PK\x03\x04");
        self.content.extend(&common);
        self.content.extend(name.as_bytes());
        self.content.extend(part.bytes);

        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&common);
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.parts += 1;
    }

    pub fn finish(self) -> Vec<u8> {
        let at = u32::try_from(self.content.len()).unwrap();
        let length = u32::try_from(self.directory.len()).unwrap();
        let mut whole = self.content;
        whole.extend(self.directory);
        // Where the number of parts does not fit, a record of its own has it, and another knows where that is.
        let count = u16::try_from(self.parts).unwrap_or(u16::MAX);
        if count == u16::MAX {
            let record_at = u64::try_from(whole.len()).unwrap();
            whole.extend(b"PK\x06\x06");
            whole.extend(44_u64.to_le_bytes());
            whole.extend([45, 0, 45, 0]);
            whole.extend([0; 8]);
            for number in [
                u64::from(self.parts),
                u64::from(self.parts),
                u64::from(length),
                u64::from(at),
            ] {
                whole.extend(number.to_le_bytes());
            }
            whole.extend(b"PK\x06\x07\0\0\0\0");
            whole.extend(record_at.to_le_bytes());
            whole.extend(1_u32.to_le_bytes());
        }
        whole.extend(b"PK\x05\x06\0\0\0\0");
        whole.extend(count.to_le_bytes());
        whole.extend(count.to_le_bytes());
        whole.extend(length.to_le_bytes());
        whole.extend(at.to_le_bytes());
        whole.extend([0, 0]);
        whole
    }
}

/// Bytes as blocks of a deflated stream that refer to nothing before them.
fn packed_block(bytes: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() + 1024);
    let mut compress = Compress::new(Compression::best(), false);
    compress.compress_vec(bytes, &mut packed, flush).unwrap();
    packed
}
