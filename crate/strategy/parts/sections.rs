//! Who is inside a lock or a table, and whether somebody else is there who must not be.
//!
//! A [`Mark`] is one word. A thread changes it on its way in and on its way out, so what all threads do to it
//! is in one order, and no clock of one is compared with that of another. On its way in a thread sees who is
//! inside: so every overlap is found, and by whoever came second. It leaves a flag for those it found there,
//! which see it on their way out. A lock that excludes puts all of one thread's stay before all of the next
//! one's, so over such a lock nothing is ever found.
//!
//! It costs two changes of a word that lies beside the lock's own, and for a thread that is not asked to note
//! its stays ([`note`]) a look at a word of its own.

use super::locked::{Access, Lock, Waits};
use crate::base::sync::InjectedFault;
use crate::base::sync::atomic::AtomicU64;
use crate::base::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use crate::strategy::wait::Wait;
use std::cell::{Cell, RefCell};
use std::sync::atomic as plain;

/// One who wants to be alone.
const ALONE: u64 = 1;
/// One among others of that kind.
const AMONG: u64 = 1 << 8;
const ALL_ALONE: u64 = 0xff;
const EVERYBODY: u64 = 0xffff;
/// Since the place was empty last, somebody came who must not have.
const CLASH: u64 = 1 << 16;
/// What is above counts comings and goings.
const TICKET_BIT: u32 = 17;
const TICKET: u64 = 1 << TICKET_BIT;

/// What a model shows that it would notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Who comes looks who is there before it says that it comes.
    LooksFirst,
}

/// The mark of one lock or one table.
pub struct Mark {
    /// No other mark has it, also once this one is gone.
    number: u64,
    /// At most 255 threads of each kind are inside.
    state: AtomicU64,
    injected: InjectedFault<Fault>,
}

/// A stay that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Stay {
    alone: bool,
    enter: u64,
    found: bool,
}

/// A stay that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// By the number of its mark.
    pub lock: u64,
    /// Nobody else may be inside; else nobody who wants to be alone.
    pub alone: bool,
    /// When it came and when it went, in tickets of that mark.
    pub enter: u64,
    pub leave: u64,
    /// As it came, somebody was there who must not be: one overlap.
    pub found: bool,
    /// While it stayed, somebody found somebody, itself perhaps.
    pub suspect: bool,
}

impl Default for Mark {
    fn default() -> Self {
        static NUMBERS: plain::AtomicU64 = plain::AtomicU64::new(1);
        let number = NUMBERS.fetch_add(1, plain::Ordering::Relaxed);
        Self { number, state: AtomicU64::new(0), injected: InjectedFault::NONE }
    }
}

impl Mark {
    #[cfg(feature = "loom")]
    pub fn with_fault(fault: Fault) -> Self {
        Self { injected: InjectedFault::of(fault), ..Self::default() }
    }

    /// For a thread that has just come in.
    #[inline]
    pub fn enter(&self, alone: bool) -> Stay {
        let rivals = if alone { EVERYBODY } else { ALL_ALONE };
        let looked = self.injected.is(Fault::LooksFirst).then(|| self.state.load(Acquire));
        let found = |state: u64| looked.unwrap_or(state) & rivals != 0;
        let before = self.change(|state| {
            let clash = if found(state) { CLASH } else { 0 };
            (state | clash) + TICKET + one(alone)
        });
        Stay { alone, enter: before >> TICKET_BIT, found: found(before) }
    }

    /// For the same thread just before it goes.
    #[inline]
    pub fn leave(&self, Stay { alone, enter, found }: Stay) -> Section {
        let before = self.change(|state| {
            let left = state + TICKET - one(alone);
            if left & EVERYBODY == 0 { left & !CLASH } else { left }
        });
        let (lock, leave, suspect) = (self.number, before >> TICKET_BIT, before & CLASH != 0);
        Section { lock, alone, enter, leave, found, suspect }
    }

    #[inline(always)]
    fn change(&self, to: impl Fn(u64) -> u64) -> u64 {
        let (Ok(before) | Err(before)) =
            self.state.fetch_update(AcqRel, Relaxed, |state| Some(to(state)));
        before
    }
}

const fn one(alone: bool) -> u64 {
    if alone { ALONE } else { AMONG }
}

impl Section {
    /// Whether both were inside and one of them wanted to be alone.
    pub fn overlaps(&self, other: &Self) -> bool {
        let together = self.enter < other.leave && other.enter < self.leave;
        self.lock == other.lock && (self.alone || other.alone) && together
    }
}

thread_local! {
    static NOTING: Cell<bool> = const { Cell::new(false) };
    static SECTIONS: Cell<u64> = const { Cell::new(0) };
    static SUSPECTS: RefCell<Vec<Section>> = const { RefCell::new(Vec::new()) };
}

/// The thread notes its stays from here on, from none, or no longer.
#[inline]
pub fn note(noting: bool) {
    NOTING.set(noting);
    if noting {
        SECTIONS.set(0);
    }
}

/// How many stays of the thread are over since it began to note them; hands over those that somebody found
/// somebody in, since the last time.
#[inline]
pub fn noted(mut take: impl FnMut(Section)) -> u64 {
    SUSPECTS.with_borrow_mut(|suspects| suspects.drain(..).for_each(&mut take));
    SECTIONS.get()
}

/// Inside until it is dropped, also by a panic.
struct Inside<'a> {
    mark: &'a Mark,
    stay: Stay,
}

#[inline(always)]
fn enter(mark: &Mark, alone: bool) -> Option<Inside<'_>> {
    NOTING.get().then(|| Inside { mark, stay: mark.enter(alone) })
}

impl Drop for Inside<'_> {
    #[inline]
    fn drop(&mut self) {
        let section = self.mark.leave(self.stay);
        SECTIONS.set(SECTIONS.get() + 1);
        if section.suspect {
            suspect(section);
        }
    }
}

#[cold]
fn suspect(section: Section) {
    SUSPECTS.with_borrow_mut(|suspects| suspects.push(section));
}

/// A lock that marks who is inside.
#[derive(Default)]
pub struct Marked<L> {
    lock: L,
    mark: Mark,
}

impl<T, L: Lock<T>> Lock<T> for Marked<L> {
    const MARKS: bool = true;

    fn new(value: T) -> Self {
        Self { lock: L::new(value), mark: Mark::default() }
    }

    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        self.lock.read_within(wait, |value| {
            let _inside = enter(&self.mark, false);
            body(value)
        })
    }

    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        self.lock.write_within(wait, |value| {
            let _inside = enter(&self.mark, true);
            body(value)
        })
    }

    fn is_taken(&self, to: Access) -> bool {
        self.lock.is_taken(to)
    }

    fn waits(&self) -> Option<Waits> {
        self.lock.waits()
    }
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use crate::base::sync::Mutex;
    use crate::strategy::parts::rw_mutex::RwMutex;
    use std::thread;

    fn stays<L: Lock<u64>>(lock: &L) -> (u64, Vec<Section>) {
        let mut suspects = Vec::new();
        note(true);
        for _ in 0..10_000 {
            lock.write(|value| *value += 1);
            lock.read(|value| assert!(*value > 0));
        }
        let sections = noted(|section| suspects.push(section));
        note(false);
        (sections, suspects)
    }

    #[test]
    fn a_lock_that_excludes_has_every_stay_counted_and_none_suspected() {
        fn alone<L: Lock<u64>>() {
            let lock = &Marked::<L>::new(0);
            let each: Vec<_> = thread::scope(|scope| {
                let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| stays(lock))).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(each, vec![(20_000, Vec::new()); 3]);
            // Who does not note leaves nothing.
            lock.write(|value| assert_eq!(*value, 30_000));
            assert_eq!(noted(|section| panic!("{section:?}")), 0);
            assert_eq!(lock.mark.state.load(Relaxed) & (TICKET - 1), 0);
        }
        alone::<Mutex<u64>>();
        alone::<RwMutex<u64>>();
    }

    /// In every order in which two of three can be inside, both know of it, and the one who came second
    /// counts it.
    #[test]
    fn both_of_two_who_are_inside_know_and_the_second_counts() {
        for (first, second, overlap) in
            [(true, true, true), (true, false, true), (false, true, true), (false, false, false)]
        {
            for nested in [true, false] {
                let mark = Mark::default();
                let before = mark.enter(true);
                let before = mark.leave(before);
                let (one, other) = (mark.enter(first), mark.enter(second));
                let sections = match nested {
                    true => [other, one].map(|stay| mark.leave(stay)),
                    false => [one, other].map(|stay| mark.leave(stay)),
                };
                let after = mark.enter(true);
                let after = mark.leave(after);
                let [a, b] = sections;
                assert_eq!((a.overlaps(&b), a.suspect, b.suspect), (overlap, overlap, overlap));
                assert_eq!(u32::from(a.found) + u32::from(b.found), u32::from(overlap));
                for other in [before, after] {
                    assert!(!other.overlaps(&a) && !other.overlaps(&b));
                    assert!(!other.found && !other.suspect);
                }
            }
        }
    }

    #[test]
    fn marks_are_told_apart_also_where_one_took_the_place_of_another() {
        let [one, other] = [Mark::default(), Mark::default()].map(|mark| {
            let stay = mark.enter(true);
            mark.leave(stay)
        });
        assert_ne!(one.lock, other.lock);
        assert!(!one.overlaps(&other));
    }
}
