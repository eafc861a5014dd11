//! A HashMap behind one lock that nobody waits for longer than a deadline (`parking_lot = "0.12"`). Clones share
//! the map.
//!
//! What is refused has not happened and never will; who has the lock goes through, however late.

use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The lock was not to be had in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded;

#[derive(Clone)]
pub struct Store {
    map: Arc<Mutex<HashMap<String, u64>>>,
    deadline: Duration,
}

impl Store {
    pub fn new(deadline: Duration) -> Self {
        Self { map: Arc::default(), deadline }
    }

    pub fn get(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.lock()?.get(key).copied())
    }

    pub fn insert(&self, key: String, value: u64) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.lock()?.insert(key, value))
    }

    pub fn remove(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.lock()?.remove(key))
    }

    /// Reads and writes in one step: no other thread comes between. If `change` panics nothing is changed, and
    /// the lock is free again.
    pub fn update(
        &self,
        key: &str,
        change: impl FnOnce(Option<u64>) -> u64,
    ) -> Result<u64, DeadlineExceeded> {
        let mut map = self.lock()?;
        let value = change(map.get(key).copied());
        map.insert(key.to_owned(), value);
        Ok(value)
    }

    /// One instant's contents; everyone else waits meanwhile.
    pub fn entries(&self) -> Result<Vec<(String, u64)>, DeadlineExceeded> {
        Ok(self.lock()?.iter().map(|(key, value)| (key.clone(), *value)).collect())
    }

    fn lock(&self) -> Result<MutexGuard<'_, HashMap<String, u64>>, DeadlineExceeded> {
        self.map.try_lock_for(self.deadline).ok_or(DeadlineExceeded)
    }
}
