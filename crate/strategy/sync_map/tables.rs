//! The tables of the read/dirty map: who points to an entry, and who frees it.
//!
//! Tables share entries and own none. The dirty table, where there is one, has every entry that
//! can come back; an entry that only the read table has is expunged. So what a replaced read table
//! leaves behind is known under the lock and retired as one box.

use super::entry::{Entry, State};
use crate::base::sync::atomic::{AtomicBool, Ordering::SeqCst};
use hashbrown::HashTable;
use std::mem;
use std::ptr::NonNull;

/// A table's pointer to an entry. Tables share entries and own none: an entry is freed by whoever
/// takes it out of the last table that can still be found.
pub struct Link<K, V>(NonNull<Entry<K, V>>);

impl<K, V> Clone for Link<K, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, V> Copy for Link<K, V> {}

// SAFETY: a link gives shared access to keys and values (hence `Sync`) and lets any thread drop
// them (hence `Send`).
unsafe impl<K: Send + Sync, V: Send + Sync> Send for Link<K, V> {}
// SAFETY: as above; a shared link can be copied.
unsafe impl<K: Send + Sync, V: Send + Sync> Sync for Link<K, V> {}

impl<K, V> Link<K, V> {
    pub fn new(entry: Entry<K, V>) -> Self {
        Self(NonNull::from(Box::leak(Box::new(entry))))
    }

    /// # Safety
    /// The entry is not freed during `'a`.
    #[inline]
    pub unsafe fn entry<'a>(self) -> &'a Entry<K, V> {
        // SAFETY: the caller's promise; entries are only ever borrowed shared.
        unsafe { self.0.as_ref() }
    }

    /// The box that the link was made from, for the reclaimer.
    pub fn into_raw(self) -> *mut Entry<K, V> {
        self.0.as_ptr()
    }
}

/// A hash table of links.
///
/// Whoever holds a reference to one can rely on its entries: those of the read table are retired
/// no earlier than the table itself, which the guard that found it outlives, and those of the
/// dirty table leave it only under the lock.
pub struct Links<K, V>(HashTable<Link<K, V>>);

impl<K, V> Links<K, V> {
    pub fn with_capacity(capacity: usize) -> Self {
        Self(HashTable::with_capacity(capacity))
    }

    #[inline]
    pub fn find(&self, hash: u64, key: &K) -> Option<&Entry<K, V>>
    where
        K: Eq,
    {
        self.find_link(hash, key).map(|link| {
            // SAFETY: the entries of a table last as long as a reference to it.
            unsafe { link.entry() }
        })
    }

    #[inline]
    pub fn find_link(&self, hash: u64, key: &K) -> Option<Link<K, V>>
    where
        K: Eq,
    {
        // SAFETY: the entries of a table last as long as a reference to it.
        self.0.find(hash, |link| unsafe { link.entry() }.key == *key).copied()
    }

    /// Adds an entry whose key the table does not have.
    pub fn add(&mut self, link: Link<K, V>) {
        // SAFETY: the caller has the entry in a table or has just made it; and as below.
        let hash = |link: &Link<K, V>| unsafe { link.entry() }.hash;
        self.0.insert_unique(hash(&link), link, hash);
    }

    pub fn remove(&mut self, hash: u64, key: &K) -> Option<Link<K, V>>
    where
        K: Eq,
    {
        // SAFETY: the entries of a table last as long as a reference to it.
        let equal = |link: &Link<K, V>| unsafe { link.entry() }.key == *key;
        Some(self.0.find_entry(hash, equal).ok()?.remove().0)
    }

    pub fn links(&self) -> impl Iterator<Item = Link<K, V>> {
        self.0.iter().copied()
    }

    pub fn entries(&self) -> impl Iterator<Item = &Entry<K, V>> {
        // SAFETY: the entries of a table last as long as a reference to it.
        self.links().map(|link| unsafe { link.entry() })
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

pub struct Read<K, V> {
    pub links: Links<K, V>,
    /// The dirty table has keys that this one lacks. Set once, never cleared: a reader that still
    /// finds it clear was there before the first such key.
    pub amended: AtomicBool,
}

impl<K, V> Read<K, V> {
    pub fn new(links: Links<K, V>) -> Self {
        Self { links, amended: AtomicBool::new(false) }
    }

    #[inline]
    pub fn amended(&self) -> bool {
        self.amended.load(SeqCst)
    }
}

/// What the mutex guards.
pub struct Dirty<K, V> {
    /// There exactly while the read table is amended. Has all of that table's entries that are not
    /// expunged.
    pub links: Option<Links<K, V>>,
    /// What the copy into this table expunged; some may have been brought back since. Nothing is
    /// expunged twice before the next promotion, so those still expunged then are not in `links`.
    pub expunged: Vec<Link<K, V>>,
    pub misses: usize,
    pub promotions: u64,
}

/// Entries that no table has any more.
pub struct Unlinked<K, V>(pub Vec<Link<K, V>>);

impl<K, V> Drop for Unlinked<K, V> {
    fn drop(&mut self) {
        for link in self.0.drain(..) {
            // SAFETY: every link was made from a box, is in no table that a thread can find, and
            // is dropped here once.
            drop(unsafe { Box::from_raw(link.into_raw()) });
        }
    }
}

impl<K, V> Dirty<K, V> {
    /// Entries that no table has once this dirty table has become the read table.
    pub fn left_out(&mut self) -> Unlinked<K, V> {
        let mut left_out = mem::take(&mut self.expunged);
        // SAFETY: the entries are in the read table, which is current while the lock is held.
        left_out.retain(|link| unsafe { link.entry() }.state() == State::Expunged);
        Unlinked(left_out)
    }

    /// Entries that no table has once both are gone. Leaves no dirty table.
    pub fn everything(&mut self, read: &Read<K, V>) -> Unlinked<K, V> {
        let mut all = self.left_out();
        match self.links.take() {
            Some(dirty) => all.0.extend(dirty.links()),
            None => all.0.extend(read.links.links()),
        }
        all
    }
}
