//! What a deadline must not break, for a map whose row says that one bounds all that its operations wait
//! for: an operation is refused in time, and one that was refused has not happened and never will.

use super::{Failure, Property, TestBed};
use crate::base::clock;
use crate::base::units::Nanos;
use crate::strategy::row::Progress;
use crate::strategy::wait::{DeadlineExceeded, Until};
use crate::strategy::{ConcurrentMap, FallibleHandle, MapHandle, Reach};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::fmt::Debug;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

const KEY: u64 = 7;
const OTHER: u64 = 8;
const DEADLINE: Nanos = Nanos::from_millis(2);
/// How long an update stalls for those who should not have to wait for it: for ever, but that a map which
/// makes them wait must fail some time.
const FOR_EVER: Nanos = Nanos::from_millis(20_000);
/// How often one who waits at the gate looks at the clock.
const LOOK: Duration = Duration::from_millis(200);

/// Where an update stops in the midst of its map.
#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

/// How far it has come, and how many have.
#[derive(Default)]
struct State {
    ready: usize,
    entered: bool,
    answered: usize,
    cleared: bool,
    /// It went on because it was not to wait any longer.
    given_up: bool,
}

impl Gate {
    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().expect("no panic inside"));
        self.changed.notify_all();
    }

    /// Whether it came to that.
    fn wait_until(&self, done: impl Fn(&State) -> bool) -> bool {
        let begun = clock::now();
        let mut state = self.state.lock().expect("no panic inside");
        while !done(&state) {
            if clock::now() - begun >= FOR_EVER {
                return false;
            }
            state = self.changed.wait_timeout(state, LOOK).expect("no panic inside").0;
        }
        true
    }
}

/// A number; as an operand of an update it may have a gate on its way.
#[derive(Clone)]
pub struct Gated {
    number: u64,
    gate: Option<Arc<Gate>>,
    askers: usize,
}

impl PartialEq for Gated {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

fn gated(number: u64) -> Gated {
    Gated { number, gate: None, askers: 0 }
}

fn pass(_: Option<&Gated>, operand: &Gated) -> Gated {
    if let Some(gate) = &operand.gate {
        gate.change(|state| state.entered = true);
        if !gate.wait_until(|state| state.answered == operand.askers) {
            gate.change(|state| state.given_up = true);
        }
    }
    gated(operand.number)
}

/// While an update of a key stalls inside the map, others ask for all there is. Each of them is answered
/// before it goes on; who had to wait for it is refused, and all else is as if the update had not begun.
pub struct Stalled;

impl Property<u64, Gated> for Stalled {
    fn hold<M: ConcurrentMap<u64, Gated>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        if bed.guarantees.deadline == Reach::Entry || bed.threads < 2 {
            return Ok(());
        }
        map.handle().insert(OTHER, gated(1));
        let (gate, askers) = (Arc::new(Gate::default()), bed.threads - 1);
        let answers = bed.clients(map, |number, handle| {
            if number == 0 {
                gate.wait_until(|state| state.ready == askers);
                handle.update(
                    KEY,
                    Gated { number: 2, gate: Some(Arc::clone(&gate)), askers },
                    pass,
                );
                let state = gate.state.lock().expect("no panic inside");
                require!(!state.given_up, "someone waited past a deadline of {DEADLINE:?}");
                return Ok(());
            }
            // To make one may be something that waits.
            let mut patient = map.patient(Until::within(DEADLINE));
            gate.change(|state| state.ready += 1);
            require!(gate.wait_until(|state| state.entered), "the update never began");
            let asked = ask(&mut patient, bed);
            // One of them, when all others have asked.
            let clears = number == 1 && gate.wait_until(|state| state.answered == askers - 1);
            let cleared = clears && patient.clear().is_ok();
            gate.change(|state| {
                state.answered += 1;
                state.cleared |= cleared;
            });
            asked
        })?;
        answers.into_iter().collect::<Result<(), Failure>>()?;
        let cleared = gate.state.lock().expect("no panic inside").cleared;
        let mut next = map.patient(Until::within(DEADLINE));
        let mut read = |key| next.get(&key).map(|found| found.map(|value| value.number));
        let [found, other] = [read(KEY), read(OTHER)];
        // A clear may have come before or after the update.
        require!(
            found == Ok(Some(2)) || cleared && found == Ok(None),
            "after the stall, the update's key has {found:?}"
        );
        let wanted = if cleared { None } else { Some(1) };
        require!(other == Ok(wanted), "after the stall, the other key has {other:?}");
        let displaced = next.insert(KEY, gated(3)).map(|old| old.map(|value| value.number));
        require!(displaced == found, "after the stall, an insert displaces {displaced:?}");
        let left = 1 + usize::from(!cleared);
        require!(next.len() == Ok(left), "after the stall, len {:?}", next.len());
        Ok(())
    }
}

/// Everything that a map can be asked, with what it has to answer.
fn ask<H>(handle: &mut H, bed: &TestBed) -> Result<(), Failure>
where
    H: FallibleHandle<u64, Gated, Refusal = DeadlineExceeded>,
{
    /// Refused, or answered as it may be; that only if `answers`.
    fn fits<R: Debug + PartialEq>(
        what: &str,
        answer: Result<R, DeadlineExceeded>,
        answers: bool,
        wanted: R,
    ) -> Result<(), Failure> {
        match answer {
            Err(DeadlineExceeded { waited }) => {
                require!(waited >= DEADLINE, "{what} was refused after {waited:?}");
            }
            Ok(answer) => {
                require!(answers, "{what} answered {answer:?} while another's update went on");
                require!(answer == wanted, "{what} answered {answer:?}, not {wanted:?}");
            }
        }
        Ok(())
    }
    let number = |found: Option<Gated>| found.map(|value| value.number);
    let reads = bed.guarantees.reads != Progress::Blocking;
    fits("insert", handle.insert(KEY, gated(4)).map(number), false, None)?;
    fits("update", handle.update(KEY, gated(5), pass).map(number), false, None)?;
    fits("get_or_insert", handle.get_or_insert(KEY, gated(6)).map(number), false, None)?;
    fits("get", handle.get(&KEY).map(number), reads, None)?;
    fits("remove", handle.remove(&KEY).map(number), reads, None)?;
    let exchanged = handle.compare_exchange(&KEY, &gated(2), gated(7));
    fits("compare_exchange", exchanged, reads, false)?;
    fits("len", handle.len(), true, 1)?;
    let mut keys = Vec::new();
    let walked = handle.for_each(usize::MAX, |key, _| keys.push(*key));
    fits("for_each", walked.map(|()| keys), true, vec![OTHER])
}

/// Threads with so short a deadline that many of their operations are refused work on a few keys. What is
/// there in the end is what those wrote that were not.
pub struct Refusals;

impl Property<u64, u64> for Refusals {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        if bed.guarantees.deadline == Reach::Entry {
            return Ok(());
        }
        const KEYS: u64 = 16;
        const SUM: u64 = KEYS;
        let operations = bed.operations(8_000) / bed.threads;
        let told = bed.clients(map, |number, _| {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
            let (mut balance, mut sum) = ([0_i64; KEYS as usize], 0);
            // None at all, so that whatever is found taken is refused, and some.
            for deadline in [Nanos(0), Nanos(10_000)] {
                let mut handle = map.patient(Until::within(deadline));
                for _ in 0..operations / 2 {
                    let key = rng.next_u64() % KEYS;
                    let place = &mut balance[key as usize];
                    let came = |old: Option<u64>| i64::from(old.is_none());
                    match rng.next_u64() % 4 {
                        0 if bed.guarantees.displaced => {
                            *place += handle.insert(key, key).map_or(0, came);
                        }
                        0 | 1 => *place += handle.get_or_insert(key, key).map_or(0, came),
                        2 => {
                            *place -= handle.remove(&key).map_or(0, |old| i64::from(old.is_some()))
                        }
                        _ => {
                            let add = |old: Option<&u64>, by: &u64| old.map_or(*by, |old| old + by);
                            sum += u64::from(handle.update(SUM, 1, add).is_ok());
                        }
                    }
                }
            }
            (balance, sum)
        })?;
        let mut handle = map.handle();
        for key in 0..KEYS {
            let balance: i64 = told.iter().map(|(balance, _)| balance[key as usize]).sum();
            let found = handle.get(&key);
            require!(balance == i64::from(found.is_some()), "entry {key}: balance {balance}");
        }
        let (wanted, found) = (told.iter().map(|(_, sum)| sum).sum::<u64>(), handle.get(&SUM));
        require!(found.unwrap_or(0) == wanted, "{wanted} increments made {found:?}");
        Ok(())
    }
}
