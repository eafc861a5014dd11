//! Runs along an axis or the settings of a race for the page: a scale experiment's [`Sweep`], or the [`Series`] of
//! the Race lab, on the global pool and shared status. The link's lab decides.

use super::{
    Progress, SHARED_STATUS, StepReport, bad, disturbance, js_error, read_environment, run_error,
    to_js,
};
use crate::engine::sweep::Sweep;
use crate::engine::{Pool, StepOutcome};
use crate::experiment::race::Plan;
use crate::experiment::scale::Scale;
use crate::race::record::Run;
use crate::race::series::{self, Series};
use serde::Serialize;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

enum Runs {
    Sweep(Box<Sweep<'static>>),
    Race(Box<Series<'static>>),
}

/// Unwind-safe by decree: the coordinator drops a sweep that threw and never asks it again.
#[wasm_bindgen(js_name = Sweep)]
pub struct JsSweep(AssertUnwindSafe<Runs>);

/// A step of the Race lab, in the place of a trial.
#[derive(Serialize)]
struct RunReport<'a> {
    kind: &'static str,
    trial: &'a Run,
    progress: Progress,
}

impl JsSweep {
    /// The runs of a race.
    pub fn race(plan: Plan, environment: &JsValue) -> Result<Self, JsValue> {
        let environment = read_environment(environment);
        let series = Series::new(plan, environment, Pool::global(), &SHARED_STATUS);
        Ok(Self(AssertUnwindSafe(Runs::Race(Box::new(series.map_err(run_error)?)))))
    }
}

#[wasm_bindgen(js_class = Sweep)]
impl JsSweep {
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, environment: JsValue) -> Result<JsSweep, JsValue> {
        if let Some(plan) = Plan::strict(link).map_err(bad)? {
            return Self::race(plan, &environment);
        }
        let environment = read_environment(&environment);
        let runs = if let Some(scale) = Scale::strict(link).map_err(bad)? {
            let sweep = Sweep::on_threads(scale, environment, &Pool::global(), &SHARED_STATUS);
            Runs::Sweep(Box::new(sweep.map_err(run_error)?))
        } else {
            return Err(js_error("BadExperiment", "this link has no axis to go along"));
        };
        Ok(Self(AssertUnwindSafe(runs)))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        match &*self.0 {
            Runs::Sweep(sweep) => to_js(&sweep.upcoming()),
            Runs::Race(series) => to_js(&series.upcoming()),
        }
    }

    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let sweep = match &mut *self.0 {
            Runs::Sweep(sweep) => sweep,
            Runs::Race(series) => return race_step(series),
        };
        let outcome = match sweep.step().map_err(run_error)? {
            StepOutcome::Working => StepReport::Working { per_thread: Vec::new() },
            StepOutcome::Stopped => StepReport::Stopped,
            StepOutcome::Done(trial) => {
                let (done, total) = sweep.steps_done();
                StepReport::Done { trial, progress: Progress { done, total } }
            }
        };
        Ok(to_js(&outcome))
    }

    /// As a session's.
    pub fn repeat(&mut self, why: u8) -> bool {
        match &mut *self.0 {
            Runs::Sweep(sweep) => sweep.repeat(disturbance(why)),
            Runs::Race(series) => series.repeat(),
        }
    }

    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> JsValue {
        match &*self.0 {
            Runs::Sweep(sweep) => to_js(&sweep.result(stopped)),
            Runs::Race(series) => to_js(&series.result(stopped)),
        }
    }
}

fn race_step(series: &mut Series) -> Result<JsValue, JsValue> {
    Ok(match series.step().map_err(run_error)? {
        series::RunOutcome::Stopped => to_js(&StepReport::Stopped),
        series::RunOutcome::Done(run) => {
            let (done, total) = series.steps_done();
            let progress = Progress { done, total };
            to_js(&RunReport { kind: "done", trial: &run, progress })
        }
    })
}
