//! The command line's allocator: the system's, with what is asked of it counted on demand.
//!
//! Where the system refuses, the program ends with a line and status 2. The standard library would abort
//! it; and what a run needs was known to be there before it began, so this is a machine that has lost
//! memory since.

use crate::engine::passes::account;
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::{Write, stderr};

/// As results print it.
pub const NAME: &str = "system";

/// To be a program's global allocator.
pub struct Counted;

// SAFETY: passes everything on to the system's allocator, which keeps the contract; counting
// allocates nothing.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        account::allocated(layout.size());
        // SAFETY: the caller's promise.
        had(unsafe { System.alloc(layout) })
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        account::allocated(layout.size());
        // SAFETY: the caller's promise.
        had(unsafe { System.alloc_zeroed(layout) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        account::freed(layout.size());
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        account::freed(layout.size());
        account::allocated(size);
        // SAFETY: the caller's promise.
        had(unsafe { System.realloc(block, layout, size) })
    }
}

#[inline]
fn had(block: *mut u8) -> *mut u8 {
    if block.is_null() {
        exhausted();
    }
    block
}

#[cold]
fn exhausted() -> ! {
    // Written as it is: making a text would take memory.
    let _ = stderr().write_all(
        b"contend: the system is out of memory and the run is lost. Lower keys, prefill, value or threads\n",
    );
    std::process::exit(2)
}
