//! The result of runs of the Guard lab, schema `contend/guard/1`.

use super::observe::{Interval, Record, Times, Touched};
use super::run::Played;
#[cfg(test)]
use crate::base::schema::{Count, Link, MapId};
use crate::engine::Environment;
use crate::experiment::guard::Plan;
use crate::ledger::{Judgement, Verdict};
use crate::link::faults::Fault;
use crate::strategy::audit::{Audit, Records, Ring};
use crate::strategy::metrics::{Operations, Outcome};
use crate::strategy::{Call, MapSpec, Metrics, Reach};
use serde::Serialize;

pub const SCHEMA: &str = "contend/guard/1";

/// What became of maps and of their clients' operations while things went wrong on a schedule. Fields may be
/// added; none changes its meaning. A figure that cannot be stated is null.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct GuardResult {
    pub schema: &'static str,
    /// The canonical link of the experiment, with its '#'.
    #[cfg_attr(test, schemars(with = "Link"))]
    pub experiment: String,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub seed: u64,
    /// Whether it ended before its last map; only complete runs are recorded.
    pub stopped: bool,
    pub environment: Environment,
    /// Client threads.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub threads: usize,
    /// How long operations were begun, in milliseconds.
    pub ms: f64,
    /// Of each operation of a map that can refuse one, in milliseconds; null without one.
    pub deadline_ms: Option<f64>,
    pub faults: Vec<FaultPlanned>,
    pub maps: Vec<MapResult>,
}

/// What was to go wrong in the run of each map.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct FaultPlanned {
    /// By which records and figures name it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub id: u32,
    /// As the link writes it.
    pub fault: String,
    pub at_ms: f64,
    /// Nobody scheduled it: it was asked for in the run of that map, and came again at that time in those after
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub asked: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MapResult {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub id: String,
    pub label: String,
    /// How much of an operation's wait its deadline bounds; null where nothing is refused.
    pub deadline: Option<Reach>,
    /// Of all threads, those that a fault brought in among them.
    pub operations: Outcomes,
    pub by_call: Vec<CallOutcomes>,
    /// Clients that a panic ended.
    pub lost: usize,
    pub took: Option<Took>,
    /// How much later than at their deadline refused operations came back; null where none was refused.
    pub late: Option<Took>,
    /// What ended in each stretch of time of the clients' own clocks.
    pub over_time: Vec<IntervalFigures>,
    /// In the order of the schedule, then those that were asked for by the end of its run.
    pub faults: Vec<FaultFigures>,
    pub records: Records,
    /// Whether two threads were inside one lock together; null where nothing writes down accesses.
    pub audit: Option<Audit>,
    pub verdict: Verdict,
    /// Why nothing was checked, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unchecked: Option<String>,
}

/// What operations came to. Their sum is all there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Outcomes {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub hit: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub miss: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub done: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub timeout: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub panic: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CallOutcomes {
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z_]+$")))]
    pub call: &'static str,
    #[serde(flatten)]
    pub outcomes: Outcomes,
}

/// In nanoseconds, by a histogram of two significant digits. Refused operations are among them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Took {
    pub p50: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IntervalFigures {
    pub from_ms: f64,
    #[serde(flatten)]
    pub outcomes: Outcomes,
    /// Answered, after the deadline.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub overruns: u64,
    /// Clients that at some moment ended nothing for 10 ms, at once and at most.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub waiting: usize,
    /// Null where nothing ended.
    pub took: Option<Took>,
}

/// Clients' operations that a fault touched. By a panic: the one it happened in. By a slow map: those that
/// it was slow in. By one who stalls or stops: those refused meanwhile, and those that began before the end
/// of it and were answered only afterwards, as every one is that waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct FaultFigures {
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub id: u32,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub operations: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub timeouts: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub panics: u64,
    pub longest_ms: f64,
}

/// A map's run, with what exports are made of.
#[derive(Clone, Debug)]
pub struct MapRun {
    pub figures: MapResult,
    pub metrics: Option<Metrics>,
    /// Of each client, then of each stall.
    pub rings: Vec<Ring<Record>>,
}

impl Outcomes {
    fn new([hit, miss, done, timeout, panic]: [u64; Outcome::ALL.len()]) -> Self {
        Self { hit, miss, done, timeout, panic }
    }

    pub fn total(&self) -> u64 {
        self.hit + self.miss + self.done + self.timeout + self.panic
    }
}

fn took(Times(times): &Times) -> Option<Took> {
    let at = |quantile| times.value_at_quantile(quantile) as f64;
    let max = times.max() as f64;
    (!times.is_empty()).then(|| Took { p50: at(0.5), p99: at(0.99), p999: at(0.999), max })
}

impl MapRun {
    pub fn new(plan: &Plan, spec: &MapSpec, played: Played) -> Self {
        let Played { threads, waiting, interval, faults, metrics, audit, verdict } = played;
        let noted = || threads.iter().map(|report| &report.noted);
        let mut operations = Operations::default();
        let mut intervals: Vec<Interval> = Vec::new();
        for noted in noted() {
            let sums = operations.0.as_flattened_mut().iter_mut();
            sums.zip(noted.operations.0.as_flattened()).for_each(|(sum, more)| *sum += more);
            if intervals.len() < noted.intervals.len() {
                intervals.resize_with(noted.intervals.len(), Interval::default);
            }
            intervals.iter_mut().zip(&noted.intervals).for_each(|(sum, more)| sum.merge(more));
        }
        let mut touched = vec![Touched::default(); faults.len()];
        // One who stalls is touched by nothing but itself.
        for report in &threads[..plan.threads.0] {
            let sums = touched.iter_mut().zip(&report.noted.touched);
            sums.for_each(|(sum, more)| sum.merge(more));
        }
        let mut all = Interval::default();
        intervals.iter().for_each(|interval| all.merge(interval));
        let mut late = Times::default();
        noted().for_each(|noted| late.merge(&noted.late));
        let uncertain: u64 = noted().map(|noted| noted.uncertain).sum();
        let (verdict, unchecked) = certain(verdict, uncertain);
        let figures = MapResult {
            id: spec.to_string(),
            label: spec.label(),
            deadline: spec.is_fallible().then(|| spec.guarantees().deadline),
            operations: Outcomes::new(all.outcomes),
            by_call: Call::ALL
                .into_iter()
                .zip(operations.0)
                .map(|(call, counts)| (call.name(), Outcomes::new(counts)))
                .filter(|(_, outcomes)| outcomes.total() > 0)
                .map(|(call, outcomes)| CallOutcomes { call, outcomes })
                .collect(),
            lost: threads[..plan.threads.0].iter().filter(|report| report.lost).count(),
            took: took(&all.took),
            late: took(&late),
            over_time: intervals
                .iter()
                .zip(0_u64..)
                .map(|(figures, place)| IntervalFigures {
                    from_ms: (place * interval.0) as f64 / 1e6,
                    outcomes: Outcomes::new(figures.outcomes),
                    overruns: figures.overruns,
                    waiting: waiting.get(place as usize).copied().unwrap_or_default(),
                    took: took(&figures.took),
                })
                .collect(),
            faults: touched
                .iter()
                .zip(1..)
                .map(|(touched, id)| FaultFigures {
                    id,
                    operations: touched.operations,
                    timeouts: touched.timeouts,
                    panics: touched.panics,
                    longest_ms: touched.longest.as_millis(),
                })
                .collect(),
            records: Records::of(noted().map(|noted| &noted.ring)),
            audit,
            verdict,
            unchecked,
        };
        let rings = threads.into_iter().map(|report| report.noted.ring).collect();
        Self { figures, metrics, rings }
    }
}

/// What a verdict is worth if nobody knows of so many writes whether the map has them: one that finds
/// nothing amiss stands.
fn certain(verdict: Verdict, uncertain: u64) -> (Verdict, Option<String>) {
    if uncertain > 0 && verdict.outcome.failed() {
        let unchecked = Verdict { outcome: Judgement::NotChecked, ok: false, ..verdict };
        let why = format!("{uncertain} writes ended in a panic, so the map may have them or not");
        return (unchecked, Some(why));
    }
    let why = verdict.reason().map(str::to_owned);
    (verdict, why)
}

impl GuardResult {
    pub fn new(
        plan: &Plan,
        environment: &Environment,
        stopped: bool,
        maps: &[MapRun],
        asked: &[(Fault, MapSpec)],
    ) -> Self {
        let scheduled = plan.faults.0.iter().map(|fault| (fault, None));
        let asked = asked.iter().map(|(fault, map)| (fault, Some(map.to_string())));
        let planned = scheduled.chain(asked).zip(1..).map(|((fault, asked), id)| FaultPlanned {
            id,
            fault: fault.to_string(),
            at_ms: fault.at.into(),
            asked,
        });
        Self {
            schema: SCHEMA,
            experiment: plan.link.clone(),
            seed: plan.seed.0,
            stopped,
            environment: environment.clone(),
            threads: plan.threads.0,
            ms: plan.length.as_millis(),
            deadline_ms: plan.deadline.map(|deadline| deadline.as_millis()),
            faults: planned.collect(),
            maps: maps.iter().map(|run| run.figures.clone()).collect(),
        }
    }
}
