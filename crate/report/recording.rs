//! A result as it is read back: the part of schema `contend/result/1` that tables, exports and
//! comparisons need.
//!
//! Strict in what it relies on and lenient in what was added since: unknown fields are passed
//! over, a missing, mistyped or implausible one is an error that names its place (`plausible.rs`).
//! Texts become safe to print as they are read.

pub mod matrix;
mod plausible;

use crate::base::printable::printable;
use crate::ledger::{Judgement, Status};
use crate::report::result::SCHEMA;
use crate::stats::Estimate;
use crate::stats::conclusion::{Answer, RuleName};
use crate::stats::outliers::Outlier;
#[cfg(not(target_arch = "wasm32"))]
use matrix::Matrix;
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::ops::Deref;
use thiserror::Error;

/// A text of a file, in one line and without anything that a terminal or a reader would take amiss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line(String);

impl<'de> Deserialize<'de> for Line {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self(printable(&text)))
    }
}

impl Deref for Line {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Recording {
    /// The canonical link.
    pub experiment: Line,
    pub seed: u64,
    pub stopped: bool,
    /// Rounds in all, where some were added to the link's own.
    #[serde(default)]
    pub continued: Option<usize>,
    pub environment: Environment,
    pub strategies: Vec<Strategy>,
    #[serde(default)]
    pub conclusion: Conclusion,
}

/// What was added to conclusions since the first.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct Conclusion {
    #[serde(default)]
    pub best: Option<Line>,
    #[serde(default)]
    pub rule: Option<RuleName>,
    #[serde(default)]
    pub others: Vec<Standing>,
}

/// How the best map stands to another one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Standing {
    pub map: Line,
    pub ratio: Estimate,
    pub answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    pub host: Host,
    pub user_agent: Line,
    #[serde(default)]
    pub processor: Option<Line>,
    #[serde(default)]
    pub governor: Option<Line>,
    pub cores: usize,
    pub parallelism: usize,
    /// Of so many that were tried.
    #[serde(default)]
    pub parallelism_tested: Option<usize>,
    pub mode: Mode,
    pub clock_step_ns: f64,
    pub build: Line,
    #[serde(default)]
    pub commit: Option<Line>,
    /// The sources differed from the commit.
    #[serde(default)]
    pub dirty: bool,
    pub allocator: Line,
    pub hasher: Line,
    /// ISO 8601, UTC.
    pub recorded_at: Line,
    /// Clients had a core each.
    #[serde(default)]
    pub pinned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Host {
    Browser,
    Native,
}

impl Host {
    pub fn name(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Native => "native",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Threads,
    Simulated,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Strategy {
    pub id: Line,
    pub trials: Vec<Trial>,
    pub summary: Option<Summary>,
    #[serde(default)]
    pub contention: Option<Contention>,
}

/// How a trial went, from its beginning to its end.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct OverTime {
    pub occupancy: Vec<f64>,
}

impl Trial {
    /// The least and the most occupancy that were noted.
    pub fn occupancy_range(&self) -> Option<[f64; 2]> {
        let noted = &self.over_time.as_ref()?.occupancy;
        let [least, most] = [f64::min, f64::max].map(|pick| noted.iter().copied().reduce(pick));
        Some([least?, most?])
    }
}

/// Waits for the map's locks, where these counted.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contention {
    pub waits_per_op: f64,
    pub waited_share: f64,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trial {
    pub round: usize,
    pub threads: usize,
    pub extra_threads: usize,
    pub seconds: f64,
    pub ops: u64,
    pub ops_per_sec: f64,
    pub per_thread: Vec<u64>,
    pub hit_rate: Option<f64>,
    pub occupancy: Option<f64>,
    #[serde(default)]
    pub over_time: Option<OverTime>,
    pub stream_checksum: Line,
    pub verdict: Verdict,
}

/// Results from before there were three answers have `ok` alone, which said no more than that no check
/// failed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Verdict {
    ok: bool,
    #[serde(default)]
    outcome: Option<Judgement>,
    #[serde(default)]
    checks: Vec<Check>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Check {
    status: Status,
}

impl Verdict {
    /// As [`crate::ledger::Verdict`] has it; of one that contradicts itself the worst counts.
    pub fn outcome(&self) -> Judgement {
        let is = |status| move |check: &Check| check.status == status;
        let told =
            self.outcome.unwrap_or(if self.ok { Judgement::Passed } else { Judgement::Failed });
        let denied = !self.ok && told.passed();
        if denied || told.failed() || self.checks.iter().any(is(Status::Fail)) {
            return Judgement::Failed;
        }
        // Where entries could not be counted, nothing that matters was checked.
        if self.checks.first().is_some_and(is(Status::Pass)) { told } else { Judgement::NotChecked }
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub ops_per_sec: Estimate,
    pub ns_per_op: f64,
    pub ratio: Option<Estimate>,
    pub fairness: Option<f64>,
    #[serde(default)]
    pub smallest_share: Option<f64>,
    #[serde(default)]
    pub largest_share: Option<f64>,
    #[serde(default)]
    pub p: Option<f64>,
    #[serde(default)]
    pub outliers: Vec<Outlier>,
}

/// Why a text is no recorded result. Each says what is wrong and where.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadRecording {
    #[error("it is not JSON: {0}. Record one with `contend run LINK --json`")]
    NotJson(String),
    #[error(
        "it has no \"schema\", so it is not a result. Record one with `contend run LINK --json`"
    )]
    NoSchema,
    #[error(
        "its schema is \"{0}\", and this version reads \"{SCHEMA}\". Record it again, or use the version that wrote it"
    )]
    OtherSchema(String),
    #[error("at {place}: {problem}. Record it again, or correct that place")]
    Malformed { place: String, problem: String },
}

impl Strategy {
    /// Throughput of each round, in operations per second.
    pub fn rates(&self) -> Vec<f64> {
        self.trials.iter().map(|trial| trial.ops_per_sec).collect()
    }

    /// Of all trials together.
    pub fn outcome(&self) -> Judgement {
        Judgement::worst(self.trials.iter().map(|trial| trial.verdict.outcome()))
    }
}

impl Recording {
    pub fn simulated(&self) -> bool {
        self.environment.mode == Mode::Simulated
    }
}

/// Reads a result file's text.
#[cfg(not(target_arch = "wasm32"))]
pub fn read(text: &str) -> Result<Recording, BadRecording> {
    let recording: Recording = typed(text, SCHEMA)?;
    recording.check()?;
    Ok(recording)
}

/// What a file may hold that can be exported.
#[cfg(not(target_arch = "wasm32"))]
pub enum Exportable {
    Result(Recording),
    Matrix(Matrix),
}

/// Reads the text of a file that holds either.
#[cfg(not(target_arch = "wasm32"))]
pub fn read_either(text: &str) -> Result<Exportable, BadRecording> {
    match read(text) {
        Err(BadRecording::OtherSchema(schema)) if schema == crate::report::matrix::SCHEMA => {
            let matrix: Matrix = typed(text, &schema)?;
            matrix.check()?;
            Ok(Exportable::Matrix(matrix))
        }
        read => Ok(Exportable::Result(read?)),
    }
}

/// What a text of that schema says, plausible or not.
#[cfg(not(target_arch = "wasm32"))]
fn typed<T: serde::de::DeserializeOwned>(text: &str, known: &str) -> Result<T, BadRecording> {
    let not_json = |error: serde_json::Error| BadRecording::NotJson(error.to_string());
    // A file written by a Windows editor may start with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: serde_json::Value = serde_json::from_str(text).map_err(not_json)?;
    match value.get("schema") {
        Some(serde_json::Value::String(schema)) if schema == known => {}
        Some(serde_json::Value::String(schema)) => {
            return Err(BadRecording::OtherSchema(schema.chars().take(80).collect()));
        }
        _ => return Err(BadRecording::NoSchema),
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let place = error.path().to_string();
        BadRecording::Malformed { place, problem: error.into_inner().to_string() }
    })
}

/// A result just made, as if it had been written and read.
#[cfg(not(target_arch = "wasm32"))]
impl From<&crate::report::result::RunResult> for Recording {
    fn from(result: &crate::report::result::RunResult) -> Self {
        let value = serde_json::to_value(result).expect("a result serialises");
        serde_json::from_value(value).expect("a result is read as it was written")
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// A small result with these throughputs by map.
    pub fn result(maps: &[(&str, &[f64])]) -> Value {
        let trial = |(round, rate): (usize, &f64)| {
            json!({
                "round": round + 1, "threads": 2, "extraThreads": 0, "seconds": 0.3,
                "ops": (rate * 0.3) as u64, "opsPerSec": rate, "perThread": [1, (rate * 0.3) as u64 - 1],
                "hitRate": 0.5, "occupancy": 0.5, "streamChecksum": "0123456789abcdef",
                "verdict": { "ok": true, "checks": [{ "name": "conservation", "status": "pass" }] },
            })
        };
        let strategies = maps.iter().map(|(id, rates)| {
            let trials: Vec<Value> = rates.iter().enumerate().map(trial).collect();
            let summary = crate::stats::estimate(rates).map(|estimate| {
                json!({
                    "opsPerSec": estimate, "nsPerOp": 2e9 / estimate.median, "ratio": null,
                    "fairness": 0.9, "hitRate": 0.5, "occupancy": 0.5, "ok": true,
                })
            });
            json!({ "id": id, "label": id, "trials": trials, "summary": summary })
        });
        json!({
            "schema": SCHEMA, "experiment": "#v1/compare?maps=mutex,sharded:16", "seed": 42,
            "stopped": false, "strategies": strategies.collect::<Vec<_>>(),
            "environment": {
                "host": "native", "userAgent": "linux x86_64", "cores": 2, "parallelism": 2,
                "isolation": "none", "mode": "threads", "clockStepNs": 30.0, "build": "0.1.0 native full",
                "allocator": "system", "hasher": "foldhash", "recordedAt": "2026-01-02T03:04:05Z",
            },
            "harness": {}, "conclusion": {}, "warnings": [],
        })
    }

    fn error(value: &Value) -> String {
        read(&value.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn added_fields_are_passed_over() {
        let mut value = result(&[("mutex", &[1e6, 2e6])]);
        value["strategies"][0]["trials"][0]["latency"] = json!({ "p99": 1 });
        value["future"] = json!(true);
        let recording = read(&format!("\u{feff}{value}")).unwrap();
        assert_eq!(recording.strategies[0].rates(), [1e6, 2e6]);
        assert!(recording.strategies[0].outcome().passed() && !recording.environment.pinned);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        assert!(read("{").unwrap_err().to_string().contains("line 1 column 1"));
        assert!(read("[]").unwrap_err().to_string().contains("no \"schema\""));
        let mut value = result(&[("mutex", &[1e6, 2e6]), ("rwlock", &[1e6])]);
        value["strategies"][0]["trials"][1]["opsPerSec"] = json!("fast");
        assert!(error(&value).contains("strategies[0].trials[1].opsPerSec: invalid type: string"));
        value["strategies"][0]["trials"][1]["opsPerSec"] = json!(-1.0);
        assert!(
            error(&value)
                .contains("strategies[0].trials[1].opsPerSec: -1 is not a plausible figure")
        );
        value["strategies"][0]["trials"][1]["opsPerSec"] = json!(1.0);
        value["strategies"][1]["id"] = json!("mutex");
        assert!(error(&value).contains("strategies[1].id: a map that is listed already"));
        value["strategies"][1].as_object_mut().unwrap().remove("id");
        assert!(error(&value).contains("strategies[1]: missing field `id`"));
        value["schema"] = json!("contend/result/2");
        assert!(error(&value).contains("contend/result/2"));
    }
}
