//! For authors of maps: the checks and the comparison of this project for a map of another crate.
//!
//! Implement one trait, [`ConcurrentMap`]. Then, in tests,
//!
//! - [`conformance`] plays the map against everything that it promises,
//! - [`linearizable`] records small histories of many threads and looks for an order that explains each,
//! - [`planted`] spoils the map in one way after another and has the suite find each,
//!
//! and in a bench [`compare`] measures it in turn with maps of this project's registry, and prints what
//! `contend run` prints. `docs/bring-your-own-map.md` goes through it, `examples/bring-your-own-map/` is a
//! crate that does all of it.
//!
//! ```toml
//! [dev-dependencies]
//! contend = { path = "../contend", default-features = false, features = ["author"] }
//! ```
//!
//! The same code checks and measures the project's own maps; nothing here is a second copy. A check that
//! passes has found no fault in so many operations, no more.

mod checks;
mod compare;
mod faults;
mod map;

pub use crate::cli::allocator::Counted;
pub use crate::strategy::row::Containment;
pub use crate::strategy::{Hasher, Iteration, Key, Merge, Panics, Value};
pub use checks::{Checkable, Histories, conformance, linearizable, planted};
pub use compare::{Comparison, compare};
pub use map::{ConcurrentMap, Promises};

use std::error::Error;
use std::fmt::{Debug, Display, Formatter, Result};

/// What a check found, or why nothing could be measured, in words for people.
///
/// Its `Debug` is its `Display`, so that an `unwrap` in a test prints it as it is.
///
/// ```
/// # mod simple { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/crate/author/doctest.rs")); }
/// # use simple::Simple;
/// use contend::author::compare;
///
/// let failure = compare::<Simple>(&["mutx"], "").unwrap_err();
/// assert!(failure.to_string().contains("mutx"));
/// assert_eq!(format!("{failure:?}"), failure.to_string());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Failure(String);

impl Failure {
    fn new(text: impl Display) -> Self {
        Self(text.to_string().trim_end().to_owned())
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter) -> Result {
        f.write_str(&self.0)
    }
}

impl Debug for Failure {
    fn fmt(&self, f: &mut Formatter) -> Result {
        f.write_str(&self.0)
    }
}

impl Error for Failure {}
