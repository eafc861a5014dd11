//! The runs of a plan, one after the other, in turns, so that a drift of the machine hits all settings
//! alike. What a run is and what all of them say is for a `Pass` to know: [`unguarded`](super::unguarded)
//! or [`controls`](super::controls).

use super::controls::ControlRuns;
use super::record::Run;
use super::result::RaceResult;
use super::unguarded::Unguarded;
use crate::base::error::RunError;
use crate::base::units::Seed;
use crate::engine::{Environment, Pool, SharedStatus, parallelism};
use crate::experiment::race::{Along, Cell, Plan, View};
use crate::workload::entry_kind::HASHER;
use serde::Serialize;

/// What the next step works on.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RaceStep {
    pub kind: &'static str,
    pub index: usize,
    pub total: usize,
    /// Of the controls, the map; else none.
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
pub enum RunOutcome {
    Done(Box<Run>),
    /// Ended by the stop flag; nothing of this step is kept.
    Stopped,
}

/// The hash function of the model, as results print it.
const MODEL_HASHER: &str = "the model's own: low 16 bits kept, MurmurHash3 finaliser above";

/// On whose behalf and where the runs are made.
pub(super) struct Setup<'b> {
    pub plan: Plan,
    pub environment: Environment,
    pub pool: Pool,
    pub status: &'b SharedStatus,
}

impl Setup<'_> {
    /// Of the runs of a round.
    pub fn seed(&self, round: usize) -> Seed {
        Seed(self.plan.seed.0.wrapping_mul(1_000_003).wrapping_add(round as u64))
    }
}

/// What a run is.
pub(super) struct Turn {
    pub map: Option<String>,
    pub round: usize,
    /// Which setting of the plan, and what it comes to in this run.
    pub place: usize,
    pub cell: Cell,
    /// How long it takes.
    pub expected_ms: f64,
}

/// The runs of one kind, in the order in which they are made.
pub(super) trait Pass {
    /// Runs in all, and at each setting.
    fn count(&self) -> usize;
    fn rounds(&self) -> usize;

    /// The run of that number, with those before it.
    fn turn(&self, setup: &Setup, number: usize, runs: &[Run]) -> Turn;

    /// `None` if it was stopped.
    fn run(&self, setup: &Setup, number: usize) -> Result<Option<Run>, RunError>;

    /// The result of the runs that there are.
    fn result(&self, setup: &Setup, runs: &[Run]) -> RaceResult;
}

/// Runs in turns, a step each, for whoever shows them.
pub struct Series<'b> {
    setup: Setup<'b>,
    pass: Box<dyn Pass>,
    runs: Vec<Run>,
}

impl<'b> Series<'b> {
    /// The runs of the plan. The pool must have [`Plan::pool_threads`] threads.
    pub fn new(
        plan: Plan,
        environment: Environment,
        pool: Pool,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        pool.require(plan.pool_threads())?;
        let hasher = if plan.view == View::Controls { HASHER } else { MODEL_HASHER };
        let mut environment = Environment { hasher: hasher.into(), ..environment };
        parallelism::find(&mut environment, &pool, status);
        let pass: Box<dyn Pass> = match plan.view {
            View::Controls => Box::new(ControlRuns::new(&plan)),
            _ => Box::new(Unguarded::new(&plan)),
        };
        let setup = Setup { plan, environment, pool, status };
        Ok(Self { setup, pass, runs: Vec::new() })
    }

    /// What the next call of [`step`](Self::step) works on; `None` at the end.
    pub fn upcoming(&self) -> Option<RaceStep> {
        let (index, total) = self.steps_done();
        let turn = |number| self.pass.turn(&self.setup, number, &self.runs);
        let Turn { map, round, place, cell, expected_ms } = (index < total).then(|| turn(index))?;
        Some(RaceStep {
            kind: "trial",
            index,
            total,
            map,
            round,
            rounds: self.pass.rounds(),
            threads: cell.workers,
            goroutines: cell.goroutines,
            expected_ms,
            remaining_ms: (index..total).map(|number| turn(number).expected_ms).sum(),
            cell: place,
            cells: self.setup.plan.cells.len(),
            value: match self.setup.plan.along {
                Along::Workers => cell.workers.to_string(),
                Along::Goroutines => cell.goroutines.to_string(),
            },
        })
    }

    pub fn step(&mut self) -> Result<RunOutcome, RunError> {
        let (number, total) = self.steps_done();
        if number == total {
            return Ok(RunOutcome::Stopped);
        }
        let Some(run) = self.pass.run(&self.setup, number)? else { return Ok(RunOutcome::Stopped) };
        self.runs.push(run.clone());
        Ok(RunOutcome::Done(Box::new(run)))
    }

    /// Takes the last run back, to be done again; false if there is none.
    pub fn repeat(&mut self) -> bool {
        self.runs.pop().is_some()
    }

    pub fn steps_done(&self) -> (usize, usize) {
        (self.runs.len(), self.pass.count())
    }

    /// The result of the runs complete so far.
    pub fn result(&self, stopped: bool) -> RaceResult {
        RaceResult { stopped, ..self.pass.result(&self.setup, &self.runs) }
    }
}
