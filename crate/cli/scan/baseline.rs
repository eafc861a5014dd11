//! Findings that are known, so that a build fails for new ones alone.
//!
//! Keyed by what makes a finding the same one after an edit (`crate/scan/fingerprint.rs`), never by its
//! line. An entry whose finding is gone is named, so that the file does not outlive its reasons.

use crate::scan::finding::{Confidence, Report};
use crate::scan::normal;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use thiserror::Error;

const SCHEMA: &str = "contend/baseline/1";

#[derive(Debug, Error)]
pub enum BaselineError {
    #[error("{}: {error}. Write one with --write-baseline", .path.display())]
    Unreadable { path: PathBuf, error: std::io::Error },
    #[error("{}: {error}. Write it anew with --write-baseline", .path.display())]
    NotJson { path: PathBuf, error: serde_json::Error },
    #[error("{}: its schema is not {SCHEMA}. Write it anew with --write-baseline", .0.display())]
    OtherSchema(PathBuf),
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Baseline {
    schema: String,
    findings: Vec<Entry>,
}

/// The fingerprint decides; the rest is for people.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    fingerprint: String,
    rule: String,
    file: String,
    function: String,
    accesses: [String; 2],
}

impl Baseline {
    pub fn of(report: &Report) -> Self {
        let entries = report.findings.iter().map(|found| Entry {
            fingerprint: found.fingerprint.clone(),
            rule: found.rule.to_owned(),
            file: found.file.clone(),
            function: found.function.clone(),
            accesses: [normal(&found.access.text), normal(&found.other.text)],
        });
        Self { schema: SCHEMA.into(), findings: entries.collect() }
    }

    pub fn read(path: &Path) -> Result<Self, BaselineError> {
        let here = || path.to_owned();
        let text = fs::read_to_string(path)
            .map_err(|error| BaselineError::Unreadable { path: here(), error })?;
        let read: Self = serde_json::from_str(&text)
            .map_err(|error| BaselineError::NotJson { path: here(), error })?;
        match read.schema == SCHEMA {
            true => Ok(read),
            false => Err(BaselineError::OtherSchema(here())),
        }
    }

    /// Takes known findings out of the report; says which entries match none.
    pub fn subtract(&self, report: &mut Report) -> Vec<String> {
        let known: HashSet<&str> = self.findings.iter().map(|entry| &*entry.fingerprint).collect();
        let mut met: HashSet<String> = HashSet::new();
        report.findings.retain(|found| {
            let is_known = known.contains(&*found.fingerprint);
            if is_known {
                met.insert(found.fingerprint.clone());
            }
            !is_known
        });
        let count = |confidence| {
            report.findings.iter().filter(|found| found.confidence == confidence).count()
        };
        report.summary.high = count(Confidence::High);
        report.summary.medium = count(Confidence::Medium);
        report.summary.low = count(Confidence::Low);
        let stale = self.findings.iter().filter(|entry| !met.contains(&entry.fingerprint));
        stale
            .map(|entry| {
                format!(
                    "the baseline's {} in {} ({}) is no longer found; write the baseline anew",
                    entry.rule, entry.file, entry.function
                )
            })
            .collect()
    }
}
