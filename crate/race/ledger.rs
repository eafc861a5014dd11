//! What goroutines did, as each knows for itself, and what the map must therefore hold.
//!
//! Each goroutine keeps a ledger of its own, so that keeping it is no race. After the run, with all
//! operations complete, they are added up: of a counter the number of increments, of an own key
//! whether it is there and with which value, of a mark who may have written it. What an operation
//! did that never ended is not known, so its key is expected to be anything.

use crate::experiment::load::{Class, Load, Mark, PREFILL, Work};
use std::collections::HashSet;

/// What one goroutine did.
#[derive(Clone, Debug)]
pub struct GoroutineLedger {
    load: Load,
    goroutines: u32,
    /// Increments by key. Of growth, whose counters all go through in order, none is kept.
    increments: Vec<u32>,
    /// By own key: 0 as at the start, 1 deleted, else the number of the assigning operation plus 2.
    own: Vec<u64>,
    /// Operations complete.
    pub complete: u32,
    /// The key of an operation that never ended.
    endless: Option<u64>,
    /// Reads of keys that are always there which found nothing.
    pub missed: u64,
    /// Reads, iterations included, that found a value which was never written for their key.
    pub foreign: u64,
}

impl GoroutineLedger {
    pub fn new(load: Load, goroutines: usize) -> Self {
        let kept = if load.ends() { 0 } else { load.keys as usize + 1 };
        Self {
            load,
            goroutines: goroutines as u32,
            increments: vec![0; kept],
            own: vec![0; kept],
            complete: 0,
            endless: None,
            missed: 0,
            foreign: 0,
        }
    }

    /// Bytes of one goroutine's ledger.
    pub fn bytes(load: Load) -> u64 {
        if load.ends() { 0 } else { 12 * (u64::from(load.keys) + 1) }
    }

    /// An operation is complete. `sequence` is its number.
    #[inline]
    pub fn done(&mut self, work: Work, sequence: u32) {
        self.complete = sequence.wrapping_add(1);
        if self.load.ends() {
            return;
        }
        match work {
            Work::Increment { key } => self.increments[key as usize] += 1,
            Work::Assign { key, .. } => self.own[key as usize] = u64::from(sequence) + 2,
            Work::Delete { key } => self.own[key as usize] = 1,
            Work::Access { .. } | Work::Range => {}
        }
    }

    /// A read found this value under the key.
    #[inline]
    pub fn found(&mut self, key: u64, value: u64) {
        self.foreign += u64::from(!could_be(self.load, self.goroutines, key, value));
    }

    /// A read of a key that is always there found nothing.
    #[inline]
    pub fn absent(&mut self, key: u64) {
        let always = match self.load.class(key) {
            Class::Counter => true,
            Class::Mark => !self.load.deletes_marks(),
            Class::Own { .. } => false,
        };
        self.missed += u64::from(always && !self.load.ends());
    }

    /// The operation on this key goes on forever.
    pub fn never_ended(&mut self, key: Option<u64>) {
        self.endless = key;
    }
}

/// Whether some goroutine may have written the value for the key.
fn could_be(load: Load, goroutines: u32, key: u64, value: u64) -> bool {
    match (load.class(key), Mark::read(value)) {
        (Class::Counter, mark) => mark.is_none(),
        (_, None) => false,
        (_, Some(mark)) => {
            mark.key == key && (mark.writer == PREFILL || u32::from(mark.writer) < goroutines)
        }
    }
}

/// What a key must be at rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// A counter with so many increments.
    Count(u64),
    /// There, with this value.
    Value(u64),
    /// There, with a value that someone wrote for it.
    Present,
    Absent,
    /// If there, with a value that someone wrote for it.
    Either,
}

/// The ledgers of all, added up.
pub struct Expectation {
    load: Load,
    goroutines: u32,
    ledgers: Vec<GoroutineLedger>,
    endless: HashSet<u64>,
}

impl Expectation {
    pub fn new(load: Load, ledgers: Vec<GoroutineLedger>) -> Self {
        let endless = ledgers.iter().filter_map(|ledger| ledger.endless).collect();
        Self { load, goroutines: ledgers.len() as u32, ledgers, endless }
    }

    /// Every key of the load.
    pub fn keys(&self) -> impl Iterator<Item = u64> {
        1..=u64::from(self.load.most_keys())
    }

    pub fn of(&self, key: u64) -> Expected {
        if self.endless.contains(&key) {
            return Expected::Either;
        }
        match self.load.class(key) {
            Class::Counter => self.count(key),
            Class::Mark if self.load.deletes_marks() => Expected::Either,
            Class::Mark => Expected::Present,
            Class::Own { number } => self.own(key, number),
        }
    }

    fn count(&self, key: u64) -> Expected {
        let count: u64 = if self.load.ends() {
            let round = key - u64::from(self.load.keys) - 1;
            let through = |ledger: &&GoroutineLedger| u64::from(ledger.complete) > 4 * round + 3;
            self.ledgers.iter().filter(through).count() as u64
        } else {
            self.ledgers.iter().map(|ledger| u64::from(ledger.increments[key as usize])).sum()
        };
        match (count, self.load.ends()) {
            (0, true) => Expected::Absent,
            _ => Expected::Count(count),
        }
    }

    fn own(&self, key: u64, number: u32) -> Expected {
        let writer = number % self.goroutines;
        let ledger = &self.ledgers[writer as usize];
        let mark =
            |sequence: u32| Expected::Value(Mark { key, writer: writer as u8, sequence }.word());
        if self.load.ends() {
            let place = number / self.goroutines;
            let sequence = place / 3 * 4 + place % 3;
            return if sequence < ledger.complete { mark(sequence) } else { Expected::Absent };
        }
        match ledger.own[key as usize] {
            0 if key.is_multiple_of(2) => {
                Expected::Value(Mark { key, writer: PREFILL, sequence: 0 }.word())
            }
            0 | 1 => Expected::Absent,
            sequence => mark((sequence - 2) as u32),
        }
    }

    /// Reads of keys that are always there which found nothing, and reads of values that nobody
    /// wrote for their key.
    pub fn misreads(&self) -> (u64, u64) {
        let sum = |figure: fn(&GoroutineLedger) -> u64| self.ledgers.iter().map(figure).sum();
        (sum(|ledger| ledger.missed), sum(|ledger| ledger.foreign))
    }

    /// The goroutines that are known to have written to the key, with their increments of it.
    pub fn writers(&self, key: u64) -> Vec<(usize, u32)> {
        let wrote = |(number, ledger): (usize, &GoroutineLedger)| {
            let place = key as usize;
            let times = ledger.increments.get(place).copied().unwrap_or(0);
            let assigned = ledger.own.get(place).is_some_and(|last| *last > 0);
            (times > 0 || assigned).then_some((number, times))
        };
        self.ledgers.iter().enumerate().filter_map(wrote).collect()
    }

    /// Whether someone wrote the value for the key.
    pub fn was_written(&self, key: u64, value: u64) -> bool {
        could_be(self.load, self.goroutines, key, value)
            && Mark::read(value).is_none_or(|mark| {
                mark.writer == PREFILL
                    || self.endless.contains(&key)
                    || mark.sequence < self.ledgers[usize::from(mark.writer)].complete
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Seed;
    use crate::experiment::load::Script;
    use std::collections::HashMap;

    /// Goroutines in any order over one ordinary map leave what their ledgers say.
    #[test]
    fn a_sound_map_is_as_expected() {
        for text in ["writers:20", "readers:20", "churn:40", "churn:7", "growth:500"] {
            for goroutines in [1, 2, 5] {
                let load = Load::read(text).unwrap();
                let mut map: HashMap<u64, u64> = load.prefill().collect();
                let mut scripts: Vec<Script> = (0..goroutines)
                    .map(|number| Script::new(load, number, goroutines, Seed(7)))
                    .collect();
                let mut ledgers = vec![GoroutineLedger::new(load, goroutines); goroutines];
                for turn in 0..900 {
                    let number = turn * 7 / 3 % goroutines;
                    let sequence = scripts[number].sequence;
                    let Some(work) = scripts[number].work() else { continue };
                    match work {
                        Work::Assign { key, value } => _ = map.insert(key, value),
                        Work::Increment { key } => *map.entry(key).or_default() += 1,
                        Work::Delete { key } => _ = map.remove(&key),
                        Work::Access { key } => match map.get(&key) {
                            Some(&value) => ledgers[number].found(key, value),
                            None => ledgers[number].absent(key),
                        },
                        Work::Range => {}
                    }
                    ledgers[number].done(work, sequence);
                }
                assert!(ledgers.iter().all(|ledger| ledger.missed + ledger.foreign == 0), "{text}");
                let expected = Expectation::new(load, ledgers);
                for key in expected.keys() {
                    let found = map.get(&key).copied();
                    let about = format!("{text}, {goroutines}, {key}: {found:?}");
                    if let Some(value) = found {
                        assert!(expected.was_written(key, value), "{about}");
                    }
                    match expected.of(key) {
                        Expected::Count(count) => assert_eq!(found, Some(count), "{about}"),
                        Expected::Value(value) => assert_eq!(found, Some(value), "{about}"),
                        Expected::Present => assert!(found.is_some(), "{about}"),
                        Expected::Absent => assert_eq!(found, None, "{about}"),
                        Expected::Either => {}
                    }
                }
            }
        }
    }

    #[test]
    fn an_operation_without_end_leaves_its_key_open() {
        let load = Load::read("writers:4").unwrap();
        let mut ledger = GoroutineLedger::new(load, 1);
        ledger.done(Work::Increment { key: 2 }, 0);
        ledger.never_ended(Some(2));
        let expected = Expectation::new(load, vec![ledger]);
        assert_eq!(expected.of(2), Expected::Either);
        assert_eq!(expected.of(4), Expected::Count(0));
    }
}
