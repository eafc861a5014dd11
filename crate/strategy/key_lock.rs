//! `key-lock:N`: N locks chosen by the key's hash, apart from the data they guard.
//!
//! The lock comes from the same hash bits as a shard of `sharded` does, and `key-lock:N:mutex`
//! has plain locks. Keys that share a lock wait for each other as keys of one shard do.

use super::parts::locked::{Counted, Lock, Waits};
use super::parts::rw_mutex::RwMutex;
use super::parts::sections::Marked;
use super::parts::spread::Spread;
use super::parts::table::Table;
use super::row::{Guarantees, LOCKED_IN_PARTS, Reach};
use super::sharded;
use super::stepwise::{KeyLocks, SUB_TABLES, Stepwise};
use super::wait::Wait;
use super::{Available, Effort, MapSpec, Param, Row, Source, Strategy, Variant, Visitor};
use crate::base::sync::Mutex;
use crate::base::words::Words;

pub struct KeyLock;

/// Each lock is for all keys of some hashes.
impl<K, L: Lock<()> + 'static> KeyLocks<K> for Spread<L> {
    fn read<W: Wait, R>(
        &self,
        hash: u64,
        _key: &K,
        wait: &W,
        steps: impl FnOnce() -> Result<R, W::Refusal>,
    ) -> Result<R, W::Refusal> {
        self.of(hash).read_within(wait, |()| steps())?
    }

    fn write<W: Wait, R>(
        &self,
        hash: u64,
        _key: &K,
        wait: &W,
        steps: impl FnOnce() -> Result<R, W::Refusal>,
    ) -> Result<R, W::Refusal> {
        self.of(hash).write_within(wait, |()| steps())?
    }

    fn waits(&self) -> Option<Waits> {
        self.iter().map(Lock::waits).sum()
    }
}

impl Strategy for KeyLock {
    const ROW: Row = Row {
        id: "key-lock",
        label: Words::name("Key locks", "键锁"),
        summary: Words::new(
            "N locks chosen by the key's hash, apart from the data they guard.",
            "按键的哈希选择的 N 把锁，与所保护的数据分开。",
        ),
        trade_offs: Words::new(
            "While a key's lock is held, any number of steps on that key is one operation; a \
             shard's lock would hold up its whole table for as long. The price is a second lock for the data inside each step, so plain reads and writes \
             cost more than with shards. Keys that share a lock wait for each other. Length, \
             iteration and clearing show no single instant.",
            "持有键锁期间，对该键的任意多步操作成为一个整体；分片锁则会让整个分片一直等待。\
             代价是每一步都要再加一把数据锁，因此普通读写比分片慢。共用一把锁的键会互相等待。\
             长度、遍历与清空都不是某一时刻的快照。",
        ),
        source: Source {
            title: "Lock striping, as in Herlihy and Shavit, The Art of Multiprocessor Programming, chapter 13",
            url: None,
        },
        effort: Effort::Protocol,
        available: Available {
            go: Some(Words::new(
                "an array of sync.Mutex beside the maps",
                "map 之外的一组 sync.Mutex",
            )),
            rust: Some(Words::new(
                "an array of std::sync::Mutex beside the maps",
                "map 之外的一组 std::sync::Mutex",
            )),
            bounded: true,
        },
        param: Some(Param {
            name: Words::new("locks", "锁数"),
            min: 1,
            max: 1024,
            default: 16,
            power_of_two: true,
            choices: &[4, 16, 64, 256],
        }),
        variants: &[Variant {
            id: "mutex",
            label: Words::new("plain mutexes", "普通互斥锁"),
            core: false,
        }],
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees { deadline: Reach::Full, ..LOCKED_IN_PARTS },
        inside: None,
        withheld: None,
        footprint: |spec, entries| {
            sharded::footprint(SUB_TABLES as u64, entries) + spec.number() as u64 * 128
        },
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        match spec.variant {
            Some(_) => visit::<_, Mutex<()>>(spec, visitor),
            None => visit::<_, RwMutex<()>>(spec, visitor),
        }
    }
}

/// With plain locks, with counting ones if the map is to be looked into, or with marking ones if it is to be
/// audited.
fn visit<Vis: Visitor, L: Lock<()> + 'static>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
    type Data<Vis> =
        Mutex<Table<<Vis as Visitor>::Key, <Vis as Visitor>::Value, <Vis as Visitor>::Hasher>>;
    let (count, capacity, hasher) = (spec.number(), visitor.capacity(), visitor.hasher());
    if Vis::INSPECTED {
        let locks = Spread::new(count, || Counted::<L>::new(()));
        visitor.visit(Stepwise::<_, _, _, _, Counted<Data<Vis>>>::new(locks, capacity, hasher))
    } else if Vis::AUDITED {
        let locks = Spread::new(count, || Marked::<L>::new(()));
        visitor.visit(Stepwise::<_, _, _, _, Marked<Data<Vis>>>::new(locks, capacity, hasher))
    } else {
        let locks = Spread::new(count, || L::new(()));
        visitor.visit(Stepwise::<_, _, _, _, Data<Vis>>::new(locks, capacity, hasher))
    }
}
