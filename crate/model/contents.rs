//! What a map holds at rest, entry by entry, and which of it a lookup still finds.
//!
//! It walks the current array and those old buckets that have not been moved, overflow buckets
//! included; a lookup is the machine's own access, so "found" means what it means there. For a map
//! that nobody works on, or a snapshot: beside running goroutines it is a glimpse.

use super::layout::{Address, Bucket, MIN_TOPHASH, SLOTS, Table, is_evacuated};
use super::machine::step::{Caller, Step};
use super::machine::{MOST_HOPS, Progress, Running};
use super::memory::Memory;
use super::program::Statement;
use serde::Serialize;

/// Which array an entry lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Current,
    /// An old bucket that has not been moved.
    Old,
}

/// A full slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: u64,
    pub value: u64,
    pub role: Role,
    /// Index of the bucket in its array.
    pub index: u64,
    /// 0 for the array's bucket itself, 1 for its first overflow bucket.
    pub position: u32,
    pub bucket: Bucket,
    pub slot: u8,
    /// Whether a lookup of the key ends at this slot.
    pub reachable: bool,
}

/// Every full slot, in the order in which it lies.
pub fn entries(memory: &dyn Memory) -> Vec<Entry> {
    let mut found = Vec::new();
    each_entry(memory, |entry| found.push(entry));
    found
}

/// Hands out every full slot.
pub fn each_entry(memory: &dyn Memory, mut body: impl FnMut(Entry)) {
    let mut hops = 0;
    let tables = [(Address::BUCKETS, Role::Current), (Address::OLD_BUCKETS, Role::Old)];
    for (at, role) in tables {
        let table = Table::from_word(memory.load(at));
        if table.is_nil() {
            continue;
        }
        for index in 0..table.buckets() {
            let Some(mut bucket) = table.bucket(index) else { break };
            // A torn memory may link in a circle, or point at a huge array beyond its end.
            if hops >= MOST_HOPS {
                return;
            }
            if role == Role::Old && is_evacuated(memory.load(bucket.tophash(0))) {
                hops += 1;
                continue;
            }
            let mut position = 0;
            while !bucket.is_nil() && hops < MOST_HOPS {
                for slot in 0..SLOTS {
                    if memory.load(bucket.tophash(slot)) < MIN_TOPHASH {
                        continue;
                    }
                    let key = memory.load(bucket.key(slot));
                    let value = memory.load(bucket.value(slot));
                    let reachable = find(memory, key) == Some((bucket, slot));
                    body(Entry { key, value, role, index, position, bucket, slot, reachable });
                }
                bucket = Bucket::numbered(memory.load(bucket.overflow()) as u32);
                position += 1;
                hops += 1;
            }
        }
    }
}

/// Where an access finds the key, if it does.
pub fn find(memory: &dyn Memory, key: u64) -> Option<(Bucket, u8)> {
    let mut access = Running::new(Statement::Access { key }, false, 0);
    loop {
        if access.next() == Step::Caller(Caller::ValueLoad) {
            return Some(access.found());
        }
        if access.step_over(memory) != Progress::Running {
            return None;
        }
    }
}
