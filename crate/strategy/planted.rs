//! Maps that are broken on purpose, one fault each, to prove that the checks can fail.
//!
//! Compiled for tests only. Each wraps the table behind one mutex and spoils one thing, about
//! once in a thousand times.

use super::row::LOCKED;
use super::table::{Table, footprint};
use super::{
    ConcurrentMap, Hasher, Key, MapHandle, MapSpec, Merge, Row, Source, Strategy, Value, Visitor,
};
use crate::words::Words;
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Clone, Copy, PartialEq)]
enum Fault {
    /// An insert says it displaced a value, or nothing, and leaves the map as it was.
    LostUpdate,
    /// A read returns some other key's value.
    StaleRead,
    /// A removal takes a neighbour along.
    VanishedKey,
    /// A read executes an instruction that traps.
    Trap,
}

pub struct PlantedMap<K, V, S> {
    fault: Fault,
    hasher: S,
    inner: Mutex<Inner<K, V, S>>,
}

struct Inner<K, V, S> {
    table: Table<K, V, S>,
    calls: u64,
}

impl<K: Key, V: Value, S: Hasher> PlantedMap<K, V, S> {
    fn new(fault: Fault, hasher: S) -> Self {
        let inner = Inner { table: Table::new(hasher.clone()), calls: 0 };
        Self { fault, hasher, inner: Mutex::new(inner) }
    }
}

pub struct PlantedHandle<'map, K, V, S>(&'map PlantedMap<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for PlantedMap<K, V, S> {
    type Handle<'map> = PlantedHandle<'map, K, V, S>;

    fn handle(&self) -> Self::Handle<'_> {
        PlantedHandle(self)
    }
}

impl<'map, K: Key, V: Value, S: Hasher> PlantedHandle<'map, K, V, S> {
    /// The table, and whether this call is one that the given fault spoils.
    fn enter(&self, fault: Fault) -> (MutexGuard<'map, Inner<K, V, S>>, bool) {
        let mut inner = self.0.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.calls += 1;
        let spoiled = self.0.fault == fault && inner.calls.is_multiple_of(997);
        (inner, spoiled)
    }

    fn hash(&self, key: &K) -> u64 {
        self.0.hasher.hash_one(key)
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for PlantedHandle<'_, K, V, S> {
    fn get(&mut self, key: &K) -> Option<V> {
        if self.enter(Fault::Trap).1 {
            trap();
        }
        let (inner, stale) = self.enter(Fault::StaleRead);
        let mut found = inner.table.get(self.hash(key), key);
        if stale {
            inner.table.for_each(1, |_, other| found = Some(other.clone()));
        }
        found
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        let hash = self.hash(&key);
        if lost { inner.table.get(hash, &key) } else { inner.table.insert(hash, key, value) }
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        let (mut inner, vanishing) = self.enter(Fault::VanishedKey);
        if vanishing {
            let mut neighbour = None;
            inner.table.for_each(1, |other, _| neighbour = Some(other.clone()));
            if let Some(other) = neighbour {
                inner.table.remove(self.hash(&other), &other);
            }
        }
        inner.table.remove(self.hash(key), key)
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        let hash = self.hash(&key);
        if lost {
            inner.table.get(hash, &key)
        } else {
            inner.table.update(hash, key, operand, merge)
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        let hash = self.hash(&key);
        if lost { None } else { inner.table.get_or_insert(hash, key, value) }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let (mut inner, lost) = self.enter(Fault::LostUpdate);
        lost || inner.table.compare_exchange(self.hash(key), key, current, new)
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        self.enter(Fault::StaleRead).0.table.for_each(limit, visit);
    }

    fn clear(&mut self) {
        self.enter(Fault::VanishedKey).0.table.clear();
    }

    fn len(&mut self) -> usize {
        self.enter(Fault::StaleRead).0.table.len()
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

macro_rules! planted {
    ($($name:ident = $id:literal),* $(,)?) => {$(
        pub struct $name;

        impl Strategy for $name {
            const ROW: Row = Row {
                id: $id,
                label: Words::name($id, $id),
                summary: Words::new("Broken on purpose.", "故意损坏。"),
                trade_offs: Words::new("Proves that a check can fail.", "证明检查会失败。"),
                source: Source { title: "Contend", url: None },
                param: None,
                variants: &[],
                extra_threads: 0,
                guarantees: LOCKED,
                inside: None,
                withheld: None,
                footprint: |_, entries| footprint(entries),
            };

            fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
                let map = PlantedMap::<Vis::Key, Vis::Value, _>::new(Fault::$name, visitor.hasher());
                visitor.visit(map)
            }
        }
    )*};
}

planted! {
    LostUpdate = "planted-lost-update",
    StaleRead = "planted-stale-read",
    VanishedKey = "planted-vanished-key",
    Trap = "planted-trap",
}
