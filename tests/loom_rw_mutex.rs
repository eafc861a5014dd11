//! The reader-writer lock under loom: every interleaving of a few threads.
//!
//! Run with `RUSTFLAGS="--cfg loom" cargo test --release --test loom_rw_mutex`. loom sees each
//! access to the guarded value, so a reader and a writer inside together fail the model, and so
//! does a thread that sleeps for ever.
#![cfg(loom)]

use contend::strategy::rw_mutex::RwMutex;
use loom::sync::Arc;
use loom::thread;

fn model(threads: &'static [fn(&RwMutex<usize>)], writes: usize) {
    // Three preemptions find what two threads more would; without a bound this takes hours.
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let lock = Arc::new(RwMutex::new(0));
        let spawn = |body: &'static fn(&RwMutex<usize>)| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || body(&lock))
        };
        let (first, others) = threads.split_first().expect("at least one thread");
        let running: Vec<_> = others.iter().map(spawn).collect();
        first(&lock);
        running.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(lock.read(|value| *value), writes);
    });
}

fn write(lock: &RwMutex<usize>) {
    lock.write(|value| *value += 1);
}

fn read(lock: &RwMutex<usize>) {
    lock.read(|value| assert!(*value <= 2));
}

fn read_twice(lock: &RwMutex<usize>) {
    let first = lock.read(|value| *value);
    assert!(lock.read(|value| *value) >= first);
}

#[test]
fn two_writers() {
    model(&[write, write], 2);
}

#[test]
fn writer_and_two_readers() {
    model(&[write, read, read], 1);
}

#[test]
fn two_writers_and_a_reader() {
    model(&[write, write, read], 2);
}

#[test]
fn writer_against_a_returning_reader() {
    model(&[write, read_twice], 1);
}

/// The model is sharp enough: without the lock it finds the race.
#[test]
#[should_panic]
fn an_unguarded_cell_is_caught() {
    loom::model(|| {
        let cell = Arc::new(contend::sync::UnsafeCell::new(0_usize));
        let other = Arc::clone(&cell);
        // SAFETY: none; loom stops at the second access before it happens.
        let bump =
            |cell: &contend::sync::UnsafeCell<usize>| cell.with_mut(|value| unsafe { *value += 1 });
        let thread = thread::spawn(move || bump(&other));
        bump(&cell);
        thread.join().unwrap();
    });
}
