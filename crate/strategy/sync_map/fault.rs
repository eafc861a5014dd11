//! Faults that a model injects, one at a time, to prove that it would notice them. Outside models
//! only the sound expressions are left.

/// `faulty!(Fault => what happens instead, the sound expression)`, or
/// `faulty!(Fault => what happens on top);`
#[cfg(not(feature = "loom"))]
macro_rules! faulty {
    ($fault:ident => $extra:expr) => {};
    ($fault:ident => $instead:expr, $sound:expr) => {
        $sound
    };
}

#[cfg(feature = "loom")]
macro_rules! faulty {
    ($fault:ident => $extra:expr) => {
        faulty!($fault => $extra, ())
    };
    ($fault:ident => $instead:expr, $sound:expr) => {
        if $crate::strategy::sync_map::fault::is_injected($crate::strategy::sync_map::fault::Fault::$fault) { $instead } else { $sound }
    };
}

pub(super) use faulty;

#[cfg(feature = "loom")]
pub use injected::{Fault, inject, is_injected};

#[cfg(feature = "loom")]
mod injected {
    use std::cell::Cell;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Fault {
        /// The read table found before locking is taken for the current one.
        NoSecondLook,
        /// A promotion says that the old read table lacks nothing before it publishes the new one.
        UnamendedFirst,
        /// An un-expunged entry is not put back into the dirty table.
        ForgottenByDirty,
        /// An entry found deleted is expunged by a plain store.
        PlainExpunge,
        /// The new read table is published without ordering.
        RelaxedTable,
        /// A value is published without ordering.
        RelaxedValue,
    }

    thread_local! {
        /// A model's threads are coroutines of the thread that runs the test.
        static INJECTED: Cell<Option<Fault>> = const { Cell::new(None) };
    }

    pub fn inject(fault: Fault) {
        INJECTED.set(Some(fault));
    }

    pub fn is_injected(fault: Fault) -> bool {
        INJECTED.get() == Some(fault)
    }
}
