//! `lock-pool`: a lock for each key in use, made on first use and dropped when idle.
//!
//! Keys never share a lock, so no key waits for another, whatever their number; the [`pool`] sees
//! to it that a key never has two. `lock-pool:mutex` has plain locks.

pub mod pool;

use super::parts::locked::Lock;
use super::parts::rw_mutex::RwMutex;
use super::parts::sections::Marked;
use super::parts::table::Table;
use super::row::{Allocation, LOCKED_IN_PARTS, Reach};
use super::sharded;
use super::stepwise::{KeyLocks, SUB_TABLES, Stepwise};
use super::wait::Wait;
use super::{
    Available, Effort, Gauge, GaugeKind, Guarantees, Inside, Key, MapSpec, Row, Source, Strategy,
    Variant, Visitor,
};
use crate::base::sync::Mutex;
use crate::base::words::Words;
use pool::{Census, Pool};

pub struct LockPool;

/// Parts of the pool, each with a mutex.
const PARTS: usize = 64;
/// Idle locks that each part keeps.
const IDLE: usize = 4;

impl<K: Key, L: Lock<()> + Default + 'static> KeyLocks<K> for Pool<K, L> {
    fn read<W: Wait, R>(
        &self,
        hash: u64,
        key: &K,
        wait: &W,
        steps: impl FnOnce() -> Result<R, W::Refusal>,
    ) -> Result<R, W::Refusal> {
        self.lease(hash, key).read_within(wait, |()| steps())?
    }

    fn write<W: Wait, R>(
        &self,
        hash: u64,
        key: &K,
        wait: &W,
        steps: impl FnOnce() -> Result<R, W::Refusal>,
    ) -> Result<R, W::Refusal> {
        self.lease(hash, key).write_within(wait, |()| steps())?
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        let Census { alive, idle, made, dropped } = self.census();
        figures.extend([alive, idle, made, dropped]);
    }
}

impl Strategy for LockPool {
    const ROW: Row = Row {
        id: "lock-pool",
        label: Words::name("Lock pool", "锁池"),
        summary: Words::new(
            "A lock for each key in use, made on first use and dropped when idle.",
            "每个正在使用的键各有一把锁，首次使用时创建，闲置时回收。",
        ),
        trade_offs: Words::new(
            "No key ever waits for another key's lock, which pays when locks are held long and \
             keys are many. Finding, counting and giving back the lock takes a mutex twice, and a \
             key not used lately needs a new lock, reads included, so short operations cost \
             several times as many locks as with shards. One hot key is no better off. Length, \
             iteration and clearing show no single instant.",
            "任何键都不会等待另一个键的锁；持锁时间长、键多时划算。查找、计数和归还锁要两次加互斥锁，久未使用的键（读取也一样）\
             要新建锁，因此短操作的加锁次数是分片的数倍。单个热点键并无好处。长度、遍历与清空都不是某一时刻的快照。",
        ),
        source: Source { title: "Contend", url: None },
        effort: Effort::Protocol,
        available: Available {
            go: Some(Words::new(
                "a sync.Mutex made for each key in use",
                "为每个使用中的键创建的 sync.Mutex",
            )),
            rust: Some(Words::new(
                "a std::sync::Mutex made for each key in use",
                "为每个使用中的键创建的 std::sync::Mutex",
            )),
            bounded: true,
        },
        param: None,
        variants: &[Variant {
            id: "mutex",
            label: Words::new("plain mutexes", "普通互斥锁"),
            core: false,
        }],
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees {
            allocates: Allocation::PerWrite,
            deadline: Reach::Full,
            ..LOCKED_IN_PARTS
        },
        inside: Some(Inside {
            gauges: &[
                Gauge { id: "alive", label: Words::new("locks", "锁"), kind: GaugeKind::Level },
                Gauge { id: "idle", label: Words::new("idle", "闲置"), kind: GaugeKind::Level },
                Gauge {
                    id: "created",
                    label: Words::new("created", "创建"),
                    kind: GaugeKind::Total,
                },
                Gauge {
                    id: "reclaimed",
                    label: Words::new("reclaimed", "回收"),
                    kind: GaugeKind::Total,
                },
            ],
            part: None,
            part_gauges: &[],
        }),
        withheld: None,
        // Locks: some hundred bytes for each idle one, and one for each thread.
        footprint: |_, entries| sharded::footprint(SUB_TABLES as u64, entries) + (1 << 18),
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        match spec.variant {
            Some(_) => visit::<_, Mutex<()>>(visitor),
            None => visit::<_, RwMutex<()>>(visitor),
        }
    }
}

/// With plain locks, or with marking ones if the map is to be audited.
fn visit<Vis: Visitor, L: Lock<()> + Default + 'static>(visitor: Vis) -> Vis::Output {
    type Data<Vis> =
        Mutex<Table<<Vis as Visitor>::Key, <Vis as Visitor>::Value, <Vis as Visitor>::Hasher>>;
    let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
    if Vis::AUDITED {
        let locks = Pool::<Vis::Key, Marked<L>>::new(PARTS, IDLE);
        visitor.visit(Stepwise::<_, _, _, _, Marked<Data<Vis>>>::new(locks, capacity, hasher))
    } else {
        let locks = Pool::<Vis::Key, L>::new(PARTS, IDLE);
        visitor.visit(Stepwise::<_, _, _, _, Data<Vis>>::new(locks, capacity, hasher))
    }
}
