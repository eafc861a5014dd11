//! A holder sits in a guarded map while others have a deadline: every one of them has its answer before the
//! holder leaves, what was refused is in no map, and how late each refusal came is told.
//!
//! The same code runs natively and on a browser's workers. The holder leaves once all have answered, so what is
//! asked is an order and no time; a map that has somebody wait for ever fails after some seconds.

use crate::base::clock;
use crate::base::units::Nanos;
use crate::engine::{Crew, Pool};
use crate::strategy::decorate::safe::Refused;
use crate::strategy::{Batch, ConcurrentMap, FallibleHandle, MapHandle, MapSpec, Visitor, build};
use crate::workload::entry_kind::fold;
use foldhash::fast::FixedState;
use std::any::Any;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

const DEADLINE: Nanos = Nanos::from_millis(20);
const KEY: u64 = 7;
const LOADED: u64 = 1;
const STALLED: u64 = 2;
const AFTER: u64 = 3;
/// Between two looks, and how many the holder takes at most.
const LOOK: Duration = Duration::from_millis(1);
const LOOKS: usize = 20_000;

/// Where the holder is and who has an answer. A merge knows nothing but its operands, so there is one of each,
/// and stalls take turns.
static HOLDER: AtomicUsize = AtomicUsize::new(OUTSIDE);
static TO_ANSWER: AtomicUsize = AtomicUsize::new(0);
static TURN: Mutex<()> = Mutex::new(());
const OUTSIDE: usize = 0;
const INSIDE: usize = 1;
const GIVEN_UP: usize = 2;

fn sit(_: Option<&u64>, operand: &u64) -> u64 {
    HOLDER.store(INSIDE, SeqCst);
    for _ in 0..LOOKS {
        if TO_ANSWER.load(SeqCst) == 0 {
            return *operand;
        }
        thread::sleep(LOOK);
    }
    HOLDER.store(GIVEN_UP, SeqCst);
    *operand
}

/// Has a client of the map sit in an update while all other threads of the pool but the map's own write to the
/// same key. Returns by how much each of those that were refused came back after its deadline; the error is what
/// did not hold. The map must be one whose row says that a deadline bounds all of the wait, with `+safe`.
pub fn stall(spec: &MapSpec, pool: &Pool) -> Result<Vec<Nanos>, String> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let callers = pool.size().saturating_sub(1 + spec.extra_threads());
    if callers == 0 || !spec.is_fallible() {
        return Err(format!("{spec}: there is nobody to be refused"));
    }
    HOLDER.store(OUTSIDE, SeqCst);
    TO_ANSWER.store(callers, SeqCst);
    build(spec, Stall { spec, pool, callers })
}

struct Stall<'a> {
    spec: &'a MapSpec,
    pool: &'a Pool,
    callers: usize,
}

impl Visitor for Stall<'_> {
    type Key = u64;
    type Value = u64;
    type Hasher = FixedState;
    type Output = Result<Vec<Nanos>, String>;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn deadline(&self) -> Nanos {
        DEADLINE
    }

    fn visit<M: ConcurrentMap<u64, u64>>(self, map: M) -> Self::Output {
        let Self { spec, pool, callers } = self;
        map.handle().insert(KEY, LOADED);
        let crew = Crew::new(pool, callers + 1, spec);
        let answers = Mutex::new(Vec::new());
        crew.work(&map, |number, handle| {
            // To make a handle may take what the holder holds, so everyone has one by then.
            if !crew.meet() {
                return;
            }
            if number == callers {
                handle.update(KEY, STALLED, sit);
                return;
            }
            while HOLDER.load(SeqCst) == OUTSIDE {
                thread::sleep(LOOK);
            }
            let value = 100 + number as u64;
            let answer = handle.perform(Write(value));
            answers.lock().unwrap_or_else(PoisonError::into_inner).push((value, answer));
            TO_ANSWER.fetch_sub(1, SeqCst);
            // Past the stall, so that what was refused had every chance to happen after all.
            handle.get(&KEY);
        });
        if let Some(message) = crew.panicked() {
            return Err(format!("{spec}: a thread panicked: {message}"));
        }
        if HOLDER.load(SeqCst) == GIVEN_UP {
            return Err(format!("{spec}: somebody waited for the holder past its deadline"));
        }
        let answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let refused = |answer: &Answer| matches!(answer, Answer::Refused { .. });
        let written =
            answers.iter().filter(|(_, answer)| !refused(answer)).map(|(value, _)| *value);
        let acknowledged: Vec<u64> = written.chain([LOADED, STALLED]).collect();
        let mut handle = map.handle();
        let held = handle.get(&KEY);
        if held.is_none_or(|held| !acknowledged.contains(&held)) || handle.len() != 1 {
            return Err(format!("{spec}: {held:?} is there, of {acknowledged:?}"));
        }
        if refused(&handle.perform(Write(AFTER))) || handle.get(&KEY) != Some(AFTER) {
            return Err(format!("{spec}: the next write was refused, and nobody was there"));
        }
        let mut late = Vec::new();
        for (_, answer) in answers {
            if let Answer::Refused { waited, took } = answer {
                if waited < DEADLINE {
                    return Err(format!("{spec}: refused after {waited:?}"));
                }
                late.push(took.saturating_sub(DEADLINE));
            }
        }
        Ok(late)
    }
}

#[derive(Clone, Copy)]
enum Answer {
    Done,
    /// How long it waited by its own word, and how long the call took.
    Refused {
        waited: Nanos,
        took: Nanos,
    },
}

/// A write of this value.
struct Write(u64);

impl Batch<u64, u64> for Write {
    type Output = Answer;

    fn on<H: FallibleHandle<u64, u64>>(self, handle: &mut H) -> Answer {
        let begun = clock::now();
        let Err(refusal) = handle.insert(KEY, self.0) else { return Answer::Done };
        let took = clock::now() - begun;
        match (&refusal as &dyn Any).downcast_ref() {
            Some(Refused::DeadlineExceeded(exceeded)) => {
                Answer::Refused { waited: exceeded.waited, took }
            }
            _ => panic!("a write was refused for something else than its deadline"),
        }
    }
}
