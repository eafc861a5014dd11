//! Faults that are put into an author's map, one at a time, to show that the checks would find them there.
//!
//! Each is what a map gets wrong in practice. It strikes in one call of so many of its kind, as such faults
//! do, and leaves the map itself as it is.

use super::map::{Adapted, ConcurrentMap};
use crate::strategy::fallible::deadline_at_entry;
use crate::strategy::{self, Hasher, Key, MapHandle, MapSpec, Merge, Value};
use crate::verify::conformance::Maps;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A write to a key that is there reports what it displaced and stores nothing.
    LostWrite,
    /// An update reads and writes in two steps, between which others may write.
    TornUpdate,
    /// A read right after the thread's own write finds nothing.
    MissedRead,
    /// A get-or-insert that comes second stores its value all the same, and says that it came first.
    SecondWinner,
    /// A removal reports what it removed and leaves it there.
    KeptEntry,
    /// The length is one too many.
    WrongLength,
    /// A walk leaves out an entry.
    SkippedEntry,
}

impl Fault {
    pub const ALL: [Self; 7] = [
        Self::LostWrite,
        Self::TornUpdate,
        Self::MissedRead,
        Self::SecondWinner,
        Self::KeptEntry,
        Self::WrongLength,
        Self::SkippedEntry,
    ];

    pub const fn words(self) -> &'static str {
        match self {
            Self::LostWrite => "a lost write",
            Self::TornUpdate => "an update in two steps",
            Self::MissedRead => "a read that misses the thread's own write",
            Self::SecondWinner => "a second winner of get_or_insert",
            Self::KeptEntry => "a removed entry that stays",
            Self::WrongLength => "a wrong length",
            Self::SkippedEntry => "a walk that skips an entry",
        }
    }

    /// Calls of its kind from one that it spoils to the next.
    const fn period(self) -> u64 {
        match self {
            Self::TornUpdate | Self::WrongLength | Self::SkippedEntry => 1,
            _ => 101,
        }
    }
}

/// Where maps with that fault come from.
pub struct Spoilt<M> {
    pub fault: Fault,
    pub map: PhantomData<M>,
}

impl<M, K, V, S> Maps<K, V, S> for Spoilt<M>
where
    M: ConcurrentMap<K, V, S>,
    K: Key,
    V: Value,
    S: Hasher,
{
    fn build<Vis: strategy::Visitor<Key = K, Value = V, Hasher = S>>(
        &self,
        _spec: &MapSpec,
        visitor: Vis,
    ) -> Vis::Output {
        let map = Adapted::<M, K, V, S>::new(visitor.hasher(), visitor.capacity());
        visitor.visit(SpoiltMap { map, fault: self.fault, calls: AtomicU64::new(0) })
    }
}

struct SpoiltMap<T> {
    map: T,
    fault: Fault,
    calls: AtomicU64,
}

struct SpoiltHandle<'map, H, K> {
    handle: H,
    fault: Fault,
    calls: &'map AtomicU64,
    /// What the thread wrote last, kept for one fault alone.
    written: Option<K>,
}

impl<K, V, T> strategy::ConcurrentMap<K, V> for SpoiltMap<T>
where
    K: Key,
    V: Value,
    T: strategy::ConcurrentMap<K, V>,
{
    type Handle<'map> = SpoiltHandle<'map, T::Handle<'map>, K>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        let Self { map, fault, calls } = self;
        SpoiltHandle { handle: map.handle(), fault: *fault, calls, written: None }
    }
}

impl<H, K> SpoiltHandle<'_, H, K> {
    /// Whether this call is one that the fault spoils.
    fn strikes(&self, fault: Fault) -> bool {
        fault == self.fault && (self.calls.fetch_add(1, Relaxed) + 1).is_multiple_of(fault.period())
    }
}

impl<K: Key, V: Value, H: MapHandle<K, V>> MapHandle<K, V> for SpoiltHandle<'_, H, K> {
    fn get(&mut self, key: &K) -> Option<V> {
        let own = self.fault == Fault::MissedRead
            && self.written.take().is_some_and(|written| written == *key);
        let found = self.handle.get(key);
        if own { None } else { found }
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        if self.strikes(Fault::LostWrite)
            && let Some(found) = self.handle.get(&key)
        {
            return Some(found);
        }
        if self.fault == Fault::MissedRead {
            self.written = Some(key.clone());
        }
        self.handle.insert(key, value)
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        if self.strikes(Fault::KeptEntry) { self.handle.get(key) } else { self.handle.remove(key) }
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        if !self.strikes(Fault::TornUpdate) {
            return self.handle.update(key, operand, merge);
        }
        let old = self.handle.get(&key);
        let new = merge(old.as_ref(), &operand);
        // Also where there is one processor.
        thread::yield_now();
        self.handle.insert(key, new);
        old
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        if self.strikes(Fault::SecondWinner) {
            self.handle.insert(key, value);
            return None;
        }
        self.handle.get_or_insert(key, value)
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        self.handle.compare_exchange(key, current, new)
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        let mut skip = self.strikes(Fault::SkippedEntry);
        self.handle.for_each(limit, |key, value| {
            if !std::mem::take(&mut skip) {
                visit(key, value);
            }
        });
    }

    fn clear(&mut self) {
        self.handle.clear();
    }

    fn len(&mut self) -> usize {
        self.handle.len() + usize::from(self.strikes(Fault::WrongLength))
    }
}
