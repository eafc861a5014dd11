//! The Race lab's stepper and explorer for the page: traces of schedules and searches over all.
//!
//! Plain computation on the calling thread; a search is advanced slice by slice, so that its worker
//! can tell how far it is and be stopped.

use super::{js_error, performance_now, to_js};
use crate::model::presets::PRESETS;
use crate::model::program::Program;
use crate::model::report::FindingsReport;
use crate::model::schedule::Schedule;
use crate::model::search::Search;
use crate::model::trace::Trace;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

/// Transitions between two looks at the clock: some 20 ms on a slow machine.
const SLICE: usize = 10_000;

fn read_program(text: &str) -> Result<Program, JsValue> {
    let (program, _) = Program::read(text).ok_or_else(|| {
        let message = format!("prog: \"{text}\" is not a program; write for example 1-8~a9+d3");
        js_error("BadExperiment", &message)
    })?;
    Ok(program)
}

/// One schedule of a program, step by step.
#[wasm_bindgen(js_name = raceTrace)]
pub fn race_trace(program: &str, schedule: &str, detect: bool) -> Result<JsValue, JsValue> {
    let program = read_program(program)?;
    let (schedule, _) = Schedule::read(schedule).ok_or_else(|| {
        let message =
            format!("sched: \"{schedule}\" is not a schedule; write for example 1*12,2*3,1");
        js_error("BadExperiment", &message)
    })?;
    Ok(to_js(&Trace::new(&program, &schedule, detect)))
}

#[wasm_bindgen(js_name = racePresets)]
pub fn race_presets() -> JsValue {
    to_js(&PRESETS)
}

/// A [`Search`], and what it is over. Unwind-safe by decree: its worker drops one that threw.
#[wasm_bindgen(js_name = RaceSearch)]
pub struct JsRaceSearch(AssertUnwindSafe<(Search, Program, bool)>);

#[wasm_bindgen(js_class = RaceSearch)]
impl JsRaceSearch {
    /// A search over so many states at most.
    #[wasm_bindgen(constructor)]
    pub fn new(program: &str, detect: bool, most: usize) -> Result<JsRaceSearch, JsValue> {
        let program = read_program(program)?;
        let search = Search::new(&program, detect, most);
        Ok(Self(AssertUnwindSafe((search, program, detect))))
    }

    /// Goes on for about so many milliseconds; says how far it is.
    pub fn advance(&mut self, ms: f64) -> JsValue {
        let (search, ..) = &mut *self.0;
        let end = performance_now() + ms;
        loop {
            let progress = search.advance(SLICE);
            if progress.done || performance_now() >= end {
                return to_js(&progress);
            }
        }
    }

    /// What there is up to now.
    pub fn result(&self) -> JsValue {
        let (search, program, detect) = &*self.0;
        to_js(&FindingsReport::new(program, *detect, &search.findings()))
    }
}
