//! What everything rests on and what knows nothing of maps: quantities, words, time, random numbers,
//! the primitives that a model replaces, and the calls that only the browser can answer.

pub mod clock;
pub mod decimal;
pub mod error;
#[cfg(target_arch = "wasm32")]
pub mod host;
#[cfg(all(test, not(feature = "loom")))]
pub mod patience;
#[cfg(not(feature = "loom"))]
pub mod printable;
pub mod rng;
#[cfg(all(test, not(feature = "loom")))]
pub mod schema;
pub mod sync;
pub mod units;
pub mod words;
