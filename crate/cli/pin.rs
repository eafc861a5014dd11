//! Holds each client on a core of its own for as long as the run lasts, so that the scheduler moves
//! none of them about.
//!
//! Works on Linux, Android, Windows, FreeBSD and NetBSD. On Intel Macs it is a hint that the system
//! may ignore; elsewhere, Apple's own processors included, there is no way, and that is an error
//! rather than a run that only looks pinned. Clients beyond the cores share them in turn; a map's
//! own threads go where the scheduler likes.

use crate::engine::Pool;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum PinError {
    #[error("--pin: this system does not name its cores. Leave out --pin")]
    NoCores,
    #[error("--pin: only {pinned} of {clients} threads could be held on a core. Leave out --pin")]
    Refused { pinned: usize, clients: usize },
}

/// Pins the pool's first `clients` threads, those that clients run on.
pub fn pin(pool: &Pool, clients: usize) -> Result<(), PinError> {
    // Those that this process may use.
    let cores = core_affinity::get_core_ids().filter(|cores| !cores.is_empty());
    let cores = cores.ok_or(PinError::NoCores)?;
    let pinned = AtomicUsize::new(0);
    pool.run(&|number| {
        if number < clients && core_affinity::set_for_current(cores[number % cores.len()]) {
            pinned.fetch_add(1, Relaxed);
        }
    });
    match pinned.into_inner() {
        pinned if pinned == clients => Ok(()),
        pinned => Err(PinError::Refused { pinned, clients }),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::sync::Mutex;

    fn allowed() -> String {
        let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("Cpus_allowed_list:")).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    }

    #[test]
    fn clients_keep_to_one_core_each_and_owners_are_free() {
        let pool = Pool::new(3).unwrap();
        let free = allowed();
        pin(&pool, 2).unwrap();
        let seen = Mutex::new(vec![String::new(); 3]);
        pool.run(&|number| seen.lock().unwrap()[number] = allowed());
        let seen = seen.into_inner().unwrap();
        let one = |list: &str| list.parse::<usize>().is_ok();
        assert!(one(&seen[0]) && one(&seen[1]), "{seen:?}");
        assert_eq!(seen[2], free);
        if !one(&free) {
            assert_ne!(seen[0], seen[1]);
        }
        assert_eq!(allowed(), free, "the caller itself is not pinned");
    }
}
