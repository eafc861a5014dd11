//! Whether a warm-up came to rest: three slices of it in a row that agree.
//!
//! It is watched and not waited for. A lock on two cores may have two speeds and never settle on
//! one, and a run that waited for it would never begin.

use crate::base::units::Nanos;

/// How long a slice is.
pub const SLICE: Nanos = Nanos::from_millis(100);
/// Slices in a row that must agree.
const IN_A_ROW: usize = 3;
/// How far apart their speeds may be, of the slowest.
const MOST_APART: f64 = 0.05;

/// The speeds of the last slices, and whether any three agreed.
#[derive(Clone, Copy, Debug, Default)]
pub struct SteadyState {
    speeds: [f64; IN_A_ROW],
    slices: usize,
    steady: bool,
}

impl SteadyState {
    /// One more slice, of so many operations in that time.
    pub fn slice(&mut self, operations: u64, time: Nanos) {
        self.speeds[self.slices % IN_A_ROW] = operations as f64 / time.as_secs();
        self.slices += 1;
        let slowest = self.speeds.into_iter().fold(f64::INFINITY, f64::min);
        let fastest = self.speeds.into_iter().fold(0.0, f64::max);
        self.steady |= self.slices >= IN_A_ROW && fastest <= slowest * (1.0 + MOST_APART);
    }

    /// Enough slices to tell by, and no three in a row agreed.
    pub fn is_unsteady(&self) -> bool {
        self.slices >= IN_A_ROW && !self.steady
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsteady(operations: &[u64]) -> bool {
        let mut steadiness = SteadyState::default();
        operations.iter().for_each(|&count| steadiness.slice(count, SLICE));
        steadiness.is_unsteady()
    }

    #[test]
    fn three_slices_in_a_row_must_agree() {
        // As a browser compiles the loop: slow, then fast.
        assert!(!unsteady(&[100, 400, 900, 1000, 1020, 980]));
        assert!(unsteady(&[1000, 1200, 1000, 1200, 1000, 1200]));
        // Two agree, and two, but never three.
        assert!(unsteady(&[1000, 1000, 1200, 1200, 1000, 1000]));
        // Later unrest does not undo it.
        assert!(!unsteady(&[1000, 1000, 1000, 2000, 500, 3000]));
        assert!(unsteady(&[0, 1000, 1060]) && !unsteady(&[1000, 1020, 1049]));
    }

    #[test]
    fn too_short_a_warm_up_tells_nothing() {
        assert!(!unsteady(&[]) && !unsteady(&[1000, 2000]));
    }

    #[test]
    fn speeds_count_and_not_operations() {
        let mut steadiness = SteadyState::default();
        for millis in [50, 100, 200] {
            steadiness.slice(10 * millis, Nanos::from_millis(millis));
        }
        assert!(!steadiness.is_unsteady());
    }
}
