//! Links: any text in, an experiment's values and a list of what was wrong with it out.
//!
//! [`codec`] reads and writes them over tables of [`keys`], each with a value of one of some [`kinds`];
//! [`repair`] mends what was broken on its way. What the values mean is for
//! [`experiment`](crate::experiment) to say.

pub mod axes;
#[cfg(feature = "full")]
pub mod axis;
pub mod codec;
#[cfg(feature = "full")]
pub mod faults;
#[cfg(feature = "full")]
pub mod guard_keys;
pub mod keys;
pub mod kinds;
pub mod presets;
pub mod problem;
#[cfg(feature = "full")]
pub mod race_keys;
#[cfg(not(target_arch = "wasm32"))]
pub mod repair;
pub mod values;

pub use codec::{
    CARRIED, LABS, Link, MAX_BYTES, MAX_UNPACKED_BYTES, RACE, SCALE, VERSION, format, fragment_of,
    parse,
};
#[cfg(feature = "full")]
pub use codec::{GUARD, parse_among};
pub use problem::{BadExperiment, Problem, ProblemKind};
pub use values::Values;
