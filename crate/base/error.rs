//! What can go wrong in a run. Each message names the input and the remedy.

use thiserror::Error;

/// A run that could not go on. The next run is not affected.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum RunError {
    #[error(
        "a thread panicked while running {map}: {message}. This trial was discarded; run again, or leave out the map"
    )]
    Panicked { map: String, message: String },
    #[error("this build supports only u64 and foldhash: leave out key, value and hash")]
    Narrow,
    #[error("the thread pool has {has} threads and this experiment needs {needs}: lower threads")]
    PoolTooSmall { has: usize, needs: usize },
    #[error("the worker threads could not be started: {0}. Lower threads, or close other programs")]
    PoolFailed(String),
}
