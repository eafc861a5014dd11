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

use super::fallible::{FallibleHandle, Infallible};
use super::parts::reclaim::{BAGFUL, Guard, Participant, Reclaimer};
use super::wait::{Forever, Until, Wait, take};
use super::{ConcurrentMap, Hasher, Key, Merge, Value};
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
    /// it since the caller looked. Does not if the wait is over first.
    #[inline(never)]
    fn locked<'g, W: Wait, R>(
        &self,
        guard: &'g Guard<'_>,
        wait: &W,
        body: impl FnOnce(&mut Dirty<K, V>, &'g Read<K, V>) -> R,
    ) -> Result<R, W::Refusal> {
        let mut dirty = take(&self.dirty, wait)?;
        let promotions = dirty.promotions;
        let result = body(&mut dirty, self.read(guard));
        let promoted = dirty.promotions != promotions;
        drop(dirty);
        if promoted {
            guard.flush_if(|| self.read(guard).links.len() >= BAGFUL);
        }
        Ok(result)
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
    fn get<'g, W: Wait>(
        &self,
        key: &K,
        guard: &'g Guard<'_>,
        wait: &W,
    ) -> Result<Option<&'g V>, W::Refusal> {
        let hash = self.hasher.hash_one(key);
        let outdated = self.read(guard);
        if let Some(entry) = outdated.links.find(hash, key) {
            return Ok(entry.load(guard));
        }
        if !outdated.amended() {
            return Ok(None);
        }
        self.locked(guard, wait, |dirty, current| {
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
    fn write<'g, W: Wait>(
        &self,
        key: K,
        (mut spare, counted): (Option<Box<V>>, bool),
        guard: &'g Guard<'_>,
        wait: &W,
        mut step: impl FnMut(Option<&V>, Option<Box<V>>) -> Option<Box<V>>,
    ) -> Result<Option<&'g V>, W::Refusal> {
        let hash = self.hasher.hash_one(&key);
        let outdated = self.read(guard);
        if let Some(entry) = outdated.links.find(hash, &key)
            && let Ok(before) = entry.change(guard, &mut spare, &mut step)
        {
            return Ok(before);
        }
        self.locked(guard, wait, |dirty, current| {
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
    fn remove<'g, W: Wait>(
        &self,
        key: &K,
        guard: &'g Guard<'_>,
        wait: &W,
    ) -> Result<Option<&'g V>, W::Refusal> {
        let hash = self.hasher.hash_one(key);
        let read = self.read(guard);
        if let Some(entry) = read.links.find(hash, key) {
            return Ok(entry.delete(guard));
        }
        if !read.amended() {
            return Ok(None);
        }
        self.locked(guard, wait, |dirty, read| {
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
    fn compare_exchange<W: Wait>(
        &self,
        key: &K,
        (current, new): (&V, V),
        guard: &Guard<'_>,
        wait: &W,
    ) -> Result<bool, W::Refusal> {
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
            return Ok(exchange(entry));
        }
        if !read.amended() {
            return Ok(false);
        }
        self.locked(guard, wait, |dirty, read| {
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
    fn for_each<W: Wait>(
        &self,
        limit: usize,
        guard: &Guard<'_>,
        wait: &W,
        mut visit: impl FnMut(&K, &V),
    ) -> Result<(), W::Refusal> {
        let mut read = self.read(guard);
        if read.amended() {
            read = self.locked(guard, wait, |dirty, _| {
                self.promote(dirty, guard);
                self.read(guard)
            })?;
        }
        let live = read.links.entries().filter_map(|entry| Some((&entry.key, entry.load(guard)?)));
        live.take(limit).for_each(|(key, value)| visit(key, value));
        Ok(())
    }

    /// Leaves an empty read table and no dirty one. Whoever found an entry before may still write
    /// to it: such a write comes before the clear.
    fn clear<W: Wait>(&self, guard: &Guard<'_>, wait: &W) -> Result<(), W::Refusal> {
        let empty = |read: &Read<K, V>| read.links.is_empty() && !read.amended();
        if empty(self.read(guard)) {
            return Ok(());
        }
        let cleared = self.locked(guard, wait, |dirty, read| {
            if empty(read) {
                return 0;
            }
            let everything = dirty.everything(read);
            let cleared = everything.0.len();
            dirty.misses = 0;
            self.publish(Read::new(Links::with_capacity(0)), everything, guard);
            cleared
        })?;
        guard.flush_if(|| cleared >= BAGFUL);
        Ok(())
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

/// One thread's way into the map, a participant of its reclamation. What needs the lock can be refused
/// it; what goes by the read table alone cannot.
pub struct SyncMapHandle<'map, K, V, S, W = Forever> {
    map: &'map ReadDirtyMap<K, V, S>,
    participant: Participant<'map>,
    wait: W,
}

impl<K, V, S> ReadDirtyMap<K, V, S> {
    /// A handle whose operations have that patience.
    pub fn waiting<W>(&self, wait: W) -> SyncMapHandle<'_, K, V, S, W> {
        SyncMapHandle { map: self, participant: self.reclaimer.join(), wait }
    }
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for ReadDirtyMap<K, V, S> {
    type Handle<'map> = Infallible<SyncMapHandle<'map, K, V, S>>;
    type Patient<'map> = SyncMapHandle<'map, K, V, S, Until>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.waiting(Forever))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.waiting(wait)
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        let inside = self.internals();
        let sizes = [inside.read, usize::from(inside.amended), inside.dirty, inside.misses];
        figures.extend(sizes.map(|size| size as u64));
        figures.push(inside.promotions);
        figures.extend([inside.live, inside.deleted, inside.expunged].map(|count| count as u64));
    }
}

impl<K, V, S, W> FallibleHandle<K, V> for SyncMapHandle<'_, K, V, S, W>
where
    K: Key,
    V: Value,
    S: Hasher,
    W: Wait,
{
    type Refusal = W::Refusal;

    #[inline]
    fn get(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
        Ok(self.map.get(key, &guard, &wait)?.cloned())
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
        let value = Some(Box::new(value));
        Ok(self.map.write(key, (value, false), &guard, &wait, |_, new| new)?.cloned())
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
        Ok(self.map.remove(key, &guard, &wait)?.cloned())
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
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
        Ok(self.map.write(key, (None, true), &guard, &wait, step)?.cloned())
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        let (guard, wait, mut value) = (self.participant.pin(), self.wait.clone(), Some(value));
        let step = |before: Option<&V>, spare: Option<Box<V>>| match before {
            Some(_) => None,
            None => spare.or_else(|| value.take().map(Box::new)),
        };
        Ok(self.map.write(key, (None, true), &guard, &wait, step)?.cloned())
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
        self.map.compare_exchange(key, (current, new), &guard, &wait)
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
        self.map.for_each(limit, &guard, &wait, visit)
    }

    fn clear(&mut self) -> Result<(), W::Refusal> {
        let (guard, wait) = (self.participant.pin(), self.wait.clone());
        self.map.clear(&guard, &wait)
    }

    fn rest(&mut self) {
        self.participant.rest();
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        let mut live = 0;
        self.for_each(usize::MAX, |_, _| live += 1)?;
        Ok(live)
    }
}
