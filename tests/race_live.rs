//! The live races agree with real Go in kind (`tests/data/go/`): who dies, who never does, of which
//! message, and what becomes rarer. No figure of this machine is asserted but the second.

use contend::engine::{Board, Pool};
use contend::race::live::damage::Damage;
use contend::race::live::load::Load;
use contend::race::live::plan::Cell;
use contend::race::live::record::Ended;
use contend::race::live::run::{Finish, Race};
use contend::race::live::series::buckets;
use contend::race::memory::Shared;
use contend::units::{Nanos, Seed};

struct Bench {
    pool: Pool,
    board: Board,
    memory: Shared,
    load: Load,
}

impl Bench {
    fn new(load: &str, workers: usize) -> Self {
        let load = Load::read(load).unwrap();
        let (pool, memory) = (Pool::new(workers).unwrap(), Shared::new(buckets(load)));
        Self { pool, board: Board::new(), memory, load }
    }

    fn run(&self, goroutines: usize, detect: bool, ms: u64, seed: u64) -> Finish {
        let race = Race {
            load: self.load,
            cell: Cell { workers: self.pool.size(), goroutines },
            detect,
            limit: Nanos::from_millis(ms),
            seed: Seed(seed),
            memory: &self.memory,
            pool: &self.pool,
            board: &self.board,
        };
        race.run().expect("nobody stops it")
    }

    fn deaths(&self, goroutines: usize, ms: u64, runs: u64) -> usize {
        let died = |seed| self.run(goroutines, true, ms, seed).ended == Ended::Fatal;
        (0..runs).filter(|&seed| died(seed)).count()
    }
}

#[test]
fn two_writers_on_two_workers_die_within_a_second() {
    let bench = Bench::new("writers:100", 2);
    for seed in 0..20 {
        let finish = bench.run(2, true, 1000, seed);
        assert_eq!(finish.ended, Ended::Fatal, "run {seed}");
        let meeting = finish.meeting.unwrap();
        assert_eq!(meeting.message, "fatal error: concurrent map writes");
        assert!(["assign", "increment"].contains(&meeting.by.call), "{meeting:?}");
        let other = meeting.other.expect("the other writer");
        assert_ne!(other.goroutine, meeting.by.goroutine);
        assert_ne!(other.worker, meeting.by.worker);
    }
}

#[test]
fn plain_updates_on_one_worker_never_die() {
    for (load, goroutines) in [("writers:100", 2), ("writers:100", 16), ("readers:100", 8)] {
        let bench = Bench::new(load, 1);
        let finish = bench.run(goroutines, true, 200, 7);
        assert_eq!(finish.ended, Ended::Time, "{load}");
        assert!(finish.operations > 10_000);
    }
    let bench = Bench::new("churn:100", 1);
    assert_eq!(bench.run(8, true, 200, 7).ended, Ended::Time);
}

/// As in Go: growth to 100,000 keys switches goroutines in the midst of an assign, to 1,000 hardly.
#[test]
fn growth_on_one_worker_can_die() {
    let bench = Bench::new("growth:100000", 1);
    let died: Vec<Finish> = (0..8)
        .map(|seed| bench.run(2, true, 5000, seed))
        .filter(|run| run.ended == Ended::Fatal)
        .collect();
    assert!(!died.is_empty());
    for finish in died {
        let meeting = finish.meeting.unwrap();
        assert_eq!(meeting.message, "fatal error: concurrent map writes");
        assert!(meeting.other.expect("who waits at an allocation").parked);
    }
    let small = Bench::new("growth:1000", 1);
    assert!(small.deaths(2, 1000, 40) <= 8);
}

#[test]
fn messages_are_word_for_word() {
    let message = |load, message: &str| {
        let bench = Bench::new(load, 2);
        let said = |seed| bench.run(2, true, 2000, seed).meeting.map(|meeting| meeting.message);
        assert!((0..20).any(|seed| said(seed) == Some(message)), "{load}: {message}");
    };
    message("readers:100", "fatal error: concurrent map read and map write");
    message("iterators:100", "fatal error: concurrent map iteration and map write");
    message("churn:100", "fatal error: concurrent map writes");
}

/// The writer gets a smaller share of two workers, so an operation meets it less often.
#[test]
fn deaths_per_operation_fall_as_readers_multiply() {
    let rate = |readers: usize| {
        let bench = Bench::new("readers:100", 2);
        let (mut deaths, mut operations) = (0.0, 0.0);
        for seed in 0..12 {
            let finish = bench.run(readers + 1, true, 150, seed);
            deaths += f64::from(u8::from(finish.ended == Ended::Fatal));
            operations += finish.operations as f64;
        }
        deaths / operations
    };
    let rates = [1, 7, 31].map(rate);
    assert!(rates[0] > rates[1] && rates[1] > rates[2], "{rates:?}");
}

#[test]
fn without_the_check_the_damage_is_real_and_counted() {
    let mut total = 0;
    for load in ["writers:100", "churn:100", "growth:20000"] {
        let bench = Bench::new(load, 2);
        for seed in 0..4 {
            let finish = bench.run(4, false, 50, seed);
            let damage = Damage::assess(&bench.memory, &finish, finish.ended == Ended::Memory);
            total += damage.total();
        }
    }
    assert!(total > 0);
}

/// Without the check and with one worker nothing is damaged: only what overlaps can be.
#[test]
fn without_the_check_one_worker_does_no_harm() {
    for load in ["writers:100", "readers:100", "churn:100"] {
        let bench = Bench::new(load, 1);
        let finish = bench.run(4, false, 100, 3);
        let damage = Damage::assess(&bench.memory, &finish, false);
        assert_eq!(
            (damage.total(), damage.missed_reads, damage.foreign_reads),
            (0, 0, 0),
            "{load}"
        );
        assert_eq!(damage.length, damage.found, "{load}");
    }
}
