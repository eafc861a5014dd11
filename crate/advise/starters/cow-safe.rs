//! Readers share an immutable HashMap and wait for nothing; each write puts a changed copy in its place, and waits
//! for other writers no longer than a deadline (`arc-swap = "1"`, `parking_lot = "0.12"`). Clones share the map.
//!
//! What is refused has not happened and never will; who has its turn goes through, however late.

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

type Map = HashMap<String, u64>;

/// The turn did not come in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeadlineExceeded;

#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
    deadline: Duration,
}

#[derive(Default)]
struct Shared {
    map: ArcSwap<Map>,
    /// Of writers, which take turns.
    turn: Mutex<()>,
}

impl Store {
    pub fn new(deadline: Duration) -> Self {
        Self { shared: Arc::default(), deadline }
    }

    pub fn get(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        Ok(self.shared.map.load().get(key).copied())
    }

    pub fn insert(&self, key: String, value: u64) -> Result<Option<u64>, DeadlineExceeded> {
        self.change(|map| map.insert(key, value))
    }

    pub fn remove(&self, key: &str) -> Result<Option<u64>, DeadlineExceeded> {
        self.change(|map| map.remove(key))
    }

    /// Reads and writes in one step: no other thread comes between. If `change` panics nothing is changed.
    pub fn update(
        &self,
        key: &str,
        change: impl FnOnce(Option<u64>) -> u64,
    ) -> Result<u64, DeadlineExceeded> {
        self.change(|map| {
            let value = change(map.get(key).copied());
            map.insert(key.to_owned(), value);
            value
        })
    }

    /// One instant's contents; nobody waits.
    pub fn entries(&self) -> Result<Vec<(String, u64)>, DeadlineExceeded> {
        Ok(self.shared.map.load().iter().map(|(key, value)| (key.clone(), *value)).collect())
    }

    /// Copies the whole map, so that nobody sees one that is being changed.
    fn change<R>(&self, change: impl FnOnce(&mut Map) -> R) -> Result<R, DeadlineExceeded> {
        let _turn = self.shared.turn.try_lock_for(self.deadline).ok_or(DeadlineExceeded)?;
        let mut next = Map::clone(&self.shared.map.load());
        let answer = change(&mut next);
        self.shared.map.store(Arc::new(next));
        Ok(answer)
    }
}
