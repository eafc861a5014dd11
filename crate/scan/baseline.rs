//! Findings that are known, so that only new ones count.
//!
//! Keyed by what makes a finding the same one after an edit (`fingerprint.rs`), never by its line. An entry whose
//! finding is gone is named, so that the list does not outlive its reasons; one of a file that could not be read is not
//! gone but unchecked.

use super::finding::{Confidence, Finding, Report};
use super::fingerprint::normal;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

const SCHEMA: &str = "contend/baseline/1";

#[derive(Debug, Serialize, Deserialize)]
pub struct Baseline {
    schema: String,
    findings: Vec<Entry>,
}

/// The fingerprint decides; the rest is for people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    pub fingerprint: String,
    pub rule: String,
    pub file: String,
    pub function: String,
    pub accesses: [String; 2],
}

/// What a baseline did to a report.
#[derive(Debug, Default, Serialize)]
pub struct Known {
    /// Findings that it has.
    pub findings: Vec<Finding>,
    /// Entries whose finding is gone.
    pub stale: Vec<Entry>,
    /// Entries of files that were not read, or not wholly: nobody knows.
    pub unchecked: Vec<Entry>,
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

    /// None if the text is that of something else.
    pub fn checked(self) -> Option<Self> {
        (self.schema == SCHEMA).then_some(self)
    }

    /// Takes known findings out of the report. `missed` says of a file whether it is there and was not scanned.
    pub fn subtract(self, report: &mut Report, missed: &dyn Fn(&str) -> bool) -> Known {
        let entries: HashSet<&str> =
            self.findings.iter().map(|entry| &*entry.fingerprint).collect();
        let all = std::mem::take(&mut report.findings);
        let (known, new): (Vec<Finding>, _) =
            all.into_iter().partition(|found| entries.contains(&*found.fingerprint));
        report.findings = new;
        let count = |confidence| {
            report.findings.iter().filter(|found| found.confidence == confidence).count()
        };
        report.summary.high = count(Confidence::High);
        report.summary.medium = count(Confidence::Medium);
        report.summary.low = count(Confidence::Low);
        let met: HashSet<&str> = known.iter().map(|found| &*found.fingerprint).collect();
        let gone = |entry: &Entry| !met.contains(&*entry.fingerprint);
        let unread: HashSet<&str> = report.not_scanned.iter().map(|part| &*part.file).collect();
        let (unchecked, stale) = self
            .findings
            .iter()
            .filter(|entry| gone(entry))
            .cloned()
            .partition(|entry| unread.contains(&*entry.file) || missed(&entry.file));
        Known { findings: known, stale, unchecked }
    }
}
