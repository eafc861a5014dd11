//! Links: any text in, an experiment's values and a list of what was wrong with it out.
//!
//! [`codec`] reads and writes them over tables of [`keys`], each with a value of one of some [`kinds`];
//! [`repair`] mends what was broken on its way. What the values mean is for
//! [`experiment`](crate::experiment) to say.

pub mod axes;
#[cfg(feature = "full")]
pub mod axis;
#[cfg(feature = "full")]
pub mod choose_keys;
pub mod codec;
#[cfg(feature = "full")]
pub mod faults;
#[cfg(feature = "full")]
pub mod guard_keys;
pub mod keys;
pub mod kinds;
#[cfg(feature = "full")]
pub mod matrix_keys;
pub mod presets;
pub mod problem;
#[cfg(feature = "full")]
pub mod race_keys;
#[cfg(not(target_arch = "wasm32"))]
pub mod repair;
#[cfg(feature = "full")]
pub mod scan_keys;
pub mod values;

pub use codec::{
    APART, CARRIED, CHOOSE, LABS, Link, MATRIX, MAX_BYTES, MAX_UNPACKED_BYTES, RACE, SCALE, SCAN,
    VERSION, format, fragment_of, parse,
};
#[cfg(feature = "full")]
pub use codec::{EXTENDED, GUARD, Only, only, parse_among};
pub use problem::{BadExperiment, Problem, ProblemKind};
pub use values::Values;
