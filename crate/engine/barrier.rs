//! A barrier that gives up when one of its threads cannot come.
//!
//! The standard barrier would hold the others for ever after a panic.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub struct Barrier {
    parties: usize,
    state: Mutex<State>,
    wakes: Condvar,
}

struct State {
    waiting: usize,
    generation: usize,
    broken: bool,
}

impl Barrier {
    pub fn new(parties: usize) -> Self {
        let state = Mutex::new(State { waiting: 0, generation: 0, broken: false });
        Self { parties, state, wakes: Condvar::new() }
    }

    /// Waits for all parties; false if the barrier was broken.
    pub fn wait(&self) -> bool {
        let mut state = self.state();
        let generation = state.generation;
        state.waiting += 1;
        if state.waiting == self.parties {
            state.waiting = 0;
            state.generation += 1;
            self.wakes.notify_all();
        }
        while state.generation == generation && !state.broken {
            state = self.wakes.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        !state.broken
    }

    /// Lets everyone go who waits now or ever will.
    pub fn shatter(&self) {
        self.state().broken = true;
        self.wakes.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
