//! Whether two maps differ, asked again after every round for as long as one likes.
//!
//! Maps of a round run in a random order, so for two equal maps the sign of the round's log ratio is
//! a fair coin, however the machine drifts. Against that coin plays a bet that mixes all biases by
//! Beta(1/2, 1/2): after n rounds of which k have one sign it is worth
//! `M = B(k + 1/2, n - k + 1/2) / B(1/2, 1/2) * 2^n`, a martingale. By Ville's inequality (1939) it
//! ever exceeds a bound with probability 1 / bound at most. With 20 times as many as there are pairs
//! of maps as the bound, the chance that equal maps are ever told apart is 5 %, over all pairs and
//! all looks (Robbins, Statistical methods related to the law of the iterated logarithm, 1970;
//! Howard, Ramdas, McAuliffe and Sekhon, Time-uniform confidence sequences, 2021).
//!
//! The same holds of the signs of (ratio - theta) for the true median ratio theta. What the bet has
//! not ruled out in any round is thus an interval that holds at every time at once, and maps are
//! told apart when it leaves out 1. After n rounds it rules out the counts k below some c and above
//! n - c, hence it lies between the c-th order statistics of the ratios from either end.
//!
//! A ratio equal to theta counts for neither side, yet as a round: the bets on both sides are then
//! below those of a coin that settles the tie, so the error stays below its bound.
//!
//! What it costs: five maps take 11 rounds until there is an interval, two take 7. How many it takes
//! to tell maps apart is in BENCHMARKS.md.

use super::Estimate;

/// Chance that any of the pairs is ever told apart if no two maps differ.
const LEVEL: f64 = 0.05;

fn bound(pairs: usize) -> f64 {
    pairs.max(1) as f64 / LEVEL
}

/// What the rounds so far rule out; see the module.
struct Looks {
    bound: f64,
    /// In ascending order.
    ratios: Vec<f64>,
    /// How many counts are ruled out from either end.
    excluded: usize,
    /// The bet's worth at the first count that is not.
    worth: f64,
    interval: Option<(f64, f64)>,
}

impl Looks {
    fn new(pairs: usize) -> Self {
        Self { bound: bound(pairs), ratios: Vec::new(), excluded: 0, worth: 1.0, interval: None }
    }

    fn add(&mut self, ratio: f64) {
        // The next sign is predicted by (k + 1/2) / (n + 1), so the worth needs no Beta function;
        // and counts once ruled out stay so, for one more of the other sign only adds to it.
        let step = |count: usize| count as f64 + 0.5;
        let rounds = self.ratios.len();
        self.worth *= 2.0 * step(rounds - self.excluded) / (rounds + 1) as f64;
        let rounds = rounds + 1;
        while self.worth > self.bound {
            self.worth *= step(self.excluded) / step(rounds - self.excluded - 1);
            self.excluded += 1;
        }
        let place = self.ratios.partition_point(|known| known.total_cmp(&ratio).is_lt());
        self.ratios.insert(place, ratio);
        if self.excluded == 0 {
            return;
        }
        let (low, high) = (self.ratios[self.excluded - 1], self.ratios[rounds - self.excluded]);
        let (known_low, known_high) = self.interval.unwrap_or((low, high));
        let both = (low.max(known_low), high.min(known_high));
        // With nothing in common the median has moved, and what was found earlier stands.
        self.interval = Some(if both.0 <= both.1 { both } else { (known_low, known_high) });
    }
}

/// The median of ratios paired by round, with the interval that may be looked at after every round;
/// absent until it is finite. `pairs`: of all maps that any claim may be made of.
pub fn paired_ratio(values: &[f64], baseline: &[f64], pairs: usize) -> Option<Estimate> {
    let mut looks = Looks::new(pairs);
    values.iter().zip(baseline).for_each(|(value, base)| looks.add(value / base));
    let median = super::middle(&looks.ratios)?;
    let (low, high) = looks.interval.unzip();
    Some(Estimate { median, low, high })
}

/// Fewest rounds that give an interval.
pub fn fewest_rounds(pairs: usize) -> usize {
    let (mut rounds, mut worth) = (0, 1.0);
    while worth <= bound(pairs) {
        worth *= 2.0 * (rounds as f64 + 0.5) / (rounds + 1) as f64;
        rounds += 1;
    }
    rounds
}

#[cfg(all(test, feature = "full"))]
mod tests {
    use super::*;
    use crate::stats::testing::Noise;

    const PAIRS: usize = 10;

    /// When the pair is told apart, if it is within these rounds.
    fn told_apart(ratios: impl Iterator<Item = f64>, pairs: usize) -> Option<usize> {
        let mut looks = Looks::new(pairs);
        ratios.enumerate().find_map(|(round, ratio)| {
            looks.add(ratio);
            looks.interval.is_some_and(|(low, high)| low > 1.0 || high < 1.0).then_some(round + 1)
        })
    }

    fn any_claim(rates: &[Vec<f64>]) -> bool {
        let mut pairs = (0..rates.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let told = |(a, b): (usize, usize)| {
            told_apart(rates[a].iter().zip(&rates[b]).map(|(a, b)| a / b), PAIRS).is_some()
        };
        pairs.any(told)
    }

    /// By the formula, in logarithms.
    fn worth(n: usize, k: usize) -> f64 {
        let gamma = |count: usize| libm::lgamma(count as f64 + 0.5);
        let beta = gamma(k) + gamma(n - k) - libm::lgamma(n as f64 + 1.0);
        (beta - std::f64::consts::PI.ln() + n as f64 * 2_f64.ln()).exp()
    }

    #[test]
    fn what_is_ruled_out_is_what_the_formula_says() {
        for pairs in [1, 3, 10, 120] {
            let mut looks = Looks::new(pairs);
            for n in 1..=300 {
                looks.add(n as f64);
                let ruled_out = (0..=n / 2).filter(|&k| worth(n, k) > looks.bound).count();
                assert_eq!(looks.excluded, ruled_out, "{n} rounds, {pairs} pairs");
            }
        }
        assert_eq!([1, 10].map(fewest_rounds), [7, 11]);
    }

    #[test]
    fn the_interval_never_grows_and_lies_between_order_statistics() {
        let mut noise = Noise::new(3);
        let mut looks = Looks::new(1);
        let mut last = (0.0, f64::INFINITY);
        for round in 1..=200 {
            looks.add(1.3 * noise.factor(0.2));
            assert_eq!(looks.interval.is_some(), round >= 7);
            let Some((low, high)) = looks.interval else { continue };
            assert!(last.0 <= low && low <= high && high <= last.1);
            assert!([low, high].iter().all(|end| looks.ratios.contains(end)));
            last = (low, high);
        }
        assert!(1.2 < last.0 && last.0 < 1.3 && 1.3 < last.1 && last.1 < 1.4, "{last:?}");
    }

    /// A tie speaks for no side, and against no claim for ever.
    #[test]
    fn equal_rates_are_no_evidence() {
        let same = [5.0; 200];
        let estimate = paired_ratio(&same, &same, 1).unwrap();
        assert_eq!((estimate.low, estimate.high), (Some(1.0), Some(1.0)));
        assert!(!estimate.excludes(1.0));
        // Half of the rounds tie, and of the others all have one sign.
        let ties = (0..100).map(|round| if round % 2 == 0 { 1.0 } else { 1.1 });
        assert_eq!(told_apart(ties, 1), None);
        let few = (0..100).map(|round| if round % 10 == 0 { 1.0 } else { 1.1 });
        assert!(told_apart(few, 1).is_some());
    }

    #[test]
    fn a_median_that_moves_empties_no_interval() {
        let moved = [vec![1.5; 40], vec![0.5; 200]].concat();
        let estimate = paired_ratio(&moved, &[1.0; 240], 1).unwrap();
        assert_eq!((estimate.low, estimate.high), (Some(1.5), Some(1.5)));
    }

    /// Five equal maps, looked at after each of 100 rounds: the machine drifts by a third, every
    /// round and every trial varies, and one trial in fifty is disturbed.
    #[test]
    fn equal_maps_are_hardly_ever_told_apart() {
        let wrong = |seed: &u64| {
            let mut rates = Noise::new(*seed).rounds(&[1.0; 5], 100);
            for map in &mut rates {
                map.iter_mut()
                    .enumerate()
                    .for_each(|(round, rate)| *rate *= 1.0 - round as f64 / 300.0);
            }
            any_claim(&rates)
        };
        let wrong = (0..1000).filter(wrong).count();
        println!("{wrong} of 1000 runs of five equal maps claim something");
        assert!(wrong <= 65, "{wrong} of 1000");
    }

    /// The same of rates that a machine really gave: five maps that draw from one map's rounds.
    #[test]
    fn equal_maps_of_real_rounds_are_hardly_ever_told_apart() {
        let text = include_str!("../../examples/recorded/result.json");
        let result: serde_json::Value = serde_json::from_str(text).unwrap();
        for strategy in result["strategies"].as_array().unwrap() {
            let trials = strategy["trials"].as_array().unwrap().iter();
            let recorded: Vec<f64> =
                trials.map(|trial| trial["opsPerSec"].as_f64().unwrap()).collect();
            let wrong = |seed: &u64| {
                let mut noise = Noise::new(*seed);
                let mut draw = || recorded[(noise.uniform() * recorded.len() as f64) as usize];
                let rates: Vec<Vec<f64>> =
                    (0..5).map(|_| (0..100).map(|_| draw()).collect()).collect();
                any_claim(&rates)
            };
            let wrong = (0..250).filter(wrong).count();
            println!("{wrong} of 250 runs of {} against itself claim something", strategy["id"]);
            // 5 % of 250 and the sampling error of so many.
            assert!(wrong <= 19, "{}: {wrong} of 250", strategy["id"]);
        }
    }

    /// How many of so many runs tell a pair of five maps apart within some rounds.
    fn power(spread: f64, difference: f64, within: usize, runs: u64) -> f64 {
        let found = |seed: &u64| {
            let mut noise = Noise::new(*seed);
            let ratios = (0..within).map(|_| (1.0 + difference) * noise.factor(spread));
            told_apart(ratios, PAIRS).is_some()
        };
        (0..runs).filter(found).count() as f64 / runs as f64
    }

    /// The table of BENCHMARKS.md; `cargo test -- --nocapture differences_are_found` prints it.
    #[test]
    fn differences_are_found() {
        for spread in [0.1, 0.2, 0.3] {
            let shares = [(0.1, 30), (0.1, 100), (0.1, 300), (0.2, 30), (0.2, 100), (0.2, 300)]
                .map(|(difference, within)| power(spread, difference, within, 300));
            let cells: Vec<String> =
                shares.iter().map(|share| format!("{:.0} %", share * 100.0)).collect();
            println!("| {:.0} % | {} |", spread * 100.0, cells.join(" | "));
        }
        let found = power(0.1, 0.1, 100, 1000);
        assert!(found >= 0.9, "{found}");
        // Were the spread nothing to it, the test of it would say nothing either.
        assert!(power(0.3, 0.1, 100, 300) < 0.5);
    }
}
