//! What the registry knows of `sync-map`.

use super::{ReadDirtyMap, SyncMap};
use crate::base::words::Words;
use crate::strategy::parts::reclaim;
use crate::strategy::row::{
    Allocation, Gauge, GaugeKind, Inside, LOCKED, Progress, Reach, Retention,
};
use crate::strategy::{
    Available, Effort, Guarantees, Iteration, MapSpec, Row, Source, Strategy, Visitor,
};

const GAUGES: &[Gauge] = &[
    gauge(GaugeKind::Level, "read", "read keys", "read 表的键"),
    gauge(GaugeKind::Flag, "amended", "amended", "已修订"),
    gauge(GaugeKind::Level, "dirty", "dirty keys", "dirty 表的键"),
    gauge(GaugeKind::Level, "misses", "misses", "未命中"),
    gauge(GaugeKind::Total, "promotions", "promotions", "提升次数"),
    gauge(GaugeKind::Level, "live", "live", "有效条目"),
    gauge(GaugeKind::Level, "deleted", "deleted", "已删除条目"),
    gauge(GaugeKind::Level, "expunged", "expunged", "已清除条目"),
];

const fn gauge(kind: GaugeKind, id: &'static str, en: &'static str, zh: &'static str) -> Gauge {
    Gauge { id, label: Words::new(en, zh), kind }
}

/// Most bytes for that many live entries.
const fn footprint(entries: u64) -> u64 {
    // An entry is a hash, a key and a pointer, and its value a word: a block of 32 bytes each. And
    // once deleted it is in a list, which grows by doubling.
    const BLOCKS: u64 = 2 * 32 + 2 * 8;
    const SLOT: u64 = 8 + 1;
    // As many deleted keys as live ones may wait for the next copy and promotion.
    let kept = 2 * entries;
    let slots = (kept * 8 / 7 + 16).next_power_of_two();
    // The read table, the one before it, and the dirty table while it grows.
    kept * BLOCKS + slots * SLOT * 7 / 2 + 4096 + reclaim::SLACK
}

impl Strategy for SyncMap {
    const ROW: Row = Row {
        id: "sync-map",
        label: Words::name("sync.Map (read/dirty)", "sync.Map（read/dirty）"),
        summary: Words::new(
            "Go's classic sync.Map: a read table without locks and a dirty table behind a mutex.",
            "Go 经典的 sync.Map：免锁的 read 表，加上互斥锁保护的 dirty 表。",
        ),
        trade_offs: Words::new(
            "Wins where keys are written once and read often, or where threads work on keys of \
             their own: known keys are read and replaced without a lock. Loses where new keys \
             keep coming: they and reads of keys not yet promoted take the lock, and after each \
             promotion a new key copies the whole table. Each write allocates, and deleted keys \
             keep their memory until the next copy and promotion. Counting promotes, too.",
            "适合写一次读多次，或各线程各用各的键：已知键的读取和替换都不加锁。新键不断到来时吃亏：\
             新键和尚未提升的键都要加锁，每次提升后的第一个新键会复制整张表。每次写入都分配内存，\
             已删除的键要等下一次复制和提升才释放。计数也会触发提升。",
        ),
        source: Source {
            title: "sync.Map of Go 1.9 to 1.23",
            url: Some("https://go.dev/doc/go1.9#sync-map"),
        },
        effort: Effort::Ready,
        available: Available {
            go: Some(Words::new("sync.Map of Go 1.9 to 1.23", "Go 1.9 至 1.23 的 sync.Map")),
            rust: None,
            bounded: false,
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: false,
        guarantees: Guarantees {
            iteration: Iteration::Weak,
            // A key that the read table lacks is looked for under the lock while that is amended.
            reads: Progress::Blocking,
            allocates: Allocation::PerWrite,
            after_removal: Retention::UntilRebuilt,
            deadline: Reach::Full,
            ..LOCKED
        },
        inside: Some(Inside { gauges: GAUGES, part: None, part_gauges: &[] }),
        withheld: None,
        footprint: |_, entries| footprint(entries),
    };

    fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
        let hasher = visitor.hasher();
        visitor.visit(ReadDirtyMap::<Vis::Key, Vis::Value, _>::new(hasher))
    }
}
