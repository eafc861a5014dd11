//! Readers share an immutable HashMap, each write puts a changed copy in its place (`arc-swap = "1"`).
//! Clones share the map.

use arc_swap::ArcSwap;
use std::collections::HashMap;
use std::sync::Arc;

type Map = HashMap<String, u64>;

#[derive(Clone, Default)]
pub struct Store(Arc<ArcSwap<Map>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.0.load().get(key).copied()
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        let before = self.change(|map| map.insert(key.clone(), value));
        before.get(&key).copied()
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        let before = self.change(|map| map.remove(key));
        before.get(key).copied()
    }

    pub fn add(&self, key: &str, by: u64) -> u64 {
        let before = self.change(|map| {
            let sum = map.get(key).copied().unwrap_or(0) + by;
            map.insert(key.to_owned(), sum)
        });
        before.get(key).copied().unwrap_or(0) + by
    }

    /// One instant's contents; nobody waits.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.0.load().iter().map(|(key, value)| (key.clone(), *value)).collect()
    }

    /// Copies the whole map, and again if another writer was faster. Returns the map that was replaced.
    fn change(&self, mut change: impl FnMut(&mut Map) -> Option<u64>) -> Arc<Map> {
        self.0.rcu(|map| {
            let mut next = Map::clone(map);
            change(&mut next);
            next
        })
    }
}
