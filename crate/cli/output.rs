//! The one place that writes. A command says what it came to, and here that goes to the standard output
//! or into the file of `--out`, remarks go to the standard error, and the exit status follows.
//!
//! A reader who closes the pipe has seen enough: that is quiet, and the status is still the answer's. Any
//! other failure to write is a line and status 2. A file is written whole or not at all, beside its
//! place and then moved there, and whether that can be done is found out before anything is measured.
//! What stands beside it is there for no longer than it takes to write, and no signal ends the program then.

use super::interrupt;
use crate::base::printable::printable;
use clap::Args;
use std::error::Error;
use std::fmt::{Display, Write as _};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tempfile::NamedTempFile;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Fine,
    /// Something is not as it should be, or could not be judged.
    Findings,
    /// Bad input, unlike things, or no place to write to.
    Refused,
    /// By the signal of this number.
    Interrupted(u8),
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::Findings => 1,
            Status::Refused => 2,
            // As shells have it.
            Status::Interrupted(signal) => 128 + signal,
        })
    }
}

/// What a command came to.
#[derive(Debug)]
pub struct Answer {
    pub text: String,
    /// A line each.
    pub remarks: Vec<String>,
    pub status: Status,
}

/// Text for people, line by line.
#[derive(Default)]
pub struct Lines(String);

impl Lines {
    pub fn line(&mut self, text: impl Display) {
        writeln!(self.0, "{text}").expect("a text takes all");
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

/// "1 round", "2 rounds".
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// An error is a remark with status 2.
pub type CommandResult = Result<Answer, Box<dyn Error>>;

impl Answer {
    pub fn fine(text: String) -> Self {
        Self { text, remarks: Vec::new(), status: Status::Fine }
    }

    fn refused(error: impl Display) -> Self {
        Self { text: String::new(), remarks: vec![error.to_string()], status: Status::Refused }
    }
}

#[derive(Args, Clone, Default)]
pub struct Out {
    /// Write to this file instead of standard output, completely or not at all
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Out {
    #[cfg(feature = "full")]
    pub fn to(file: &Path) -> Self {
        Self { out: Some(file.to_owned()) }
    }

    #[cfg(feature = "scan")]
    pub fn path(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    #[cfg(feature = "scan")]
    pub fn is_stdout(&self) -> bool {
        self.out.as_deref().is_none_or(|path| path == Path::new("-"))
    }
}

/// A file beside the answer, whole or not at all.
#[cfg(feature = "scan")]
pub fn write_whole(path: &Path, text: &str) -> Result<(), String> {
    let named = |error: &dyn Display| {
        format!("{}: {error}. Name a file in a folder to write to", path.display())
    };
    let destination = Destination::at(path).map_err(|error| named(&error))?;
    destination.write(text.as_bytes()).map_err(|error| named(&error))
}

/// Does the work once it is known where its answer goes to, and brings it there.
pub fn answer(out: &Out, work: impl FnOnce() -> CommandResult) -> ExitCode {
    let destination = match Destination::open(out.out.as_deref()) {
        Ok(destination) => destination,
        Err(error) => return deliver(Destination::Stdout, Answer::refused(error)),
    };
    deliver(destination, work().unwrap_or_else(Answer::refused))
}

/// What was written elsewhere, such as the parser's help, came to.
pub fn written(result: io::Result<()>, code: i32) -> ExitCode {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            remark(&error.to_string());
            Status::Refused.into()
        }
        _ => u8::try_from(code).map_or(Status::Refused.into(), ExitCode::from),
    }
}

fn deliver(destination: Destination, Answer { text, remarks, mut status }: Answer) -> ExitCode {
    if !text.is_empty() {
        let name = destination.name();
        if let Err(error) = destination.write(text.as_bytes()) {
            remark(&format!("{name}: {error}. {}", rescued(&name, &text)));
            status = Status::Refused;
        }
    }
    remarks.iter().for_each(|line| remark(line));
    status.into()
}

/// What was to be kept in a file is at least shown.
fn rescued(name: &str, text: &str) -> &'static str {
    if name != STDOUT && Destination::Stdout.write(text.as_bytes()).is_ok() {
        return "Its contents are on standard output instead";
    }
    "Nothing was written; write where there is room (run, verify, compare, export and scan have --out FILE)"
}

/// A line on the standard error, whatever is in the text. Where that is closed nobody listens.
pub fn remark(text: &str) {
    let _ = writeln!(io::stderr(), "contend: {}", printable(text));
}

const STDOUT: &str = "standard output";

enum Destination {
    Stdout,
    /// To be replaced, or made.
    File {
        path: PathBuf,
    },
    /// A pipe or a device, which cannot be replaced by a file.
    Stream {
        stream: File,
        path: PathBuf,
    },
}

impl Destination {
    fn open(path: Option<&Path>) -> Result<Self, String> {
        match path {
            None => Ok(Self::Stdout),
            Some(path) if path == Path::new("-") => Ok(Self::Stdout),
            Some(path) => Self::at(path).map_err(|error| {
                format!("--out {}: {error}. Name a file in a folder to write to", path.display())
            }),
        }
    }

    fn at(path: &Path) -> io::Result<Self> {
        let known = match fs::metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            known => Some(known?),
        };
        if known.is_some_and(|known| !known.is_file()) {
            let stream = OpenOptions::new().write(true).open(path)?;
            return Ok(Self::Stream { stream, path: path.to_owned() });
        }
        let path = at_the_end(path);
        // It has no name that could be left behind.
        tempfile::tempfile_in(folder_of(&path))?;
        Ok(Self::File { path })
    }

    fn name(&self) -> String {
        match self {
            Self::Stdout => STDOUT.into(),
            Self::File { path, .. } | Self::Stream { path, .. } => path.display().to_string(),
        }
    }

    fn write(self, text: &[u8]) -> io::Result<()> {
        let written = match self {
            Self::Stdout => {
                let mut stdout = io::stdout().lock();
                stdout.write_all(text).and_then(|()| stdout.flush())
            }
            Self::File { path } => interrupt::undisturbed(|| {
                let mut file = beside(&path)?;
                file.write_all(text)?;
                // On the disk before it is in its place, so that no crash leaves half of it there.
                file.as_file().sync_all()?;
                file.persist(path).map_err(|error| error.error)?;
                Ok(())
            }),
            Self::Stream { mut stream, .. } => stream.write_all(text),
        };
        written.or_else(|error| match error.kind() {
            ErrorKind::BrokenPipe => Ok(()),
            _ => Err(error),
        })
    }
}

/// A file beside that one, which it is to become, with the rights it has.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".contend-");
    // As any new file has them; temporary ones are else for their owner alone.
    #[cfg(unix)]
    let everyone = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(everyone);
    let file = builder.tempfile_in(folder_of(path))?;
    match fs::metadata(path) {
        Ok(known) => file.as_file().set_permissions(known.permissions())?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Where that leads to: a link keeps pointing where it does, also if there is nothing yet. Links in a circle
/// lead nowhere and have been refused.
fn at_the_end(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    while let Ok(target) = fs::read_link(&path) {
        path = folder_of(&path).join(target);
    }
    path
}
