//! How many threads really run at once: the reported number of cores is only a hint.

use super::{Pool, clock};
use crate::units::Nanos;
use std::sync::Mutex;

const SPELL: Nanos = Nanos::from_millis(15);
const MOST_TRIES: usize = 8;

/// Work done by `workers` spinning threads against one, rounded to whole threads. The best of a
/// few tries, because a disturbance can only lower it; a quiet machine needs one, 30 ms long.
pub fn measure(pool: &Pool, workers: usize) -> usize {
    let workers = workers.min(pool.size()).max(1);
    let mut best = 1;
    for _ in 0..MOST_TRIES {
        let ratio = work(pool, workers) / work(pool, 1);
        best = best.max(ratio.round() as usize);
        if best >= workers {
            return workers;
        }
    }
    best
}

/// Rounds of a small computation per second, over all threads.
fn work(pool: &Pool, workers: usize) -> f64 {
    let rate = Mutex::new(0.0);
    pool.run(&|number| {
        if number >= workers {
            return;
        }
        let begin = clock::now();
        let mut rounds = 0_u64;
        let mut x = number as u64 + 1;
        loop {
            for _ in 0..1000 {
                x ^= x << 13;
                x ^= x >> 7;
                x ^= x << 17;
            }
            rounds += 1;
            std::hint::black_box(x);
            let spent = clock::now() - begin;
            if spent >= SPELL {
                *rate.lock().expect("no one panics here") += rounds as f64 / spent.as_secs();
                return;
            }
        }
    });
    rate.into_inner().expect("no one panics here")
}
