//! Maps that are wrong about what they refuse, to prove that it is noticed. For tests only.

use super::fallible::{FallibleHandle, deadline_at_entry};
use super::parts::locked::Single;
use super::parts::table::{Table, footprint};
use super::row::{LOCKED, Reach};
use super::wait::{DeadlineExceeded, Until};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Hasher, Key, MapSpec, Merge, Row, Source,
    Strategy, Value, Visitor,
};
use crate::base::sync::Mutex;
use crate::base::units::Nanos;
use crate::base::words::Words;

/// Now and then a write is done and then refused.
pub struct RefusedWrite;
/// Waits for as long as it takes, whatever the deadline.
pub struct EndlessWait;

/// Writes of a handle, from one that is refused once it is done to the next.
const PERIOD: u32 = 7;

type Behind<K, V, S> = Single<K, V, S, Mutex<Table<K, V, S>>>;

pub struct RefusingMap<K, V, S>(Behind<K, V, S>);

pub struct RefusingHandle<H> {
    handle: H,
    writes: u32,
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for RefusingMap<K, V, S> {
    type Handle<'map> = <Behind<K, V, S> as ConcurrentMap<K, V>>::Handle<'map>;
    type Patient<'map> = RefusingHandle<<Behind<K, V, S> as ConcurrentMap<K, V>>::Patient<'map>>;

    fn handle(&self) -> Self::Handle<'_> {
        self.0.handle()
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        RefusingHandle { handle: self.0.patient(wait), writes: 0 }
    }
}

impl<H> RefusingHandle<H> {
    fn wrote<R>(&mut self, answer: Result<R, DeadlineExceeded>) -> Result<R, DeadlineExceeded> {
        self.writes += 1;
        match self.writes.is_multiple_of(PERIOD) {
            true => Err(DeadlineExceeded { waited: Nanos(u64::MAX) }),
            false => answer,
        }
    }
}

impl<K, V, H> FallibleHandle<K, V> for RefusingHandle<H>
where
    K: Key,
    V: Value,
    H: FallibleHandle<K, V, Refusal = DeadlineExceeded>,
{
    type Refusal = DeadlineExceeded;

    fn get(&mut self, key: &K) -> Result<Option<V>, DeadlineExceeded> {
        self.handle.get(key)
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, DeadlineExceeded> {
        let answer = self.handle.insert(key, value);
        self.wrote(answer)
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, DeadlineExceeded> {
        let answer = self.handle.remove(key);
        self.wrote(answer)
    }

    fn update(&mut self, key: K, by: V, merge: Merge<V>) -> Result<Option<V>, DeadlineExceeded> {
        let answer = self.handle.update(key, by, merge);
        self.wrote(answer)
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, DeadlineExceeded> {
        let answer = self.handle.get_or_insert(key, value);
        self.wrote(answer)
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, DeadlineExceeded> {
        let answer = self.handle.compare_exchange(key, current, new);
        self.wrote(answer)
    }

    fn for_each(
        &mut self,
        limit: usize,
        visit: impl FnMut(&K, &V),
    ) -> Result<(), DeadlineExceeded> {
        self.handle.for_each(limit, visit)
    }

    fn clear(&mut self) -> Result<(), DeadlineExceeded> {
        self.handle.clear()
    }

    fn len(&mut self) -> Result<usize, DeadlineExceeded> {
        self.handle.len()
    }
}

pub struct EndlessMap<K, V, S>(Behind<K, V, S>);

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for EndlessMap<K, V, S> {
    type Handle<'map> = <Behind<K, V, S> as ConcurrentMap<K, V>>::Handle<'map>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        self.0.handle()
    }
}

macro_rules! refusing {
    ($($name:ident = $id:literal $map:ident),* $(,)?) => {$(
        impl Strategy for $name {
            const ROW: Row = Row {
                id: $id,
                label: Words::name($id, $id),
                summary: Words::new("Broken on purpose.", "故意损坏。"),
                trade_offs: Words::new("Proves that a check can fail.", "证明检查会失败。"),
                source: Source { title: "Contend", url: None },
                effort: Effort::Protocol,
                available: Available::NOWHERE,
                param: None,
                variants: &[],
                extra_threads: 0,
                presizes: false,
                guarantees: Guarantees { deadline: Reach::Full, ..LOCKED },
                inside: None,
                withheld: None,
                footprint: |_, entries| footprint(entries),
            };

            fn build<Vis: Visitor>(_: &MapSpec, visitor: Vis) -> Vis::Output {
                let map = Behind::<Vis::Key, Vis::Value, _>::new(0, visitor.hasher());
                visitor.visit($map(map))
            }
        }
    )*};
}

refusing! {
    RefusedWrite = "planted-refused-write" RefusingMap,
    EndlessWait = "planted-endless-wait" EndlessMap,
}
