//! `null`: no map at all, to show what the harness itself costs.
//!
//! It takes every key and value and gives nothing back, so what remains is the loop, the key
//! stream and the dispatch.

use super::fallible::deadline_at_entry;
use super::row::{Allocation, Panics, Progress, Reach, Retention};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Iteration, Key, MapHandle, MapSpec, Merge, Row,
    Source, Strategy, Value, Visitor,
};
use crate::base::words::Words;
use std::hint::black_box;

pub struct Null;

pub struct NullMap;

pub struct NullHandle;

impl<K: Key, V: Value> ConcurrentMap<K, V> for NullMap {
    type Handle<'map> = NullHandle;

    deadline_at_entry!();

    fn handle(&self) -> NullHandle {
        NullHandle
    }
}

impl<K: Key, V: Value> MapHandle<K, V> for NullHandle {
    fn get(&mut self, key: &K) -> Option<V> {
        black_box(key);
        None
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        black_box((key, value));
        None
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        black_box(key);
        None
    }

    fn update(&mut self, key: K, operand: V, _merge: Merge<V>) -> Option<V> {
        black_box((key, operand));
        None
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        black_box((key, value));
        None
    }

    fn compare_exchange(&mut self, key: &K, _current: &V, new: V) -> bool {
        black_box((key, new));
        false
    }

    fn for_each(&mut self, _limit: usize, _visit: impl FnMut(&K, &V)) {}

    fn clear(&mut self) {}

    fn len(&mut self) -> usize {
        0
    }
}

impl Strategy for Null {
    const ROW: Row = Row {
        id: "null",
        label: Words::name("No map", "无 map"),
        summary: Words::new(
            "Loop, key stream and dispatch only: the harness's own cost.",
            "只有循环、键序列与分发：测试框架自身的开销。",
        ),
        trade_offs: Words::new(
            "Stores nothing. Its figure is the ceiling for every other one on this machine.",
            "不存储任何东西。它的数字是本机上所有其他结果的上限。",
        ),
        source: Source { title: "Contend", url: None },
        effort: Effort::OneLock,
        available: Available::NOWHERE,
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: false,
        guarantees: Guarantees {
            stores: false,
            linearizable: false,
            atomic_update: false,
            displaced: false,
            iteration: Iteration::None,
            ordered: false,
            reads: Progress::WaitFree,
            writes: Progress::WaitFree,
            allocates: Allocation::Never,
            after_removal: Retention::Returned,
            deadline: Reach::Entry,
            panics: Panics::CONTAINED,
        },
        inside: None,
        withheld: None,
        footprint: |_, _| 0,
    };

    fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
        visitor.visit(NullMap)
    }
}
