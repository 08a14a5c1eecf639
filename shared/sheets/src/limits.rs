//! What a file may cost. Limits hold while reading, whatever the file says of itself.

/// The most parts of a workbook's archive. Excel makes some 20, and a few per sheet and picture.
pub const PARTS: usize = 10_000;
/// The most bytes that all parts may inflate to, each time they are read.
pub const INFLATED: u64 = 2 * 1024 * 1024 * 1024;
/// So many bytes may come out of one that is packed, once there are more than [`RATIO_FROM`]. Sheets of real people
/// reach 50; a bomb reaches 1,000.
pub const RATIO: u64 = 200;
/// From so many inflated bytes of a part on, [`RATIO`] counts.
pub const RATIO_FROM: u64 = 32 * 1024 * 1024;
/// The most bytes of one piece of XML: a tag with its attributes, or the text between two tags.
pub const XML_PIECE: usize = 1024 * 1024;
/// How deep XML may be nested. A worksheet needs 7.
pub const XML_DEPTH: usize = 64;
/// The most texts that the cells of a workbook share. Each takes 8 bytes of memory.
pub const SHARED_STRINGS: usize = 4_000_000;
/// So many bytes of shared texts are held in memory; more lie in a temporary file.
pub const SHARED_IN_MEMORY: usize = 32 * 1024 * 1024;
/// The most styles of a workbook. Excel has at most 65,490.
pub const STYLES: usize = 70_000;
/// The most sheets that are listed.
pub const SHEETS: usize = 1_000;
/// So many sheets are looked into to find one with data.
pub const SHEETS_LOOKED_INTO: usize = 100;
/// The largest text of a small part of a workbook's description: a sheet's name, a path, a number format.
pub const NAME: usize = 1_024;
/// So many cells of a row are kept. Of those to the right only the last that has anything in it is.
pub const KEPT_CELLS: usize = 1_024;
/// The most columns of a sheet, as Excel counts.
pub const SHEET_COLUMNS: usize = 16_384;
/// The most rows of a sheet, as Excel counts.
pub const SHEET_ROWS: i64 = 1_048_576;
/// The rows from a table's beginning that are held at once have at most so many bytes.
pub const SAMPLE_BYTES: usize = 4 * 1024 * 1024;
