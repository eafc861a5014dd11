//! Quantities as types, so that a count of threads is never taken for a count of rounds.

use serde::Serialize;
use std::ops::{Add, Sub};

/// A point or a span of time in nanoseconds, from a clock that never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Nanos(pub u64);

impl Nanos {
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1e9
    }

    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1e6
    }

    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Add for Nanos {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Nanos {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

/// The seed all randomness of an experiment grows from; it travels with the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Seed(pub u64);

/// Client threads of a trial: those that issue operations. A map's own threads are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Threads(pub usize);

/// When a client's part of a trial ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Time(Nanos),
    /// So many operations of each client, however long they take.
    Operations(u64),
}

/// Most client threads an experiment may ask for; the live counters have this many places.
pub const MAX_THREADS: usize = 64;
/// Rounds that a run may come to when some are added.
pub const MOST_ROUNDS: usize = 1000;
