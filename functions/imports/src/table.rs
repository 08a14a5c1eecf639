//! An import's file as a table: fetched onto disk, and read there, within limits.

use std::fs::File;
use std::path::PathBuf;

use katalusis_domain::import::ReadAs;
use katalusis_files::{FileError, OpenFile};
use katalusis_sheets::apart::{Allowance, Apart};
use katalusis_sheets::{ReadError, Row, Sheet, Table};

use crate::Work;

/// Where the files of strangers are read (ADR 12).
#[derive(Debug, Clone, Default)]
pub enum ReadingPlace {
    /// In this process: for a Lambda, whose process serves one import at a time.
    #[default]
    Here,
    /// In a process of its own, which this program becomes when it is started with
    /// [`katalusis_sheets::apart::COMMAND`].
    Apart(PathBuf),
}

/// A file that was fetched. It is gone when this is dropped.
pub(crate) struct Fetched {
    file: File,
    place: ReadingPlace,
}

/// The rows of a table below its header.
pub(crate) enum Rows {
    Here(Box<Sheet>),
    Apart(Box<Apart>),
}

impl Fetched {
    /// Fetches a file.
    pub(crate) async fn new(work: &Work, file: OpenFile) -> Result<Self, FileError> {
        let spool = tempfile::tempfile().map_err(FileError::new)?;
        let mut spool = tokio::fs::File::from_std(spool);
        let mut content = file.content.into_async_read();
        tokio::io::copy_buf(&mut content, &mut spool)
            .await
            .map_err(FileError::new)?;
        tokio::io::AsyncWriteExt::flush(&mut spool)
            .await
            .map_err(FileError::new)?;
        Ok(Self {
            file: spool.into_std().await,
            place: work.reading_place.clone(),
        })
    }

    /// Decides what the file is; what follows is its rows. Waits for the disk: not for the async runtime.
    pub(crate) fn open(&self, read_as: &ReadAs) -> Result<Rows, ReadError> {
        match &self.place {
            ReadingPlace::Here => Ok(Rows::Here(Box::new(Sheet::open(&self.file, read_as)?))),
            ReadingPlace::Apart(program) => {
                let apart = Apart::open(program, &self.file, read_as, Allowance::default())?;
                Ok(Rows::Apart(Box::new(apart)))
            }
        }
    }
}

impl Rows {
    /// What is known of the table.
    pub(crate) fn table(&self) -> &Table {
        match self {
            Self::Here(sheet) => sheet.table(),
            Self::Apart(apart) => apart.table(),
        }
    }

    /// The next row that has anything in it.
    pub(crate) fn advance(&mut self) -> Result<Option<&Row>, ReadError> {
        match self {
            Self::Here(sheet) => sheet.advance(),
            Self::Apart(apart) => apart.advance(),
        }
    }
}
