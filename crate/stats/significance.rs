//! Whether maps can be told apart: the one rule that results, rankings and comparisons go by.
//!
//! Two answers must agree. The rank-sum test, corrected for asking it of several maps, says that
//! the throughputs differ; the intervals say that the ratio is not one. Each alone is too easily
//! satisfied: the test looks at ranks and not at size, and a bootstrap of few rounds is too narrow.

use super::Estimate;
use super::bootstrap::{Sides, independent_ratio};
use super::rank_sum::{holm, rank_sum};
use crate::units::Seed;

/// Chance of even one false "differs" among the maps of one question.
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
    all.iter().zip(between_runs(all)).map(|(sides, p)| change(sides, p?, seed)).collect()
}

fn between_runs(all: &[Sides]) -> Vec<Option<f64>> {
    adjust(all.iter().map(|sides| rank_sum(sides.new, sides.old).map(|test| test.p)))
}

fn change(sides: &Sides, p: f64, seed: Seed) -> Option<Change> {
    let ratio = independent_ratio(*sides, seed)?;
    Some(Change { ratio, p, separable: p < LEVEL && ratio.excludes(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::separable;
    use crate::stats::testing::Noise;

    /// How many of a hundred seeded runs of five maps tell a map from the baseline, the first of
    /// them being as fast as `first` times the others.
    fn told_apart(first: f64, rounds: usize) -> (usize, usize) {
        let (mut that_one, mut any) = (0, 0);
        for seed in 0..100 {
            let rates = Noise::new(seed).rounds(&[1.0, first, 1.0, 1.0, 1.0], rounds);
            let samples: Vec<&[f64]> = rates[1..].iter().map(Vec::as_slice).collect();
            let differs = adjusted(&samples, &rates[0]);
            let apart = |(sample, p): (&&[f64], &Option<f64>)| {
                p.is_some_and(|p| p < LEVEL) && separable(sample, &rates[0], Seed(seed))
            };
            let apart: Vec<bool> = samples.iter().zip(&differs).map(apart).collect();
            that_one += usize::from(apart[0]);
            any += usize::from(apart.contains(&true));
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
                    sides.iter().zip(between_runs(&sides)).map(differs).collect::<Vec<bool>>()
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
