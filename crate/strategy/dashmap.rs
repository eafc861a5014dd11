//! `dashmap:N`: the crate most Rust programs reach for, as it is.
//!
//! The shard count is fixed by the link: left to itself the crate takes it from the processors it
//! sees, which differ between a browser and the command line. A shard that is tidied up after many
//! removals is hashed anew in place, and loses entries to a hash function that panics meanwhile.

use super::fallible::deadline_at_entry;
use super::parts::table::footprint;
use super::row::{Containment, Guarantees, LOCKED_IN_PARTS, Panics};
use super::{
    Available, ConcurrentMap, Effort, Hasher, Key, MapHandle, MapSpec, Merge, Param, Row, Source,
    Strategy, Value, Visitor,
};
use crate::base::words::Words;
use dashmap::{DashMap, Entry};

pub struct Dash;

pub struct DashHandle<'map, K, V, S>(&'map DashMap<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for DashMap<K, V, S> {
    type Handle<'map> = DashHandle<'map, K, V, S>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        DashHandle(self)
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for DashHandle<'_, K, V, S> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.0.get(key).map(|entry| entry.value().clone())
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.insert(key, value)
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.0.remove(key).map(|(_, value)| value)
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        match self.0.entry(key) {
            Entry::Occupied(mut entry) => {
                let new = merge(Some(entry.get()), &operand);
                Some(entry.insert(new))
            }
            Entry::Vacant(entry) => {
                entry.insert(merge(None, &operand));
                None
            }
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        match self.0.entry(key) {
            Entry::Occupied(entry) => Some(entry.get().clone()),
            Entry::Vacant(entry) => {
                entry.insert(value);
                None
            }
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        match self.0.get_mut(key) {
            Some(mut entry) if *entry == *current => {
                *entry = new;
                true
            }
            _ => false,
        }
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        for entry in self.0.iter().take(limit) {
            visit(entry.key(), entry.value());
        }
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    fn len(&mut self) -> usize {
        self.0.len()
    }
}

impl Strategy for Dash {
    const ROW: Row = Row {
        id: "dashmap",
        label: Words::name("DashMap", "DashMap"),
        summary: Words::new(
            "The dashmap crate: hash maps behind spinning reader-writer locks, chosen by hash.",
            "dashmap 库：按哈希选择、由自旋读写锁保护的多个哈希表。",
        ),
        trade_offs: Words::new(
            "Sharding with an entry interface and locks of one word, ready to use. Holding a reference into the map while using it again can deadlock. Length and iteration \
             go shard by shard.",
            "开箱即用的分片 map，带 entry 接口，锁只占一个字。持有引用时再次访问 map 可能死锁。长度与遍历逐个分片进行。",
        ),
        source: Source { title: "dashmap 6", url: Some("https://docs.rs/dashmap/6") },
        effort: Effort::Ready,
        available: Available {
            go: None,
            rust: Some(Words::new("the dashmap crate", "dashmap 库")),
            bounded: false,
        },
        param: Some(Param {
            name: Words::new("shards", "分片数"),
            min: 2,
            max: 1024,
            default: 16,
            power_of_two: true,
            choices: &[4, 16, 64, 256],
        }),
        variants: &[],
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees {
            panics: Panics { hash: Containment::Damaged, ..Panics::CONTAINED },
            ..LOCKED_IN_PARTS
        },
        inside: None,
        withheld: None,
        footprint: |spec, entries| {
            let shards = spec.number() as u64;
            shards * footprint(entries / shards * 5 / 4 + 64)
        },
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
        visitor.visit(
            DashMap::<Vis::Key, Vis::Value, _>::with_capacity_and_hasher_and_shard_amount(
                capacity,
                hasher,
                spec.number(),
            ),
        )
    }
}
