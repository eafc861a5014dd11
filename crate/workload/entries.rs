//! What the maps of an experiment hold, as its link says, and the compiled kind that serves it.

#[cfg(not(all(feature = "wide", target_arch = "wasm32")))]
use super::entry_kind::PLAIN;
use super::entry_kind::{EntryKind, HASHER};
use crate::base::error::RunError;

/// Whether plain entries have a hot loop of their own. The page's wide module, which it never runs
/// them in, does without one more copy of every map.
const HAS_PLAIN: bool = cfg!(not(all(feature = "wide", target_arch = "wasm32")));

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entries {
    pub keys: KeyKind,
    pub values: ValueKind,
    pub hash: HashKind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyKind {
    #[default]
    Numbers,
    Texts,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValueKind {
    #[default]
    Numbers,
    /// Of so many bytes.
    Bytes(usize),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashKind {
    #[default]
    Fold,
    Sip,
}

/// Code that works with any kind; [`Entries::kind`] calls it with the one asked for.
pub trait ForEntryKind {
    type Output;

    fn of<S: EntryKind>(self, kind: S) -> Self::Output;
}

/// Bytes of one entry, at most, on any platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntrySize {
    /// In the map's own table or node.
    pub inline: u64,
    /// In an allocation of the key's own.
    pub key: u64,
    /// In an allocation of the value's own.
    pub value: u64,
}

impl EntrySize {
    /// What footprints are given for.
    pub const PLAIN: Self = Self { inline: 16, key: 0, value: 0 };
}

impl Entries {
    /// Words under words, hashed by foldhash: what every build knows.
    pub fn are_plain(self) -> bool {
        self == Self::default()
    }

    /// Whether this build knows them.
    pub fn check(self) -> Result<(), RunError> {
        match self.are_plain() || cfg!(feature = "wide") {
            true => Ok(()),
            false => Err(RunError::Narrow),
        }
    }

    /// The hash function as results print it.
    pub fn hasher(self) -> &'static str {
        match self.hash {
            _ if cfg!(not(feature = "wide")) || (HAS_PLAIN && self.are_plain()) => HASHER,
            HashKind::Fold => "foldhash 0.2 fast, fixed seed, chosen at run time",
            HashKind::Sip => "SipHash-1-3 of std, fixed keys, chosen at run time",
        }
    }

    pub fn size(self) -> EntrySize {
        // The most that allocators add to a block and round it up by.
        const BLOCK: u64 = 24;
        let (key, text) = match self.keys {
            KeyKind::Numbers => (8, 0),
            // A letter and eight digits.
            KeyKind::Texts => (24, 9 + BLOCK),
        };
        let (value, bytes) = match (self.values, self.keys) {
            (ValueKind::Numbers, KeyKind::Numbers) => (8, 0),
            (ValueKind::Numbers, KeyKind::Texts) => (16, 0),
            // Beside the bytes there are the counts of those who hold them.
            (ValueKind::Bytes(size), _) => (16, size as u64 + 16 + BLOCK),
        };
        EntrySize { inline: key + value, key: text, value: bytes }
    }

    /// Calls the code with the kind of these entries, which [`check`](Self::check) must have passed.
    #[cfg(not(feature = "wide"))]
    pub fn kind<F: ForEntryKind>(self, code: F) -> F::Output {
        debug_assert!(self.are_plain());
        code.of(PLAIN)
    }

    /// Calls the code with the kind of these entries.
    #[cfg(feature = "wide")]
    pub fn kind<F: ForEntryKind>(self, code: F) -> F::Output {
        use super::wide::{Numbers, Payloads, Texts};
        use super::{entry_kind::Words, hash::AnyHash, payload::Room};
        #[cfg(not(target_arch = "wasm32"))]
        if self.are_plain() {
            return code.of(PLAIN);
        }
        let hash = match self.hash {
            HashKind::Fold => AnyHash::FOLD,
            HashKind::Sip => AnyHash::Sip,
        };
        let room = match self.values {
            ValueKind::Numbers => Room::Word,
            ValueKind::Bytes(size) => Room::Bytes(size),
        };
        match (self.keys, self.values) {
            (KeyKind::Texts, _) => code.of(Payloads { keys: Texts, room, hash }),
            (KeyKind::Numbers, ValueKind::Bytes(_)) => {
                code.of(Payloads { keys: Numbers, room, hash })
            }
            (KeyKind::Numbers, ValueKind::Numbers) => code.of(Words(hash)),
        }
    }
}
