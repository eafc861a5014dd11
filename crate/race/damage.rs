//! What unchecked races did to the map, counted once it is at rest.
//!
//! The ledgers say what the map must hold; the walk over its buckets says what it holds and what a
//! lookup still finds. Each difference is counted as one kind of damage:
//!
//! - *lost update*: a counter lacks increments, or an own key has an older value than its last;
//! - *duplicate key*: slots with a key beyond its first;
//! - *vanished key*: a key that must be there and is in no slot at all;
//! - *unreachable entry*: a key that is in some slot, and no lookup finds it;
//! - *returned key*: a key whose last operation deleted it, and a lookup finds it;
//! - *wrong value*: a value that nobody ever wrote for its key;
//! - *corrupted count*: `len` is not the number of keys that lookups find.

use super::ledger::{Expectation, Expected};
use super::run::Finish;
use crate::experiment::load::{Mark, PREFILL};
use crate::model::contents::{Entry, Role, entries, find};
use crate::model::layout::Address;
#[cfg(test)]
use crate::model::layout::SLOTS;
use crate::model::memory::Memory;
use serde::Serialize;
use std::collections::HashMap;

/// Examples kept of each kind.
const MOST_EXAMPLES: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    LostUpdate,
    DuplicateKey,
    VanishedKey,
    UnreachableEntry,
    ReturnedKey,
    WrongValue,
    CorruptedCount,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::LostUpdate,
        Self::DuplicateKey,
        Self::VanishedKey,
        Self::UnreachableEntry,
        Self::ReturnedKey,
        Self::WrongValue,
        Self::CorruptedCount,
    ];
}

/// The damage of one run, over the map at rest, held against the goroutines' own ledgers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Damage {
    /// Updates, slots, keys or entries of each kind, in the order of the kinds.
    pub counts: [u64; 7],
    /// Reads of keys that are always there which found nothing, while the run was on.
    pub missed_reads: u64,
    /// Reads that found a value which nobody wrote for their key, while the run was on.
    pub foreign_reads: u64,
    /// Goroutines in an operation that does not end.
    pub endless: usize,
    /// Goroutines that a segmentation fault ended.
    pub crashed: usize,
    /// The map grew until the model's memory was used up.
    pub ran_away: bool,
    /// What the map says, an `int` in Go: below zero where lost writes took it there.
    pub length: i64,
    /// Keys that lookups find.
    pub found: u64,
    pub examples: Vec<Example>,
}

/// One real case.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Example {
    pub kind: Kind,
    pub key: u64,
    /// Where, if it is anywhere.
    pub place: Option<Place>,
    /// What a lookup finds; null for nothing.
    pub found: Option<Value>,
    pub expected: Option<Value>,
    /// Slots that hold the key.
    pub copies: usize,
    /// Goroutines that wrote to the key, with how many increments each made.
    pub writers: Vec<(usize, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct Place {
    pub bucket: u64,
    /// 0 for the array's bucket itself, 1 for its first overflow bucket.
    pub position: u32,
    #[cfg_attr(test, schemars(range(max = SLOTS - 1)))]
    pub slot: u8,
    /// In the array that is being evacuated.
    pub old: bool,
}

/// A value as the load reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Value {
    /// A count.
    Count { count: u64 },
    /// Written by the goroutine's `sequence`-th operation for that key; by none: at the start.
    Mark { key: u64, goroutine: Option<usize>, sequence: u32 },
}

impl Value {
    fn of(word: u64) -> Self {
        match Mark::read(word) {
            None => Self::Count { count: word },
            Some(Mark { key, writer, sequence }) => {
                let goroutine = (writer != PREFILL).then_some(usize::from(writer));
                Self::Mark { key, goroutine, sequence }
            }
        }
    }
}

impl Damage {
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Counts the damage of a finished run. Nobody may be at work on the memory any more.
    pub fn assess<M: Memory>(memory: &M, finish: &Finish, ran_away: bool) -> Self {
        let mut final_scan =
            FinalScan { memory, expected: &finish.expected, damage: Self::default() };
        final_scan.damage.endless = finish.endless;
        final_scan.damage.crashed = finish.crashed;
        final_scan.damage.ran_away = ran_away;
        let (missed, foreign) = finish.expected.misreads();
        (final_scan.damage.missed_reads, final_scan.damage.foreign_reads) = (missed, foreign);
        final_scan.take();
        final_scan.damage
    }
}

struct FinalScan<'a, M> {
    memory: &'a M,
    expected: &'a Expectation,
    damage: Damage,
}

impl<M: Memory> FinalScan<'_, M> {
    fn take(&mut self) {
        let mut slots: HashMap<u64, Vec<Entry>> = HashMap::new();
        for entry in entries(self.memory) {
            slots.entry(entry.key).or_default().push(entry);
        }
        for key in self.expected.keys() {
            let here = slots.remove(&key).unwrap_or_default();
            self.judge(key, &here);
        }
        // Keys that nobody ever wrote cannot come about; were one there, it would count as wrong.
        for (key, here) in slots {
            self.add(Kind::WrongValue, 1, key, &here, None);
        }
        let length = self.memory.load(Address::COUNT);
        // The same 64 bits, as Go reads them.
        self.damage.length = length as i64;
        if length != self.damage.found {
            self.add(Kind::CorruptedCount, 1, 0, &[], None);
        }
    }

    fn judge(&mut self, key: u64, here: &[Entry]) {
        let slot = find(self.memory, key);
        let found = slot.map(|(bucket, slot)| self.memory.load(bucket.value(slot)));
        self.damage.found += u64::from(found.is_some());
        for (kind, times, wanted) in judge(self.expected, key, found, here.len()) {
            self.add(kind, times, key, here, wanted);
        }
    }

    fn add(&mut self, kind: Kind, times: u64, key: u64, here: &[Entry], expected: Option<Value>) {
        self.damage.counts[kind as usize] += times;
        let known = self.damage.examples.iter().filter(|example| example.kind == kind).count();
        if known >= MOST_EXAMPLES {
            return;
        }
        let found = find(self.memory, key);
        let word = found.map(|(bucket, slot)| self.memory.load(bucket.value(slot)));
        // The slot that is wrong: of a duplicate the one behind the first.
        let entry = match kind {
            Kind::DuplicateKey => here.iter().find(|entry| !entry.reachable).or(here.first()),
            _ => here.first(),
        };
        self.damage.examples.push(Example {
            kind,
            key,
            place: entry.map(|entry| Place {
                bucket: entry.index,
                position: entry.position,
                slot: entry.slot,
                old: entry.role == Role::Old,
            }),
            found: word.map(Value::of),
            expected,
            copies: here.len(),
            writers: self.expected.writers(key),
        });
    }
}

/// What is wrong with a key: of each kind how much, and what a lookup should have found. `copies`:
/// slots or entries that have the key, reachable or not.
pub fn judge(
    ledger: &Expectation,
    key: u64,
    found: Option<u64>,
    copies: usize,
) -> Vec<(Kind, u64, Option<Value>)> {
    let mut faults = Vec::new();
    if copies > 1 {
        faults.push((Kind::DuplicateKey, copies as u64 - 1, None));
    }
    let expected = ledger.of(key);
    let Some(word) = found else {
        let wanted = match expected {
            Expected::Count(count) => Some(Value::Count { count }),
            Expected::Value(word) => Some(Value::of(word)),
            _ => None,
        };
        let may_lack = matches!(expected, Expected::Absent | Expected::Either);
        match (copies, may_lack) {
            (0, true) => {}
            (0, false) => faults.push((Kind::VanishedKey, 1, wanted)),
            _ => faults.push((Kind::UnreachableEntry, 1, wanted)),
        }
        return faults;
    };
    let was_written = ledger.was_written(key, word);
    match expected {
        Expected::Absent => faults.push((Kind::ReturnedKey, 1, None)),
        _ if !was_written => faults.push((Kind::WrongValue, 1, None)),
        Expected::Count(count) if word < count => {
            faults.push((Kind::LostUpdate, count - word, Some(Value::Count { count })));
        }
        Expected::Count(count) if word > count => {
            faults.push((Kind::WrongValue, 1, Some(Value::Count { count })));
        }
        Expected::Value(wanted) if word != wanted => {
            faults.push((Kind::LostUpdate, 1, Some(Value::of(wanted))));
        }
        _ => {}
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::super::goroutine::statement;
    use super::super::ledger::GoroutineLedger;
    use super::super::record::{Ended, Unseen};
    use super::*;
    use crate::base::units::Nanos;
    use crate::experiment::load::{Load, Work};
    use crate::model::layout::Bucket;
    use crate::model::machine::{Progress, Running};
    use crate::model::memory::Shared;

    /// A map of `writers:100` at rest, and the ledger of one goroutine that made one increment.
    fn sound() -> (Shared, Finish) {
        let memory = Shared::new(256);
        let load = Load::read("writers:100").unwrap();
        super::super::run::fill(&memory, load);
        let mut running = Running::new(statement(Work::Increment { key: 2 }), true, 0);
        while let Progress::Running = running.step_over(&memory) {}
        let mut ledger = GoroutineLedger::new(load, 1);
        ledger.done(Work::Increment { key: 2 }, 0);
        let finish = Finish {
            ended: Ended::Time,
            conflict: None,
            length: Nanos(0),
            operations: 1,
            unseen: Unseen::default(),
            endless: 0,
            crashed: 0,
            evidence: None,
            expected: Expectation::new(load, vec![ledger]),
        };
        (memory, finish)
    }

    fn counts(memory: &Shared, finish: &Finish) -> Vec<(Kind, u64)> {
        let damage = Damage::assess(memory, finish, false);
        let kinds = Kind::ALL.into_iter().zip(damage.counts);
        kinds.filter(|(_, times)| *times > 0).collect()
    }

    fn place(memory: &Shared, key: u64) -> (Bucket, u8) {
        find(memory, key).unwrap()
    }

    #[test]
    fn a_sound_map_has_no_damage() {
        let (memory, finish) = sound();
        assert_eq!(counts(&memory, &finish), []);
        assert_eq!(Damage::assess(&memory, &finish, false).found, 100);
    }

    /// Each kind, injected by hand, is found and named.
    #[test]
    fn each_kind_is_told_from_the_others() {
        type Plant = (&'static str, fn(&Shared), &'static [(Kind, u64)]);
        let plants: [Plant; 7] = [
            (
                "the increment is gone",
                |memory| {
                    let (bucket, slot) = place(memory, 2);
                    memory.store(bucket.value(slot), 0);
                },
                &[(Kind::LostUpdate, 1)],
            ),
            (
                "a slot is emptied",
                |memory| {
                    let (bucket, slot) = place(memory, 4);
                    memory.store(bucket.tophash(slot), crate::model::layout::EMPTY_ONE);
                    memory.store(Address::COUNT, 99);
                },
                &[(Kind::VanishedKey, 1)],
            ),
            (
                "the tophash is another key's",
                |memory| {
                    let (bucket, slot) = place(memory, 4);
                    let top = memory.load(bucket.tophash(slot));
                    memory.store(bucket.tophash(slot), if top == 200 { 201 } else { 200 });
                    memory.store(Address::COUNT, 99);
                },
                &[(Kind::UnreachableEntry, 1)],
            ),
            (
                "a value lies under the wrong key",
                |memory| {
                    let (bucket, slot) = place(memory, 3);
                    let foreign = Mark { key: 5, writer: PREFILL, sequence: 0 };
                    memory.store(bucket.value(slot), foreign.word());
                },
                &[(Kind::WrongValue, 1)],
            ),
            (
                "the count is off by one",
                |memory| memory.store(Address::COUNT, 101),
                &[(Kind::CorruptedCount, 1)],
            ),
            (
                "the count fell below zero",
                |memory| memory.store(Address::COUNT, 33_u64.wrapping_neg()),
                &[(Kind::CorruptedCount, 1)],
            ),
            (
                "a key is in two slots, another in none",
                |memory| {
                    // 4 and 20 share a bucket; 20's slot becomes a second copy of 4.
                    let (bucket, slot) = place(memory, 20);
                    let (first, from) = place(memory, 4);
                    memory.store(bucket.key(slot), 4);
                    memory.store(bucket.tophash(slot), memory.load(first.tophash(from)));
                    memory.store(Address::COUNT, 99);
                },
                &[(Kind::DuplicateKey, 1), (Kind::VanishedKey, 1)],
            ),
        ];
        for (about, plant, wanted) in plants {
            let (memory, finish) = sound();
            plant(&memory);
            assert_eq!(counts(&memory, &finish), wanted, "{about}");
            let damage = Damage::assess(&memory, &finish, false);
            assert_eq!(damage.examples.len(), wanted.len(), "{about}");
        }
    }

    #[test]
    fn a_count_below_zero_is_told_as_go_reads_it() {
        let (memory, finish) = sound();
        memory.store(Address::COUNT, 33_u64.wrapping_neg());
        let damage = Damage::assess(&memory, &finish, false);
        assert_eq!(serde_json::to_value(&damage).unwrap()["length"], -33);
    }
}
