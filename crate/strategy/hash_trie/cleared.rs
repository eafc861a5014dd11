//! Trees that a clear has taken out of the map: each is freed as a whole, with what those who were in it
//! have added, once the last of them has gone. Whoever clears faster than that waits a while.

use super::node::{Child, Node};
use crate::strategy::parts::reclaim::{BAGFUL, Guard};
use crossbeam_utils::CachePadded;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
// No part of what is modelled: it only says who waits.
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Trees that were cleared and are not freed yet.
#[derive(Default)]
pub struct Backlog {
    /// What hangs on them.
    entries: AtomicUsize,
    /// Trees that were freed, and one more than that when somebody last waited in vain.
    freed: AtomicUsize,
    stuck: AtomicUsize,
}

/// Whoever clears waits where more than this hangs on cleared trees, some megabytes: with more threads
/// than processors, millions of small trees could be cleared while one pinned thread waits for its
/// turn. Not for long, and where nothing comes of it only once, because a thread that walks or rests may
/// stay pinned.
const MOST_CLEARED: usize = 1 << 16;
const MOST_WAITS: usize = 100;
const VAIN_WAITS: usize = 10;
/// A tree that is large counts for many, so that few such trees wait.
const LARGE: usize = MOST_CLEARED / 4;

impl Backlog {
    /// Until it is small enough, or it is no use to wait.
    pub fn wait(&self, give_way: impl Fn()) {
        let (mut before, mut vain) = (self.freed.load(Relaxed), 0);
        for _ in 0..MOST_WAITS {
            let stuck = self.stuck.load(Relaxed) == before + 1;
            if self.entries.load(Relaxed) <= MOST_CLEARED || stuck {
                return;
            }
            give_way();
            let freed = self.freed.load(Relaxed);
            vain = if freed == before { vain + 1 } else { 0 };
            if vain == VAIN_WAITS {
                self.stuck.store(freed + 1, Relaxed);
            }
            before = freed;
        }
    }
}

/// A tree that was cleared, until the last who may be in it has gone.
struct Cleared<K: 'static, V: 'static> {
    root: *mut Node<K, V>,
    entries: usize,
    all: Arc<CachePadded<Backlog>>,
}

impl<K, V> Drop for Cleared<K, V> {
    fn drop(&mut self) {
        self.all.entries.fetch_sub(self.entries, Relaxed);
        self.all.freed.fetch_add(1, Relaxed);
        // SAFETY: the box of a root that nobody can find any more, and this is dropped once, by the
        // reclaimer.
        drop(unsafe { Box::from_raw(self.root) });
    }
}

/// Has the tree freed once the last who may be in it has gone; the backlog grows by it until then.
///
/// # Safety
/// The root is a box's pointer, and this thread took it from the only place where a thread could find it.
pub unsafe fn retire<K: 'static, V: 'static>(
    root: *mut Node<K, V>,
    backlog: &Arc<CachePadded<Backlog>>,
    guard: &Guard<'_>,
) {
    // SAFETY: not freed while the guard lives.
    let is_large = cfg!(not(feature = "loom")) && is_bagful(unsafe { &*root }, guard);
    let entries = if is_large { LARGE } else { BAGFUL / 8 };
    let all = Arc::clone(backlog);
    all.entries.fetch_add(entries, Relaxed);
    // SAFETY: the box was made here, and by the caller's promise nobody else can find the tree.
    unsafe { guard.retire(Box::into_raw(Box::new(Cleared { root, entries, all }))) };
    guard.flush_if(|| is_large);
}

/// Whether a bagful of leaves and nodes or more is below that root.
fn is_bagful<K, V>(root: &Node<K, V>, guard: &Guard<'_>) -> bool {
    let mut left = BAGFUL;
    let mut count = |_, _: Child<K, V>| {
        left -= 1;
        if left == 0 { Break(()) } else { Continue(()) }
    };
    root.walk(0, guard, &mut count).is_break()
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn nobody_waits_in_vain_a_second_time() {
        let backlog = Backlog::default();
        let waits = || {
            let waits = Cell::new(0);
            backlog.wait(|| waits.set(waits.get() + 1));
            waits.into_inner()
        };
        assert_eq!(waits(), 0);
        backlog.entries.store(MOST_CLEARED + 1, Relaxed);
        assert_eq!([waits(), waits()], [VAIN_WAITS, 0]);
        backlog.freed.store(1, Relaxed);
        assert_eq!([waits(), waits()], [VAIN_WAITS, 0]);

        // While it gets less there is no end to it before the last wait.
        let freeing = || {
            let waits = Cell::new(0);
            backlog.wait(|| {
                waits.set(waits.get() + 1);
                backlog.freed.fetch_add(1, Relaxed);
            });
            waits.into_inner()
        };
        backlog.freed.fetch_add(1, Relaxed);
        assert_eq!([freeing(), freeing()], [MOST_WAITS; 2]);
    }
}
