//! `contend compare`: two result files side by side, and a gate for continuous integration.

use super::output::{Answer, CommandResult, Lines, Out, Status};
use super::run::Foreign;
use crate::base::printable::printable;
use crate::report::comparison::{
    Comparison, Gate, Incomparable, Limits, MapChange, Named, Side, Verdict, compare,
};
use crate::report::export::benchmark_action::benchmark_action;
use crate::report::export::markdown::{
    code, commit, figure, interval, machine, probability, table,
};
use crate::report::recording::{BadRecording, Recording, read};
use crate::stats::Estimate;
use crate::strategy::MapSpec;
use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use std::fs::File;
use std::io::{self, Read, stdin};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Far above what a result takes: ten thousand rounds of sixteen maps.
const MOST_BYTES: u64 = 256 << 20;

#[derive(Args)]
pub struct Compare {
    /// The result to compare with, from `contend run --json` or the page; - is standard input
    #[arg(value_name = "OLD.json")]
    old: PathBuf,
    /// The result to judge
    #[arg(value_name = "NEW.json")]
    new: PathBuf,
    /// Exit with 1 if a map is significantly slower by more than this, or cannot be judged
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_above: Option<f64>,
    /// With --fail-above: maps that may be missing from either result
    #[arg(long, value_name = "ID,...", requires = "fail_above", value_delimiter = ',')]
    may_miss: Vec<String>,
    /// With --fail-above: judge even if the machines differ (different experiments are never judged)
    #[arg(long, requires = "fail_above")]
    across_machines: bool,
    /// Print the comparison as JSON (schema contend/compare/1)
    #[arg(long, group = "form")]
    json: bool,
    /// Print it as a Markdown table
    #[arg(long, group = "form")]
    markdown: bool,
    /// Print the new result in another program's format, for that program to compare
    #[arg(long, group = "form", value_name = "PROGRAM")]
    format: Option<Foreign>,
    #[command(flatten)]
    pub out: Out,
}

#[derive(Debug, Error)]
pub(super) enum CompareError {
    #[error("{file}: cannot be read: {error}. Give result files")]
    Unreadable { file: String, error: io::Error },
    #[error("{file}: {error}")]
    Bad { file: String, error: BadRecording },
    #[error(transparent)]
    Incomparable(#[from] Incomparable),
    #[error("standard input holds one result; give the other one as a file")]
    StdinTwice,
}

impl Compare {
    pub fn execute(&self) -> CommandResult {
        if is_stdin(&self.old) && is_stdin(&self.new) {
            return Err(CompareError::StdinTwice.into());
        }
        let (old, new) = (open(&self.old)?, open(&self.new)?);
        let [old_name, new_name] = [&self.old, &self.new].map(|path| name_of(path));
        let mut comparison = compare(
            &Named { name: &old_name, recording: &old },
            &Named { name: &new_name, recording: &new },
        )?;
        let mut remarks = failures(&comparison);
        if let Some(fail_above) = self.fail_above {
            let may_miss = self.may_miss.iter().map(|id| canonical(id)).collect();
            let limits = Limits { fail_above, may_miss, across_machines: self.across_machines };
            comparison.judge(&limits)?;
            remarks = comparison.gate.as_ref().map_or(remarks, |gate| told(&comparison, gate));
        }
        let text = match self.format {
            Some(Foreign::GithubActionBenchmark) => benchmark_action(&new),
            None if self.json => serde_json::to_string_pretty(&comparison)? + "\n",
            None if self.markdown => as_markdown(&comparison, [&old, &new]),
            None => as_text(&comparison, [&old, &new]),
        };
        let open = comparison.gate.as_ref().is_none_or(|gate| gate.outcome.passed());
        let fine = remarks.is_empty() && open;
        let status = if fine { Status::Fine } else { Status::Findings };
        Ok(Answer { text, remarks, status })
    }
}

fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// As it is shown.
fn name_of(path: &Path) -> String {
    if is_stdin(path) { "standard input".into() } else { printable(&path.display().to_string()) }
}

fn open(path: &Path) -> Result<Recording, CompareError> {
    open_as(path, read)
}

/// Whatever its reader makes of it.
pub(super) fn open_as<T>(
    path: &Path,
    read: impl Fn(&str) -> Result<T, BadRecording>,
) -> Result<T, CompareError> {
    let file = || name_of(path);
    let text = contents(path).map_err(|error| CompareError::Unreadable { file: file(), error })?;
    read(&text).map_err(|error| CompareError::Bad { file: file(), error })
}

fn contents(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let most = MOST_BYTES + 1;
    let length = if is_stdin(path) {
        stdin().lock().take(most).read_to_string(&mut text)?
    } else {
        File::open(path)?.take(most).read_to_string(&mut text)?
    };
    if length as u64 > MOST_BYTES {
        let most = MOST_BYTES >> 20;
        return Err(io::Error::other(format!("no result is larger than {most} MB")));
    }
    Ok(text)
}

/// The map of that name as results write it; one of another version stays as it is.
fn canonical(id: &str) -> String {
    MapSpec::canonical(id).map_or_else(|| id.to_owned(), |map| map.to_string())
}

/// Maps that failed their checks: without a gate, too, that is a finding.
fn failures(comparison: &Comparison) -> Vec<String> {
    let failed = comparison.left_out.iter().filter(|map| map.reason.failed());
    failed.map(|map| format!("{}: {}", map.id, comparison.explain(map.reason))).collect()
}

/// Why the gate closed, a line for each map.
fn told(comparison: &Comparison, gate: &Gate) -> Vec<String> {
    let fell = comparison.maps.iter().filter(|map| gate.fell.contains(&map.id));
    let mut told: Vec<String> =
        fell.map(|map| format!("{} fell: {}", map.id, reason(map))).collect();
    let not_judged = gate.not_judged.iter();
    told.extend(not_judged.map(|map| format!("{} could not be judged: {}", map.id, map.why)));
    told
}

/// `5`, `2.5` or `5%`.
fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>();
    let bounded = number.ok().filter(|percent| (0.0..=100.0).contains(percent));
    bounded.ok_or_else(|| "give a percentage from 0 to 100, such as 5".to_owned())
}

const HEADER: [&str; 9] =
    ["map", "old M ops/s", "95 %", "new M ops/s", "95 %", "change", "95 %", "p", "rounds"];

fn cells(map: &MapChange) -> [String; 9] {
    let millions = |value: f64| figure(value / 1e6);
    let verdict = match map.verdict {
        Verdict::Faster | Verdict::Slower => String::new(),
        Verdict::NotSeparable => " ~".into(),
        Verdict::TooFewRounds => " ?".into(),
    };
    [
        map.id.clone(),
        millions(map.old.median),
        interval(&map.old, millions),
        millions(map.new.median),
        interval(&map.new, millions),
        format!("{}{verdict}", change(map.ratio.median)),
        interval(&map.ratio, change),
        probability(map.p),
        format!("{} + {}", map.rounds_old, map.rounds_new),
    ]
}

fn mean(mean: &Estimate) -> [String; 9] {
    let mut cells = std::array::from_fn(|_| String::new());
    cells[0] = "geometric mean".into();
    cells[5] = change(mean.median);
    cells[6] = interval(mean, change);
    cells
}

/// A ratio as a change in percent, always with its sign.
fn change(ratio: f64) -> String {
    format!("{:+.1} %", (ratio - 1.0) * 100.0)
}

fn reason(map: &MapChange) -> String {
    format!(
        "{} ({}), p {}",
        change(map.ratio.median),
        interval(&map.ratio, change),
        probability(map.p)
    )
}

fn as_text(comparison: &Comparison, sides: [&Recording; 2]) -> String {
    let mut page = Lines::default();
    for line in heads(comparison, sides, str::to_owned) {
        page.line(line);
    }
    if !comparison.maps.is_empty() {
        let mut shown = Table::new();
        shown.load_preset(NOTHING);
        shown.set_header(HEADER);
        for map in &comparison.maps {
            shown.add_row(cells(map));
        }
        if let Some(estimate) = &comparison.geometric_mean {
            shown.add_row(mean(estimate));
        }
        for column in shown.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        page.line(format!("\n{shown}"));
    }
    page.line("");
    notes(comparison).into_iter().for_each(|note| page.line(note));
    legend(comparison).for_each(|mark| page.line(mark));
    page.into_text()
}

fn as_markdown(comparison: &Comparison, sides: [&Recording; 2]) -> String {
    let maps = comparison.maps.iter().map(|map| {
        let mut row = cells(map);
        row[0] = code(&row[0]);
        row
    });
    let rows = maps.chain(comparison.geometric_mean.iter().map(mean));
    let mut text = heads(comparison, sides, code).join("  \n");
    text.push_str("\n\n");
    text.push_str(&table(&HEADER.map(str::to_owned), rows));
    let notes = notes(comparison).into_iter().map(|note| code(&note));
    for note in notes.chain(legend(comparison).map(str::to_owned)) {
        text.push_str(&format!("\n{note}\n"));
    }
    text
}

/// Where the two are from, each text of theirs as it is to be shown.
fn heads(
    comparison: &Comparison,
    [old, new]: [&Recording; 2],
    show: impl Fn(&str) -> String,
) -> Vec<String> {
    let head = |what: &str, side: &Side, Recording { environment, .. }: &Recording| {
        format!(
            "{what}: {}, recorded {}, {}{}",
            show(&side.name),
            show(&side.recorded_at),
            machine(environment, &show),
            commit(environment, &show)
        )
    };
    vec![head("old", &comparison.old, old), head("new", &comparison.new, new)]
}

/// What the table does not say by itself.
fn notes(comparison: &Comparison) -> Vec<String> {
    let mut notes: Vec<String> =
        comparison.differences.iter().map(|other| format!("Note: {other}.")).collect();
    for map in &comparison.left_out {
        notes.push(format!("{} is not compared: {}.", map.id, comparison.explain(map.reason)));
    }
    for map in &comparison.maps {
        let unchecked = [(map.outcome_old, &comparison.old), (map.outcome_new, &comparison.new)]
            .into_iter()
            .filter(|(outcome, _)| !outcome.passed())
            .map(|(_, side)| side.name.as_str());
        let unchecked: Vec<&str> = unchecked.collect();
        if !unchecked.is_empty() {
            let sides = unchecked.join(" and in ");
            notes.push(format!("Note: {} was not checked in {sides}.", map.id));
        }
    }
    notes
}

/// What the marks in the table mean, as far as they are there.
fn legend(comparison: &Comparison) -> impl Iterator<Item = &'static str> {
    let having = |verdict| comparison.maps.iter().any(move |map| map.verdict == verdict);
    let marks = [
        (Verdict::NotSeparable, "~ no significant change between old and new."),
        (Verdict::TooFewRounds, "? too few rounds to judge; 10 of each are enough."),
    ];
    marks.into_iter().filter(move |(verdict, _)| having(*verdict)).map(|(_, text)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages() {
        assert_eq!(percent("5"), Ok(5.0));
        assert_eq!(percent("2.5%"), Ok(2.5));
        for bad in ["", "-1", "101", "NaN", "five"] {
            assert!(percent(bad).unwrap_err().contains("0 to 100"), "{bad}");
        }
    }

    #[test]
    fn changes_have_a_sign() {
        assert_eq!([0.9, 1.0, 1.25].map(change), ["-10.0 %", "+0.0 %", "+25.0 %"]);
    }
}
