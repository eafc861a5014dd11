//! Contend compares concurrent maps on real threads.
//!
//! Data flows one way: a link becomes an [`experiment::Experiment`], the [`engine`] runs it over
//! the maps of the [`strategy`] registry with the streams of [`workload`], every trial is judged
//! by [`verify`] and summed up by [`stats`], and the outcome is a [`report::RunResult`].
//! The same code runs natively and, through [`wasm`], in a browser's workers. A model of loom's
//! looks at strategies alone, so nothing above them is compiled for it.

#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

#[cfg(all(feature = "full", not(feature = "loom")))]
pub mod advise;
pub mod base;
/// A package of its own, too.
#[cfg(all(feature = "check", not(any(feature = "loom", target_arch = "wasm32"))))]
pub use contend_check as check;
#[cfg(not(any(feature = "loom", target_arch = "wasm32")))]
pub mod cli;
#[cfg(not(feature = "loom"))]
pub mod engine;
#[cfg(not(feature = "loom"))]
pub mod experiment;
#[cfg(all(feature = "full", not(feature = "loom")))]
pub mod guard;
#[cfg(all(feature = "full", not(feature = "loom")))]
pub mod incident;
#[cfg(not(feature = "loom"))]
pub mod ledger;
#[cfg(not(feature = "loom"))]
pub mod link;
#[cfg(all(feature = "full", not(feature = "loom")))]
pub mod model;
#[cfg(all(feature = "full", not(feature = "loom")))]
pub mod race;
#[cfg(not(feature = "loom"))]
pub mod report;
/// A package of its own: it knows nothing of the others, and a page's module may have it alone.
#[cfg(all(feature = "scan", not(any(feature = "loom", target_arch = "wasm32"))))]
pub use contend_scan as scan;
#[cfg(not(feature = "loom"))]
pub mod stats;
pub mod strategy;
#[cfg(not(feature = "loom"))]
pub mod verify;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
#[cfg(not(feature = "loom"))]
pub mod workload;
