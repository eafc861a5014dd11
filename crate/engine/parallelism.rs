//! What the machine gives before a run: how many threads really run at once, since the reported
//! number of cores is only a hint, and whether they are left in peace. A stop ends it at once.

use super::environment::Environment;
use super::{Pool, SharedStatus};
use crate::base::clock;
use crate::base::units::Nanos;
use crate::stats;
use std::sync::Mutex;

const SPELL: Nanos = Nanos::from_millis(15);
const MOST_TRIES: usize = 8;
/// Of the calibration loop: long against a clock's step, short against what a scheduler hands out.
const PIECE: Nanos = Nanos::from_millis(4);
const PIECES: usize = 16;

/// Work done by `workers` spinning threads against one, rounded to whole threads. The best of a
/// few tries, because a disturbance can only lower it; a quiet machine needs one, 30 ms long.
pub fn measure(pool: &Pool, status: &SharedStatus, workers: usize) -> usize {
    let workers = workers.min(pool.size()).max(1);
    let (mut best, mut alone) = (1, 0.0);
    for _ in 0..MOST_TRIES {
        // Against the best of one, too, for else its disturbance would raise it.
        alone = f64::max(alone, work(pool, status, 1));
        let ratio = work(pool, status, workers) / alone;
        best = best.max(ratio.round() as usize);
        if best >= workers || status.stopping() {
            break;
        }
    }
    best.min(workers)
}

/// Notes how many threads run at once now, as far as the pool's can tell: of more than it has
/// nothing is known. What was known before stays if a stop comes meanwhile.
pub fn find(environment: &mut Environment, pool: &Pool, status: &SharedStatus) {
    let tested = environment.cores.min(pool.size()).max(1);
    let parallelism = measure(pool, status, tested);
    if environment.parallelism == 0 || !status.stopping() {
        environment.parallelism_tested = tested;
        environment.parallelism = parallelism;
    }
}

/// How much the speed of one and the same loop varies while `workers` threads repeat it, 64 ms
/// long: the width of the middle half over the median, on the thread where it is widest. Of the
/// half, because a page that draws now and then is no noise; whoever keeps a core busy is.
pub fn spread(pool: &Pool, status: &SharedStatus, workers: usize) -> f64 {
    let widest = Mutex::new(0.0);
    on_each(pool, workers, &|number| {
        let mut speeds = [0.0; PIECES];
        speeds.iter_mut().for_each(|speed| *speed = spin(status, number, PIECE));
        let own = variation(speeds);
        let mut widest = widest.lock().expect("no one panics here");
        *widest = f64::max(*widest, own);
    });
    widest.into_inner().expect("no one panics here")
}

fn variation(mut speeds: [f64; PIECES]) -> f64 {
    stats::sort(&mut speeds);
    (speeds[PIECES * 3 / 4] - speeds[PIECES / 4]) / speeds[PIECES / 2]
}

/// Rounds of a small computation per second, over all threads.
fn work(pool: &Pool, status: &SharedStatus, workers: usize) -> f64 {
    let rate = Mutex::new(0.0);
    on_each(pool, workers, &|number| {
        *rate.lock().expect("no one panics here") += spin(status, number, SPELL);
    });
    rate.into_inner().expect("no one panics here")
}

fn on_each(pool: &Pool, workers: usize, job: &(dyn Fn(usize) + Sync)) {
    pool.run(&|number| {
        if number < workers {
            job(number);
        }
    });
}

/// Rounds per second of this thread, over so long.
fn spin(status: &SharedStatus, number: usize, length: Nanos) -> f64 {
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
        if spent >= length || status.stopping() {
            return rounds as f64 / spent.as_secs();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::patience::shows;

    #[test]
    fn a_few_interruptions_are_no_variation() {
        let mut speeds = [1000.0; PIECES];
        speeds[..4].fill(300.0);
        assert_eq!(variation(speeds), 0.0);
        // Half the time somebody else has the core.
        speeds[..8].fill(500.0);
        assert_eq!(variation(speeds), 0.5);
    }

    #[test]
    fn a_stop_leaves_what_was_known() {
        let (pool, status) = (Pool::new(2).unwrap(), SharedStatus::new());
        let mut environment = Environment { cores: 2, parallelism: 7, ..Environment::default() };
        status.request_stop();
        find(&mut environment, &pool, &status);
        assert_eq!((environment.parallelism, environment.parallelism_tested), (7, 0));
        let mut environment = Environment { cores: 2, ..Environment::default() };
        find(&mut environment, &pool, &status);
        assert!((1..=2).contains(&environment.parallelism), "a result needs some figure");
    }

    #[test]
    fn a_core_that_is_shared_is_noticed() {
        let pool = Pool::new(2).unwrap();
        let status = SharedStatus::new();
        let spread = spread(&pool, &status, 2);
        assert!(spread >= 0.0, "{spread}");
        let cores = std::thread::available_parallelism().unwrap().get();
        // Three times as many threads as cores take turns, and each measures the waiting.
        let crowd = Pool::new(cores * 3).unwrap();
        assert!(shows(|_| super::spread(&crowd, &status, cores * 3) > 0.05));
    }
}
