//! The pool of locks under loom: a key has one lock at a time, whatever is dropped and made anew, in
//! every interleaving of two or three threads in which they are preempted at most three times.
//!
//! Run with `cargo test --no-default-features --features=full,loom --test loom_lock_pool`.
//! What a key's lock guards is a cell that loom watches, so two threads inside it by two locks fail
//! the model.
#![cfg(feature = "loom")]

#[path = "common/looks.rs"]
mod looks;

use contend::base::sync::{Mutex, UnsafeCell};
use contend::strategy::lock_pool::pool::{Fault, Pool};
use contend::strategy::parts::locked::Lock;
use looks::Looks;
use loom::sync::Arc;
use loom::thread;

const KEYS: usize = 2;

struct Guarded {
    pool: Pool<usize, Mutex<()>>,
    values: [UnsafeCell<usize>; KEYS],
}

// SAFETY: a value is touched only under its key's lock; whether that is one lock is what loom sees.
unsafe impl Sync for Guarded {}
// SAFETY: as above.
unsafe impl Send for Guarded {}

impl Guarded {
    fn bump(&self, key: usize) {
        let lease = self.pool.lease(key as u64, &key);
        let _inside = lease.lock().unwrap();
        // loom switches threads at its own calls only; here it may.
        thread::yield_now();
        // SAFETY: under the key's lock; see `Sync`.
        self.values[key].with_mut(|value| unsafe { *value += 1 });
    }

    /// Unless it is still taken after so many looks; says whether it was done.
    fn bump_within(&self, key: usize, looks: usize) -> bool {
        let lease = self.pool.lease(key as u64, &key);
        let bump = |(): &mut ()| {
            thread::yield_now();
            // SAFETY: under the key's lock; see `Sync`.
            self.values[key].with_mut(|value| unsafe { *value += 1 });
        };
        Lock::write_within(&*lease, &Looks::new(looks), bump).is_ok()
    }
}

/// Each thread bumps its keys in order; no bump may be lost and no lock left in use.
fn model(pool: fn() -> Pool<usize, Mutex<()>>, keep: u64, threads: &'static [&'static [usize]]) {
    model_of_giving_up(pool, keep, threads, None);
}

/// The same; the first thread gives a bump up after so many looks at its lock.
fn model_of_giving_up(
    pool: fn() -> Pool<usize, Mutex<()>>,
    keep: u64,
    threads: &'static [&'static [usize]],
    looks: Option<usize>,
) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let values = std::array::from_fn(|_| UnsafeCell::new(0));
        let guarded = Arc::new(Guarded { pool: pool(), values });
        let spawn = |keys: &'static [usize]| {
            let guarded = Arc::clone(&guarded);
            thread::spawn(move || keys.iter().for_each(|&key| guarded.bump(key)))
        };
        let (first, others) = threads.split_first().expect("at least one thread");
        let running: Vec<_> = others.iter().map(|keys| spawn(keys)).collect();
        let mut given_up = [0; KEYS];
        for &key in *first {
            match looks {
                None => guarded.bump(key),
                Some(looks) => given_up[key] += usize::from(!guarded.bump_within(key, looks)),
            }
        }
        running.into_iter().for_each(|thread| thread.join().unwrap());
        for key in 0..KEYS {
            let bumps = threads.iter().flat_map(|keys| keys.iter()).filter(|&&k| k == key).count();
            // SAFETY: all threads but this one are gone.
            let done = guarded.values[key].with(|value| unsafe { *value });
            assert_eq!(done, bumps - given_up[key]);
        }
        let census = guarded.pool.census();
        assert_eq!((census.alive, census.made - census.dropped), (census.idle, census.alive));
        assert!(census.idle <= keep);
    });
}

#[test]
fn a_lock_dropped_at_once() {
    model(|| Pool::new(1, 0), 0, &[&[0, 0], &[0]]);
}

#[test]
fn two_threads_that_both_return() {
    model(|| Pool::new(1, 0), 0, &[&[0, 0], &[0, 0]]);
}

#[test]
fn three_threads_and_one_key() {
    model(|| Pool::new(1, 0), 0, &[&[0], &[0], &[0]]);
}

#[test]
fn a_lock_kept_until_another_is_idle() {
    model(|| Pool::new(1, 1), 1, &[&[0, 1], &[0, 0]]);
}

#[test]
fn who_gives_up_is_no_user_any_more() {
    for looks in [0, 1] {
        model_of_giving_up(|| Pool::new(1, 0), 0, &[&[0, 0], &[0]], Some(looks));
        model_of_giving_up(|| Pool::new(1, 1), 1, &[&[0, 1], &[0]], Some(looks));
        model_of_giving_up(|| Pool::new(1, 0), 0, &[&[0], &[0], &[0]], Some(looks));
    }
}

#[test]
#[should_panic(expected = "Causality violation")]
fn a_lock_dropped_under_one_who_may_give_up_is_caught() {
    let pool = || Pool::with_fault(1, 0, Fault::ForgetsWaiters);
    model_of_giving_up(pool, 0, &[&[0, 0], &[0]], Some(1));
}

#[test]
#[should_panic(expected = "Causality violation")]
fn a_lock_dropped_under_a_waiter_is_caught() {
    model(|| Pool::with_fault(1, 0, Fault::ForgetsWaiters), 0, &[&[0, 0], &[0]]);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn a_user_counted_too_late_is_caught() {
    model(|| Pool::with_fault(1, 0, Fault::CountsLate), 0, &[&[0, 0], &[0]]);
}
