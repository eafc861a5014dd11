//! `+safe`: a client's operation answers or is refused while who holds the map sits there; what was refused is
//! in no map; a panic is an answer; what was counted is what was done.
#![cfg(feature = "selftest")]

mod common;

use contend::base::units::Nanos;
use contend::engine::{Crew, Pool};
use contend::strategy::decorate::safe::Refused;
use contend::strategy::metrics::Outcome;
use contend::strategy::row::Containment;
use contend::strategy::{
    Batch, Call, ConcurrentMap, FallibleHandle, MapHandle, MapSpec, Reach, Visitor, build,
};
use contend::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::any::Any;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

const DEADLINE: Nanos = Nanos::from_millis(20);
const CALLERS: usize = 8;
const KEY: u64 = 7;
const LOADED: u64 = 1;
const STALLED: u64 = 2;
const AFTER: u64 = 3;

fn spec(text: &str) -> MapSpec {
    MapSpec::canonical(text).unwrap()
}

/// Where the one who sits in the map is; a merge knows nothing but its operands.
static INSIDE: AtomicUsize = AtomicUsize::new(0);
const GIVEN_UP: usize = 2;
static ANSWERED: AtomicUsize = AtomicUsize::new(0);
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    let only = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    INSIDE.store(0, SeqCst);
    ANSWERED.store(0, SeqCst);
    only
}

/// Ends once every caller has an answer, so what is asserted is an order and no time; a map that has them
/// wait for ever must fail some time.
fn sitting(_: Option<&u64>, operand: &u64) -> u64 {
    INSIDE.store(1, SeqCst);
    for _ in 0..20_000 {
        if ANSWERED.load(SeqCst) == CALLERS {
            return *operand;
        }
        thread::sleep(Duration::from_millis(1));
    }
    INSIDE.store(GIVEN_UP, SeqCst);
    *operand
}

/// A write of this value, and whether it was refused.
struct Write(u64);

impl Batch<u64, u64> for Write {
    type Output = bool;

    fn on<H: FallibleHandle<u64, u64>>(self, handle: &mut H) -> bool {
        match handle.insert(KEY, self.0) {
            Ok(_) => false,
            Err(refusal) => {
                let refusal = (&refusal as &dyn Any).downcast_ref::<Refused>();
                let Some(Refused::DeadlineExceeded(exceeded)) = refusal else {
                    panic!("refused for {refusal:?}")
                };
                assert!(exceeded.waited >= DEADLINE, "{exceeded:?}");
                true
            }
        }
    }
}

/// One client sits in an update while eight write to the same key.
struct HolderSits<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
}

impl Visitor for HolderSits<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    /// How many writes were refused.
    type Output = usize;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn deadline(&self) -> Nanos {
        DEADLINE
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> usize {
        map.handle().insert(KEY, LOADED);
        let acknowledged = Mutex::new(vec![LOADED, STALLED]);
        let crew = Crew::new(self.pool, CALLERS + 1, self.spec);
        crew.work(&map, |number, handle| {
            // To make a handle may take what the holder holds, so everyone has one by then.
            crew.meet();
            if number == CALLERS {
                handle.update(KEY, STALLED, sitting);
                return;
            }
            while INSIDE.load(SeqCst) == 0 {
                thread::sleep(Duration::from_millis(1));
            }
            let value = 100 + number as u64;
            if !handle.perform(Write(value)) {
                acknowledged.lock().unwrap().push(value);
            }
            ANSWERED.fetch_add(1, SeqCst);
            // Past the stall, so that what was refused had every chance to happen after all.
            handle.get(&KEY);
        });
        assert_eq!(crew.panicked(), None, "{}", self.spec);
        assert_ne!(INSIDE.load(SeqCst), GIVEN_UP, "{}: somebody waited for the holder", self.spec);
        let acknowledged = acknowledged.into_inner().unwrap();
        let mut handle = map.handle();
        let held = handle.get(&KEY).unwrap();
        assert!(acknowledged.contains(&held), "{}: {held} of {acknowledged:?}", self.spec);
        assert_eq!(handle.len(), 1, "{}", self.spec);
        assert!(!handle.perform(Write(AFTER)), "{}: nobody is there any more", self.spec);
        assert_eq!(handle.get(&KEY), Some(AFTER), "{}", self.spec);
        CALLERS + 2 - acknowledged.len()
    }
}

#[test]
fn callers_answer_before_the_holder_leaves() {
    let _alone = alone();
    let pool = Pool::new(CALLERS + 2).unwrap();
    let mut refused = 0;
    for map in common::honest() {
        if map.guarantees().deadline != Reach::Full || !map.stores() {
            continue;
        }
        INSIDE.store(0, SeqCst);
        ANSWERED.store(0, SeqCst);
        let spec = spec(&format!("{map}+safe"));
        let now = build(&spec, HolderSits { spec: &spec, pool: &pool });
        println!("{spec}: {now} of {CALLERS} refused");
        refused += now;
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
