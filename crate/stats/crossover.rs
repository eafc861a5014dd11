//! Where one curve overtakes another: between which two settings, where in between, and whether
//! the curves are apart on both sides at all.
//!
//! Between two settings the ratio of the medians is taken to change exponentially (its logarithm
//! along a straight line), so that neither curve's unit matters. The interval comes from drawing
//! each setting's rounds anew. It says where the crossing is if there is one; `separable` says
//! whether there is, by the rule of [`significance`](super::significance). That is asked of every
//! pair at every setting, so it is corrected over all of them: of runs whose curves do not cross, one
//! in twenty at most claims any crossing. What that costs in power is in BENCHMARKS.md.

use super::bootstrap::{RESAMPLES, Resampler, Sides};
use super::outliers::quantile;
use super::significance::Ahead;
use super::{FEWEST_ROUNDS, median};
#[cfg(test)]
use crate::base::schema::Fraction;
use crate::base::units::Seed;
use serde::Serialize;
use std::cmp::Ordering;
use std::ops::Range;

/// How often rounds are drawn anew: for where the curves cross, of which fifty lie beyond either end
/// of the interval, and for how far they are apart.
#[derive(Clone, Copy)]
struct Draws {
    places: usize,
    ratios: usize,
}

const DRAWS: Draws = Draws { places: 2_000, ratios: RESAMPLES };

/// Both curves at one setting of the axis, with a throughput for each round, paired.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Threads, or whatever the axis is.
    pub at: f64,
    pub first: &'a [f64],
    pub second: &'a [f64],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Curve {
    First,
    Second,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Crossover {
    /// Who is ahead afterwards.
    pub overtakes: Curve,
    /// The last value of the axis before and the first after.
    pub between: [f64; 2],
    pub at: f64,
    /// The 95 % interval of `at`; null below six rounds.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Share of the resampled curves in which it took place somewhere.
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub support: f64,
    /// The overtaken map was significantly ahead at a value before, the other at one after: corrected
    /// over all pairs of maps and all values, so that 5 % of results at most have a false one.
    pub separable: bool,
}

/// All places where two curves change places, for each pair in the order of the axis (ascending).
/// Settings without rounds of both are passed over. Whoever looks at several pairs hands them all
/// over at once, since they are one question.
pub fn crossovers(pairs: &[Vec<Setting>], seed: Seed) -> Vec<Vec<Crossover>> {
    drawn_crossovers(pairs, seed, DRAWS)
}

fn drawn_crossovers(pairs: &[Vec<Setting>], seed: Seed, draws: Draws) -> Vec<Vec<Crossover>> {
    let known = |setting: &Setting| !setting.first.is_empty() && !setting.second.is_empty();
    let pairs: Vec<Vec<Setting>> =
        pairs.iter().map(|settings| settings.iter().copied().filter(known).collect()).collect();
    let all = pairs.iter().flatten();
    let all: Vec<Sides> =
        all.map(|setting| Sides { new: setting.first, old: setting.second }).collect();
    let ahead = Ahead::among(&all, seed, draws.ratios);
    let mut next = 0;
    let of_pair = |settings: &Vec<Setting>| {
        let first = next;
        next += settings.len();
        of_pair(settings, &ahead, first, seed, draws.places)
    };
    pairs.iter().map(of_pair).collect()
}

/// Of the pair whose first setting is at that place among all.
fn of_pair(
    settings: &[Setting],
    ahead: &Ahead,
    first: usize,
    seed: Seed,
    draws: usize,
) -> Vec<Crossover> {
    let ratio = |setting: &Setting| {
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
            let log = |setting: &Setting| (setting.at, resampler.log_ratio(setting));
            let places = crossings(&settings.iter().map(log).collect::<Vec<_>>());
            for (crossing, drawn) in found.iter().zip(&mut drawn) {
                drawn.extend(nearest(crossing, &places));
            }
        }
    }
    let mut results = Vec::new();
    for (place, (crossing, mut drawn)) in found.iter().zip(drawn).enumerate() {
        drawn.sort_by(f64::total_cmp);
        // Only as far as the neighbouring crossings, beyond which it is another story.
        let start = place.checked_sub(1).map_or(0, |before| found[before].before + 1);
        let end = found.get(place + 1).map_or(settings.len(), |next| next.before + 1);
        let (was, is) = match crossing.overtakes {
            Curve::First => (Ordering::Less, Ordering::Greater),
            Curve::Second => (Ordering::Greater, Ordering::Less),
        };
        let both = |stands: &dyn Fn(usize, Ordering) -> bool| {
            let somewhere = |mut range: Range<usize>, how| range.any(|at| stands(first + at, how));
            somewhere(start..crossing.before + 1, was) && somewhere(crossing.after..end, is)
        };
        results.push(Crossover {
            overtakes: crossing.overtakes,
            between: [settings[crossing.before].at, settings[crossing.after].at],
            at: crossing.at,
            low: quantile(&drawn, 0.025),
            high: quantile(&drawn, 0.975),
            support: drawn.len() as f64 / draws as f64,
            separable: both(&|at, how| ahead.may_be(at, how)) && both(&|at, how| ahead.is(at, how)),
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
        let draws = Draws { places: 300, ratios: 1_000 };
        drawn_crossovers(&[settings], Seed(seed), draws).remove(0)
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
        assert_eq!(crossovers(&[vec![setting, setting]], Seed(1)), [vec![]]);
        // Level at a setting: the crossing lies around it.
        let level = [0.5, 0.5, 1.0, 2.0, 2.0, 2.0].map(|r| vec![vec![1.0; 6], vec![r; 6]]);
        let [crossing] = found(&level, 1)[..] else { panic!() };
        assert_eq!((crossing.between, crossing.at), ([2.0, 4.0], 3.0));
    }

    /// Maps and settings that experiments have.
    const SHAPES: [(usize, usize); 3] = [(3, 4), (5, 6), (16, 8)];
    const ROUNDS: usize = 10;

    /// The pairs of maps of which a run claims a crossing; `measure` gives all maps' rounds at one
    /// setting.
    fn claimed(
        (maps, settings): (usize, usize),
        seed: u64,
        measure: impl Fn(&mut Noise, usize) -> Vec<Vec<f64>>,
    ) -> Vec<(usize, usize)> {
        let mut noise = Noise::new(seed);
        let rates: Vec<_> = (0..settings).map(|at| measure(&mut noise, at)).collect();
        let pairs: Vec<(usize, usize)> =
            (0..maps).flat_map(|second| (0..second).map(move |first| (first, second))).collect();
        let of_pair = |&(first, second): &(usize, usize)| {
            let all = (0_u8..).map(f64::from).zip(&rates);
            all.map(|(at, rates)| Setting { at, first: &rates[first], second: &rates[second] })
                .collect()
        };
        let all: Vec<Vec<Setting>> = pairs.iter().map(of_pair).collect();
        let found = drawn_crossovers(&all, Seed(seed), Draws { places: 0, ratios: 300 });
        let claims = |(_, found): &(_, Vec<Crossover>)| found.iter().any(|one| one.separable);
        pairs.into_iter().zip(found).filter(claims).map(|(pair, _)| pair).collect()
    }

    /// Of so many runs, how many claim any crossing where there is none: all maps are alike, or they
    /// are far apart at the first setting and alike at all others. Rounds share nothing, for what maps
    /// have in common only makes the test of ranks more careful.
    #[test]
    fn curves_that_do_not_cross_are_hardly_ever_said_to() {
        const RUNS: u64 = 200;
        // 5 % of the runs, and what chance adds to that in one of twenty such tests.
        const MOST: usize = 15;
        let wrong = SHAPES.map(|shape| {
            let false_claims = |step: f64| {
                let measure = |noise: &mut Noise, at: usize| {
                    let mut speed = 1.0;
                    let mut map = || {
                        speed *= if at == 0 { step } else { 1.0 };
                        noise.rounds(&[speed], ROUNDS).remove(0)
                    };
                    (0..shape.0).map(|_| map()).collect()
                };
                (0..RUNS).filter(|&seed| !claimed(shape, seed, measure).is_empty()).count()
            };
            [1.0, 1.5].map(false_claims)
        });
        println!("{SHAPES:?}: {wrong:?} of {RUNS} runs claim a crossing that is none");
        assert!(wrong.as_flattened().iter().all(|wrong| *wrong <= MOST), "{wrong:?}");
    }

    /// The first map is so much ahead of all others at half of the settings and as much behind after:
    /// in how many runs that is claimed of it and one of them.
    #[test]
    fn crossings_are_found() {
        const RUNS: u64 = 100;
        let found = SHAPES.map(|shape| {
            let found_of = |size: f64| {
                let measure = |noise: &mut Noise, at: usize| {
                    let mut speeds = vec![1.0; shape.0];
                    speeds[0] = if 2 * at < shape.1 { 1.0 + size } else { 1.0 / (1.0 + size) };
                    noise.rounds(&speeds, ROUNDS)
                };
                (0..RUNS).filter(|&seed| claimed(shape, seed, measure).contains(&(0, 1))).count()
            };
            [0.05, 0.1, 0.2].map(found_of)
        });
        println!("{SHAPES:?}: {found:?} of {RUNS} runs find one of 5, 10, 20 %");
        assert!(found.iter().all(|found| found[2] >= 90), "{found:?}");
    }
}
