//! The file of a baseline: read whole and checked, its stale entries named.

use crate::scan::baseline::{Baseline, Entry};
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

pub fn is_gone(entry: &Entry) -> String {
    format!(
        "the baseline's {} in {} ({}) is no longer found; write the baseline again",
        entry.rule, entry.file, entry.function
    )
}
