//! Runs an experiment: steps in a seeded random order, each on real threads or simulated.
//!
//! One code path serves the browser and the command line. They differ in where the threads come
//! from ([`pool`]) and what the time is read from ([`clock`](crate::base::clock)), nowhere else.

pub mod barrier;
pub mod client;
pub mod crew;
pub mod disturbance;
pub mod environment;
pub mod findings;
#[cfg(feature = "full")]
pub mod matrix;
pub mod memory;
pub mod parallelism;
pub mod passes;
pub mod pool;
pub mod recorded;
pub mod session;
pub mod shared_status;
#[cfg(feature = "full")]
pub mod simulate;
pub mod steady_state;
pub mod steps;
#[cfg(feature = "full")]
pub mod sweep;
#[cfg(test)]
pub mod testing;
pub mod think;
pub mod timeline;
pub mod trial;

pub use crew::Crew;
pub use environment::Environment;
pub use pool::Pool;
pub use recorded::Trial;
pub use session::{Session, StepOutcome};
pub use shared_status::SharedStatus;
pub use steps::{Step, StepKind};
