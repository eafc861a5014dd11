//! `+audit`: a record of each access of a client, and whether two were ever inside one lock together.
//!
//! The map's locks mark who is inside where they are of our own ([`Marked`](crate::strategy::parts::sections::Marked));
//! maps of crates, lock-free ones and those with an owner have records alone. It stands next to the map, inside
//! of `+safe`, so an access that was refused or panicked has a record that says so.
//!
//! It costs a record of some 50 bytes for each access, two marks for each stay inside a lock, which are words
//! that threads share, and a clock for one access of many. A handle's ring is allocated as the handle is made.

use super::DecoratorRow;
use crate::base::clock;
use crate::base::rng::mixed;
use crate::base::units::Nanos;
use crate::base::words::Words;
use crate::strategy::audit::{Access, Evidence, Trail, client};
use crate::strategy::fallible::{FallibleHandle, Infallible};
use crate::strategy::metrics::{Outcome, SAMPLED, done, exchanged, found};
use crate::strategy::parts::sections;
use crate::strategy::wait::{DeadlineExceeded, Until};
use crate::strategy::{Call, ConcurrentMap, Key, Merge, Value, Waits};
use std::mem::take;
use std::sync::{Mutex, PoisonError};

type Answer<T> = Result<T, DeadlineExceeded>;

pub const ROW: DecoratorRow = DecoratorRow {
    id: "audit",
    label: Words::name("audit", "审计"),
    summary: Words::new(
        "Records each access, and whether two threads were ever inside one lock together.",
        "记录每次访问，并判断是否有两个线程同时进入同一把锁。",
    ),
    trade_offs: Words::new(
        "A record and two marks per operation. Only this project's own locks are judged.",
        "每次操作一条记录、两个标记。只判断本项目自己的锁。",
    ),
    refuses: false,
    guarantees: |guarantees| guarantees,
    footprint: |_| 1 << 24,
};

/// A map whose clients' accesses are written down.
pub struct AuditMap<K, M> {
    map: M,
    /// What stands for a key in a record.
    word: fn(&K) -> u64,
    /// Of handles that are gone.
    trails: Mutex<Vec<Trail>>,
}

impl<K, M> AuditMap<K, M> {
    pub fn new(map: M, word: fn(&K) -> u64) -> Self {
        Self { map, word, trails: Mutex::default() }
    }

    fn recorder(&self) -> Recorder<'_, K> {
        let start = clock::now();
        let left = mixed(start.0) as u32 % SAMPLED + 1;
        let trail = client().map(Trail::new);
        Recorder { trails: &self.trails, word: self.word, trail, start, left }
    }
}

impl<K: Key, V: Value, M: ConcurrentMap<K, V>> ConcurrentMap<K, V> for AuditMap<K, M> {
    type Handle<'map> = Infallible<Audited<'map, K, M::Patient<'map>>>;
    type Patient<'map> = Audited<'map, K, M::Patient<'map>>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(ConcurrentMap::<K, V>::patient(self, Until::unlimited()))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        Audited { handle: self.map.patient(wait), recorder: self.recorder() }
    }

    fn open(&self) {
        self.map.open();
    }

    fn serve(&self) {
        self.map.serve();
    }

    fn close(&self) {
        self.map.close();
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        self.map.inspect(figures);
    }

    fn waits(&self) -> Option<Waits> {
        self.map.waits()
    }

    fn marks(&self) -> bool {
        self.map.marks()
    }

    fn evidence(&self) -> Option<Evidence> {
        let mut trails = take(&mut *self.trails.lock().unwrap_or_else(PoisonError::into_inner));
        trails.sort_by_key(|trail| trail.thread);
        Some(Evidence { marks: self.map.marks(), trails })
    }
}

/// A handle whose accesses are written down.
pub struct Audited<'map, K, H> {
    handle: H,
    recorder: Recorder<'map, K>,
}

/// What one handle has written down so far; nothing, if it is no client's.
struct Recorder<'map, K> {
    trails: &'map Mutex<Vec<Trail>>,
    word: fn(&K) -> u64,
    trail: Option<Trail>,
    start: Nanos,
    /// Accesses up to the next sample.
    left: u32,
}

/// An access that is under way. One that is dropped before its end has panicked.
struct UnderWay<'a> {
    trail: &'a mut Trail,
    access: Access,
    start: Nanos,
}

impl<K> Recorder<'_, K> {
    #[inline(always)]
    fn begin(&mut self, call: Call, key: Option<&K>) -> Option<UnderWay<'_>> {
        let trail = self.trail.as_mut()?;
        self.left -= 1;
        let mut time = None;
        if self.left == 0 {
            self.left = SAMPLED;
            time = Some((clock::now().saturating_sub(self.start), Nanos(0)));
        }
        sections::note(true);
        let access = Access { call, outcome: Outcome::Panic, key: key.map(self.word), time };
        Some(UnderWay { trail, access, start: self.start })
    }
}

#[inline(always)]
fn ended<T>(
    under_way: Option<UnderWay>,
    answer: Answer<T>,
    outcome: fn(&T) -> Outcome,
) -> Answer<T> {
    if let Some(mut under_way) = under_way {
        under_way.access.outcome = answer.as_ref().map_or(Outcome::Timeout, outcome);
    }
    answer
}

impl Drop for UnderWay<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        let Self { trail, access, start } = self;
        if let Some((begun, took)) = &mut access.time {
            *took = clock::now().saturating_sub(*start).saturating_sub(*begun);
        }
        trail.push(*access);
        sections::note(false);
    }
}

impl<K> Drop for Recorder<'_, K> {
    fn drop(&mut self) {
        if let Some(trail) = self.trail.take() {
            self.trails.lock().unwrap_or_else(PoisonError::into_inner).push(trail);
        }
    }
}

impl<K, V, H> FallibleHandle<K, V> for Audited<'_, K, H>
where
    K: Key,
    V: Value,
    H: FallibleHandle<K, V, Refusal = DeadlineExceeded>,
{
    type Refusal = DeadlineExceeded;

    fn get(&mut self, key: &K) -> Answer<Option<V>> {
        let under_way = self.recorder.begin(Call::Get, Some(key));
        ended(under_way, self.handle.get(key), found)
    }

    fn insert(&mut self, key: K, value: V) -> Answer<Option<V>> {
        let under_way = self.recorder.begin(Call::Insert, Some(&key));
        ended(under_way, self.handle.insert(key, value), done)
    }

    fn remove(&mut self, key: &K) -> Answer<Option<V>> {
        let under_way = self.recorder.begin(Call::Remove, Some(key));
        ended(under_way, self.handle.remove(key), found)
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Answer<Option<V>> {
        let under_way = self.recorder.begin(Call::Update, Some(&key));
        ended(under_way, self.handle.update(key, operand, merge), done)
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Answer<Option<V>> {
        let under_way = self.recorder.begin(Call::GetOrInsert, Some(&key));
        ended(under_way, self.handle.get_or_insert(key, value), found)
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Answer<bool> {
        let under_way = self.recorder.begin(Call::CompareExchange, Some(key));
        ended(under_way, self.handle.compare_exchange(key, current, new), exchanged)
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Answer<()> {
        let under_way = self.recorder.begin(Call::ForEach, None);
        ended(under_way, self.handle.for_each(limit, visit), done)
    }

    fn clear(&mut self) -> Answer<()> {
        let under_way = self.recorder.begin(Call::Clear, None);
        ended(under_way, self.handle.clear(), done)
    }

    fn rest(&mut self) {
        self.handle.rest();
    }

    /// No access of anyone's.
    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Answer<()> {
        self.handle.load(entries)
    }

    fn len(&mut self) -> Answer<usize> {
        let under_way = self.recorder.begin(Call::Len, None);
        ended(under_way, self.handle.len(), done)
    }
}
