//! The papaya crate (`papaya = "0.2"`). Clones share the map.

use papaya::HashMap;
use std::sync::Arc;

#[derive(Clone, Default)]
pub struct Store(Arc<HashMap<String, u64>>);

impl Store {
    /// A pin keeps what it sees from being freed: keep it for a few calls, not for ever.
    pub fn get(&self, key: &str) -> Option<u64> {
        self.0.pin().get(key).copied()
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.0.pin().insert(key, value).copied()
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.0.pin().remove(key).copied()
    }

    /// Reads and writes in one step; the function may run again if another thread was faster.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        *self.0.pin().update_or_insert(key.to_owned(), |sum| sum + by, by)
    }

    /// Keys that are there throughout are met; one that is put back meanwhile may be met twice.
    pub fn entries(&self) -> Vec<(String, u64)> {
        self.0.pin().iter().map(|(key, value)| (key.clone(), *value)).collect()
    }
}
