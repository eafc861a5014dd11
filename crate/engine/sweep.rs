//! A run along an axis: one session for each value, in turns by rounds.
//!
//! Every round visits every value once, in a fresh seeded order, so a drift of the machine hits all
//! places of a curve alike. Only the first value is warmed up: what a browser has compiled by then
//! serves all. The passes beside the trials are left to single experiments.

use super::disturbance::Disturbance;
use super::environment::Environment;
use super::recorded::Recorded;
use super::session::{Session, StepOutcome, calibrated};
use super::steps::Step;
use super::{Pool, SharedStatus};
use crate::base::error::RunError;
use crate::base::units::Nanos;
use crate::experiment::scale::Scale;
use crate::workload::stream;
use serde::Serialize;

/// What a step will do, and at which value.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SweepStep {
    #[serde(flatten)]
    pub step: Step,
    pub cell: usize,
    pub cells: usize,
    pub value: String,
}

pub struct Sweep<'b> {
    scale: Scale,
    environment: Environment,
    sessions: Vec<Session<'b>>,
    /// The value and the round of each turn.
    turns: Vec<(usize, usize)>,
    next: usize,
    /// The turn that the last step belonged to.
    last: usize,
    total: usize,
}

impl<'b> Sweep<'b> {
    /// The pool must have [`Scale::pool_threads`] threads.
    pub fn on_threads(
        scale: Scale,
        environment: Environment,
        pool: &Pool,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        let mut environment = calibrated(environment, pool, status);
        let (count, rounds) = (scale.cells.len(), scale.cells[0].rounds);
        let turns: Vec<(usize, usize)> = (1..=rounds)
            .flat_map(|round| {
                stream::order(count, scale.cells[0].seed, round)
                    .into_iter()
                    .zip([round].into_iter().cycle())
            })
            .collect();
        let first = turns[0].0;
        environment.hasher = scale.cells[0].entries.hasher().into();
        let session = |(place, cell): (usize, &crate::experiment::Experiment)| {
            let mut cell = cell.clone();
            if place != first {
                cell.warmup = Nanos(0);
            }
            let session = Session::on_threads(cell, environment.clone(), pool.clone(), status)?;
            Ok(session.trials_only())
        };
        let sessions: Result<Vec<Session>, RunError> =
            scale.cells.iter().enumerate().map(session).collect();
        let sessions = sessions?;
        let total = sessions.iter().map(|session| session.steps_done().1).sum();
        Ok(Self { scale, environment, sessions, turns, next: 0, last: 0, total })
    }

    /// What the next call of [`step`](Self::step) works on; `None` at the end.
    pub fn upcoming(&self) -> Option<SweepStep> {
        let &(cell, _) = self.turns.get(self.next)?;
        let step = self.sessions[cell].upcoming()?.clone();
        let left = self.sessions.iter().filter_map(|session| session.upcoming());
        let remaining_ms = left.map(|step| step.remaining_ms).sum();
        Some(SweepStep {
            step: Step { index: self.steps_done().0, total: self.total, remaining_ms, ..step },
            cell,
            cells: self.sessions.len(),
            value: self.scale.axis.values[cell].clone(),
        })
    }

    pub fn step(&mut self) -> Result<StepOutcome, RunError> {
        let Some(&(cell, round)) = self.turns.get(self.next) else {
            return Ok(StepOutcome::Done(None));
        };
        let session = &mut self.sessions[cell];
        let outcome = session.step()?;
        if matches!(outcome, StepOutcome::Done(_)) {
            self.last = self.next;
            if session.upcoming().is_none_or(|step| step.round > round) {
                session.rest();
                self.next += 1;
            }
        }
        Ok(outcome)
    }

    /// As [`Session::repeat`].
    pub fn repeat(&mut self, why: Disturbance) -> bool {
        let Some(&(cell, _)) = self.turns.get(self.last) else { return false };
        let again = self.sessions[cell].repeat(why);
        if again {
            self.next = self.last;
        }
        again
    }

    pub fn steps_done(&self) -> (usize, usize) {
        let done = self.sessions.iter().map(|session| session.steps_done().0).sum();
        (done, self.total)
    }

    pub fn scale(&self) -> &Scale {
        &self.scale
    }

    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What each value's trials complete so far found out, in the order of the axis' values.
    pub fn recorded(&self, stopped: bool) -> impl Iterator<Item = Recorded<'_>> {
        self.sessions.iter().map(move |session| session.recorded(stopped))
    }
}
