//! Reading a file in a process of its own, with a limit on its memory and its time (ADR 12).
//!
//! The parent starts the same program again with the file as its standard input. The child reads that as [`Sheet`]
//! does and writes rows to its standard output. It has no other file, no setting and no connection of its parent's:
//! whatever a file makes of it ends with it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::os::fd::AsFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use katalusis_domain::import::{ReadAs, Refused};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};

use crate::frames::{self, Frame};
use crate::{ReadError, Row, Sheet, Table};

const BUFFER: usize = 256 * 1024;

/// The command of the program that reads: its one argument is made by [`Apart::open`].
pub const COMMAND: &str = "read-sheet";

/// What a process may take that reads a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Bytes of memory.
    pub memory: u64,
    /// Seconds of a processor: waiting for whoever takes the rows is free.
    pub seconds: u64,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            memory: 384 * 1024 * 1024,
            seconds: 60,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Request {
    read_as: ReadAs,
    allowance: Allowance,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Stage {
    /// Take on the limits, and begin anew under them: an allocator that has run before has its room already.
    Limit,
    /// Read.
    Read,
}

/// Reads the file that is standard input and writes its rows to standard output: the life of the child.
///
/// `program` is where this program lies, `argument` what its parent gave to it.
pub fn serve(program: &Path, argument: &str) -> io::Result<()> {
    let mut request: Request = serde_json::from_str(argument)?;
    if let Stage::Limit = request.stage {
        limit(request.allowance)?;
        request.stage = Stage::Read;
        return Err(command(program, &request)?.exec());
    }
    let file = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    match write_rows(&file, &request.read_as, &mut out) {
        Ok(()) => frames::write_end(&mut out)?,
        Err(Ended::Read(error)) => frames::write_failure(&mut out, &error)?,
        Err(Ended::Write(error)) => return Err(error),
    }
    out.flush()
}

enum Ended {
    Read(ReadError),
    /// Nobody takes the rows any more.
    Write(io::Error),
}

fn write_rows(file: &File, read_as: &ReadAs, out: &mut impl Write) -> Result<(), Ended> {
    let mut sheet = Sheet::open(file, read_as).map_err(Ended::Read)?;
    frames::write_table(out, sheet.table()).map_err(Ended::Write)?;
    let mut content = Vec::new();
    while let Some(row) = sheet.advance().map_err(Ended::Read)? {
        frames::write_row(out, row, &mut content).map_err(Ended::Write)?;
    }
    Ok(())
}

fn limit(allowance: Allowance) -> io::Result<()> {
    let at_most = |resource, most, hard| {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(hard),
        };
        setrlimit(resource, limit).map_err(io::Error::from)
    };
    at_most(Resource::Data, allowance.memory, allowance.memory)?;
    // The first tells what happened, the second means it.
    at_most(Resource::Cpu, allowance.seconds, allowance.seconds + 5)?;
    at_most(Resource::Core, 0, 0)?;
    at_most(Resource::Nofile, 64, 64)
}

fn command(program: &Path, request: &Request) -> io::Result<Command> {
    let mut command = Command::new(program);
    command
        .args([COMMAND, &serde_json::to_string(request)?])
        .env_clear()
        .env("TMPDIR", tempfile::env::temp_dir());
    Ok(command)
}

/// The rows of a table that another process reads.
pub struct Apart {
    table: Table,
    child: Child,
    pipe: BufReader<ChildStdout>,
    content: Vec<u8>,
    row: Row,
    /// It said that there are no more rows, and may be gone.
    is_over: bool,
}

impl Apart {
    /// Starts a process that reads `file`; `program` is one that calls [`serve`] when it gets [`COMMAND`].
    pub fn open(
        program: &Path,
        file: &File,
        read_as: &ReadAs,
        allowance: Allowance,
    ) -> Result<Self, ReadError> {
        let request = Request {
            read_as: read_as.clone(),
            allowance,
            stage: Stage::Limit,
        };
        let mut child = command(program, &request)?
            .stdin(file.try_clone()?)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let Some(pipe) = child.stdout.take() else {
            return Err(io::Error::other("the child has no pipe").into());
        };
        let mut begun = Begun(Some(child));
        let mut pipe = BufReader::with_capacity(BUFFER, pipe);
        let (mut row, mut content) = (Row::default(), Vec::new());
        match frames::read(&mut pipe, &mut row, &mut content)? {
            Some(Frame::Table(table)) => match begun.0.take() {
                Some(child) => Ok(Self {
                    table: *table,
                    child,
                    pipe,
                    content,
                    row,
                    is_over: false,
                }),
                None => Err(io::Error::other("the child is gone").into()),
            },
            Some(Frame::Failed(error)) => Err(error),
            Some(Frame::Row | Frame::End) => Err(io::Error::other("the child forgot the table").into()),
            None => Err(begun.died()),
        }
    }

    /// What is known of the table.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The next row that has anything in it.
    pub fn advance(&mut self) -> Result<Option<&Row>, ReadError> {
        if self.is_over {
            return Ok(None);
        }
        match frames::read(&mut self.pipe, &mut self.row, &mut self.content) {
            Ok(Some(Frame::Row)) => Ok(Some(&self.row)),
            Ok(Some(Frame::End)) => {
                self.is_over = true;
                Ok(None)
            }
            Ok(Some(Frame::Failed(error))) => Err(error),
            Ok(Some(Frame::Table(_))) => Err(io::Error::other("the child told of the table twice").into()),
            // It ended between two frames, or in the middle of one.
            Ok(None) => Err(reason(self.child.wait()?)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(reason(self.child.wait()?)),
            Err(error) => Err(error.into()),
        }
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// A child that is not handed on yet.
struct Begun(Option<Child>);

impl Begun {
    fn died(&mut self) -> ReadError {
        match self.0.as_mut().map(Child::wait) {
            Some(Ok(status)) => reason(status),
            Some(Err(error)) => error.into(),
            None => io::Error::other("the child is gone").into(),
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            end(child);
        }
    }
}

/// Ends a child, which may have ended by itself, and leaves nothing of it.
fn end(child: &mut Child) {
    // Both fail for one that is gone, which is what is wanted.
    let _ = child.kill();
    let _ = child.wait();
}

/// Why a child died, as far as its end tells.
fn reason(status: ExitStatus) -> ReadError {
    const ABORTED: i32 = 6;
    const KILLED: i32 = 9;
    const OUT_OF_TIME: i32 = 24;
    const PANICKED: i32 = 101;

    match (status.signal(), status.code()) {
        // A program aborts when it gets no memory; the system kills when there is none for anyone.
        (Some(ABORTED | KILLED), _) => Refused::TooMuchMemory.into(),
        (Some(OUT_OF_TIME), _) => Refused::TooLong.into(),
        (Some(_), _) | (None, Some(PANICKED)) => Refused::damaged("the reader failed on it").into(),
        _ => io::Error::other(format!("the reading process ended early: {status}")).into(),
    }
}
