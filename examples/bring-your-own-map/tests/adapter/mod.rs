//! The map as the checks and the comparison use it; tests and the bench share this file.

use bring_your_own_map::StripedMap;
use contend::author::{ConcurrentMap, Hasher, Key, Merge, Value};

/// The map. With `HASTY`, an update reads and writes in two steps: a mistake that everybody has made once.
pub struct Striped<const HASTY: bool>;

impl<const HASTY: bool, K: Key, V: Value, S: Hasher> ConcurrentMap<K, V, S> for Striped<HASTY> {
    const NAME: &'static str = if HASTY { "striped-hasty" } else { "striped" };

    type Map = StripedMap<K, V, S>;
    type Handle<'map> = &'map Self::Map;

    fn new(hasher: S, capacity: usize) -> Self::Map {
        StripedMap::with_capacity_and_hasher(capacity, hasher)
    }

    fn handle(map: &Self::Map) -> Self::Handle<'_> {
        map
    }

    fn get(map: &mut Self::Handle<'_>, key: &K) -> Option<V> {
        map.get(key)
    }

    fn insert(map: &mut Self::Handle<'_>, key: K, value: V) -> Option<V> {
        map.insert(key, value)
    }

    fn remove(map: &mut Self::Handle<'_>, key: &K) -> Option<V> {
        map.remove(key)
    }

    fn update(map: &mut Self::Handle<'_>, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        if HASTY {
            let old = map.get(&key);
            map.insert(key, merge(old.as_ref(), &operand));
            return old;
        }
        map.with_entry(key, |old| merge(old, &operand))
    }

    fn get_or_insert(map: &mut Self::Handle<'_>, key: K, value: V) -> Option<V> {
        map.get_or_insert(key, value)
    }

    fn compare_exchange(map: &mut Self::Handle<'_>, key: &K, current: &V, new: V) -> bool {
        map.compare_exchange(key, current, new)
    }

    fn for_each(map: &mut Self::Handle<'_>, limit: usize, visit: impl FnMut(&K, &V)) {
        map.for_each(limit, visit);
    }

    fn clear(map: &mut Self::Handle<'_>) {
        map.clear();
    }

    fn len(map: &mut Self::Handle<'_>) -> usize {
        map.len()
    }
}
