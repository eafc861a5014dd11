//! `mutex`: one lock around one hash map, the plainest answer there is.
//!
//! The standard library's lock; `mutex:parking-lot` has the one of the crate that many programs
//! use in its place.

use super::parts::locked::single;
#[cfg(feature = "full")]
use super::parts::locked::{Access, Lock};
use super::parts::table::footprint;
use super::row::{Guarantees, LOCKED, Reach};
#[cfg(feature = "full")]
use super::wait::{Wait, enter};
use super::{Available, Effort, MapSpec, Row, Source, Strategy, Variant, Visitor};
use crate::base::sync;
use crate::base::words::Words;

pub struct Mutex;

#[cfg(feature = "full")]
impl<T: Send> Lock<T> for parking_lot::Mutex<T> {
    fn new(value: T) -> Self {
        parking_lot::Mutex::new(value)
    }

    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        Ok(body(&*within(self, wait)?))
    }

    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        Ok(body(&mut *within(self, wait)?))
    }

    fn is_taken(&self, _to: Access) -> bool {
        self.is_locked()
    }
}

#[cfg(feature = "full")]
fn within<'a, W: Wait, T>(
    mutex: &'a parking_lot::Mutex<T>,
    wait: &W,
) -> Result<parking_lot::MutexGuard<'a, T>, W::Refusal> {
    enter(wait, || mutex.lock(), || mutex.try_lock())
}

const PARKING_LOT: &[Variant] =
    &[Variant { id: "parking-lot", label: Words::name("parking_lot", "parking_lot"), core: false }];

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
             who keeps the lock. std's goes to whoever grabs it first; natively, parking_lot's is \
             handed to the longest waiter about every half millisecond.",
            "简单、紧凑，单线程时很快。读者之间也互斥，线程越多等待越多；核数少时，快慢取决于锁在谁手中。\
             std 的锁归先抢到者；原生运行时，parking_lot 的锁约每半毫秒交给等待最久者一次。",
        ),
        source: Source {
            title: "std::sync::Mutex",
            url: Some("https://doc.rust-lang.org/std/sync/struct.Mutex.html"),
        },
        effort: Effort::OneLock,
        available: Available {
            go: Some(Words::new("map and sync.Mutex", "map 与 sync.Mutex")),
            rust: Some(Words::new("HashMap and std::sync::Mutex", "HashMap 与 std::sync::Mutex")),
            bounded: true,
        },
        param: None,
        variants: if cfg!(feature = "full") { PARKING_LOT } else { &[] },
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees { deadline: Reach::Full, ..LOCKED },
        inside: None,
        withheld: None,
        footprint: |_, entries| footprint(entries),
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        match spec.variant {
            #[cfg(feature = "full")]
            Some(_) => single::<_, parking_lot::Mutex<_>>(visitor),
            _ => single::<_, sync::Mutex<_>>(visitor),
        }
    }
}
