//! Bootstrap intervals (Efron 1979) of figures that have no formula for theirs, seeded: the same
//! rounds give the same interval.

#[cfg(feature = "full")]
use super::outliers::quantile;
use super::{Estimate, FEWEST_ROUNDS, median, middle, ratios, sort};
use crate::base::rng::scale;
use crate::base::units::Seed;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::iter::repeat_with;

/// How often rounds are drawn anew.
pub(super) const RESAMPLES: usize = 10_000;

/// Throughputs of one thing, new over old, by round.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    pub new: &'a [f64],
    pub old: &'a [f64],
}

/// Draws rounds with replacement.
pub(super) struct Resampler {
    rng: Xoshiro256PlusPlus,
    drawn: Vec<f64>,
}

impl Resampler {
    pub fn new(seed: Seed) -> Self {
        Self { rng: Xoshiro256PlusPlus::seed_from_u64(seed.0), drawn: Vec::new() }
    }

    /// As many indices below `count` as there are.
    #[cfg(feature = "full")]
    pub fn indices(&mut self, count: usize) -> Vec<usize> {
        (0..count).map(|_| scale(self.rng.next_u64(), count as u32) as usize).collect()
    }

    /// The median of as many values, drawn; NaN of none.
    pub fn median(&mut self, values: &[f64]) -> f64 {
        let Self { rng, drawn } = self;
        drawn.clear();
        let place = |rng: &mut Xoshiro256PlusPlus| scale(rng.next_u64(), values.len() as u32);
        drawn.extend(values.iter().map(|_| values[place(rng) as usize]));
        sort(drawn);
        middle(drawn).unwrap_or(f64::NAN)
    }
}

/// So many draws of a figure, in order.
fn draws(count: usize, figure: impl FnMut() -> f64) -> Vec<f64> {
    let mut drawn: Vec<f64> = repeat_with(figure).take(count).collect();
    sort(&mut drawn);
    drawn
}

/// The median of ratios paired by round, with a percentile interval, which is absent below six.
pub fn paired_ratio(values: &[f64], baseline: &[f64], seed: Seed) -> Option<Estimate> {
    drawn_ratio(values, baseline, seed, RESAMPLES)
}

pub(super) fn drawn_ratio(
    values: &[f64],
    baseline: &[f64],
    seed: Seed,
    count: usize,
) -> Option<Estimate> {
    let ratios = ratios(values, baseline);
    let median = median(&ratios)?;
    if ratios.len() < FEWEST_ROUNDS {
        return Some(Estimate { median, low: None, high: None });
    }
    let mut resampler = Resampler::new(seed);
    let drawn = draws(count, || resampler.median(&ratios));
    // A median that was drawn; the nearest one, where others take what lies between two.
    let bound = |share: f64| Some(drawn[(share * (count - 1) as f64).round() as usize]);
    Some(Estimate { median, low: bound(0.025), high: bound(0.975) })
}

/// The ratio of two independent runs' medians with its percentile interval, which is absent below
/// six rounds of either; `None` without a round on both sides.
#[cfg(feature = "full")]
pub fn independent_ratio(sides: Sides, seed: Seed) -> Option<Estimate> {
    geometric_mean(&[sides], seed)
}

/// The geometric mean of the ratios of independent runs' medians (Fleming and Wallace, How not to lie
/// with statistics, 1986), with a percentile interval from drawing each thing's rounds anew.
///
/// What is averaged over, presets or maps, was chosen and not drawn from some population, so it is
/// held fixed: the interval says what another run of the same would give (Kalibera and Jones,
/// Rigorous benchmarking in reasonable time, 2013, on which levels of an experiment to resample).
/// `None` if there is nothing, or something without a round on both sides.
#[cfg(feature = "full")]
pub fn geometric_mean(all: &[Sides], seed: Seed) -> Option<Estimate> {
    drawn_mean(all, seed, RESAMPLES)
}

#[cfg(feature = "full")]
fn drawn_mean(all: &[Sides], seed: Seed, count: usize) -> Option<Estimate> {
    let rounds = all.iter().map(|sides| sides.new.len().min(sides.old.len())).min()?;
    let things = all.len() as f64;
    let whole = |sides: &Sides| Some((median(sides.new)? / median(sides.old)?).ln());
    let middle = (all.iter().map(whole).sum::<Option<f64>>()? / things).exp();
    if rounds < FEWEST_ROUNDS {
        return Some(Estimate { median: middle, low: None, high: None });
    }
    let mut resampler = Resampler::new(seed);
    let mut log = |sides: &Sides| (resampler.median(sides.new) / resampler.median(sides.old)).ln();
    let drawn = draws(count, || (all.iter().map(&mut log).sum::<f64>() / things).exp());
    let [low, high] = [0.025, 0.975].map(|share| quantile(&drawn, share));
    Some(Estimate { median: middle, low, high })
}

#[cfg(all(test, feature = "full"))]
mod tests {
    use super::*;
    use crate::stats::testing::Noise;

    #[test]
    fn the_mean_of_reciprocal_ratios_is_one() {
        let (slow, fast) = (vec![1.0; 10], vec![4.0; 10]);
        let all = [Sides { new: &fast, old: &slow }, Sides { new: &slow, old: &fast }];
        let mean = geometric_mean(&all, Seed(1)).unwrap();
        assert_eq!(mean, Estimate { median: 1.0, low: Some(1.0), high: Some(1.0) });
        assert_eq!(geometric_mean(&[], Seed(1)), None);
        let empty = Sides { new: &[], old: &slow };
        assert_eq!(geometric_mean(&[all[0], empty], Seed(1)), None);
    }

    #[test]
    fn few_rounds_give_no_interval() {
        let sides = Sides { new: &[2.0; 5], old: &[1.0; 10] };
        let ratio = independent_ratio(sides, Seed(1)).unwrap();
        assert_eq!(ratio, Estimate { median: 2.0, low: None, high: None });
    }

    /// The interval covers the true mean in at least 90 of 100 seeds.
    #[test]
    fn intervals_cover_the_true_mean() {
        // Old and new of two presets; the mean of 1.2 and 0.9.
        let truth = (1.2_f64 * 0.9).sqrt();
        let covered = (0..100).filter(|&seed| {
            let mut noise = Noise::new(seed);
            let rates = noise.rounds(&[1.0, 1.2, 3.0, 2.7], 10);
            let sides =
                |preset: usize| Sides { new: &rates[2 * preset + 1], old: &rates[2 * preset] };
            // Fewer draws than readers get, for the sake of time.
            let mean = drawn_mean(&[0, 1].map(sides), Seed(seed), 1000).unwrap();
            !mean.excludes(truth)
        });
        let covered = covered.count();
        assert!(covered >= 90, "{covered}");
    }
}
