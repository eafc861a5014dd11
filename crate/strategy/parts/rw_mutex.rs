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
//!
//! Who waits no longer takes back what announced it: a reader its arrival, as long as the writer that it
//! waits for is there, and a writer its bits, as if it had been inside. That lets the next writer come
//! while readers are still inside, one of whom may have slept through it all and would take the phase of
//! the one after for that which it waits for. So a writer that gives up first waits until the readers that
//! were let in know it: they need a processor for that and no lock. A writer's turn among writers has no
//! queue that could be left, so who has a deadline looks for it now and then.

use crate::base::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use crate::base::sync::{Condvar, InjectedFault, Mutex, SPINS, UnsafeCell, total_order};
use crate::strategy::wait::{Forever, Wait, poll, sleep_until, take};
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
    /// Readers that were let in after they had waited, and how many of them know it, in the same units.
    let_in: AtomicUsize,
    know_it: AtomicUsize,
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
    /// A reader that waits no longer counts as one who left.
    LeavesUnentered,
    /// A writer that waits no longer goes before the readers know that they were let in.
    LeavesUnknown,
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
            let_in: AtomicUsize::new(0),
            know_it: AtomicUsize::new(0),
            writers: Mutex::new(0),
            gate: Mutex::new(()),
            readers_wake: Condvar::new(),
            writer_wakes: Condvar::new(),
            injected: InjectedFault::NONE,
            value: UnsafeCell::new(value),
        }
    }

    #[cfg(feature = "loom")]
    pub fn with_fault(value: T, fault: Fault) -> Self {
        Self { injected: InjectedFault::of(fault), ..Self::new(value) }
    }

    /// Runs `body` while no writer is inside. Released even if `body` panics.
    #[inline]
    pub fn read<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        let Ok(result) = self.read_within(&Forever, body);
        result
    }

    /// Runs `body` alone. Released even if `body` panics.
    #[inline]
    pub fn write<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        let Ok(result) = self.write_within(&Forever, body);
        result
    }

    /// [`read`](Self::read), unless the wait is over first.
    #[inline]
    pub fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        let seen = self.arrived.fetch_add(READER, SeqCst);
        if seen & WRITER != 0 {
            self.wait_for_writer(seen & WRITER_BITS, wait)?;
        }
        let _leave = Leave(|| self.leave_reader());
        // SAFETY: this reader is counted in `arrived` and not yet in `left`. A writer that came
        // first has gone, and one that comes later waits until `left` has caught up.
        Ok(self.value.with(|value| body(unsafe { &*value })))
    }

    /// [`write`](Self::write), unless the wait is over first.
    #[inline]
    pub fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        let mut phase = take(&self.writers, wait)?;
        let before = self.arrived.fetch_add(WRITER | *phase, SeqCst) & !WRITER_BITS;
        *phase ^= PHASE;
        total_order();
        if !self.injected.is(Fault::ForgetsReaders) {
            self.wait_for_readers(before, wait)?;
        }
        let _leave = Leave(|| self.leave_writer(before));
        // SAFETY: `writers` is held, so no other writer is here. All readers that arrived before
        // the WRITER bit have left, and those after it wait until `leave_writer` clears it.
        Ok(self.value.with_mut(|value| body(unsafe { &mut *value })))
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
    fn wait_for_writer<W: Wait>(&self, writer: usize, wait: &W) -> Result<(), W::Refusal> {
        let bits = if self.injected.is(Fault::ForgetsPhase) { WRITER } else { WRITER_BITS };
        let gone = || self.arrived.load(SeqCst) & bits != writer & bits;
        if !spin_until(gone)
            && let Err(refusal) = sleep_until(&self.gate, &self.readers_wake, gone, wait)
            && self.withdraw(writer)
        {
            return Err(refusal);
        }
        self.know_it.fetch_add(READER, SeqCst);
        Ok(())
    }

    /// Takes a reader's arrival back; false if it is inside. While the writer that it met is there, no
    /// other has counted the reader among those before it: to count it as one who left would let a writer
    /// in too soon. Once that writer has gone, the next waits for this reader to leave, or to know that it
    /// is inside, so the bits cannot have come round to the same.
    #[cold]
    fn withdraw(&self, writer: usize) -> bool {
        if self.injected.is(Fault::LeavesUnentered) {
            self.leave_reader();
            return true;
        }
        let arrival = |arrived: usize| {
            (arrived & WRITER_BITS == writer).then(|| arrived.wrapping_sub(READER))
        };
        self.arrived.fetch_update(SeqCst, SeqCst, arrival).is_ok()
    }

    /// For the readers before, whom it lets alone again if it waits no longer.
    #[inline]
    fn wait_for_readers<W: Wait>(&self, before: usize, wait: &W) -> Result<(), W::Refusal> {
        let gone = || self.left.load(SeqCst) == before;
        if spin_until(gone) {
            return Ok(());
        }
        let slept = sleep_until(&self.gate, &self.writer_wakes, gone, wait);
        slept.inspect_err(|_| {
            self.leave_writer(before);
            if !self.injected.is(Fault::LeavesUnknown) {
                let all = || self.know_it.load(SeqCst) == self.let_in.load(SeqCst);
                let Ok(()) = poll(&Forever, || all().then_some(()));
            }
        })
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
        let waiting = (seen & !WRITER_BITS).wrapping_sub(before);
        if waiting != 0 {
            self.let_in(waiting);
        }
    }

    #[cold]
    #[inline(never)]
    fn let_in(&self, readers: usize) {
        self.let_in.fetch_add(readers, SeqCst);
        self.wake(&self.readers_wake);
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

/// Runs its closure when dropped, also when a panic passes by.
struct Leave<F: FnMut()>(F);

impl<F: FnMut()> Drop for Leave<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Who enters in which order is checked in `verify::arrivals`, here and in browsers.
#[cfg(all(test, not(feature = "loom")))]
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
