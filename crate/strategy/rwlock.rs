//! `rwlock`: one reader-writer lock with Go's hand-off policy around one hash map.

use super::locked::{Lock, Single};
use super::row::LOCKED;
use super::rw_mutex::RwMutex;
use super::table::{Table, footprint};
use super::{MapSpec, Row, Source, Strategy, Visitor};
use crate::words::Words;

pub struct RwLock;

impl<T: Send + Sync> Lock<T> for RwMutex<T> {
    fn new(value: T) -> Self {
        RwMutex::new(value)
    }

    fn read<R>(&self, body: impl FnOnce(&T) -> R) -> R {
        RwMutex::read(self, body)
    }

    fn write<R>(&self, body: impl FnOnce(&mut T) -> R) -> R {
        RwMutex::write(self, body)
    }
}

impl Strategy for RwLock {
    const ROW: Row = Row {
        id: "rwlock",
        label: Words::name("RWMutex", "读写锁"),
        summary: Words::new(
            "One reader-writer lock, handed over as Go's sync.RWMutex does, around one hash map.",
            "一把读写锁保护一个哈希表，交接规则与 Go 的 sync.RWMutex 相同。",
        ),
        trade_offs: Words::new(
            "Readers run side by side, yet each still writes the lock's counters, so short reads \
             gain little over a mutex. A waiting writer holds back new readers, and all readers \
             that waited enter before the next writer: neither side starves. Locking for reading \
             twice in one thread can deadlock.",
            "读者可并行，但每次读取仍要改写锁的计数，短读取相对互斥锁收益有限。等待中的写者会挡住新读者，\
             而等待过的读者全部先于下一个写者进入：双方都不会饿死。同一线程重复加读锁可能死锁。",
        ),
        source: Source {
            title: "Brandenburg and Anderson, Spin-based reader-writer synchronization for multiprocessor real-time systems (2010): phase-fair locks",
            url: Some("https://pkg.go.dev/sync#RWMutex"),
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        guarantees: LOCKED,
        inside: None,
        withheld: None,
        footprint: |_, entries| footprint(entries),
    };

    fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
        type Guarded<K, V, S> = Single<K, V, S, RwMutex<Table<K, V, S>>>;
        let map = Guarded::<Vis::Key, Vis::Value, Vis::Hasher>::new(visitor.hasher());
        visitor.visit(map)
    }
}
