use contend::author::{ConcurrentMap, Hasher, Iteration, Key, Merge, Promises, Value};
use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

pub struct Simple;

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V, S> for Simple {
    const NAME: &'static str = "simple";
    // One lock around everything, so a walk sees one instant, and in order.
    const PROMISES: Promises =
        Promises { iteration: Iteration::Snapshot, ordered: true, ..Promises::USUAL };

    type Map = RwLock<BTreeMap<K, V>>;
    type Handle<'map> = &'map Self::Map;

    fn new(_hasher: S, _capacity: usize) -> Self::Map {
        RwLock::default()
    }

    fn handle(map: &Self::Map) -> Self::Handle<'_> {
        map
    }

    fn get(map: &mut Self::Handle<'_>, key: &K) -> Option<V> {
        read(map).get(key).cloned()
    }

    fn insert(map: &mut Self::Handle<'_>, key: K, value: V) -> Option<V> {
        write(map).insert(key, value)
    }

    fn remove(map: &mut Self::Handle<'_>, key: &K) -> Option<V> {
        write(map).remove(key)
    }

    fn update(map: &mut Self::Handle<'_>, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let mut map = write(map);
        let new = merge(map.get(&key), &operand);
        map.insert(key, new)
    }

    fn get_or_insert(map: &mut Self::Handle<'_>, key: K, value: V) -> Option<V> {
        let mut map = write(map);
        if let Some(found) = map.get(&key) {
            return Some(found.clone());
        }
        map.insert(key, value)
    }

    fn compare_exchange(map: &mut Self::Handle<'_>, key: &K, current: &V, new: V) -> bool {
        match write(map).get_mut(key) {
            Some(value) if *value == *current => {
                *value = new;
                true
            }
            _ => false,
        }
    }

    fn for_each(map: &mut Self::Handle<'_>, limit: usize, mut visit: impl FnMut(&K, &V)) {
        read(map).iter().take(limit).for_each(|(key, value)| visit(key, value));
    }

    fn clear(map: &mut Self::Handle<'_>) {
        write(map).clear();
    }

    fn len(map: &mut Self::Handle<'_>) -> usize {
        read(map).len()
    }
}

// A panic in a key's own code leaves the tree whole, so a poisoned lock is no reason to give up.
fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(PoisonError::into_inner)
}
