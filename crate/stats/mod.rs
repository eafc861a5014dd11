//! From trials to figures: medians, their intervals, ratios to a baseline, fairness.
//!
//! Nothing is invented where rounds are few: an interval that the ranks cannot give is absent.

pub mod bootstrap;
pub mod conclusion;
#[cfg(feature = "full")]
pub mod crossover;
#[cfg(feature = "full")]
pub mod knee;
#[cfg(feature = "full")]
pub mod line;
#[cfg(feature = "full")]
pub mod outliers;
#[cfg(feature = "full")]
pub mod parameter;
#[cfg(feature = "full")]
pub mod rank_sum;
#[cfg(feature = "full")]
pub mod scaling;
pub mod sequential;
#[cfg(feature = "full")]
pub mod significance;
#[cfg(feature = "full")]
pub mod survival;
#[cfg(all(test, feature = "full"))]
pub mod testing;
#[cfg(feature = "full")]
pub mod usl;
#[cfg(feature = "full")]
pub mod wilson;

pub use bootstrap::paired_ratio;
use serde::Serialize;

/// A power of two that leaves room on both sides.
const LARGE_EXPONENT: i32 = 500;
const LARGE: f64 = f64::from_bits((1023 + LARGE_EXPONENT as u64) << 52);
/// Fewest rounds that give a finite 95 % interval.
pub const FEWEST_ROUNDS: usize = 6;

/// A median with its 95 % interval; the bounds are null where too few rounds give none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
pub struct Estimate {
    pub median: f64,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl Estimate {
    /// Whether the interval leaves the value out; never without an interval.
    pub fn excludes(&self, value: f64) -> bool {
        matches!((self.low, self.high), (Some(low), Some(high)) if value < low || high < value)
    }
}

/// Ascending, by Shell's method (1959) with the gaps of Ciura (2001): as fast here as the standard
/// library's, which would be 6 kB of the page's first module.
pub fn sort(values: &mut [f64]) {
    for gap in [701, 301, 132, 57, 23, 10, 4, 1] {
        for end in gap..values.len() {
            let value = values[end];
            let mut place = end;
            while place >= gap && values[place - gap].total_cmp(&value).is_gt() {
                values[place] = values[place - gap];
                place -= gap;
            }
            values[place] = value;
        }
    }
}

/// The middle value, or the mean of the two middle ones.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    middle(&sorted)
}

fn middle(sorted: &[f64]) -> Option<f64> {
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get((sorted.len() - 1) / 2)?;
    Some((lower + upper) / 2.0)
}

/// The median with the distribution-free interval between two order statistics (Conover,
/// Practical Nonparametric Statistics, 3.2): of 10 values the 2nd and the 9th.
pub fn estimate(values: &[f64]) -> Option<Estimate> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    let median = middle(&sorted)?;
    let rank = interval_rank(sorted.len());
    Some(Estimate {
        median,
        low: rank.map(|rank| sorted[rank - 1]),
        high: rank.map(|rank| sorted[sorted.len() - rank]),
    })
}

/// The largest rank from either end (counted from 1) whose order statistics enclose the median
/// with at least 95 % confidence: r such that P(Binomial(n, 1/2) < r) <= 2.5 %.
fn interval_rank(count: usize) -> Option<usize> {
    // A probability is such a number times 2^exponent: that of the first, 2^-count, is below
    // everything that a float can hold from 1,075 on.
    let (mut next, mut below, mut exponent) = (1.0, 0.0, -(count as i32));
    let mut rank = 0;
    while rank < count && (below + next) * 2.0_f64.powi(exponent) <= 0.025 {
        below += next;
        next *= (count - rank) as f64 / (rank + 1) as f64;
        rank += 1;
        if next > LARGE {
            (next, below, exponent) = (next / LARGE, below / LARGE, exponent + LARGE_EXPONENT);
        }
    }
    (rank > 0).then_some(rank)
}

/// Paired by round.
fn ratios(values: &[f64], baseline: &[f64]) -> Vec<f64> {
    values.iter().zip(baseline).map(|(value, base)| value / base).collect()
}

/// Whether a bootstrap interval, which few rounds make too narrow, and the distribution-free one
/// both leave out 1.
fn agree(ratio: &Estimate, values: &[f64], baseline: &[f64]) -> bool {
    ratio.excludes(1.0)
        && estimate(&ratios(values, baseline)).is_some_and(|ratio| ratio.excludes(1.0))
}

/// Jain's fairness index (Jain, Chiu and Hawe 1984): 1 if all did the same, 1/n if one did all.
pub fn jain(shares: &[u64]) -> Option<f64> {
    let sum: f64 = shares.iter().map(|&share| share as f64).sum();
    let squares: f64 = shares.iter().map(|&share| (share as f64).powi(2)).sum();
    (squares > 0.0).then(|| sum * sum / (shares.len() as f64 * squares))
}

/// The smallest and the largest share of the work that one of the threads did. Jain's index cannot
/// tell one starved thread among many from a slight unevenness of all.
pub fn shares(counts: &[u64]) -> Option<[f64; 2]> {
    let sum: u64 = counts.iter().sum();
    let share = |count: &u64| *count as f64 / sum as f64;
    let ends = [counts.iter().min()?, counts.iter().max()?];
    (sum > 0).then(|| ends.map(share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::units::Seed;
    use rand_core::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn sorting_is_what_the_standard_library_does() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(2);
        for length in [0, 1, 2, 9, 100, 3000] {
            let mut values: Vec<f64> =
                (0..length).map(|_| (rng.next_u64() % 1000) as f64 - 500.0).collect();
            values.extend([0.0, -0.0, f64::INFINITY, f64::NAN, f64::NEG_INFINITY]);
            let mut expected = values.clone();
            expected.sort_by(f64::total_cmp);
            sort(&mut values);
            let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&values), bits(&expected));
        }
    }

    #[test]
    fn medians() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
    }

    /// The ranks of the usual tables for the 95 % interval of a median.
    #[test]
    fn interval_ranks_are_the_published_ones() {
        let ranks = [
            (5, None),
            (6, Some(1)),
            (8, Some(1)),
            (9, Some(2)),
            (10, Some(2)),
            (12, Some(3)),
            (15, Some(4)),
            (20, Some(6)),
            (25, Some(8)),
            (30, Some(10)),
            (50, Some(18)),
            (100, Some(40)),
            // 2^-n is a float no more; exactly, in integers (Python).
            (1_074, Some(505)),
            (1_075, Some(505)),
            (1_080, Some(508)),
            (2_000, Some(956)),
            (10_000, Some(4_902)),
            (100_000, Some(49_690)),
        ];
        for (count, rank) in ranks {
            assert_eq!(interval_rank(count), rank, "{count} values");
        }
    }

    #[test]
    fn intervals_need_six_rounds() {
        let five = estimate(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        assert_eq!((five.low, five.high), (None, None));
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(estimate(&ten), Some(Estimate { median: 5.5, low: Some(2.0), high: Some(9.0) }));
        for count in [1_080, 10_000] {
            let many: Vec<f64> = (1..=count).map(f64::from).collect();
            let many = estimate(&many).unwrap();
            assert!(many.low < Some(many.median) && Some(many.median) < many.high, "{many:?}");
        }
    }

    #[test]
    fn ratios_are_paired_by_round() {
        let base: Vec<f64> = (1..=10).map(f64::from).collect();
        let double: Vec<f64> = base.iter().map(|value| value * 2.0).collect();
        let ratio = paired_ratio(&double, &base, Seed(1)).unwrap();
        assert_eq!(ratio, Estimate { median: 2.0, low: Some(2.0), high: Some(2.0) });
        assert!(ratio.excludes(1.0));
        assert!(!paired_ratio(&double[..3], &base[..3], Seed(1)).unwrap().excludes(1.0));
    }

    /// The interval covers the true median ratio in at least 90 of 100 samples.
    #[test]
    fn bootstrap_covers_the_true_ratio() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut noise = || 0.9 + 0.2 * (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        let covered = (0..100)
            .filter(|&round| {
                let base: Vec<f64> = (0..10).map(|_| noise()).collect();
                let values: Vec<f64> = (0..10).map(|_| 1.5 * noise()).collect();
                !paired_ratio(&values, &base, Seed(round)).unwrap().excludes(1.5)
            })
            .count();
        assert!(covered >= 90, "{covered}");
    }

    /// Two maps of the same speed are called separable in at most 10 of 100 samples.
    #[test]
    fn equal_maps_are_seldom_separable() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(9);
        let mut noise = || 0.8 + 0.4 * (rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        for rounds in [6, 10, 20] {
            let mut sample = || (0..rounds).map(|_| noise()).collect::<Vec<f64>>();
            let mut separable = |seed| {
                let (one, other) = (sample(), sample());
                agree(&paired_ratio(&one, &other, Seed(seed)).unwrap(), &one, &other)
            };
            let wrong = (0..100).filter(|&seed| separable(seed)).count();
            assert!(wrong <= 10, "{wrong} of 100 at {rounds} rounds");
        }
    }

    #[test]
    fn jain_runs_from_one_nth_to_one() {
        assert_eq!(jain(&[5, 5, 5, 5]), Some(1.0));
        assert_eq!(jain(&[8, 0, 0, 0]), Some(0.25));
        assert_eq!(jain(&[0, 0]), None);
    }

    #[test]
    fn shares_are_of_the_whole() {
        assert_eq!(shares(&[5, 5]), Some([0.5, 0.5]));
        assert_eq!(shares(&[1, 0, 3]), Some([0.0, 0.75]));
        assert_eq!((shares(&[]), shares(&[0, 0])), (None, None));
        // Fifteen of sixteen threads do as they should: the index is hardly moved.
        let mut counts = [100; 16];
        counts[3] = 5;
        assert!(jain(&counts).unwrap() > 0.94);
        assert!(shares(&counts).unwrap()[0] < 0.004);
    }
}
