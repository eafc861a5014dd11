//! `skiplist`: crossbeam's lock-free skip list, an ordered map that never hashes.
//!
//! It is the crate's `SkipList` with a collector of its own, so that nothing outlives the map;
//! `SkipMap` would leave what it retires to the collector of the whole process. The crate replaces
//! a value by removing its entry and inserting another. In between the key is absent, for readers
//! as for other writers, which the row says: neither linearizable nor atomic in its updates.
//! Inserting an absent key and removing are exact. And if a comparison panics in between, the key is
//! gone.

use super::fallible::deadline_at_entry;
use super::parts::reclaim::SLACK;
use super::row::{Allocation, Containment, Panics, Progress, Reach, Retention};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Iteration, Key, MapHandle, MapSpec, Merge, Row,
    Source, Strategy, Value, Visitor,
};
use crate::base::words::Words;
use crossbeam_epoch::{Collector, LocalHandle};
use std::cell::Cell;
use std::ptr;

pub struct SkipList;

pub struct SkipMap<K, V> {
    list: crossbeam_skiplist::SkipList<K, V>,
    collector: Collector,
}

pub struct SkipHandle<'map, K, V> {
    list: &'map crossbeam_skiplist::SkipList<K, V>,
    local: LocalHandle,
}

impl<K: Key, V: Value> ConcurrentMap<K, V> for SkipMap<K, V> {
    type Handle<'map> = SkipHandle<'map, K, V>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        SkipHandle { list: &self.list, local: self.collector.register() }
    }
}

impl<K: Key, V: Value> MapHandle<K, V> for SkipHandle<'_, K, V> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.list.get(key, &self.local.pin()).map(|entry| entry.value().clone())
    }

    /// Returns the value met last, which another thread may have removed first.
    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let guard = self.local.pin();
        let met = Cell::new(None);
        let replace = |old: &V| {
            met.set(Some(old.clone()));
            true
        };
        self.list.compare_insert(key, value, replace, &guard).release(&guard);
        met.take()
    }

    /// By entry, because the crate's own `remove` (0.1.3) returns the entry to every thread that
    /// raced for it.
    fn remove(&mut self, key: &K) -> Option<V> {
        let guard = self.local.pin();
        loop {
            let entry = self.list.get(key, &guard)?;
            if entry.remove() {
                return Some(entry.value().clone());
            }
        }
    }

    /// Takes the old value out and puts the new one in, over whatever came in between. All that may
    /// panic but the search for the place is done before.
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let guard = self.local.pin();
        loop {
            match self.list.get(&key, &guard) {
                Some(entry) => {
                    let new = merge(Some(entry.value()), &operand);
                    if entry.remove() {
                        self.list.insert(key, new, &guard).release(&guard);
                        return Some(entry.value().clone());
                    }
                }
                None => {
                    // Done if nobody else's came first.
                    self.get_or_insert(key.clone(), merge(None, &operand))?;
                }
            }
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        let guard = self.local.pin();
        // While pinned no entry's place is used again, so it tells the one met from a new one.
        let met = Cell::new(ptr::null());
        let keep = |old: &V| {
            met.set(ptr::from_ref(old));
            false
        };
        let entry = self.list.compare_insert(key, value, keep, &guard);
        let found = ptr::eq(entry.value(), met.get()).then(|| entry.value().clone());
        entry.release(&guard);
        found
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let guard = self.local.pin();
        let found = self.list.get(key, &guard).filter(|entry| entry.value() == current);
        let Some(entry) = found else { return false };
        let key = key.clone();
        let exchanged = entry.remove();
        if exchanged {
            self.list.insert(key, new, &guard).release(&guard);
        }
        exchanged
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        for entry in self.list.iter(&self.local.pin()).take(limit) {
            visit(entry.key(), entry.value());
        }
    }

    fn clear(&mut self) {
        self.list.clear(&mut self.local.pin());
    }

    fn len(&mut self) -> usize {
        self.list.len()
    }
}

impl Strategy for SkipList {
    const ROW: Row = Row {
        id: "skiplist",
        label: Words::name("crossbeam skip list", "crossbeam skip list"),
        summary: Words::new(
            "crossbeam's lock-free skip list: keys in order, found by comparing, never hashed.",
            "crossbeam 的无锁跳表：键按序排列，靠比较查找，从不哈希。",
        ),
        trade_offs: Words::new(
            "Iterates in key order, and no operation ever waits. A lookup follows a chain of \
             pointers, so hash tables win on single keys. To replace a value it removes the \
             entry and inserts another: in between readers miss the key, insert cannot return what it replaced, and concurrent updates may lose writes.",
            "按键的顺序遍历，任何操作都不等待。查找要沿一串指针走，单键操作不如哈希表。替换值时先删除条目再插入新的：其间读者看不到该键，insert 说不清替换了什么，并发更新可能丢失写入。",
        ),
        source: Source {
            title: "crossbeam-skiplist 0.1",
            url: Some("https://docs.rs/crossbeam-skiplist/0.1"),
        },
        effort: Effort::Ready,
        available: Available {
            go: None,
            rust: Some(Words::new("the crossbeam-skiplist crate", "crossbeam-skiplist 库")),
            bounded: false,
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: false,
        guarantees: Guarantees {
            stores: true,
            linearizable: false,
            atomic_update: false,
            displaced: false,
            iteration: Iteration::Weak,
            ordered: true,
            reads: Progress::LockFree,
            writes: Progress::LockFree,
            allocates: Allocation::PerWrite,
            after_removal: Retention::Returned,
            deadline: Reach::Entry,
            panics: Panics { equality: Containment::Damaged, ..Panics::CONTAINED },
        },
        inside: None,
        withheld: None,
        // Measured on 64 bits: 59 bytes an entry; writes by eight threads on two cores left up to
        // 20 MB of garbage.
        footprint: |_, entries| entries * 64 + SLACK,
    };

    fn build<Vis: Visitor>(_: &MapSpec, visitor: Vis) -> Vis::Output {
        let collector = Collector::new();
        let list = crossbeam_skiplist::SkipList::new(collector.clone());
        visitor.visit(SkipMap::<Vis::Key, Vis::Value> { list, collector })
    }
}
