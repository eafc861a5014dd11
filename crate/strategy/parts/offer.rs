//! Something that whoever offers it may take back until somebody has claimed it.
//!
//! Exactly one of the two has it, and each knows at once whether it is the one: so a request can be given up
//! at a deadline, and what was given up is done by nobody. It costs a lock that is held for a move.

use crate::base::sync::{InjectedFault, Mutex, MutexGuard};
use crate::strategy::wait::{Forever, take};

/// What a model shows that it would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Who claims it looks whether it is there before taking it.
    LooksFirst,
}

pub struct Offer<T> {
    thing: Mutex<Option<T>>,
    injected: InjectedFault<Fault>,
}

impl<T> Offer<T> {
    pub fn new(thing: T) -> Self {
        Self { thing: Mutex::new(Some(thing)), injected: InjectedFault::NONE }
    }

    #[cfg(feature = "loom")]
    pub fn with_fault(thing: T, fault: Fault) -> Self {
        Self { injected: InjectedFault::of(fault), ..Self::new(thing) }
    }

    /// It, unless it was taken back.
    pub fn claim(&self) -> Option<T> {
        if self.injected.is(Fault::LooksFirst) {
            let there = self.hold().is_some();
            return there.then(|| self.hold().take().expect("it was there"));
        }
        self.hold().take()
    }

    /// It, unless it was claimed.
    pub fn take_back(&self) -> Option<T> {
        self.hold().take()
    }

    fn hold(&self) -> MutexGuard<'_, Option<T>> {
        let Ok(guard) = take(&self.thing, &Forever);
        guard
    }
}
