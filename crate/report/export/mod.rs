//! Results in other people's formats. Pure functions from a recorded result to text.

#[cfg(not(target_arch = "wasm32"))]
pub mod benchmark_action;
pub mod csv;
pub mod markdown;
pub mod matrix;
#[cfg(feature = "full")]
pub mod prometheus;
#[cfg(feature = "full")]
pub mod trace;
