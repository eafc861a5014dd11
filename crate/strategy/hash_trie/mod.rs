//! `hash-trie`: the concurrent hash trie that is Go's `sync.Map` from 1.24 on.
//!
//! A 16-ary trie over the 64-bit hash, four bits a level from the top. Entries are leaves; those
//! whose whole hashes are equal form a chain. Reads and writes that change nothing take no lock;
//! a write locks the one inner node whose slot it changes. Go seeds its hash per map; here the
//! visitor's hasher comes seeded, the same for every strategy.
//!
//! A value never changes in place. A write makes a whole new leaf and swaps one word, so a reader
//! follows one pointer a level and one to the entry, and no more; the price is an allocation per
//! write. What was unlinked goes to the reclaimer at once, empty inner nodes included.
//!
//! Nothing counts the entries: a counter would be a word that every insert of every thread
//! writes. `len` walks the trie, exact when nobody writes, and weak like iteration otherwise.

mod cleared;
mod node;
mod slot;

use super::fallible::{FallibleHandle, Infallible};
use super::parts::reclaim::{Guard, Participant, Reclaimer, SLACK};
use super::row::{Allocation, Panics, Progress, Reach, Retention};
use super::wait::{Forever, Until, Wait};
use super::{
    Available, ConcurrentMap, Effort, Gauge, GaugeKind, Guarantees, Hasher, Inside, Iteration, Key,
    MapSpec, Merge, Row, Source, Strategy, Value, Visitor,
};
use crate::base::sync::atomic::AtomicPtr;
use crate::base::sync::atomic::Ordering::{AcqRel, Acquire};
use crate::base::words::Words;
use cleared::Backlog;
use crossbeam_utils::CachePadded;
use node::{Child, Leaf, Node, Shared};
use slot::Spot;
use std::marker::PhantomData;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;

pub struct HashTrie;

pub struct HashTrieMap<K: Key, V: Value, S: Hasher> {
    root: AtomicPtr<Node<K, V>>,
    hasher: S,
    reclaimer: Reclaimer,
    cleared: Arc<CachePadded<Backlog>>,
    #[cfg(feature = "loom")]
    fault: Option<Fault>,
    entries: PhantomData<(K, V)>,
}

/// A bug that a model injects to show that it would find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A write does not ask whether the node it has locked was pruned before.
    NoLookAtDead,
    /// A write believes in what it saw in the slot before it had the lock.
    NoLookAtSlot,
    /// Pruning lets go of the node before it has the parent, and does not look again.
    PruneUnlocked,
    /// New nodes are published without saying that their contents come first.
    UnorderedFork,
    /// `clear` empties the root's slots instead of replacing the root.
    ClearInPlace,
}

impl<K: Key, V: Value, S: Hasher> HashTrieMap<K, V, S> {
    pub fn new(hasher: S) -> Self {
        Self {
            root: AtomicPtr::new(Box::into_raw(Box::new(Node::root()))),
            hasher,
            reclaimer: Reclaimer::default(),
            cleared: Arc::default(),
            #[cfg(feature = "loom")]
            fault: None,
            entries: PhantomData,
        }
    }

    #[cfg(feature = "loom")]
    pub fn with_fault(hasher: S, fault: Fault) -> Self {
        let mut map = Self::new(hasher);
        map.fault = Some(fault);
        map
    }

    /// Whether the model has injected this bug; never outside models.
    #[inline(always)]
    fn injected(&self, _fault: Fault) -> bool {
        #[cfg(feature = "loom")]
        return self.fault == Some(_fault);
        #[cfg(not(feature = "loom"))]
        false
    }

    #[inline]
    fn root<'g>(&self, _guard: &'g Guard<'_>) -> Shared<'g, Node<K, V>> {
        // SAFETY: a box's pointer; whoever replaces the root retires it afterwards, and the guard
        // was there before the load.
        unsafe { Shared::from_raw(self.root.load(Acquire)) }
    }

    /// Puts an empty tree in the place of this one, unless it is empty: then it was so while its root was
    /// locked, or had been replaced since this operation began, and the map was empty then. For a lock that
    /// somebody has it does not wait.
    ///
    /// Whoever had loaded the old root before goes on in the old tree, writes included. All such
    /// operations began before the swap, so they count as done just before it, in the order in
    /// which they really happened there: what they return is what held then, and what they wrote
    /// is cleared. No operation that begins after the swap can see their tree, so none can tell,
    /// a later one of the same thread included.
    ///
    /// The old tree is freed as a whole, with what they added, once the last of them has gone; what
    /// they took out they have retired themselves. One thread pays for it all, at one of its pins. Large
    /// trees are passed on to whoever frees first.
    fn clear(&self, guard: &Guard<'_>) {
        #[cfg(feature = "loom")]
        if self.injected(Fault::ClearInPlace) {
            let root = self.root(guard);
            return (0..16).for_each(|at| root.slot(at << 60, 0).store(Child::Empty));
        }
        if self.root(guard).get().is_idle_and_empty() {
            return;
        }
        let empty = Box::into_raw(Box::new(Node::root()));
        let root = self.root.swap(empty, AcqRel);
        // SAFETY: a box's pointer, and the swap took it from the only place where a thread could find it.
        unsafe { cleared::retire(root, &self.cleared, guard) };
    }

    /// A handle whose operations have that patience.
    pub fn waiting<W>(&self, wait: W) -> HashTrieHandle<'_, K, V, S, W> {
        HashTrieHandle { map: self, participant: self.reclaimer.join(), wait }
    }

    fn walk<'g>(
        &self,
        guard: &'g Guard<'_>,
        mut visit: impl FnMut(u32, Child<'g, K, V>) -> ControlFlow<()>,
    ) {
        let _stopped = self.root(guard).get().walk(0, guard, &mut visit);
    }
}

impl<K: Key, V: Value, S: Hasher> Drop for HashTrieMap<K, V, S> {
    fn drop(&mut self) {
        // SAFETY: no handle is left, and a root that was replaced is the reclaimer's, not this.
        drop(unsafe { Box::from_raw(self.root.load(Acquire)) });
    }
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for HashTrieMap<K, V, S> {
    type Handle<'map> = Infallible<HashTrieHandle<'map, K, V, S>>;
    type Patient<'map> = HashTrieHandle<'map, K, V, S, Until>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.waiting(Forever))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.waiting(wait)
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        let participant = self.reclaimer.join();
        let (mut entries, mut nodes, mut levels) = (0, 1, 1);
        self.walk(&participant.pin(), |depth, child| {
            match child {
                Child::Node(_) => {
                    nodes += 1;
                    levels = levels.max(u64::from(depth) + 1);
                }
                _ => entries += 1,
            }
            Continue(())
        });
        figures.extend([entries, nodes, levels]);
    }
}

/// One thread's way into the map. Every operation runs pinned; that is all it has of the collector, for
/// where a participant stays pinned from one to the next there is no fence between them. Writes that find
/// their node locked are what can be refused; a clear waits for no lock.
pub struct HashTrieHandle<'map, K: Key, V: Value, S: Hasher, W = Forever> {
    map: &'map HashTrieMap<K, V, S>,
    participant: Participant<'map>,
    wait: W,
}

impl<K, V, S, W> FallibleHandle<K, V> for HashTrieHandle<'_, K, V, S, W>
where
    K: Key,
    V: Value,
    S: Hasher,
    W: Wait,
{
    type Refusal = W::Refusal;

    #[inline]
    fn get(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let hash = self.map.hasher.hash_one(key);
        let guard = self.participant.pin();
        let leaf = Spot::reach(self.map, hash, &guard).find(key);
        Ok(leaf.map(|leaf| leaf.value.clone()))
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let (hash, wait) = (self.map.hasher.hash_one(&key), self.wait.clone());
        let guard = self.participant.pin();
        let new = Box::new(Leaf::new(hash, key, value));
        let mut spot = Spot::reach(self.map, hash, &guard);
        let held = spot.lock(&wait)?;
        match held.find(&new.key) {
            Some(found) => Ok(Some(held.replace(found, new).value.clone())),
            None => {
                held.add(new);
                Ok(None)
            }
        }
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let (hash, wait) = (self.map.hasher.hash_one(key), self.wait.clone());
        let guard = self.participant.pin();
        let mut spot = Spot::reach(self.map, hash, &guard);
        if spot.find(key).is_none() {
            return Ok(None);
        }
        let held = spot.lock(&wait)?;
        let Some(found) = held.find(key) else { return Ok(None) };
        Ok(Some(held.remove(found).value.clone()))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, W::Refusal> {
        let (hash, wait) = (self.map.hasher.hash_one(&key), self.wait.clone());
        let guard = self.participant.pin();
        let room = Box::new_uninit();
        let mut spot = Spot::reach(self.map, hash, &guard);
        let held = spot.lock(&wait)?;
        let found = held.find(&key);
        let value = merge(found.as_ref().map(|found| &found.leaf.value), &operand);
        let new = Box::write(room, Leaf::new(hash, key, value));
        match found {
            Some(found) => Ok(Some(held.replace(found, new).value.clone())),
            None => {
                held.add(new);
                Ok(None)
            }
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let (hash, wait) = (self.map.hasher.hash_one(&key), self.wait.clone());
        let guard = self.participant.pin();
        let mut spot = Spot::reach(self.map, hash, &guard);
        if let Some(leaf) = spot.find(&key) {
            return Ok(Some(leaf.value.clone()));
        }
        let new = Box::new(Leaf::new(hash, key, value));
        let held = spot.lock(&wait)?;
        match held.find(&new.key) {
            Some(found) => {
                drop(held);
                Ok(Some(found.leaf.value.clone()))
            }
            None => {
                held.add(new);
                Ok(None)
            }
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, W::Refusal> {
        let (hash, wait) = (self.map.hasher.hash_one(key), self.wait.clone());
        let guard = self.participant.pin();
        let mut spot = Spot::reach(self.map, hash, &guard);
        if spot.find(key).is_none_or(|leaf| leaf.value != *current) {
            return Ok(false);
        }
        let new = Box::new(Leaf::new(hash, key.clone(), new));
        let held = spot.lock(&wait)?;
        match held.find(key).filter(|found| found.leaf.value == *current) {
            Some(found) => {
                held.replace(found, new);
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// In the order of the hashes, pinned for the whole walk. Keys that come to a place ahead of
    /// it are visited.
    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) -> Result<(), W::Refusal> {
        let mut left = limit;
        self.map.walk(&self.participant.pin(), |_, child| {
            let Child::Leaf(leaf) = child else { return Continue(()) };
            if left == 0 {
                return Break(());
            }
            left -= 1;
            visit(&leaf.key, &leaf.value);
            Continue(())
        });
        Ok(())
    }

    fn clear(&mut self) -> Result<(), W::Refusal> {
        self.map.clear(&self.participant.pin());
        self.map.cleared.wait(|| self.participant.give_way());
        Ok(())
    }

    fn rest(&mut self) {
        self.participant.rest();
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        let mut entries = 0;
        self.for_each(usize::MAX, |_, _| entries += 1)?;
        Ok(entries)
    }

    fn is_empty(&mut self) -> Result<bool, W::Refusal> {
        let mut empty = true;
        self.for_each(1, |_, _| empty = false)?;
        Ok(empty)
    }
}

/// A leaf of two u64 and an inner node with their allocator's headers, 64-bit pointers.
const LEAF: u64 = 48;
const NODE: u64 = 160;

/// The workloads' keys make 0.33 to 0.39 inner nodes per entry, in waves as the number grows; that
/// is what evenly spread hashes are expected to make.
const fn footprint(entries: u64) -> u64 {
    entries * LEAF + (entries * 9 / 20 + 64) * NODE + SLACK
}

#[cfg(not(feature = "loom"))]
const _: () = {
    assert!(size_of::<Leaf<u64, u64>>() as u64 + 16 <= LEAF);
    assert!(size_of::<Node<u64, u64>>() as u64 + 16 <= NODE);
};

impl Strategy for HashTrie {
    const ROW: Row = Row {
        id: "hash-trie",
        label: Words::name("Hash trie", "哈希字典树"),
        summary: Words::new(
            "A 16-ary trie over the hash with a lock per inner node, as in Go's sync.Map since 1.24.",
            "以哈希为路径的 16 叉字典树，每个内部节点一把锁；Go 1.24 起的 sync.Map 即用此结构。",
        ),
        trade_offs: Words::new(
            "Reads take no lock and writes to different keys rarely share one; it never rehashes, \
             and removed entries and empty nodes are given back at once. It pays with several \
             dependent loads per access, an allocation per write and several times a hash table's \
             memory; writers of one key still wait for each other, and the length is counted by \
             walking.",
            "读取不加锁，写不同的键很少争用同一把锁；从不整体重新散列，删除的条目与空节点立即归还。\
             代价是每次访问要连续多次解引用、每次写入都要分配内存、内存是哈希表的数倍；\
             写同一个键仍须互相等待，长度要遍历才能得知。",
        ),
        source: Source {
            title: "Go 1.24, internal/sync.HashTrieMap",
            url: Some("https://go.dev/src/internal/sync/hashtriemap.go"),
        },
        effort: Effort::Ready,
        available: Available {
            go: Some(Words::new("sync.Map of Go 1.24 and later", "Go 1.24 及以后的 sync.Map")),
            rust: None,
            bounded: false,
        },
        param: None,
        variants: &[],
        extra_threads: 0,
        presizes: false,
        guarantees: Guarantees {
            stores: true,
            linearizable: true,
            atomic_update: true,
            displaced: true,
            iteration: Iteration::Weak,
            ordered: false,
            // The way down is at most 16 steps and the chain, but each so many pins help to
            // reclaim, which is lock-free only.
            reads: Progress::LockFree,
            writes: Progress::Blocking,
            allocates: Allocation::PerWrite,
            after_removal: Retention::Returned,
            deadline: Reach::Full,
            panics: Panics::CONTAINED,
        },
        inside: Some(Inside {
            gauges: &[
                gauge("entries", Words::new("entries", "条目")),
                gauge("nodes", Words::new("inner nodes", "内部节点")),
                gauge("levels", Words::new("levels", "层数")),
            ],
            part: None,
            part_gauges: &[],
        }),
        withheld: None,
        footprint: |_, entries| footprint(entries),
    };

    fn build<Vis: Visitor>(_spec: &MapSpec, visitor: Vis) -> Vis::Output {
        let map = HashTrieMap::<Vis::Key, Vis::Value, _>::new(visitor.hasher());
        visitor.visit(map)
    }
}

const fn gauge(id: &'static str, label: Words) -> Gauge {
    Gauge { id, label, kind: GaugeKind::Level }
}
