//! Operations with a deadline: refused at it while another thread holds what they need, and then nothing
//! of them ever happens. Asserted are order and contents, and no time but the deadline itself.

use contend::base::units::{Nanos, Seed, Threads};
use contend::engine::client::Client;
use contend::engine::{Crew, Pool};
use contend::ledger::{Ledger, Status, final_scan, judge};
use contend::strategy::wait::{DeadlineExceeded, Until};
use contend::strategy::{ConcurrentMap, FallibleHandle, MapHandle, MapSpec, Visitor, build};
use contend::workload::Workload;
use contend::workload::distribution::Distribution;
use contend::workload::entry_kind::{PLAIN, fold};
use contend::workload::mix::Mix;
use contend::workload::stream::{OperationStream, Place};
use foldhash::fast::FixedState;
use std::fmt::Debug;
use std::sync::{Condvar, Mutex, mpsc};
use std::thread;
use std::time::Duration;

const DEADLINE: Nanos = Nanos::from_millis(20);
const KEY: u64 = 7;
const HELD: u64 = 99;

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

/// Where an update stops inside its map. A merge is a plain function, so this is for one test at a time.
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    Entered,
}

static GATE: Gate = Gate { state: Mutex::new(State::Open), changed: Condvar::new() };

impl Gate {
    fn set(&self, state: State) {
        *self.state.lock().unwrap() = state;
        self.changed.notify_all();
    }

    fn wait_for(&self, state: State) {
        let now = self.state.lock().unwrap();
        drop(self.changed.wait_while(now, |now| *now != state).unwrap());
    }
}

fn stall(_: Option<&u64>, operand: &u64) -> u64 {
    GATE.set(State::Entered);
    GATE.wait_for(State::Open);
    *operand
}

fn keep(_: Option<&u64>, operand: &u64) -> u64 {
    *operand
}

fn refused<T: Debug>(what: &str, answer: Result<T, DeadlineExceeded>) {
    match answer {
        Err(DeadlineExceeded { waited }) => assert!(waited >= DEADLINE, "{what}: {waited:?}"),
        Ok(answer) => panic!("{what} answered {answer:?} while the lock was held"),
    }
}

/// While one update is stopped inside the map, every operation is asked for by a thread of its own, and
/// the update goes on once all have answered.
struct Held<'a> {
    spec: &'a MapSpec,
    /// What else than operations on the key waits for it.
    whole: bool,
}

impl Visitor for Held<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = ();

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) {
        map.handle().insert(KEY, 1);
        let name = self.spec;
        thread::scope(|scope| {
            scope.spawn(|| map.handle().update(KEY, HELD, stall));
            GATE.wait_for(State::Entered);
            let asked: Vec<_> = (0..9)
                .filter(|number| self.whole || *number < 7)
                .map(|number| {
                    let map = &map;
                    scope.spawn(move || {
                        let mut map = map.patient(Until::within(DEADLINE));
                        match number {
                            0 => refused(&format!("{name}: get"), map.get(&KEY)),
                            1 => refused(&format!("{name}: insert"), map.insert(KEY, 2)),
                            2 => refused(&format!("{name}: remove"), map.remove(&KEY)),
                            3 => refused(&format!("{name}: update"), map.update(KEY, 3, keep)),
                            4 => refused(&format!("{name}: g"), map.get_or_insert(KEY, 4)),
                            5 => refused(&format!("{name}: c"), map.compare_exchange(&KEY, &1, 5)),
                            6 => refused(&format!("{name}: clear"), map.clear()),
                            7 => refused(&format!("{name}: len"), map.len()),
                            _ => refused(&format!("{name}: walk"), map.for_each(9, |_, _| ())),
                        }
                    })
                })
                .collect();
            let answers: Vec<_> = asked.into_iter().map(|thread| thread.join()).collect();
            GATE.set(State::Open);
            answers.into_iter().for_each(|answer| answer.unwrap());
        });
        let mut next = map.patient(Until::within(DEADLINE));
        assert_eq!(next.get(&KEY), Ok(Some(HELD)), "{name}");
        assert_eq!(next.len(), Ok(1), "{name}");
        assert_eq!(next.insert(KEY, 8), Ok(Some(HELD)), "{name}");
        assert_eq!(map.handle().get(&KEY), Some(8), "{name}");
    }
}

#[test]
fn operations_on_what_is_held_are_refused_and_never_happen() {
    for map in ["mutex", "rwlock", "sharded:1", "sharded:1:mutex"] {
        build(&spec(map), Held { spec: &spec(map), whole: true });
    }
    #[cfg(feature = "full")]
    {
        for map in ["mutex:parking-lot", "rwlock:std"] {
            build(&spec(map), Held { spec: &spec(map), whole: true });
        }
        for map in ["key-lock:1", "key-lock:1:mutex", "lock-pool", "lock-pool:mutex"] {
            build(&spec(map), Held { spec: &spec(map), whole: false });
        }
    }
}

/// A writer that gives up while a reader is inside holds back no reader after it.
struct ReaderInside;

impl Visitor for ReaderInside {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = ();

    fn hasher(&self) -> FixedState {
        fold()
    }

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
        type Key = u64;
        type Value = u64;
        type Hasher = FixedState;
        type Output = ();

        fn hasher(&self) -> FixedState {
            fold()
        }

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
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    /// How many operations were refused.
    type Output = u64;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> u64 {
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
        let failed = verdict.checks.iter().find(|check| check.status == Status::Fail);
        assert!(failed.is_none(), "{}, seed {}: {failed:?}", self.spec, self.seed);
        let performed: u64 = played.iter().map(|client| client.operations).sum();
        let refused: u64 = played.iter().map(|client| client.refused).sum();
        assert_eq!(performed, (CLIENTS * OPERATIONS) as u64);
        assert!(refused <= performed);
        refused
    }
}

#[test]
fn the_ledger_of_what_was_not_refused_is_what_the_map_holds() {
    let pool = Pool::new(CLIENTS).unwrap();
    let mut maps = vec!["mutex", "rwlock", "sharded:1", "sharded:4:mutex"];
    if cfg!(feature = "full") {
        maps.extend(["mutex:parking-lot", "rwlock:std", "key-lock:2", "lock-pool:mutex"]);
    }
    let mut refused = 0;
    for map in maps {
        let spec = spec(map);
        for seed in 0..5 {
            // None at all, so that whatever is found taken is refused, and some.
            for deadline in [Nanos(0), Nanos(20_000)] {
                refused += build(&spec, Ledgers { spec: &spec, pool: &pool, seed, deadline });
            }
        }
    }
    assert!(refused > 0, "nothing was refused in all these runs");
}
