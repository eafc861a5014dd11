//! Monotonic time, read inside the thread that it is for.
//!
//! Two threads' readings are never compared: in a browser each worker's clock has its own origin.

#[cfg(target_arch = "wasm32")]
use super::host;
use super::units::Nanos;

#[cfg(not(target_arch = "wasm32"))]
pub fn now() -> Nanos {
    use std::sync::OnceLock;
    use std::time::Instant;
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    Nanos(ORIGIN.get_or_init(Instant::now).elapsed().as_nanos() as u64)
}

#[cfg(target_arch = "wasm32")]
pub fn now() -> Nanos {
    Nanos(((host::get().performance_now)() * 1e6) as u64)
}

/// The time of day, which may be set, and which goes on while the machine sleeps.
#[cfg(not(target_arch = "wasm32"))]
pub fn wall() -> Nanos {
    use std::time::SystemTime;
    let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    Nanos(since.as_nanos() as u64)
}

#[cfg(target_arch = "wasm32")]
pub fn wall() -> Nanos {
    Nanos(((host::get().date_now)() * 1e6) as u64)
}

/// The smallest step seen between two different readings.
#[cfg(not(target_arch = "wasm32"))]
pub fn step() -> Nanos {
    let tick = || {
        let start = now();
        loop {
            let later = now();
            if later > start {
                return later - start;
            }
        }
    };
    (0..20).map(|_| tick()).min().unwrap_or_default()
}
