//! What threads show to the outside while they run: a stop flag, phases and live counters.
//!
//! In a browser the page reads and writes this memory directly, since the coordinator that owns
//! the instance is busy in the run. Every word is atomic; each thread's counter has cache lines of
//! its own, so that counting costs no contention.

use crate::base::units::MAX_THREADS;
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64};
use std::sync::atomic::{Ordering::Acquire, Ordering::Relaxed, Ordering::Release, fence};

pub const TRAP_TEXT_BYTES: usize = 508;
/// Room for a map's own figures and two for each of the most parts that a map can have.
pub const INSIDE_FIGURES: usize = 16 + 2 * 1024;

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
pub struct SharedStatus {
    /// Set from outside: end the run at the next look.
    pub stop: AtomicU32,
    pub phase: AtomicU32,
    /// Grows while work that has no counter advances.
    pub beats: AtomicU32,
    /// What somebody outside asks of a run that is on; zero again once it was heeded.
    pub asked: AtomicU32,
    /// Set when an allocation failed.
    pub out_of_memory: AtomicU32,
    /// Set when a worker trapped; the text says how.
    pub trapped: AtomicU32,
    pub trap_length: AtomicU32,
    pub trap_text: [AtomicU8; TRAP_TEXT_BYTES],
    /// Odd while the figures below are being written, and another number after each writing.
    pub inside_version: AtomicU32,
    pub inside_length: AtomicU32,
    /// What the inspected map shows of its inside.
    pub inside: [AtomicU64; INSIDE_FIGURES],
    /// Operations done by each client in the running step.
    pub counters: [Counter; MAX_THREADS],
}

impl SharedStatus {
    pub const fn new() -> Self {
        Self {
            stop: AtomicU32::new(0),
            phase: AtomicU32::new(Phase::Idle as u32),
            beats: AtomicU32::new(0),
            asked: AtomicU32::new(0),
            out_of_memory: AtomicU32::new(0),
            trapped: AtomicU32::new(0),
            trap_length: AtomicU32::new(0),
            trap_text: [const { AtomicU8::new(0) }; TRAP_TEXT_BYTES],
            inside_version: AtomicU32::new(0),
            inside_length: AtomicU32::new(0),
            inside: [const { AtomicU64::new(0) }; INSIDE_FIGURES],
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

    /// Replaces the inside's figures; one thread at a time may. More than there is room for are
    /// left out.
    pub fn show(&self, figures: &[u64]) {
        let length = figures.len().min(INSIDE_FIGURES);
        let version = self.inside_version.load(Relaxed);
        self.inside_version.store(version.wrapping_add(1), Relaxed);
        // Whoever sees any of the stores below sees the odd number as well.
        fence(Release);
        self.inside_length.store(length as u32, Relaxed);
        for (place, &figure) in self.inside.iter().zip(&figures[..length]) {
            place.store(figure, Relaxed);
        }
        self.inside_version.store(version.wrapping_add(2), Release);
    }

    /// The inside's figures as of one [`show`](Self::show); `None` if one falls into the reading.
    pub fn shown(&self) -> Option<Vec<u64>> {
        let version = self.inside_version.load(Acquire);
        let length = self.inside_length.load(Relaxed) as usize;
        let places = self.inside.iter().take(length);
        let figures = places.map(|place| place.load(Relaxed)).collect();
        // Had a load above seen a later store, the load below would see its odd number or more.
        fence(Acquire);
        let same = version.is_multiple_of(2) && self.inside_version.load(Relaxed) == version;
        same.then_some(figures)
    }
}

impl Default for SharedStatus {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    #[test]
    fn no_reader_sees_a_torn_set_of_figures() {
        let status = SharedStatus::new();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for number in 1..20_000 {
                    status.show(&vec![number; 1 + number as usize % 40]);
                }
                over.store(true, Relaxed);
            });
            let mut seen = 0;
            while !over.load(Relaxed) || seen == 0 {
                let Some(figures) = status.shown() else { continue };
                seen += 1;
                let first = figures.first().copied().unwrap_or(0);
                assert!(figures.iter().all(|&figure| figure == first), "{figures:?}");
                assert!(first == 0 || figures.len() == 1 + first as usize % 40);
            }
        });
    }

    #[test]
    fn figures_beyond_the_room_are_left_out() {
        let status = SharedStatus::new();
        status.show(&vec![7; INSIDE_FIGURES + 1]);
        assert_eq!(status.shown().unwrap().len(), INSIDE_FIGURES);
        status.show(&[]);
        assert_eq!(status.shown(), Some(vec![]));
    }
}
