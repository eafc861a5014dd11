//! The verdict after every trial: did the map keep what it was given, and nothing else?
//!
//! Each client keeps a ledger as it goes, at the price of a few additions per operation. The sum
//! of all ledgers and the prefill must be what is in the map at the end. Because keys are
//! well-mixed 64-bit numbers, the wrapping sum of the keys in the map stands for the set itself:
//! a lost and an invented key would have to cancel to go unnoticed. The same holds for values, which
//! differ from write to write, except that an update may come to the value of another.
//!
//! What these sums cannot see, a value that was right once, is for `deep` to find.

#[cfg(feature = "selftest")]
pub mod arrivals;
#[cfg(any(feature = "suite", all(feature = "selftest", not(target_arch = "wasm32"))))]
pub mod conformance;
#[cfg(feature = "full")]
pub mod deep;
#[cfg(feature = "full")]
pub mod evidence;
#[cfg(feature = "selftest")]
pub mod fresh;
#[cfg(feature = "full")]
pub mod history;
#[cfg(feature = "full")]
pub mod linearize;
#[cfg(feature = "full")]
pub mod probe;

use crate::strategy::{Guarantees, MapHandle};
use crate::workload::Workload;
use crate::workload::entry::{self, mismatch};
use crate::workload::mix::Op;
use crate::workload::shape::Shape;
use serde::Serialize;

/// What one client, the prefill, or all of them together did to the map. Sums wrap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    pub reads: u64,
    pub hits: u64,
    /// Entries added less entries removed.
    pub entries: i64,
    /// Keys added less keys removed.
    pub keys: u64,
    /// Values written less values displaced or removed.
    pub values: u64,
    /// Not zero once a value was read that had not been written for its key.
    pub strays: u64,
    /// Entries were removed that nobody counted.
    pub cleared: bool,
}

impl Ledger {
    #[inline]
    pub fn read(&mut self, key: u64, found: Option<u64>) {
        self.reads += 1;
        if let Some(value) = found {
            self.hits += 1;
            self.strays |= mismatch(key, value);
        }
    }

    #[inline]
    pub fn saw(&mut self, key: u64, value: u64) {
        self.strays |= mismatch(key, value);
    }

    #[inline]
    pub fn added(&mut self, key: u64, value: u64) {
        self.entries += 1;
        self.keys = self.keys.wrapping_add(key);
        self.values = self.values.wrapping_add(value);
    }

    #[inline]
    pub fn removed(&mut self, key: u64, value: u64) {
        self.strays |= mismatch(key, value);
        self.entries -= 1;
        self.keys = self.keys.wrapping_sub(key);
        self.values = self.values.wrapping_sub(value);
    }

    #[inline]
    pub fn replaced(&mut self, key: u64, old: u64, new: u64) {
        self.strays |= mismatch(key, old);
        self.values = self.values.wrapping_add(new).wrapping_sub(old);
    }

    pub fn merge(&mut self, other: &Self) {
        self.reads += other.reads;
        self.hits += other.hits;
        self.entries += other.entries;
        self.keys = self.keys.wrapping_add(other.keys);
        self.values = self.values.wrapping_add(other.values);
        self.strays |= other.strays;
        self.cleared |= other.cleared;
    }

    pub fn total<'a>(ledgers: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut total = Self::default();
        ledgers.into_iter().for_each(|ledger| total.merge(ledger));
        total
    }
}

/// Looks up a range of the key space after the clients are done and books what is there.
/// `pause` is asked now and then and may end the census early.
pub fn census<S: Shape>(
    shape: &S,
    handle: &mut impl MapHandle<S::Key, S::Value>,
    indices: std::ops::Range<u32>,
    mut pause: impl FnMut() -> bool,
) -> Ledger {
    let mut found = Ledger::default();
    let mut key = S::Key::default();
    for index in indices {
        if index % 4096 == 0 && pause() {
            break;
        }
        shape.write_key(index, &mut key);
        if let Some(value) = handle.get(&key) {
            let word = entry::key(index);
            let carried = shape.word(&value, word);
            found.strays |= shape.torn_anywhere(&value) | mismatch(word, carried);
            found.added(word, carried);
        }
    }
    found
}

/// What checking came to. That nothing was checked is an answer of its own: it is no fault of the
/// map's, and it never counts as passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    Passed,
    NotChecked,
    Failed,
}

impl Judgement {
    /// Of several trials together the worst; of none nothing was checked.
    pub fn worst(each: impl Iterator<Item = Self>) -> Self {
        each.max().unwrap_or(Self::NotChecked)
    }

    pub fn passed(self) -> bool {
        self == Self::Passed
    }

    pub fn failed(self) -> bool {
        self == Self::Failed
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    pub outcome: Judgement,
    /// It passed.
    pub ok: bool,
    pub checks: Vec<Check>,
}

impl From<Vec<Check>> for Verdict {
    /// Nothing was checked where the entries could not be counted: without that a map may lose or
    /// invent as many as it likes and pass what is left.
    fn from(checks: Vec<Check>) -> Self {
        let counted = checks.first().map(|conservation| conservation.status);
        let outcome = match counted {
            _ if checks.iter().any(|check| check.status == Status::Fail) => Judgement::Failed,
            Some(Status::Pass) => Judgement::Passed,
            _ => Judgement::NotChecked,
        };
        Self { outcome, ok: outcome.passed(), checks }
    }
}

impl Verdict {
    /// The books tell how many entries there are: the first check could be made, and passed.
    pub fn is_counted(&self) -> bool {
        self.checks.first().is_some_and(|conservation| conservation.status == Status::Pass)
    }

    /// Why nothing was checked, if so.
    pub fn reason(&self) -> Option<&str> {
        let conservation = self.checks.first()?;
        let unchecked = self.outcome == Judgement::NotChecked;
        unchecked.then_some(conservation.detail.as_deref()).flatten()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Check {
    pub name: &'static str,
    pub status: Status,
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    Fail,
    NotApplicable,
}

/// Compares what the books say with what is there.
///
/// `books` is the prefill and all clients together, `found` the census, `length` what the map
/// says of itself.
pub fn judge(
    workload: &Workload,
    guarantees: &Guarantees,
    books: &Ledger,
    found: &Ledger,
    length: usize,
) -> Verdict {
    let stores = guarantees.stores;
    let na = |reason: &str| (Status::NotApplicable, Some(reason.to_owned()));
    let equal = |same: bool, detail: String| match same {
        true => (Status::Pass, None),
        false => (Status::Fail, Some(detail)),
    };
    let updates = workload.mix.share(Op::Update) + workload.mix.share(Op::CompareExchange) > 0;
    // Each check answers a question of its own: which keys, once their number is right, and which
    // values, once the keys are.
    let conserving = |unsettled: Option<&str>, same, detail| {
        if !stores {
            na("it stores nothing")
        } else if books.cleared || workload.mix.share(Op::Clear) > 0 {
            na("clear removes entries that nobody counts")
        } else if !guarantees.displaced && workload.mix.share(Op::Insert) > 0 {
            na("insert does not tell what it displaced")
        } else if !guarantees.atomic_update && updates {
            na("an update may lose another write")
        } else if let Some(reason) = unsettled {
            na(reason)
        } else {
            equal(same, detail)
        }
    };
    let miscounted = (books.entries != found.entries).then_some("already their number is wrong");
    let misplaced = (books.keys != found.keys).then_some("already the keys are wrong");
    let outcomes = [
        (
            "conservation",
            conserving(
                None,
                books.entries == found.entries,
                format!(
                    "prefill and successful inserts less removals make {} entries, {} were found",
                    books.entries, found.entries
                ),
            ),
        ),
        (
            "key-conservation",
            conserving(
                miscounted,
                books.keys == found.keys,
                "the keys found are not the keys inserted and not removed".into(),
            ),
        ),
        (
            "value-ledger",
            conserving(
                miscounted.or(misplaced),
                books.values == found.values,
                "a value that was written neither stayed nor was displaced exactly once".into(),
            ),
        ),
        (
            "provenance",
            match stores {
                false => na("it stores nothing"),
                true => equal(
                    books.strays | found.strays == 0,
                    "a value was read that was never written for its key".into(),
                ),
            },
        ),
        (
            "length",
            match stores {
                false => na("it stores nothing"),
                true => equal(
                    length as i64 == found.entries,
                    format!("len says {length}, {} entries were found", found.entries),
                ),
            },
        ),
    ];
    let checks: Vec<Check> = outcomes
        .into_iter()
        .map(|(name, (status, detail))| Check { name, status, detail })
        .collect();
    checks.into()
}
