//! A run of a matrix: one session for each preset, one preset after the other.
//!
//! A preset's cells are so complete together, and the first of them soon. Maps of one preset take turns
//! as in any experiment, so a drift of the machine hits all of them alike; presets are not held against
//! each other. The passes beside the trials are left to single experiments.

use super::disturbance::Disturbance;
use super::environment::Environment;
use super::recorded::Recorded;
use super::session::{Session, StepOutcome, calibrated};
use super::steps::Step;
use super::{Pool, SharedStatus};
use crate::base::error::RunError;
use crate::experiment::matrix::Matrix;
use serde::Serialize;

/// What a step will do, and for which preset.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MatrixStep {
    #[serde(flatten)]
    pub step: Step,
    pub column: usize,
    pub columns: usize,
    pub preset: &'static str,
}

pub struct MatrixRun<'b> {
    matrix: Matrix,
    environment: Environment,
    sessions: Vec<Session<'b>>,
    /// The column that is under way.
    column: usize,
    /// That of the step just done.
    last: usize,
    total: usize,
}

impl<'b> MatrixRun<'b> {
    /// The pool must have [`Matrix::pool_threads`] threads.
    pub fn on_threads(
        matrix: Matrix,
        environment: Environment,
        pool: &Pool,
        status: &'b SharedStatus,
    ) -> Result<Self, RunError> {
        let mut environment = calibrated(environment, pool, status);
        environment.hasher = matrix.columns[0].experiment.entries.hasher().into();
        let sessions: Result<Vec<Session>, RunError> = matrix
            .columns
            .iter()
            .map(|column| {
                let (experiment, environment) = (column.experiment.clone(), environment.clone());
                Ok(Session::on_threads(experiment, environment, pool.clone(), status)?
                    .trials_only())
            })
            .collect();
        let sessions = sessions?;
        let total = sessions.iter().map(|session| session.steps_done().1).sum();
        Ok(Self { matrix, environment, sessions, column: 0, last: 0, total })
    }

    /// What the next call of [`step`](Self::step) works on; `None` at the end.
    pub fn upcoming(&self) -> Option<MatrixStep> {
        let column = self.column;
        let step = self.sessions.get(column)?.upcoming()?.clone();
        let left = self.sessions[column..].iter().filter_map(|session| session.upcoming());
        let remaining_ms = left.map(|step| step.remaining_ms).sum();
        Some(MatrixStep {
            step: Step { index: self.steps_done().0, total: self.total, remaining_ms, ..step },
            column,
            columns: self.sessions.len(),
            preset: self.matrix.columns[column].preset.name,
        })
    }

    pub fn step(&mut self) -> Result<StepOutcome, RunError> {
        let Some(session) = self.sessions.get_mut(self.column) else {
            return Ok(StepOutcome::Done(None));
        };
        self.last = self.column;
        let outcome = session.step()?;
        if session.upcoming().is_none() {
            session.rest();
            self.seek();
        }
        Ok(outcome)
    }

    /// Goes to the first column that has something left.
    fn seek(&mut self) {
        let left = self.sessions.iter().position(|session| session.upcoming().is_some());
        self.column = left.unwrap_or(self.sessions.len());
    }

    /// As a session's.
    pub fn repeat(&mut self, why: Disturbance) -> bool {
        let again = self.sessions[self.last].repeat(why);
        if again {
            self.column = self.last;
        }
        again
    }

    /// Adds so many rounds to each column at its end, as a session does, but for those that have all
    /// that there may be; false if none has room.
    pub fn extend(&mut self, rounds: usize) -> bool {
        let mut any = false;
        for session in &mut self.sessions {
            any |= session.extend(rounds);
        }
        self.total = self.sessions.iter().map(|session| session.steps_done().1).sum();
        self.seek();
        any
    }

    pub fn steps_done(&self) -> (usize, usize) {
        let done = self.sessions.iter().map(|session| session.steps_done().0).sum();
        (done, self.total)
    }

    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    pub fn environment(&self) -> &Environment {
        &self.environment
    }

    /// What each preset's trials complete so far found out, in the order of the presets.
    pub fn recorded(&self, stopped: bool) -> impl Iterator<Item = Recorded<'_>> {
        self.sessions.iter().map(move |session| session.recorded(stopped))
    }
}
