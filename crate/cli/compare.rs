//! `contend compare`: two result files side by side, and a gate for continuous integration.

use super::run::fail;
use crate::comparison::{
    Comparison, Difference, Incomparable, MapChange, Named, Side, Verdict, compare,
};
use crate::export::markdown::{figure, interval, machine, probability, table};
use crate::recording::{BadRecording, Recording, read};
use crate::stats::Estimate;
use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thiserror::Error;

#[derive(Args)]
pub struct Compare {
    /// The result to compare with, as `contend run --json` or the page wrote it
    #[arg(value_name = "OLD.json")]
    old: PathBuf,
    /// The result to judge
    #[arg(value_name = "NEW.json")]
    new: PathBuf,
    /// Exit with 1 if a map is separably slower by more than this, or fails a check it passed
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_above: Option<f64>,
    /// Print the comparison as JSON (schema contend/compare/1)
    #[arg(long, group = "format")]
    json: bool,
    /// Print it as a Markdown table
    #[arg(long, group = "format")]
    markdown: bool,
}

#[derive(Debug, Error)]
pub(super) enum CompareError {
    #[error("{file}: cannot be read: {error}. Give result files")]
    Unreadable { file: String, error: std::io::Error },
    #[error("{file}: {error}")]
    Bad { file: String, error: BadRecording },
    #[error(transparent)]
    Incomparable(#[from] Incomparable),
}

impl Compare {
    pub fn execute(self) -> ExitCode {
        match self.outcome() {
            Ok(fell) => ExitCode::from(u8::from(fell)),
            Err(error) => fail(error),
        }
    }

    /// Whether the gate closed.
    fn outcome(&self) -> Result<bool, CompareError> {
        let (old, new) = (open(&self.old)?, open(&self.new)?);
        let names = [&self.old, &self.new].map(|path| path.display().to_string());
        let [old_name, new_name] = &names;
        let comparison = compare(
            &Named { name: old_name, recording: &old },
            &Named { name: new_name, recording: &new },
        )?;
        let fell = match self.fail_above {
            Some(percent) => comparison.regressions(percent)?,
            None => Vec::new(),
        };
        if self.json {
            let text = serde_json::to_string_pretty(&comparison);
            println!("{}", text.expect("a comparison serialises"));
        } else if self.markdown {
            print!("{}", as_markdown(&comparison, [&old, &new]));
        } else {
            print(&comparison, [&old, &new]);
        }
        for map in &fell {
            eprintln!("contend: {} fell: {}", map.id, reason(map));
        }
        Ok(!fell.is_empty())
    }
}

pub(super) fn open(path: &Path) -> Result<Recording, CompareError> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| CompareError::Unreadable { file: file.clone(), error })?;
    read(&text).map_err(|error| CompareError::Bad { file, error })
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
    if map.broke {
        return "it fails a check that it passed before".into();
    }
    format!(
        "{} ({}), p {}",
        change(map.ratio.median),
        interval(&map.ratio, change),
        probability(map.p)
    )
}

fn print(comparison: &Comparison, sides: [&Recording; 2]) {
    for line in heads(comparison, sides) {
        println!("{line}");
    }
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
    println!("\n{shown}\n");
    for line in notes(comparison) {
        println!("{line}");
    }
}

fn as_markdown(comparison: &Comparison, sides: [&Recording; 2]) -> String {
    let maps = comparison.maps.iter().map(|map| {
        let mut row = cells(map);
        row[0] = format!("`{}`", row[0]);
        row
    });
    let rows = maps.chain(comparison.geometric_mean.iter().map(mean));
    let mut text = heads(comparison, sides).join("  \n");
    text.push_str("\n\n");
    text.push_str(&table(&HEADER.map(str::to_owned), rows));
    for note in notes(comparison) {
        text.push_str(&format!("\n{note}\n"));
    }
    text
}

fn heads(comparison: &Comparison, [old, new]: [&Recording; 2]) -> Vec<String> {
    let head = |what: &str, side: &Side, recording: &Recording| {
        format!("{what}: {}, recorded {}, {}", side.name, side.recorded_at, machine(recording))
    };
    vec![head("old", &comparison.old, old), head("new", &comparison.new, new)]
}

/// What the table does not say by itself.
fn notes(comparison: &Comparison) -> Vec<String> {
    let mut notes: Vec<String> =
        comparison.differences.iter().map(|other| format!("Note: {}", explain(other))).collect();
    for (maps, side) in
        [(&comparison.only_old, &comparison.old), (&comparison.only_new, &comparison.new)]
    {
        if !maps.is_empty() {
            notes.push(format!("Note: only in {}: {}.", side.name, maps.join(", ")));
        }
    }
    let having = |verdict| comparison.maps.iter().any(move |map| map.verdict == verdict);
    if having(Verdict::NotSeparable) {
        notes.push("~ not separable: the rounds do not tell old from new.".into());
    }
    if having(Verdict::TooFewRounds) {
        notes.push("? too few rounds to tell; 10 of each do.".into());
    }
    for map in comparison.maps.iter().filter(|map| map.broke) {
        notes.push(format!(
            "{} fails a check that it passed before: its speed means nothing.",
            map.id
        ));
    }
    notes
}

fn explain(difference: &Difference) -> String {
    let known = |value: &Option<String>| value.clone().unwrap_or_else(|| "the default".into());
    match difference {
        Difference::Experiment { key, old, new } => {
            format!("the experiments differ in {key}: {} before, {} now.", known(old), known(new))
        }
        Difference::Machine { what, old, new } => {
            format!("{what}: \"{old}\" before, \"{new}\" now.")
        }
        Difference::Streams => {
            "the link is the same, the operations are not: another version prepared them.".into()
        }
        Difference::Stopped { name } => format!("{name} was stopped early."),
        Difference::SameRecording => "both are the same recording.".into(),
    }
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
