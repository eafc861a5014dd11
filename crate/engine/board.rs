//! What threads show to the outside while they run: a stop flag, phases and live counters.
//!
//! In a browser the page reads and writes this memory directly, since the coordinator that owns
//! the instance is busy in the run. Every word is atomic; each thread's counter has cache lines of
//! its own, so that counting costs no contention.

use crate::units::MAX_THREADS;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, Ordering::Relaxed};

pub const TRAP_TEXT_BYTES: usize = 508;

/// What the threads are doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Phase {
    Idle = 0,
    Preparing = 1,
    WarmUp = 2,
    Ramp = 3,
    Measuring = 4,
    Verifying = 5,
}

/// A counter alone on its cache lines (two, because processors fetch them in pairs).
#[repr(C, align(128))]
pub struct Counter(pub AtomicU64);

#[repr(C, align(128))]
pub struct Board {
    /// Set from outside: end the run at the next look.
    pub stop: AtomicU32,
    pub phase: AtomicU32,
    /// Grows while work that has no counter advances.
    pub beats: AtomicU32,
    /// Set when an allocation failed.
    pub out_of_memory: AtomicU32,
    /// Set when a worker trapped; the text says how.
    pub trapped: AtomicU32,
    pub trap_length: AtomicU32,
    pub trap_text: [AtomicU8; TRAP_TEXT_BYTES],
    /// Operations done by each client in the running step.
    pub counters: [Counter; MAX_THREADS],
}

impl Board {
    pub const fn new() -> Self {
        Self {
            stop: AtomicU32::new(0),
            phase: AtomicU32::new(Phase::Idle as u32),
            beats: AtomicU32::new(0),
            out_of_memory: AtomicU32::new(0),
            trapped: AtomicU32::new(0),
            trap_length: AtomicU32::new(0),
            trap_text: [const { AtomicU8::new(0) }; TRAP_TEXT_BYTES],
            counters: [const { Counter(AtomicU64::new(0)) }; MAX_THREADS],
        }
    }

    #[inline]
    pub fn stopping(&self) -> bool {
        self.stop.load(Relaxed) != 0
    }

    pub fn request_stop(&self) {
        self.stop.store(1, Relaxed);
    }

    pub fn enter(&self, phase: Phase) {
        self.phase.store(phase as u32, Relaxed);
        self.beat();
    }

    pub fn beat(&self) {
        self.beats.fetch_add(1, Relaxed);
    }

    #[inline]
    pub fn publish(&self, client: usize, operations: u64) {
        self.counters[client].0.store(operations, Relaxed);
    }

    pub fn clear_counters(&self) {
        self.counters.iter().for_each(|counter| counter.0.store(0, Relaxed));
    }

    /// Operations of the first `clients` counters.
    pub fn operations(&self, clients: usize) -> Vec<u64> {
        self.counters[..clients].iter().map(|counter| counter.0.load(Relaxed)).collect()
    }
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}
