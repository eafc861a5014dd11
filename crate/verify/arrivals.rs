//! The arrival orders that the reader-writer lock promises, staged on the threads of a pool.
//!
//! One thread holds the lock while others queue up behind it in a known order; what counts is the
//! order in which they enter. The same code runs natively and on a browser's workers, whose
//! parking is another. However late a thread is woken, the outcome is the lock's alone: each one's
//! turn comes once the lock itself says that those before it are there.

use crate::engine::Pool;
use crate::strategy::parts::rw_mutex::RwMutex;
use Kind::{Reader as R, Writer as W};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

/// Threads that the largest scenario takes.
pub const THREADS: usize = 6;

/// For what the lock does not show, and no outcome hangs on: that a thread has gone to sleep, that a
/// second writer waits behind the first.
const SETTLE: Duration = Duration::from_millis(10);
const GLANCE: Duration = Duration::from_millis(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Reader,
    Writer,
}

struct Scenario {
    promise: &'static str,
    holder: Kind,
    queue: &'static [Kind],
    order: &'static [Kind],
}

const SCENARIOS: [Scenario; 3] = [
    Scenario {
        promise: "all waiting readers enter before the next writer",
        holder: W,
        queue: &[R, W, R, W, R],
        order: &[R, R, R, W, W],
    },
    Scenario {
        promise: "a reader that waited enters before a writer that waited longer",
        holder: W,
        queue: &[W, R],
        order: &[R, W],
    },
    Scenario {
        promise: "a waiting writer holds back readers that come after it",
        holder: R,
        queue: &[W, R, R],
        order: &[W, R, R],
    },
];

/// Plays every scenario; the first promise that was not kept is the error.
pub fn check(pool: &Pool) -> Result<(), String> {
    if pool.size() < THREADS {
        return Err(format!("{} threads are too few, it takes {THREADS}", pool.size()));
    }
    SCENARIOS.iter().try_for_each(|scenario| match play(pool, scenario) {
        (0, order) if order == scenario.order => Ok(()),
        (0, order) => Err(format!("{}: they entered as {order:?}", scenario.promise)),
        (early, _) => Err(format!("{}: {early} passed the holder", scenario.promise)),
    })
}

/// How many entered while the lock was held, and all who entered, in their order.
fn play(pool: &Pool, scenario: &Scenario) -> (usize, Vec<Kind>) {
    let lock = RwMutex::new(());
    let entered = Mutex::new(Vec::new());
    let early = AtomicUsize::new(0);
    let enter = |kind, body: &dyn Fn()| match kind {
        R => lock.read(|()| body()),
        W => lock.write(|()| body()),
    };
    // Whose turn it is to arrive. Each passes it on at the lock's door, and the next one waits until
    // it is through that door: a reader once it is counted, and a first writer once it holds readers
    // back. Who has entered although it should wait is through as well.
    let turn = AtomicUsize::new(0);
    let await_turn = |number: usize| {
        let before = &scenario.queue[..number - 1];
        let count = |kind| before.iter().filter(|other| **other == kind).count();
        let held = usize::from(scenario.holder == R);
        let through = || {
            let entered = entered.lock().expect("no one panics").len();
            let readers = lock.readers() + entered >= count(R) + held;
            readers && (count(W) == 0 || lock.has_writer() || entered > 0)
        };
        while turn.load(SeqCst) != number || !through() {
            thread::sleep(GLANCE);
        }
        thread::sleep(SETTLE);
    };
    let last = scenario.queue.len();
    pool.run(&|number| match number {
        0 => enter(scenario.holder, &|| {
            turn.store(1, SeqCst);
            await_turn(last + 1);
            early.store(entered.lock().expect("no one panics").len(), SeqCst);
        }),
        _ if number <= last => {
            let kind = scenario.queue[number - 1];
            await_turn(number);
            turn.store(number + 1, SeqCst);
            enter(kind, &|| entered.lock().expect("no one panics").push(kind));
        }
        _ => {}
    });
    (early.into_inner(), entered.into_inner().expect("no one panics"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_keeps_its_promises() {
        check(&Pool::new(THREADS).unwrap()).unwrap();
    }
}
