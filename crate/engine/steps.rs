//! What a run consists of: its steps in order, how long each lasts and what it may be expected to take.

#[cfg(feature = "full")]
use super::contention;
use crate::experiment::Experiment;
use crate::strategy::MapSpec;
use crate::units::{Limit, Nanos, Threads};
use crate::workload::tape;
use serde::Serialize;

/// Uncounted time at the start of each trial.
const RAMP: Nanos = Nanos::from_millis(50);
/// Longest trial of the harness itself; it varies little.
const HARNESS: Nanos = Nanos::from_millis(100);
/// Longest pass that is not a trial.
const PASS: Nanos = Nanos::from_millis(300);
/// What an operation may be expected to take, for want of better, in nanoseconds.
const USUAL_OPERATION: f64 = 150.0;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// The loop without a map.
    Harness,
    Warmup,
    Trial,
    /// Single operations are timed, which would slow down a trial.
    Latency,
    /// What the map asks of the allocator is counted.
    Memory,
    /// What threads wait for the map's locks is counted.
    Contention,
}

/// What a step will do.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub kind: StepKind,
    pub index: usize,
    pub total: usize,
    /// Absent for the harness.
    pub map: Option<MapSpec>,
    pub map_index: Option<usize>,
    /// From 1; the warm-up belongs to the first.
    pub round: usize,
    pub rounds: usize,
    pub threads: usize,
    pub expected_ms: f64,
    /// Expected time from the start of this step to the end of the run.
    pub remaining_ms: f64,
}

/// A map that is measured while it grows must not have grown before.
pub fn ramp(experiment: &Experiment) -> Nanos {
    match experiment.trial {
        Limit::Time(_) => RAMP,
        Limit::Operations(_) => Nanos(0),
    }
}

/// The harness has no end of its own to reach, so it always runs for a time.
pub fn harness(experiment: &Experiment) -> Limit {
    match experiment.trial {
        Limit::Time(length) => Limit::Time(HARNESS.min(length)),
        Limit::Operations(_) => Limit::Time(HARNESS),
    }
}

/// A trial's limit for a pass that need not be as long.
pub fn pass(experiment: &Experiment) -> Limit {
    match experiment.trial {
        Limit::Time(length) => Limit::Time(PASS.min(length)),
        counted => counted,
    }
}

/// How long a client may be expected to take.
fn millis(experiment: &Experiment, limit: Limit) -> f64 {
    match limit {
        Limit::Time(length) => length.as_millis(),
        Limit::Operations(count) => {
            let clients = experiment.threads.0 as f64;
            count as f64 * (USUAL_OPERATION * clients + experiment.think.0 as f64) / 1e6
        }
    }
}

/// All steps in order, each with the time it and the rest are expected to take. The passes beside
/// the trials need real threads.
pub fn plan(experiment: &Experiment, threaded: bool) -> Vec<Step> {
    let Experiment { maps, threads, rounds, seed, .. } = experiment;
    let mut steps = Vec::new();
    let mut push = |kind, map_index: Option<usize>, round, threads: Threads, millis: f64| {
        steps.push(Step {
            kind,
            index: 0,
            total: 0,
            map: map_index.map(|place| maps[place]),
            map_index,
            round,
            rounds: *rounds,
            threads: threads.0,
            expected_ms: millis,
            remaining_ms: 0.0,
        });
    };
    // Loading and looking through a map touches every key about twice, at some 100 ns each.
    let around = f64::from(experiment.workload.keys) * 200e-6;
    let ramp = ramp(experiment).as_millis();
    let harness = millis(experiment, harness(experiment)) + ramp;
    push(StepKind::Harness, None, 1, Threads(1), harness);
    if experiment.warmup > Nanos(0) {
        for place in 0..maps.len() {
            let millis = experiment.warmup.as_millis() + around;
            push(StepKind::Warmup, Some(place), 1, *threads, millis);
        }
    }
    for round in 1..=*rounds {
        push(StepKind::Harness, None, round, *threads, harness);
        for place in tape::order(maps.len(), *seed, round) {
            let millis = ramp + millis(experiment, experiment.trial) + around;
            push(StepKind::Trial, Some(place), round, *threads, millis);
        }
    }
    if threaded {
        let millis = millis(experiment, pass(experiment)) + ramp + around;
        if experiment.rate.is_none() {
            push(StepKind::Latency, None, *rounds, *threads, millis);
            for place in tape::order(maps.len(), *seed, rounds + 1) {
                push(StepKind::Latency, Some(place), *rounds, *threads, millis);
            }
        }
        for place in (0..maps.len()).filter(|&place| maps[place].row.guarantees.stores) {
            push(StepKind::Memory, Some(place), *rounds, *threads, millis);
        }
        #[cfg(feature = "full")]
        for place in (0..maps.len()).filter(|&place| contention::counts(&maps[place])) {
            push(StepKind::Contention, Some(place), *rounds, *threads, millis);
        }
    }
    schedule(&mut steps);
    steps
}

/// Numbers the steps, and tells each how long it and the rest are expected to take.
pub fn schedule(steps: &mut [Step]) {
    let total = steps.len();
    let mut remaining = 0.0;
    for (index, step) in steps.iter_mut().enumerate().rev() {
        remaining += step.expected_ms;
        (step.index, step.total, step.remaining_ms) = (index, total, remaining);
    }
}
