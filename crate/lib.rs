//! Contend compares concurrent-map strategies on real threads.
//!
//! Data flows one way: a link becomes an [`experiment::Experiment`], the [`engine`] runs it over
//! the maps of the [`strategy`] registry with the streams of [`workload`], every trial is judged
//! by [`verify`] and summed up by [`stats`], and the outcome is a [`result::RunResult`].
//! The same code runs natively and, through [`wasm`], in a browser's workers. A model of loom's
//! looks at strategies alone, so nothing above them is compiled for it.

#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

#[cfg(not(any(loom, target_arch = "wasm32")))]
pub mod cli;
pub mod clock;
#[cfg(all(feature = "full", not(any(loom, target_arch = "wasm32"))))]
pub mod comparison;
#[cfg(not(loom))]
pub mod engine;
#[cfg(not(loom))]
pub mod error;
#[cfg(not(loom))]
pub mod experiment;
#[cfg(all(feature = "full", not(any(loom, target_arch = "wasm32"))))]
pub mod export;
#[cfg(all(test, not(loom)))]
mod patience;
#[cfg(not(any(loom, target_arch = "wasm32")))]
mod printable;
#[cfg(all(feature = "full", not(loom)))]
pub mod race;
#[cfg(all(feature = "full", not(any(loom, target_arch = "wasm32"))))]
pub mod recording;
#[cfg(not(loom))]
pub mod result;
#[cfg(all(feature = "full", not(loom)))]
pub mod scale;
#[cfg(all(feature = "scan", not(loom)))]
pub mod scan;
#[cfg(not(loom))]
pub mod stats;
pub mod strategy;
pub mod sync;
pub mod units;
#[cfg(not(loom))]
pub mod verify;
#[cfg(not(loom))]
pub mod warnings;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
pub mod words;
#[cfg(not(loom))]
pub mod workload;
