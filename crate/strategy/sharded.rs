//! `sharded:N`: N independent tables, each behind its own lock, chosen by the key's hash.
//!
//! How a hash chooses its shard, [`parts::spread`](super::parts::spread) says.

use super::fallible::Infallible;
use super::parts::locked::{Counted, Lock, Locked, LockedHandle, Waits};
use super::parts::rw_mutex::RwMutex;
use super::parts::sections::Marked;
use super::parts::spread::Spread;
use super::parts::table::{self, Table};
use super::row::{Guarantees, LOCKED_IN_PARTS, Reach};
use super::wait::Until;
use super::{
    Available, ConcurrentMap, Effort, Gauge, GaugeKind, Hasher, Inside, Key, MapSpec, Param, Row,
    Source, Strategy, Value, Variant, Visitor,
};
use crate::base::sync::Mutex;
use crate::base::words::Words;
use std::marker::PhantomData;

pub struct Sharded;

/// Tables, each behind a lock of its own.
pub struct Shards<K, V, S, L> {
    hasher: S,
    shards: Spread<L>,
    entries: PhantomData<(K, V)>,
}

impl<K: Key, V: Value, S: Hasher, L: Lock<Table<K, V, S>>> Shards<K, V, S, L> {
    /// `count` must be a power of two. Keys fall unevenly, so each shard has some room to spare.
    pub fn new(count: usize, capacity: usize, hasher: S) -> Self {
        let share = capacity.div_ceil(count) * 9 / 8;
        let shards = Spread::new(count, || L::new(Table::with_capacity(share, hasher.clone())));
        Self { shards, hasher, entries: PhantomData }
    }
}

impl<K: Key, V: Value, S: Hasher, L: Lock<Table<K, V, S>>> Locked for Shards<K, V, S, L> {
    type Key = K;
    type Value = V;
    type Hasher = S;
    type Lock = L;

    fn hasher(&self) -> &S {
        &self.hasher
    }

    fn lock(&self, hash: u64) -> &L {
        self.shards.of(hash)
    }

    fn locks(&self) -> impl Iterator<Item = &L> {
        self.shards.iter()
    }
}

impl<K, V, S, L> ConcurrentMap<K, V> for Shards<K, V, S, L>
where
    K: Key,
    V: Value,
    S: Hasher,
    L: Lock<Table<K, V, S>> + 'static,
{
    type Handle<'map> = Infallible<LockedHandle<'map, Self>>;
    type Patient<'map> = LockedHandle<'map, Self, Until>;

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        LockedHandle { map: self, wait }
    }

    fn handle(&self) -> Self::Handle<'_> {
        LockedHandle::new(self)
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        for shard in self.locks() {
            let waits = shard.waits().unwrap_or_default();
            figures.extend([shard.read(Table::len) as u64, waits.count]);
        }
    }

    fn waits(&self) -> Option<Waits> {
        self.locks().map(|shard| shard.waits()).sum()
    }

    fn marks(&self) -> bool {
        L::MARKS
    }
}

const INSIDE: Inside = Inside {
    gauges: &[],
    part: Some(Words::new("shard", "分片")),
    part_gauges: &[
        Gauge { id: "entries", label: Words::new("entries", "条目数"), kind: GaugeKind::Level },
        Gauge {
            id: "waits",
            label: Words::new("lock found taken", "遇锁被占次数"),
            kind: GaugeKind::Total,
        },
    ],
};

impl Strategy for Sharded {
    const ROW: Row = Row {
        id: "sharded",
        label: Words::name("Sharded", "分片锁"),
        summary: Words::new(
            "N hash maps, each behind its own lock, chosen by the key's hash.",
            "N 个哈希表，各有一把锁，按键的哈希选择。",
        ),
        trade_offs: Words::new(
            "Threads contend only when they want the same shard, so it scales with little code. One \
             hot key still means one hot lock. Length and iteration go shard by shard and show no \
             single instant.",
            "只有访问同一分片时线程才会相遇，代码不多却能扩展。热点键仍是一把热锁。长度与遍历逐个分片进行，不是某一时刻的快照。",
        ),
        source: Source {
            title: "Lock striping, as in Herlihy and Shavit, The Art of Multiprocessor Programming, chapter 13",
            url: None,
        },
        effort: Effort::Ready,
        available: Available {
            go: Some(Words::new(
                "maps, each behind a sync.RWMutex",
                "多个 map，各由一个 sync.RWMutex 保护",
            )),
            rust: Some(Words::new(
                "HashMaps, each behind a std::sync::RwLock",
                "多个 HashMap，各由一个 std::sync::RwLock 保护",
            )),
            bounded: true,
        },
        param: Some(Param {
            name: Words::new("shards", "分片数"),
            min: 1,
            max: 1024,
            default: 16,
            power_of_two: true,
            choices: &[4, 16, 64, 256],
        }),
        variants: &[Variant {
            id: "mutex",
            label: Words::new("plain mutexes", "普通互斥锁"),
            core: true,
        }],
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees { deadline: Reach::Full, ..LOCKED_IN_PARTS },
        inside: Some(INSIDE),
        withheld: None,
        footprint: |spec, entries| footprint(spec.number() as u64, entries),
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        match spec.variant {
            Some(_) => visit::<_, Mutex<_>>(spec, visitor),
            None => visit::<_, RwMutex<_>>(spec, visitor),
        }
    }
}

/// Most bytes that so many shards may need.
pub const fn footprint(shards: u64, entries: u64) -> u64 {
    shards * table::footprint(entries / shards * 5 / 4 + 64)
}

/// Shards with plain locks, with counting ones if they are to be looked into, or with marking ones if they are
/// to be audited.
fn visit<Vis, L>(spec: &MapSpec, visitor: Vis) -> Vis::Output
where
    Vis: Visitor,
    L: Lock<Table<Vis::Key, Vis::Value, Vis::Hasher>> + 'static,
{
    let (count, capacity, hasher) = (spec.number(), visitor.capacity(), visitor.hasher());
    if Vis::INSPECTED {
        visitor.visit(Shards::<Vis::Key, Vis::Value, _, Counted<L>>::new(count, capacity, hasher))
    } else if Vis::AUDITED {
        visitor.visit(Shards::<Vis::Key, Vis::Value, _, Marked<L>>::new(count, capacity, hasher))
    } else {
        visitor.visit(Shards::<Vis::Key, Vis::Value, _, L>::new(count, capacity, hasher))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::MapHandle;
    use foldhash::fast::FixedState;

    #[test]
    fn inspection_tells_what_each_shard_holds() {
        type Map = Shards<u64, u64, FixedState, Counted<Mutex<Table<u64, u64, FixedState>>>>;
        let map = Map::new(4, 0, FixedState::default());
        let mut handle = map.handle();
        (0..1000).for_each(|key| assert!(handle.insert(key, key).is_none()));
        let mut figures = Vec::new();
        map.inspect(&mut figures);
        assert_eq!(figures.len(), 4 * INSIDE.part_gauges.len());
        let (entries, waits): (Vec<u64>, Vec<u64>) =
            figures.chunks(2).map(|shard| (shard[0], shard[1])).unzip();
        assert_eq!(entries.iter().sum::<u64>(), 1000);
        assert!(entries.iter().all(|&entries| entries > 150), "uneven: {entries:?}");
        assert_eq!(waits, [0; 4]);
    }
}
