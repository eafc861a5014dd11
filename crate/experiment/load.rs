//! What goroutines do to a map: five loads, each an endless or finished script of operations.
//!
//! The same scripts run over the model and over the guarded maps. They are made so that what the map
//! must hold at the end is known without looking at it, whoever ran when (`race::ledger`):
//!
//! - *counters* are incremented by everyone, `m[k]++`, and never deleted;
//! - *marks* are assigned by everyone, and each value tells its key, its writer and which of the
//!   writer's operations it was;
//! - *own* keys are written by one goroutine alone, which so knows what it left there.
//!
//! Equal seeds give equal scripts.

use crate::base::rng::GOLDEN;
use crate::base::units::Seed;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::fmt;

/// The writer of what was in the map at the start.
pub const PREFILL: u8 = u8::MAX;

const TAG: u64 = 1 << 63;
const KEY_SHIFT: u32 = 40;
const WRITER_SHIFT: u32 = 32;
/// Most keys a load may have, so that a mark has room for one.
pub const MOST_KEYS: u64 = 1 << 21;

/// A value that tells where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub key: u64,
    /// A goroutine, or [`PREFILL`].
    pub writer: u8,
    /// Which of the writer's operations, from 0.
    pub sequence: u32,
}

impl Mark {
    pub const fn word(self) -> u64 {
        TAG | self.key << KEY_SHIFT | (self.writer as u64) << WRITER_SHIFT | self.sequence as u64
    }

    /// `None` of a counter's value.
    pub const fn read(word: u64) -> Option<Self> {
        if word & TAG == 0 {
            return None;
        }
        Some(Self {
            key: (word & !TAG) >> KEY_SHIFT,
            writer: (word >> WRITER_SHIFT) as u8,
            sequence: word as u32,
        })
    }
}

/// The kinds of load; each has a number of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadKind {
    /// All assign and increment keys that are there.
    Writers,
    /// The first goroutine does, the others read.
    Readers,
    /// The first goroutine does, the others iterate.
    Iterators,
    /// Inserts and deletes, some increments.
    Churn,
    /// Inserts of new keys until all are in.
    Growth,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    pub kind: LoadKind,
    pub keys: u32,
}

impl Load {
    /// Reads `writers:100`; `None` of anything else.
    pub fn read(text: &str) -> Option<Self> {
        let (name, keys) = text.split_once(':')?;
        let kind = match name {
            "writers" => LoadKind::Writers,
            "readers" => LoadKind::Readers,
            "iterators" => LoadKind::Iterators,
            "churn" => LoadKind::Churn,
            "growth" => LoadKind::Growth,
            _ => return None,
        };
        let keys = keys.parse().ok().filter(|&keys| 0 < keys && u64::from(keys) < MOST_KEYS / 2)?;
        Some(Self { kind, keys })
    }

    /// Whether it ends by itself.
    pub fn ends(self) -> bool {
        self.kind == LoadKind::Growth
    }

    /// Most keys that are ever in the map.
    pub fn most_keys(self) -> u32 {
        match self.kind {
            LoadKind::Growth => self.keys + self.keys / 3 + 1,
            _ => self.keys,
        }
    }

    /// What is in the map at the start.
    pub fn prefill(self) -> impl Iterator<Item = (u64, u64)> {
        let last = if self.ends() { 0 } else { self.keys };
        (1..=u64::from(last)).filter_map(move |key| {
            let mark = Mark { key, writer: PREFILL, sequence: 0 }.word();
            match self.class(key) {
                Class::Counter => Some((key, 0)),
                Class::Mark => Some((key, mark)),
                // Every other own key is there, so that both inserts and deletes come first.
                Class::Own { .. } => key.is_multiple_of(2).then_some((key, mark)),
            }
        })
    }

    /// What a key is for.
    pub fn class(self, key: u64) -> Class {
        match self.kind {
            LoadKind::Growth if key > u64::from(self.keys) => Class::Counter,
            LoadKind::Growth => Class::Own { number: (key - 1) as u32 },
            LoadKind::Churn => match key % 4 {
                3 => Class::Counter,
                2 => Class::Mark,
                rest => Class::Own { number: (key / 4 * 2 + rest) as u32 },
            },
            _ if key.is_multiple_of(2) => Class::Counter,
            _ => Class::Mark,
        }
    }

    /// Whether marks are deleted as well as assigned.
    pub fn deletes_marks(self) -> bool {
        self.kind == LoadKind::Churn
    }
}

impl fmt::Display for Load {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.kind {
            LoadKind::Writers => "writers",
            LoadKind::Readers => "readers",
            LoadKind::Iterators => "iterators",
            LoadKind::Churn => "churn",
            LoadKind::Growth => "growth",
        };
        write!(f, "{name}:{}", self.keys)
    }
}

/// What a key is for; the module's text says what each promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Counter,
    Mark,
    /// Of the goroutine whose number this leaves, divided by their number.
    Own {
        number: u32,
    },
}

/// One operation of a goroutine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Assign { key: u64, value: u64 },
    Increment { key: u64 },
    Access { key: u64 },
    Delete { key: u64 },
    Range,
}

/// A goroutine's operations, one after the other.
#[derive(Clone, Debug)]
pub struct Script {
    load: Load,
    writer: u8,
    goroutines: u32,
    writes: bool,
    random: Xoshiro256PlusPlus,
    /// Operations so far; the next one's number.
    pub sequence: u32,
}

impl Script {
    pub fn new(load: Load, goroutine: usize, goroutines: usize, seed: Seed) -> Self {
        let alone = matches!(load.kind, LoadKind::Readers | LoadKind::Iterators);
        let stream = seed.0.wrapping_mul(GOLDEN) ^ goroutine as u64;
        Self {
            load,
            writer: goroutine as u8,
            goroutines: goroutines as u32,
            writes: !alone || goroutine == 0,
            random: Xoshiro256PlusPlus::seed_from_u64(stream),
            sequence: 0,
        }
    }

    /// `None` when it has no more.
    #[inline]
    pub fn work(&mut self) -> Option<Work> {
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        let Self { load, writer, .. } = *self;
        if load.kind == LoadKind::Growth {
            return self.grow(sequence);
        }
        if !self.writes && load.kind == LoadKind::Iterators {
            return Some(Work::Range);
        }
        let random = self.random.next_u64();
        let mut key = 1 + (((random >> 32) * u64::from(load.keys)) >> 32);
        if !self.writes {
            return Some(Work::Access { key });
        }
        let mut class = load.class(key);
        if let Class::Own { number } = class
            && number % self.goroutines != u32::from(writer)
        {
            // The nearest own key of this goroutine, or else the counter beside it.
            let nearest = number - number % self.goroutines + u32::from(writer);
            let own = u64::from(nearest / 2 * 4 + nearest % 2);
            if (1..=u64::from(load.keys)).contains(&own) {
                key = own;
            } else {
                key |= 3;
                if key > u64::from(load.keys) {
                    return Some(Work::Access { key: 1 });
                }
            }
            class = load.class(key);
        }
        let value = Mark { key, writer, sequence }.word();
        Some(match class {
            Class::Counter => Work::Increment { key },
            Class::Mark if !load.deletes_marks() || random & 1 == 0 => Work::Assign { key, value },
            Class::Own { .. } if random & 1 == 0 => Work::Assign { key, value },
            _ => Work::Delete { key },
        })
    }

    /// Three own keys, then one that all of them count in.
    fn grow(&mut self, sequence: u32) -> Option<Work> {
        let (round, part) = (sequence / 4, sequence % 4);
        if part == 3 {
            let key = u64::from(self.load.keys) + 1 + u64::from(round);
            return Some(Work::Increment { key });
        }
        let number = (3 * u64::from(round) + u64::from(part)) * u64::from(self.goroutines);
        let key = 1 + number + u64::from(self.writer);
        let mark = Mark { key, writer: self.writer, sequence };
        (key <= u64::from(self.load.keys)).then_some(Work::Assign { key, value: mark.word() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    const SEED: Seed = Seed(42);

    fn load(text: &str) -> Load {
        Load::read(text).unwrap()
    }

    #[test]
    fn loads_are_read_and_written_alike() {
        for text in ["writers:100", "readers:7", "iterators:100", "churn:64", "growth:100000"] {
            assert_eq!(load(text).to_string(), text);
        }
        for text in ["", "writers", "writers:0", "writers:x", "swimmers:100", "growth:9999999999"] {
            assert_eq!(Load::read(text), None, "{text}");
        }
    }

    #[test]
    fn marks_tell_where_they_come_from() {
        let mark = Mark { key: MOST_KEYS - 1, writer: 63, sequence: u32::MAX };
        assert_eq!(Mark::read(mark.word()), Some(mark));
        assert_eq!(Mark::read(0), None);
        assert_eq!(Mark::read(1_000_000), None);
    }

    #[test]
    fn only_the_first_goroutine_writes_where_the_others_look() {
        for (text, goroutines) in [("readers:100", 8), ("iterators:100", 3)] {
            for goroutine in 0..goroutines {
                let mut script = Script::new(load(text), goroutine, goroutines, SEED);
                for _ in 0..1000 {
                    let work = script.work().unwrap();
                    let looks = matches!(work, Work::Access { .. } | Work::Range);
                    assert_eq!(looks, goroutine > 0, "{text} {work:?}");
                }
            }
        }
    }

    /// Own keys have one writer, counters are only incremented, and all keys are within the load.
    #[test]
    fn each_class_of_keys_keeps_its_promise() {
        for (text, goroutines) in [("churn:100", 2), ("churn:100", 8), ("churn:5", 64)] {
            let load = load(text);
            let mut owners: HashMap<u64, usize> = HashMap::new();
            for goroutine in 0..goroutines {
                let mut script = Script::new(load, goroutine, goroutines, SEED);
                for _ in 0..2000 {
                    let (key, counts) = match script.work().unwrap() {
                        Work::Assign { key, value } => {
                            assert_eq!(Mark::read(value).unwrap().key, key);
                            (key, false)
                        }
                        Work::Delete { key } => (key, false),
                        Work::Increment { key } => (key, true),
                        Work::Access { key } => {
                            assert!(key <= u64::from(load.keys));
                            continue;
                        }
                        Work::Range => panic!("no load but iterators iterates"),
                    };
                    assert!((1..=u64::from(load.keys)).contains(&key), "{text} {key}");
                    assert_eq!(load.class(key) == Class::Counter, counts, "{text} {key}");
                    if matches!(load.class(key), Class::Own { .. }) {
                        assert_eq!(*owners.entry(key).or_insert(goroutine), goroutine, "{key}");
                    }
                }
            }
        }
    }

    #[test]
    fn growth_inserts_each_key_once_and_ends() {
        let load = load("growth:1000");
        let mut times: HashMap<u64, u32> = HashMap::new();
        for goroutine in 0..3 {
            let mut script = Script::new(load, goroutine, 3, SEED);
            while let Some(work) = script.work() {
                let (Work::Assign { key, .. } | Work::Increment { key }) = work else {
                    panic!("{work:?}")
                };
                *times.entry(key).or_default() += 1;
            }
        }
        assert!(times.len() as u32 <= load.most_keys());
        for (key, times) in times {
            let own = key <= 1000;
            assert!(if own { times == 1 } else { times <= 3 }, "{key} {times}");
        }
    }
}
