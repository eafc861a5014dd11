//! How likely something is that happened in so many of so many runs.
//!
//! Wilson's score interval (Wilson 1927), which keeps its promise where the share is 0 or 1 or runs
//! are few: there the usual interval shrinks to a point that says more than was seen.

#[cfg(test)]
use crate::base::schema::Fraction;
use serde::Serialize;

/// The 97.5 % quantile of the normal distribution.
pub const NORMAL: f64 = 1.959_963_984_540_054;

/// A share with its 95 % Wilson interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Share {
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub value: f64,
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub low: f64,
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub high: f64,
}

/// `None` without a run.
pub fn share(times: usize, runs: usize) -> Option<Share> {
    if runs == 0 {
        return None;
    }
    let (count, value) = (runs as f64, times as f64 / runs as f64);
    let square = NORMAL * NORMAL;
    let middle = (value + square / (2.0 * count)) / (1.0 + square / count);
    let inner = value * (1.0 - value) / count + square / (4.0 * count * count);
    let reach = NORMAL * inner.sqrt() / (1.0 + square / count);
    // Never or always, the formula ends in 0 or 1, which rounding would miss.
    let low = if times == 0 { 0.0 } else { middle - reach };
    let high = if times == runs { 1.0 } else { middle + reach };
    Some(Share { value, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::{Noise, reference};
    use serde::Deserialize;

    #[test]
    fn agrees_with_scipy() {
        #[derive(Deserialize)]
        struct Case {
            times: usize,
            runs: usize,
            low: f64,
            high: f64,
        }
        for case in reference::<Case>(include_str!("../../tests/data/wilson.json")) {
            let ours = share(case.times, case.runs).unwrap();
            let near = |ours: f64, theirs: f64| (ours - theirs).abs() < 1e-12;
            assert!(near(ours.low, case.low), "{} of {}", case.times, case.runs);
            assert!(near(ours.high, case.high), "{} of {}", case.times, case.runs);
        }
    }

    #[test]
    fn nothing_is_said_of_no_runs() {
        assert_eq!(share(0, 0), None);
    }

    /// Near 95 in 100 intervals of 30 runs hold the true share, at its edges too.
    #[test]
    fn intervals_cover_the_true_share() {
        for truth in [0.02, 0.5, 0.97] {
            let covered = (0..500).filter(|&seed| {
                let mut noise = Noise::new(seed);
                let times = (0..30).filter(|_| noise.uniform() < truth).count();
                let found = share(times, 30).unwrap();
                found.low <= truth && truth <= found.high
            });
            assert!(covered.count() >= 440, "{truth}");
        }
    }
}
