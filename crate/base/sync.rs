//! The one place that chooses between the standard library's primitives and loom's.
//!
//! Algorithms that are model-checked import from here and from nowhere else.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

#[cfg(not(feature = "loom"))]
pub use std::sync::{Condvar, Mutex, MutexGuard, atomic};

#[cfg(feature = "loom")]
pub use loom::sync::{Condvar, Mutex, MutexGuard, atomic};

/// How often a waiter looks again before it goes to sleep. wasm has no pause instruction, so there
/// a look is far shorter and it takes more of them; BENCHMARKS.md has what that gained. A model
/// gains nothing from spinning.
pub const SPINS: u32 = match (cfg!(feature = "loom"), cfg!(target_arch = "wasm32")) {
    (true, _) => 0,
    (false, true) => 2000,
    (false, false) => 64,
};

/// Tells a model that the sequentially consistent accesses around it are totally ordered: loom
/// takes them for acquire and release only. The real ones need no fence.
#[inline(always)]
pub fn total_order() {
    #[cfg(feature = "loom")]
    loom::sync::atomic::fence(loom::sync::atomic::Ordering::SeqCst);
}

/// A store that the others see in its place of the total order, or with `Release` after all that
/// came before. In wasm every atomic store is of the first kind, and in Firefox each takes
/// as long as an `mfence`: an exchange takes an eighth of the time (BENCHMARKS.md).
#[inline(always)]
pub fn publish(flag: &atomic::AtomicBool, value: bool, order: atomic::Ordering) {
    if cfg!(target_arch = "wasm32") {
        flag.swap(value, order);
    } else {
        flag.store(value, order);
    }
}

#[cfg(feature = "loom")]
pub use loom::cell::UnsafeCell;

/// The standard cell with loom's closure interface, which lets a model see each access.
#[cfg(not(feature = "loom"))]
#[derive(Debug, Default)]
pub struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(feature = "loom"))]
impl<T> UnsafeCell<T> {
    pub const fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    #[inline(always)]
    pub fn with<R>(&self, body: impl FnOnce(*const T) -> R) -> R {
        body(self.0.get())
    }

    #[inline(always)]
    pub fn with_mut<R>(&self, body: impl FnOnce(*mut T) -> R) -> R {
        body(self.0.get())
    }
}

/// A fault that a model injected, to show that it would be noticed. What is shipped has no place for
/// one.
#[derive(Clone, Copy, Debug)]
pub struct InjectedFault<F> {
    #[cfg(feature = "loom")]
    fault: Option<F>,
    #[cfg(not(feature = "loom"))]
    fault: std::marker::PhantomData<F>,
}

impl<F: PartialEq> InjectedFault<F> {
    #[cfg(feature = "loom")]
    pub const NONE: Self = Self { fault: None };
    #[cfg(not(feature = "loom"))]
    pub const NONE: Self = Self { fault: std::marker::PhantomData };

    #[cfg(feature = "loom")]
    pub fn of(fault: F) -> Self {
        Self { fault: Some(fault) }
    }

    #[inline(always)]
    pub fn is(&self, _fault: F) -> bool {
        #[cfg(feature = "loom")]
        return self.fault == Some(_fault);
        #[cfg(not(feature = "loom"))]
        false
    }
}

/// Waits for a wake-up, for so long at most. A model has no time: there others run meanwhile, and then
/// it may be over.
pub fn wait_timeout<'a, T>(
    wakes: &Condvar,
    _mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    left: Duration,
) -> MutexGuard<'a, T> {
    use std::sync::PoisonError;
    #[cfg(feature = "loom")]
    {
        _ = (wakes, left);
        drop(guard);
        loom::thread::yield_now();
        _mutex.lock().unwrap_or_else(PoisonError::into_inner)
    }
    #[cfg(not(feature = "loom"))]
    wakes.wait_timeout(guard, left).unwrap_or_else(PoisonError::into_inner).0
}

/// Waits for a message, for so long at most. The standard library's wait reads `Instant`, which panics on wasm, so
/// there it looks again after each nap.
pub fn recv_timeout<T>(from: &Receiver<T>, left: Duration) -> Result<T, RecvTimeoutError> {
    #[cfg(not(target_arch = "wasm32"))]
    return from.recv_timeout(left);
    #[cfg(target_arch = "wasm32")]
    {
        use super::clock;
        use std::sync::mpsc::TryRecvError;
        let begun = clock::now();
        loop {
            match from.try_recv() {
                Ok(message) => return Ok(message),
                Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Err(TryRecvError::Empty) => {}
            }
            if u128::from((clock::now() - begun).0) >= left.as_nanos() {
                return Err(RecvTimeoutError::Timeout);
            }
            nap();
        }
    }
}

/// Lets others run, for a waiter that nobody wakes and that has spun long enough. On wasm a yield
/// does nothing, so there it sleeps for a moment.
pub fn nap() {
    #[cfg(feature = "loom")]
    loom::thread::yield_now();
    #[cfg(all(not(feature = "loom"), target_arch = "wasm32"))]
    std::thread::sleep(Duration::from_micros(50));
    #[cfg(all(not(feature = "loom"), not(target_arch = "wasm32")))]
    std::thread::yield_now();
}
