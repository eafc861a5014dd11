//! A HashMap behind one reader-writer lock that nobody waits for longer than a deadline (`parking_lot = "0.12"`).
//! Clones share the map.
//!
//! What is refused has not happened and never will; who has the lock goes through, however late.

use parking_lot::{RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The lock was not to be had in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded;

#[derive(Clone)]
pub struct Store {
    map: Arc<RwLock<HashMap<String, u64>>>,
    deadline: Duration,
}

impl Store {
    pub fn new(deadline: Duration) -> Self {
        Self { map: Arc::default(), deadline }
    }

    pub fn get(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.read()?.get(key).copied())
    }

    pub fn insert(&self, key: String, value: u64) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.write()?.insert(key, value))
    }

    pub fn remove(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.write()?.remove(key))
    }

    /// Reads and writes in one step: no other thread comes between. If `change` panics nothing is changed, and
    /// the lock is free again.
    pub fn update(
        &self,
        key: &str,
        change: impl FnOnce(Option<u64>) -> u64,
    ) -> Result<u64, DeadlineExceeded> {
        let mut map = self.write()?;
        let value = change(map.get(key).copied());
        map.insert(key.to_owned(), value);
        Ok(value)
    }

    /// One instant's contents; writers wait meanwhile, other readers do not.
    pub fn entries(&self) -> Result<Vec<(String, u64)>, DeadlineExceeded> {
        Ok(self.read()?.iter().map(|(key, value)| (key.clone(), *value)).collect())
    }

    fn read(&self) -> Result<RwLockReadGuard<'_, HashMap<String, u64>>, DeadlineExceeded> {
        self.map.try_read_for(self.deadline).ok_or(DeadlineExceeded)
    }

    fn write(&self) -> Result<RwLockWriteGuard<'_, HashMap<String, u64>>, DeadlineExceeded> {
        self.map.try_write_for(self.deadline).ok_or(DeadlineExceeded)
    }
}
