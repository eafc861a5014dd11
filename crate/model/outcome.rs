//! How a program can end: what each goroutine learnt and what the map then holds, or the error that
//! ended the process; and what is wrong with it.
//!
//! The yardstick is the program's serial outcomes: those of whole statements one after another, in
//! any order that keeps each goroutine's own. Another outcome is an anomaly, named by what the serial
//! ones never have. Where entries lie, and in what order a range meets them, is no difference.

use super::contents::each_entry;
use super::layout::{Address, HASH_WRITING};
use super::machine::{Answer, Fatal, Stuck};
use super::memory::Memory;
use super::program::Statement;
use super::world::{Goroutine, Observed, Rules, State};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display, Formatter};

/// How the process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum End {
    Finished,
    Fatal { goroutine: u8, fatal: Fatal },
    Stuck { goroutine: u8, stuck: Stuck },
}

/// What one statement told its goroutine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    pub statement: u8,
    #[serde(flatten)]
    pub answer: Answer,
    /// A range's entries, by key.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<(u64, u64)>,
}

/// Slots with the same key, value and fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Content {
    pub key: u64,
    pub value: u64,
    pub reachable: bool,
    pub copies: u32,
}

/// An end, as far as anybody could tell it from another. A process that died has nothing but its
/// error.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome {
    pub end: End,
    /// Of each goroutine the statements that tell something.
    pub reported: Vec<Vec<Reported>>,
    pub contents: Vec<Content>,
    pub count: u64,
    /// The flag has stayed set: the next call throws.
    pub writing: bool,
}

/// What to make of an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// As if whole statements had run one after another.
    Serial,
    Anomaly,
    Fatal,
    Stuck,
}

/// What an outcome has that no serial one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anomaly {
    /// An increment is missing from a value.
    LostUpdate,
    /// A key in two slots.
    DuplicateKey,
    /// A key that every order leaves in the map is gone.
    VanishedKey,
    /// A key that no order leaves in the map is there.
    RemainingKey,
    /// A value that no order leaves under its key.
    WrongValue,
    /// A slot that no lookup finds.
    UnreachableEntry,
    /// `len` is not the number of keys.
    CorruptedCount,
    /// A read found the key before its value.
    ZeroRead,
    /// A read or a range missed a key that is there in every order.
    MissedRead,
    /// A read, a range or `len` was told what no order tells.
    WrongRead,
    /// The map says for ever that somebody writes.
    FlagLeftSet,
    /// Each part by itself could be, but no order gives them together.
    NoOrder,
}

impl Outcome {
    pub fn of(
        rules: &Rules,
        goroutines: &[Goroutine],
        observed: &[Vec<Observed>],
        memory: &dyn Memory,
    ) -> Self {
        let end = goroutines.iter().zip(0_u8..).find_map(|(one, goroutine)| match one.state {
            State::Fatal(fatal) => Some(End::Fatal { goroutine, fatal }),
            State::Stuck(stuck) => Some(End::Stuck { goroutine, stuck }),
            State::Ready | State::Finished => None,
        });
        if let Some(end) = end {
            let (reported, contents) = Default::default();
            return Self { end, reported, contents, count: 0, writing: false };
        }
        Self {
            end: End::Finished,
            reported: observed
                .iter()
                .take(rules.goroutines())
                .map(|observed| reported(observed))
                .collect(),
            contents: contents(memory),
            count: memory.load(Address::COUNT),
            writing: memory.load(Address::FLAGS) & HASH_WRITING != 0,
        }
    }

    /// What a lookup of the key would find.
    pub fn value(&self, key: u64) -> Option<u64> {
        self.contents.iter().find(|one| one.key == key && one.reachable).map(|one| one.value)
    }

    /// Its kind, and of an anomaly what is wrong, beside the program's serial outcomes.
    pub fn judge(&self, rules: &Rules, serial: &[Outcome]) -> (Kind, Vec<Anomaly>) {
        match self.end {
            End::Fatal { .. } => (Kind::Fatal, Vec::new()),
            End::Stuck { .. } => (Kind::Stuck, Vec::new()),
            End::Finished if serial.contains(self) => (Kind::Serial, Vec::new()),
            End::Finished => (Kind::Anomaly, anomalies(rules, self, serial)),
        }
    }

    /// What a statement was told. A range that met nothing was told so.
    fn reported_to(&self, goroutine: usize, statement: u8) -> Reported {
        let reported = self.reported[goroutine].iter().find(|one| one.statement == statement);
        let nothing = || Reported { statement, answer: Answer::Nothing, items: Vec::new() };
        reported.cloned().unwrap_or_else(nothing)
    }

    fn keys(&self) -> BTreeSet<u64> {
        self.contents.iter().filter(|one| one.reachable).map(|one| one.key).collect()
    }
}

/// The canonical text: `1=10,2=200*2,3=300!;count=3;writing;2.0=300` for a map with a duplicate and
/// an entry out of reach, and what the second goroutine's first statement was told.
impl Display for Outcome {
    fn fmt(&self, to: &mut Formatter) -> fmt::Result {
        match self.end {
            End::Fatal { goroutine, fatal } => return write!(to, "{}:{fatal:?}", goroutine + 1),
            End::Stuck { goroutine, stuck } => return write!(to, "{}:{stuck:?}", goroutine + 1),
            End::Finished => {}
        }
        for (index, one) in self.contents.iter().enumerate() {
            to.write_str(if index == 0 { "" } else { "," })?;
            write!(to, "{}={}", one.key, one.value)?;
            if one.copies > 1 {
                write!(to, "*{}", one.copies)?;
            }
            to.write_str(if one.reachable { "" } else { "!" })?;
        }
        write!(to, ";count={}", self.count as i64)?;
        to.write_str(if self.writing { ";writing" } else { "" })?;
        for (goroutine, reported) in self.reported.iter().enumerate() {
            for one in reported {
                write!(to, ";{}.{}", goroutine + 1, one.statement)?;
                match one.answer {
                    Answer::Value { value, found: true } => write!(to, "={value}")?,
                    Answer::Value { .. } => to.write_str("=none")?,
                    Answer::Length { length } => write!(to, "={}", length as i64)?,
                    Answer::Nothing => {}
                }
                for (key, value) in &one.items {
                    write!(to, ":{key}={value}")?;
                }
            }
        }
        Ok(())
    }
}

/// Answers that say something, with a range's items under its own.
pub fn reported(observed: &[Observed]) -> Vec<Reported> {
    let mut all: Vec<Reported> = Vec::new();
    let mut items = Vec::new();
    for one in observed {
        match *one {
            Observed::Item { key, value, .. } => items.push((key, value)),
            Observed::Answer { statement, answer } => {
                items.sort_unstable();
                if answer != Answer::Nothing || !items.is_empty() {
                    all.push(Reported { statement, answer, items: std::mem::take(&mut items) });
                }
            }
        }
    }
    all
}

/// The map's slots, those alike together, by key.
pub fn contents(memory: &dyn Memory) -> Vec<Content> {
    let mut copies: BTreeMap<(u64, u64, bool), u32> = BTreeMap::new();
    each_entry(memory, |entry| {
        *copies.entry((entry.key, entry.value, entry.reachable)).or_default() += 1;
    });
    let content = |((key, value, reachable), copies)| Content { key, value, reachable, copies };
    copies.into_iter().map(content).collect()
}

/// What is wrong with a finished outcome that is not among the serial ones.
fn anomalies(rules: &Rules, outcome: &Outcome, serial: &[Outcome]) -> Vec<Anomaly> {
    let mut found = BTreeSet::new();
    let mut note = |anomaly, is: bool| {
        if is {
            found.insert(anomaly);
        }
    };
    let keys = outcome.keys();
    let all: BTreeSet<u64> = outcome.contents.iter().map(|one| one.key).collect();
    let slots: u32 = outcome.contents.iter().map(|one| one.copies).sum();
    note(Anomaly::DuplicateKey, slots as usize > all.len());
    note(Anomaly::UnreachableEntry, outcome.contents.iter().any(|one| !one.reachable));
    note(Anomaly::CorruptedCount, outcome.count != all.len() as u64);
    note(Anomaly::FlagLeftSet, outcome.writing);
    let possible: BTreeSet<u64> = serial.iter().flat_map(Outcome::keys).collect();
    for key in &possible {
        let always = serial.iter().all(|one| one.value(*key).is_some());
        note(Anomaly::VanishedKey, always && !all.contains(key));
    }
    for key in &keys {
        let value = outcome.value(*key);
        note(Anomaly::RemainingKey, !possible.contains(key));
        let wrong = possible.contains(key) && serial.iter().all(|one| one.value(*key) != value);
        let counts = increments(rules, *key);
        note(Anomaly::LostUpdate, wrong && counts);
        note(Anomaly::WrongValue, wrong && !counts);
    }
    for goroutine in 0..rules.goroutines() {
        for statement in 0..rules.statements(goroutine).len() as u8 {
            for anomaly in misread(goroutine, statement, outcome, serial) {
                note(anomaly, true);
            }
        }
    }
    if found.is_empty() {
        found.insert(Anomaly::NoOrder);
    }
    found.into_iter().collect()
}

fn increments(rules: &Rules, key: u64) -> bool {
    (0..rules.goroutines())
        .any(|index| rules.statements(index).contains(&Statement::Increment { key }))
}

/// What is wrong with what a statement was told, by itself.
fn misread(goroutine: usize, statement: u8, outcome: &Outcome, serial: &[Outcome]) -> Vec<Anomaly> {
    let reported = &outcome.reported_to(goroutine, statement);
    let others: Vec<Reported> =
        serial.iter().map(|one| one.reported_to(goroutine, statement)).collect();
    if others.contains(reported) {
        return Vec::new();
    }
    // Entries told, an access's as one without a name.
    let entries = |reported: &Reported| match reported.answer {
        Answer::Value { value, found: true } => vec![(0, value)],
        _ => reported.items.clone(),
    };
    let mine = entries(reported);
    let mut found = Vec::new();
    let zero = |(key, value): &(u64, u64)| {
        *value == 0 && !others.iter().any(|other| entries(other).contains(&(*key, 0)))
    };
    if mine.iter().any(zero) {
        found.push(Anomaly::ZeroRead);
    }
    let has =
        |reported: &Reported, key: u64| entries(reported).iter().any(|(other, _)| *other == key);
    let promised: BTreeSet<u64> = others.iter().flat_map(entries).map(|(key, _)| key).collect();
    let missed = |key: &u64| others.iter().all(|other| has(other, *key)) && !has(reported, *key);
    if promised.iter().any(missed) {
        found.push(Anomaly::MissedRead);
    }
    if found.is_empty() {
        found.push(Anomaly::WrongRead);
    }
    found
}
