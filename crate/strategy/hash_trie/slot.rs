//! A key's place in the trie: first as a reader sees it, then locked for a write.
//!
//! The way down takes no lock and ends at a slot that is empty or has a leaf. A write then locks
//! the slot's node and looks again. If the node was pruned meanwhile, or the slot leads further
//! down, the way starts over from the root; otherwise the slot is this thread's until it unlocks,
//! since every write to a slot or to the chain in it is made under its node's lock.
//!
//! Only pruning holds two locks, a node's and then its parent's, so waits go upwards and end. A write can
//! be refused the lock of its spot; pruning, which comes after the write, waits for as long as it takes.

use super::node::{Child, Leaf, Link, Node, Shared, State, digit};
use super::{Fault, HashTrieMap};
use crate::base::sync::MutexGuard;
use crate::strategy::parts::reclaim::Guard;
use crate::strategy::wait::{Forever, Wait};
use crate::strategy::{Hasher, Key, Value};

/// Where the way down for a hash ended.
pub struct Spot<'g, K: Key, V: Value, S: Hasher> {
    map: &'g HashTrieMap<K, V, S>,
    guard: &'g Guard<'g>,
    hash: u64,
    node: Shared<'g, Node<K, V>>,
    depth: u32,
    /// The leaf that was there.
    head: Option<Shared<'g, Leaf<K, V>>>,
}

/// A spot whose node is locked, alive, and has no node in this slot.
pub struct Held<'s, 'g, K: Key, V: Value, S: Hasher> {
    spot: &'s Spot<'g, K, V, S>,
    state: MutexGuard<'g, State>,
}

/// A leaf and the link that leads to it: its slot, or the leaf before it in the chain.
pub struct Found<'g, K, V> {
    link: &'g Link<K, V>,
    pub leaf: Shared<'g, Leaf<K, V>>,
}

impl<'g, K: Key, V: Value, S: Hasher> Spot<'g, K, V, S> {
    #[inline]
    pub fn reach(map: &'g HashTrieMap<K, V, S>, hash: u64, guard: &'g Guard<'g>) -> Self {
        let mut node = map.root(guard);
        let mut depth = 0;
        loop {
            let head = match node.get().slot(hash, depth).load(guard) {
                Child::Node(child) => {
                    node = child;
                    depth += 1;
                    continue;
                }
                Child::Leaf(leaf) => Some(leaf),
                Child::Empty => None,
            };
            return Self { map, guard, hash, node, depth, head };
        }
    }

    /// The key's leaf, if it is there. Finding none in a node that was pruned meanwhile is right:
    /// the node was empty when it was pruned and alive when this operation came upon it.
    #[inline]
    pub fn find(&self, key: &K) -> Option<&'g Leaf<K, V>> {
        let leaf = self.head?.find(self.hash, key, self.guard)?;
        Some(leaf.get())
    }

    /// Locks the spot, or the one that the way down has come to end at, unless the wait is over first.
    #[inline]
    pub fn lock<W: Wait>(&mut self, wait: &W) -> Result<Held<'_, 'g, K, V, S>, W::Refusal> {
        let state = self.lock_here_or_on(wait)?;
        Ok(Held { spot: self, state })
    }

    fn lock_here_or_on<W: Wait>(&mut self, wait: &W) -> Result<MutexGuard<'g, State>, W::Refusal> {
        loop {
            let state = self.node.get().lock(wait)?;
            let child = self.slot().load(self.guard);
            let dead = state.dead && !self.map.injected(Fault::NoLookAtDead);
            if !dead && !child.is_node() {
                if !self.map.injected(Fault::NoLookAtSlot) {
                    self.head = child.leaf();
                }
                return Ok(state);
            }
            drop(state);
            *self = Self::reach(self.map, self.hash, self.guard);
        }
    }

    fn slot(&self) -> &'g Link<K, V> {
        self.node.get().slot(self.hash, self.depth)
    }
}

impl<'g, K: Key, V: Value, S: Hasher> Held<'_, 'g, K, V, S> {
    /// The key's leaf, with the link to change if it is to be replaced or removed.
    pub fn find(&self, key: &K) -> Option<Found<'g, K, V>> {
        let Spot { guard, hash, head, .. } = *self.spot;
        let mut leaf = head.filter(|head| head.hash == hash)?;
        let mut link = self.spot.slot();
        while leaf.key != *key {
            link = &leaf.get().next;
            leaf = link.leaf(guard)?;
        }
        Some(Found { link, leaf })
    }

    /// Puts a leaf in the place of another of the same key; returns the other, which stays
    /// readable while the guard lasts.
    pub fn replace(self, found: Found<'g, K, V>, new: Box<Leaf<K, V>>) -> &'g Leaf<K, V> {
        let Self { spot: &Spot { guard, .. }, state } = self;
        let Found { link, leaf: old } = found;
        if let Some(next) = old.next.leaf(guard) {
            new.next.store(Child::Leaf(next));
        }
        link.store(Child::Leaf(Shared::new(new)));
        drop(state);
        // SAFETY: no link that can be reached from the root leads here any more: the one in the slot or its
        // chain was just changed, under the lock.
        unsafe { old.retire(guard) };
        old.get()
    }

    /// Adds the leaf of a key that is not there: alone, before the leaves of the same hash, or
    /// below as many new nodes as it takes to tell it from a leaf of another hash.
    pub fn add(self, new: Box<Leaf<K, V>>) {
        let Self { spot, mut state } = self;
        let (slot, new) = (spot.slot(), Shared::new(new));
        match spot.head {
            None => {
                slot.store(Child::Leaf(new));
                state.used += 1;
            }
            Some(head) if head.hash == spot.hash => {
                new.next.store(Child::Leaf(head));
                slot.store(Child::Leaf(new));
            }
            Some(head) => {
                let fork = fork(spot.node, spot.depth + 1, head, new);
                #[cfg(feature = "loom")]
                if spot.map.injected(Fault::UnorderedFork) {
                    return slot.store_unordered(Child::Node(fork));
                }
                slot.store(Child::Node(fork));
            }
        }
    }

    /// Takes the leaf out and prunes what that leaves empty; returns the leaf, which stays
    /// readable while the guard lasts.
    pub fn remove(mut self, found: Found<'g, K, V>) -> &'g Leaf<K, V> {
        let guard = self.spot.guard;
        let Found { link, leaf } = found;
        match leaf.next.leaf(guard) {
            Some(next) => link.store(Child::Leaf(next)),
            None => link.store(Child::Empty),
        }
        if matches!(self.spot.slot().load(guard), Child::Empty) {
            self.state.used -= 1;
        }
        self.prune();
        // SAFETY: no link that can be reached from the root leads here any more: the one in the slot or its
        // chain was just changed, under the lock.
        unsafe { leaf.retire(guard) };
        leaf.get()
    }

    /// Takes the node out of its parent if it is empty, then the parent likewise. A node that is
    /// left with a single leaf stays.
    fn prune(self) {
        let Self { spot, mut state } = self;
        let Spot { map, guard, hash, node: lowest, mut depth, .. } = *spot;
        let mut node = lowest;
        while state.used == 0
            && let Some(parent) = node.parent(guard)
        {
            let mut above;
            if map.injected(Fault::PruneUnlocked) {
                drop(state);
                above = lock(parent);
                state = lock(node);
            } else {
                // No one can prune the parent while this node is in it, so it is alive.
                above = lock(parent);
            }
            depth -= 1;
            parent.slot(hash, depth).store(Child::Empty);
            above.used -= 1;
            state.dead = true;
            state = above;
            node = parent;
        }
        drop(state);
        let mut dead = lowest;
        while dead != node {
            let above = dead.parent(guard).expect("only nodes with a parent are pruned");
            // SAFETY: no link that can be reached from the root leads here any more: its parent's was emptied
            // above, under the lock.
            unsafe { dead.retire(guard) };
            dead = above;
        }
    }
}

fn lock<K: 'static, V: 'static>(node: Shared<'_, Node<K, V>>) -> MutexGuard<'_, State> {
    let Ok(state) = node.get().lock(&Forever);
    state
}

/// A node at `depth` that leads to both leaves, whose hashes differ below `parent`.
fn fork<'g, K: Key, V: Value>(
    parent: Shared<'g, Node<K, V>>,
    depth: u32,
    one: Shared<'g, Leaf<K, V>>,
    other: Shared<'g, Leaf<K, V>>,
) -> Shared<'g, Node<K, V>> {
    let together = digit(one.hash, depth) == digit(other.hash, depth);
    let node = Shared::new(Box::new(Node::below(parent, if together { 1 } else { 2 })));
    if together {
        let below = fork(node, depth + 1, one, other);
        node.slot(one.hash, depth).store(Child::Node(below));
    } else {
        node.slot(one.hash, depth).store(Child::Leaf(one));
        node.slot(other.hash, depth).store(Child::Leaf(other));
    }
    node
}
