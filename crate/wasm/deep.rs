//! Deep checks for the page: the maps of a link, one slice at a time.

use super::{Progress, SHARED_STATUS, read, run_error, to_js};
use crate::engine::Pool;
use crate::experiment::Experiment;
use crate::verify::linearizability::{MOST_CLIENTS, Report, SliceOutcome, USUAL, Verification};
use serde::Serialize;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

/// What a step came to. Progress is in hundredths of a map.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum SliceReport {
    Working { progress: Progress },
    Done { progress: Progress, report: Box<Report> },
    Stopped,
}

/// A [`Verification`] on the global pool and shared status. Unwind-safe by decree, as a session is.
#[wasm_bindgen(js_name = Verification)]
pub struct JsVerification(AssertUnwindSafe<Verification<'static>>);

#[wasm_bindgen(js_class = Verification)]
impl JsVerification {
    /// The link's maps, threads (as far as a history can be checked) and seed.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str) -> Result<JsVerification, JsValue> {
        let Experiment { maps, threads, seed, .. } = read(link)?;
        let clients = threads.0.min(MOST_CLIENTS);
        let verification =
            Verification::new(maps, clients, seed, USUAL, Pool::global(), &SHARED_STATUS);
        Ok(Self(AssertUnwindSafe(verification.map_err(run_error)?)))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        to_js(&self.0.upcoming())
    }

    /// Works for some 100 ms at most; only while `upcoming` has something.
    pub fn step(&mut self) -> JsValue {
        let outcome = self.0.step();
        let (done, total) = self.0.progress();
        let progress = Progress { done, total };
        to_js(&match outcome {
            SliceOutcome::Working => SliceReport::Working { progress },
            SliceOutcome::Done(report) => SliceReport::Done { progress, report },
            SliceOutcome::Stopped => SliceReport::Stopped,
        })
    }
}
