//! A race on purpose. `tools/tsan.mjs` runs it first, to see that ThreadSanitizer is awake, and
//! expects a report; nothing else runs it.

use std::cell::UnsafeCell;
use std::thread;

struct Shared(UnsafeCell<u64>);

// SAFETY: there is none; two threads write at once, and that must be noticed.
unsafe impl Sync for Shared {}

#[test]
#[ignore = "races on purpose"]
fn planted_race() {
    static SHARED: Shared = Shared(UnsafeCell::new(0));
    // Long enough that both are at it together.
    let write = || {
        for _ in 0..1000 {
            // SAFETY: as above.
            unsafe { *SHARED.0.get() += 1 };
            thread::yield_now();
        }
    };
    thread::scope(|scope| {
        scope.spawn(write);
        scope.spawn(write);
    });
}
