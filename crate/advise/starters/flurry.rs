//! The flurry crate (`flurry = "0.5"`), Java's ConcurrentHashMap. Clones share the map.

use flurry::HashMap;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Store(Arc<HashMap<String, u64>>);

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.0.pin().get(key).copied()
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.0.pin().insert(key, value).copied()
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.0.pin().remove(key).copied()
    }

    /// The crate computes only on a key that is there: two calls, until one of them applies.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let map = self.0.pin();
        loop {
            if let Some(sum) = map.compute_if_present(key, |_, sum| Some(sum + by)) {
                return *sum;
            }
            if map.try_insert(key.to_owned(), by).is_ok() {
                return by;
            }
        }
    }

    /// Keys that are there throughout are met; one that is put back meanwhile may be met twice.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.0.pin().iter().map(|(key, value)| (key.clone(), *value)).collect()
    }
}
