//! `contend scan`: Go files in, findings out, in the form that a person or a CI service reads.
//!
//! Files are read and parsed in parallel, judged together. What could not be read is part of the answer and
//! of the exit status: a scan that saw half of the code must not look like one that found nothing.

pub(super) mod baseline;
pub(super) mod files;
mod github;
mod junit;
mod sarif;
mod text;

use super::output::{Answer, CommandResult, Status, counted, write_whole};
use super::sarif::MAX_BYTES;
use crate::base::printable::is_unprintable;
use crate::scan::baseline::Baseline;
use crate::scan::finding::{Confidence, Report};
use crate::scan::suggest::Instead;
use crate::scan::{Reader, scan_for};
use clap::{Args, ValueEnum};
use std::fs;
use std::io::{IsTerminal, stdout};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Scan {
    /// Go files and folders; - reads one file from the standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Leave out the findings of this file, and name those of them that are gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings of today into this file and report none of them
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    write_baseline: Option<PathBuf>,
    /// Which findings make the status 1
    #[arg(long, value_enum, default_value_t = FailOn::High, value_name = "CONFIDENCE")]
    fail_on: FailOn,
    /// Status 0 although something could not be scanned
    #[arg(long)]
    allow_unscanned: bool,
    /// Also vendor and testdata folders and generated files
    #[arg(long)]
    all: bool,
    /// In SARIF, also what comments in the source silence
    #[arg(long)]
    show_ignored: bool,
    #[command(flatten)]
    pub out: super::output::Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    Github,
    Junit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    High,
    Medium,
    Low,
    Never,
}

impl FailOn {
    fn fails(self, confidence: Confidence) -> bool {
        match self {
            Self::High => confidence >= Confidence::High,
            Self::Medium => confidence >= Confidence::Medium,
            Self::Low => true,
            Self::Never => false,
        }
    }
}

impl Scan {
    pub fn execute(&self) -> CommandResult {
        for path in self.write_baseline.as_deref().into_iter().chain(self.out.path()) {
            spare_source(path)?;
        }
        let known = self.baseline.as_deref().map(baseline::read).transpose()?;
        let read = files::read(&self.paths, self.all)?;
        let files = read.parsed.iter().map(|it| it.path.clone()).collect();
        let reader = Reader { instead: instead(), ..Reader::default() };
        let mut report = scan_for(&reader, read.parsed, &mut |_, _| {});
        report.not_scanned.extend(read.refused);
        report.not_scanned.sort();
        if let Some(path) = &self.write_baseline {
            return self.keep(&report, path);
        }
        let mut remarks = read.remarks;
        if let Some(known) = known {
            let stale = known.subtract(&mut report).stale;
            remarks.extend(baseline::remarks(&stale, &report, &files));
        }
        let fails = report.findings.iter().any(|found| self.fail_on.fails(found.confidence));
        let unscanned = !report.not_scanned.is_empty() && !self.allow_unscanned;
        if unscanned && self.format() != Format::Text {
            remarks.push(format!(
                "{} could not be scanned (--allow-unscanned accepts that)",
                counted(report.not_scanned.len(), "place")
            ));
        }
        let status = if fails || unscanned { Status::Findings } else { Status::Fine };
        Ok(Answer { text: self.print(&report, &read.stdin)?, remarks, status })
    }

    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    fn print(&self, report: &Report, stdin: &str) -> Result<String, serde_json::Error> {
        Ok(match self.format() {
            Format::Text => {
                let terminal = stdout().is_terminal() && self.out.is_stdout();
                if terminal { text::excerpts(report, stdin) } else { text::lines(report) }
            }
            Format::Json => visible(&serde_json::to_string_pretty(report)?) + "\n",
            Format::Sarif => sarif::document(report, self.show_ignored, MAX_BYTES)?,
            Format::Github => github::annotations(report),
            Format::Junit => junit::document(report),
        })
    }

    fn keep(&self, report: &Report, path: &Path) -> CommandResult {
        let text = serde_json::to_string_pretty(&Baseline::of(report))? + "\n";
        write_whole(path, &text)?;
        let count = counted(report.findings.len(), "finding");
        let mut answer = Answer::fine(format!("{count} written to {}\n", path.display()));
        if !report.not_scanned.is_empty() && !self.allow_unscanned {
            answer.status = Status::Findings;
            answer.remarks.push(format!(
                "{} could not be scanned (--allow-unscanned accepts that)",
                counted(report.not_scanned.len(), "place")
            ));
        }
        Ok(answer)
    }
}

/// A slip in a command must not cost a source file.
fn spare_source(path: &Path) -> Result<(), String> {
    let whole = fs::canonicalize(path);
    if files::is_go(path) || whole.is_ok_and(|whole| files::is_go(&whole)) {
        let path = path.display();
        return Err(format!("{path}: it is Go source and would be overwritten. Name another file"));
    }
    Ok(())
}

/// JSON with what nobody would see written by its number. Outside of strings there is nothing of that kind.
fn visible(json: &str) -> String {
    let mut shown = String::with_capacity(json.len());
    for sign in json.chars() {
        if sign == '\n' || !is_unprintable(sign) {
            shown.push(sign);
            continue;
        }
        for unit in sign.encode_utf16(&mut [0; 2]) {
            shown.push_str(&format!("\\u{unit:04x}"));
        }
    }
    shown
}

/// What the rules of `advise/` name.
#[cfg(feature = "full")]
fn instead() -> Instead {
    use crate::advise::source;
    use crate::scan::suggest::Candidates;
    let plain = |source::Candidates { maps, link }| Candidates {
        maps: maps.into_iter().map(str::to_owned).collect(),
        link,
    };
    let source::Instead { walked, other } = source::instead();
    Instead { walked: plain(walked), other: plain(other) }
}

/// A scanner that is built without them names nothing.
#[cfg(not(feature = "full"))]
fn instead() -> Instead {
    Instead::default()
}
