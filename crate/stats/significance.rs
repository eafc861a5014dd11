//! Whether maps can be told apart: the one rule that results, rankings, comparisons and crossovers
//! go by.
//!
//! Two answers must agree. The rank-sum test, corrected for all that it is asked of at once, says that
//! the throughputs differ; the intervals say that the ratio is not one. Each alone is too easily
//! satisfied: the test looks at ranks and not at size, and a bootstrap of few rounds is too narrow.

use super::bootstrap::{Sides, drawn_ratio, independent_ratio};
use super::rank_sum::{RankSums, holm, rank_sum};
use super::{Estimate, agree, median, ratios};
use crate::base::units::Seed;
use std::cmp::Ordering;

/// Chance of even one false "differs" among all that one question is about.
pub const LEVEL: f64 = 0.05;

/// Probabilities of the rank-sum test of each sample against the baseline, adjusted by Holm's
/// method over the samples that have rounds to compare.
pub fn adjusted(samples: &[&[f64]], baseline: &[f64]) -> Vec<Option<f64>> {
    adjust(samples.iter().map(|sample| rank_sum(sample, baseline).map(|test| test.p)))
}

/// Corrects those that there are.
fn adjust(probabilities: impl Iterator<Item = Option<f64>>) -> Vec<Option<f64>> {
    let probabilities: Vec<Option<f64>> = probabilities.collect();
    let known: Vec<f64> = probabilities.iter().flatten().copied().collect();
    let mut adjusted = holm(&known).into_iter();
    probabilities.iter().map(|p| p.and_then(|_| adjusted.next())).collect()
}

/// Who is ahead in each of many pairs that share their rounds. All are one question, so the chance of
/// a false answer is that of all together.
pub struct Ahead<'a> {
    all: &'a [Sides<'a>],
    probabilities: Vec<Option<f64>>,
    seed: Seed,
    draws: usize,
}

impl<'a> Ahead<'a> {
    pub fn among(all: &'a [Sides<'a>], seed: Seed, draws: usize) -> Self {
        Self { all, probabilities: probabilities(all), seed, draws }
    }

    /// Whether the test of ranks says that new stands so to old, as it must.
    pub fn may_be(&self, place: usize, new_to_old: Ordering) -> bool {
        let Sides { new, old } = self.all[place];
        let middle = median(&ratios(new, old)).map(|ratio| ratio.total_cmp(&1.0));
        self.probabilities[place].is_some_and(|p| p < LEVEL) && middle == Some(new_to_old)
    }

    /// Whether new stands so to old. It takes longer, because the interval is drawn.
    pub fn is(&self, place: usize, new_to_old: Ordering) -> bool {
        let Sides { new, old } = self.all[place];
        let ratio = || drawn_ratio(new, old, self.seed, self.draws);
        self.may_be(place, new_to_old) && ratio().is_some_and(|ratio| agree(&ratio, new, old))
    }
}

/// What became of one map from one run to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// New median over old.
    pub ratio: Estimate,
    /// Adjusted over all maps compared.
    pub p: f64,
    pub separable: bool,
}

/// The changes from run to run, which share no rounds. `None` where a side has no rounds.
pub fn changes(all: &[Sides], seed: Seed) -> Vec<Option<Change>> {
    all.iter().zip(probabilities(all)).map(|(sides, p)| change(sides, p?, seed)).collect()
}

/// Adjusted over all of them.
fn probabilities(all: &[Sides]) -> Vec<Option<f64>> {
    let mut tests = RankSums::default();
    adjust(all.iter().map(|sides| tests.test(sides.new, sides.old).map(|test| test.p)))
}

fn change(sides: &Sides, p: f64, seed: Seed) -> Option<Change> {
    let ratio = independent_ratio(*sides, seed)?;
    Some(Change { ratio, p, separable: p < LEVEL && ratio.excludes(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::bootstrap::RESAMPLES;
    use crate::stats::testing::Noise;

    /// How many of a hundred seeded runs of five maps tell a map from the baseline, the first of
    /// them being as fast as `first` times the others.
    fn told_apart(first: f64, rounds: usize) -> (usize, usize) {
        let (mut that_one, mut any) = (0, 0);
        for seed in 0..100 {
            let rates = Noise::new(seed).rounds(&[1.0, first, 1.0, 1.0, 1.0], rounds);
            let sides: Vec<Sides> =
                rates[1..].iter().map(|new| Sides { new, old: &rates[0] }).collect();
            let ahead = Ahead::among(&sides, Seed(seed), RESAMPLES);
            let apart =
                |place| ahead.is(place, Ordering::Less) || ahead.is(place, Ordering::Greater);
            that_one += usize::from(apart(0));
            any += usize::from((0..sides.len()).any(apart));
        }
        (that_one, any)
    }

    /// Five equal maps: in at least 90 of 100 runs none is told from the baseline.
    #[test]
    fn equal_maps_are_not_separable() {
        for rounds in [6, 10, 20] {
            let (_, any) = told_apart(1.0, rounds);
            assert!(any <= 10, "{any} of 100 at {rounds} rounds");
        }
    }

    /// The same data with one map 10 % slower: found in at least 90 of 100 runs.
    #[test]
    fn a_planted_slowdown_is_found() {
        for rounds in [10, 20] {
            let (found, _) = told_apart(0.9, rounds);
            assert!(found >= 90, "{found} of 100 at {rounds} rounds");
        }
    }

    /// The same between two runs.
    #[test]
    fn runs_are_told_apart_by_what_changed() {
        let speeds = [1.0, 2.0, 0.5, 4.0, 1.0];
        let mut slower = speeds;
        slower[0] *= 0.9;
        for rounds in [10, 20] {
            let (mut wrong, mut found) = (0, 0);
            for seed in 0..100 {
                let mut noise = Noise::new(seed);
                let old = noise.rounds(&speeds, rounds);
                let same = noise.rounds(&speeds, rounds);
                let new = noise.rounds(&slower, rounds);
                // Only where the test says so are the intervals worth their time.
                let apart = |new: &[Vec<f64>]| {
                    let pairs = new.iter().zip(&old).map(|(new, old)| Sides { new, old });
                    let sides: Vec<Sides> = pairs.collect();
                    let differs = |(sides, p): (&Sides, Option<f64>)| {
                        p.is_some_and(|p| p < LEVEL)
                            && change(sides, p.unwrap(), Seed(seed)).unwrap().separable
                    };
                    sides.iter().zip(probabilities(&sides)).map(differs).collect::<Vec<bool>>()
                };
                wrong += usize::from(apart(&same).contains(&true));
                found += usize::from(apart(&new)[0]);
            }
            assert!(wrong <= 10 && found >= 90, "{rounds} rounds: {wrong} wrong, {found} found");
        }
    }

    #[test]
    fn maps_without_rounds_are_left_out_of_the_correction() {
        let (low, high) = ([1.0, 2.0, 3.0, 4.0, 5.0], [11.0, 12.0, 13.0, 14.0, 15.0]);
        let alone = rank_sum(&high, &low).unwrap().p;
        assert_eq!(adjusted(&[&high, &[]], &low), [Some(alone), None]);
        let both = adjusted(&[&high, &high], &low);
        assert!(both.iter().all(|p| (p.unwrap() - 2.0 * alone).abs() < 1e-12));
        assert_eq!(changes(&[Sides { new: &high, old: &[] }], Seed(1)), [None]);
    }
}
