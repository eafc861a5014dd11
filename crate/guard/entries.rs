//! Keys and values whose own code can be made to panic, to take long, or to sit in the midst of an update.
//!
//! That code knows nothing but its key or value, so what is to happen stands in one place of the process,
//! [`SWITCHES`], and runs take turns ([`Turn`]). Where nothing is to happen it costs a look at a word that
//! nobody writes.

use crate::base::clock;
use crate::base::units::Nanos;
use crate::link::faults::{MOST_FAULTS, OwnCode};
use crate::workload::entry;
use crate::workload::entry_kind::{EntryKind, fold};
use foldhash::fast::FixedState;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};
use std::sync::atomic::{Ordering::AcqRel, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// A fault of a run, from 1 in the order of its schedule.
pub type FaultId = u32;

/// How much longer a comparison takes in a slow map.
const SLOW: Duration = Duration::from_micros(200);
/// Between two looks of one who stalls.
const LOOK: Duration = Duration::from_millis(1);

/// Where a fault is. Two bits each in one word, so that an operation looks at all of them at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Stage {
    Pending,
    On,
    Over,
}

/// Where all faults are, at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages(u64);

impl Stages {
    pub fn of(self, fault: FaultId) -> Stage {
        match self.0 >> (2 * (fault - 1)) & 3 {
            0 => Stage::Pending,
            1 => Stage::On,
            _ => Stage::Over,
        }
    }
}

pub struct Switches {
    /// The faults that the next calls of that code panic with, one each: a bit of every one that is due.
    panics: [AtomicU32; OwnCode::ALL.len()],
    /// How many faults make the map slow.
    slow: AtomicU32,
    /// How long each fault of the run is to stall, in milliseconds; zero once it has begun.
    stalls: [AtomicU32; MOST_FAULTS],
    stages: AtomicU64,
    /// Who stalls goes on.
    released: AtomicBool,
}

pub static SWITCHES: Switches = Switches {
    panics: [const { AtomicU32::new(0) }; OwnCode::ALL.len()],
    slow: AtomicU32::new(0),
    stalls: [const { AtomicU32::new(0) }; MOST_FAULTS],
    stages: AtomicU64::new(0),
    released: AtomicBool::new(false),
};

static TURN: Mutex<()> = Mutex::new(());

/// The one run whose faults are in the switches.
pub struct Turn {
    _only: MutexGuard<'static, ()>,
}

impl Turn {
    pub fn begin() -> Self {
        let only = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        SWITCHES.calm();
        SWITCHES.stages.store(0, Relaxed);
        SWITCHES.released.store(false, Relaxed);
        Self { _only: only }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        SWITCHES.calm();
    }
}

impl Switches {
    pub fn stages(&self) -> Stages {
        Stages(self.stages.load(Relaxed))
    }

    /// A fault goes from one stage to the next.
    pub fn advance(&self, fault: FaultId) {
        self.stages.fetch_add(1 << (2 * (fault - 1)), Relaxed);
    }

    pub fn arm(&self, code: OwnCode, fault: FaultId) {
        self.advance(fault);
        self.panics[code as usize].fetch_or(1 << (fault - 1), Relaxed);
    }

    /// A fault begins or ends that makes the map slow.
    pub fn slow(&self, on: bool) {
        match on {
            true => self.slow.fetch_add(1, Relaxed),
            false => self.slow.fetch_sub(1, Relaxed),
        };
    }

    pub fn stall(&self, fault: FaultId, ms: u32) {
        self.stalls[fault as usize - 1].store(ms, Relaxed);
    }

    /// Ends all stalls there are.
    pub fn release(&self) {
        self.released.store(true, Relaxed);
    }

    /// Nothing is to happen any more.
    pub fn calm(&self) {
        self.panics.iter().for_each(|armed| armed.store(0, Relaxed));
        self.slow.store(0, Relaxed);
    }

    #[inline]
    fn pass(&self, code: OwnCode) {
        let armed = &self.panics[code as usize];
        if armed.load(Relaxed) != 0 {
            self.blow(armed);
        }
    }

    #[cold]
    fn blow(&self, armed: &AtomicU32) {
        let others = |due: u32| (due != 0).then(|| due & (due - 1));
        if let Ok(due) = armed.fetch_update(AcqRel, Relaxed, others) {
            let fault = due.trailing_zeros() + 1;
            self.advance(fault);
            // Without the panic hook, which would print it.
            resume_unwind(Box::new(Blown(fault)));
        }
    }

    /// Once, although a map may call the same merge again: for its other copy, or since another write came first.
    #[cold]
    fn sit(&self, fault: FaultId) {
        let length = self.stalls[fault as usize - 1].swap(0, AcqRel);
        if length == 0 {
            return;
        }
        let end = clock::now() + Nanos::from_millis(length.into());
        self.advance(fault);
        loop {
            let left = end.saturating_sub(clock::now());
            if left == Nanos(0) || self.released.load(Relaxed) {
                break;
            }
            thread::sleep(LOOK.min(Duration::from_nanos(left.0)));
        }
        self.advance(fault);
    }
}

/// What a panic that a fault made carries.
#[derive(Debug)]
pub struct Blown(pub FaultId);

/// A key, with its place in the key space.
#[derive(Clone, Debug, Default)]
pub struct Key {
    word: u64,
    pub index: u32,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        SWITCHES.pass(OwnCode::Equality);
        if SWITCHES.slow.load(Relaxed) > 0 {
            thread::sleep(SLOW);
        }
        self.word.cmp(&other.word)
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        SWITCHES.pass(OwnCode::Hash);
        self.word.hash(state);
    }
}

/// A value; as an operand of an update it may be one that stalls there.
#[derive(Debug, PartialEq)]
pub struct Value {
    word: u64,
    stalls: FaultId,
}

impl Value {
    pub fn stalling(word: u64, fault: FaultId) -> Self {
        Self { word, stalls: fault }
    }
}

impl Clone for Value {
    fn clone(&self) -> Self {
        SWITCHES.pass(OwnCode::Clone);
        Self { word: self.word, stalls: self.stalls }
    }
}

/// Words with such code of their own.
#[derive(Clone, Copy, Debug)]
pub struct Faulty;

impl EntryKind for Faulty {
    type Key = Key;
    type Value = Value;
    type Hasher = FixedState;

    fn hasher(&self) -> FixedState {
        fold()
    }

    fn write_key(&self, index: u32, key: &mut Key) {
        *key = Key { word: entry::key(index), index };
    }

    fn key_word(key: &Key) -> u64 {
        key.word
    }

    fn value(&self, word: u64) -> Value {
        Value { word, stalls: 0 }
    }

    fn word(&self, value: &Value, _key: u64) -> u64 {
        value.word
    }

    fn torn(&self, _value: &Value) -> u64 {
        0
    }

    fn torn_anywhere(&self, _value: &Value) -> u64 {
        0
    }

    fn merge(old: Option<&Value>, operand: &Value) -> Value {
        SWITCHES.pass(OwnCode::Merge);
        if operand.stalls != 0 {
            SWITCHES.sit(operand.stalls);
        }
        let word = entry::increment(old.map(|old| &old.word), &operand.word);
        Value { word, stalls: 0 }
    }

    fn merged(&self, word: u64) -> u64 {
        word.wrapping_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;

    fn update(fault: FaultId) {
        let merge = || Faulty::merge(None, &Value::stalling(1, fault));
        assert_eq!(merge(), Value { word: entry::increment(None, &1), stalls: 0 });
    }

    /// A map may merge again: for its other copy, or since another write came first.
    #[test]
    fn one_stalls_once_however_often_it_merges() {
        let _turn = Turn::begin();
        SWITCHES.stall(1, 1);
        for _ in 0..3 {
            update(1);
            let stages = SWITCHES.stages();
            assert_eq!((stages.of(1), stages.of(2)), (Stage::Over, Stage::Pending));
        }
    }

    #[test]
    fn every_panic_that_is_due_comes() {
        let _turn = Turn::begin();
        for fault in [3, MOST_FAULTS as FaultId] {
            SWITCHES.arm(OwnCode::Merge, fault);
        }
        for fault in [3, MOST_FAULTS as FaultId] {
            let payload = catch_unwind(|| update(1)).unwrap_err();
            assert_eq!(payload.downcast_ref().map(|Blown(fault)| *fault), Some(fault));
            assert_eq!(SWITCHES.stages().of(fault), Stage::Over);
        }
        update(1);
    }

    #[test]
    fn a_map_is_slow_until_the_last_of_two_is_over() {
        let _turn = Turn::begin();
        let is_slow = || SWITCHES.slow.load(Relaxed) > 0;
        for (on, slow) in [(true, true), (true, true), (false, true), (false, false)] {
            SWITCHES.slow(on);
            assert_eq!(is_slow(), slow);
        }
    }
}
