//! What a run consists of: its steps in order, how long each lasts and what it may be expected to take.

#[cfg(feature = "full")]
use super::passes::contention;
use crate::base::units::{Limit, Nanos, Threads};
use crate::experiment::Experiment;
use crate::strategy::MapSpec;
use crate::workload::stream;
use serde::Serialize;
use std::ops::RangeInclusive;

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
fn harness(experiment: &Experiment) -> Limit {
    match experiment.trial {
        Limit::Time(length) => Limit::Time(HARNESS.min(length)),
        Limit::Operations(_) => Limit::Time(HARNESS),
    }
}

/// A trial's limit for a pass that need not be as long.
fn pass(experiment: &Experiment) -> Limit {
    match experiment.trial {
        Limit::Time(length) => Limit::Time(PASS.min(length)),
        counted => counted,
    }
}

/// When a client's part of such a step ends.
pub fn limit(experiment: &Experiment, kind: StepKind) -> Limit {
    match kind {
        StepKind::Harness => harness(experiment),
        StepKind::Warmup => Limit::Time(experiment.warmup),
        StepKind::Trial => experiment.trial,
        StepKind::Latency | StepKind::Memory | StepKind::Contention => pass(experiment),
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

/// Loading and looking through a map touches every key about twice, at some 100 ns each.
fn around(experiment: &Experiment) -> f64 {
    f64::from(experiment.workload.keys) * 200e-6
}

fn harness_millis(experiment: &Experiment) -> f64 {
    millis(experiment, harness(experiment)) + ramp(experiment).as_millis()
}

/// Not yet numbered; see [`schedule`].
fn step(
    experiment: &Experiment,
    kind: StepKind,
    map_index: Option<usize>,
    (round, rounds): (usize, usize),
    threads: Threads,
    expected_ms: f64,
) -> Step {
    let map = map_index.map(|place| experiment.maps[place]);
    let (threads, remaining_ms) = (threads.0, 0.0);
    let (index, total) = (0, 0);
    Step { kind, index, total, map, map_index, round, rounds, threads, expected_ms, remaining_ms }
}

/// The rounds of these numbers, not yet numbered as steps: the harness, then the maps in an order
/// that follows from seed and round alone.
pub fn more_rounds(experiment: &Experiment, rounds: RangeInclusive<usize>) -> Vec<Step> {
    let Experiment { maps, threads, seed, .. } = experiment;
    let trial =
        ramp(experiment).as_millis() + millis(experiment, experiment.trial) + around(experiment);
    let last = *rounds.end();
    let mut steps = Vec::new();
    for round in rounds {
        let mut push = |kind, place, millis| {
            steps.push(step(experiment, kind, place, (round, last), *threads, millis));
        };
        push(StepKind::Harness, None, harness_millis(experiment));
        for place in stream::order(maps.len(), *seed, round) {
            push(StepKind::Trial, Some(place), trial);
        }
    }
    steps
}

/// All steps in order, each with the time it and the rest are expected to take. The passes beside
/// the trials need real threads.
pub fn plan(experiment: &Experiment, threaded: bool) -> Vec<Step> {
    let Experiment { maps, threads, rounds, seed, .. } = experiment;
    let mut steps = Vec::new();
    let of = |kind, map_index, round, threads, millis| {
        step(experiment, kind, map_index, (round, *rounds), threads, millis)
    };
    let (around, ramp) = (around(experiment), ramp(experiment).as_millis());
    let harness = harness_millis(experiment);
    steps.push(of(StepKind::Harness, None, 1, Threads(1), harness));
    if experiment.warmup > Nanos(0) {
        for place in 0..maps.len() {
            let millis = experiment.warmup.as_millis() + around;
            steps.push(of(StepKind::Warmup, Some(place), 1, *threads, millis));
        }
    }
    steps.extend(more_rounds(experiment, 1..=*rounds));
    if threaded {
        let millis = millis(experiment, pass(experiment)) + ramp + around;
        if experiment.rate.is_none() {
            steps.push(of(StepKind::Latency, None, *rounds, *threads, millis));
            for place in stream::order(maps.len(), *seed, rounds + 1) {
                steps.push(of(StepKind::Latency, Some(place), *rounds, *threads, millis));
            }
        }
        for place in (0..maps.len()).filter(|&place| maps[place].stores()) {
            steps.push(of(StepKind::Memory, Some(place), *rounds, *threads, millis));
        }
        #[cfg(feature = "full")]
        for place in (0..maps.len()).filter(|&place| contention::counts(&maps[place])) {
            steps.push(of(StepKind::Contention, Some(place), *rounds, *threads, millis));
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
