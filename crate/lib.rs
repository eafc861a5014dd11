//! Contend compares concurrent-map strategies on real threads.
//!
//! Data flows one way: a link becomes an [`experiment::Experiment`], the [`engine`] runs it over
//! the maps of the [`strategy`] registry with the streams of [`workload`], every trial is judged
//! by [`verify`] and summed up by [`stats`], and the outcome is a [`result::RunResult`].
//! The same code runs natively and, through [`wasm`], in a browser's workers.

#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
#[cfg(feature = "full")]
pub mod comparison;
pub mod engine;
pub mod error;
pub mod experiment;
#[cfg(feature = "full")]
pub mod export;
#[cfg(feature = "full")]
pub mod race;
#[cfg(feature = "full")]
pub mod recording;
pub mod result;
#[cfg(feature = "full")]
pub mod scale;
pub mod stats;
pub mod strategy;
pub mod sync;
pub mod units;
pub mod verify;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
pub mod words;
pub mod workload;
