//! What a run measures besides throughput, each in a pass of its own, since measuring it slows the rest.

pub mod account;
#[cfg(feature = "full")]
pub mod contention;
#[cfg(feature = "full")]
pub mod inspect;
pub mod latency;
