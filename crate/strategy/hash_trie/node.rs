//! What the trie is made of: leaves, inner nodes, and the links between them.
//!
//! A link is one word: empty, a leaf, or an inner node, told apart by the lowest bit, so that a
//! reader need not touch what it points to in order to know. All unsafe code of the trie, here, in
//! `slot` and at the root, rests on one rule: what a link points to came from a `Box`, and is retired
//! once, by the thread that changed the last link by which whoever begins at the root could come to
//! it. Hence whatever a guard's holder has loaded stays until the guard is gone. Other ways to it may
//! be left, for those who are on them already: a leaf that was taken out of a chain leads on to the
//! leaves behind it, and for a moment one that is being forked hangs both below the new node and above.

use crate::base::sync::atomic::AtomicPtr;
use crate::base::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use crate::base::sync::{Mutex, MutexGuard};
use crate::strategy::parts::reclaim::Guard;
use crate::strategy::wait::{Wait, take};
use std::marker::PhantomData;
use std::ops::{ControlFlow, Deref};
use std::sync::TryLockError;

/// Slots of an inner node.
pub const FANOUT: usize = 1 << DIGIT_BITS;
const DIGIT_BITS: u32 = 4;

/// Which slot a hash takes in a node of that depth: four bits a level, from the top. Below depth
/// 15 no bits are left, nor is a node ever needed there: two hashes differ at 15 if not above.
#[inline]
pub fn digit(hash: u64, depth: u32) -> usize {
    ((hash << (depth * DIGIT_BITS)) >> (u64::BITS - DIGIT_BITS)) as usize
}

/// A pointer to something that outlives the guard `'g`. Unlike a reference it may be retired.
pub struct Shared<'g, T> {
    pointer: *mut T,
    guard: PhantomData<&'g T>,
}

impl<T> Clone for Shared<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shared<'_, T> {}

impl<T> PartialEq for Shared<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.pointer == other.pointer
    }
}

impl<'g, T> Shared<'g, T> {
    /// Gives the box away, to be published or to be retired.
    pub fn new(boxed: Box<T>) -> Self {
        // SAFETY: a box's pointer, and nobody frees it before it is retired.
        unsafe { Self::from_raw(Box::into_raw(boxed)) }
    }

    /// # Safety
    /// `pointer` comes from a `Box` that is not freed while `'g` lasts.
    pub unsafe fn from_raw(pointer: *mut T) -> Self {
        Self { pointer, guard: PhantomData }
    }

    #[inline]
    pub fn get(self) -> &'g T {
        // SAFETY: not freed while 'g lasts, and nobody makes a `&mut` of what is shared.
        unsafe { &*self.pointer }
    }

    /// # Safety
    /// The link that led here was changed by this thread, no link that can be reached from the root
    /// leads here any more, and none will.
    pub unsafe fn retire(self, guard: &Guard<'_>)
    where
        T: 'static,
    {
        // SAFETY: the caller's promise; the pointer is a box's by `from_raw`.
        unsafe { guard.retire(self.pointer) }
    }
}

impl<T> Deref for Shared<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.get()
    }
}

/// What a link leads to.
pub enum Child<'g, K: 'static, V: 'static> {
    Empty,
    Leaf(Shared<'g, Leaf<K, V>>),
    Node(Shared<'g, Node<K, V>>),
}

pub struct Link<K, V> {
    word: AtomicPtr<()>,
    target: PhantomData<(K, V)>,
}

/// Set in a link that leads to an inner node.
const NODE: usize = 1;

impl<K: 'static, V: 'static> Link<K, V> {
    pub fn empty() -> Self {
        Self { word: AtomicPtr::new(std::ptr::null_mut()), target: PhantomData }
    }

    /// What is there, whole: acquires what the storing thread released.
    #[inline]
    pub fn load<'g>(&self, _guard: &'g Guard<'_>) -> Child<'g, K, V> {
        // SAFETY: the guard was there before the word was loaded, and the target was linked then.
        unsafe { Self::read(self.word.load(Acquire)) }
    }

    /// The leaf that is there, in a link that never leads to a node.
    #[inline]
    pub fn leaf<'g>(&self, guard: &'g Guard<'_>) -> Option<Shared<'g, Leaf<K, V>>> {
        self.load(guard).leaf()
    }

    pub fn store(&self, child: Child<'_, K, V>) {
        self.word.store(child.word(), Release);
    }

    /// What a store must not be: readers may follow the link and find what it leads to unwritten.
    #[cfg(feature = "loom")]
    pub fn store_unordered(&self, child: Child<'_, K, V>) {
        self.word.store(child.word(), Relaxed);
    }

    /// # Safety
    /// The word was loaded from a link, and what it points to lasts for `'g`.
    #[inline]
    unsafe fn read<'g>(word: *mut ()) -> Child<'g, K, V> {
        if word.is_null() {
            Child::Empty
        } else if word.addr() & NODE == 0 {
            // SAFETY: only leaves are stored without the mark.
            Child::Leaf(unsafe { Shared::from_raw(word.cast()) })
        } else {
            // SAFETY: only nodes are stored with the mark.
            Child::Node(unsafe { Shared::from_raw(word.map_addr(|addr| addr & !NODE).cast()) })
        }
    }
}

impl<'g, K: 'static, V: 'static> Child<'g, K, V> {
    #[inline]
    pub fn leaf(self) -> Option<Shared<'g, Leaf<K, V>>> {
        match self {
            Child::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }

    pub fn is_node(&self) -> bool {
        matches!(self, Child::Node(_))
    }

    fn word(&self) -> *mut () {
        const { assert!(align_of::<Leaf<K, V>>() > NODE && align_of::<Node<K, V>>() > NODE) };
        match self {
            Child::Empty => std::ptr::null_mut(),
            Child::Leaf(leaf) => leaf.pointer.cast(),
            Child::Node(node) => node.pointer.map_addr(|addr| addr | NODE).cast(),
        }
    }
}

/// One entry. It never changes but for its link: a new value comes as a new leaf.
pub struct Leaf<K, V> {
    pub hash: u64,
    pub key: K,
    pub value: V,
    /// The next leaf of the same hash, all 64 bits of it. Written under the lock of the node
    /// whose slot holds the chain.
    pub next: Link<K, V>,
}

impl<K: 'static, V: 'static> Leaf<K, V> {
    pub fn new(hash: u64, key: K, value: V) -> Self {
        Self { hash, key, value, next: Link::empty() }
    }
}

impl<'g, K: Eq + 'static, V: 'static> Shared<'g, Leaf<K, V>> {
    /// The leaf of that key in the chain that begins here.
    ///
    /// New leaves come in at the chain's head and a replaced one keeps its place, so this ends
    /// whatever others do. A leaf that was taken out still leads to what followed it then: all
    /// of that was in the map at that moment, which lies within this operation.
    #[inline]
    pub fn find(self, hash: u64, key: &K, guard: &'g Guard<'_>) -> Option<Self> {
        if self.hash != hash {
            return None;
        }
        let mut leaf = self;
        while leaf.key != *key {
            leaf = leaf.next.leaf(guard)?;
        }
        Some(leaf)
    }
}

/// An inner node.
pub struct Node<K: 'static, V: 'static> {
    slots: [Link<K, V>; FANOUT],
    state: Mutex<State>,
    /// Null in a root.
    parent: *mut Node<K, V>,
}

/// What a node's lock guards besides all writes to its slots.
pub struct State {
    /// Slots that are not empty.
    pub used: u8,
    /// Taken out of its parent, for good. What is stored here is lost.
    pub dead: bool,
}

impl<K: 'static, V: 'static> Node<K, V> {
    pub fn root() -> Self {
        Self::new(std::ptr::null_mut(), 0)
    }

    /// A node for below `parent`, which is about to get so many children.
    pub fn below(parent: Shared<'_, Self>, used: u8) -> Self {
        Self::new(parent.pointer, used)
    }

    fn new(parent: *mut Self, used: u8) -> Self {
        let slots = std::array::from_fn(|_| Link::empty());
        Self { slots, state: Mutex::new(State { used, dead: false }), parent }
    }

    #[inline]
    pub fn slot(&self, hash: u64, depth: u32) -> &Link<K, V> {
        &self.slots[digit(hash, depth)]
    }

    /// The keys' and values' own code runs under this lock, but only before anything is changed,
    /// so a panic there has spoilt nothing.
    pub fn lock<W: Wait>(&self, wait: &W) -> Result<MutexGuard<'_, State>, W::Refusal> {
        take(&self.state, wait)
    }

    /// Whether nothing is in it while nobody is at work on it.
    pub fn is_idle_and_empty(&self) -> bool {
        match self.state.try_lock() {
            Ok(state) => state.used == 0,
            Err(TryLockError::Poisoned(state)) => state.into_inner().used == 0,
            Err(TryLockError::WouldBlock) => false,
        }
    }

    /// Visits the leaves and nodes below this one, which is at `depth`, in the order of their
    /// hashes. Each slot is looked at once: what comes into a slot ahead will be met, and a key
    /// that is there throughout is met once, because no other slot can lead to it.
    pub fn walk<'g>(
        &self,
        depth: u32,
        guard: &'g Guard<'_>,
        visit: &mut impl FnMut(u32, Child<'g, K, V>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        for slot in &self.slots {
            match slot.load(guard) {
                Child::Empty => {}
                Child::Node(node) => {
                    visit(depth + 1, Child::Node(node))?;
                    node.walk(depth + 1, guard, visit)?;
                }
                Child::Leaf(head) => {
                    let mut next = Some(head);
                    while let Some(leaf) = next {
                        visit(depth + 1, Child::Leaf(leaf))?;
                        next = leaf.next.leaf(guard);
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }
}

impl<'g, K: 'static, V: 'static> Shared<'g, Node<K, V>> {
    /// The node above. The caller holds this node's lock and found it alive, or did so earlier
    /// under the same guard.
    pub fn parent(self, _guard: &'g Guard<'_>) -> Option<Self> {
        let parent = self.get().parent;
        // SAFETY: a living node's parent is not empty and so has not been retired; if it has been
        // since, the guard keeps it.
        (!parent.is_null()).then(|| unsafe { Self::from_raw(parent) })
    }
}

impl<K: 'static, V: 'static> Drop for Node<K, V> {
    /// Frees what hangs below: nothing in a node that was pruned, everything in a root. By now no
    /// other thread has a guard from the time when this node could be reached.
    fn drop(&mut self) {
        let free = |leaf: *mut Leaf<K, V>| {
            // SAFETY: linked still, hence not retired; its link is taken and not followed again.
            let leaf = unsafe { Box::from_raw(leaf) };
            leaf.next.word.load(Relaxed).cast()
        };
        for slot in &self.slots {
            // SAFETY: linked still, hence not retired, and all ours.
            match unsafe { Link::<K, V>::read(slot.word.load(Relaxed)) } {
                Child::Empty => {}
                // SAFETY: as above.
                Child::Node(node) => drop(unsafe { Box::from_raw(node.pointer) }),
                Child::Leaf(head) => {
                    let mut leaf = head.pointer;
                    while !leaf.is_null() {
                        leaf = free(leaf);
                    }
                }
            }
        }
    }
}
