//! The reader-writer lock under loom: every interleaving of a few threads in which they are preempted
//! at most three times. More takes hours; a fault that needs a fourth would be missed.
//!
//! Run with `cargo test --release --no-default-features --features=full,loom --test loom_rw_mutex`.
//! loom sees each access to the guarded value, so a reader and a writer inside together fail the
//! model, and so does a thread that sleeps for ever.
#![cfg(feature = "loom")]

#[path = "common/looks.rs"]
mod looks;

use contend::strategy::parts::rw_mutex::{Fault, RwMutex};
use looks::Looks;
use loom::sync::Arc;
use loom::thread;

type Body = fn(&RwMutex<usize>);

fn model(threads: &'static [Body], writes: usize) {
    model_of(|| RwMutex::new(0), threads, writes);
}

fn model_of(lock: fn() -> RwMutex<usize>, threads: &'static [Body], writes: usize) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let lock = Arc::new(lock());
        let spawn = |body: &'static Body| {
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
    lock.read(|value| assert!(*value <= 3));
}

/// Stays inside for a while: loom switches threads at its own calls only, not within a short read.
fn linger(lock: &RwMutex<usize>) {
    lock.read(|value| {
        thread::yield_now();
        assert!(*value <= 2);
    });
}

/// Whom loom finds awake when all others sleep for ever: it cannot unwind a sleeper.
fn pass(_: &RwMutex<usize>) {}

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
fn two_writers_and_a_reader_who_lingers() {
    model(&[write, write, linger], 2);
}

#[test]
fn writer_against_a_returning_reader() {
    model(&[write, read_twice], 1);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_reader_that_looks_before_it_is_counted_is_caught() {
    model_of(|| RwMutex::with_fault(0, Fault::LooksTooSoon), &[write, read, pass], 1);
}

#[test]
#[should_panic(expected = "currently reading")]
fn a_writer_that_does_not_wait_is_caught() {
    model_of(|| RwMutex::with_fault(0, Fault::ForgetsReaders), &[write, linger], 1);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_wake_up_that_skips_the_gate_is_caught() {
    model_of(|| RwMutex::with_fault(0, Fault::SkipsGate), &[write, read, pass], 1);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_reader_that_mistakes_the_next_writer_for_its_own_is_caught() {
    model_of(|| RwMutex::with_fault(0, Fault::ForgetsPhase), &[write, write, read, pass], 2);
}

/// A thread that gives up or not, beside others; what was written is what was not refused.
fn model_of_giving_up(
    lock: fn() -> RwMutex<usize>,
    looks: usize,
    writes: bool,
    others: &'static [Body],
    written: usize,
) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let lock = Arc::new(lock());
        let spawn = |body: &'static Body| {
            let lock = Arc::clone(&lock);
            thread::spawn(move || body(&lock))
        };
        let running: Vec<_> = others.iter().map(spawn).collect();
        let wait = Looks::new(looks);
        let done = match writes {
            true => lock.write_within(&wait, |value| *value += 1).is_ok(),
            false => {
                _ = lock.read_within(&wait, |value| assert!(*value <= 2));
                false
            }
        };
        running.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(lock.read(|value| *value), written + usize::from(done));
    });
}

#[test]
fn a_writer_that_gives_up_leaves_nothing_behind() {
    for looks in [0, 1] {
        model_of_giving_up(|| RwMutex::new(0), looks, true, &[write], 1);
        model_of_giving_up(|| RwMutex::new(0), looks, true, &[linger, read], 0);
        model_of_giving_up(|| RwMutex::new(0), looks, true, &[linger, write], 1);
    }
}

#[test]
fn a_reader_that_gives_up_leaves_nothing_behind() {
    for looks in [0, 1] {
        model_of_giving_up(|| RwMutex::new(0), looks, false, &[write], 1);
        model_of_giving_up(|| RwMutex::new(0), looks, false, &[write, write], 2);
        model_of_giving_up(|| RwMutex::new(0), looks, false, &[linger, write], 1);
    }
}

fn write_twice(lock: &RwMutex<usize>) {
    write(lock);
    write(lock);
}

/// A reader may sleep while the writer that it waits for goes, another gives up, and a third comes.
#[test]
fn a_reader_that_sleeps_through_a_writer_that_gives_up() {
    model_of_giving_up(|| RwMutex::new(0), 0, true, &[write_twice, read], 2);
}

#[test]
#[should_panic(expected = "deadlock")]
fn a_writer_that_gives_up_before_the_readers_know_is_caught() {
    let lock = || RwMutex::with_fault(0, Fault::LeavesUnknown);
    model_of_giving_up(lock, 0, true, &[write_twice, read, pass], 2);
}

#[test]
#[should_panic(expected = "currently reading")]
fn a_reader_that_gives_up_and_counts_as_gone_is_caught() {
    let lock = || RwMutex::with_fault(0, Fault::LeavesUnentered);
    model_of_giving_up(lock, 0, false, &[linger, write], 1);
}

/// The model is sharp enough: without the lock it finds the race.
#[test]
#[should_panic]
fn an_unguarded_cell_is_caught() {
    loom::model(|| {
        let cell = Arc::new(contend::base::sync::UnsafeCell::new(0_usize));
        let other = Arc::clone(&cell);
        // SAFETY: none; loom stops at the second access before it happens.
        let bump = |cell: &contend::base::sync::UnsafeCell<usize>| {
            cell.with_mut(|value| unsafe { *value += 1 })
        };
        let thread = thread::spawn(move || bump(&other));
        bump(&cell);
        thread.join().unwrap();
    });
}
