//! One thread owns the map, everyone else sends it work. Clones send to the same owner, which ends with
//! the last of them.

use std::collections::HashMap;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

type Map = HashMap<String, u64>;
type Work = Box<dyn FnOnce(&mut Map) + Send>;

#[derive(Clone)]
pub struct Store(SyncSender<Work>);

impl Default for Store {
    fn default() -> Self {
        let (sender, work) = sync_channel::<Work>(64);
        thread::spawn(move || {
            let mut map = Map::new();
            for work in work {
                work(&mut map);
            }
        });
        Self(sender)
    }
}

impl Store {
    pub fn get(&self, key: &str) -> Option<u64> {
        let key = key.to_owned();
        self.ask(move |map| map.get(&key).copied())
    }

    pub fn insert(&self, key: String, value: u64) -> Option<u64> {
        self.ask(move |map| map.insert(key, value))
    }

    pub fn remove(&self, key: &str) -> Option<u64> {
        let key = key.to_owned();
        self.ask(move |map| map.remove(&key))
    }

    pub fn add(&self, key: &str, by: u64) -> u64 {
        let key = key.to_owned();
        self.ask(move |map| {
            let sum = map.entry(key).or_default();
            *sum += by;
            *sum
        })
    }

    pub fn entries(&self) -> Vec<(String, u64)> {
        self.ask(|map| map.iter().map(|(key, value)| (key.clone(), *value)).collect())
    }

    /// Any number of steps in one message are one operation.
    pub fn ask<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Map) -> R + Send + 'static,
    ) -> R {
        let (reply, answer) = sync_channel(1);
        let work = move |map: &mut Map| {
            // Whoever asked may have gone.
            let _ = reply.send(work(map));
        };
        self.0.send(Box::new(work)).expect("the owner lives as long as a store");
        answer.recv().expect("the owner answers")
    }
}
