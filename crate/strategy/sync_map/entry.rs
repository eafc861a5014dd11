//! An entry of the read/dirty map: a key and one atomic pointer to its boxed value.
//!
//! The pointer is in one of three states. *Live*: it holds a value. *Deleted*: null; the key is
//! gone, and whoever finds the entry may bring it back without a lock. *Expunged*: deleted, and
//! the dirty table does not have the entry; only the lock's holder may bring it back, because it
//! must go into the dirty table too. Live and deleted change into each other by compare-exchange
//! at any time, deleted and expunged only under the map's lock.
//!
//! A displaced value is retired, so that readers may finish with it. Every access is sequentially
//! consistent: that costs a reader nothing where loads are plain instructions or where all
//! atomics are alike, and it gives operations on different keys one order.

use super::fault::faulty;
use crate::base::sync::atomic::{AtomicPtr, Ordering::SeqCst};
use crate::strategy::Value;
use crate::strategy::parts::reclaim::Guard;
use std::ptr;

pub struct Entry<K, V> {
    /// Kept, so that building a table calls no code of the key's.
    pub hash: u64,
    pub key: K,
    value: AtomicPtr<V>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Live,
    Deleted,
    Expunged,
}

/// The entry takes values only under the map's lock.
#[derive(Debug)]
pub struct Expunged;

/// No value lives at the last address: an object ends before the address space does, and a box of
/// nothing points to its alignment.
fn expunged<V>() -> *mut V {
    ptr::without_provenance_mut(usize::MAX)
}

fn is_live<V>(value: *mut V) -> bool {
    !value.is_null() && value != expunged()
}

impl<K, V> Entry<K, V> {
    pub fn new(hash: u64, key: K, value: Box<V>) -> Self {
        Self { hash, key, value: AtomicPtr::new(Box::into_raw(value)) }
    }

    /// The value, if it is live.
    #[inline]
    pub fn load<'g>(&self, guard: &'g Guard<'_>) -> Option<&'g V> {
        seen(self.value.load(SeqCst), guard)
    }

    pub fn state(&self) -> State {
        let value = self.value.load(SeqCst);
        if value.is_null() {
            State::Deleted
        } else if value == expunged() {
            State::Expunged
        } else {
            State::Live
        }
    }

    /// Puts in place of the value what `step` makes of it, and returns what was there. `step` is
    /// asked again, with the box it made last, whenever another write comes between; `None` from
    /// it leaves the entry as it is. `spare` is the first box, and keeps the last one if the entry
    /// turns out to be expunged.
    #[inline]
    pub fn change<'g>(
        &self,
        guard: &'g Guard<'_>,
        spare: &mut Option<Box<V>>,
        mut step: impl FnMut(Option<&V>, Option<Box<V>>) -> Option<Box<V>>,
    ) -> Result<Option<&'g V>, Expunged>
    where
        V: Value,
    {
        loop {
            let old = self.value.load(SeqCst);
            if old == expunged() {
                return Err(Expunged);
            }
            let displaced = seen(old, guard);
            let Some(new) = step(displaced, spare.take()) else { return Ok(displaced) };
            let new = Box::into_raw(new);
            if self.swing(old, new, guard) {
                return Ok(displaced);
            }
            // SAFETY: the pointer came from a box a moment ago and no other thread has seen it.
            *spare = Some(unsafe { Box::from_raw(new) });
        }
    }

    /// Deletes the entry; returns the value it had.
    #[inline]
    pub fn delete<'g>(&self, guard: &'g Guard<'_>) -> Option<&'g V>
    where
        V: Value,
    {
        loop {
            let old = self.value.load(SeqCst);
            let displaced = seen(old, guard)?;
            if self.swing(old, ptr::null_mut(), guard) {
                return Some(displaced);
            }
        }
    }

    /// Turns a deleted entry into an expunged one; says whether it is one now. A store may bring
    /// the entry back at this very moment, so the step must be a compare-exchange. Under the lock.
    pub fn expunge(&self) -> bool {
        let value = self.value.load(SeqCst);
        if !value.is_null() {
            return value == expunged();
        }
        self.value.compare_exchange(value, expunged(), SeqCst, SeqCst).is_ok()
    }

    /// An injected fault: a store between the two steps is lost.
    #[cfg(feature = "loom")]
    pub fn expunge_plainly(&self) -> bool {
        let deleted = self.value.load(SeqCst).is_null();
        if deleted {
            self.value.store(expunged(), SeqCst);
        }
        deleted
    }

    /// Turns an expunged entry into a deleted one; says whether it was expunged. Under the lock.
    pub fn unexpunge(&self) -> bool {
        self.value.compare_exchange(expunged(), ptr::null_mut(), SeqCst, SeqCst).is_ok()
    }

    /// Replaces the pointer and retires the value, unless the pointer has changed.
    #[inline]
    fn swing(&self, old: *mut V, new: *mut V, guard: &Guard<'_>) -> bool
    where
        V: Value,
    {
        let order = faulty!(RelaxedValue => crate::base::sync::atomic::Ordering::Relaxed, SeqCst);
        if self.value.compare_exchange(old, new, order, SeqCst).is_err() {
            return false;
        }
        if is_live(old) {
            // SAFETY: a live pointer came from a box. Exactly one thread, this one, took it out
            // of the entry, and no other place has it.
            unsafe { guard.retire(old) };
        }
        true
    }
}

impl<K, V> Drop for Entry<K, V> {
    fn drop(&mut self) {
        let value = self.value.load(SeqCst);
        if is_live(value) {
            // SAFETY: a live pointer came from a box, the entry alone holds it, and no thread can
            // find the entry any more.
            drop(unsafe { Box::from_raw(value) });
        }
    }
}

/// The value behind a pointer that was read from an entry while the guard lived.
#[inline]
fn seen<'g, V>(value: *mut V, _guard: &'g Guard<'_>) -> Option<&'g V> {
    // SAFETY: a live pointer came from a box, which is retired only after it left the entry; as
    // the guard lived before it was read, the box outlives the guard.
    is_live(value).then(|| unsafe { &*value })
}
