//! A matrix as text: CSV with one line a cell, and a Markdown table with a row for each map.
//!
//! As of other results: units are in the names of columns, what is not known is empty, and the link and the time of
//! recording are in every line of CSV, so that files can be put one after another.

use super::csv::{outcome_name, text};
use super::markdown::{code, figure, head, interval, table, verdict};
use crate::report::recording::matrix::{Cell, Matrix};
use crate::stats::Estimate;
use std::iter;

const COLUMNS: [&str; 15] = [
    "experiment",
    "recorded_at",
    "host",
    "map",
    "preset",
    "rounds",
    "ops_per_sec",
    "ops_per_sec_low",
    "ops_per_sec_high",
    "ratio",
    "ratio_low",
    "ratio_high",
    "best",
    "outcome",
    "complete",
];

/// The whole file, header first.
pub fn csv(matrix: &Matrix) -> String {
    let columns = matrix.presets.iter().zip(matrix.cells.chunks(matrix.maps.len()));
    let lines = columns.flat_map(|(preset, cells)| {
        cells.iter().map(move |cell| line(matrix, cell, preset.complete).to_vec())
    });
    text(iter::once(COLUMNS.map(str::to_owned).to_vec()).chain(lines))
}

fn line(matrix: &Matrix, cell: &Cell, complete: bool) -> [String; COLUMNS.len()] {
    let known = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let (rate, ratio) = (cell.ops_per_sec, cell.ratio);
    [
        matrix.experiment.to_string(),
        matrix.environment.recorded_at.to_string(),
        matrix.environment.host.name().to_owned(),
        cell.map.to_string(),
        cell.preset.to_string(),
        cell.rounds.to_string(),
        known(rate.map(|rate| rate.median)),
        known(rate.and_then(|rate| rate.low)),
        known(rate.and_then(|rate| rate.high)),
        known(ratio.map(|ratio| ratio.median)),
        known(ratio.and_then(|ratio| ratio.low)),
        known(ratio.and_then(|ratio| ratio.high)),
        cell.best.to_string(),
        cell.outcome.map_or(String::new(), |outcome| outcome_name(outcome).to_owned()),
        complete.to_string(),
    ]
}

/// The table with its heading lines, ending in a newline.
pub fn markdown(matrix: &Matrix) -> String {
    let presets = matrix.presets.iter().map(|column| code(&column.preset));
    let header: Vec<String> =
        iter::once("map".into()).chain(presets).chain(["mean ratio".into()]).collect();
    let rows = matrix.maps.iter().enumerate().map(|(row, map)| {
        let cells = matrix.cells.iter().skip(row).step_by(matrix.maps.len()).map(shown);
        let mean = map.mean.as_ref().map_or(String::new(), |mean| estimate(mean, figure));
        iter::once(code(&map.map)).chain(cells).chain([mean]).collect::<Vec<String>>()
    });
    let complete = matrix.presets.iter().filter(|column| column.complete).count();
    let mut text = head(&matrix.experiment, &matrix.environment);
    text.push_str(&table(&header, rows));
    text.push_str(&format!(
        "\nM ops/s, medians with 95 % intervals; bold: the fastest of its preset, or not separable from it. \
         Mean ratio: geometric, over {complete} of {} presets.\n",
        matrix.presets.len()
    ));
    if matrix.stopped {
        text.push_str("\nStopped early; only complete trials are in it.\n");
    }
    text
}

fn shown(cell: &Cell) -> String {
    match (&cell.ops_per_sec, cell.outcome) {
        (_, Some(outcome)) if outcome.failed() => verdict(outcome).into(),
        (None, _) => String::new(),
        (Some(rate), _) => {
            let text = estimate(rate, |rate| figure(rate / 1e6));
            if cell.best { format!("**{text}**") } else { text }
        }
    }
}

fn estimate(figures: &Estimate, show: impl Fn(f64) -> String) -> String {
    let median = show(figures.median);
    match figures.low.and(figures.high) {
        None => median,
        Some(_) => format!("{median} ({})", interval(figures, show)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::recording::matrix::tests::matrix;
    use serde_json::{Value, json};

    fn read(value: Value) -> Matrix {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn one_line_a_cell_that_reads_back() {
        let mut value = matrix();
        value["cells"][2]["opsPerSec"] = Value::Null;
        let text = csv(&read(value));
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
        let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
        let cell = |line: usize, name: &str| {
            let column = COLUMNS.iter().position(|column| *column == name).unwrap();
            lines[line].get(column).unwrap().to_owned()
        };
        assert_eq!(lines.len(), 4);
        assert_eq!(cell(0, "experiment"), "#v1/matrix?maps=mutex,sharded:16&presets=ycsb-a,ycsb-c");
        let of =
            |line| ["map", "preset", "ops_per_sec", "best", "complete"].map(|it| cell(line, it));
        assert_eq!(of(1), ["sharded:16", "ycsb-a", "2000000", "true", "true"]);
        assert_eq!(of(2), ["mutex", "ycsb-c", "", "false", "false"]);
        assert_eq!((cell(1, "ratio_low"), cell(1, "ratio_high")), ("1.8".into(), String::new()));
        assert_eq!(cell(3, "outcome"), "passed");
    }

    #[test]
    fn a_table_with_its_source() {
        let mut value = matrix();
        value["cells"][0]["opsPerSec"]["high"] = json!(1.1e6);
        value["cells"][2]["outcome"] = json!("failed");
        let text = markdown(&read(value));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "`#v1/matrix?maps=mutex,sharded:16&presets=ycsb-a,ycsb-c`");
        assert!(lines[2].starts_with("`linux x86_64`, 2 cores"), "{text}");
        assert_eq!(lines[4], "| map | `ycsb-a` | `ycsb-c` | mean ratio |");
        assert_eq!(lines[5], "| --- | ---: | ---: | ---: |");
        assert_eq!(lines[6], "| `mutex` | 1.00 (0.900 – 1.10) | **failed** | 1.00 |");
        assert_eq!(lines[7], "| `sharded:16` | **2.00** | **4.00** |  |");
        assert!(lines[9].ends_with("over 1 of 2 presets."), "{text}");
        assert!(lines[11].starts_with("Stopped early"), "{text}");
    }
}
