//! Threads that hand each other memory as soon as it is allocated, and read it there.
//!
//! What every map of linked nodes does, and nothing else. In a browser whose heap may grow
//! meanwhile it meets pointers into pages that a worker's engine may not have heard of.

use crate::engine::Pool;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering::Acquire, Ordering::Release};

/// A node of some 512 bytes, so that pages are used up quickly.
type Node = [AtomicU64; 64];

/// Allocates nodes of `bytes` in all on the pool's threads. Each is published, and read by atomic
/// loads on the other threads; none is freed, since a reader may come at any time later.
/// Returns how many were read.
pub fn exchange(pool: &Pool, bytes: usize) -> u64 {
    let threads = pool.size();
    let slots: Vec<AtomicPtr<Node>> = (0..threads).map(|_| AtomicPtr::default()).collect();
    let read = AtomicU64::new(0);
    pool.run(&|number| {
        let mut seen = 0;
        for count in 0..bytes / threads / size_of::<Node>() {
            let node = Box::new([const { AtomicU64::new(0) }; 64]);
            node[63].store(count as u64 + 1, Release);
            slots[number].store(Box::into_raw(node), Release);
            for slot in &slots {
                // SAFETY: a slot is null or holds a node that is never freed.
                if let Some(node) = unsafe { slot.load(Acquire).as_ref() } {
                    assert!(node[63].load(Acquire) > 0, "a node is read before it is written");
                    seen += 1;
                }
            }
        }
        read.fetch_add(seen, Release);
    });
    read.into_inner()
}
