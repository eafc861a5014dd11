//! The boundary to the browser: the only place that names wasm-bindgen.
//!
//! A coordinator worker calls these functions; the page's main thread never does, it reads the
//! [`SharedStatus`] straight from shared memory. Errors cross as JavaScript errors with the names that
//! the page's contract lists.

#[cfg(not(target_feature = "atomics"))]
compile_error!(
    "build with `make build`: threads need -C target-feature=+atomics and a rebuilt std"
);

#[cfg(feature = "full")]
mod choose;
// Histories are of keys and values of their own, so one module with them is enough.
#[cfg(all(feature = "full", not(feature = "wide")))]
mod deep;
mod error;
#[cfg(feature = "full")]
mod export;
#[cfg(feature = "full")]
mod guard;
mod heap;
#[cfg(feature = "full")]
mod incident;
mod magazine;
#[cfg(feature = "full")]
mod matrix;
#[cfg(feature = "full")]
mod race;
#[cfg(feature = "full")]
mod sweep;

use crate::base::host::{self, Host};
use crate::base::units::MAX_THREADS;
#[cfg(feature = "full")]
use crate::base::units::Nanos;
use crate::engine::disturbance::Disturbance;
use crate::engine::environment::build;
#[cfg(feature = "full")]
use crate::engine::passes::inspect::Inspection;
use crate::engine::shared_status::{INSIDE_FIGURES, TRAP_TEXT_BYTES};
use crate::engine::{Environment, Trial};
use crate::engine::{Pool, Session, SharedStatus, StepOutcome, memory, parallelism as probe};
use crate::experiment::Experiment;
#[cfg(feature = "full")]
use crate::experiment::{matrix::Matrix, race::Plan, scale::Scale};
#[cfg(feature = "full")]
use crate::race::requirement::requirement as race_requirement;
#[cfg(feature = "full")]
use error::refused;
use error::{bad, js_error, run_error, too_large};
use js_sys::Reflect;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use std::cell::Cell;
use std::mem::offset_of;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

pub use wasm_bindgen_rayon::init_thread_pool;

static SHARED_STATUS: SharedStatus = SharedStatus::new();

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;
}

#[wasm_bindgen(module = "/crate/wasm/traps.js")]
extern "C" {
    #[wasm_bindgen(js_name = reportTraps)]
    fn report_traps(memory: JsValue, flag: usize, length: usize, text: usize, text_bytes: usize);
}

#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
    host::set(Host { performance_now, date_now, enter_worker: report_traps_of_this_worker });
}

/// Makes the calling worker write to the shared status if it ever traps, since its coordinator, blocked
/// in the run, cannot hear it.
fn report_traps_of_this_worker() {
    thread_local!(static DONE: Cell<bool> = const { Cell::new(false) });
    if DONE.replace(true) {
        return;
    }
    report_traps(
        wasm_bindgen::memory(),
        &raw const SHARED_STATUS.trapped as usize,
        &raw const SHARED_STATUS.trap_length as usize,
        &raw const SHARED_STATUS.trap_text as usize,
        TRAP_TEXT_BYTES,
    );
}

/// Byte addresses of the shared status's words in memory.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SharedStatusLayout {
    address: usize,
    stop: usize,
    phase: usize,
    beats: usize,
    asked: usize,
    oom: usize,
    trapped: usize,
    trap_text: usize,
    trap_text_bytes: usize,
    inside_version: usize,
    inside_length: usize,
    inside: usize,
    inside_figures: usize,
    counters: usize,
    stride: usize,
    clients: usize,
}

#[wasm_bindgen]
pub fn board() -> JsValue {
    let address = &raw const SHARED_STATUS as usize;
    let at = |offset: usize| address + offset;
    to_js(&SharedStatusLayout {
        address,
        stop: at(offset_of!(SharedStatus, stop)),
        phase: at(offset_of!(SharedStatus, phase)),
        beats: at(offset_of!(SharedStatus, beats)),
        asked: at(offset_of!(SharedStatus, asked)),
        oom: at(offset_of!(SharedStatus, out_of_memory)),
        trapped: at(offset_of!(SharedStatus, trapped)),
        // The text's length stands in the word before it.
        trap_text: at(offset_of!(SharedStatus, trap_length)),
        trap_text_bytes: TRAP_TEXT_BYTES,
        inside_version: at(offset_of!(SharedStatus, inside_version)),
        inside_length: at(offset_of!(SharedStatus, inside_length)),
        inside: at(offset_of!(SharedStatus, inside)),
        inside_figures: INSIDE_FIGURES,
        counters: at(offset_of!(SharedStatus, counters)),
        stride: size_of::<crate::engine::shared_status::Counter>(),
        clients: MAX_THREADS,
    })
}

/// Workers and bytes that an experiment needs.
#[wasm_bindgen]
pub fn requirements(link: &str) -> Result<JsValue, JsValue> {
    #[cfg(feature = "full")]
    if let Some(plan) = Plan::strict(link).map_err(bad)? {
        return Ok(to_js(&race_requirement(&plan)));
    }
    #[cfg(feature = "full")]
    if let Some(scale) = Scale::strict(link).map_err(bad)? {
        return Ok(to_js(&memory::most(&scale.cells)));
    }
    #[cfg(feature = "full")]
    if let Some(matrix) = Matrix::strict(link).map_err(bad)? {
        return Ok(to_js(&memory::most(matrix.experiments())));
    }
    #[cfg(feature = "full")]
    if incident::is_incident(link)? {
        return Ok(to_js(&incident::REQUIREMENT));
    }
    #[cfg(feature = "full")]
    if let Some(plan) = guard::plan(link)? {
        return Ok(to_js(&guard::requirement(&plan)));
    }
    #[cfg(feature = "full")]
    if let Some(confirming) = choose::confirming(link)? {
        return Ok(to_js(&memory::requirement(&read(&confirming)?)));
    }
    Ok(to_js(&memory::requirement(&read(link)?)))
}

/// Grows the heap to hold that many more bytes and closes it: from here on it never grows, so it
/// cannot grow while workers run. Call before the thread pool is started.
#[wasm_bindgen]
pub fn reserve(bytes: f64) -> Result<(), JsValue> {
    match heap::reserve(bytes as usize) {
        true => Ok(()),
        false => Err(too_large(bytes)),
    }
}

/// Threads that really run at once, of at most `workers`. Blocks for 30 ms, longer on a
/// busy machine.
#[wasm_bindgen]
pub fn parallelism(workers: usize) -> usize {
    probe::measure(&Pool::global(), &SHARED_STATUS, workers)
}

fn read(link: &str) -> Result<Experiment, JsValue> {
    Experiment::strict(link).map_err(bad)
}

/// What the page knows of where it runs, and what was compiled in. Unknown fields stay empty.
fn read_environment(given: &JsValue) -> Environment {
    let field = |name: &str| Reflect::get(given, &name.into()).unwrap_or_default();
    let text = |name| field(name).as_string().unwrap_or_default();
    let number = |name| field(name).as_f64().unwrap_or_default();
    Environment {
        host: "browser".into(),
        user_agent: text("userAgent"),
        cores: number("cores") as usize,
        // As the run's own pool finds; without one nothing runs at once.
        parallelism: 1,
        parallelism_tested: 1,
        parallelism_at: text("recordedAt"),
        calibration_spread: None,
        isolation: text("isolation"),
        mode: text("mode"),
        clock_step_ns: number("clockStepNs"),
        build: build().into(),
        commit: field("commit").as_string(),
        dirty: field("dirty").is_truthy(),
        allocator: heap::NAME.into(),
        recorded_at: text("recordedAt"),
        // As the experiment has it.
        hasher: String::new(),
    }
}

fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).expect("plain data serialises")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
enum StepReport {
    #[serde(rename_all = "camelCase")]
    Working {
        per_thread: Vec<u64>,
    },
    Done {
        trial: Option<Trial>,
        progress: Progress,
    },
    Stopped,
}

#[derive(Serialize)]
struct Progress {
    done: usize,
    total: usize,
}

fn disturbance(why: u8) -> Disturbance {
    match why {
        0 => Disturbance::Hidden,
        1 => Disturbance::Frozen,
        _ => Disturbance::Clock,
    }
}

fn session(
    link: &str,
    environment: &JsValue,
    simulated: bool,
) -> Result<Session<'static>, JsValue> {
    let experiment = read(link)?;
    let environment = read_environment(environment);
    match simulated {
        #[cfg(feature = "full")]
        true => Session::simulated(experiment, environment, &SHARED_STATUS).map_err(run_error),
        #[cfg(not(feature = "full"))]
        true => Err(js_error("Unsupported", "Simulated runs need the full module.")),
        false => {
            let pool = Pool::global();
            Session::on_threads(experiment, environment, pool, &SHARED_STATUS).map_err(run_error)
        }
    }
}

/// A run for the page: a [`Session`](crate::engine::Session) on the global pool and shared status.
/// Unwind-safe by decree: the coordinator drops a session that threw and never asks it again.
#[wasm_bindgen(js_name = Session)]
pub struct JsSession(AssertUnwindSafe<Session<'static>>);

#[wasm_bindgen(js_class = Session)]
impl JsSession {
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, environment: JsValue, simulated: bool) -> Result<JsSession, JsValue> {
        Ok(Self(AssertUnwindSafe(session(link, &environment, simulated)?)))
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        to_js(&self.0.upcoming())
    }

    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        let outcome = match self.0.step().map_err(run_error)? {
            StepOutcome::Working => {
                StepReport::Working { per_thread: self.0.simulated_operations() }
            }
            StepOutcome::Stopped => StepReport::Stopped,
            StepOutcome::Done(trial) => {
                let (done, total) = self.0.steps_done();
                StepReport::Done { trial, progress: Progress { done, total } }
            }
        };
        Ok(to_js(&outcome))
    }

    /// Takes back what the step just done found out and does it again next; false if time has no part
    /// in that, or if it was done often enough. Because the page was hidden (0), was frozen (1), or
    /// has another clock now (2).
    pub fn repeat(&mut self, why: u8) -> bool {
        self.0.repeat(disturbance(why))
    }

    /// Adds so many rounds after the end; false if there were then too many.
    pub fn extend(&mut self, rounds: usize) -> bool {
        self.0.extend(rounds)
    }

    /// The result of the trials complete so far.
    pub fn result(&self, stopped: bool) -> JsValue {
        to_js(&self.0.result(stopped))
    }
}

/// Lets all clients of the experiment play on one of its maps for that long and shows the map's
/// inside in the shared status meanwhile; returns its figures at the end.
#[cfg(feature = "full")]
#[wasm_bindgen]
pub fn inspect(link: &str, map: &str, ms: u32) -> Result<Vec<f64>, JsValue> {
    let experiment = read(link)?;
    let spec = experiment.maps.iter().find(|spec| spec.to_string() == map);
    let Some(spec) = spec else {
        let message = format!("the map {map} is not one of the experiment");
        return Err(js_error("BadExperiment", &message));
    };
    let length = Nanos::from_millis(ms.into());
    let pool = Pool::global();
    let inspection =
        Inspection { experiment: &experiment, spec, length, pool: &pool, status: &SHARED_STATUS };
    let figures = inspection.run().map_err(run_error)?;
    Ok(figures.into_iter().map(|figure| figure as f64).collect())
}

/// Runs the conformance suite of one map; throws the property that failed.
#[cfg(feature = "suite")]
#[wasm_bindgen]
pub fn conformance(map: &str, threads: usize) -> Result<String, JsValue> {
    crate::verify::conformance::check(&tested(map)?, &Pool::global(), threads)
        .map_err(|failure| js_error("Error", &failure))
}

/// Has clients of one guarded map refused while another sits in it, again and again; returns by how many nanoseconds
/// each refusal came after its deadline. Throws what did not hold.
#[cfg(feature = "selftest")]
#[wasm_bindgen]
pub fn stalls(map: &str, repeats: usize) -> Result<Vec<f64>, JsValue> {
    let (spec, pool) = (tested(map)?, Pool::global());
    let mut late = Vec::new();
    for _ in 0..repeats {
        let refused = crate::verify::stalls::stall(&spec, &pool);
        late.extend(refused.map_err(|failure| js_error("Error", &failure))?);
    }
    Ok(late.into_iter().map(|nanos| nanos.0 as f64).collect())
}

/// Has merges panic in a guarded map; throws what did not hold. False if the map does not promise to withstand it.
#[cfg(feature = "selftest")]
#[wasm_bindgen]
pub fn contained(map: &str) -> Result<bool, JsValue> {
    use crate::verify::contained::{applies, contained};
    let spec = tested(map)?;
    if !applies(&spec) {
        return Ok(false);
    }
    let contained = contained(&spec, &Pool::global());
    contained.map(|()| true).map_err(|failure| js_error("Error", &failure))
}

#[cfg(feature = "selftest")]
fn tested(map: &str) -> Result<crate::strategy::MapSpec, JsValue> {
    crate::strategy::MapSpec::canonical(map)
        .ok_or_else(|| js_error("BadExperiment", &format!("there is no map {map}")))
}

/// Plays the reader-writer lock's arrival orders on six workers; throws the promise not kept.
#[cfg(feature = "selftest")]
#[wasm_bindgen]
pub fn arrivals() -> Result<(), JsValue> {
    crate::verify::arrivals::check(&Pool::global()).map_err(|failure| js_error("Error", &failure))
}

/// Has the workers hand each other so many bytes of fresh memory; with an open heap, which the
/// page never has while they run, it grows meanwhile.
#[cfg(feature = "selftest")]
#[wasm_bindgen(js_name = exchangeFresh)]
pub fn exchange_fresh(bytes: usize, open_heap: bool) -> u64 {
    if open_heap {
        heap::open();
    }
    crate::verify::fresh::exchange(&Pool::global(), bytes)
}
