//! A reader-writer lock with the hand-off policy of Go's `sync.RWMutex`.
//!
//! A waiting writer holds back readers that arrive after it. When a writer leaves, every reader
//! that was waiting enters before the next writer, so neither side starves. This is the
//! phase-fair ticket lock of Brandenburg and Anderson (2010) with sleeping instead of endless
//! spinning: two counters, one of readers that arrived and one of readers that left, and in the
//! low bits of the first whether a writer is present and in which phase.
//!
//! Reading costs two atomic read-modify-writes on one shared cache line. Locking for reading
//! again while a writer waits deadlocks, as in Go.

use crate::base::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use crate::base::sync::{Condvar, InjectedFault, Mutex, SPINS, UnsafeCell, total_order};
use std::hint::spin_loop;
use std::sync::PoisonError;

/// A writer holds the lock or waits for the readers before it.
const WRITER: usize = 1;
/// Alternates from writer to writer, so that a reader can tell its writer from the next one.
const PHASE: usize = 2;
const WRITER_BITS: usize = WRITER | PHASE;
const READER: usize = 4;

pub struct RwMutex<T> {
    /// Readers that arrived, in units of `READER`, and the writer's bits. Wraps around.
    arrived: AtomicUsize,
    /// Readers that left, in the same units.
    left: AtomicUsize,
    /// Lets one writer through at a time; holds the next writer's phase.
    writers: Mutex<usize>,
    gate: Mutex<()>,
    readers_wake: Condvar,
    writer_wakes: Condvar,
    injected: InjectedFault<Fault>,
    value: UnsafeCell<T>,
}

/// What a model may break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// A reader that leaves looks for a writer before it is counted as gone.
    LooksTooSoon,
    /// A writer enters without waiting for the readers before it.
    ForgetsReaders,
    /// A wake-up does not pass through the gate.
    SkipsGate,
    /// A reader that waits takes the next writer for the one it has seen.
    ForgetsPhase,
}

// SAFETY: the lock hands out `&T` to several threads (hence `T: Sync`) and `&mut T` to one
// (hence `T: Send`), never both at once.
unsafe impl<T: Send + Sync> Sync for RwMutex<T> {}
// SAFETY: moving the lock moves the value with it and nothing else.
unsafe impl<T: Send> Send for RwMutex<T> {}

impl<T> RwMutex<T> {
    pub fn new(value: T) -> Self {
        Self {
            arrived: AtomicUsize::new(0),
            left: AtomicUsize::new(0),
            writers: Mutex::new(0),
            gate: Mutex::new(()),
            readers_wake: Condvar::new(),
            writer_wakes: Condvar::new(),
            injected: InjectedFault::NONE,
            value: UnsafeCell::new(value),
        }
    }

    #[cfg(loom)]
    pub fn with_fault(value: T, fault: Fault) -> Self {
        Self { injected: InjectedFault::of(fault), ..Self::new(value) }
    }

    /// Runs `body` while no writer is inside. Released even if `body` panics.
    #[inline]
    pub fn read<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        let seen = self.arrived.fetch_add(READER, SeqCst);
        if seen & WRITER != 0 {
            self.wait_for_writer(seen & WRITER_BITS);
        }
        let _leave = Leave(|| self.leave_reader());
        // SAFETY: this reader is counted in `arrived` and not yet in `left`. A writer that came
        // first has gone, and one that comes later waits until `left` has caught up.
        self.value.with(|value| body(unsafe { &*value }))
    }

    /// Runs `body` alone. Released even if `body` panics.
    #[inline]
    pub fn write<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        let mut phase = self.writers.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.arrived.fetch_add(WRITER | *phase, SeqCst) & !WRITER_BITS;
        *phase ^= PHASE;
        total_order();
        if !self.injected.is(Fault::ForgetsReaders) {
            self.wait_for_readers(before);
        }
        let _leave = Leave(|| self.leave_writer(before));
        // SAFETY: `writers` is held, so no other writer is here. All readers that arrived before
        // the WRITER bit have left, and those after it wait until `leave_writer` clears it.
        self.value.with_mut(|value| body(unsafe { &mut *value }))
        // `_leave` is dropped before `phase`: the bits are clear before the next writer sets them.
    }

    /// Whether a writer is inside or waits to be.
    pub fn has_writer(&self) -> bool {
        self.arrived.load(SeqCst) & WRITER != 0
    }

    /// How many readers are inside or wait to be.
    pub fn readers(&self) -> usize {
        // Those who left are counted first: a reader who leaves in between only makes it more.
        let left = self.left.load(SeqCst);
        (self.arrived.load(SeqCst) & !WRITER_BITS).wrapping_sub(left) / READER
    }

    /// Sleeps until the writer seen on arrival has gone. The next writer has the other phase, so
    /// its bits cannot be taken for the same writer's even if this thread slept through a change.
    #[cold]
    fn wait_for_writer(&self, writer: usize) {
        let bits = if self.injected.is(Fault::ForgetsPhase) { WRITER } else { WRITER_BITS };
        let gone = || self.arrived.load(SeqCst) & bits != writer & bits;
        if !spin_until(gone) {
            sleep_until(&self.gate, &self.readers_wake, gone);
        }
    }

    #[inline]
    fn wait_for_readers(&self, before: usize) {
        let gone = || self.left.load(SeqCst) == before;
        if !spin_until(gone) {
            sleep_until(&self.gate, &self.writer_wakes, gone);
        }
    }

    #[inline]
    fn leave_reader(&self) {
        let seen_too_soon = self.injected.is(Fault::LooksTooSoon).then(|| self.has_writer());
        self.left.fetch_add(READER, SeqCst);
        total_order();
        // The writer sets its bit and then reads `left`; here `left` is written and then the bit
        // read. In every total order of the four, at least one of the two sees the other.
        if seen_too_soon.unwrap_or_else(|| self.has_writer()) {
            self.wake(&self.writer_wakes);
        }
    }

    #[inline]
    fn leave_writer(&self, before: usize) {
        let seen = self.arrived.fetch_and(!WRITER_BITS, SeqCst);
        if seen & !WRITER_BITS != before {
            self.wake(&self.readers_wake);
        }
    }

    /// Passing through the gate first means that a waiter which has found its condition false is
    /// already asleep, so that the wake-up cannot fall between its look and its sleep.
    #[cold]
    fn wake(&self, waiters: &Condvar) {
        if !self.injected.is(Fault::SkipsGate) {
            drop(self.gate.lock().unwrap_or_else(PoisonError::into_inner));
        }
        waiters.notify_all();
    }
}

impl<T: Default> Default for RwMutex<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

fn spin_until(done: impl Fn() -> bool) -> bool {
    for _ in 0..SPINS {
        if done() {
            return true;
        }
        spin_loop();
    }
    done()
}

#[cold]
fn sleep_until(gate: &Mutex<()>, wakes: &Condvar, done: impl Fn() -> bool) {
    let mut inside = gate.lock().unwrap_or_else(PoisonError::into_inner);
    while !done() {
        inside = wakes.wait(inside).unwrap_or_else(PoisonError::into_inner);
    }
}

/// Runs its closure when dropped, also when a panic passes by.
struct Leave<F: FnMut()>(F);

impl<F: FnMut()> Drop for Leave<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Who enters in which order is checked in `verify::arrivals`, here and in browsers.
#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_panic_inside_releases_the_lock() {
        let lock = RwMutex::new(1);
        let panicked =
            |body: &dyn Fn()| std::panic::catch_unwind(std::panic::AssertUnwindSafe(body)).is_err();
        assert!(panicked(&|| lock.write(|_| panic!("in a writer"))));
        assert!(panicked(&|| lock.read(|_| panic!("in a reader"))));
        lock.write(|value| *value += 1);
        assert_eq!(lock.read(|value| *value), 2);
    }

    #[test]
    fn readers_never_see_half_a_write() {
        let lock = RwMutex::new((0_u64, 0_u64));
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        lock.write(|pair| *pair = (pair.0 + 1, pair.1 + 1));
                    }
                });
                scope.spawn(|| {
                    for _ in 0..20_000 {
                        lock.read(|pair| assert_eq!(pair.0, pair.1));
                    }
                });
            }
        });
        assert_eq!(lock.read(|pair| *pair), (40_000, 40_000));
    }
}
