//! Bootstrap intervals (Efron 1979) of figures that have no formula for theirs, seeded: the same
//! rounds give the same interval.

use super::outliers::quantile;
use super::{Estimate, FEWEST_ROUNDS, RESAMPLES, median, middle};
use crate::base::rng::scale;
use crate::base::units::Seed;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// How two samples belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pairing {
    /// Round by round: measured side by side, so that what disturbs a round disturbs both.
    ByRound,
    /// Two runs that share nothing.
    Independent,
}

/// Throughputs of one thing, new over old, by round.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    pub new: &'a [f64],
    pub old: &'a [f64],
}

/// Draws rounds with replacement.
pub struct Resampler {
    rng: Xoshiro256PlusPlus,
    drawn: Vec<f64>,
}

impl Resampler {
    pub fn new(seed: Seed) -> Self {
        Self { rng: Xoshiro256PlusPlus::seed_from_u64(seed.0), drawn: Vec::new() }
    }

    /// As many indices below `count` as there are.
    pub fn indices(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| scale(self.rng.next_u64(), count as u32) as usize).collect()
    }

    /// The median of as many values, drawn; NaN of none.
    pub fn median(&mut self, values: &[f64]) -> f64 {
        let Self { rng, drawn } = self;
        drawn.clear();
        let place = |rng: &mut Xoshiro256PlusPlus| scale(rng.next_u64(), values.len() as u32);
        drawn.extend(values.iter().map(|_| values[place(rng) as usize]));
        drawn.sort_unstable_by(f64::total_cmp);
        middle(drawn).unwrap_or(f64::NAN)
    }
}

impl Sides<'_> {
    fn whole(&self, pairing: Pairing) -> Option<f64> {
        match pairing {
            Pairing::ByRound => median(&self.ratios()),
            Pairing::Independent => Some(median(self.new)? / median(self.old)?),
        }
    }

    fn ratios(&self) -> Vec<f64> {
        self.new.iter().zip(self.old).map(|(new, old)| new / old).collect()
    }

    fn rounds(&self) -> usize {
        self.new.len().min(self.old.len())
    }
}

/// The ratio of two independent runs' medians with its percentile interval, which is absent below
/// six rounds of either; `None` without a round on both sides.
pub fn independent_ratio(sides: Sides, seed: Seed) -> Option<Estimate> {
    geometric_mean(&[sides], Pairing::Independent, seed)
}

/// The geometric mean of the ratios (Fleming and Wallace, How not to lie with statistics, 1986),
/// with a percentile interval from drawing each thing's rounds anew.
///
/// What is averaged over, presets or maps, was chosen and not drawn from some population, so it is
/// held fixed: the interval says what another run of the same would give (Kalibera and Jones,
/// Rigorous benchmarking in reasonable time, 2013, on which levels of an experiment to resample).
/// `None` if there is nothing, or something without a round on both sides.
pub fn geometric_mean(all: &[Sides], pairing: Pairing, seed: Seed) -> Option<Estimate> {
    drawn_mean(all, pairing, seed, RESAMPLES)
}

fn drawn_mean(all: &[Sides], pairing: Pairing, seed: Seed, draws: usize) -> Option<Estimate> {
    let rounds = all.iter().map(Sides::rounds).min()?;
    let count = all.len() as f64;
    let logs = all.iter().map(|sides| sides.whole(pairing).map(f64::ln));
    let middle = (logs.sum::<Option<f64>>()? / count).exp();
    if rounds < FEWEST_ROUNDS {
        return Some(Estimate { median: middle, low: None, high: None });
    }
    let mut resampler = Resampler::new(seed);
    let ratios: Vec<Vec<f64>> = all.iter().map(Sides::ratios).collect();
    let mut drawn = |(sides, ratios): (&Sides, &Vec<f64>)| match pairing {
        Pairing::ByRound => resampler.median(ratios),
        Pairing::Independent => resampler.median(sides.new) / resampler.median(sides.old),
    };
    let mut mean = || {
        let logs = all.iter().zip(&ratios).map(|each| drawn(each).ln());
        (logs.sum::<f64>() / count).exp()
    };
    let mut means: Vec<f64> = (0..draws).map(|_| mean()).collect();
    means.sort_by(f64::total_cmp);
    let [low, high] = [0.025, 0.975].map(|share| quantile(&means, share));
    Some(Estimate { median: middle, low, high })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::Noise;

    #[test]
    fn the_mean_of_reciprocal_ratios_is_one() {
        let (slow, fast) = (vec![1.0; 10], vec![4.0; 10]);
        let all = [Sides { new: &fast, old: &slow }, Sides { new: &slow, old: &fast }];
        for pairing in [Pairing::ByRound, Pairing::Independent] {
            let mean = geometric_mean(&all, pairing, Seed(1)).unwrap();
            assert_eq!(mean, Estimate { median: 1.0, low: Some(1.0), high: Some(1.0) });
        }
        assert_eq!(geometric_mean(&[], Pairing::ByRound, Seed(1)), None);
        let empty = Sides { new: &[], old: &slow };
        assert_eq!(geometric_mean(&[all[0], empty], Pairing::Independent, Seed(1)), None);
    }

    #[test]
    fn few_rounds_give_no_interval() {
        let sides = Sides { new: &[2.0; 5], old: &[1.0; 10] };
        let ratio = independent_ratio(sides, Seed(1)).unwrap();
        assert_eq!(ratio, Estimate { median: 2.0, low: None, high: None });
    }

    /// The interval covers the true mean in at least 90 of 100 seeds, paired and not.
    #[test]
    fn intervals_cover_the_true_mean() {
        // Old and new of two presets; the mean of 1.2 and 0.9.
        let truth = (1.2_f64 * 0.9).sqrt();
        for pairing in [Pairing::ByRound, Pairing::Independent] {
            let covered = (0..100).filter(|&seed| {
                let mut noise = Noise::new(seed);
                let rates = noise.rounds(&[1.0, 1.2, 3.0, 2.7], 10);
                let sides =
                    |preset: usize| Sides { new: &rates[2 * preset + 1], old: &rates[2 * preset] };
                // Fewer draws than readers get, for the sake of time.
                let mean = drawn_mean(&[0, 1].map(sides), pairing, Seed(seed), 1000).unwrap();
                !mean.excludes(truth)
            });
            let covered = covered.count();
            assert!(covered >= 90, "{pairing:?}: {covered}");
        }
    }
}
