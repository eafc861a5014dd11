//! Channels whose owner is broken on purpose, to prove that its death is noticed. For tests only.

use super::channel::{Channel, ChannelHandle, ChannelMap, OWNER_GONE};
use super::fallible::{Infallible, deadline_at_entry};
use super::row::LOCKED;
use super::{
    Available, ConcurrentMap, Hasher, Key, MapHandle, MapSpec, Merge, Row, Strategy, Value, Visitor,
};
use crate::base::words::Words;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread::sleep;
use std::time::Duration;

/// The owner panics in the midst of its work; one that takes batches, with answers in hand that it has not
/// given yet.
pub struct DyingOwner;
/// A client whose owner has died is told that nothing was found.
pub struct MuteOwner;

/// Requests that a dying owner still works on.
const LAST_REQUESTS: usize = 1_000;
/// Before the last one, so that more of a batch come.
const PAUSE: Duration = Duration::from_millis(20);

pub struct OwnedMap<K, V, S> {
    channel: ChannelMap<K, V, S>,
    dying: bool,
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for OwnedMap<K, V, S> {
    type Handle<'map> = MutedHandle<Infallible<ChannelHandle<'map, K, V, S>>>;

    deadline_at_entry!();

    fn handle(&self) -> Self::Handle<'_> {
        MutedHandle { handle: self.channel.handle(), muted: !self.dying }
    }

    fn open(&self) {
        self.channel.open();
    }

    fn serve(&self) {
        let mut served = 0;
        self.channel.serve_after(|| {
            served += usize::from(self.dying);
            if served == LAST_REQUESTS {
                sleep(PAUSE);
            }
            assert!(served <= LAST_REQUESTS, "planted death of the owner");
        });
    }

    fn close(&self) {
        self.channel.close();
    }
}

pub struct MutedHandle<H> {
    handle: H,
    muted: bool,
}

impl<H> MutedHandle<H> {
    fn ask<R: Default>(&mut self, ask: impl FnOnce(&mut H) -> R) -> R {
        match catch_unwind(AssertUnwindSafe(|| ask(&mut self.handle))) {
            Ok(answer) => answer,
            Err(said) if self.muted && said.downcast_ref() == Some(&OWNER_GONE) => R::default(),
            Err(said) => resume_unwind(said),
        }
    }
}

impl<K: Key, V: Value, H: MapHandle<K, V>> MapHandle<K, V> for MutedHandle<H> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.ask(|handle| handle.get(key))
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.ask(|handle| handle.insert(key, value))
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.ask(|handle| handle.remove(key))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        self.ask(|handle| handle.update(key, operand, merge))
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        self.ask(|handle| handle.get_or_insert(key, value))
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        self.ask(|handle| handle.compare_exchange(key, current, new))
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        self.ask(|handle| handle.for_each(limit, visit));
    }

    fn clear(&mut self) {
        self.ask(H::clear);
    }

    fn len(&mut self) -> usize {
        self.ask(H::len)
    }
}

macro_rules! owned {
    ($($name:ident = $id:literal),* $(,)?) => {$(
        impl Strategy for $name {
            const ROW: Row = Row {
                id: $id,
                label: Words::name($id, $id),
                available: Available::NOWHERE,
                param: None,
                guarantees: LOCKED,
                ..Channel::ROW
            };

            fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
                let (capacity, hasher) = (visitor.capacity(), visitor.hasher());
                let batch = spec.variant.is_some();
                let places = if batch { 64 } else { 1 };
                let channel =
                    ChannelMap::<Vis::Key, Vis::Value, _>::new(places, batch, capacity, hasher);
                visitor.visit(OwnedMap { channel, dying: $id == DyingOwner::ROW.id })
            }
        }
    )*};
}

owned! {
    DyingOwner = "planted-dying-owner",
    MuteOwner = "planted-mute-owner",
}
