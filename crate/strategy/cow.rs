//! `cow`: copy-on-write; readers take the present table as it is, writers replace it by a copy.
//!
//! A table never changes once it is published, so a read is a load of a pointer and a look-up, and
//! a walk shows one instant. Writers take turns under a mutex; each copies the whole table, changes
//! the copy and publishes it, so a write costs as much as the map is large. An old table goes when
//! the last reader leaves it. What turns out to change nothing copies nothing. A writer can be refused
//! its turn, and nothing after it.

use super::fallible::{FallibleHandle, Infallible};
use super::parts::table::{Table, footprint};
use super::row::{Allocation, LOCKED, Progress, Reach};
use super::wait::{Forever, Until, Wait, take};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Hasher, Key, MapSpec, Merge, Row, Source,
    Strategy, Value, Visitor,
};
use crate::base::sync::Mutex;
use crate::base::words::Words;
use arc_swap::ArcSwap;
use std::sync::Arc;

pub struct Cow;

pub struct CowMap<K, V, S> {
    hasher: S,
    table: ArcSwap<Table<K, V, S>>,
    writers: Mutex<()>,
}

impl<K: Key, V: Value, S: Hasher> CowMap<K, V, S> {
    pub fn new(hasher: S) -> Self {
        let table = ArcSwap::from_pointee(Table::new(hasher.clone()));
        Self { hasher, table, writers: Mutex::new(()) }
    }

    fn waiting<W>(&self, wait: W) -> CowHandle<'_, K, V, S, W> {
        CowHandle { map: self, wait }
    }
}

pub struct CowHandle<'map, K, V, S, W = Forever> {
    map: &'map CowMap<K, V, S>,
    wait: W,
}

impl<K: Key, V: Value, S: Hasher, W: Wait> CowHandle<'_, K, V, S, W> {
    /// Publishes a copy that `change` was made to. A panic in it publishes nothing.
    fn write<R>(&self, change: impl FnOnce(&mut Table<K, V, S>) -> R) -> Result<R, W::Refusal> {
        let wait = self.wait.clone();
        let _turn = take(&self.map.writers, &wait)?;
        let mut copy = Table::clone(&self.map.table.load());
        let result = change(&mut copy);
        self.map.table.store(Arc::new(copy));
        Ok(result)
    }
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for CowMap<K, V, S> {
    type Handle<'map> = Infallible<CowHandle<'map, K, V, S>>;
    type Patient<'map> = CowHandle<'map, K, V, S, Until>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.waiting(Forever))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.waiting(wait)
    }
}

impl<K, V, S, W> FallibleHandle<K, V> for CowHandle<'_, K, V, S, W>
where
    K: Key,
    V: Value,
    S: Hasher,
    W: Wait,
{
    type Refusal = W::Refusal;

    fn get(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        Ok(self.map.table.load().get(self.map.hasher.hash_one(key), key))
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let hash = self.map.hasher.hash_one(&key);
        self.write(|table| table.insert(hash, key, value))
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let hash = self.map.hasher.hash_one(key);
        match self.get(key)? {
            Some(_) => self.write(|table| table.remove(hash, key)),
            None => Ok(None),
        }
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, W::Refusal> {
        let hash = self.map.hasher.hash_one(&key);
        self.write(|table| table.update(hash, key, operand, merge))
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let hash = self.map.hasher.hash_one(&key);
        match self.get(&key)? {
            None => self.write(|table| table.get_or_insert(hash, key, value)),
            found => Ok(found),
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, W::Refusal> {
        let hash = self.map.hasher.hash_one(key);
        match self.get(key)? {
            Some(found) if found == *current => {
                self.write(|table| table.compare_exchange(hash, key, current, new))
            }
            _ => Ok(false),
        }
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), W::Refusal> {
        self.map.table.load().for_each(limit, visit);
        Ok(())
    }

    fn clear(&mut self) -> Result<(), W::Refusal> {
        let wait = self.wait.clone();
        let _turn = take(&self.map.writers, &wait)?;
        self.map.table.store(Arc::new(Table::new(self.map.hasher.clone())));
        Ok(())
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        Ok(self.map.table.load().len())
    }

    /// Without copies: no one sees that the map is empty meanwhile.
    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), W::Refusal> {
        let map = self.map;
        let mut table = map.table.swap(Arc::new(Table::new(map.hasher.clone())));
        let unshared = Arc::make_mut(&mut table);
        for (key, value) in entries {
            unshared.insert(map.hasher.hash_one(&key), key, value);
        }
        map.table.store(table);
        Ok(())
    }
}

impl Strategy for Cow {
    const ROW: Row = Row {
        id: "cow",
        label: Words::name("Copy-on-write", "写时复制"),
        summary: Words::new(
            "Readers share an immutable table; each write publishes a changed copy of it.",
            "读者共享不可变的表；每次写入发布一份修改后的副本。",
        ),
        trade_offs: Words::new(
            "Reads wait for nobody and an iteration shows one instant, so it suits small maps that \
             hardly ever change. Every write copies the whole map, one writer at a time, and each \
             reader may keep an old copy alive: memory for as many copies as there are threads. \
             Whoever drops an old copy last frees it, readers included.",
            "读取不等待任何人，遍历是某一时刻的快照，适合极少变化的小 map。每次写入都要复制整个 map，写者逐个进行；\
             每个读者都可能留住一份旧副本，内存最多可达线程数份。最后离开旧副本者负责释放，读者也不例外。",
        ),
        source: Source { title: "arc-swap 1", url: Some("https://docs.rs/arc-swap/1") },
        effort: Effort::Ready,
        available: Available {
            go: Some(Words::new("map and atomic.Pointer", "map 与 atomic.Pointer")),
            rust: Some(Words::new("HashMap and the arc-swap crate", "HashMap 与 arc-swap 库")),
            bounded: true,
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: false,
        guarantees: Guarantees {
            // arc-swap calls its loads wait-free but for rare exceptions.
            reads: Progress::LockFree,
            allocates: Allocation::WholeMap,
            deadline: Reach::Full,
            ..LOCKED
        },
        inside: None,
        withheld: None,
        footprint: |_, entries| footprint(entries),
    };

    fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
        let hasher = visitor.hasher();
        visitor.visit(CowMap::<Vis::Key, Vis::Value, _>::new(hasher))
    }
}
