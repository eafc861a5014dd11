//! Live runs over the model itself, with its check or without: each round has one run at every setting
//! of the sweep, in a fresh seeded order.

use super::damage::{Damage, Kind};
use super::reconstruct::{Reconstruction, reconstruct};
use super::record::{Ended, Run};
use super::result::{DamageSummary, RaceResult};
use super::run::{Race, SLICE};
use super::series::{Pass, Setup, Turn};
use super::summary::CellSummary;
use crate::base::error::RunError;
use crate::experiment::load::Load;
use crate::experiment::race::{Cell, Plan, View};
use crate::model::memory::Shared;
use crate::workload::stream;

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

pub(super) struct Unguarded {
    memory: Shared,
    /// The setting and the round of each run.
    turns: Vec<(usize, usize)>,
}

impl Unguarded {
    pub fn new(plan: &Plan) -> Self {
        let order = |round| stream::order(plan.cells.len(), plan.seed, round);
        let turns = (1..=plan.runs)
            .flat_map(|round| order(round).into_iter().map(move |cell| (cell, round)))
            .collect();
        Self { memory: Shared::new(buckets(plan.load)), turns }
    }
}

impl Pass for Unguarded {
    fn count(&self) -> usize {
        self.turns.len()
    }

    fn rounds(&self) -> usize {
        self.turns.last().map_or(0, |(_, round)| *round)
    }

    /// It takes as long as the last run at that setting; before there is one, what is usual.
    fn turn(&self, setup: &Setup, number: usize, runs: &[Run]) -> Turn {
        let Plan { view, limit, ref cells, .. } = setup.plan;
        let (place, round) = self.turns[number];
        let last = runs.iter().rev().take(4 * cells.len());
        let known = last.into_iter().find(|run| run.cell == place).map(|run| run.ms + 0.5);
        let dies = view == View::Live && cells[place].workers > 1;
        let usual = if dies { SHORT_MS } else { limit.as_millis() };
        Turn { map: None, round, place, cell: cells[place], expected_ms: known.unwrap_or(usual) }
    }

    fn run(&self, setup: &Setup, number: usize) -> Result<Option<Run>, RunError> {
        let Plan { load, limit, view, ref cells, .. } = setup.plan;
        let (cell, round) = self.turns[number];
        let race = Race {
            load,
            cell: cells[cell],
            detect: view != View::Damage,
            limit,
            slice: SLICE,
            seed: setup.seed(round),
            audited: setup.plan.audited,
            memory: &self.memory,
            pool: &setup.pool,
            status: setup.status,
        };
        let Some(finish) = race.run() else { return Ok(None) };
        let ran_away = finish.ended == Ended::Memory;
        let damage =
            (view == View::Damage).then(|| Damage::assess(&self.memory, &finish, ran_away));
        Ok(Some(Run {
            cell,
            round,
            ended: finish.ended,
            conflict: finish.conflict,
            ms: finish.length.as_millis(),
            operations: finish.operations,
            unseen: finish.unseen,
            damage,
            control: None,
            program: None,
            audit: finish.evidence.map(|evidence| evidence.audit(|key| u32::try_from(key).ok())),
        }))
    }

    fn result(&self, setup: &Setup, runs: &[Run]) -> RaceResult {
        let Plan { view, cells, .. } = &setup.plan;
        let each =
            |place: usize| -> Vec<&Run> { runs.iter().filter(|run| run.cell == place).collect() };
        let told = |(place, cell): (usize, &Cell)| CellSummary::new(*cell, &each(place));
        let summaries = cells.iter().enumerate().map(told).collect();
        let damage = |(place, cell): (usize, &Cell)| DamageSummary::new(*cell, &each(place));
        RaceResult {
            reconstructions: reconstructions(runs),
            damage: match view {
                View::Damage => cells.iter().enumerate().map(damage).collect(),
                _ => Vec::new(),
            },
            ..RaceResult::new(setup, summaries, runs)
        }
    }
}

/// A way to each kind of damage that there was.
fn reconstructions(runs: &[Run]) -> Vec<Reconstruction> {
    let hurts = |kind: Kind, run: &Run| {
        run.damage.as_ref().is_some_and(|damage| damage.counts[kind as usize] > 0)
    };
    let present = |kind: &Kind| runs.iter().any(|run| hurts(*kind, run));
    Kind::ALL.into_iter().filter(present).filter_map(reconstruct).collect()
}
