//! Where one curve overtakes another: between which two settings, where in between, and whether
//! the curves are apart on both sides at all.
//!
//! Between two settings the ratio of the medians is taken to change exponentially (its logarithm
//! along a straight line), so that neither curve's unit matters. The interval comes from drawing
//! each setting's rounds anew. It says where the crossing is if there is one; `separable` says
//! whether there is.

use super::bootstrap::Resampler;
use super::outliers::quantile;
use super::{FEWEST_ROUNDS, median, separable};
use crate::units::Seed;
use serde::Serialize;

/// Fifty of them lie beyond either end of the interval.
const RESAMPLES: usize = 2_000;

/// Both curves at one setting of the axis, with a throughput for each round, paired.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Threads, or whatever the axis is.
    pub at: f64,
    pub first: &'a [f64],
    pub second: &'a [f64],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Curve {
    First,
    Second,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Crossover {
    /// Who is ahead afterwards.
    pub overtakes: Curve,
    /// The last setting before and the first after.
    pub between: [f64; 2],
    pub at: f64,
    /// 95 % interval of `at`, absent below six rounds.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Share of the draws in which this overtaking took place somewhere.
    pub support: f64,
    /// The overtaken curve was ahead beyond doubt at a setting before, the other at one after.
    pub separable: bool,
}

/// All places where the curves change places, in the order of the axis (ascending). Settings
/// without rounds of both are passed over.
pub fn crossovers(settings: &[Setting], seed: Seed) -> Vec<Crossover> {
    drawn_crossovers(settings, seed, RESAMPLES)
}

fn drawn_crossovers(settings: &[Setting], seed: Seed, draws: usize) -> Vec<Crossover> {
    let known = |setting: &&Setting| !setting.first.is_empty() && !setting.second.is_empty();
    let settings: Vec<&Setting> = settings.iter().filter(known).collect();
    let ratio = |setting: &&Setting| {
        let middle = |values| median(values).unwrap_or(f64::NAN);
        (setting.at, (middle(setting.first) / middle(setting.second)).ln())
    };
    let found = crossings(&settings.iter().map(ratio).collect::<Vec<_>>());
    let rounds = settings.iter().map(|setting| setting.first.len().min(setting.second.len()));
    let enough = rounds.min().is_some_and(|rounds| rounds >= FEWEST_ROUNDS);
    let mut drawn = vec![Vec::new(); found.len()];
    if enough && !found.is_empty() {
        let mut resampler = Resampler::new(seed);
        for _ in 0..draws {
            let log = |setting: &&Setting| (setting.at, resampler.log_ratio(setting));
            let places = crossings(&settings.iter().map(log).collect::<Vec<_>>());
            for (crossing, drawn) in found.iter().zip(&mut drawn) {
                drawn.extend(nearest(crossing, &places));
            }
        }
    }
    // Who is ahead beyond doubt at each setting.
    let sure: Vec<Option<Curve>> = settings.iter().map(|setting| ahead(setting, seed)).collect();
    let mut results = Vec::new();
    for (place, (crossing, mut drawn)) in found.iter().zip(drawn).enumerate() {
        drawn.sort_by(f64::total_cmp);
        // Only as far as the neighbouring crossings, beyond which it is another story.
        let start = place.checked_sub(1).map_or(0, |before| found[before].before + 1);
        let end = found.get(place + 1).map_or(settings.len(), |next| next.before + 1);
        let held = |range: &[Option<Curve>], curve| range.contains(&Some(curve));
        let overtaken = match crossing.overtakes {
            Curve::First => Curve::Second,
            Curve::Second => Curve::First,
        };
        results.push(Crossover {
            overtakes: crossing.overtakes,
            between: [settings[crossing.before].at, settings[crossing.after].at],
            at: crossing.at,
            low: quantile(&drawn, 0.025),
            high: quantile(&drawn, 0.975),
            support: drawn.len() as f64 / draws as f64,
            separable: held(&sure[start..=crossing.before], overtaken)
                && held(&sure[crossing.after..end], crossing.overtakes),
        });
    }
    results
}

impl Resampler {
    /// Of the medians; paired rounds are drawn together.
    fn log_ratio(&mut self, setting: &Setting) -> f64 {
        let rounds = self.indices(setting.first.len().min(setting.second.len()));
        let middle = |values: &[f64]| {
            let drawn: Vec<f64> = rounds.iter().map(|&round| values[round]).collect();
            median(&drawn).unwrap_or(f64::NAN)
        };
        (middle(setting.first) / middle(setting.second)).ln()
    }
}

struct Crossing {
    overtakes: Curve,
    /// Indices of the last setting before and the first after; more than one apart where the
    /// curves meet exactly at a setting.
    before: usize,
    after: usize,
    at: f64,
}

/// Sign changes of the logarithms over the axis.
fn crossings(logs: &[(f64, f64)]) -> Vec<Crossing> {
    let mut found = Vec::new();
    let mut last: Option<usize> = None;
    for (place, &(at, log)) in logs.iter().enumerate() {
        // Level, or not a number: neither is ahead.
        if log == 0.0 || log.is_nan() {
            continue;
        }
        if let Some(before) = last {
            let (start, was) = logs[before];
            if (was < 0.0) != (log < 0.0) {
                found.push(Crossing {
                    overtakes: if log > 0.0 { Curve::First } else { Curve::Second },
                    before,
                    after: place,
                    at: start + (at - start) * was / (was - log),
                });
            }
        }
        last = Some(place);
    }
    found
}

fn nearest(crossing: &Crossing, places: &[Crossing]) -> Option<f64> {
    let same = places.iter().filter(|place| place.overtakes == crossing.overtakes);
    let distance = |at: &f64| (at - crossing.at).abs();
    same.map(|place| place.at).min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

fn ahead(setting: &Setting, seed: Seed) -> Option<Curve> {
    let faster = median(setting.first)? > median(setting.second)?;
    let apart = separable(setting.first, setting.second, seed);
    apart.then_some(if faster { Curve::First } else { Curve::Second })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::Noise;

    const THREADS: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0];

    /// A curve that stays and one that grows: the second overtakes where their ratio is one.
    fn measured(seed: u64, rounds: usize, ratios: [f64; 6]) -> Vec<Vec<Vec<f64>>> {
        let mut noise = Noise::new(seed);
        ratios.map(|ratio| noise.rounds(&[10.0, 10.0 * ratio], rounds)).to_vec()
    }

    fn found(rates: &[Vec<Vec<f64>>], seed: u64) -> Vec<Crossover> {
        let setting = |(rates, at): (&'_ Vec<Vec<f64>>, f64)| (rates.clone(), at);
        let owned: Vec<_> = rates.iter().zip(THREADS).map(setting).collect();
        let settings: Vec<Setting> = owned
            .iter()
            .map(|(rates, at)| Setting { at: *at, first: &rates[0], second: &rates[1] })
            .collect();
        // Fewer draws than readers get, for the sake of time.
        drawn_crossovers(&settings, Seed(seed), 300)
    }

    /// Ratios of second over first; the logarithm crosses zero at 3.5 threads.
    const OVERTAKEN: [f64; 6] = [0.5, 0.7, 0.8, 1.25, 1.5, 2.0];

    #[test]
    fn a_crossing_is_where_the_ratio_is_one() {
        let rates = OVERTAKEN.map(|ratio| vec![vec![4.0; 6], vec![4.0 * ratio; 6]]);
        let [crossing] = found(&rates, 1)[..] else { panic!() };
        assert_eq!((crossing.overtakes, crossing.between), (Curve::Second, [3.0, 4.0]));
        assert!((crossing.at - 3.5).abs() < 1e-12);
        assert_eq!((crossing.support, crossing.separable), (1.0, true));
    }

    #[test]
    fn intervals_cover_the_true_crossing() {
        let mut covered = 0;
        for seed in 0..100 {
            let all = found(&measured(seed, 10, OVERTAKEN), seed);
            let hit = all.iter().find(|crossing| crossing.between == [3.0, 4.0]);
            let inside = |c: &Crossover| c.low.unwrap() <= 3.5 && 3.5 <= c.high.unwrap();
            covered +=
                usize::from(hit.is_some_and(|crossing| inside(crossing) && crossing.separable));
        }
        assert!(covered >= 90, "{covered}");
    }

    /// Equal curves cross by chance all the time; nearly none of it is called separable.
    #[test]
    fn equal_curves_do_not_overtake() {
        let claimed = (0..100).filter(|&seed| {
            let all = found(&measured(seed, 10, [1.0; 6]), seed);
            all.iter().any(|crossing| crossing.separable)
        });
        assert!(claimed.count() <= 10);
    }

    #[test]
    fn there_and_back_are_two() {
        let there = [0.5, 0.6, 1.6, 1.7, 0.6, 0.5];
        let all = found(&measured(3, 10, there), 3);
        let places: Vec<_> = all.iter().map(|c| (c.overtakes, c.between, c.separable)).collect();
        assert_eq!(places, [(Curve::Second, [2.0, 3.0], true), (Curve::First, [4.0, 6.0], true)]);
    }

    #[test]
    fn what_is_missing_or_few() {
        let three = measured(1, 3, OVERTAKEN);
        let [crossing] = found(&three, 1)[..] else { panic!() };
        assert_eq!((crossing.low, crossing.separable, crossing.support), (None, false, 0.0));
        let setting = Setting { at: 1.0, first: &[], second: &[1.0] };
        assert!(crossovers(&[setting, setting], Seed(1)).is_empty());
        // Level at a setting: the crossing lies around it.
        let level = [0.5, 0.5, 1.0, 2.0, 2.0, 2.0].map(|r| vec![vec![1.0; 6], vec![r; 6]]);
        let [crossing] = found(&level, 1)[..] else { panic!() };
        assert_eq!((crossing.between, crossing.at), ([2.0, 4.0], 3.0));
    }
}
