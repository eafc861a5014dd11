//! What only the browser can answer, as functions that `wasm` sets at its start.
//!
//! So the boundary stays the only place that names wasm-bindgen, and nothing below has to name the
//! boundary. Natively the standard library answers. An answer costs an indirect call, a few per cent
//! of what the browser's own clock takes.

use std::sync::OnceLock;

pub struct Host {
    /// Milliseconds since the calling worker began, and since 1970.
    pub performance_now: fn() -> f64,
    pub date_now: fn() -> f64,
    /// Called in each worker before its part of a job.
    pub enter_worker: fn(),
}

static HOST: OnceLock<Host> = OnceLock::new();

/// The first one counts: each worker's instance of the module sets the same.
pub fn set(host: Host) {
    _ = HOST.set(host);
}

pub fn get() -> &'static Host {
    HOST.get().expect("set when the module starts")
}
