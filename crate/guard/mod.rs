//! Maps under a load in which things go wrong: what each operation came to, and which fault touched it.
//!
//! [`entries`] are keys and values in whose own code faults happen, [`observe`] notes every operation,
//! [`run`] has a map, its clients and the faults together, [`session`] goes from map to map, [`live`] is what
//! a run shows meanwhile, [`result`] says what came of it. Every operation is timed here, so figures are of
//! what faults do and not of how fast a map is.

pub mod entries;
pub mod live;
pub mod observe;
pub mod result;
pub mod run;
pub mod session;
