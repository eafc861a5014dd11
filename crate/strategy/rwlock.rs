//! `rwlock`: one reader-writer lock with Go's hand-off policy around one hash map.
//!
//! `rwlock:std` has the standard library's lock, which promises no policy.

use super::parts::locked::{Access, Lock, single};
use super::parts::rw_mutex::RwMutex;
use super::parts::table::footprint;
use super::row::{Guarantees, LOCKED, Reach};
use super::wait::Wait;
#[cfg(feature = "full")]
use super::wait::{enter, free};
use super::{Available, Effort, MapSpec, Row, Source, Strategy, Variant, Visitor};
use crate::base::words::Words;
#[cfg(feature = "full")]
use std::sync::{PoisonError, TryLockError};

pub struct RwLock;

impl<T: Send + Sync> Lock<T> for RwMutex<T> {
    fn new(value: T) -> Self {
        RwMutex::new(value)
    }

    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        RwMutex::read_within(self, wait, body)
    }

    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        RwMutex::write_within(self, wait, body)
    }

    fn is_taken(&self, to: Access) -> bool {
        self.has_writer() || to == Access::Write && self.readers() > 0
    }
}

#[cfg(feature = "full")]
impl<T: Send + Sync> Lock<T> for std::sync::RwLock<T> {
    fn new(value: T) -> Self {
        std::sync::RwLock::new(value)
    }

    fn read_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&T) -> R,
    ) -> Result<R, W::Refusal> {
        let forever = || std::sync::RwLock::read(self).unwrap_or_else(PoisonError::into_inner);
        let guard = enter(wait, forever, || free(self.try_read()))?;
        Ok(body(&guard))
    }

    fn write_within<W: Wait, R>(
        &self,
        wait: &W,
        body: impl FnOnce(&mut T) -> R,
    ) -> Result<R, W::Refusal> {
        let forever = || std::sync::RwLock::write(self).unwrap_or_else(PoisonError::into_inner);
        let mut guard = enter(wait, forever, || free(self.try_write()))?;
        Ok(body(&mut guard))
    }

    fn is_taken(&self, to: Access) -> bool {
        match to {
            Access::Read => matches!(self.try_read(), Err(TryLockError::WouldBlock)),
            Access::Write => matches!(self.try_write(), Err(TryLockError::WouldBlock)),
        }
    }
}

const STD: &[Variant] = &[Variant {
    id: "std",
    label: Words::name("std::sync::RwLock", "std::sync::RwLock"),
    core: false,
}];

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
             that waited enter before the next writer: neither side starves. std's lock promises no \
             policy; on Linux and in browsers it lets writers go first, so readers can starve. \
             Locking for reading twice in one thread can deadlock.",
            "读者可并行，但每次读取仍要改写锁的计数，短读取相对互斥锁收益有限。等待中的写者会挡住新读者，\
             而等待过的读者全部先于下一个写者进入：双方都不会饿死。std 的锁不承诺任何规则，在 Linux 和浏览器中\
             写者优先，读者可能饿死。同一线程重复加读锁可能死锁。",
        ),
        source: Source {
            title: "Brandenburg and Anderson, Spin-based reader-writer synchronization for multiprocessor real-time systems (2010): phase-fair locks",
            url: Some("https://pkg.go.dev/sync#RWMutex"),
        },
        effort: Effort::OneLock,
        available: Available {
            go: Some(Words::new("map and sync.RWMutex", "map 与 sync.RWMutex")),
            rust: Some(Words::new("HashMap and std::sync::RwLock", "HashMap 与 std::sync::RwLock")),
            bounded: true,
        },
        param: None,
        variants: if cfg!(feature = "full") { STD } else { &[] },
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
            Some(_) => single::<_, std::sync::RwLock<_>>(visitor),
            _ => single::<_, RwMutex<_>>(visitor),
        }
    }
}
