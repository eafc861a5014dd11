//! What a run hands over: its trials, each judged, and all that its passes found.

use super::disturbance::Repeats;
use super::environment::Environment;
use super::findings::Known;
use super::timeline::OverTime;
use super::trial::Reports;
#[cfg(test)]
use crate::base::schema::{Count, Fraction, Positive, Round};
#[cfg(test)]
use crate::base::units::MAX_THREADS;
use crate::experiment::Experiment;
#[cfg(feature = "full")]
use crate::ledger::exclusion;
use crate::ledger::{Ledger, Verdict, judge};
use crate::strategy::MapSpec;
#[cfg(feature = "full")]
use crate::strategy::audit::Audit;
#[cfg(feature = "full")]
use crate::workload::replay::Replay;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::ops::Deref;
use std::rc::Rc;

/// What a run found out, of each map and of the harness.
pub struct Recorded<'a> {
    pub experiment: &'a Experiment,
    pub environment: &'a Environment,
    pub maps: Vec<Cow<'a, Known>>,
    pub harness: Cow<'a, Known>,
    /// On one thread.
    pub harness_alone: Cow<'a, Known>,
    /// Steps that were disturbed from outside and done again.
    pub repeated: Repeats,
    pub stopped: bool,
    /// Rounds are looked at one after the other; see [`crate::stats::sequential`].
    pub sequential: bool,
    /// What was played in place of drawn operations.
    #[cfg(feature = "full")]
    pub replay: Option<&'a Replay>,
}

/// Shared, because a result is made after each, with all there were.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial(Rc<TrialFigures>);

impl Deref for Trial {
    type Target = TrialFigures;

    fn deref(&self) -> &TrialFigures {
        &self.0
    }
}

impl Serialize for Trial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().serialize(serializer)
    }
}

#[derive(Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrialFigures {
    /// Above 100 in a continued result only.
    #[cfg_attr(test, schemars(with = "Round"))]
    pub round: usize,
    #[cfg_attr(test, schemars(range(min = 1, max = MAX_THREADS)))]
    pub threads: usize,
    /// Threads the map ran besides its clients.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub extra_threads: usize,
    #[cfg_attr(test, schemars(with = "Positive"))]
    pub seconds: f64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub ops: u64,
    /// Operations that were refused, at the deadline or for a panic, and are in no other figure; absent
    /// where none can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub refused: Option<u64>,
    /// Of clients' accesses; absent where nothing writes them down.
    #[cfg(feature = "full")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<Audit>,
    /// How many operations the experiment's rate asked for in that time; absent without a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub due: Option<u64>,
    pub ops_per_sec: f64,
    /// Operations of each client thread.
    #[cfg_attr(test, schemars(with = "Vec<Count>", length(min = 1, max = MAX_THREADS)))]
    pub per_thread: Vec<u64>,
    /// Share of reads that found their key.
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
    pub hit_rate: Option<f64>,
    /// Entries at the end over the key space; a map that lost its count may exceed 1.
    pub occupancy: f64,
    /// How the trial went. Null where the clients' own ledgers do not tell how many entries there are,
    /// where they were noted too far apart to belong together, and when simulated.
    pub over_time: Option<OverTime>,
    /// Hash of the prepared operation streams: the same wherever the experiment runs.
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{16}$")))]
    pub stream_checksum: String,
    pub verdict: Verdict,
}

impl Trial {
    pub fn new(
        experiment: &Experiment,
        spec: &MapSpec,
        round: usize,
        checksum: &str,
        reports: &Reports,
    ) -> Self {
        let each = || reports.clients.iter().map(|client| &client.ledger);
        let mut ledger = Ledger::total(each());
        let hit_rate = (ledger.reads > 0).then(|| ledger.hits as f64 / ledger.reads as f64);
        ledger.merge(&reports.prefill);
        let found = Ledger::total(reports.clients.iter().map(|client| &client.found));
        let per_thread: Vec<u64> = reports.clients.iter().map(|client| client.operations).collect();
        let verdict =
            judge(&experiment.workload, &spec.guarantees(), &ledger, &found, reports.length);
        #[cfg(feature = "full")]
        let verdict = match &reports.audit {
            Some(audit) => verdict.with(exclusion(audit)),
            None => verdict,
        };
        let seconds = reports.longest().as_secs().max(1e-9);
        let ops = per_thread.iter().sum::<u64>();
        Self(Rc::new(TrialFigures {
            round,
            threads: per_thread.len(),
            extra_threads: spec.extra_threads(),
            seconds,
            ops,
            refused: spec
                .is_fallible()
                .then(|| reports.clients.iter().map(|client| client.refused).sum()),
            #[cfg(feature = "full")]
            audit: reports.audit.as_deref().cloned(),
            due: reports.due(),
            ops_per_sec: ops as f64 / seconds,
            per_thread,
            hit_rate,
            occupancy: found.entries as f64 / f64::from(experiment.workload.keys),
            over_time: if verdict.is_counted() {
                reports.over_time(experiment.workload.keys)
            } else {
                None
            },
            stream_checksum: checksum.to_owned(),
            verdict,
        }))
    }

    /// Time that a client spends on one operation, on average.
    pub fn ns_per_op(&self) -> f64 {
        self.seconds * self.threads as f64 * 1e9 / self.ops as f64
    }
}
