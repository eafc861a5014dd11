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

mod node;
mod slot;

use super::parts::reclaim::{BAGFUL, Guard, Participant, Reclaimer, SLACK};
use super::row::{Allocation, Panics, Progress, Retention};
use super::{
    ConcurrentMap, Gauge, GaugeKind, Guarantees, Hasher, Inside, Iteration, Key, MapHandle,
    MapSpec, Merge, Row, Source, Strategy, Value, Visitor,
};
use crate::base::sync::atomic::AtomicPtr;
use crate::base::sync::atomic::Ordering::{AcqRel, Acquire};
use crate::base::words::Words;
use crossbeam_utils::CachePadded;
use node::{Child, Leaf, Node, Shared};
use slot::Spot;
use std::marker::PhantomData;
use std::ops::ControlFlow::{self, Break, Continue};
use std::sync::Arc;
// No part of what is modelled: it only says who waits.
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub struct HashTrie;

pub struct HashTrieMap<K: Key, V: Value, S: Hasher> {
    root: AtomicPtr<Node<K, V>>,
    hasher: S,
    reclaimer: Reclaimer,
    cleared: Arc<CachePadded<Backlog>>,
    #[cfg(loom)]
    fault: Option<Fault>,
    entries: PhantomData<(K, V)>,
}

/// Trees that were cleared and are not freed yet.
#[derive(Default)]
struct Backlog {
    /// What hangs on them.
    entries: AtomicUsize,
    /// Trees that were freed, and one more than that when somebody last waited in vain.
    freed: AtomicUsize,
    stuck: AtomicUsize,
}

/// Whoever clears waits where more than this hangs on cleared trees, some megabytes: with more threads
/// than processors, millions of small trees could be cleared while one pinned thread waits for its
/// turn. Not for long, and where nothing comes of it only once, because a thread that walks or rests may
/// stay pinned.
const MOST_CLEARED: usize = 1 << 16;
const MOST_WAITS: usize = 100;
const VAIN_WAITS: usize = 10;
/// A tree that is large counts for many, so that few such trees wait.
const LARGE: usize = MOST_CLEARED / 4;

impl Backlog {
    /// Until it is small enough, or it is no use to wait.
    fn wait(&self, give_way: impl Fn()) {
        let (mut before, mut vain) = (self.freed.load(Relaxed), 0);
        for _ in 0..MOST_WAITS {
            let stuck = self.stuck.load(Relaxed) == before + 1;
            if self.entries.load(Relaxed) <= MOST_CLEARED || stuck {
                return;
            }
            give_way();
            let freed = self.freed.load(Relaxed);
            vain = if freed == before { vain + 1 } else { 0 };
            if vain == VAIN_WAITS {
                self.stuck.store(freed + 1, Relaxed);
            }
            before = freed;
        }
    }
}

/// A tree that was cleared, until the last who may be in it has gone.
struct Cleared<K: 'static, V: 'static> {
    root: *mut Node<K, V>,
    entries: usize,
    all: Arc<CachePadded<Backlog>>,
}

impl<K, V> Drop for Cleared<K, V> {
    fn drop(&mut self) {
        self.all.entries.fetch_sub(self.entries, Relaxed);
        self.all.freed.fetch_add(1, Relaxed);
        // SAFETY: the box of a root that nobody can find any more, and this is dropped once, by the
        // reclaimer.
        drop(unsafe { Box::from_raw(self.root) });
    }
}

/// Whether a bagful of leaves and nodes or more is below that root.
fn is_bagful<K, V>(root: &Node<K, V>, guard: &Guard<'_>) -> bool {
    let mut left = BAGFUL;
    let mut count = |_, _: Child<K, V>| {
        left -= 1;
        if left == 0 { Break(()) } else { Continue(()) }
    };
    root.walk(0, guard, &mut count).is_break()
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
            #[cfg(loom)]
            fault: None,
            entries: PhantomData,
        }
    }

    #[cfg(loom)]
    pub fn with_fault(hasher: S, fault: Fault) -> Self {
        let mut map = Self::new(hasher);
        map.fault = Some(fault);
        map
    }

    /// Whether the model has injected this bug; never outside models.
    #[inline(always)]
    fn injected(&self, _fault: Fault) -> bool {
        #[cfg(loom)]
        return self.fault == Some(_fault);
        #[cfg(not(loom))]
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
        #[cfg(loom)]
        if self.injected(Fault::ClearInPlace) {
            let root = self.root(guard);
            return (0..16).for_each(|at| root.slot(at << 60, 0).store(Child::Empty));
        }
        if self.root(guard).get().is_idle_and_empty() {
            return;
        }
        let empty = Box::into_raw(Box::new(Node::root()));
        let root = self.root.swap(empty, AcqRel);
        // SAFETY: a box's pointer, which is not freed while the guard lives.
        let is_large = cfg!(not(loom)) && is_bagful(unsafe { &*root }, guard);
        let entries = if is_large { LARGE } else { BAGFUL / 8 };
        let all = Arc::clone(&self.cleared);
        all.entries.fetch_add(entries, Relaxed);
        // SAFETY: the box was made here, and the swap took the tree from the only place where a thread
        // could find it.
        unsafe { guard.retire(Box::into_raw(Box::new(Cleared { root, entries, all }))) };
        guard.flush_if(|| is_large);
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
    type Handle<'map> = HashTrieHandle<'map, K, V, S>;

    fn handle(&self) -> Self::Handle<'_> {
        HashTrieHandle { map: self, participant: self.reclaimer.join() }
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
/// where a participant stays pinned from one to the next there is no fence between them.
pub struct HashTrieHandle<'map, K: Key, V: Value, S: Hasher> {
    map: &'map HashTrieMap<K, V, S>,
    participant: Participant<'map>,
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for HashTrieHandle<'_, K, V, S> {
    #[inline]
    fn get(&mut self, key: &K) -> Option<V> {
        let hash = self.map.hasher.hash_one(key);
        let guard = self.participant.pin();
        let leaf = Spot::reach(self.map, hash, &guard).find(key)?;
        Some(leaf.value.clone())
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.map.hasher.hash_one(&key);
        let guard = self.participant.pin();
        let new = Box::new(Leaf::new(hash, key, value));
        let held = Spot::reach(self.map, hash, &guard).lock();
        match held.find(&new.key) {
            Some(found) => Some(held.replace(found, new).value.clone()),
            None => {
                held.add(new);
                None
            }
        }
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        let hash = self.map.hasher.hash_one(key);
        let guard = self.participant.pin();
        let spot = Spot::reach(self.map, hash, &guard);
        spot.find(key)?;
        let held = spot.lock();
        let found = held.find(key)?;
        Some(held.remove(found).value.clone())
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let hash = self.map.hasher.hash_one(&key);
        let guard = self.participant.pin();
        let room = Box::new_uninit();
        let held = Spot::reach(self.map, hash, &guard).lock();
        let found = held.find(&key);
        let value = merge(found.as_ref().map(|found| &found.leaf.value), &operand);
        let new = Box::write(room, Leaf::new(hash, key, value));
        match found {
            Some(found) => Some(held.replace(found, new).value.clone()),
            None => {
                held.add(new);
                None
            }
        }
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.map.hasher.hash_one(&key);
        let guard = self.participant.pin();
        let spot = Spot::reach(self.map, hash, &guard);
        if let Some(leaf) = spot.find(&key) {
            return Some(leaf.value.clone());
        }
        let new = Box::new(Leaf::new(hash, key, value));
        let held = spot.lock();
        match held.find(&new.key) {
            Some(found) => {
                drop(held);
                Some(found.leaf.value.clone())
            }
            None => {
                held.add(new);
                None
            }
        }
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let hash = self.map.hasher.hash_one(key);
        let guard = self.participant.pin();
        let spot = Spot::reach(self.map, hash, &guard);
        if spot.find(key).is_none_or(|leaf| leaf.value != *current) {
            return false;
        }
        let new = Box::new(Leaf::new(hash, key.clone(), new));
        let held = spot.lock();
        match held.find(key).filter(|found| found.leaf.value == *current) {
            Some(found) => {
                held.replace(found, new);
                true
            }
            None => false,
        }
    }

    /// In the order of the hashes, pinned for the whole walk. Keys that come to a place ahead of
    /// it are visited.
    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
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
    }

    fn clear(&mut self) {
        self.map.clear(&self.participant.pin());
        self.map.cleared.wait(|| self.participant.give_way());
    }

    fn rest(&mut self) {
        self.participant.rest();
    }

    fn len(&mut self) -> usize {
        let mut entries = 0;
        self.for_each(usize::MAX, |_, _| entries += 1);
        entries
    }

    fn is_empty(&mut self) -> bool {
        let mut empty = true;
        self.for_each(1, |_, _| empty = false);
        empty
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

#[cfg(not(loom))]
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
            // The way down is at most 16 steps and the chain, but each so many pins help to
            // reclaim, which is lock-free only.
            reads: Progress::LockFree,
            writes: Progress::Blocking,
            allocates: Allocation::PerWrite,
            after_removal: Retention::Returned,
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

#[cfg(all(test, not(loom)))]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn nobody_waits_in_vain_a_second_time() {
        let backlog = Backlog::default();
        let waits = || {
            let waits = Cell::new(0);
            backlog.wait(|| waits.set(waits.get() + 1));
            waits.into_inner()
        };
        assert_eq!(waits(), 0);
        backlog.entries.store(MOST_CLEARED + 1, Relaxed);
        assert_eq!([waits(), waits()], [VAIN_WAITS, 0]);
        backlog.freed.store(1, Relaxed);
        assert_eq!([waits(), waits()], [VAIN_WAITS, 0]);

        // While it gets less there is no end to it before the last wait.
        let freeing = || {
            let waits = Cell::new(0);
            backlog.wait(|| {
                waits.set(waits.get() + 1);
                backlog.freed.fetch_add(1, Relaxed);
            });
            waits.into_inner()
        };
        backlog.freed.fetch_add(1, Relaxed);
        assert_eq!([freeing(), freeing()], [MOST_WAITS; 2]);
    }
}
