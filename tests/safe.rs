//! `+safe`: a client's operation answers or is refused while who holds the map sits there; what was refused is
//! in no map; a panic is an answer; what was counted is what was done.
#![cfg(feature = "selftest")]

mod common;

use contend::engine::{Crew, Pool};
use contend::strategy::decorate::safe::Refused;
use contend::strategy::metrics::Outcome;
use contend::strategy::row::Containment;
use contend::strategy::{
    Batch, Call, ConcurrentMap, FallibleHandle, MapHandle, MapSpec, Reach, Visitor, build,
};
use contend::verify::stalls::stall;
use contend::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::any::Any;
use std::panic::resume_unwind;

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

#[test]
fn callers_answer_before_the_holder_leaves() {
    const CALLERS: usize = 8;
    let mut refused = 0;
    for map in common::honest() {
        if map.guarantees().deadline != Reach::Full || !map.stores() {
            continue;
        }
        for around in ["+safe", "+safe+audit"] {
            let spec = spec(&format!("{map}{around}"));
            let pool = Pool::new(CALLERS + 1 + spec.extra_threads()).unwrap();
            let late = stall(&spec, &pool).unwrap();
            println!("{spec}: {} of {CALLERS} refused, late by {late:?}", late.len());
            refused += late.len();
        }
    }
    assert!(refused >= CALLERS, "{refused}");
}

/// Two clients, one of which has its merges panic; every tenth operation of both is a get.
struct Panics<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
}

const OPERATIONS: u64 = 10_000;

fn blows(_: Option<&u64>, _: &u64) -> u64 {
    resume_unwind(Box::new("blown"))
}

struct Update(u64, u64, fn(Option<&u64>, &u64) -> u64);

impl Batch<u64, u64> for Update {
    /// What a panic said.
    type Output = Option<String>;

    fn on<H: FallibleHandle<u64, u64>>(self, handle: &mut H) -> Option<String> {
        let refusal = handle.update(self.0, self.1, self.2).err()?;
        match (&refusal as &dyn Any).downcast_ref() {
            Some(Refused::Panicked(panicked)) => Some(panicked.what().to_owned()),
            other => panic!("refused for {other:?}"),
        }
    }
}

impl Visitor for Panics<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = ();

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) {
        let crew = Crew::new(self.pool, 2, self.spec);
        crew.work(&map, |number, handle| {
            for operation in 0..OPERATIONS {
                let key = operation % 97 * 2 + number as u64;
                if operation % 10 == 0 {
                    handle.get(&key);
                } else if number == 0 && operation % 10 == 1 {
                    assert_eq!(handle.perform(Update(key, 0, blows)), Some("blown".into()));
                } else {
                    assert_eq!(handle.perform(Update(key, 1, added)), None);
                }
            }
        });
        assert_eq!(crew.panicked(), None, "{}", self.spec);
        let metrics = map.metrics().unwrap();
        let count = |call, outcome| metrics.operations.of(call, outcome);
        assert_eq!(count(Call::Update, Outcome::Panic), OPERATIONS / 10, "{}", self.spec);
        assert_eq!(count(Call::Update, Outcome::Done), OPERATIONS * 17 / 10, "{}", self.spec);
        assert_eq!(metrics.operations.calls()[Call::Get as usize], OPERATIONS / 5);
        let mut sum = 0;
        map.handle().for_each(usize::MAX, |_, value| sum += value);
        assert_eq!(sum, OPERATIONS * 17 / 10, "{}", self.spec);
        assert_eq!(metrics.entries, Some(97 * 2), "{}", self.spec);
    }
}

fn added(old: Option<&u64>, more: &u64) -> u64 {
    old.copied().unwrap_or_default() + more
}

#[test]
fn a_panic_is_an_answer_and_the_next_operations_are_right() {
    let pool = Pool::new(3).unwrap();
    for map in common::honest() {
        let guarantees = map.guarantees();
        let exact = guarantees.stores && guarantees.atomic_update;
        if exact && guarantees.panics.merge == Containment::Contained {
            let spec = spec(&format!("{map}+safe"));
            build(&spec, Panics { spec: &spec, pool: &pool });
        }
    }
}

/// How late refusals come, over many stalls; for `make soak`, since only a quiet machine tells.
#[test]
#[ignore = "a figure of make soak"]
fn how_late_refusals_come() {
    const REPEATS: usize = 100;
    for map in common::honest() {
        if map.guarantees().deadline == Reach::Full && map.stores() {
            let spec = spec(&format!("{map}+safe"));
            let pool = Pool::new(9 + spec.extra_threads()).unwrap();
            let stalls = (0..REPEATS).flat_map(|_| stall(&spec, &pool).unwrap());
            println!("late: {:?}", stalls.map(|late| late.0).collect::<Vec<u64>>());
        }
    }
}
