//! Worker threads: rayon's, on native threads or on web workers.
//!
//! Each job runs once on every thread of the pool, which is how a client gets a thread of its
//! own; threads without a part in a job return at once and sleep.

use crate::base::error::RunError;
#[cfg(target_arch = "wasm32")]
use crate::base::host;

/// Clones are the same threads.
#[derive(Clone)]
pub struct Pool {
    #[cfg(not(target_arch = "wasm32"))]
    threads: std::sync::Arc<rayon::ThreadPool>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Pool {
    pub fn new(threads: usize) -> Result<Self, RunError> {
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|index| format!("contend-{index}"))
            .build()
            .map_err(|error| RunError::PoolFailed(error.to_string()))?;
        Ok(Self { threads: threads.into() })
    }

    pub fn size(&self) -> usize {
        self.threads.current_num_threads()
    }

    /// Runs the job once on each thread, with the thread's number, and waits for all.
    pub fn run(&self, job: &(dyn Fn(usize) + Sync)) {
        self.threads.broadcast(|context| job(context.index()));
    }
}

impl Pool {
    /// Whether a run that needs so many threads has them here.
    pub fn require(&self, needs: usize) -> Result<(), RunError> {
        let has = self.size();
        if has < needs { Err(RunError::PoolTooSmall { has, needs }) } else { Ok(()) }
    }
}

#[cfg(target_arch = "wasm32")]
impl Pool {
    /// The pool that the page has started; there is one per wasm instance.
    pub fn global() -> Self {
        Self {}
    }

    pub fn size(&self) -> usize {
        rayon::current_num_threads()
    }

    pub fn run(&self, job: &(dyn Fn(usize) + Sync)) {
        rayon::broadcast(|context| {
            (host::get().enter_worker)();
            job(context.index());
        });
    }
}
