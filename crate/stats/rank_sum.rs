//! The Mann-Whitney U test (Wilcoxon's rank-sum test), two-sided, and Holm's correction for
//! asking it of several maps at once.
//!
//! Exact where both samples are small and nothing is tied, otherwise the normal approximation
//! with corrections for ties and continuity: the choice and hence the figures of R's
//! `wilcox.test`. Checked against SciPy's values in `tests/data/rank-sum.json`. Own code because
//! the statrs crate's exact method (0.19) gives p = 1 for the clearest difference there is,
//! {1, 2, 3} against {4, 5, 6, 7}.

/// Below this size of both samples the distribution is computed exactly.
const EXACT_BELOW: usize = 50;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankSum {
    /// Pairs in which the first sample's value is the larger one; a tie counts one half.
    pub u: f64,
    /// Probability of a U at least as far from its mean if both samples come from one
    /// distribution, in 0 to 1.
    pub p: f64,
}

/// The test of two independent samples; `None` if one is empty or holds a NaN.
///
/// Mann and Whitney, On a test of whether one of two random variables is stochastically larger
/// than the other, 1947.
pub fn rank_sum(first: &[f64], second: &[f64]) -> Option<RankSum> {
    RankSums::default().test(first, second)
}

/// Many such tests: the exact distribution is worked out once for samples of one size.
#[derive(Default)]
pub struct RankSums {
    sizes: (usize, usize),
    at_most: Vec<f64>,
}

impl RankSums {
    /// As [`rank_sum`].
    pub fn test(&mut self, first: &[f64], second: &[f64]) -> Option<RankSum> {
        let sizes = (first.len(), second.len());
        rank_sum_by(first, second, |u| {
            if self.sizes != sizes {
                *self = Self { sizes, at_most: at_most(sizes.0, sizes.1) };
            }
            self.at_most[u]
        })
    }
}

/// `at_most` gives the exact probability of such a U or less.
fn rank_sum_by(
    first: &[f64],
    second: &[f64],
    at_most: impl FnOnce(usize) -> f64,
) -> Option<RankSum> {
    let all = first.iter().chain(second);
    if first.is_empty() || second.is_empty() || all.clone().any(|value| value.is_nan()) {
        return None;
    }
    let mut sorted: Vec<(f64, bool)> =
        all.enumerate().map(|(place, &value)| (value, place < first.len())).collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (m, n) = (first.len() as f64, second.len() as f64);
    let (mut ranks, mut ties, mut below) = (0.0, 0.0, 0.0);
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        let size = group.len() as f64;
        let of_first = group.iter().filter(|(_, of_first)| *of_first).count() as f64;
        ranks += of_first * (below + (size + 1.0) / 2.0);
        ties += size * (size * size - 1.0);
        below += size;
    }
    let u = ranks - m * (m + 1.0) / 2.0;
    let exact = ties == 0.0 && first.len().max(second.len()) < EXACT_BELOW;
    let p = if exact {
        let nearer = u.min(m * n - u);
        2.0 * at_most(nearer as usize)
    } else {
        let all = m + n;
        let spread = m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
        let distance = ((u - m * n / 2.0).abs() - 0.5).max(0.0);
        // Without any spread all values are equal.
        if spread > 0.0 { libm::erfc(distance / (2.0 * spread).sqrt()) } else { 1.0 }
    };
    Some(RankSum { u, p: p.min(1.0) })
}

/// P(U <= u) for samples of m and n without ties, for each u up to the middle.
///
/// By whose value is the largest of all: with probability m / (m + n) the first sample's, which
/// then beats all n of the other. All terms are positive, so nothing cancels.
fn at_most(m: usize, n: usize) -> Vec<f64> {
    let most = m * n / 2;
    let mut row: Vec<Vec<f64>> = Vec::new();
    for i in 0..=m {
        for j in 0..=n {
            let mut chances = vec![0.0; most + 1];
            if i == 0 || j == 0 {
                chances[0] = 1.0;
            } else {
                let share = i as f64 / (i + j) as f64;
                for k in 0..=most {
                    // `row[j]` is still of i - 1, `row[j - 1]` already of i.
                    let won = if k >= j { row[j][k - j] } else { 0.0 };
                    chances[k] = share * won + (1.0 - share) * row[j - 1][k];
                }
            }
            match row.get_mut(j) {
                Some(place) => *place = chances,
                None => row.push(chances),
            }
        }
    }
    let mut sum = 0.0;
    let chances = row[n].iter();
    chances
        .map(|chance| {
            sum += chance;
            sum
        })
        .collect()
}

/// Probabilities adjusted so that comparing each with a level keeps the chance of even one false
/// claim among all of them at that level (Holm, A simple sequentially rejective multiple test
/// procedure, 1979). In the order given.
pub fn holm(probabilities: &[f64]) -> Vec<f64> {
    let count = probabilities.len();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| probabilities[a].total_cmp(&probabilities[b]));
    let mut adjusted = vec![1.0; count];
    let mut largest = 0.0_f64;
    for (rank, place) in order.into_iter().enumerate() {
        largest = largest.max((count - rank) as f64 * probabilities[place]).min(1.0);
        adjusted[place] = largest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::reference;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Case {
        about: String,
        first: Vec<f64>,
        second: Vec<f64>,
        u: f64,
        p: f64,
    }

    #[test]
    fn agrees_with_published_values() {
        for Case { about, first, second, u, p } in
            reference::<Case>(include_str!("../../tests/data/rank-sum.json"))
        {
            let ours = rank_sum(&first, &second).unwrap();
            assert_eq!(ours.u, u, "{about}");
            assert!((ours.p - p).abs() <= 1e-9 * p, "{about}: {} is not {p}", ours.p);
            let swapped = rank_sum(&second, &first).unwrap();
            assert!((swapped.p - ours.p).abs() < 1e-12, "{about}: not symmetric");
        }
    }

    /// The 5 % critical values of the usual tables: the largest U that is significant.
    #[test]
    fn critical_values_are_the_published_ones() {
        for (m, n, critical) in [(4, 4, 0), (5, 5, 2), (6, 8, 8), (10, 10, 23), (20, 20, 127)] {
            let at_most = at_most(m, n);
            assert!(2.0 * at_most[critical] <= 0.05, "{m} {n}");
            assert!(2.0 * at_most[critical + 1] > 0.05, "{m} {n}");
        }
    }

    #[test]
    fn what_cannot_be_ranked_has_no_answer() {
        assert_eq!(rank_sum(&[], &[1.0]), None);
        assert_eq!(rank_sum(&[f64::NAN], &[1.0]), None);
        assert_eq!(rank_sum(&[2.0, 2.0], &[2.0, 2.0]).unwrap().p, 1.0);
    }

    /// R: `p.adjust(c(.01, .04, .03, .005), "holm")`.
    #[test]
    fn holm_as_published() {
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (ours, theirs) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((ours - theirs).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(holm(&[0.4, 0.9]), [0.8, 0.9]);
        assert_eq!(holm(&[]), [] as [f64; 0]);
    }
}
