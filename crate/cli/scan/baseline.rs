//! The file of a baseline: read whole and checked; of entries whose finding is not there it is said whether that is
//! gone or their file was not read.

use crate::cli::output::counted;
use crate::scan::baseline::{Baseline, Entry};
use crate::scan::finding::Report;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use thiserror::Error;

#[derive(Debug, Error)]
pub enum BaselineError {
    #[error("{}: {error}. Write one with --write-baseline", .path.display())]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{}: {error}. Write it again with --write-baseline", .path.display())]
    NotJson { path: PathBuf, error: serde_json::Error },
    #[error("{}: it is not a baseline of this program. Write it again with --write-baseline", .0.display())]
    OtherSchema(PathBuf),
}

pub fn read(path: &Path) -> Result<Baseline, BaselineError> {
    let here = || path.to_owned();
    let text = fs::read_to_string(path)
        .map_err(|error| BaselineError::Unreadable { path: here(), error })?;
    let read: Baseline = serde_json::from_str(&text)
        .map_err(|error| BaselineError::NotJson { path: here(), error })?;
    read.checked().ok_or_else(|| BaselineError::OtherSchema(here()))
}

/// Takes what is known out of a report of these files; what is to be said of the rest.
pub fn subtract(known: Baseline, report: &mut Report, scanned: &HashSet<String>) -> Vec<String> {
    let missed = |file: &str| !scanned.contains(file) && Path::new(file).exists();
    let known = known.subtract(report, &missed);
    let mut unchecked: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &known.unchecked {
        *unchecked.entry(&entry.file).or_default() += 1;
    }
    let unchecked = unchecked.into_iter().map(|(file, count)| {
        let are = if count == 1 { "is" } else { "are" };
        format!(
            "{} of {file} in the baseline {are} unchecked: the file was not scanned, or not to its end",
            counted(count, "finding")
        )
    });
    known.stale.iter().map(is_gone).chain(unchecked).collect()
}

fn is_gone(entry: &Entry) -> String {
    format!(
        "the baseline's {} in {} ({}) is no longer found; write the baseline again",
        entry.rule, entry.file, entry.function
    )
}
