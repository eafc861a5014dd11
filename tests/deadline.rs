//! Operations with a deadline, beside what the conformance suite asks of every map: who gives up holds back
//! nobody, without a deadline nothing is refused, and ledgers of clients that are refused agree with the map.
#![cfg(feature = "selftest")]

mod common;
#[path = "../crate/base/patience.rs"]
mod patience;

use contend::base::units::{Nanos, Seed, Threads};
use contend::engine::client::Client;
use contend::engine::{Crew, Pool};
use contend::ledger::{Check, Ledger, Status, final_scan, judge};
use contend::strategy::wait::{DeadlineExceeded, Until};
use contend::strategy::{
    ConcurrentMap, FallibleHandle, MapHandle, MapSpec, ROWS, Reach, Visitor, build,
};
use contend::workload::Workload;
use contend::workload::distribution::Distribution;
use contend::workload::entry_kind::{PLAIN, fold};
use contend::workload::mix::Mix;
use contend::workload::stream::{OperationStream, Place};
use foldhash::fast::FixedState;
use patience::shows;
use std::fmt::Debug;
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::Duration;

const DEADLINE: Nanos = Nanos::from_millis(20);
const KEY: u64 = 7;

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

fn refused<T: Debug>(what: &str, answer: Result<T, DeadlineExceeded>) {
    match answer {
        Err(DeadlineExceeded { waited }) => assert!(waited >= DEADLINE, "{what}: {waited:?}"),
        Ok(answer) => panic!("{what} answered {answer:?} while a reader was inside"),
    }
}

/// What all visitors here have: entries as plain as they are, and what comes of a visit.
macro_rules! plain_entries {
    ($output:ty) => {
        type Key = u64;
        type Value = u64;
        type Hasher = FixedState;
        type Output = $output;

        fn hasher(&self) -> FixedState {
            fold()
        }
    };
}

/// A writer that gives up while a reader is inside holds back no reader after it.
struct ReaderInside;

impl Visitor for ReaderInside {
    plain_entries!(());

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) {
        map.handle().insert(KEY, 1);
        thread::scope(|scope| {
            let (inside, is_inside) = mpsc::channel();
            let (leave, may_leave) = mpsc::channel::<()>();
            let map = &map;
            scope.spawn(move || {
                map.handle().for_each(1, |_, _| {
                    inside.send(()).unwrap();
                    may_leave.recv().unwrap();
                });
            });
            is_inside.recv().unwrap();
            let mut patient = map.patient(Until::within(DEADLINE));
            refused("insert", patient.insert(KEY, 2));
            assert_eq!(patient.get(&KEY), Ok(Some(1)));
            refused("clear", patient.clear());
            assert_eq!(map.handle().get(&KEY), Some(1));
            leave.send(()).unwrap();
        });
        assert_eq!(map.patient(Until::within(DEADLINE)).remove(&KEY), Ok(Some(1)));
    }
}

#[test]
fn a_writer_that_gives_up_holds_back_no_reader() {
    build(&spec("rwlock"), ReaderInside);
    build(&spec("sharded:1"), ReaderInside);
}

/// Without a deadline a handle that could refuse waits as any other.
#[test]
fn without_a_deadline_nothing_is_refused() {
    struct Ask;
    impl Visitor for Ask {
        plain_entries!(());

        fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) {
            thread::scope(|scope| {
                let (inside, is_inside) = mpsc::channel();
                let map = &map;
                map.handle().insert(KEY, 1);
                scope.spawn(move || {
                    map.handle().for_each(1, |_, _| {
                        inside.send(()).unwrap();
                        thread::sleep(Duration::from_nanos(DEADLINE.0));
                    });
                });
                is_inside.recv().unwrap();
                let mut handle = map.patient(Until::within(Nanos(u64::MAX)));
                assert_eq!(handle.insert(KEY, 2), Ok(Some(1)));
            });
        }
    }
    for map in ["mutex", "rwlock", "sharded:1"] {
        build(&spec(map), Ask);
    }
}

/// With all its locks in hand at once, however many a map may have.
#[test]
fn a_clear_within_a_deadline_takes_every_lock_there_is() {
    struct Clear;
    impl Visitor for Clear {
        plain_entries!(());

        fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) {
            map.handle().load((0..5_000).map(|key| (key, key)));
            let mut patient = map.patient(Until::within(Nanos::from_millis(10_000)));
            assert_eq!(patient.len(), Ok(5_000));
            assert_eq!(patient.clear(), Ok(()));
            assert_eq!(patient.len(), Ok(0));
        }
    }
    let mut cleared = 0;
    for row in ROWS.iter().filter(|row| !row.id.starts_with("planted-")) {
        let Some(param) = row.param.filter(|_| row.guarantees.deadline == Reach::Full) else {
            continue;
        };
        let plain = format!("{}:{}", row.id, param.max);
        let variants = row.variants.iter().map(|variant| format!("{plain}:{}", variant.id));
        for map in variants.chain([plain.clone()]) {
            build(&spec(&map), Clear);
            cleared += 1;
        }
    }
    assert!(cleared >= 4, "{cleared}");
}

const CLIENTS: usize = 4;
const KEYS: u32 = 64;
const OPERATIONS: usize = 3_000;

/// Clients with so short a deadline that many operations are refused play against each other; what they
/// know they wrote is what is there.
struct Ledgers<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    seed: u64,
    deadline: Nanos,
}

impl Visitor for Ledgers<'_> {
    // How many operations were refused, and the first check that the map failed.
    plain_entries!((u64, Option<Check>));

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Self::Output {
        let workload = Workload {
            mix: Mix::parse("r20,i25,d20,u10,g10,c10,s5").unwrap(),
            keys: KEYS,
            prefill: 0.0,
            distribution: Distribution::Uniform,
        };
        let played = Mutex::new(Vec::new());
        let crew = Crew::new(self.pool, CLIENTS, self.spec);
        crew.work(&map, |number, _| {
            let (mut stream, mut client) = (OperationStream::default(), Client::new(number, KEYS));
            let place = Place {
                seed: Seed(self.seed),
                round: 1,
                thread: number,
                threads: Threads(CLIENTS),
            };
            stream.record(&workload, place, || false);
            let mut handle = map.patient(Until::within(self.deadline));
            let (mut left, mut key) = (OPERATIONS, 0);
            crew.meet();
            while left > 0 {
                left -= client.play_fallibly(&PLAIN, &mut key, &mut handle, &stream, left);
            }
            played.lock().unwrap().push(client);
        });
        assert_eq!(crew.panicked(), None, "{}", self.spec);
        let played = played.into_inner().unwrap();
        let ledger = Ledger::total(played.iter().map(|client| &client.ledger));
        let mut handle = map.handle();
        let found = final_scan(&PLAIN, &mut handle, 0..KEYS, || false);
        let guarantees = self.spec.guarantees();
        let verdict = judge(&workload, &guarantees, &ledger, &found, handle.len());
        let failed = verdict.checks.into_iter().find(|check| check.status == Status::Fail);
        let performed: u64 = played.iter().map(|client| client.operations).sum();
        let refused: u64 = played.iter().map(|client| client.refused).sum();
        assert_eq!(performed, (CLIENTS * OPERATIONS) as u64);
        assert!(refused <= performed);
        (refused, failed)
    }
}

#[test]
fn the_ledger_of_what_was_not_refused_is_what_the_map_holds() {
    let pool = Pool::new(CLIENTS + 1).unwrap();
    for spec in common::honest() {
        if spec.guarantees().deadline == Reach::Entry {
            continue;
        }
        // Until something is refused: on few cores a short run may meet nobody.
        let seen = shows(|seed| {
            // None at all, so that whatever is found taken is refused, and some.
            let refused = [Nanos(0), Nanos(20_000)].map(|deadline| {
                let run = Ledgers { spec: &spec, pool: &pool, seed, deadline };
                let (refused, failed) = build(&spec, run);
                assert!(failed.is_none(), "{spec}, seed {seed}: {failed:?}");
                refused
            });
            refused.iter().sum::<u64>() > 0
        });
        assert!(seen, "{spec}: nothing was refused in all these runs");
    }
}

#[test]
fn the_ledger_tells_what_was_refused_and_yet_written() {
    let (pool, spec) = (Pool::new(CLIENTS).unwrap(), spec("planted-refused-write"));
    let run = Ledgers { spec: &spec, pool: &pool, seed: 1, deadline: DEADLINE };
    let (refused, failed) = build(&spec, run);
    assert!(refused > 0 && failed.is_some());
}
