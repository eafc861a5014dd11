//! Think time: work between two operations that touches no memory.
//!
//! Clocks are too coarse and too slow to wait by, so a chain of multiplications is timed once per
//! run and then repeated as often as fills the asked time. It takes part in the trial's time like
//! any caller's own work, and the harness without a map does the same. No operation's latency has it,
//! though at a rate it may make the next one late.

use crate::base::clock;
use crate::base::units::Nanos;
use std::hint::black_box;

/// Long against the step of an isolated page's clock.
const PIECE: Nanos = Nanos::from_millis(4);
/// The fastest of so many pieces counts: whoever was interrupted was slower.
const PIECES: usize = 6;

/// How often to repeat the chain after each operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Think(u32);

impl Think {
    /// As many repetitions as take that long on this thread now; blocks for some 30 ms unless
    /// there is nothing to think.
    pub fn calibrate(length: Nanos) -> Self {
        if length == Nanos(0) {
            return Self(0);
        }
        let time = |count| {
            let begin = clock::now();
            Self(count).spin();
            clock::now() - begin
        };
        let mut count = 1_000;
        while time(count) < PIECE {
            count *= 2;
        }
        let spent = (0..PIECES).map(|_| time(count)).min().expect("there are pieces");
        let wanted = f64::from(count) * length.0 as f64 / spent.0.max(1) as f64;
        Self(wanted.round().max(1.0) as u32)
    }

    #[inline(always)]
    pub fn pass(self) {
        if self.0 > 0 {
            self.spin();
        }
    }

    #[inline(never)]
    fn spin(self) {
        let mut word = 1_u64;
        for _ in 0..self.0 {
            word = black_box(word.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23));
        }
        black_box(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::patience::shows;

    #[test]
    fn twice_the_time_is_about_twice_the_work() {
        assert_eq!(Think::calibrate(Nanos(0)), Think(0));
        let work = |nanos| f64::from(Think::calibrate(Nanos(nanos)).0);
        // Each measures the machine, whose speed may change in between.
        let twice = shows(|_| {
            let mut ratios = [(); 5].map(|()| work(20_000) / work(10_000));
            ratios.sort_by(f64::total_cmp);
            (1.4..2.8).contains(&ratios[2])
        });
        assert!(twice);
    }
}
