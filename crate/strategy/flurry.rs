//! `flurry`: the flurry crate's port of Java's `ConcurrentHashMap`, as it is.
//!
//! Each operation pins the map and unpins it before it returns; the map owns its collector, so
//! nothing outlives it. An update is the crate's own computation on a key that is there, under the
//! lock of its bin, or an insertion of one that is not. How large a piece of a growing table a
//! thread takes on, the crate decides by the processors it sees: where it sees one, as in a
//! browser, one thread moves the whole table. A comparison that panics in a bin with many keys leaves
//! its tree locked for reading, and it clones keys where it turns a bin into a tree or moves it: a
//! panic there leaves entries uncounted, or a move that never ends, which its drop takes for a bug.

use super::fallible::deadline_at_entry;
use super::parts::reclaim::SLACK;
use super::row::{Allocation, Containment, Panics, Progress, Reach, Retention};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Hasher, Iteration, Key, MapHandle, MapSpec,
    Merge, Row, Source, Strategy, Value, Visitor,
};
use crate::base::words::Words;
use flurry::HashMap;

pub struct Flurry;

pub struct FlurryHandle<'map, K, V, S>(&'map HashMap<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for HashMap<K, V, S> {
    type Handle<'map> = FlurryHandle<'map, K, V, S>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        FlurryHandle(self)
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for FlurryHandle<'_, K, V, S> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.0.pin().get(key).cloned()
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.pin().insert(key, value).cloned()
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.0.pin().remove(key).cloned()
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let map = self.0.pin();
        // The crate computes only on a key that is there; two calls, until one of them applies.
        loop {
            let mut found = None;
            map.compute_if_present(&key, |_, old| {
                let new = merge(Some(old), &operand);
                found = Some(old.clone());
                Some(new)
            });
            if found.is_some() || map.try_insert(key.clone(), merge(None, &operand)).is_ok() {
                return found;
            }
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.pin().try_insert(key, value).err().map(|occupied| occupied.current.clone())
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let map = self.0.pin();
        // `compute_if_present` always writes something, so look first; and when the value changed
        // since, what it writes is the same again.
        if map.get(key).is_none_or(|value| value != current) {
            return false;
        }
        let mut exchanged = false;
        map.compute_if_present(key, |_, old| {
            exchanged = old == current;
            Some(if exchanged { new } else { old.clone() })
        });
        exchanged
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        for (key, value) in self.0.pin().iter().take(limit) {
            visit(key, value);
        }
    }

    fn clear(&mut self) {
        self.0.pin().clear();
    }

    fn len(&mut self) -> usize {
        self.0.len()
    }
}

impl Strategy for Flurry {
    const ROW: Row = Row {
        id: "flurry",
        label: Words::name("flurry", "flurry"),
        summary: Words::new(
            "The flurry crate, Java's ConcurrentHashMap in Rust: bins of linked nodes, trees \
             where many keys collide.",
            "flurry 库，Java ConcurrentHashMap 的 Rust 移植：桶内为链表，冲突多时改用树。",
        ),
        trade_offs: Words::new(
            "Reads take no lock, a write locks one bin. Each entry is two allocations, and while \
             the table grows the garbage can be several times the entries; the authors \
             themselves warn of speed and memory under load. An iteration may show a key again that was removed and put back.",
            "读取不加锁，写入只锁一个桶。每个条目需两次分配，扩容时垃圾可达条目的数倍；作者自己也提醒负载下的速度与内存问题。遍历可能再次遇到被删除又放回的键。",
        ),
        source: Source { title: "flurry 0.5", url: Some("https://docs.rs/flurry/0.5") },
        effort: Effort::Ready,
        available: Available {
            go: None,
            rust: Some(Words::new("the flurry crate", "flurry 库")),
            bounded: false,
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees {
            stores: true,
            linearizable: true,
            atomic_update: true,
            displaced: true,
            iteration: Iteration::Repeating,
            ordered: false,
            reads: Progress::LockFree,
            writes: Progress::Blocking,
            allocates: Allocation::PerWrite,
            after_removal: Retention::Returned,
            deadline: Reach::Entry,
            panics: Panics {
                equality: Containment::StaysLocked,
                clone: Containment::Damaged,
                ..Panics::CONTAINED
            },
        },
        inside: None,
        withheld: None,
        // Measured on 64 bits: 188 bytes an entry filled by one thread; by eight on two cores up
        // to 830, most of it garbage of the growth. On 32 bits a node is less than two thirds.
        footprint: |_, entries| entries * 640 + SLACK,
    };

    fn build<Vis: Visitor>(_: &MapSpec, visitor: Vis) -> Vis::Output {
        let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
        visitor
            .visit(HashMap::<Vis::Key, Vis::Value, _>::with_capacity_and_hasher(capacity, hasher))
    }
}
