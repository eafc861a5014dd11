//! A HashMap behind one Mutex that nobody waits for longer than they say. Clones share the map.
//!
//! The standard Mutex cannot be tried for a while, so the lock is parking_lot's.

use parking_lot::{Mutex, MutexGuard};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

/// The lock was not to be had in time. Nothing was read or written, then or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

#[derive(Clone, Default)]
pub struct Store(Arc<Mutex<HashMap<String, u64>>>);

impl Store {
    pub fn get(&self, key: &str, within: Duration) -> Result<Option<u64>, TimedOut> {
        Ok(self.lock(within)?.get(key).copied())
    }

    pub fn insert(
        &self,
        key: String,
        value: u64,
        within: Duration,
    ) -> Result<Option<u64>, TimedOut> {
        Ok(self.lock(within)?.insert(key, value))
    }

    pub fn remove(&self, key: &str, within: Duration) -> Result<Option<u64>, TimedOut> {
        Ok(self.lock(within)?.remove(key))
    }

    /// Reads and writes in one step; a new key begins at 0. The deadline bounds the wait, not the work:
    /// whoever is inside for long makes others late.
    pub fn update<R>(
        &self,
        key: &str,
        within: Duration,
        work: impl FnOnce(&mut u64) -> R,
    ) -> Result<R, TimedOut> {
        Ok(work(self.lock(within)?.entry(key.to_owned()).or_default()))
    }

    /// One instant's contents; everyone else waits meanwhile.
    pub fn entries(&self, within: Duration) -> Result<Vec<(String, u64)>, TimedOut> {
        Ok(self.lock(within)?.iter().map(|(key, value)| (key.clone(), *value)).collect())
    }

    fn lock(&self, within: Duration) -> Result<MutexGuard<'_, HashMap<String, u64>>, TimedOut> {
        self.0.try_lock_for(within).ok_or(TimedOut)
    }
}
