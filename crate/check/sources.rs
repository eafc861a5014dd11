//! The source: what `contend scan` says of it, within a baseline.

use super::checks::SOURCE;
use super::config::Config;
use super::files::{self, Files};
use super::finding::{Level, Tally, counted};
use super::source::Place;
use super::{Refused, Request};
use std::path::PathBuf;

/// Where the documentation has a baseline written.
const BASELINE: &str = "scan-baseline.json";

/// What the scanner came to.
#[derive(Default)]
pub struct Scanned {
    /// Of high confidence.
    pub races: Vec<Race>,
    /// How many others there are.
    pub lesser: usize,
    pub files: usize,
    /// What could not be read.
    pub unread: Vec<Race>,
    pub remarks: Vec<String>,
}

/// A finding of the scanner's.
pub struct Race {
    pub file: String,
    pub place: Place,
    pub message: String,
    pub remedy: String,
}

pub fn check(
    files: &Files,
    config: &Config,
    request: &Request,
    tally: &mut Tally,
) -> Result<(), Refused> {
    if !files::has_go(files, config) {
        tally.skipped(&SOURCE, "there is no Go file");
        return Ok(());
    }
    let paths: Vec<PathBuf> = match &config.sources {
        Some(named) => named.iter().map(|path| files.path(&path.value)).collect(),
        None => vec![files.root.clone()],
    };
    let named = config.baseline.as_ref().map(|baseline| files.path(&baseline.value));
    let usual = Some(files.path(BASELINE)).filter(|path| path.exists());
    let baseline = named.or(usual);
    let scanned = request.programs.scan(&paths, baseline.as_deref()).map_err(Refused::Program)?;
    if scanned.files == 0 && scanned.unread.is_empty() {
        tally.remarks.extend(scanned.remarks);
        let why = "there is no Go file in what is scanned, but for generated ones";
        match config.sources.is_some() && files.names.iter().any(|name| files::is_go(name)) {
            true => tally.unjudged(&SOURCE, format!("{why}: name others as paths below [source]")),
            false => tally.skipped(&SOURCE, why),
        }
        return Ok(());
    }
    tally.looked(&SOURCE, counted(scanned.files, "Go file"));
    if baseline.is_some() {
        tally.note(&SOURCE, "beyond the baseline");
    }
    if scanned.lesser > 0 {
        let findings = counted(scanned.lesser, "finding");
        tally.note(&SOURCE, format!("{findings} of lower confidence: see contend scan"));
    }
    for race in scanned.races.into_iter().chain(scanned.unread) {
        let Race { file, place, message, remedy } = race;
        tally.push(&SOURCE, Level::Error, &file, place, message, remedy);
    }
    tally.remarks.extend(scanned.remarks);
    Ok(())
}
