//! A result as CSV (RFC 4180): one line a trial, so that any tool can group and draw them.
//!
//! Units are in the names of the columns: seconds, operations per second, nanoseconds of thread
//! time per operation, shares of 1. Waits for locks are of a pass of their own, the same for all
//! trials of a map. What is not known is empty. The link and the time of recording
//! are in every line, so that files can be put one after another. No cell is a formula to a spreadsheet:
//! of a recording's texts only such stand here whose form is known, and none of these begins like one.

use crate::ledger::Judgement;
use crate::report::recording::{Recording, Strategy, Trial};
#[cfg(not(target_arch = "wasm32"))]
use crate::report::scale::ScaleResult;
use crate::stats::outliers::{Severity, tukey};
use crate::stats::{jain, shares};
use csv::WriterBuilder;
use std::iter;

pub const COLUMNS: [&str; 24] = [
    "experiment",
    "recorded_at",
    "host",
    "map",
    "round",
    "threads",
    "extra_threads",
    "seconds",
    "ops",
    "ops_per_sec",
    "ns_per_op",
    "hit_rate",
    "occupancy",
    "least_occupancy",
    "most_occupancy",
    "fairness",
    "smallest_share",
    "largest_share",
    "lock_waits_per_op",
    "lock_waited_share",
    "outlier",
    "outcome",
    "ok",
    "stream_checksum",
];

/// The whole file, header first.
pub fn csv(recording: &Recording) -> String {
    text(iter::once(COLUMNS.map(str::to_owned).to_vec()).chain(lines(recording)))
}

/// The same of a result along an axis.
#[cfg(not(target_arch = "wasm32"))]
pub fn scale_csv(scale: &ScaleResult) -> String {
    let cells = scale.cells.iter().map(|cell| (cell.value.as_str(), (&cell.result).into()));
    placed_csv(scale.axis.name, cells)
}

/// Of the results along an axis by its values, each line with its place before it.
pub fn placed_csv<'a>(axis: &str, cells: impl Iterator<Item = (&'a str, Recording)>) -> String {
    let placed = |place: [&str; 2], line: Vec<String>| {
        place.map(str::to_owned).into_iter().chain(line).collect::<Vec<String>>()
    };
    let header = placed(["axis", "value"], COLUMNS.map(str::to_owned).to_vec());
    let cells = cells.flat_map(|(value, recording)| {
        lines(&recording).into_iter().map(move |line| placed([axis, value], line))
    });
    text(iter::once(header).chain(cells))
}

pub(super) fn text(records: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    for record in records {
        writer.write_record(record).expect("memory takes records of one length");
    }
    let bytes = writer.into_inner().expect("memory takes all");
    String::from_utf8(bytes).expect("written from texts")
}

fn lines(recording: &Recording) -> Vec<Vec<String>> {
    let of = |strategy: &Strategy| -> Vec<Vec<String>> {
        let severities = tukey(&strategy.rates());
        let trials = strategy.trials.iter().zip(severities);
        trials
            .map(|(trial, severity)| line(recording, strategy, trial, severity).to_vec())
            .collect()
    };
    recording.strategies.iter().flat_map(of).collect()
}

fn line(
    recording: &Recording,
    strategy: &Strategy,
    trial: &Trial,
    severity: Option<Severity>,
) -> [String; COLUMNS.len()] {
    let known = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let range = trial.occupancy_range();
    let ends = shares(&trial.per_thread);
    let ns_per_op = 1e9 * trial.threads as f64 / trial.ops_per_sec;
    [
        recording.experiment.to_string(),
        recording.environment.recorded_at.to_string(),
        recording.environment.host.name().to_owned(),
        strategy.id.to_string(),
        trial.round.to_string(),
        trial.threads.to_string(),
        trial.extra_threads.to_string(),
        trial.seconds.to_string(),
        trial.ops.to_string(),
        trial.ops_per_sec.to_string(),
        ns_per_op.to_string(),
        known(trial.hit_rate),
        known(trial.occupancy),
        known(range.map(|[least, _]| least)),
        known(range.map(|[_, most]| most)),
        known(jain(&trial.per_thread)),
        known(ends.map(|[smallest, _]| smallest)),
        known(ends.map(|[_, largest]| largest)),
        known(strategy.contention.as_ref().map(|contention| contention.waits_per_op)),
        known(strategy.contention.as_ref().map(|contention| contention.waited_share)),
        match severity {
            None => "",
            Some(Severity::Mild) => "mild",
            Some(Severity::Severe) => "severe",
        }
        .to_owned(),
        outcome_name(trial.verdict.outcome()).to_owned(),
        trial.verdict.outcome().passed().to_string(),
        trial.stream_checksum.to_string(),
    ]
}

/// As results have it.
pub(super) fn outcome_name(outcome: Judgement) -> &'static str {
    match outcome {
        Judgement::Passed => "passed",
        Judgement::NotChecked => "not-checked",
        Judgement::Failed => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::recording::{read, tests::result};

    #[test]
    fn one_line_a_trial_that_reads_back() {
        let rates = [2e6, 2.1e6, 1.9e6, 2e6, 2.05e6, 0.5e6];
        let mut value = result(&[("mutex", &rates), ("sharded:16", &[4e6])]);
        value["strategies"][1]["trials"][0]["hitRate"] = serde_json::Value::Null;
        let text = csv(&read(&value.to_string()).unwrap());
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
        let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(lines.len(), 7);
        let cell = |line: usize, name: &str| {
            let column = COLUMNS.iter().position(|column| *column == name).unwrap();
            lines[line].get(column).unwrap().to_owned()
        };
        // A link with commas in it is one field.
        assert_eq!(cell(0, "experiment"), "#v1/compare?maps=mutex,sharded:16");
        assert_eq!(
            (cell(0, "ops_per_sec"), cell(0, "ns_per_op")),
            ("2000000".into(), "1000".into())
        );
        assert_eq!((cell(5, "outlier"), cell(0, "outlier")), ("severe".into(), String::new()));
        assert_eq!((cell(6, "map"), cell(6, "hit_rate")), ("sharded:16".into(), String::new()));
    }
}
