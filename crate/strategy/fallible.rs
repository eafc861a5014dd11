//! A thread's way into a map whose operations may be refused.
//!
//! Our own maps have their operations as a [`FallibleHandle`], whichever way they [`Wait`]; where nothing
//! can be refused, [`Infallible`] is the [`MapHandle`] over it. The other way round, [`AtEntry`] lifts a
//! map that knows no deadline. All of it is gone once compiled.

use super::wait::{DeadlineExceeded, Forever, Wait};
use super::{Key, MapHandle, Merge, Value};
use std::convert;

/// The operations of [`MapHandle`], each of which is done and answers, or is refused. A refused one has
/// done nothing and never will, and leaves nothing locked and nobody at work; what a walk has visited
/// before it was refused, it has visited.
pub trait FallibleHandle<K: Key, V: Value> {
    /// Whoever notes what came of operations asks what kind of refusal it is.
    type Refusal: 'static;

    fn get(&mut self, key: &K) -> Result<Option<V>, Self::Refusal>;

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, Self::Refusal>;

    fn remove(&mut self, key: &K) -> Result<Option<V>, Self::Refusal>;

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, Self::Refusal>;

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, Self::Refusal>;

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, Self::Refusal>;

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), Self::Refusal>;

    fn clear(&mut self) -> Result<(), Self::Refusal>;

    /// As [`MapHandle::rest`].
    fn rest(&mut self) {}

    /// As [`MapHandle::load`]: nobody else is at work, so there is nothing to wait for.
    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), Self::Refusal> {
        for (key, value) in entries {
            self.insert(key, value)?;
        }
        Ok(())
    }

    fn len(&mut self) -> Result<usize, Self::Refusal>;

    fn is_empty(&mut self) -> Result<bool, Self::Refusal> {
        Ok(self.len()? == 0)
    }
}

/// Operations that a client has done one after the other, through a handle of whichever kind.
pub trait Batch<K: Key, V: Value> {
    type Output;

    fn on<H: FallibleHandle<K, V>>(self, handle: &mut H) -> Self::Output;
}

/// A handle that refuses nothing: by its type, or since it has no deadline. Its methods are always inlined, so
/// what they call is inlined or not as if it were called directly.
pub struct Infallible<H>(pub H);

/// A refusal of who waits for as long as it takes.
pub trait Never {
    fn never(self) -> !;
}

impl Never for convert::Infallible {
    #[inline(always)]
    fn never(self) -> ! {
        match self {}
    }
}

impl Never for DeadlineExceeded {
    fn never(self) -> ! {
        unreachable!("there is no deadline")
    }
}

/// What was not refused, for it cannot be.
#[inline(always)]
fn sure<T, R: Never>(answer: Result<T, R>) -> T {
    answer.unwrap_or_else(|refusal| refusal.never())
}

impl<K, V, H> MapHandle<K, V> for Infallible<H>
where
    K: Key,
    V: Value,
    H: FallibleHandle<K, V, Refusal: Never>,
{
    #[inline(always)]
    fn get(&mut self, key: &K) -> Option<V> {
        sure(self.0.get(key))
    }

    #[inline(always)]
    fn insert(&mut self, key: K, value: V) -> Option<V> {
        sure(self.0.insert(key, value))
    }

    #[inline(always)]
    fn remove(&mut self, key: &K) -> Option<V> {
        sure(self.0.remove(key))
    }

    #[inline(always)]
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        sure(self.0.update(key, operand, merge))
    }

    #[inline(always)]
    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        sure(self.0.get_or_insert(key, value))
    }

    #[inline(always)]
    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        sure(self.0.compare_exchange(key, current, new))
    }

    #[inline(always)]
    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        sure(self.0.for_each(limit, visit));
    }

    #[inline(always)]
    fn clear(&mut self) {
        sure(self.0.clear());
    }

    fn rest(&mut self) {
        self.0.rest();
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) {
        sure(self.0.load(entries));
    }

    #[inline(always)]
    fn len(&mut self) -> usize {
        sure(self.0.len())
    }

    #[inline(always)]
    fn is_empty(&mut self) -> bool {
        sure(self.0.is_empty())
    }
}

/// A map's handle that can itself wait for ever only: whether there is time left is asked before each
/// call, and the wait inside it is not bounded.
pub struct AtEntry<H, W> {
    pub handle: H,
    pub wait: W,
}

impl<H, W: Wait> AtEntry<H, W> {
    #[inline(always)]
    fn enter(&mut self) -> Result<&mut H, W::Refusal> {
        self.wait.clone().begin()?;
        Ok(&mut self.handle)
    }
}

/// The operations of a handle that refuses nothing, once it is had.
macro_rules! lifted {
    ($self:ident => $handle:expr) => {
        #[inline(always)]
        fn get(&mut $self, key: &K) -> Result<Option<V>, Self::Refusal> {
            Ok(MapHandle::get($handle, key))
        }

        #[inline(always)]
        fn insert(&mut $self, key: K, value: V) -> Result<Option<V>, Self::Refusal> {
            Ok(MapHandle::insert($handle, key, value))
        }

        #[inline(always)]
        fn remove(&mut $self, key: &K) -> Result<Option<V>, Self::Refusal> {
            Ok(MapHandle::remove($handle, key))
        }

        #[inline(always)]
        fn update(
            &mut $self,
            key: K,
            operand: V,
            merge: Merge<V>,
        ) -> Result<Option<V>, Self::Refusal> {
            Ok(MapHandle::update($handle, key, operand, merge))
        }

        #[inline(always)]
        fn get_or_insert(&mut $self, key: K, value: V) -> Result<Option<V>, Self::Refusal> {
            Ok(MapHandle::get_or_insert($handle, key, value))
        }

        #[inline(always)]
        fn compare_exchange(
            &mut $self,
            key: &K,
            current: &V,
            new: V,
        ) -> Result<bool, Self::Refusal> {
            Ok(MapHandle::compare_exchange($handle, key, current, new))
        }

        #[inline(always)]
        fn for_each(
            &mut $self,
            limit: usize,
            visit: impl FnMut(&K, &V),
        ) -> Result<(), Self::Refusal> {
            Ok(MapHandle::for_each($handle, limit, visit))
        }

        #[inline(always)]
        fn clear(&mut $self) -> Result<(), Self::Refusal> {
            Ok(MapHandle::clear($handle))
        }

        #[inline(always)]
        fn len(&mut $self) -> Result<usize, Self::Refusal> {
            Ok(MapHandle::len($handle))
        }
    };
}

impl<K: Key, V: Value, H: MapHandle<K, V>, W: Wait> FallibleHandle<K, V> for AtEntry<H, W> {
    type Refusal = W::Refusal;

    lifted!(self => self.enter()?);

    fn rest(&mut self) {
        self.handle.rest();
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), W::Refusal> {
        self.handle.load(entries);
        Ok(())
    }
}

/// For who asks either kind of handle.
impl<K: Key, V: Value, H: MapHandle<K, V>> FallibleHandle<K, V> for &mut H {
    type Refusal = convert::Infallible;

    lifted!(self => *self);

    fn rest(&mut self) {
        MapHandle::rest(*self);
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), Self::Refusal> {
        MapHandle::load(*self, entries);
        Ok(())
    }
}

/// The same for who keeps the handle.
pub type Lifted<H> = AtEntry<H, Forever>;

impl<H> Lifted<H> {
    pub fn new(handle: H) -> Self {
        Self { handle, wait: Forever }
    }
}

/// In a map's `impl ConcurrentMap`: its handles with a deadline look at it before each call alone.
macro_rules! deadline_at_entry {
    () => {
        type Patient<'map>
            = $crate::strategy::fallible::AtEntry<Self::Handle<'map>, $crate::strategy::wait::Until>
        where
            Self: 'map;

        fn patient(&self, wait: $crate::strategy::wait::Until) -> Self::Patient<'_> {
            $crate::strategy::fallible::AtEntry {
                handle: $crate::strategy::ConcurrentMap::<K, V>::handle(self),
                wait,
            }
        }
    };
}
pub(crate) use deadline_at_entry;
