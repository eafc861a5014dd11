//! The Guard lab's runs for the page: a [`GuardSession`] on the global pool and shared status, which somebody
//! looks on at ([`live`](crate::guard::live)).

use super::sweep::JsSweep;
use super::{Progress, SHARED_STATUS, bad, js_error, read_environment, refused, run_error, to_js};
use crate::engine::Pool;
use crate::engine::memory::{self, Requirement};
use crate::experiment::guard::{BadPlan, Plan};
use crate::experiment::race::Plan as Race;
use crate::guard::observe::Record;
use crate::guard::result::{MapResult, MapRun};
use crate::guard::session::{GuardSession, footprint};
use crate::link::{self, GUARD};
use crate::report::export::prometheus::{Format, exposition};
use crate::report::export::trace::{chrome, operations_csv};
use crate::strategy::Call;
use crate::strategy::audit::Ring;
use crate::strategy::metrics::Outcome;
use js_sys::{Array, Float64Array, Object, Reflect};
use serde::Serialize;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

/// The view that shows single operations.
const AUDIT: &str = "audit";

/// The plan of a link of this lab; `None` of another lab's.
pub fn plan(text: &str) -> Result<Option<Plan>, JsValue> {
    let read = link::fragment_of(text).map_err(bad)?;
    if !link::parse(read).is_ok_and(|link| link.lab == GUARD) {
        return Ok(None);
    }
    let plan = Plan::strict(text).map_err(|error| match error {
        BadPlan::Link(error) => bad(error),
        other => refused(&other),
    })?;
    Ok(Some(plan.watched()))
}

/// What its runs need.
pub fn requirement(plan: &Plan) -> Requirement {
    memory::race(plan.pool_threads(), footprint(plan, true))
}

/// Unwind-safe by decree: the coordinator drops a session that threw and never asks it again.
#[wasm_bindgen(js_name = Guard)]
pub struct JsGuard(AssertUnwindSafe<GuardSession<'static>>, Whole);

/// Whether single operations are handed over as well.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Whole(bool);

/// A map's run that begins.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    kind: &'static str,
    index: usize,
    total: usize,
    map: String,
    round: usize,
    rounds: usize,
    threads: usize,
    expected_ms: f64,
    remaining_ms: f64,
}

#[derive(Serialize)]
struct Done<'a> {
    kind: &'static str,
    progress: Progress,
    trial: &'a MapResult,
    /// What a scrape of it says at its end; null where nothing counts.
    scrape: Option<String>,
}

#[wasm_bindgen(js_class = Guard)]
impl JsGuard {
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, environment: JsValue) -> Result<JsGuard, JsValue> {
        let Some(plan) = plan(link)? else {
            return Err(js_error("BadExperiment", "this link is not one of the Guard lab"));
        };
        let whole = Whole(link::parse(&plan.link).is_ok_and(|link| &link.values["view"] == AUDIT));
        let environment = read_environment(&environment);
        let session = GuardSession::new(plan, environment, Pool::global(), &SHARED_STATUS);
        Ok(Self(AssertUnwindSafe(session.map_err(run_error)?), whole))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        let (plan, index) = (self.0.plan(), self.0.runs().len());
        let expected_ms = plan.length.as_millis();
        to_js(&self.0.upcoming().map(|map| Step {
            kind: "trial",
            index,
            total: plan.maps.len(),
            map: map.to_string(),
            round: 1,
            rounds: 1,
            threads: plan.threads.0,
            expected_ms,
            remaining_ms: expected_ms * (plan.maps.len() - index) as f64,
        }))
    }

    /// One map's run.
    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        if !self.0.step().map_err(run_error)? {
            return Ok(to_js(&super::StepReport::Stopped));
        }
        let (plan, runs) = (self.0.plan(), self.0.runs());
        let Some((run, spec)) = runs.last().zip(plan.maps.get(runs.len() - 1)) else {
            return Err(js_error("Error", "there is no map left to run"));
        };
        let scrape = run.metrics.map(|metrics| exposition(&[(*spec, metrics)], Format::Prometheus));
        let progress = Progress { done: runs.len(), total: plan.maps.len() };
        let done = to_js(&Done { kind: "done", progress, trial: &run.figures, scrape });
        if self.1 == Whole(true) {
            let faults = self.0.result(false).faults;
            set(&done, "lanes", &lanes(run, plan.threads.0));
            // By their numbers in lanes.
            set(&done, "calls", &to_js(&Call::ALL.map(Call::name)));
            set(&done, "outcomes", &to_js(&Outcome::ALL.map(Outcome::name)));
            set(&done, "csv", &operations_csv(&run.rings).into());
            set(&done, "trace", &chrome(std::slice::from_ref(run), plan.threads.0, &faults).into());
        }
        Ok(done)
    }

    /// The result of the maps that have run.
    pub fn result(&self, stopped: bool) -> JsValue {
        to_js(&self.0.result(stopped))
    }
}

/// Goroutines over the map that nothing guards, audited: there two are inside together.
#[wasm_bindgen]
pub struct Unguarded(JsSweep);

/// Few runs, of which those on one worker have nobody to meet.
const UNGUARDED: &str = "#v1/race?runs=5&threads=2";

#[wasm_bindgen]
impl Unguarded {
    /// Whatever the link.
    #[wasm_bindgen(constructor)]
    pub fn new(_link: &str, environment: JsValue) -> Result<Unguarded, JsValue> {
        let Some(mut plan) = Race::strict(UNGUARDED).map_err(bad)? else {
            return Err(js_error("BadExperiment", "this link is not one of a race"));
        };
        plan.audited = true;
        Ok(Self(JsSweep::race(plan, &environment)?))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        self.0.upcoming()
    }

    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        self.0.step()
    }

    /// The result of the runs so far.
    pub fn result(&self, stopped: bool) -> JsValue {
        self.0.result(stopped)
    }
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any field");
}

/// What each thread did: who it is, how many records were overwritten, and the others as one row of figures.
fn lanes(run: &MapRun, clients: usize) -> JsValue {
    let lanes = Array::new();
    for (ring, thread) in run.rings.iter().zip(0..) {
        if ring.retained() == 0 {
            continue;
        }
        let object = Object::new().into();
        let number = if thread < clients { thread } else { thread - clients + 1 };
        set(&object, "client", &(thread < clients).into());
        set(&object, "number", &(number as f64).into());
        set(&object, "overwritten", &(ring.overwritten() as f64).into());
        set(&object, "records", &Float64Array::from(&figures(ring)[..]).into());
        lanes.push(&object);
    }
    lanes.into()
}

/// Seven for each record: call, outcome, whether it overran, key or -1, begin and length in nanoseconds, and
/// the fault or 0.
fn figures(ring: &Ring<Record>) -> Vec<f64> {
    let of = |record: &Record| {
        [
            f64::from(record.call as u8),
            f64::from(record.outcome as u8),
            f64::from(u8::from(record.overrun)),
            record.key.map_or(-1.0, f64::from),
            record.begun.0 as f64,
            record.took.0 as f64,
            f64::from(record.fault.unwrap_or(0)),
        ]
    };
    ring.iter().flat_map(of).collect()
}
