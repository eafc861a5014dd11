//! Maps that are broken on purpose, one fault each, to prove that the checks can fail.
//!
//! Compiled for tests only. Each wraps the table behind one mutex and spoils one thing, about
//! once in a hundred calls of some kind. With `always` it does so each time, for tests that
//! look for the shortest way to show it; with `large` only while it holds more entries than a
//! recorded history ever has, so that only the books of a trial can tell.

use super::fallible::deadline_at_entry;
use super::parts::table::{Table, footprint};
use super::row::LOCKED;
use super::{
    Available, ConcurrentMap, Effort, Gauge, GaugeKind, Guarantees, Hasher, Inside, Key, MapHandle,
    MapSpec, Merge, Row, Source, Strategy, Value, Variant, Visitor,
};
use crate::base::words::Words;
use std::hint::black_box;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// A write to a key that is there reports what it displaced and stores nothing.
    LostUpdate,
    /// A read right after a write of the same key returns the value that the key had before.
    StaleRead,
    /// A get-or-insert that finds its key returns some other key's value.
    ForeignValue,
    /// A removal takes a neighbour along.
    VanishedKey,
    /// A removal takes a neighbour instead.
    SwappedKey,
    /// A get-or-insert that comes second believes that it came first, and stores its value.
    DoubleWinner,
    /// The length is one too many, each time.
    WrongLength,
    /// A walk looks up keys that it has listed earlier, each time, and calls that a snapshot.
    TornWalk,
    /// A walk goes by hash and calls that an order, each time.
    OutOfOrder,
    /// A clear subtracts from the length what was there a moment before, each time.
    MiscountedClear,
    /// A panic in what an update calls leaves the length one short.
    MiscountedPanic,
    /// A panic in an update's merge leaves the lock held.
    HeldLock,
    /// A read executes an instruction that traps.
    Trap,
}

/// Calls of the kind that a fault spoils, from one spoilt to the next. Reads that could be stale
/// are rare already.
const fn period(fault: Fault) -> u64 {
    if matches!(fault, Fault::StaleRead) { 11 } else { 101 }
}

/// Entries from which on a map is large.
const LARGE: usize = 10_000;

/// Long enough for other threads to write.
const PAUSE: Duration = Duration::from_micros(100);

const ALWAYS: &str = "always";
const ONLY_LARGE: &str = "large";
const HASH: &str = "hash";
const EQUALITY: &str = "equality";
const CLONE: &str = "clone";
const MERGE: &str = "merge";

pub struct PlantedMap<K, V, S> {
    fault: Fault,
    variant: Option<&'static str>,
    hasher: S,
    inner: Mutex<Inner<K, V, S>>,
}

struct Inner<K, V, S> {
    table: Table<K, V, S>,
    /// What the last write has displaced or removed; kept for stale reads only.
    previous: Option<(K, V)>,
    calls: u64,
    /// By how much the length is wrong.
    drift: isize,
    /// Whoever comes now would wait for ever.
    held: bool,
}

impl<K: Key, V: Value, S: Hasher> PlantedMap<K, V, S> {
    fn new(fault: Fault, variant: Option<&'static str>, hasher: S) -> Self {
        let table = Table::new(hasher.clone());
        let inner = Inner { table, previous: None, calls: 0, drift: 0, held: false };
        Self { fault, variant, inner: Mutex::new(inner), hasher }
    }
}

pub struct PlantedHandle<'map, K, V, S>(&'map PlantedMap<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for PlantedMap<K, V, S> {
    type Handle<'map> = PlantedHandle<'map, K, V, S>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        PlantedHandle(self)
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        figures.extend([inner.table.len() as u64, inner.calls]);
    }
}

const INSIDE: Inside = Inside {
    gauges: &[
        Gauge { id: "entries", label: Words::new("entries", "条目数"), kind: GaugeKind::Level },
        Gauge { id: "calls", label: Words::new("calls", "调用数"), kind: GaugeKind::Total },
    ],
    part: None,
    part_gauges: &[],
};

impl<'map, K: Key, V: Value, S: Hasher> PlantedHandle<'map, K, V, S> {
    fn inner(&self) -> MutexGuard<'map, Inner<K, V, S>> {
        let inner = self.0.inner.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(!inner.held, "the lock will never be released");
        inner
    }

    /// The table, and whether this call is one that the given fault spoils.
    fn enter(&self, fault: Fault) -> (MutexGuard<'map, Inner<K, V, S>>, bool) {
        let mut inner = self.inner();
        if self.0.fault != fault {
            return (inner, false);
        }
        inner.calls += 1;
        let due = inner.calls.is_multiple_of(period(fault));
        let spoilt = match self.0.variant {
            Some(ALWAYS) => true,
            Some(ONLY_LARGE) => due && inner.table.len() >= LARGE,
            _ => due,
        };
        (inner, spoilt)
    }

    fn hash(&self, key: &K) -> u64 {
        self.0.hasher.hash_one(key)
    }

    /// Calls all that is the key's and the value's own, with the length one short meanwhile, or the
    /// lock held.
    fn tempt(&self, inner: &mut Inner<K, V, S>, key: &K, operand: &V, merge: Merge<V>) {
        let tempted = |call| self.0.variant.is_none_or(|only| only == call);
        inner.held = self.0.fault == Fault::HeldLock;
        _ = inner.held.then(|| merge(None, operand));
        inner.held = false;
        if self.0.fault != Fault::MiscountedPanic {
            return;
        }
        inner.drift -= 1;
        _ = tempted(HASH).then(|| self.hash(key));
        _ = tempted(EQUALITY).then(|| *key == *black_box(key));
        _ = tempted(CLONE).then(|| operand.clone());
        _ = tempted(MERGE).then(|| merge(None, operand));
        inner.drift += 1;
    }

    /// Remembers a value that is no longer the key's.
    fn retain(&self, inner: &mut Inner<K, V, S>, key: &K, value: Option<&V>) {
        if let Some(value) = value
            && self.0.fault == Fault::StaleRead
        {
            inner.previous = Some((key.clone(), value.clone()));
        }
    }
}

impl<K: Key, V: Value, S: Hasher> Inner<K, V, S> {
    /// An entry of another key.
    fn neighbour(&self, key: &K) -> Option<(K, V)> {
        let mut found = None;
        self.table.for_each(2, &mut |other: &K, value: &V| {
            if other != key {
                found = Some((other.clone(), value.clone()));
            }
        });
        found
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for PlantedHandle<'_, K, V, S> {
    fn get(&mut self, key: &K) -> Option<V> {
        if self.enter(Fault::Trap).1 {
            trap();
        }
        if matches!(&self.inner().previous, Some((written, _)) if written == key) {
            let (inner, stale) = self.enter(Fault::StaleRead);
            if stale
                && let Some((written, value)) = &inner.previous
                && written == key
            {
                return Some(value.clone());
            }
        }
        self.inner().table.get(self.hash(key), key)
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hash(&key);
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        let old = inner.table.get(hash, &key);
        self.retain(&mut inner, &key, old.as_ref());
        if !(lost && old.is_some()) {
            inner.table.insert(hash, key, value);
        }
        old
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        let hash = self.hash(key);
        let (mut inner, swapping) = self.enter(Fault::SwappedKey);
        if swapping
            && let found @ Some(_) = inner.table.get(hash, key)
            && let Some((other, _)) = inner.neighbour(key)
        {
            inner.table.remove(self.hash(&other), &other);
            return found;
        }
        drop(inner);
        let (mut inner, vanishing) = self.enter(Fault::VanishedKey);
        if vanishing && let Some((other, _)) = inner.neighbour(key) {
            inner.table.remove(self.hash(&other), &other);
        }
        let removed = inner.table.remove(hash, key);
        self.retain(&mut inner, key, removed.as_ref());
        removed
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let hash = self.hash(&key);
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        self.tempt(&mut inner, &key, &operand, merge);
        let old = inner.table.get(hash, &key);
        self.retain(&mut inner, &key, old.as_ref());
        if !(lost && old.is_some()) {
            inner.table.update(hash, key, operand, merge);
        }
        old
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hash(&key);
        let (mut inner, winning) = self.enter(Fault::DoubleWinner);
        if winning {
            inner.table.insert(hash, key, value);
            return None;
        }
        drop(inner);
        let (mut inner, foreign) = self.enter(Fault::ForeignValue);
        let neighbour = inner.neighbour(&key);
        let found = inner.table.get_or_insert(hash, key, value);
        match neighbour {
            Some((_, other)) if foreign && found.is_some() => Some(other),
            _ => found,
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let hash = self.hash(key);
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        let old = inner.table.get(hash, key);
        if lost {
            return old.as_ref() == Some(current);
        }
        let exchanged = inner.table.compare_exchange(hash, key, current, new);
        self.retain(&mut inner, key, old.as_ref().filter(|_| exchanged));
        exchanged
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        if self.0.fault != Fault::TornWalk {
            self.inner().table.for_each(limit, visit);
            return;
        }
        let mut listed = Vec::new();
        self.inner().table.for_each(limit, |key, _| listed.push(key.clone()));
        std::thread::sleep(PAUSE);
        for key in listed {
            let found = self.inner().table.get(self.hash(&key), &key);
            found.iter().for_each(|value| visit(&key, value));
        }
    }

    fn clear(&mut self) {
        let counted = self.inner().table.len();
        if self.0.fault == Fault::MiscountedClear {
            std::thread::sleep(PAUSE);
        }
        let mut inner = self.inner();
        if self.0.fault == Fault::MiscountedClear {
            inner.drift += inner.table.len() as isize - counted as isize;
        }
        inner.table.clear();
        inner.previous = None;
    }

    fn len(&mut self) -> usize {
        let inner = self.inner();
        let length = inner.table.len() + usize::from(self.0.fault == Fault::WrongLength);
        length.saturating_add_signed(inner.drift)
    }
}

/// Ends the thread as a wild memory access would: not a panic, nothing to catch. Natively, where
/// that would end the process, it is a panic.
fn trap() {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    panic!("planted trap");
}

const fn variant(id: &'static str) -> Variant {
    Variant { id, label: Words::name(id, id), core: false }
}

const WHEN: &[Variant] = &[
    Variant { id: ALWAYS, label: Words::name("each time", "每次"), core: false },
    Variant {
        id: ONLY_LARGE, label: Words::name("only when large", "仅在很大时"), core: false
    },
];
const WHERE: &[Variant] = &[variant(HASH), variant(EQUALITY), variant(CLONE), variant(MERGE)];

macro_rules! injected {
    ($($name:ident = $id:literal $variants:ident),* $(,)?) => {$(
        pub struct $name;

        impl Strategy for $name {
            const ROW: Row = Row {
                id: $id,
                label: Words::name($id, $id),
                summary: Words::new("Broken on purpose.", "故意损坏。"),
                trade_offs: Words::new("Proves that a check can fail.", "证明检查会失败。"),
                source: Source { title: "Contend", url: None },
                effort: Effort::OneLock,
                available: Available::NOWHERE,
                param: None,
                variants: $variants,
                extra_threads: 0,
                presizes: false,
                guarantees: Guarantees {
                    ordered: matches!(Fault::$name, Fault::OutOfOrder),
                    ..LOCKED
                },
                inside: Some(INSIDE),
                withheld: None,
                footprint: |_, entries| footprint(entries),
            };

            fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
                type Planted<Vis> = PlantedMap<
                    <Vis as Visitor>::Key,
                    <Vis as Visitor>::Value,
                    <Vis as Visitor>::Hasher,
                >;
                let map = Planted::<Vis>::new(Fault::$name, spec.variant, visitor.hasher());
                visitor.visit(map)
            }
        }
    )*};
}

injected! {
    LostUpdate = "planted-lost-update" WHEN,
    StaleRead = "planted-stale-read" WHEN,
    ForeignValue = "planted-foreign-value" WHEN,
    VanishedKey = "planted-vanished-key" WHEN,
    SwappedKey = "planted-swapped-key" WHEN,
    DoubleWinner = "planted-double-winner" WHEN,
    WrongLength = "planted-wrong-length" WHEN,
    TornWalk = "planted-torn-walk" WHEN,
    OutOfOrder = "planted-out-of-order" WHEN,
    MiscountedClear = "planted-miscounted-clear" WHEN,
    MiscountedPanic = "planted-miscounted-panic" WHERE,
    HeldLock = "planted-held-lock" WHEN,
    Trap = "planted-trap" WHEN,
}
