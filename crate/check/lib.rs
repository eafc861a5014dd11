//! A Go repository held against the checklist for a release of concurrent code: how its source is linted, how
//! its tests are run, what its alerts rest on, what the running service answers.
//!
//! ```text
//! contend.toml, the usual places ── files ──► lint, ci, rules, exposition, probe ──► findings ── ignores ──► report
//! ```
//!
//! Nothing that is read is ever run. Every check passed, failed or was skipped, and says why; where nothing could be
//! judged nothing passes. The same repository gives the same report. Whatever a file or a service holds, reading it
//! is bounded in time and memory; what is beyond is refused by name.

pub mod checks;
mod ci;
pub mod config;
mod exposition;
mod files;
pub mod finding;
mod ignores;
mod lint;
mod nearest;
mod node;
mod probe;
mod rules;
mod shell;
mod source;
mod sources;
mod toml;
mod yaml;

pub use ignores::is_day;
pub use source::Place;
pub use sources::{Race, Scanned};

use checks::{BUDGET, EXPOSITION};
use config::Config;
use exposition::Exposition;
use files::Files;
use finding::{Report, Tally};
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;

/// What cannot be checked at all. Each message names the file and the remedy.
#[derive(Debug, Error)]
pub enum Refused {
    #[error("{file}: {error}. Name a file that can be read")]
    Unreadable { file: String, error: std::io::Error },
    #[error("{file}: it is larger than {most} bytes. Leave it out, or name others in contend.toml")]
    Large { file: String, most: usize },
    #[error("{0}: it is not UTF-8. Leave it out, or name others in contend.toml")]
    NotText(String),
    #[error("{file}: {why}. Write it without aliases that multiply, or leave it out")]
    Bounds { file: String, why: String },
    #[error("{file}:{}:{}: {why}", .place.line, .place.column)]
    Config { file: String, place: Place, why: String },
    #[error("{folder}: {why}. Name the folder of a repository")]
    Folder { folder: String, why: String },
    #[error("contend.toml: {0} matches no file. Correct the pattern, or leave it out")]
    NoMatch(String),
    #[error("contend.toml: {0} is a folder. Name the files in it, such as {0}/*.yml")]
    IsFolder(String),
    #[error("contend.toml: {pattern}: {why}. Write a pattern as in .gitignore")]
    Pattern { pattern: String, why: String },
    /// The scanner's or the comparison's own word.
    #[error("{0}")]
    Program(String),
}

/// The parts of the program that are asked from here: the scanner and the comparison of results.
pub trait Programs {
    /// What the scanner says of those files and folders, beyond that baseline.
    fn scan(&self, paths: &[PathBuf], baseline: Option<&Path>) -> Result<Scanned, String>;

    /// A line for each map that is slower by more percent than that, or could not be judged.
    fn compare(&self, old: &Path, new: &Path, fail_above: f64) -> Result<Vec<String>, String>;
}

/// What to check, and by which day.
pub struct Request<'a> {
    pub folder: PathBuf,
    /// Instead of the folder's contend.toml.
    pub config: Option<PathBuf>,
    /// Instead of the configuration's.
    pub probe: Option<String>,
    pub timeout: Duration,
    /// As 2026-01-02: ignores that end before have expired.
    pub today: String,
    pub programs: &'a dyn Programs,
}

pub fn check(request: &Request) -> Result<Report, Refused> {
    let config = configuration(request)?;
    let mut tally = Tally::default();
    let files = Files::of(&request.folder, &mut tally)?;
    tally.has_go = files.names.iter().any(|name| files::is_go(name));
    let scripts = ci::check(&files, &config, &mut tally)?;
    lint::check(&files, &config, &scripts, &mut tally)?;
    sources::check(&files, &config, request, &mut tally)?;
    let mut known = captured(&files, &config, &mut tally)?;
    let probed = probe::check(request, &config, &mut tally);
    let asked = request.probe.is_some() || config.probe.is_some();
    if known.is_empty() {
        known.extend(probed.map(|exposition| Scrape { rules: None, exposition }));
    }
    rules::check(&files, &config, &known, asked, &mut tally)?;
    budget(request, &config, &mut tally)?;
    ignores::apply(&files, &config, &request.today, &mut tally);
    Ok(tally.report())
}

fn configuration(request: &Request) -> Result<Config, Refused> {
    match &request.config {
        Some(path) => Config::read(path, &path.display().to_string()),
        None => {
            let files = Files { root: request.folder.clone(), names: Vec::new() };
            let path = files.path(config::NAME);
            match path.exists() {
                true => Config::read(&path, &files.shown(config::NAME)),
                false => Ok(Config::default()),
            }
        }
    }
}

/// What a service exposes, and for which rules it counts; for all if none are named.
pub struct Scrape {
    rules: Option<Vec<String>>,
    exposition: Exposition,
}

/// What was scraped before, from files.
fn captured(files: &Files, config: &Config, tally: &mut Tally) -> Result<Vec<Scrape>, Refused> {
    if config.expositions.is_empty() {
        tally.skipped(&EXPOSITION, "contend.toml names no exposition");
    }
    let mut all = Vec::new();
    for named in &config.expositions {
        let text = files.read(&named.file.value, exposition::MAX_BYTES)?;
        let read = exposition::parse(&text.text, exposition::Format::of_text(&text.text));
        tally.looked(&EXPOSITION, &text.name);
        for fault in read.faults() {
            let remedy = "Capture it anew from the service, or correct what writes it";
            tally.found(&EXPOSITION, (&text, fault.at), &*fault.why, remedy);
        }
        match &read.beyond {
            Some(why) => {
                tally.unjudged_in(&EXPOSITION, &text.name, format!("{}: {why}", text.name));
            }
            None if read.samples == 0 && read.faults().is_empty() => {
                let message = "the exposition has no sample";
                tally.found(&EXPOSITION, (&text, 0), message, "Capture it while the service runs");
            }
            None => {}
        }
        let rules = match &named.rules {
            Some(patterns) => Some(files.chosen(Some(patterns), |_| false)?),
            None => None,
        };
        all.push(Scrape { rules, exposition: read });
    }
    Ok(all)
}

fn budget(request: &Request, config: &Config, tally: &mut Tally) -> Result<(), Refused> {
    let (Some(budget), Some(text)) = (&config.budget, &config.text) else {
        tally.skipped(&BUDGET, "contend.toml has no budget");
        return Ok(());
    };
    let path = |name: &str| request.folder.join(name);
    let (recorded, fresh) = (path(&budget.recorded.value), path(&budget.fresh.value));
    let slow =
        request.programs.compare(&recorded, &fresh, budget.fail_above).map_err(Refused::Program)?;
    tally.looked(&BUDGET, format!("{} against {}", budget.fresh.value, budget.recorded.value));
    for line in slow {
        let remedy = "Find out what became slower, or record anew what is meant to be";
        tally.found(&BUDGET, (text, budget.fresh.at), line, remedy);
    }
    Ok(())
}
