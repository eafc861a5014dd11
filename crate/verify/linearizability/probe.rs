//! A number that takes its time, to be a key and a value of maps under verification.
//!
//! An operation on plain numbers is over in some ten nanoseconds, so on few processors two of
//! them hardly ever meet. A map must hash, compare and clone what it holds, and must be right
//! however long that takes: a probe sometimes lingers there, and now and then gives up the
//! processor, which puts other threads' operations into the middle of this one's.

use std::cell::Cell;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::hint::spin_loop;

/// Equal, ordered and hashed as its number is.
#[derive(Debug)]
pub struct Probe(pub u64);

/// One in so many lingers, and for at most so many turns of a loop.
const LINGERS: u32 = 4;
const TURNS: u32 = 128;
/// One in so many gives up the processor. That may take as long as other programs like, so it
/// is seldom.
const YIELDS: u32 = 64;

/// Sometimes takes its time, at places that differ from thread to thread and from call to call.
pub fn linger() {
    thread_local!(static STATE: Cell<u32> = const { Cell::new(0x9e37_79b9) });
    let random = STATE.with(|state| {
        // Marsaglia's xorshift, as good as this needs.
        let mut x = state.get();
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        state.set(x);
        x >> 8
    });
    if random.is_multiple_of(YIELDS) {
        std::thread::yield_now();
    } else if random.is_multiple_of(LINGERS) {
        (0..random / LINGERS % TURNS).for_each(|_| spin_loop());
    }
}

impl Clone for Probe {
    fn clone(&self) -> Self {
        linger();
        Self(self.0)
    }
}

impl PartialEq for Probe {
    fn eq(&self, other: &Self) -> bool {
        linger();
        self.0 == other.0
    }
}

impl Eq for Probe {}

impl PartialOrd for Probe {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Probe {
    fn cmp(&self, other: &Self) -> Ordering {
        linger();
        self.0.cmp(&other.0)
    }
}

impl Hash for Probe {
    fn hash<H: Hasher>(&self, state: &mut H) {
        linger();
        self.0.hash(state);
    }
}
