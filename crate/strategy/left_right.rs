//! `left-right`: two tables; readers use one while the writer changes the other.
//!
//! The [`pair`] has the technique. Unlike the crate of that name this map shows each write when it
//! returns: there is no log of writes to publish later, and no reader sees less than another. What
//! turns out to change nothing takes no writer's turn. A writer can be refused its turn; once it has
//! that, it waits for readers as long as it takes.

pub mod pair;

use super::fallible::{FallibleHandle, Infallible};
use super::parts::table::{Table, footprint};
use super::row::{LOCKED, Progress, Reach};
use super::wait::{Forever, Until, Wait};
use super::{
    Available, ConcurrentMap, Effort, Guarantees, Hasher, Key, MapSpec, Merge, Row, Source,
    Strategy, Value, Visitor,
};
use crate::base::words::Words;
use pair::{Pair, Reader};

pub struct LeftRight;

pub struct LeftRightMap<K, V, S> {
    hasher: S,
    pair: Pair<Table<K, V, S>>,
}

impl<K: Key, V: Value, S: Hasher> LeftRightMap<K, V, S> {
    pub fn new(capacity: usize, hasher: S) -> Self {
        let table = || Table::with_capacity(capacity, hasher.clone());
        Self { pair: Pair::new(table(), table()), hasher }
    }
}

pub struct LeftRightHandle<'map, K, V, S, W = Forever> {
    hasher: &'map S,
    reader: Reader<'map, Table<K, V, S>>,
    wait: W,
}

impl<K: Key, V: Value, S: Hasher> LeftRightMap<K, V, S> {
    fn waiting<W>(&self, wait: W) -> LeftRightHandle<'_, K, V, S, W> {
        LeftRightHandle { hasher: &self.hasher, reader: self.pair.reader(), wait }
    }
}

impl<K: Key, V: Value, S: Hasher, W: Wait> LeftRightHandle<'_, K, V, S, W> {
    fn write<R>(&self, change: impl FnMut(&mut Table<K, V, S>) -> R) -> Result<R, W::Refusal> {
        let wait = self.wait.clone();
        self.reader.pair().write_within(&wait, change)
    }
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for LeftRightMap<K, V, S> {
    type Handle<'map> = Infallible<LeftRightHandle<'map, K, V, S>>;
    type Patient<'map> = LeftRightHandle<'map, K, V, S, Until>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.waiting(Forever))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.waiting(wait)
    }
}

impl<K, V, S, W> FallibleHandle<K, V> for LeftRightHandle<'_, K, V, S, W>
where
    K: Key,
    V: Value,
    S: Hasher,
    W: Wait,
{
    type Refusal = W::Refusal;

    fn get(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let hash = self.hasher.hash_one(key);
        Ok(self.reader.read(|table| table.get(hash, key)))
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let hash = self.hasher.hash_one(&key);
        self.write(|table| table.insert(hash, key.clone(), value.clone()))
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let hash = self.hasher.hash_one(key);
        match self.get(key)? {
            Some(_) => self.write(|table| table.remove(hash, key)),
            None => Ok(None),
        }
    }

    /// Merges once, so that both sides get the same value.
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, W::Refusal> {
        let hash = self.hasher.hash_one(&key);
        let mut merged = None;
        self.write(|table| {
            let new = merged.get_or_insert_with(|| merge(table.get(hash, &key).as_ref(), &operand));
            table.insert(hash, key.clone(), new.clone())
        })
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let hash = self.hasher.hash_one(&key);
        match self.get(&key)? {
            None => self.write(|table| table.get_or_insert(hash, key.clone(), value.clone())),
            found => Ok(found),
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, W::Refusal> {
        let hash = self.hasher.hash_one(key);
        match self.get(key)? {
            Some(found) if found == *current => {
                self.write(|table| table.compare_exchange(hash, key, current, new.clone()))
            }
            _ => Ok(false),
        }
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), W::Refusal> {
        self.reader.read(|table| table.for_each(limit, visit));
        Ok(())
    }

    fn clear(&mut self) -> Result<(), W::Refusal> {
        self.write(Table::clear)
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        Ok(self.reader.read(Table::len))
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), W::Refusal> {
        let entries: Vec<(K, V)> = entries.collect();
        self.write(|table| {
            for (key, value) in &entries {
                table.insert(self.hasher.hash_one(key), key.clone(), value.clone());
            }
        })
    }
}

impl Strategy for LeftRight {
    const ROW: Row = Row {
        id: "left-right",
        label: Words::name("Left-Right", "左右表"),
        summary: Words::new(
            "Two tables: readers use one while the writer changes the other.",
            "两张表：写者修改一张时，读者使用另一张。",
        ),
        trade_offs: Words::new(
            "Reads wait for nobody and write only to a place of their own, so they scale with the \
             cores, and a write copies no map. Each write is done twice, takes turns with all \
             other writes and waits until every reader of the old side has left, even one that is descheduled or iterates over the whole map. Everything is stored twice.",
            "读取不等待任何人，且只写自己的位置，因此随核数扩展；写入也不复制 map。每次写入要做两遍，与所有写入轮流进行，\
             并等待旧表上的每个读者离开，包括被系统挂起或正在遍历的读者。所有内容都存两份。",
        ),
        source: Source {
            title: "Ramalhete and Correia, Left-Right: A Concurrency Control Technique with Wait-Free Population Oblivious Reads (2015)",
            url: None,
        },
        effort: Effort::Protocol,
        available: Available {
            go: None,
            rust: Some(Words::new("the left-right crate", "left-right 库")),
            bounded: false,
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: true,
        guarantees: Guarantees { reads: Progress::WaitFree, deadline: Reach::Full, ..LOCKED },
        inside: None,
        withheld: None,
        footprint: |_, entries| 2 * footprint(entries) + (1 << 18),
    };

    fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
        let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
        visitor.visit(LeftRightMap::<Vis::Key, Vis::Value, _>::new(capacity, hasher))
    }
}
