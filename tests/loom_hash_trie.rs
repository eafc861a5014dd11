//! The hash trie under loom: every interleaving of two or three threads.
//!
//! Run with `cargo test --no-default-features --features=full,loom --test loom_hash_trie`.
//! Hashes are the keys themselves, so each model chooses where its keys lie. Each bug that [`Fault`]
//! plants makes a model fail that passes without it.
#![cfg(feature = "loom")]

use contend::strategy::hash_trie::{Fault, HashTrieMap};
use contend::strategy::{ConcurrentMap, MapHandle};
use loom::sync::Arc;
use loom::thread;
use std::hash::{BuildHasher, Hasher};

#[derive(Clone)]
struct AsWritten;

struct Written(u64);

impl BuildHasher for AsWritten {
    type Hasher = Written;

    fn build_hasher(&self) -> Written {
        Written(0)
    }
}

impl Hasher for Written {
    fn finish(&self) -> u64 {
        // Keys that differ in the last bits only have equal hashes.
        self.0 & !0xf
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("keys here write a u64")
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

type Map = HashTrieMap<u64, u64, AsWritten>;
type Handle<'map> = <Map as ConcurrentMap<u64, u64>>::Handle<'map>;
/// What one thread does, and what it was told.
type Body = fn(&mut Handle<'_>) -> Option<u64>;

/// Two keys in one slot of the root that part one level below, and two of one hash.
const A: u64 = 0x10 << 56;
const B: u64 = 0x11 << 56;
const A_TOO: u64 = A + 1;

struct Model {
    before: fn(&mut Handle<'_>),
    threads: &'static [Body],
    after: fn(&mut Handle<'_>, &[Option<u64>]),
}

impl Model {
    fn holds(self) {
        self.run(None);
    }

    fn with(self, fault: Fault) {
        self.run(Some(fault));
    }

    fn run(self, fault: Option<Fault>) {
        let Self { before, threads, after } = self;
        loom::model(move || {
            let map = Arc::new(match fault {
                Some(fault) => HashTrieMap::with_fault(AsWritten, fault),
                None => HashTrieMap::new(AsWritten),
            });
            before(&mut map.handle());
            let (first, others) = threads.split_first().expect("at least one thread");
            let spawn = |body: &'static Body| {
                let map = Arc::clone(&map);
                thread::spawn(move || body(&mut map.handle()))
            };
            let running: Vec<_> = others.iter().map(spawn).collect();
            let mut told = vec![first(&mut map.handle())];
            told.extend(running.into_iter().map(|thread| thread.join().unwrap()));
            after(&mut map.handle(), &told);
        });
    }
}

/// Two new keys come to one empty slot: the second must fork.
const FORK: Model = Model {
    before: |_| {},
    threads: &[|map| map.insert(A, 1), |map| map.insert(B, 2)],
    after: |map, told| {
        assert_eq!(told, [None, None]);
        assert_eq!((map.get(&A), map.get(&B), map.len()), (Some(1), Some(2), 2));
    },
};

/// A fork comes between a key and its readers.
const FORK_AND_READ: Model = Model {
    before: |map| assert_eq!(map.insert(A, 1), None),
    threads: &[|map| map.insert(B, 2), |map| map.get(&A), |map| map.get(&B)],
    after: |_, told| {
        assert_eq!((told[0], told[1]), (None, Some(1)));
        assert!([None, Some(2)].contains(&told[2]));
    },
};

/// The last key of an inner node goes, and a new one comes to that node.
const PRUNE_AND_INSERT: Model = Model {
    before: |map| {
        map.insert(A, 1);
        map.insert(B, 2);
        map.remove(&B);
    },
    threads: &[|map| map.remove(&A), |map| map.insert(B, 3)],
    after: |map, told| {
        assert_eq!(told, [Some(1), None]);
        assert_eq!((map.get(&A), map.get(&B), map.len()), (None, Some(3), 1));
    },
};

/// Both keys of an inner node go: one of the two prunes it, whatever their order.
const PRUNE_TWICE: Model = Model {
    before: |map| {
        map.insert(A, 1);
        map.insert(B, 2);
    },
    threads: &[|map| map.remove(&A), |map| map.remove(&B)],
    after: |map, told| {
        assert_eq!(told, [Some(1), Some(2)]);
        assert_eq!(map.len(), 0);
        assert_eq!((map.insert(A, 3), map.get(&A)), (None, Some(3)));
    },
};

/// What was removed stays away, and what stays is found, next to it in the node and in the chain.
const REMOVE_AND_GET: Model = Model {
    before: |map| {
        map.insert(A, 1);
        map.insert(A_TOO, 2);
        map.insert(B, 3);
    },
    threads: &[
        |map| {
            let removed = map.remove(&A_TOO);
            assert_eq!(map.get(&A_TOO), None);
            removed
        },
        |map| {
            let (first, second) = (map.get(&A_TOO), map.get(&A_TOO));
            assert!(first.is_some() || second.is_none(), "removed and back again");
            assert_eq!(map.get(&B), Some(3));
            map.get(&A)
        },
    ],
    after: |_, told| assert_eq!(told, [Some(2), Some(1)]),
};

/// Increments and a removal of one key: each sees what the one before it left.
const UPDATES: Model = Model {
    before: |map| assert_eq!(map.insert(A, 10), None),
    threads: &[
        |map| map.update(A, 1, |old, by| old.map_or(*by, |old| old + by)),
        |map| map.update(A, 1, |old, by| old.map_or(*by, |old| old + by)),
        |map| map.remove(&A),
    ],
    after: |map, told| {
        let outcome = (told[0].min(told[1]), told[0].max(told[1]), told[2], map.get(&A));
        let removed_first = (None, Some(1), Some(10), Some(2));
        let removed_between = (None, Some(10), Some(11), Some(1));
        let removed_last = (Some(10), Some(11), Some(12), None);
        assert!([removed_first, removed_between, removed_last].contains(&outcome), "{outcome:?}");
    },
};

/// Either the insert comes first, displaces the old value and is cleared, or it comes second,
/// displaces nothing and stays.
const CLEAR_AND_INSERT: Model = Model {
    before: |map| assert_eq!(map.insert(A, 1), None),
    threads: &[
        |map| map.insert(A, 2),
        |map| {
            map.clear();
            None
        },
    ],
    after: |map, told| {
        let outcome = (told[0], map.get(&A));
        assert!([(Some(1), None), (None, Some(2))].contains(&outcome), "{outcome:?}");
    },
};

/// A thread's own operations keep their order across another's clear: once it has found its key
/// gone, the key stays gone.
const CLEAR_AND_READ: Model = Model {
    before: |map| assert_eq!(map.insert(A, 1), None),
    threads: &[
        |map| {
            let inserted = map.insert(B, 2);
            let (first, second) = (map.get(&B), map.get(&B));
            assert!(first.is_some() || second.is_none(), "cleared and back again");
            inserted
        },
        |map| {
            map.clear();
            assert_eq!(map.get(&A), None);
            None
        },
    ],
    after: |map, told| {
        assert_eq!(told, [None, None]);
        assert_eq!(map.get(&A), None);
        assert!([None, Some(2)].contains(&map.get(&B)));
    },
};

#[test]
fn two_inserts_into_one_slot() {
    FORK.holds();
}

#[test]
fn a_fork_hides_nothing() {
    FORK_AND_READ.holds();
}

#[test]
fn a_prune_against_an_insert() {
    PRUNE_AND_INSERT.holds();
}

#[test]
fn a_prune_against_a_prune() {
    PRUNE_TWICE.holds();
}

#[test]
fn a_removal_against_reads() {
    REMOVE_AND_GET.holds();
}

#[test]
fn updates_against_a_removal() {
    UPDATES.holds();
}

#[test]
fn a_clear_against_an_insert() {
    CLEAR_AND_INSERT.holds();
}

#[test]
fn a_clear_against_reads() {
    CLEAR_AND_READ.holds();
}

#[test]
#[should_panic]
fn believing_the_first_look_at_the_slot_is_caught() {
    FORK.with(Fault::NoLookAtSlot);
}

#[test]
#[should_panic]
fn an_update_of_a_leaf_that_was_replaced_is_caught() {
    UPDATES.with(Fault::NoLookAtSlot);
}

#[test]
#[should_panic]
fn publishing_without_order_is_caught() {
    FORK_AND_READ.with(Fault::UnorderedFork);
}

#[test]
#[should_panic]
fn a_write_into_a_dead_node_is_caught() {
    PRUNE_AND_INSERT.with(Fault::NoLookAtDead);
}

#[test]
#[should_panic]
fn pruning_without_a_second_look_is_caught() {
    PRUNE_AND_INSERT.with(Fault::PruneUnlocked);
}

#[test]
#[should_panic]
fn clearing_in_place_is_caught() {
    CLEAR_AND_INSERT.with(Fault::ClearInPlace);
}
