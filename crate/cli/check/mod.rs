//! `contend check`: a repository in, what is wrong with how it is checked out, for a person or a CI service.
//!
//! Status 0 only if something was checked, nothing failed, and nothing that there was to judge could not be. What is read
//! is never run.

mod github;
mod sarif;
mod text;

use super::compare;
use super::output::{Answer, CommandResult, Out, Status};
use super::scan;
use super::scan::files::FilesError;
use crate::check::finding::Report;
use crate::check::{Place, Programs, Race, Request, Scanned, check};
use crate::scan::finding::Confidence;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

#[derive(Args)]
pub struct Check {
    /// The folder of the repository, with its contend.toml if it has one
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// What is where, instead of DIR/contend.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The address of a running service's metrics (http://127.0.0.1:8080/metrics), which is asked once
    #[arg(long, value_name = "URL")]
    probe: Option<String>,
    /// How long the probe may take, all in all
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = humantime::parse_duration)]
    timeout: Duration,
    /// Judge ignores as of this day instead of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    pub out: Out,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
    Github,
}

fn day(text: &str) -> Result<String, String> {
    match crate::check::is_day(text) {
        true => Ok(text.to_owned()),
        false => Err("give a day such as 2026-12-31".into()),
    }
}

/// In UTC.
fn today() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string().chars().take(10).collect()
}

impl Check {
    pub fn execute(&self) -> CommandResult {
        let report = check(&Request {
            folder: self.folder.clone(),
            config: self.config.clone(),
            probe: self.probe.clone(),
            timeout: self.timeout,
            today: self.today.clone().unwrap_or_else(today),
            programs: &Own,
        })?;
        let mut remarks = report.remarks.clone();
        let status = match report.failed() {
            true => Status::Findings,
            false if report.open().next().is_some() => {
                // Formats that have findings alone do not say why the status is 1.
                remarks.extend(
                    report
                        .open()
                        .map(|check| format!("{} could not be judged: {}", check.id, check.why)),
                );
                Status::Findings
            }
            false if report.is_empty() => {
                remarks.push("nothing was checked: there is neither Go nor a build, lint configuration or rules; name what is where in contend.toml".into());
                Status::Findings
            }
            false => Status::Fine,
        };
        Ok(Answer { text: self.print(&report)?, remarks, status })
    }

    fn print(&self, report: &Report) -> Result<String, serde_json::Error> {
        let format = if self.json { Format::Json } else { self.format };
        Ok(match format {
            Format::Text => text::page(report),
            Format::Json => serde_json::to_string_pretty(report)? + "\n",
            Format::Sarif => sarif::document(report)?,
            Format::Github => github::annotations(report),
        })
    }
}

/// This program's own commands.
struct Own;

impl Programs for Own {
    fn scan(&self, paths: &[PathBuf], baseline: Option<&Path>) -> Result<Scanned, String> {
        scanned(paths, baseline)
    }

    fn compare(&self, old: &Path, new: &Path, fail_above: f64) -> Result<Vec<String>, String> {
        compare::gate(old, new, fail_above).map_err(|error| error.to_string())
    }
}

/// The scanner's answer, as its own command gives it.
fn scanned(paths: &[PathBuf], baseline: Option<&Path>) -> Result<Scanned, String> {
    let known =
        baseline.map(scan::baseline::read).transpose().map_err(|error| error.to_string())?;
    let read = match scan::files::read(paths, false) {
        // All of it is generated.
        Err(FilesError::None(_)) => return Ok(Scanned::default()),
        read => read.map_err(|error| error.to_string())?,
    };
    let scanned = read.parsed.iter().map(|parsed| parsed.path.clone()).collect();
    let mut report = crate::scan::scan(read.parsed);
    report.not_scanned.extend(read.refused);
    report.not_scanned.sort();
    let mut remarks = read.remarks;
    if let Some(known) = known {
        remarks.extend(scan::baseline::subtract(known, &mut report, &scanned));
    }
    let surest = |confidence: Confidence| confidence == Confidence::High;
    let races = report.findings.iter().filter(|found| surest(found.confidence)).map(|found| Race {
        file: found.file.clone(),
        place: Place { line: found.line, column: found.column },
        message: format!(
            "{}: {}. {}",
            found.rule,
            found.message.trim_end_matches('.'),
            found.because
        ),
        remedy: found.remedy.clone(),
    });
    let unread = report.not_scanned.iter().map(|part| Race {
        file: part.file.clone(),
        place: Place { line: part.line, column: 1 },
        message: format!("not scanned: {}", part.why),
        remedy: "Correct the file, or name in contend.toml which sources are to be scanned".into(),
    });
    let races: Vec<Race> = races.collect();
    Ok(Scanned {
        lesser: report.findings.len() - races.len(),
        races,
        unread: unread.collect(),
        files: report.summary.files,
        remarks,
    })
}
