//! Files in S3: signed uploads and downloads, and answers that are too large for Lambda (ADR 7).

mod bucket;
mod csv_file;
mod signed;
mod table_file;
mod xlsx_file;

pub use bucket::{FileError, FileStore, OpenFile, Pin, StoredFile};
pub use csv_file::CsvFile;
pub use signed::SignedUpload;
pub use table_file::{TABLE_BYTES_MAX, TableError, TableFile, TableFormat, WrittenTable};
pub use xlsx_file::XlsxFile;
