//! What the runs of a sweep say together: how likely death is, how long runs live, and whether a
//! line describes either.
//!
//! A run dies by the fatal error or, where that comes too late, by a crash; both are deaths. Runs that
//! outlived their time are no deaths and no gaps: they count as alive up to there ([`survival`]).

use super::record::{Ended, Run, Unseen};
#[cfg(test)]
use crate::base::schema::Message;
use crate::experiment::race::{Along, Cell};
use crate::stats::line::{Line, line};
use crate::stats::survival::{Life, SurvivalStep, survival};
use crate::stats::wilson::{Share, share};
use serde::Serialize;
#[cfg(test)]
use std::num::NonZeroUsize;

/// What the runs of one setting say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct CellSummary {
    #[serde(flatten)]
    pub cell: Cell,
    pub runs: usize,
    /// By the fatal error or a crash.
    pub deaths: usize,
    /// Those of the deaths that were a segmentation fault, which no check announced.
    pub crashes: usize,
    /// Of a run to die within its bound.
    pub probability: Option<Share>,
    /// Each message of the fatal error with how often it came, most often first.
    #[cfg_attr(test, schemars(with = "Vec<(Message, NonZeroUsize)>"))]
    pub messages: Vec<(&'static str, usize)>,
    /// By milliseconds.
    pub survival: Vec<SurvivalStep>,
    /// By operations of all goroutines together.
    pub survival_by_operations: Vec<SurvivalStep>,
    /// Where half have died; null where more than half were alive at the end.
    pub median_ms: Option<f64>,
    pub median_operations: Option<f64>,
    /// Deaths in a second of running.
    pub deaths_per_second: Option<f64>,
    /// Deaths in a million operations.
    pub deaths_per_million: Option<f64>,
    pub unseen: Unseen,
    /// Runs that ended neither by death nor by their bound.
    #[cfg_attr(test, schemars(with = "Vec<(Ended, NonZeroUsize)>"))]
    pub others: Vec<(Ended, usize)>,
}

impl CellSummary {
    pub fn new(cell: Cell, runs: &[&Run]) -> Self {
        let conflicts = runs.iter().filter_map(|run| run.conflict.as_ref());
        let messages = counted(conflicts.map(|conflict| conflict.message));
        let deaths = runs.iter().filter(|run| run.ended.is_death()).count();
        let curve = |length: fn(&Run) -> f64| {
            let life = |run: &&Run| Life { length: length(run), died: run.ended.is_death() };
            survival(&runs.iter().map(life).collect::<Vec<_>>())
        };
        let (by_time, by_operations) = (curve(|run| run.ms), curve(|run| run.operations as f64));
        let sum = |figure: fn(&Run) -> f64| runs.iter().map(|run| figure(run)).sum::<f64>();
        let rate = |exposure: f64| (exposure > 0.0).then(|| deaths as f64 / exposure);
        let mut unseen = Unseen::default();
        runs.iter().for_each(|run| unseen.add(run.unseen));
        let others = runs.iter().map(|run| run.ended);
        Self {
            cell,
            runs: runs.len(),
            deaths,
            crashes: runs.iter().filter(|run| run.ended == Ended::Crash).count(),
            probability: share(deaths, runs.len()),
            messages,
            median_ms: by_time.median,
            median_operations: by_operations.median,
            survival: by_time.steps,
            survival_by_operations: by_operations.steps,
            deaths_per_second: rate(sum(|run| run.ms) / 1e3),
            deaths_per_million: rate(sum(|run| run.operations as f64) / 1e6),
            unseen,
            others: counted(others.filter(|end| !end.is_death() && *end != Ended::Time)),
        }
    }
}

/// Each with how often it came, most often first.
fn counted<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: Vec<(T, usize)> = Vec::new();
    for item in items {
        match counts.iter_mut().find(|(known, _)| *known == item) {
            Some((_, times)) => *times += 1,
            None => counts.push((item, 1)),
        }
    }
    counts.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    counts
}

/// What the sweep shows as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Findings {
    /// The first setting from which on every run of every setting died.
    pub always_from: Option<usize>,
    /// Settings in which none died, as indices.
    pub never: Vec<usize>,
    /// Milliseconds to the death of half, along the sweep.
    pub time: Option<Line>,
    /// Deaths in a second, along the sweep.
    pub rate: Option<Line>,
    /// Deaths in a million operations, along the sweep.
    pub rate_by_operations: Option<Line>,
    /// The setting with one worker and the next one.
    pub step: Option<[usize; 2]>,
}

impl Findings {
    pub fn new(along: Along, cells: &[CellSummary]) -> Self {
        let at = |cell: &CellSummary| match along {
            Along::Workers => cell.cell.workers as f64,
            Along::Goroutines => cell.cell.goroutines as f64,
        };
        let fit = |figure: fn(&CellSummary) -> Option<f64>| {
            let points = cells.iter().filter_map(|cell| Some((at(cell), figure(cell)?)));
            line(&points.collect::<Vec<_>>())
        };
        let known = |cell: &&CellSummary| cell.runs > 0;
        let all_died = |cell: &CellSummary| cell.runs > 0 && cell.deaths == cell.runs;
        let alive = cells.iter().rposition(|cell| !all_died(cell));
        let always_from = alive.map_or(0, |last| last + 1);
        let none_died = |(_, cell): &(usize, &CellSummary)| cell.runs > 0 && cell.deaths == 0;
        let one = cells.iter().filter(known).position(|cell| cell.cell.workers == 1);
        let step = one.filter(|_| along == Along::Workers).map(|one| [one, one + 1]);
        Self {
            always_from: (always_from < cells.len()).then_some(always_from),
            never: cells.iter().enumerate().filter(none_died).map(|(place, _)| place).collect(),
            time: fit(|cell| cell.median_ms),
            rate: fit(|cell| cell.deaths_per_second),
            rate_by_operations: fit(|cell| cell.deaths_per_million),
            step: step.filter(|[_, two]| cells.get(*two).is_some_and(|cell| cell.runs > 0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::{Conflict, Doing};
    use super::*;

    fn run(cell: usize, ended: Ended, ms: f64) -> Run {
        let doing = Doing {
            goroutine: 0,
            worker: 0,
            call: "assign",
            key: Some(1),
            step: "check",
            parked: false,
            complete: false,
        };
        let message = "fatal error: concurrent map writes";
        let conflict = Conflict { message, by: doing, other: None, flags: 0 };
        Run {
            cell,
            round: 1,
            ended,
            conflict: (ended == Ended::Fatal).then_some(conflict),
            ms,
            operations: (ms * 1000.0) as u64,
            unseen: Unseen::default(),
            damage: None,
            control: None,
            program: None,
            audit: None,
        }
    }

    fn summary(workers: usize, runs: &[Run]) -> CellSummary {
        let cell = Cell { workers, goroutines: 8 };
        CellSummary::new(cell, &runs.iter().collect::<Vec<_>>())
    }

    #[test]
    fn survivors_are_no_deaths() {
        let mut runs: Vec<Run> = (1..=4).map(|ms| run(0, Ended::Fatal, f64::from(ms))).collect();
        runs.extend([run(0, Ended::Time, 300.0), run(0, Ended::Time, 300.0)]);
        let told = summary(2, &runs);
        assert_eq!((told.runs, told.deaths, told.survival.len()), (6, 4, 4));
        assert_eq!(told.messages, [("fatal error: concurrent map writes", 4)]);
        assert_eq!(told.median_ms, Some(3.0));
        assert!((told.deaths_per_second.unwrap() - 4.0 / 0.61).abs() < 1e-9);
        assert!((told.deaths_per_million.unwrap() - 4.0 / 0.61).abs() < 1e-9);
        let share = told.probability.unwrap();
        assert!(share.low < 4.0 / 6.0 && 4.0 / 6.0 < share.high);
    }

    /// Three die by the error and three by a crash in between; the last two outlive their time.
    #[test]
    fn a_crash_is_a_death_of_its_own_kind() {
        let (fatal, crash) = (Ended::Fatal, Ended::Crash);
        let ends = [fatal, crash, fatal, crash, crash, fatal, Ended::Time, Ended::Endless];
        let runs: Vec<Run> = (1_u8..).zip(ends).map(|(ms, end)| run(0, end, ms.into())).collect();
        let told = summary(2, &runs);
        assert_eq!((told.runs, told.deaths, told.crashes), (8, 6, 3));
        assert_eq!(told.messages, [("fatal error: concurrent map writes", 3)]);
        assert_eq!(told.others, [(Ended::Endless, 1)]);
        assert_eq!(
            told.survival.iter().map(|step| step.at).collect::<Vec<_>>(),
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
        );
        assert_eq!((told.median_ms, told.median_operations), (Some(4.0), Some(4000.0)));
        assert_eq!(told.probability.unwrap().value, 0.75);
        assert!((told.deaths_per_second.unwrap() - 6.0 / 0.036).abs() < 1e-9);
        let shown = serde_json::to_value(&told).unwrap();
        assert_eq!((&shown["deaths"], &shown["crashes"]), (&6.into(), &3.into()));
        // Where all crash, all die.
        let crashed = summary(2, &[run(0, crash, 1.0), run(0, crash, 2.0)]);
        assert_eq!(Findings::new(Along::Workers, &[crashed]).always_from, Some(0));
    }

    #[test]
    fn a_step_is_told_as_a_step() {
        let dead = |workers, ms| summary(workers, &[run(0, Ended::Fatal, ms)]);
        let cells =
            [summary(1, &[run(0, Ended::Time, 300.0)]), dead(2, 1.0), dead(3, 1.0), dead(4, 1.0)];
        let told = Findings::new(Along::Workers, &cells);
        assert_eq!((told.always_from, told.step), (Some(1), Some([0, 1])));
        assert_eq!(told.never, [0]);
        assert_eq!(told.time.unwrap().slope.value, 0.0);
        assert!(told.rate.unwrap().r_squared.unwrap() < 0.7);
    }

    #[test]
    fn nothing_is_told_of_what_has_not_run() {
        let cells = [summary(1, &[]), summary(2, &[])];
        let told = Findings::new(Along::Workers, &cells);
        assert_eq!((told.always_from, told.step, told.never.len()), (None, None, 0));
        assert_eq!(cells[0].probability, None);
    }
}
