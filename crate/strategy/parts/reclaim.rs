//! When the memory that a lock-free map has unlinked may be freed: epoch-based reclamation.
//!
//! Each map has a collector of its own (crossbeam-epoch) and each handle is a participant of it.
//! What a map retires is freed once every participant that was pinned then has unpinned, and at
//! the latest with the map: nothing outlives it, and nothing hangs on thread-local destructors,
//! which a browser's pool workers never run. A thread that is preempted while pinned holds back
//! all frees meanwhile, and in wasm so does a handle that was used and not told to
//! [`rest`](Participant::rest). Maps that retire something on each write ask for [`SLACK`] more memory.
//!
//! Under loom nothing is freed before the map is: the models check the maps' own ordering and
//! take the collector's word for the rest.

pub use scheme::{Guard, Participant, Reclaimer};

/// Room for garbage that a preempted thread holds back.
pub const SLACK: u64 = 64 * 1024 * 1024;

/// Entries that take as much memory as one of the collector's bags, which holds a few dozen boxes.
pub const BAGFUL: usize = 64;

#[cfg(not(feature = "loom"))]
mod scheme {
    use crate::base::sync::nap;
    use crossbeam_epoch as epoch;
    use std::cell::{Cell, RefCell};
    use std::marker::PhantomData;

    /// How many operations a participant stays pinned for. Pinning is one locked instruction on a
    /// processor of its own, but in wasm two sequentially consistent stores and a fence, which
    /// takes as long as an `mfence`: more than a lookup does. BENCHMARKS.md has what it gained.
    const STAY: u32 = if cfg!(any(test, target_arch = "wasm32")) { 32 } else { 1 };
    /// After so many operations the collector has its turn, as it would by itself.
    const COLLECT: u32 = 128;

    /// One map's collector. Dropped with its map, it frees what is still retired.
    #[derive(Default)]
    pub struct Reclaimer(epoch::Collector);

    impl Reclaimer {
        /// A participant for the calling thread.
        pub fn join(&self) -> Participant<'_> {
            let (held, pins) = (RefCell::new(None), Cell::new(0));
            Participant { held, pins, local: self.0.register(), reclaimer: PhantomData }
        }
    }

    /// One handle's part in its map's collector.
    pub struct Participant<'map> {
        /// Keeps it pinned between operations: all other guards are but counted.
        held: RefCell<Option<epoch::Guard>>,
        pins: Cell<u32>,
        local: epoch::LocalHandle,
        reclaimer: PhantomData<&'map Reclaimer>,
    }

    impl Participant<'_> {
        /// While the guard lives, nothing that is reachable now will be freed.
        #[inline]
        pub fn pin(&self) -> Guard<'_> {
            if STAY > 1 {
                let pins = self.pins.get();
                self.pins.set(pins.wrapping_add(1));
                if pins.is_multiple_of(STAY) {
                    self.renew(pins.is_multiple_of(COLLECT));
                }
            }
            Guard { epoch: self.local.pin(), participant: PhantomData }
        }

        /// Holds nothing back until the next operation. Not while a guard lives.
        #[cold]
        pub fn rest(&self) {
            drop(self.held.borrow_mut().take());
            self.pins.set(0);
        }

        /// Gives the processor to whoever may be pinned without one, holding nothing back itself, and
        /// then frees what is due. Not while a guard lives.
        #[cold]
        pub fn give_way(&self) {
            drop(self.held.borrow_mut().take());
            nap();
            // One of these is the collector's turn. A flush would spend a bag on what little is new.
            (0..COLLECT).for_each(|_| drop(self.local.pin()));
        }

        /// Lets go of what was retired until now, and pins again.
        #[cold]
        fn renew(&self, collect: bool) {
            let mut held = self.held.borrow_mut();
            drop(held.take());
            let guard = self.local.pin();
            if collect {
                guard.flush();
            }
            *held = Some(guard);
        }
    }

    pub struct Guard<'participant> {
        epoch: epoch::Guard,
        participant: PhantomData<&'participant ()>,
    }

    impl Guard<'_> {
        /// Frees the box once no guard that could see it is left.
        ///
        /// # Safety
        /// `pointer` comes from `Box::into_raw`, can no longer be reached by a thread that pins
        /// from now on, and is retired once. The value may be dropped on another thread.
        pub unsafe fn retire<T>(&self, pointer: *mut T) {
            // SAFETY: the caller's promise; the collector waits for all guards of before.
            unsafe { self.epoch.defer_unchecked(move || drop(Box::from_raw(pointer))) }
        }

        /// For a box that others hang on: if they are a `BAGFUL`, lets other threads free what this
        /// one has retired, and frees what is due. Retired boxes otherwise wait here until there are
        /// a few dozen, however large; but a bag for each small one would be most of the garbage.
        pub fn flush_if(&self, is_bagful: impl FnOnce() -> bool) {
            if is_bagful() {
                self.epoch.flush();
            }
        }
    }
}

#[cfg(feature = "loom")]
mod scheme {
    use std::sync::Mutex;

    /// Keeps what is retired until it is dropped itself.
    #[derive(Default)]
    pub struct Reclaimer(Mutex<Vec<Garbage>>);

    struct Garbage(Box<dyn FnOnce()>);

    // SAFETY: only the owner of the `Reclaimer` runs it, when no other thread is left.
    unsafe impl Send for Garbage {}

    impl Reclaimer {
        pub fn join(&self) -> Participant<'_> {
            Participant(self)
        }
    }

    impl Drop for Reclaimer {
        fn drop(&mut self) {
            // A model that fails may have retired something twice; let it say how it failed.
            if std::thread::panicking() {
                return;
            }
            self.0.get_mut().expect("no panic inside").drain(..).for_each(|Garbage(free)| free());
        }
    }

    pub struct Participant<'map>(&'map Reclaimer);

    impl<'map> Participant<'map> {
        pub fn pin(&self) -> Guard<'map> {
            Guard(self.0)
        }

        pub fn rest(&self) {}

        pub fn give_way(&self) {}
    }

    pub struct Guard<'map>(&'map Reclaimer);

    impl Guard<'_> {
        /// Frees the box with the reclaimer.
        ///
        /// # Safety
        /// As in the real scheme.
        pub unsafe fn retire<T: 'static>(&self, pointer: *mut T) {
            // SAFETY: the caller's promise; by then no thread is left.
            let free = move || drop(unsafe { Box::from_raw(pointer) });
            self.0.0.lock().expect("no panic inside").push(Garbage(Box::new(free)));
        }

        pub fn flush_if(&self, _: impl FnOnce() -> bool) {}
    }
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    const BOXES: usize = 20_000;

    struct Counted<'count>(&'count AtomicUsize);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
        }
    }

    /// Retires boxes, one an operation, while `others` have operations of their own.
    fn retire(by: &Participant<'_>, others: &[Participant<'_>], freed: &'static AtomicUsize) {
        for _ in 0..BOXES {
            // SAFETY: nobody else has ever seen the box.
            unsafe { by.pin().retire(Box::into_raw(Box::new(Counted(freed)))) };
            others.iter().for_each(|other| drop(other.pin()));
        }
    }

    #[test]
    fn what_is_retired_is_freed_while_all_go_on() {
        static FREED: AtomicUsize = AtomicUsize::new(0);
        let reclaimer = Reclaimer::default();
        let (own, others) = (reclaimer.join(), [reclaimer.join(), reclaimer.join()]);
        retire(&own, &others, &FREED);
        let freed = FREED.load(Relaxed);
        assert!(freed > BOXES * 9 / 10, "{freed} of {BOXES}");
        drop((own, others));
        drop(reclaimer);
        assert_eq!(FREED.load(Relaxed), BOXES);
    }

    #[test]
    fn who_stays_pinned_holds_back_until_it_rests_or_is_given_up() {
        static FREED: AtomicUsize = AtomicUsize::new(0);
        let reclaimer = Reclaimer::default();
        let (own, unused) = (reclaimer.join(), reclaimer.join());
        retire(&own, &[], &FREED);
        assert!(FREED.load(Relaxed) > BOXES * 9 / 10, "one that was never used is in nobody's way");

        let resting = reclaimer.join();
        drop(resting.pin());
        let before = FREED.load(Relaxed);
        retire(&own, &[], &FREED);
        let freed = FREED.load(Relaxed) - before;
        assert!(freed < BOXES / 10, "{freed} of {BOXES} although one is pinned");
        resting.rest();
        retire(&own, &[], &FREED);
        assert!(FREED.load(Relaxed) > BOXES * 2, "{}", FREED.load(Relaxed));

        // Whoever comes back is a participant as before.
        drop(resting.pin());
        let before = FREED.load(Relaxed);
        retire(&own, &[], &FREED);
        assert!(FREED.load(Relaxed) - before < BOXES / 10);
        drop((resting, unused));
        retire(&own, &[], &FREED);
        assert!(FREED.load(Relaxed) > BOXES * 4, "{}", FREED.load(Relaxed));
    }
}
