//! The file of a baseline: read whole and checked, its stale entries named.

use crate::scan::baseline::{Baseline, Entry};
use crate::scan::finding::Report;
use std::collections::BTreeSet;
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

/// Of entries whose finding was not met: it is gone, or it stands in a file that was not read, and nobody can say.
pub fn remarks(stale: &[Entry], report: &Report, read: &BTreeSet<String>) -> Vec<String> {
    let part = |file: &str| report.not_scanned.iter().any(|it| it.file == file);
    let said = |entry: &Entry| {
        let Entry { rule, file, function, .. } = entry;
        let named = format!("the baseline's {rule} in {file} ({function})");
        match (read.contains(file), part(file), Path::new(file).exists()) {
            (true, false, _) | (false, _, false) => {
                format!("{named} is no longer found; write the baseline again")
            }
            (true, true, _) => format!("{named} was not checked: the file could not be read whole"),
            (false, _, true) => format!("{named} was not checked: the file was not read"),
        }
    };
    stale.iter().map(said).collect()
}
