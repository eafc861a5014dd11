//! The global allocator: one dlmalloc behind one lock, over a heap that can be closed.
//!
//! Browsers check atomic accesses against a memory size that a busy worker learns late, so a heap
//! that grows while workers run makes them trap. [`reserve`] grows it once, before there are
//! workers, and closes it: a later allocation that does not fit fails instead of growing. The
//! lock sleeps when it has to wait, because spinning workers would keep its holder from a core.
//! Small blocks come from the thread's own [`Magazine`] and seldom need the lock.

use super::SHARED_STATUS;
use super::magazine::{GRANULE, Magazine, rounded};
use crate::engine::passes::account;
use core::arch::wasm32;
use dlmalloc::{Allocator, Dlmalloc};
use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::Relaxed, Ordering::SeqCst};

/// As results print it.
pub const NAME: &str = "dlmalloc 0.2, one lock, magazines per thread, fixed heap";

pub const PAGE: usize = 65_536;

#[global_allocator]
static HEAP: Heap = Heap {
    lock: FutexLock(AtomicI32::new(FREE)),
    inner: UnsafeCell::new(Dlmalloc::new_with_allocator(Pages)),
};
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Makes room for `bytes` more and closes the heap; false if the memory cannot grow so far.
pub fn reserve(bytes: usize) -> bool {
    let Ok(layout) = Layout::from_size_align(bytes.max(1), 16) else { return false };
    CLOSED.store(false, Relaxed);
    // SAFETY: the layout has a size above zero.
    let block = unsafe { HEAP.alloc(layout) };
    CLOSED.store(true, Relaxed);
    if block.is_null() {
        return false;
    }
    // SAFETY: allocated just above with this layout.
    unsafe { HEAP.dealloc(block, layout) };
    true
}

/// Lets the heap grow at any time, which is what the tests show to be dangerous.
#[cfg(feature = "selftest")]
pub fn open() {
    CLOSED.store(false, Relaxed);
}

struct Heap {
    lock: FutexLock,
    inner: UnsafeCell<Dlmalloc<Pages>>,
}

// SAFETY: `inner` is touched only while `lock` is held.
unsafe impl Sync for Heap {}

impl Heap {
    fn with<R>(&self, body: impl FnOnce(&mut Dlmalloc<Pages>) -> R) -> R {
        self.lock.acquire();
        // SAFETY: the lock is held, and dlmalloc neither panics nor calls back.
        let result = body(unsafe { &mut *self.inner.get() });
        self.lock.release();
        result
    }

    #[cold]
    fn fill(&self, magazine: &Magazine) {
        let size = magazine.size;
        // SAFETY: what dlmalloc returns is nobody else's, and it aligns all blocks alike.
        self.with(|heap| unsafe { magazine.fill(|| heap.malloc(size, GRANULE)) });
    }

    #[cold]
    fn drain(&self, magazine: &Magazine) {
        let size = magazine.size;
        // SAFETY: what lies in a magazine is free and came from this heap.
        self.with(|heap| magazine.empty(|block| unsafe { heap.free(block, size, GRANULE) }));
    }
}

// SAFETY: every block comes from dlmalloc, which keeps this contract, and is in the hands of one
// caller, one magazine or dlmalloc at a time. Sizes are rounded to those of the magazines on every
// way in, so that a block can be freed into a magazine wherever it was allocated.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        account::allocated(layout.size());
        let (size, align) = (rounded(layout.size()), layout.align());
        note_failure(match Magazine::of(size, align) {
            Some(magazine) => magazine.take(|empty| self.fill(empty)),
            // SAFETY: the caller's promise on `layout`.
            None => self.with(|heap| unsafe { heap.malloc(size, align) }),
        })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        account::allocated(layout.size());
        let (size, align) = (rounded(layout.size()), layout.align());
        // SAFETY: the caller's promise on `layout`.
        note_failure(self.with(|heap| unsafe { heap.calloc(size, align) }))
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        account::freed(layout.size());
        let (size, align) = (rounded(layout.size()), layout.align());
        match Magazine::of(size, align) {
            // SAFETY: the caller's promise that `block` came from here with `layout`.
            Some(magazine) => unsafe { magazine.put(block, |full| self.drain(full)) },
            // SAFETY: as above.
            None => self.with(|heap| unsafe { heap.free(block, size, align) }),
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        account::freed(layout.size());
        account::allocated(size);
        let (old, new, align) = (rounded(layout.size()), rounded(size), layout.align());
        if old == new {
            return block;
        }
        // SAFETY: the caller's promise on `block`, `layout` and `size`.
        note_failure(self.with(|heap| unsafe { heap.realloc(block, old, align, new) }))
    }
}

/// Tells the page why the instance is about to end.
fn note_failure(block: *mut u8) -> *mut u8 {
    if block.is_null() && CLOSED.load(Relaxed) {
        SHARED_STATUS.out_of_memory.store(1, Relaxed);
    }
    block
}

/// Where dlmalloc gets its pages: the end of the linear memory, while the heap is open.
struct Pages;

// SAFETY: `alloc` hands out pages that were just added to the memory and belong to no one else.
unsafe impl Allocator for Pages {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        let pages = size.div_ceil(PAGE);
        let refused = usize::MAX;
        let before = match CLOSED.load(Relaxed) {
            true => refused,
            false => wasm32::memory_grow::<0>(pages),
        };
        if before == refused {
            return (std::ptr::null_mut(), 0, 0);
        }
        ((before * PAGE) as *mut u8, pages * PAGE, 0)
    }

    fn remap(&self, _block: *mut u8, _old: usize, _new: usize, _movable: bool) -> *mut u8 {
        std::ptr::null_mut()
    }

    fn free_part(&self, _block: *mut u8, _old: usize, _new: usize) -> bool {
        false
    }

    fn free(&self, _block: *mut u8, _size: usize) -> bool {
        false
    }

    fn can_release_part(&self, _flags: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        true
    }

    fn page_size(&self) -> usize {
        PAGE
    }
}

const FREE: i32 = 0;
const HELD: i32 = 1;
const AWAITED: i32 = 2;

/// Drepper's second mutex (Futexes Are Tricky, 2011). The standard one is not used here, because
/// an allocator also runs while a thread's local storage is not yet there.
struct FutexLock(AtomicI32);

impl FutexLock {
    fn acquire(&self) {
        for _ in 0..64 {
            if self.0.compare_exchange(FREE, HELD, SeqCst, Relaxed).is_ok() {
                return;
            }
            std::hint::spin_loop();
        }
        while self.0.swap(AWAITED, SeqCst) != FREE {
            // SAFETY: the address is a valid, aligned word of shared memory, and only workers,
            // which may wait, ever enter this instance.
            unsafe { wasm32::memory_atomic_wait32(self.0.as_ptr(), AWAITED, -1) };
        }
    }

    fn release(&self) {
        if self.0.swap(FREE, SeqCst) == AWAITED {
            // SAFETY: as above.
            unsafe { wasm32::memory_atomic_notify(self.0.as_ptr(), 1) };
        }
    }
}
