//! Contend compares concurrent maps on real threads.
//!
//! Data flows one way: a link becomes an `Experiment`, the engine runs it over the maps of the registry
//! with the streams of a workload, every trial is judged and summed up, and the outcome is a Result. The
//! same code runs natively and in a browser's workers. A model of loom's looks at strategies alone, so
//! nothing above them is compiled for it.
//!
//! With the feature `author`, the module `author` is for crates that have a map of their own: the checks, the
//! comparison, and one trait for both. It alone is meant to be used from outside; the others are this
//! project's own and change without notice. Without that feature they are in this documentation.

#![cfg_attr(target_arch = "wasm32", feature(stdarch_wasm_atomic_wait))]

#[cfg(all(feature = "full", not(feature = "loom")))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod advise;
#[cfg(all(feature = "author", not(any(feature = "loom", target_arch = "wasm32"))))]
pub mod author;
#[cfg_attr(feature = "author", doc(hidden))]
pub mod base;
/// A package of its own, too.
#[cfg(all(feature = "check", not(any(feature = "loom", target_arch = "wasm32"))))]
#[cfg_attr(feature = "author", doc(hidden))]
pub use contend_check as check;
#[cfg(not(any(feature = "loom", target_arch = "wasm32")))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod cli;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod engine;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod experiment;
#[cfg(all(feature = "full", not(feature = "loom")))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod guard;
#[cfg(all(feature = "full", not(feature = "loom")))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod incident;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod ledger;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod link;
#[cfg(all(feature = "full", not(feature = "loom")))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod model;
#[cfg(all(feature = "full", not(feature = "loom")))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod race;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod report;
/// A package of its own: it knows nothing of the others, and a page's module may have it alone.
#[cfg(all(feature = "scan", not(any(feature = "loom", target_arch = "wasm32"))))]
#[cfg_attr(feature = "author", doc(hidden))]
pub use contend_scan as scan;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod stats;
#[cfg_attr(feature = "author", doc(hidden))]
pub mod strategy;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod verify;
#[cfg(target_arch = "wasm32")]
pub mod wasm;
#[cfg(not(feature = "loom"))]
#[cfg_attr(feature = "author", doc(hidden))]
pub mod workload;
