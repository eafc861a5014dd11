//! Two tables, of which readers use one while the writer changes the other (`left-right = "0.11"`). Each
//! thread has a clone of its own, through which it reads without waiting.

use left_right::{Absorb, ReadHandle, WriteHandle};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

type Map = HashMap<String, u64>;

pub enum Change {
    Insert(String, u64),
    Remove(String),
}

#[derive(Clone)]
pub struct Store {
    writer: Arc<Mutex<WriteHandle<Table, Change>>>,
    reader: ReadHandle<Table>,
}

#[derive(Clone, Default)]
pub struct Table(Map);

/// Each change is made twice, once in each table.
impl Absorb<Change> for Table {
    fn absorb_first(&mut self, change: &mut Change, _: &Self) {
        match change {
            Change::Insert(key, value) => self.0.insert(key.clone(), *value),
            Change::Remove(key) => self.0.remove(key),
        };
    }

    fn sync_with(&mut self, first: &Self) {
        self.0.clone_from(&first.0);
    }
}

impl Default for Store {
    fn default() -> Self {
        let (mut writer, reader) = left_right::new::<Table, Change>();
        writer.publish();
        Self { writer: Arc::new(Mutex::new(writer)), reader }
    }
}

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        self.reader.enter().and_then(|table| table.0.get(key).copied())
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.write(&key.clone(), |_| (Change::Insert(key, value), ())).0
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        self.write(key, |_| (Change::Remove(key.to_owned()), ())).0
    }

    /// Reads and writes in one step: writers take turns.
    pub fn add(&self, key: &str, by: u64) -> u64 {
        let sum = |before: Option<u64>| before.unwrap_or(0) + by;
        self.write(key, |before| (Change::Insert(key.to_owned(), sum(before)), sum(before))).1
    }

    /// One instant's contents; the writer waits meanwhile, if it wants this side next.
    pub fn entries(&self) -> Vec<(String, u64)> {
        let Some(table) = self.reader.enter() else { return Vec::new() };
        table.0.iter().map(|(key, value)| (key.clone(), *value)).collect()
    }

    /// Publishes at once, so that a write is seen by every read that begins after it has returned.
    fn write<R>(&self, key: &str, make: impl FnOnce(Option<u64>) -> (Change, R)) -> (Option<u64>, R) {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let before = writer.enter().and_then(|table| table.0.get(key).copied());
        let (change, result) = make(before);
        writer.append(change);
        writer.publish();
        (before, result)
    }
}
