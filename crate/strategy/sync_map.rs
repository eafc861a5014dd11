//! `sync-map`: the classic read/dirty map of Go's `sync.Map`, from its published description.
//!
//! Two tables share their entries. Readers find the *read* table through one atomic pointer; its
//! keys never change. Keys that it lacks are in the *dirty* table behind a mutex, which then holds
//! all keys that are not deleted; the read table is *amended*. Looking there in vain counts, and
//! when the misses reach the size of the dirty table, that becomes the read table. The first new
//! key after that copies the read table into a new dirty one.
//!
//! Reading, replacing and deleting a key of the read table takes no lock; a key that it lacks
//! costs the lock, and a new key now and then a copy of everything. Deleted keys stay in memory
//! until the next copy and promotion. `len` walks like `for_each`: it promotes, and is exact only
//! while nobody writes.

mod entry;
pub mod fault;
mod row;
mod tables;

use super::parts::reclaim::{BAGFUL, Guard, Participant, Reclaimer};
use super::{ConcurrentMap, Hasher, Key, MapHandle, Merge, Value};
use crate::base::sync::Mutex;
use crate::base::sync::atomic::{AtomicPtr, Ordering::SeqCst};
use crossbeam_utils::CachePadded;
use entry::{Entry, State};
use fault::faulty;
use std::sync::PoisonError;
use tables::{Dirty, Link, Links, Read, Unlinked};

pub struct SyncMap;

pub struct ReadDirtyMap<K, V, S> {
    /// Never null; replaced under the lock.
    read: AtomicPtr<Read<K, V>>,
    hasher: S,
    dirty: CachePadded<Mutex<Dirty<K, V>>>,
    /// The last field: what is retired is freed when no table is left.
    reclaimer: Reclaimer,
}

/// What the map holds, for the page to draw and for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Internals {
    /// Keys in the read table, deleted ones included.
    pub read: usize,
    pub amended: bool,
    /// Keys in the dirty table; 0 if there is none.
    pub dirty: usize,
    pub misses: usize,
    pub promotions: u64,
    /// Entries in either table by state.
    pub live: usize,
    pub deleted: usize,
    pub expunged: usize,
}

impl<K, V, S> ReadDirtyMap<K, V, S> {
    pub fn new(hasher: S) -> Self {
        let dirty = Dirty { links: None, expunged: Vec::new(), misses: 0, promotions: 0 };
        Self {
            read: AtomicPtr::new(Box::into_raw(Box::new(Read::new(Links::with_capacity(0))))),
            hasher,
            dirty: CachePadded::new(Mutex::new(dirty)),
            reclaimer: Reclaimer::default(),
        }
    }

    /// The current read table.
    #[inline]
    fn read<'g>(&self, _guard: &'g Guard<'_>) -> &'g Read<K, V> {
        // SAFETY: the pointer came from a box and is retired only after it was replaced; as the
        // guard lived before it was read, the table and its entries outlive the guard.
        unsafe { &*self.read.load(SeqCst) }
    }
}

impl<K: Key, V: Value, S: Hasher> ReadDirtyMap<K, V, S> {
    /// What the map holds. Walks the read table under the lock.
    pub fn internals(&self) -> Internals {
        let dirty = self.dirty.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: the read table is retired only under the lock.
        let read = unsafe { &*self.read.load(SeqCst) };
        let (mut live, mut deleted, mut expunged) = (0, 0, 0);
        for entry in read.links.entries() {
            match entry.state() {
                State::Live => live += 1,
                State::Deleted => deleted += 1,
                State::Expunged => expunged += 1,
            }
        }
        let size = dirty.links.as_ref().map(Links::len);
        // The dirty table has what is not expunged of the read table, and new keys, all live.
        live += size.map_or(0, |size| size - (live + deleted));
        Internals {
            read: read.links.len(),
            amended: read.amended(),
            dirty: size.unwrap_or(0),
            misses: dirty.misses,
            promotions: dirty.promotions,
            live,
            deleted,
            expunged,
        }
    }

    /// Runs the body under the lock, with the read table as it is now: the key may have come into
    /// it since the caller looked.
    #[inline(never)]
    fn locked<'g, R>(
        &self,
        guard: &'g Guard<'_>,
        body: impl FnOnce(&mut Dirty<K, V>, &'g Read<K, V>) -> R,
    ) -> R {
        let mut dirty = self.dirty.lock().unwrap_or_else(PoisonError::into_inner);
        let promotions = dirty.promotions;
        let result = body(&mut dirty, self.read(guard));
        let promoted = dirty.promotions != promotions;
        drop(dirty);
        if promoted {
            guard.flush_if(|| self.read(guard).links.len() >= BAGFUL);
        }
        result
    }

    /// Counts a look into the dirty table and promotes that once it has paid for its copy.
    fn miss(&self, dirty: &mut Dirty<K, V>, guard: &Guard<'_>) {
        dirty.misses += 1;
        if dirty.links.as_ref().is_some_and(|links| dirty.misses >= links.len()) {
            self.promote(dirty, guard);
        }
    }

    /// Makes the dirty table, if there is one, the read table. Its deleted entries go along.
    fn promote(&self, dirty: &mut Dirty<K, V>, guard: &Guard<'_>) {
        let Some(links) = dirty.links.take() else { return };
        let left_out = dirty.left_out();
        dirty.misses = 0;
        dirty.promotions += 1;
        faulty!(UnamendedFirst => self.read(guard).amended.store(false, SeqCst));
        self.publish(Read::new(links), left_out, guard);
    }

    /// Replaces the read table and retires it with the entries that only it had. Under the lock.
    fn publish(&self, read: Read<K, V>, left_out: Unlinked<K, V>, guard: &Guard<'_>) {
        let order = faulty!(RelaxedTable => crate::base::sync::atomic::Ordering::Relaxed, SeqCst);
        let old = self.read.swap(Box::into_raw(Box::new(read)), order);
        // SAFETY: a read table came from a box and this was its last place.
        unsafe { guard.retire(old) };
        if !left_out.0.is_empty() {
            // SAFETY: made into a pointer here. A thread that pins from now on finds neither the
            // old read table nor, hence, these entries.
            unsafe { guard.retire(Box::into_raw(Box::new(left_out))) };
        }
    }

    /// The dirty table, made from the read table if there is none. Calls no code of the key's or
    /// the value's.
    fn amend<'d>(&self, dirty: &'d mut Dirty<K, V>, read: &Read<K, V>) -> &'d mut Links<K, V> {
        let Dirty { links, expunged, .. } = dirty;
        links.get_or_insert_with(|| {
            let mut copy = Links::with_capacity(read.links.len());
            for link in read.links.links() {
                // SAFETY: the entry is in the read table, which is current under the lock.
                let entry = unsafe { link.entry() };
                if faulty!(PlainExpunge => entry.expunge_plainly(), entry.expunge()) {
                    expunged.push(link);
                } else {
                    copy.add(link);
                }
            }
            read.amended.store(true, SeqCst);
            copy
        })
    }

    #[inline]
    fn get<'g>(&self, key: &K, guard: &'g Guard<'_>) -> Option<&'g V> {
        let hash = self.hasher.hash_one(key);
        let outdated = self.read(guard);
        if let Some(entry) = outdated.links.find(hash, key) {
            return entry.load(guard);
        }
        if !outdated.amended() {
            return None;
        }
        self.locked(guard, |dirty, current| {
            let read = faulty!(NoSecondLook => outdated, current);
            if let Some(entry) = read.links.find(hash, key) {
                return entry.load(guard);
            }
            let found = dirty.links.as_ref()?.find(hash, key).and_then(|entry| entry.load(guard));
            self.miss(dirty, guard);
            found
        })
    }

    /// A write that leaves the key live: `step` makes the value from the one before and from the
    /// box that it made last, the first time `spare`. Returns the value before. Finding the key in
    /// the dirty table only is a miss if `counted`.
    #[inline]
    fn write<'g>(
        &self,
        key: K,
        mut spare: Option<Box<V>>,
        counted: bool,
        guard: &'g Guard<'_>,
        mut step: impl FnMut(Option<&V>, Option<Box<V>>) -> Option<Box<V>>,
    ) -> Option<&'g V> {
        let hash = self.hasher.hash_one(&key);
        let outdated = self.read(guard);
        if let Some(entry) = outdated.links.find(hash, &key)
            && let Ok(before) = entry.change(guard, &mut spare, &mut step)
        {
            return before;
        }
        self.locked(guard, |dirty, current| {
            let read = faulty!(NoSecondLook => outdated, current);
            let entry = if let Some(link) = read.links.find_link(hash, &key) {
                // SAFETY: the entry is in the read table, which is current under the lock.
                let entry = unsafe { link.entry() };
                if entry.unexpunge() {
                    faulty!(ForgottenByDirty => (), self.amend(dirty, read).add(link));
                }
                Some((entry, false))
            } else {
                let links = dirty.links.as_ref();
                links.and_then(|links| links.find(hash, &key)).map(|entry| (entry, counted))
            };
            let Some((entry, missed)) = entry else {
                let value = step(None, spare.take()).expect("an absent key is given a value");
                self.amend(dirty, read).add(Link::new(Entry::new(hash, key, value)));
                return None;
            };
            let before = entry.change(guard, &mut spare, step);
            if missed {
                self.miss(dirty, guard);
            }
            before.expect("only the lock's holder expunges")
        })
    }

    #[inline]
    fn remove<'g>(&self, key: &K, guard: &'g Guard<'_>) -> Option<&'g V> {
        let hash = self.hasher.hash_one(key);
        let read = self.read(guard);
        if let Some(entry) = read.links.find(hash, key) {
            return entry.delete(guard);
        }
        if !read.amended() {
            return None;
        }
        self.locked(guard, |dirty, read| {
            if let Some(entry) = read.links.find(hash, key) {
                return entry.delete(guard);
            }
            let link = dirty.links.as_mut()?.remove(hash, key);
            let removed = link.and_then(|link| {
                // SAFETY: the entry was in the dirty table until now and is retired below.
                let removed = unsafe { link.entry() }.delete(guard);
                // SAFETY: a link was made from a box, and this one was in the dirty table only.
                unsafe { guard.retire(link.into_raw()) };
                removed
            });
            self.miss(dirty, guard);
            removed
        })
    }

    #[inline]
    fn compare_exchange(&self, key: &K, current: &V, new: V, guard: &Guard<'_>) -> bool {
        let mut new = Some(new);
        let mut exchange = |entry: &Entry<K, V>| {
            let mut equal = false;
            // Found equal, then deleted and expunged before the exchange: that is a refusal.
            let outcome = entry.change(guard, &mut None, |before, spare| {
                equal = before == Some(current);
                if equal { spare.or_else(|| new.take().map(Box::new)) } else { None }
            });
            equal && outcome.is_ok()
        };
        let hash = self.hasher.hash_one(key);
        let read = self.read(guard);
        if let Some(entry) = read.links.find(hash, key) {
            return exchange(entry);
        }
        if !read.amended() {
            return false;
        }
        self.locked(guard, |dirty, read| {
            if let Some(entry) = read.links.find(hash, key) {
                return exchange(entry);
            }
            let entry = dirty.links.as_ref().and_then(|links| links.find(hash, key));
            let Some(exchanged) = entry.map(&mut exchange) else { return false };
            self.miss(dirty, guard);
            exchanged
        })
    }

    /// Promotes if the read table is amended and walks the read table that it then finds, whatever
    /// becomes of that meanwhile.
    fn for_each(&self, limit: usize, guard: &Guard<'_>, mut visit: impl FnMut(&K, &V)) {
        let mut read = self.read(guard);
        if read.amended() {
            read = self.locked(guard, |dirty, _| {
                self.promote(dirty, guard);
                self.read(guard)
            });
        }
        let live = read.links.entries().filter_map(|entry| Some((&entry.key, entry.load(guard)?)));
        live.take(limit).for_each(|(key, value)| visit(key, value));
    }

    /// Leaves an empty read table and no dirty one. Whoever found an entry before may still write
    /// to it: such a write comes before the clear.
    fn clear(&self, guard: &Guard<'_>) {
        let empty = |read: &Read<K, V>| read.links.is_empty() && !read.amended();
        if empty(self.read(guard)) {
            return;
        }
        let cleared = self.locked(guard, |dirty, read| {
            if empty(read) {
                return 0;
            }
            let everything = dirty.everything(read);
            let cleared = everything.0.len();
            dirty.misses = 0;
            self.publish(Read::new(Links::with_capacity(0)), everything, guard);
            cleared
        });
        guard.flush_if(|| cleared >= BAGFUL);
    }
}

impl<K, V, S> Drop for ReadDirtyMap<K, V, S> {
    fn drop(&mut self) {
        let mut dirty = self.dirty.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: the pointer came from a box; the map's owner is here, so no handle is left.
        let read = unsafe { Box::from_raw(self.read.load(SeqCst)) };
        drop(dirty.everything(&read));
    }
}

/// One thread's way into the map, a participant of its reclamation.
pub struct SyncMapHandle<'map, K, V, S> {
    map: &'map ReadDirtyMap<K, V, S>,
    participant: Participant<'map>,
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for ReadDirtyMap<K, V, S> {
    type Handle<'map> = SyncMapHandle<'map, K, V, S>;

    fn handle(&self) -> Self::Handle<'_> {
        SyncMapHandle { map: self, participant: self.reclaimer.join() }
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        let inside = self.internals();
        let sizes = [inside.read, usize::from(inside.amended), inside.dirty, inside.misses];
        figures.extend(sizes.map(|size| size as u64));
        figures.push(inside.promotions);
        figures.extend([inside.live, inside.deleted, inside.expunged].map(|count| count as u64));
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for SyncMapHandle<'_, K, V, S> {
    #[inline]
    fn get(&mut self, key: &K) -> Option<V> {
        self.map.get(key, &self.participant.pin()).cloned()
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let (guard, value) = (self.participant.pin(), Some(Box::new(value)));
        self.map.write(key, value, false, &guard, |_, new| new).cloned()
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.map.remove(key, &self.participant.pin()).cloned()
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        let guard = self.participant.pin();
        let step = |before: Option<&V>, spare: Option<Box<V>>| {
            let new = merge(before, &operand);
            Some(match spare {
                Some(mut spare) => {
                    *spare = new;
                    spare
                }
                None => Box::new(new),
            })
        };
        self.map.write(key, None, true, &guard, step).cloned()
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        let (guard, mut value) = (self.participant.pin(), Some(value));
        let step = |before: Option<&V>, spare: Option<Box<V>>| match before {
            Some(_) => None,
            None => spare.or_else(|| value.take().map(Box::new)),
        };
        self.map.write(key, None, true, &guard, step).cloned()
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        self.map.compare_exchange(key, current, new, &self.participant.pin())
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        self.map.for_each(limit, &self.participant.pin(), visit);
    }

    fn clear(&mut self) {
        self.map.clear(&self.participant.pin());
    }

    fn rest(&mut self) {
        self.participant.rest();
    }

    fn len(&mut self) -> usize {
        let mut live = 0;
        self.for_each(usize::MAX, |_, _| live += 1);
        live
    }
}
