//! A result as the GitHub action `benchmark-action/github-action-benchmark` reads it, in its format
//! `customBiggerIsBetter`: a JSON array with a name, a unit and a value of each map.
//!
//! A map that failed its checks has no speed, so it is left out; so is everything of a simulated run.

use super::markdown::{interval, machine, verdict};
use crate::report::recording::{Recording, Strategy};
use crate::stats::estimate;
use serde::Serialize;

#[derive(Serialize)]
struct Entry {
    name: String,
    unit: &'static str,
    value: f64,
    range: String,
    /// Shown where a point of the chart is looked at.
    extra: String,
}

pub fn benchmark_action(recording: &Recording) -> String {
    let entries = recording.strategies.iter().filter_map(|strategy| entry(recording, strategy));
    let entries: Vec<Entry> = entries.filter(|_| !recording.simulated()).collect();
    serde_json::to_string_pretty(&entries).expect("texts and numbers serialise") + "\n"
}

fn entry(recording: &Recording, strategy: &Strategy) -> Option<Entry> {
    let outcome = strategy.outcome();
    let rate = estimate(&strategy.rates()).filter(|_| !outcome.failed())?;
    let rounds = strategy.trials.len();
    Some(Entry {
        name: strategy.id.to_string(),
        unit: "ops/s",
        value: rate.median.round(),
        range: interval(&rate, |value| format!("{value:.0}")),
        extra: format!(
            "{rounds} rounds, {}\n{}\n{}",
            verdict(outcome),
            recording.experiment,
            machine(&recording.environment, str::to_owned)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::recording::{read, tests::result};
    use serde_json::{Value, json};

    #[test]
    fn maps_that_failed_have_no_value() {
        let rates = [2e6, 2.1e6, 1.9e6, 2e6, 2.05e6, 1.95e6];
        let mut value = result(&[("mutex", &rates), ("sharded:16", &rates), ("papaya", &[])]);
        value["strategies"][1]["trials"][0]["verdict"]["ok"] = json!(false);
        let written = |value: &Value| -> Value {
            let text = benchmark_action(&read(&value.to_string()).unwrap());
            serde_json::from_str(&text).unwrap()
        };
        let entries = written(&value);
        assert_eq!(entries.as_array().unwrap().len(), 1, "{entries}");
        let [name, unit, range] = ["name", "unit", "range"].map(|field| entries[0][field].as_str());
        assert_eq!((name, unit), (Some("mutex"), Some("ops/s")));
        assert_eq!((entries[0]["value"].as_f64(), range), (Some(2e6), Some("1900000 – 2100000")));
        let extra = entries[0]["extra"].as_str().unwrap();
        assert!(extra.starts_with("6 rounds, passed\n#v1/compare?maps="), "{extra}");
        value["environment"]["mode"] = json!("simulated");
        assert_eq!(written(&value), json!([]));
    }
}
