//! Tables for people: CSV or XLSX, grown on disk.

use std::fmt::Display;
use std::time::Duration;

use futures::{Stream, TryStreamExt};
use katalusis_domain::organization::OrganizationId;
use serde::Deserialize;
use tempfile::NamedTempFile;
use tokio::sync::{Semaphore, SemaphorePermit};
use utoipa::ToSchema;

use crate::xlsx_file::{SHEET_ROWS_MAX, XlsxFile};
use crate::{CsvFile, FileError, FileStore};

/// The text that a table holds at most, in bytes: two copies of it fit on the disk of a Lambda (512 MB).
pub const TABLE_BYTES_MAX: usize = 200 * 1024 * 1024;
/// So many tables are written at the same time in one process, for each takes the disk of its host.
const TABLES_AT_ONCE: usize = 2;
/// How long the next one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);
/// So many rows are written in one go.
const ROWS_AT_ONCE: usize = 500;

/// The turns of all that write tables in this process.
static TURNS: Semaphore = Semaphore::const_new(TABLES_AT_ONCE);

/// The format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Comma-separated values, UTF-8 with a BOM.
    #[default]
    Csv,
    /// An Excel workbook of one sheet.
    Xlsx,
}

impl TableFormat {
    /// The ending of a file's name, and the word in events.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A table that grows row by row, in bounded memory. No cell of it is a formula.
pub struct TableFile {
    format: TableFormat,
    sheet: Sheet,
    bytes: usize,
    bytes_max: usize,
    turn: SemaphorePermit<'static>,
}

enum Sheet {
    Csv(Box<CsvFile>),
    Xlsx(Box<XlsxFile>),
}

/// A table that is complete.
#[derive(Debug)]
pub struct WrittenTable {
    /// Removed when it is dropped.
    pub file: NamedTempFile,
    /// How many rows it has, without the header.
    pub rows: i64,
    format: TableFormat,
    /// Nobody else's until the file is gone.
    _turn: SemaphorePermit<'static>,
}

/// Why a table was not completed.
#[derive(Debug, thiserror::Error)]
pub enum TableError<E> {
    /// The rows ended with this.
    #[error(transparent)]
    Rows(E),
    /// There are more rows than a sheet of XLSX has.
    #[error("a sheet has at most {SHEET_ROWS_MAX} rows")]
    TooManyRows,
    /// There is more text than [`TABLE_BYTES_MAX`].
    #[error("a table has at most {TABLE_BYTES_MAX} bytes")]
    TooLarge,
    /// Others are being written, and take longer than one waits.
    #[error("at most {TABLES_AT_ONCE} tables are written at the same time")]
    Busy,
    /// The disk.
    #[error(transparent)]
    File(#[from] FileError),
}

impl TableFile {
    /// Begins a table with these column names, as soon as it is its turn.
    pub async fn begin<E>(format: TableFormat, header: &[String]) -> Result<Self, TableError<E>> {
        let turn = tokio::time::timeout(PATIENCE, TURNS.acquire()).await;
        let turn = turn.ok().and_then(Result::ok).ok_or(TableError::Busy)?;
        let sheet = match format {
            TableFormat::Csv => Sheet::Csv(Box::new(CsvFile::new(header.iter().map(String::as_str))?)),
            TableFormat::Xlsx => {
                let mut file = XlsxFile::new(None)?;
                file.row(header.iter().map(String::as_str))?;
                Sheet::Xlsx(Box::new(file))
            }
        };
        Ok(Self {
            format,
            sheet,
            bytes: 0,
            bytes_max: TABLE_BYTES_MAX,
            turn,
        })
    }

    /// Adds rows as they arrive and ends the table. The disk is waited for beside the async runtime.
    pub async fn fill<E: Send + 'static>(
        mut self,
        rows: impl Stream<Item = Result<Vec<String>, E>>,
    ) -> Result<WrittenTable, TableError<E>> {
        let mut batches = Box::pin(rows.try_chunks(ROWS_AT_ONCE));
        while let Some(batch) = batches
            .try_next()
            .await
            .map_err(|error| TableError::Rows(error.1))?
        {
            self = beside(move || {
                for row in batch {
                    self.row(&row)?;
                }
                Ok(self)
            })
            .await?;
        }
        beside(move || {
            let rows = self.sheet.rows();
            let file = self.sheet.finish()?;
            Ok(WrittenTable {
                file,
                rows,
                format: self.format,
                _turn: self.turn,
            })
        })
        .await
    }

    fn row<E>(&mut self, cells: &[String]) -> Result<(), TableError<E>> {
        self.bytes += cells.iter().map(String::len).sum::<usize>();
        if self.bytes > self.bytes_max {
            return Err(TableError::TooLarge);
        }
        match &mut self.sheet {
            Sheet::Csv(file) => file.row(cells.iter().map(String::as_str))?,
            Sheet::Xlsx(file) if file.has_room() => file.row(cells.iter().map(String::as_str))?,
            Sheet::Xlsx(_) => return Err(TableError::TooManyRows),
        }
        Ok(())
    }
}

impl WrittenTable {
    /// Puts the table where exports lie, and returns a link that downloads it under `name`, for five minutes. `id` is
    /// nobody else's.
    pub async fn publish(
        &self,
        files: &FileStore,
        organization: OrganizationId,
        id: impl Display,
        name: &str,
    ) -> Result<String, FileError> {
        let extension = self.format.extension();
        let key = format!("exports/{organization}/{id}.{extension}");
        files
            .write_file(&key, self.file.path(), self.format.content_type())
            .await?;
        files.sign_download(&key, &format!("{name}.{extension}")).await
    }
}

/// Runs what waits for the disk where waiting holds nobody up.
async fn beside<T: Send + 'static, E: Send + 'static>(
    work: impl FnOnce() -> Result<T, TableError<E>> + Send + 'static,
) -> Result<T, TableError<E>> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| TableError::File(FileError::new(error)))?
}

impl Sheet {
    fn rows(&self) -> i64 {
        match self {
            Self::Csv(file) => file.rows(),
            Self::Xlsx(file) => i64::from(file.rows()) - 1,
        }
    }

    /// Takes a moment for XLSX, which is packed here.
    fn finish(self) -> Result<NamedTempFile, FileError> {
        match self {
            Self::Csv(file) => file.finish(),
            Self::Xlsx(file) => file.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    /// Waits for its turn among the other tests.
    async fn table(format: TableFormat) -> TableFile {
        loop {
            match TableFile::begin::<()>(format, &["Title".to_owned()]).await {
                Err(TableError::Busy) => {}
                begun => return begun.unwrap(),
            }
        }
    }

    fn rows(count: usize) -> impl Stream<Item = Result<Vec<String>, ()>> {
        stream::iter((0..count).map(|number| Ok(vec![number.to_string()])))
    }

    #[tokio::test]
    async fn rows_of_several_batches_come_in_their_order() {
        let count = 2 * ROWS_AT_ONCE + 1;
        let written = table(TableFormat::Csv).await.fill(rows(count)).await.unwrap();
        assert_eq!(written.rows, i64::try_from(count).unwrap());
        let text = std::fs::read_to_string(written.file.path()).unwrap();
        let expected: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        assert_eq!(text.lines().skip(1).collect::<Vec<_>>(), expected);
    }

    #[tokio::test]
    async fn a_table_has_room_for_so_many_bytes() {
        for format in [TableFormat::Csv, TableFormat::Xlsx] {
            let limited = async |bytes_max| TableFile {
                bytes_max,
                ..table(format).await
            };
            assert_eq!(limited(4).await.fill(rows(4)).await.unwrap().rows, 4);
            let refused = limited(4).await.fill(rows(5)).await;
            assert!(matches!(refused, Err(TableError::TooLarge)));
        }
    }

    #[tokio::test]
    async fn the_disk_holds_two_tables_and_the_next_waits_for_its_turn() {
        let one = table(TableFormat::Csv).await;
        let two = table(TableFormat::Xlsx).await.fill(rows(1)).await.unwrap();
        let refused = TableFile::begin::<()>(TableFormat::Csv, &[]).await;
        assert!(matches!(refused, Err(TableError::Busy)));
        // A table that is written has its turn until its file is gone.
        drop(two);
        table(TableFormat::Csv).await;
        drop(one);
    }

    #[tokio::test]
    async fn what_ends_the_rows_ends_the_table() {
        let failing = stream::iter([Ok(vec!["one".to_owned()]), Err("gone")]);
        let refused = table(TableFormat::Csv).await.fill(failing).await;
        assert!(matches!(refused, Err(TableError::Rows("gone"))));
    }
}
