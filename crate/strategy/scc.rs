//! `scc`: the scc crate's hash map, as it is: buckets of 32 entries, each behind its own lock.
//!
//! Nothing in it depends on the processors it sees. Entries lie in the table and are handed out as
//! they are removed, so no value outlives the map; but tables it has outgrown go to the collector
//! that all maps of the process share, and stay there until the threads that retired them use
//! such a map again. It is release 2.4, because 3 asks for the time and stops in a browser. That the hash
//! function must not panic is a condition of its documentation; nothing that did was found here.

use super::fallible::deadline_at_entry;
use super::row::{Allocation, Containment, Panics, Progress, Reach, Retention};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Hasher, Iteration, Key, MapHandle, MapSpec,
    Merge, Row, Source, Strategy, Value, Visitor,
};
use crate::base::words::Words;
use scc::HashMap;
use scc::hash_map::Entry;

pub struct Scc;

pub struct SccHandle<'map, K, V, S: Hasher>(&'map HashMap<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for HashMap<K, V, S> {
    type Handle<'map> = SccHandle<'map, K, V, S>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        SccHandle(self)
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for SccHandle<'_, K, V, S> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.0.read(key, |_, value| value.clone())
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.upsert(key, value)
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
                entry.insert_entry(merge(None, &operand));
                None
            }
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        match self.0.entry(key) {
            Entry::Occupied(entry) => Some(entry.get().clone()),
            Entry::Vacant(entry) => {
                entry.insert_entry(value);
                None
            }
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let exchange = |_: &K, value: &mut V| {
            let equal = *value == *current;
            if equal {
                *value = new;
            }
            equal
        };
        self.0.update(key, exchange).unwrap_or(false)
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        let mut left = limit;
        // `any` is the crate's walk that can be left early.
        self.0.any(|key, value| {
            if left > 0 {
                visit(key, value);
                left -= 1;
            }
            left == 0
        });
    }

    fn clear(&mut self) {
        self.0.clear();
    }

    fn len(&mut self) -> usize {
        self.0.len()
    }
}

impl Strategy for Scc {
    const ROW: Row = Row {
        id: "scc",
        label: Words::name("scc HashMap", "scc HashMap"),
        summary: Words::new(
            "The scc crate: one table of small buckets, each behind a reader-writer lock whose \
             waiters sleep.",
            "scc 库：一张由小桶组成的表，每个桶有自己的读写锁，等待者休眠。",
        ),
        trade_offs: Words::new(
            "The larger the table, the fewer threads contend for a lock, and it grows bucket by bucket without stopping anyone. Reads take a lock as well. The length is counted \
             anew each time, and an iteration starts over, repeating keys, if the table is rebuilt meanwhile.",
            "表越大，线程在同一把锁上相遇越少；扩容逐桶进行，不让任何人停下。读取也要加锁。长度每次都重新统计；遍历中若表被重建，则从头再来，键会重复出现。",
        ),
        source: Source { title: "scc 2.4", url: Some("https://docs.rs/scc/2.4") },
        effort: Effort::Ready,
        available: Available {
            go: None,
            rust: Some(Words::new("the scc crate", "scc 库")),
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
            reads: Progress::Blocking,
            writes: Progress::Blocking,
            allocates: Allocation::Growth,
            after_removal: Retention::Reused,
            deadline: Reach::Entry,
            panics: Panics { hash: Containment::Damaged, ..Panics::CONTAINED },
        },
        inside: None,
        withheld: None,
        // Measured: 69 bytes an entry with the old table beside the new one, and up to 37 more for
        // what earlier maps have left with the collector.
        footprint: |_, entries| entries * 112 + 65_536,
    };

    fn build<Vis: Visitor>(_: &MapSpec, visitor: Vis) -> Vis::Output {
        let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
        visitor
            .visit(HashMap::<Vis::Key, Vis::Value, _>::with_capacity_and_hasher(capacity, hasher))
    }
}
