//! Each thread's stock of small free blocks, so that most allocations take no lock.
//!
//! A layer over the locked heap, after the magazines of Bonwick and Adams (2001) without their
//! depot: a thread that runs out takes [`BATCH`] blocks of that size under one lock, and one that
//! has [`FULL`] gives as many back. A block may be freed by another thread than the one that
//! allocated it; it then changes stocks. Blocks that lie idle in it come
//! to 270 KB a thread at most.

use std::cell::Cell;
use std::ptr::null_mut;

/// Sizes are rounded up to this; it is also the alignment that all blocks have.
pub const GRANULE: usize = 8;
/// Larger blocks go to the heap directly: keeping them would hold back much memory.
const LARGEST: usize = 256;
const CLASSES: usize = LARGEST / GRANULE;
const FULL: u32 = 64;
const BATCH: u32 = 32;

/// A free block holds the address of the next one of its class.
struct Stack {
    top: Cell<*mut *mut u8>,
    count: Cell<u32>,
}

/// The size that is asked of the heap for a block of this size.
pub fn rounded(size: usize) -> usize {
    if size > LARGEST { size } else { size.next_multiple_of(GRANULE) }
}

thread_local!(static STOCK: [Stack; CLASSES] = const {
    [const { Stack { top: Cell::new(null_mut()), count: Cell::new(0) } }; CLASSES]
});

/// The calling thread's free blocks of one size.
pub struct Magazine {
    stack: *const Stack,
    /// What the heap is to be asked for.
    pub size: usize,
}

impl Magazine {
    /// The magazine for a rounded size; `None` if such blocks are not kept, or if the thread is just
    /// being started and has no local memory yet.
    #[inline]
    pub fn of(size: usize, align: usize) -> Option<Self> {
        if size > LARGEST || align > GRANULE || size == 0 {
            return None;
        }
        let class = size / GRANULE - 1;
        let stock = STOCK.with(|stock| &raw const *stock);
        // Until its local memory is there, a thread's base address for it is zero.
        if (stock as usize) < super::heap::PAGE {
            return None;
        }
        let stack = stock.cast::<Stack>().wrapping_add(class);
        Some(Self { stack, size })
    }

    fn stack(&self) -> &Stack {
        // SAFETY: points into this thread's own statics, which live as long as the thread; a
        // magazine does not leave it, being neither `Send` nor stored.
        unsafe { &*self.stack }
    }

    /// A free block. `refill` is asked for more if there is none.
    #[inline]
    pub fn take(&self, refill: impl FnOnce(&Self)) -> *mut u8 {
        if self.stack().top.get().is_null() {
            refill(self);
        }
        let block = self.stack().top.get();
        if block.is_null() {
            return null_mut();
        }
        // SAFETY: a block on the stack is free and holds the next one's address.
        self.stack().top.set(unsafe { *block }.cast());
        self.stack().count.set(self.stack().count.get() - 1);
        block.cast()
    }

    /// Puts a free block in. `drain` is told to take some out if there are too many.
    ///
    /// # Safety
    /// The block is free, of this magazine's size, and came from the heap.
    #[inline]
    pub unsafe fn put(&self, block: *mut u8, drain: impl FnOnce(&Self)) {
        // SAFETY: the caller's promise.
        unsafe { self.push(block) };
        if self.stack().count.get() >= FULL {
            drain(self);
        }
    }

    /// Fills up from the heap.
    ///
    /// # Safety
    /// `allocate` returns null or a block of this magazine's size that nobody else has.
    #[cold]
    pub unsafe fn fill(&self, mut allocate: impl FnMut() -> *mut u8) {
        for _ in 0..BATCH {
            let block = allocate();
            if block.is_null() {
                break;
            }
            // SAFETY: the caller's promise.
            unsafe { self.push(block) };
        }
    }

    /// Gives a batch back to the heap.
    #[cold]
    pub fn empty(&self, mut free: impl FnMut(*mut u8)) {
        for _ in 0..BATCH {
            free(self.take(|_| ()));
        }
    }

    /// # Safety
    /// As for [`put`](Self::put).
    unsafe fn push(&self, block: *mut u8) {
        let block: *mut *mut u8 = block.cast();
        // SAFETY: the block is free and at least as large and as aligned as an address.
        unsafe { *block = self.stack().top.get().cast() };
        self.stack().top.set(block);
        self.stack().count.set(self.stack().count.get() + 1);
    }
}
