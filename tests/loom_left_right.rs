//! The left-right pair under loom: every interleaving of a few readers and writers in which threads
//! are preempted at most three times. More takes hours; a fault that needs a fourth would be missed.
//!
//! Run with `cargo test --no-default-features --features=full,loom --test loom_left_right`.
//! loom sees each access to both sides, so a reader on a side that is being written fails the
//! model, and so does a writer that waits for ever.
#![cfg(feature = "loom")]

use contend::strategy::left_right::pair::{Fault, Pair};
use loom::sync::Arc;
use loom::thread;

type Body = fn(&Pair<usize>);

fn model(pair: fn() -> Pair<usize>, threads: &'static [Body], writes: usize) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(move || {
        let pair = Arc::new(pair());
        let spawn = |body: &'static Body| {
            let pair = Arc::clone(&pair);
            thread::spawn(move || body(&pair))
        };
        let (first, others) = threads.split_first().expect("at least one thread");
        let running: Vec<_> = others.iter().map(spawn).collect();
        first(&pair);
        running.into_iter().for_each(|thread| thread.join().unwrap());
        assert_eq!(pair.reader().read(|value| *value), writes);
        // Both sides are alike: after one more write readers are on the other.
        pair.write(|value| *value += 1);
        assert_eq!(pair.reader().read(|value| *value), writes + 1);
    });
}

fn sound() -> Pair<usize> {
    Pair::new(0, 0)
}

fn write(pair: &Pair<usize>) {
    let mut reader = pair.reader();
    let before = pair.write(|value| {
        *value += 1;
        *value - 1
    });
    assert!(reader.read(|value| *value) > before, "a writer does not see its own write");
}

fn write_twice(pair: &Pair<usize>) {
    pair.write(|value| *value += 1);
    pair.write(|value| *value += 1);
}

fn read(pair: &Pair<usize>) {
    pair.reader().read(|value| assert!(*value <= 2));
}

/// Stays inside for a while: loom switches threads at its own calls only, not within a short read.
fn linger(pair: &Pair<usize>) {
    pair.reader().read(|value| {
        thread::yield_now();
        assert!(*value <= 2);
    });
}

fn read_twice(pair: &Pair<usize>) {
    let mut reader = pair.reader();
    let first = reader.read(|value| *value);
    assert!(reader.read(|value| *value) >= first, "a reader goes back in time");
}

#[test]
fn two_writers_who_read() {
    model(sound, &[write, write], 2);
}

#[test]
fn two_writes_against_a_reader() {
    model(sound, &[write_twice, read], 2);
}

#[test]
fn two_writes_against_a_returning_reader() {
    model(sound, &[write_twice, read_twice], 2);
}

#[test]
fn two_writes_against_a_reader_who_lingers() {
    model(sound, &[write_twice, linger], 2);
}

#[test]
fn writer_and_two_readers() {
    model(sound, &[write, read, read_twice], 1);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn waiting_before_readers_are_sent_away_is_caught() {
    model(|| Pair::with_fault(0, 0, Fault::WaitsTooSoon), &[write, read], 1);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn not_waiting_for_present_readers_is_caught() {
    model(|| Pair::with_fault(0, 0, Fault::ForgetsPresent), &[write, read], 1);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn not_waiting_for_latecomers_is_caught() {
    model(|| Pair::with_fault(0, 0, Fault::ForgetsLatecomers), &[write_twice, read], 2);
}

#[test]
#[should_panic(expected = "Causality violation")]
fn a_reader_that_looks_before_it_is_announced_is_caught() {
    model(|| Pair::with_fault(0, 0, Fault::LooksTooSoon), &[write, read], 1);
}
