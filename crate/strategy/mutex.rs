//! `mutex`: one lock around one hash map, the plainest answer there is.

use super::locked::Single;
use super::row::LOCKED;
use super::table::{Table, footprint};
use super::{MapSpec, Row, Source, Strategy, Visitor};
use crate::words::Words;

pub struct Mutex;

impl Strategy for Mutex {
    const ROW: Row = Row {
        id: "mutex",
        label: Words::name("Mutex", "互斥锁"),
        summary: Words::new(
            "One mutual-exclusion lock around one hash map.",
            "一把互斥锁保护一个哈希表。",
        ),
        trade_offs: Words::new(
            "Simple, compact and fast while one thread uses it. Readers exclude each other, so \
             more threads only add waiting; on few cores a run may be fast or slow depending on \
             who keeps the lock.",
            "简单、紧凑，单线程时很快。读者之间也互斥，线程越多等待越多；核数少时，快慢取决于锁在谁手中。",
        ),
        source: Source {
            title: "std::sync::Mutex",
            url: Some("https://doc.rust-lang.org/std/sync/struct.Mutex.html"),
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
        type Guarded<K, V, S> = Single<K, V, S, std::sync::Mutex<Table<K, V, S>>>;
        let map = Guarded::<Vis::Key, Vis::Value, Vis::Hasher>::new(visitor.hasher());
        visitor.visit(map)
    }
}
