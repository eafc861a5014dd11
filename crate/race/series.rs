//! The runs of a plan, one after the other: each round has one run at every setting of the ladder, in
//! a fresh seeded order, so that a drift of the machine hits all of them alike.

use super::damage::{Damage, Kind};
use super::reconstruct::{Reconstruction, reconstruct};
use super::record::{Ended, Run};
use super::run::{Race, SLICE};
use super::summary::{CellSummary, Findings};
use super::twin_series::{TwinSeries, Twins};
use crate::base::error::RunError;
use crate::base::units::Seed;
use crate::engine::Environment;
use crate::engine::{Board, Pool, parallelism};
use crate::experiment::load::Load;
use crate::experiment::race::{Cell, Ladder, Plan, View};
use crate::model::memory::Shared;
use crate::workload::shape::HASHER;
use crate::workload::tape;
use serde::Serialize;

pub const SCHEMA: &str = "contend/race/1";

/// Fewest buckets of the model's memory, 200 bytes each: room for a map that runs away to be seen
/// doing so.
const LEAST_BUCKETS: usize = 1 << 15;
/// A run that dies, with what is around it.
const SHORT_MS: f64 = 5.0;

/// Buckets for a load: the arrays of a map that grew to it, and as much again for overflow buckets.
pub fn buckets(load: Load) -> usize {
    let entries = load.most_keys() as usize;
    let array = (entries * 2 / 13 + 1).next_power_of_two();
    (4 * array).max(LEAST_BUCKETS)
}

/// What the next step works on.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceStep {
    pub kind: &'static str,
    pub index: usize,
    pub total: usize,
    /// Of the twins, the map; else none.
    pub map: Option<String>,
    pub round: usize,
    pub rounds: usize,
    /// Workers.
    pub threads: usize,
    pub goroutines: usize,
    pub expected_ms: f64,
    pub remaining_ms: f64,
    pub cell: usize,
    pub cells: usize,
    pub value: String,
}

/// What a step came to.
#[derive(Debug)]
pub enum Outcome {
    Done(Box<Run>),
    /// Ended by the stop flag; nothing of this step is kept.
    Stopped,
}

/// Everything that the runs found out, schema `contend/race/1`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceResult {
    pub schema: &'static str,
    /// The canonical link.
    pub experiment: String,
    pub seed: u64,
    /// Ended before its last run; only complete runs are in it.
    pub stopped: bool,
    pub environment: Environment,
    pub view: View,
    pub load: String,
    pub ladder: Ladder,
    /// Bound of one run.
    pub ms: f64,
    /// Runs wanted at each setting.
    pub rounds: usize,
    pub cells: Vec<CellSummary>,
    pub findings: Findings,
    /// With the check disabled: what it protects from, at each setting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damage: Vec<DamageSummary>,
    /// For each kind of damage that there was, a way to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reconstructions: Vec<Reconstruction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub twins: Option<Twins>,
    pub runs: Vec<Run>,
}

impl RaceResult {
    /// What every view has.
    pub(super) fn new(
        plan: &Plan,
        environment: &Environment,
        cells: Vec<CellSummary>,
        runs: &[Run],
    ) -> Self {
        Self {
            schema: SCHEMA,
            experiment: plan.link.clone(),
            seed: plan.seed.0,
            stopped: false,
            environment: environment.clone(),
            view: plan.view,
            load: plan.load.to_string(),
            ladder: plan.ladder,
            ms: plan.limit.as_millis(),
            rounds: plan.runs,
            findings: Findings::new(plan.ladder, &cells),
            cells,
            damage: Vec::new(),
            reconstructions: Vec::new(),
            twins: None,
            runs: runs.to_vec(),
        }
    }
}

/// The damage of all runs at one setting.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DamageSummary {
    #[serde(flatten)]
    pub cell: Cell,
    pub runs: usize,
    pub operations: u64,
    pub kinds: Vec<KindSummary>,
    pub missed_reads: u64,
    pub foreign_reads: u64,
    /// Runs in which some goroutine did not end, was ended by a segmentation fault, or whose map
    /// outgrew the memory.
    pub endless: usize,
    pub crashed: usize,
    pub ran_away: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KindSummary {
    pub kind: Kind,
    pub times: u64,
    /// Runs that have it.
    pub runs: usize,
    /// In a million operations.
    pub per_million: f64,
}

impl DamageSummary {
    fn new(cell: Cell, runs: &[&Run]) -> Self {
        let operations: u64 = runs.iter().map(|run| run.operations).sum();
        let damages = || runs.iter().filter_map(|run| run.damage.as_ref());
        let kinds = Kind::ALL.into_iter().map(|kind| {
            let each = || damages().map(|damage| damage.counts[kind as usize]);
            let times: u64 = each().sum();
            KindSummary {
                kind,
                times,
                runs: each().filter(|times| *times > 0).count(),
                per_million: times as f64 * 1e6 / operations.max(1) as f64,
            }
        });
        Self {
            cell,
            runs: runs.len(),
            operations,
            kinds: kinds.collect(),
            missed_reads: damages().map(|damage| damage.missed_reads).sum(),
            foreign_reads: damages().map(|damage| damage.foreign_reads).sum(),
            endless: damages().filter(|damage| damage.endless > 0).count(),
            crashed: damages().filter(|damage| damage.crashed > 0).count(),
            ran_away: damages().filter(|damage| damage.ran_away).count(),
        }
    }
}

/// Runs in turns, a step each, for whoever shows them.
pub trait Steps {
    /// What the next call of [`step`](Self::step) works on; `None` at the end.
    fn upcoming(&self) -> Option<RaceStep>;

    fn step(&mut self) -> Result<Outcome, RunError>;

    /// Takes the last run back, to be done again; false if there is none.
    fn repeat(&mut self) -> bool;

    fn steps_done(&self) -> (usize, usize);

    /// The result of the runs complete so far.
    fn result(&self, stopped: bool) -> RaceResult;
}

/// The hash function of the model, as results print it.
const MODEL_HASHER: &str = "the model's own: low 16 bits kept, MurmurHash3 finaliser above";

/// The runs of the plan. The pool must have [`Plan::pool_threads`] threads.
pub fn open<'b>(
    plan: Plan,
    environment: Environment,
    pool: Pool,
    board: &'b Board,
) -> Result<Box<dyn Steps + 'b>, RunError> {
    let (has, needs) = (pool.size(), plan.pool_threads());
    if has < needs {
        return Err(RunError::PoolTooSmall { has, needs });
    }
    let hasher = if plan.view == View::Twins { HASHER } else { MODEL_HASHER };
    let mut environment = Environment { hasher: hasher.into(), ..environment };
    parallelism::find(&mut environment, &pool, board);
    Ok(match plan.view {
        View::Twins => Box::new(TwinSeries::new(plan, environment, pool, board)),
        _ => Box::new(Series::new(plan, environment, pool, board)),
    })
}

/// Live runs, with the check or without.
pub struct Series<'b> {
    plan: Plan,
    environment: Environment,
    pool: Pool,
    board: &'b Board,
    memory: Shared,
    /// The setting and the round of each run.
    turns: Vec<(usize, usize)>,
    runs: Vec<Run>,
}

impl<'b> Series<'b> {
    fn new(plan: Plan, environment: Environment, pool: Pool, board: &'b Board) -> Self {
        let order = |round| tape::order(plan.cells.len(), plan.seed, round);
        let turns = (1..=plan.runs)
            .flat_map(|round| order(round).into_iter().map(move |cell| (cell, round)))
            .collect();
        let memory = Shared::new(buckets(plan.load));
        Self { environment, pool, board, memory, turns, runs: Vec::new(), plan }
    }

    /// As long as the last run at that setting took; before there is one, what is usual.
    fn expected_ms(&self, cell: usize) -> f64 {
        let last = self.runs.iter().rev().take(4 * self.plan.cells.len());
        let known = last.into_iter().find(|run| run.cell == cell).map(|run| run.ms + 0.5);
        let dies = self.plan.view == View::Live && self.plan.cells[cell].workers > 1;
        known.unwrap_or(if dies { SHORT_MS } else { self.plan.limit.as_millis() })
    }

    fn reconstructions(&self) -> Vec<Reconstruction> {
        let hurts = |kind: Kind, run: &Run| {
            run.damage.as_ref().is_some_and(|damage| damage.counts[kind as usize] > 0)
        };
        let present = |kind: &Kind| self.runs.iter().any(|run| hurts(*kind, run));
        Kind::ALL.into_iter().filter(present).filter_map(reconstruct).collect()
    }
}

impl Steps for Series<'_> {
    fn upcoming(&self) -> Option<RaceStep> {
        let &(cell, round) = self.turns.get(self.runs.len())?;
        let Cell { workers, goroutines } = self.plan.cells[cell];
        let value = match self.plan.ladder {
            Ladder::Workers => workers,
            Ladder::Goroutines => goroutines,
        };
        let left = self.turns[self.runs.len()..].iter();
        Some(RaceStep {
            kind: "trial",
            index: self.runs.len(),
            total: self.turns.len(),
            map: None,
            round,
            rounds: self.plan.runs,
            threads: workers,
            goroutines,
            expected_ms: self.expected_ms(cell),
            remaining_ms: left.map(|(cell, _)| self.expected_ms(*cell)).sum(),
            cell,
            cells: self.plan.cells.len(),
            value: value.to_string(),
        })
    }

    fn step(&mut self) -> Result<Outcome, RunError> {
        let Some(&(cell, round)) = self.turns.get(self.runs.len()) else {
            return Ok(Outcome::Stopped);
        };
        let Plan { load, limit, seed, view, .. } = self.plan;
        let race = Race {
            load,
            cell: self.plan.cells[cell],
            detect: view != View::Damage,
            limit,
            slice: SLICE,
            seed: Seed(seed.0.wrapping_mul(1_000_003).wrapping_add(round as u64)),
            memory: &self.memory,
            pool: &self.pool,
            board: self.board,
        };
        let Some(finish) = race.run() else { return Ok(Outcome::Stopped) };
        let ran_away = finish.ended == Ended::Memory;
        let damage =
            (view == View::Damage).then(|| Damage::assess(&self.memory, &finish, ran_away));
        let run = Run {
            cell,
            round,
            ended: finish.ended,
            meeting: finish.meeting,
            ms: finish.length.as_millis(),
            operations: finish.operations,
            unseen: finish.unseen,
            damage,
            twin: None,
            program: None,
        };
        self.runs.push(run.clone());
        Ok(Outcome::Done(Box::new(run)))
    }

    fn repeat(&mut self) -> bool {
        self.runs.pop().is_some()
    }

    fn steps_done(&self) -> (usize, usize) {
        (self.runs.len(), self.turns.len())
    }

    fn result(&self, stopped: bool) -> RaceResult {
        let Plan { view, cells, .. } = &self.plan;
        let each = |place: usize| -> Vec<&Run> {
            self.runs.iter().filter(|run| run.cell == place).collect()
        };
        let told = |(place, cell): (usize, &Cell)| CellSummary::new(*cell, &each(place));
        let summaries = cells.iter().enumerate().map(told).collect();
        let damage = |(place, cell): (usize, &Cell)| DamageSummary::new(*cell, &each(place));
        RaceResult {
            stopped,
            reconstructions: self.reconstructions(),
            damage: match view {
                View::Damage => cells.iter().enumerate().map(damage).collect(),
                _ => Vec::new(),
            },
            ..RaceResult::new(&self.plan, &self.environment, summaries, &self.runs)
        }
    }
}
