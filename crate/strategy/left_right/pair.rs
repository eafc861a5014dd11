//! Two copies of a value, so that readers always find one that nobody writes to: the Left-Right
//! technique of Ramalhete and Correia (2015).
//!
//! A reader announces itself and reads the side it is sent to; it never waits and never repeats
//! anything. A writer, one at a time, changes the side without readers, sends new readers there,
//! waits until the readers before have left, and makes the same change on the other side. Each
//! reader announces itself in a place of its own, where the paper also allows shared counters, so
//! readers share no cache line that they write. `tests/loom_left_right.rs` checks it.
//!
//! A change that panics half-way spoils at most the side that no reader is sent to. The next writer
//! makes that a copy of the other before it does anything else.
//!
//! A write costs twice the work and waits for the slowest reader that is inside.

use crate::base::sync::atomic::{
    AtomicBool, AtomicUsize,
    Ordering::{Relaxed, Release, SeqCst},
};
use crate::base::sync::{
    InjectedFault, Mutex, MutexGuard, SPINS, UnsafeCell, nap, publish, total_order,
};
use crate::strategy::wait::{Forever, Wait, take};
use crossbeam_utils::CachePadded;
use std::hint::spin_loop;
use std::sync::Arc;

pub struct Pair<T> {
    /// Read by everyone, written once or twice a write.
    signs: CachePadded<Signs>,
    sides: [CachePadded<UnsafeCell<T>>; 2],
    /// Lets one writer through at a time.
    turn: Mutex<Turn>,
    injected: InjectedFault<Fault>,
}

struct Turn {
    /// Where the readers announce themselves.
    seats: Vec<Arc<Seat>>,
    /// The side without readers may not be like the other: a change to one of them panicked.
    spoilt: bool,
}

struct Signs {
    /// Where readers are sent.
    side: AtomicUsize,
    /// Under which number they announce themselves. It changes with each write, so that a writer
    /// waits for the readers it found and not for those that keep coming.
    number: AtomicUsize,
}

/// One reader's announcements: whether it is inside under each number.
type Seat = CachePadded<[AtomicBool; 2]>;

/// What a model may break.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// The writer waits for readers before it sends them to the other side.
    WaitsTooSoon,
    /// The writer does not wait for those under the present number.
    ForgetsPresent,
    /// The writer does not wait for those under the other number, latecomers of the write before.
    ForgetsLatecomers,
    /// A reader may look for its side before its announcement is seen.
    LooksTooSoon,
}

// SAFETY: readers on several threads share `&T` (hence `T: Sync`), a writer on any thread has
// `&mut T` (hence `T: Send`), never both on the same side; the seats and signs are atomics.
unsafe impl<T: Send + Sync> Sync for Pair<T> {}
// SAFETY: moving the pair moves both values with it and nothing else.
unsafe impl<T: Send> Send for Pair<T> {}

impl<T> Pair<T> {
    /// Both values must be alike.
    pub fn new(left: T, right: T) -> Self {
        Self {
            signs: CachePadded::new(Signs {
                side: AtomicUsize::new(0),
                number: AtomicUsize::new(0),
            }),
            sides: [left, right].map(|value| CachePadded::new(UnsafeCell::new(value))),
            turn: Mutex::new(Turn { seats: Vec::new(), spoilt: false }),
            injected: InjectedFault::NONE,
        }
    }

    #[cfg(feature = "loom")]
    pub fn with_fault(left: T, right: T, fault: Fault) -> Self {
        Self { injected: InjectedFault::of(fault), ..Self::new(left, right) }
    }

    /// A reader's place; it waits for a writer at work.
    pub fn reader(&self) -> Reader<'_, T> {
        let seat =
            Arc::<Seat>::new(CachePadded::new([AtomicBool::new(false), AtomicBool::new(false)]));
        self.turn().seats.push(Arc::clone(&seat));
        Reader { pair: self, seat }
    }

    /// Makes a change on both sides and returns what it returned on the first. Readers see it as
    /// done at one instant between call and return.
    ///
    /// `change` must do the same to both. If it panics on the first side, nothing has happened; if it
    /// does on the second, the change was made. Readers see the other side in both cases.
    /// The calling thread must not be inside [`Reader::read`].
    pub fn write<R>(&self, change: impl FnMut(&mut T) -> R) -> R
    where
        T: Clone,
    {
        let Ok(result) = self.write_within(&Forever, change);
        result
    }

    /// [`write`](Self::write), unless the wait is over before it is this writer's turn. What comes then,
    /// the wait for readers among it, no deadline bounds: readers see the change before it.
    pub fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        mut change: impl FnMut(&mut T) -> R,
    ) -> Result<R, W::Refusal>
    where
        T: Clone,
    {
        let mut turn = take(&self.turn, wait)?;
        let (old, new) = self.signs.sides();
        if turn.spoilt {
            // SAFETY: `turn` is held, so nobody writes; readers may be here and share it.
            let whole = self.sides[old].with(|side| unsafe { &*side }.clone());
            // SAFETY: as below.
            self.sides[new].with_mut(|side| unsafe { *side = whole });
        }
        turn.spoilt = true;
        // SAFETY: `turn` is held, so there is no other writer. No reader is on the new side: the
        // writer before, also one that panicked, sent all that came to the other one and waited for
        // all that had come.
        let result = self.sides[new].with_mut(|side| change(unsafe { &mut *side }));
        if self.injected.is(Fault::WaitsTooSoon) {
            self.wait_for_readers(&turn.seats);
        }
        self.signs.side.store(new, SeqCst);
        total_order();
        if !self.injected.is(Fault::WaitsTooSoon) {
            self.wait_for_readers(&turn.seats);
        }
        // SAFETY: as above, with the sides changed over.
        self.sides[old].with_mut(|side| change(unsafe { &mut *side }));
        turn.spoilt = false;
        Ok(result)
    }

    /// Waits for every reader that may be on the old side.
    ///
    /// A reader announces itself and then looks for its side; the writer has changed the side and
    /// now looks for announcements. In every total order of the four, either the reader goes to
    /// the new side or the writer sees it here, under whichever number it came.
    ///
    /// Under the other number there can only be readers that took that number before the last
    /// writer changed it: each can come but once. So the first wait ends, then new readers come
    /// under the other number, and the second wait ends.
    fn wait_for_readers(&self, seats: &[Arc<Seat>]) {
        let present = self.signs.number.load(Relaxed);
        let other = 1 - present;
        if !self.injected.is(Fault::ForgetsLatecomers) {
            seats.iter().for_each(|seat| wait_until_left(&seat[other]));
        }
        self.signs.number.store(other, SeqCst);
        if !self.injected.is(Fault::ForgetsPresent) {
            seats.iter().for_each(|seat| wait_until_left(&seat[present]));
        }
    }

    fn turn(&self) -> MutexGuard<'_, Turn> {
        let Ok(turn) = take(&self.turn, &Forever);
        turn
    }
}

impl Signs {
    /// The side that readers are sent to and the other one, as the writer knows them, who alone
    /// changes them.
    fn sides(&self) -> (usize, usize) {
        let side = self.side.load(Relaxed);
        (side, 1 - side)
    }
}

fn wait_until_left(inside: &AtomicBool) {
    let mut looks = 0;
    // When it is seen to have left, all it read was read before.
    while inside.load(SeqCst) {
        if looks < SPINS {
            looks += 1;
            spin_loop();
        } else {
            nap();
        }
    }
}

/// One thread's way to read. Giving it up waits for a writer at work.
pub struct Reader<'pair, T> {
    pair: &'pair Pair<T>,
    seat: Arc<Seat>,
}

impl<'pair, T> Reader<'pair, T> {
    pub fn pair(&self) -> &'pair Pair<T> {
        self.pair
    }

    /// Runs `body` on a side that no writer touches meanwhile, without waiting for anyone. It
    /// shows one instant; writers wait for its end, also if it panics.
    #[inline]
    pub fn read<R>(&mut self, body: impl FnOnce(&T) -> R) -> R {
        let signs = &self.pair.signs;
        let inside = &self.seat[signs.number.load(SeqCst)];
        publish(inside, true, SeqCst);
        if !self.pair.injected.is(Fault::LooksTooSoon) {
            total_order();
        }
        let side = signs.side.load(SeqCst);
        let _leave = Leave(inside);
        // SAFETY: this reader is announced and was sent to this side afterwards, so the next
        // writer who would change it waits until `_leave` is dropped.
        self.pair.sides[side].with(|value| body(unsafe { &*value }))
    }
}

impl<T> Drop for Reader<'_, T> {
    fn drop(&mut self) {
        // Who panics leaves the seat behind, which is empty and does no harm, and waits for no one.
        if !std::thread::panicking() {
            self.pair.turn().seats.retain(|seat| !Arc::ptr_eq(seat, &self.seat));
        }
    }
}

/// Takes back an announcement when dropped, also when a panic passes by.
struct Leave<'seat>(&'seat AtomicBool);

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        publish(self.0, false, Release);
    }
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn a_reader_who_stays_holds_up_the_writer_and_no_reader() {
        let pair = Pair::new(0, 0);
        thread::scope(|scope| {
            let (inside, is_inside) = mpsc::channel();
            let (release, released) = mpsc::channel::<()>();
            let pair = &pair;
            scope.spawn(move || {
                pair.reader().read(|value| {
                    inside.send(*value).unwrap();
                    released.recv().unwrap();
                    assert_eq!(*value, 0);
                });
            });
            let mut reader = pair.reader();
            assert_eq!(is_inside.recv(), Ok(0));
            let writer = scope.spawn(|| pair.write(|value| *value += 1));
            while reader.read(|value| *value) == 0 {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            assert!(!writer.is_finished(), "the writer did not wait for the old side's reader");
            release.send(()).unwrap();
        });
        assert_eq!(pair.reader().read(|value| *value), 1);
    }

    #[test]
    fn a_change_that_panics_on_either_side_leaves_both_alike() {
        // In the first application and in the second.
        for (panics, then) in [(1, 0), (2, 1)] {
            let pair = Pair::new(vec![0], vec![0]);
            let mut reader = pair.reader();
            let mut calls = 0;
            let torn = catch_unwind(AssertUnwindSafe(|| {
                pair.write(|value| {
                    calls += 1;
                    value.push(7);
                    assert!(calls < panics, "half-way");
                    value[0] += 1;
                    value.truncate(1);
                });
            }));
            assert!(torn.is_err());
            assert_eq!(reader.read(Vec::clone), [then]);
            for more in 1..=2 {
                pair.write(|value| value[0] += 1);
                assert_eq!(reader.read(Vec::clone), [then + more], "after {panics}");
            }
        }
    }

    #[test]
    fn a_panic_while_reading_lets_the_writer_pass() {
        let pair = Pair::new(0, 0);
        let mut reader = pair.reader();
        let panicked = catch_unwind(AssertUnwindSafe(|| reader.read(|_| panic!("inside"))));
        assert!(panicked.is_err());
        pair.write(|value| *value += 1);
        pair.write(|value| *value += 1);
        assert_eq!(reader.read(|value| *value), 2);
    }
}
