//! `papaya`: the papaya crate's lock-free hash map, as it is.
//!
//! Each operation pins the map, as the crate's examples do, and unpins it before it returns. The
//! map owns its collector, so nothing outlives it. Resizing is left at the crate's default: each
//! writer moves 64 entries before it goes on. The crate takes the stripes of its length counter
//! and a lower bound of its garbage batches from the processors it sees, and offers no other way:
//! a browser shows it none, hence one stripe there. A key may lie only so far from where its hash
//! points, and a table that is less than half full is not doubled for that: with about forty keys
//! of one hash, walking and clearing never end. A hash function that panics while an entry is moved
//! leaves it on the move, and writers wait for its arrival.

use super::fallible::deadline_at_entry;
use super::parts::reclaim::SLACK;
use super::row::{Allocation, Containment, Panics, Progress, Reach, Retention};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Hasher, Iteration, Key, MapHandle, MapSpec,
    Merge, Row, Source, Strategy, Value, Visitor,
};
use crate::base::words::Words;
use papaya::{Compute, HashMap, Operation};

pub struct Papaya;

pub struct PapayaHandle<'map, K, V, S>(&'map HashMap<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for HashMap<K, V, S> {
    type Handle<'map> = PapayaHandle<'map, K, V, S>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        PapayaHandle(self)
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for PapayaHandle<'_, K, V, S> {
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
        let merged = map.compute(key, |entry| {
            Operation::<V, ()>::Insert(merge(entry.map(|(_, old)| old), &operand))
        });
        match merged {
            Compute::Updated { old: (_, old), .. } => Some(old.clone()),
            _ => None,
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.pin().try_insert(key, value).err().map(|occupied| occupied.current.clone())
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let map = self.0.pin();
        let exchanged = map.compute(key.clone(), |entry| match entry {
            Some((_, old)) if old == current => Operation::Insert(new.clone()),
            _ => Operation::Abort(()),
        });
        matches!(exchanged, Compute::Updated { .. })
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

impl Strategy for Papaya {
    const ROW: Row = Row {
        id: "papaya",
        label: Words::name("papaya", "papaya"),
        summary: Words::new(
            "The papaya crate: a lock-free open table of pointers to entries, which moves to a \
             larger one a few entries at a time.",
            "papaya 库：无锁的开放寻址表，存放指向条目的指针，扩容时逐段搬迁。",
        ),
        trade_offs: Words::new(
            "Reads wait for nothing and nothing can deadlock. Each write allocates an entry and \
             retires the old one, so heavy writing keeps the allocator busy, and now and then a \
             writer waits for an entry on the move. An iteration may show a key again that was removed and put back; with about forty keys of one hash it never ends.",
            "读取从不等待，也不会死锁。每次写入都分配新条目并淘汰旧条目，写入繁多时分配器很忙；写入者偶尔要等正在搬迁的条目。遍历可能再次遇到被删除又放回的键；若约四十个键哈希相同，遍历永不结束。",
        ),
        source: Source { title: "papaya 0.2", url: Some("https://docs.rs/papaya/0.2") },
        effort: Effort::Ready,
        available: Available {
            go: None,
            rust: Some(Words::new("the papaya crate", "papaya 库")),
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
            // A writer may wait for another to finish moving its entry, or to allocate a table.
            writes: Progress::Blocking,
            allocates: Allocation::PerWrite,
            after_removal: Retention::Returned,
            deadline: Reach::Entry,
            panics: Panics { hash: Containment::StaysLocked, ..Panics::CONTAINED },
        },
        inside: None,
        withheld: None,
        // Measured on 64 bits, growth included: 79 bytes an entry; writes by eight threads on two
        // cores left up to 23 MB of garbage.
        footprint: |_, entries| entries * 96 + SLACK,
    };

    fn build<Vis: Visitor>(_: &MapSpec, visitor: Vis) -> Vis::Output {
        let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
        visitor
            .visit(HashMap::<Vis::Key, Vis::Value, _>::with_capacity_and_hasher(capacity, hasher))
    }
}
