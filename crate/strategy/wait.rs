//! How long an operation waits for what others hold: for ever, or up to a deadline.
//!
//! Operations of our own maps are written once, generic in this. For [`Forever`] nobody looks at a clock
//! and nothing can be refused, which the type of its refusal says: the code is that of a lock without
//! deadlines. With [`Until`] the clock is read only where something is found taken, and a deadline
//! bounds the wait for what an operation needs before its first write; from there on it goes through.

use crate::base::clock;
use crate::base::sync::{Condvar, Mutex, MutexGuard, SPINS, wait_timeout};
use crate::base::units::Nanos;
use std::cell::Cell;
use std::convert::Infallible;
use std::hint::spin_loop;
use std::sync::{PoisonError, TryLockError};
use std::time::Duration;

/// The patience of one operation. One that is kept for later is cloned for each.
pub trait Wait: Clone {
    /// Says that the operation was refused: nothing of it has happened, nor ever will.
    type Refusal: Copy + std::fmt::Debug + Send + 'static;

    /// Whether it waits for as long as it takes.
    const FOREVER: bool;

    /// How long it may still wait, from the moment of the first such question; `None`: for ever.
    fn left(&self) -> Result<Option<Duration>, Self::Refusal>;

    /// Whether it may be begun at all.
    #[inline(always)]
    fn begin(&self) -> Result<(), Self::Refusal> {
        self.left().map(drop)
    }
}

/// Waits for as long as it takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Forever;

impl Wait for Forever {
    type Refusal = Infallible;

    const FOREVER: bool = true;

    #[inline(always)]
    fn left(&self) -> Result<Option<Duration>, Infallible> {
        Ok(None)
    }
}

/// Waits up to a deadline, which starts when the operation first finds something taken.
#[derive(Clone, Debug)]
pub struct Until {
    within: Nanos,
    begun: Cell<Option<Nanos>>,
}

impl Until {
    /// For as long as it takes.
    pub const fn unlimited() -> Self {
        Self::within(Nanos(u64::MAX))
    }

    /// `Nanos(u64::MAX)`: without a deadline.
    pub const fn within(within: Nanos) -> Self {
        Self { within, begun: Cell::new(None) }
    }

    /// The deadline starts at that time by this thread's clock.
    pub const fn since(begun: Nanos, within: Nanos) -> Self {
        Self { within, begun: Cell::new(Some(begun)) }
    }
}

/// The wait was over before the operation had what it needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded {
    pub waited: Nanos,
}

impl Wait for Until {
    type Refusal = DeadlineExceeded;

    const FOREVER: bool = false;

    #[cold]
    fn left(&self) -> Result<Option<Duration>, DeadlineExceeded> {
        if self.within == Nanos(u64::MAX) {
            return Ok(None);
        }
        let now = clock::now();
        let begun = self.begun.get().unwrap_or(now);
        self.begun.set(Some(begun));
        let waited = now.saturating_sub(begun);
        if waited >= self.within {
            return Err(DeadlineExceeded { waited });
        }
        Ok(Some(Duration::from_nanos((self.within - waited).0)))
    }

    /// One that begins with the first question is not over at it, so no clock is read for that.
    #[inline(always)]
    fn begin(&self) -> Result<(), DeadlineExceeded> {
        match self.begun.get() {
            None if self.within > Nanos(0) => Ok(()),
            _ => self.left().map(drop),
        }
    }
}

/// The first and the longest pause of one who has to look again and again.
const PAUSE: Duration = Duration::from_micros(50);
const LONGEST_PAUSE: Duration = Duration::from_millis(1);

/// Asks until there is an answer, ever less often: for what nobody announces. The answer may so be had
/// up to a pause late, but a refusal is not.
#[inline]
pub fn poll<W: Wait, T>(wait: &W, mut ask: impl FnMut() -> Option<T>) -> Result<T, W::Refusal> {
    match ask() {
        Some(answer) => Ok(answer),
        None => poll_on(wait, ask),
    }
}

#[cold]
fn poll_on<W: Wait, T>(wait: &W, mut ask: impl FnMut() -> Option<T>) -> Result<T, W::Refusal> {
    for _ in 0..SPINS {
        spin_loop();
        if let Some(answer) = ask() {
            return Ok(answer);
        }
    }
    let mut pause = PAUSE;
    loop {
        let left = wait.left()?;
        rest(left.map_or(pause, |left| left.min(pause)));
        pause = (pause * 2).min(LONGEST_PAUSE);
        if let Some(answer) = ask() {
            return Ok(answer);
        }
    }
}

/// A model has no time: there it lets others run.
fn rest(_pause: Duration) {
    #[cfg(feature = "loom")]
    loom::thread::yield_now();
    #[cfg(not(feature = "loom"))]
    std::thread::sleep(_pause);
}

/// For a lock that itself waits for ever or not at all. Who has no deadline is woken by it, like anyone else.
#[inline(always)]
pub fn enter<W: Wait, G>(
    wait: &W,
    forever: impl FnOnce() -> G,
    mut at_once: impl FnMut() -> Option<G>,
) -> Result<G, W::Refusal> {
    if W::FOREVER {
        return Ok(forever());
    }
    match at_once() {
        Some(entered) => Ok(entered),
        None => enter_late(wait, forever, at_once),
    }
}

#[cold]
fn enter_late<W: Wait, G>(
    wait: &W,
    forever: impl FnOnce() -> G,
    at_once: impl FnMut() -> Option<G>,
) -> Result<G, W::Refusal> {
    match wait.left()? {
        None => Ok(forever()),
        Some(_) => poll_on(wait, at_once),
    }
}

/// The mutex, also if a panic passed by while it was held before: what it guards must be whole then.
#[inline]
pub fn take<'a, W: Wait, T>(
    mutex: &'a Mutex<T>,
    wait: &W,
) -> Result<MutexGuard<'a, T>, W::Refusal> {
    let forever = || mutex.lock().unwrap_or_else(PoisonError::into_inner);
    enter(wait, forever, || free(mutex.try_lock()))
}

/// What was tried for, if it was free; a panic that passed by while it was held is no matter.
pub fn free<G>(tried: Result<G, TryLockError<G>>) -> Option<G> {
    match tried {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// Sleeps until the condition holds, which is announced to `wakes` by one who passes the gate first.
#[cold]
pub fn sleep_until<W: Wait>(
    gate: &Mutex<()>,
    wakes: &Condvar,
    done: impl Fn() -> bool,
    wait: &W,
) -> Result<(), W::Refusal> {
    let mut inside = gate.lock().unwrap_or_else(PoisonError::into_inner);
    while !done() {
        inside = match wait.left()? {
            None => wakes.wait(inside).unwrap_or_else(PoisonError::into_inner),
            Some(left) => wait_timeout(wakes, gate, inside, left),
        };
    }
    Ok(())
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;

    #[test]
    fn only_who_has_a_deadline_looks_again_and_again() {
        let taken = || None::<u32>;
        assert_eq!(enter(&Until::unlimited(), || 7, taken), Ok(7));
        assert_eq!(enter(&Until::unlimited(), || unreachable!(), || Some(8)), Ok(8));
        let within = Nanos::from_millis(2);
        let refused = enter(&Until::within(within), || unreachable!(), taken).unwrap_err();
        assert!(refused.waited >= within);
    }
}
