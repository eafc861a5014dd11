//! A matrix for the page: a [`MatrixRun`] on the global pool and shared status.

use super::{
    Progress, SHARED_STATUS, StepReport, bad, disturbance, js_error, read_environment, run_error,
    to_js,
};
use crate::engine::matrix::MatrixRun;
use crate::engine::{Pool, StepOutcome};
use crate::experiment::matrix::Matrix;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

/// Unwind-safe by decree: the coordinator drops a matrix that threw and never asks it again.
#[wasm_bindgen(js_name = Matrix)]
pub struct JsMatrix(AssertUnwindSafe<MatrixRun<'static>>);

#[wasm_bindgen(js_class = Matrix)]
impl JsMatrix {
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, environment: JsValue) -> Result<JsMatrix, JsValue> {
        let Some(matrix) = Matrix::strict(link).map_err(bad)? else {
            return Err(js_error("BadExperiment", "this link is not one of a matrix"));
        };
        let environment = read_environment(&environment);
        let run = MatrixRun::on_threads(matrix, environment, &Pool::global(), &SHARED_STATUS);
        Ok(Self(AssertUnwindSafe(run.map_err(run_error)?)))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        to_js(&self.0.upcoming())
    }

    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        Ok(to_js(&match self.0.step().map_err(run_error)? {
            StepOutcome::Working => StepReport::Working { per_thread: Vec::new() },
            StepOutcome::Stopped => StepReport::Stopped,
            StepOutcome::Done(trial) => {
                let (done, total) = self.0.steps_done();
                StepReport::Done { trial, progress: Progress { done, total } }
            }
        }))
    }

    /// As a session's.
    pub fn repeat(&mut self, why: u8) -> bool {
        self.0.repeat(disturbance(why))
    }

    /// Adds so many rounds to each preset after the end; false if there were then too many.
    pub fn extend(&mut self, rounds: usize) -> bool {
        self.0.extend(rounds)
    }

    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> JsValue {
        to_js(&self.0.result(stopped))
    }
}
