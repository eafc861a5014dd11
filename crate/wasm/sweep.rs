//! A scale experiment for the page: a [`Sweep`] on the global pool and board.

use super::{
    BOARD, Progress, StepOutcome, bad, disturbance, js_error, read_environment, run_error, to_js,
};
use crate::engine::sweep::Sweep;
use crate::engine::{Outcome, Pool};
use crate::experiment::scale::Scale;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

/// Unwind-safe by decree: the coordinator drops a sweep that threw and never asks it again.
#[wasm_bindgen(js_name = Sweep)]
pub struct JsSweep(AssertUnwindSafe<Sweep<'static>>);

#[wasm_bindgen(js_class = Sweep)]
impl JsSweep {
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, environment: JsValue) -> Result<JsSweep, JsValue> {
        let Some(scale) = Scale::strict(link).map_err(bad)? else {
            return Err(js_error("BadExperiment", "this link has no axis to go along"));
        };
        let environment = read_environment(&environment);
        let sweep = Sweep::on_threads(scale, environment, &Pool::global(), &BOARD);
        Ok(Self(AssertUnwindSafe(sweep.map_err(run_error)?)))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        to_js(&self.0.upcoming())
    }

    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let outcome = match self.0.step().map_err(run_error)? {
            Outcome::Working => StepOutcome::Working { per_thread: Vec::new() },
            Outcome::Stopped => StepOutcome::Stopped,
            Outcome::Done(trial) => {
                let (done, total) = self.0.steps_done();
                StepOutcome::Done { trial, progress: Progress { done, total } }
            }
        };
        Ok(to_js(&outcome))
    }

    /// As a session's.
    pub fn repeat(&mut self, why: u8) -> bool {
        self.0.repeat(disturbance(why))
    }

    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> JsValue {
        to_js(&self.0.result(stopped))
    }
}
