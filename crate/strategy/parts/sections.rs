//! Where a thread was inside a lock, by tickets from one counter: whether two were inside together can then
//! be judged without comparing the clocks of two threads.
//!
//! A ticket is drawn once the lock is had, and again before it is given up. Draws from one counter are in one
//! order, and a lock that excludes puts all of one thread's inside before all of the next one's, so their
//! sections never interleave. Two that do are two threads that were inside together. A thread notes its
//! sections only while it was asked to ([`noted`]); else it costs a look at a word of its own.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static TICKETS: AtomicU64 = AtomicU64::new(1);

thread_local! {
    static NOTING: Cell<bool> = const { Cell::new(false) };
    static NOTED: RefCell<Vec<Section>> = const { RefCell::new(Vec::new()) };
}

/// A stay inside a lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where the lock lies.
    pub lock: usize,
    /// Nobody else may be inside; else nobody who wants to be alone.
    pub alone: bool,
    pub enter: u64,
    pub leave: u64,
}

impl Section {
    /// Whether both were inside and one of them wanted to be alone.
    pub fn clashes(&self, other: &Self) -> bool {
        let together = self.enter < other.leave && other.enter < self.leave;
        self.lock == other.lock && (self.alone || other.alone) && together
    }
}

/// Inside until it is dropped, also by a panic.
pub struct Inside {
    lock: usize,
    alone: bool,
    enter: u64,
}

/// For a lock that was just had.
#[inline(always)]
pub fn enter<L>(lock: &L, alone: bool) -> Option<Inside> {
    NOTING.get().then(|| {
        let lock = std::ptr::from_ref(lock).addr();
        Inside { lock, alone, enter: TICKETS.fetch_add(1, Relaxed) }
    })
}

impl Drop for Inside {
    fn drop(&mut self) {
        let Self { lock, alone, enter } = *self;
        let leave = TICKETS.fetch_add(1, Relaxed);
        NOTED.with_borrow_mut(|noted| noted.push(Section { lock, alone, enter, leave }));
    }
}

/// The thread notes its sections from here on, or no longer.
pub fn note(noting: bool) {
    NOTING.set(noting);
}

/// Hands over what the thread has noted since the last time.
pub fn noted(take: impl FnMut(Section)) {
    NOTED.with_borrow_mut(|noted| noted.drain(..).for_each(take));
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use crate::base::sync::Mutex;
    use crate::strategy::parts::locked::{Counted, Lock};
    use std::thread;

    #[test]
    fn sections_of_one_lock_never_clash_and_are_all_noted() {
        let lock = <Counted<Mutex<u64>> as Lock<u64>>::new(0);
        let sections: Vec<Section> = thread::scope(|scope| {
            let add = || {
                note(true);
                (0..1_000).for_each(|_| lock.write(|value| *value += 1));
                let mut own = Vec::new();
                noted(|section| own.push(section));
                own
            };
            let threads: Vec<_> = (0..3).map(|_| scope.spawn(add)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(sections.len(), 3_000);
        let mut sorted = sections;
        sorted.sort_by_key(|section| section.enter);
        assert!(sorted.is_sorted_by(|one, next| one.leave < next.enter));
        // Who does not note leaves nothing.
        lock.write(|value| *value += 1);
        noted(|section| panic!("{section:?}"));
    }

    #[test]
    fn what_clashes_is_inside_together_and_one_of_it_alone() {
        let section = |lock, alone, enter, leave| Section { lock, alone, enter, leave };
        let writer = section(1, true, 10, 20);
        for (other, clashes) in [
            (section(1, true, 12, 14), true),
            (section(1, false, 5, 11), true),
            (section(1, false, 19, 30), true),
            (section(1, true, 21, 30), false),
            (section(2, true, 12, 14), false),
        ] {
            assert_eq!((writer.clashes(&other), other.clashes(&writer)), (clashes, clashes));
        }
        assert!(!section(1, false, 1, 9).clashes(&section(1, false, 2, 8)));
    }
}
