//! Which key each operation takes.
//!
//! `zipf:T` is true zipf: key i of n is drawn with probability i^-T / H(n, T), exactly, by the
//! rejection-inversion of Hörmann and Derflinger (1996), which needs no table and no cap on T.
//! Its logarithms come from `libm` on every platform, so that the same seed gives the same keys
//! natively and on wasm. `latest` follows YCSB's: inserts take new keys, everything else the
//! newest ones most often, by zipf 0.99 over as many as there are at the start.

use super::mix::Op;
use crate::base::decimal;
use crate::base::rng::scale;
use rand_core::Rng;

/// The exponent of [`Distribution::Latest`], as in YCSB (Cooper et al. 2010).
const LATEST_THETA: f64 = 0.99;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    Uniform,
    Zipf(f64),
    /// The first `keys` of the key space get `operations` of all, both as shares of 1; uniform
    /// within either part.
    Hotspot {
        keys: f64,
        operations: f64,
    },
    /// New keys in turn for inserts, recent ones for the rest.
    Latest,
    /// Every thread walks through the key space, each from a place of its own.
    Sequential,
    /// Uniform, each thread within its own part of the key space.
    Disjoint,
}

impl Distribution {
    /// Reads judged text: a form's name and its parameters.
    pub fn parse(text: &str) -> Self {
        let mut parts = text.split(':');
        let name = parts.next();
        // A whole number divided once is the nearest float to the decimal, as in parsing.
        let mut param = |digits: usize| {
            let (units, _) =
                parts.next().and_then(|part| decimal::read(part, digits)).unwrap_or_default();
            units as f64 / 10_f64.powi(digits as i32)
        };
        match name {
            Some("zipf") => Self::Zipf(param(4)),
            Some("hotspot") => {
                Self::Hotspot { keys: param(2) / 100.0, operations: param(2) / 100.0 }
            }
            Some("latest") => Self::Latest,
            Some("sequential") => Self::Sequential,
            Some("disjoint") => Self::Disjoint,
            _ => Self::Uniform,
        }
    }

    /// A sampler over key indices 0..`keys`; index 0 is the most frequent of a skewed one.
    pub fn sampler(self, scope: Scope) -> Sampler {
        let Scope { keys, prefilled, thread, threads } = scope;
        // Where a part of the key space begins when it is cut into as many as there are threads.
        let cut = |part: u32| (u64::from(keys) * u64::from(part) / u64::from(threads)) as u32;
        match self {
            Self::Uniform => Sampler::Uniform { low: 0, keys },
            Self::Zipf(theta) => Sampler::Zipf(Zipf::new(keys, theta)),
            Self::Hotspot { keys: share, operations } => {
                let hot = ((f64::from(keys) * share).round() as u32).clamp(1, keys);
                Sampler::Hotspot { hot, keys, threshold: (operations * 1e4).round() as u32 }
            }
            Self::Latest => Sampler::Latest {
                keys,
                prefilled,
                next: thread,
                threads,
                age: Zipf::new(prefilled.max(1), LATEST_THETA),
            },
            Self::Sequential => Sampler::Sequential { keys, next: cut(thread) },
            // With more threads than keys, several share one.
            Self::Disjoint => {
                let low = cut(thread);
                Sampler::Uniform { low, keys: (cut(thread + 1) - low).max(1) }
            }
        }
    }
}

/// What a sampler is for.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub keys: u32,
    /// Entries in the map at the start.
    pub prefilled: u32,
    pub thread: u32,
    pub threads: u32,
}

/// One thread's choices, in order.
#[derive(Clone, Debug)]
pub enum Sampler {
    Uniform {
        low: u32,
        keys: u32,
    },
    Zipf(Zipf),
    Hotspot {
        hot: u32,
        keys: u32,
        /// Of 10,000 operations, those on the hot keys.
        threshold: u32,
    },
    Latest {
        keys: u32,
        prefilled: u32,
        /// How many keys past the prefill this thread's next insert goes; each takes every
        /// `threads`-th.
        next: u32,
        threads: u32,
        age: Zipf,
    },
    Sequential {
        keys: u32,
        next: u32,
    },
}

impl Sampler {
    pub fn sample(&mut self, op: Op, rng: &mut impl Rng) -> u32 {
        match self {
            Self::Uniform { low, keys } => *low + scale(rng.next_u64(), *keys),
            Self::Zipf(zipf) => zipf.sample(rng),
            Self::Hotspot { hot, keys, threshold } => {
                if *hot == *keys || scale(rng.next_u64(), 10_000) < *threshold {
                    scale(rng.next_u64(), *hot)
                } else {
                    *hot + scale(rng.next_u64(), *keys - *hot)
                }
            }
            Self::Latest { keys, prefilled, next, threads, age } => {
                let frontier = u64::from(*prefilled) + u64::from(*next);
                if matches!(op, Op::Insert | Op::GetOrInsert) {
                    *next += *threads;
                    return (frontier % u64::from(*keys)) as u32;
                }
                // One key before the frontier is the newest; the ages never reach past a lap.
                let age = u64::from(age.sample(rng)) + 1;
                ((frontier + u64::from(*keys) - age) % u64::from(*keys)) as u32
            }
            Self::Sequential { keys, next } => {
                let index = *next;
                *next = if index + 1 == *keys { 0 } else { index + 1 };
                index
            }
        }
    }

    /// What to add to every index in the next lap of a stream of `length` so that the walk goes on
    /// where it was; the samplers that draw at random have no such place.
    pub fn lap_shift(&self, length: u32) -> Option<u32> {
        match self {
            Self::Sequential { keys, .. } => Some(length % keys),
            Self::Latest { keys, next, threads, .. } => Some((next - next % threads) % keys),
            _ => None,
        }
    }
}

/// Rejection-inversion over the hat x^-theta, whose integral is `hat_integral`.
#[derive(Clone, Debug)]
pub struct Zipf {
    theta: f64,
    keys: f64,
    /// The integral's range: from before the first key to past the last.
    low: f64,
    high: f64,
    /// Within this distance above the hat's inverse a rank is accepted without computing more.
    squeeze: f64,
}

impl Zipf {
    fn new(keys: u32, theta: f64) -> Self {
        let keys = f64::from(keys);
        let integral = |x| hat_integral(x, theta);
        Self {
            theta,
            keys,
            low: integral(1.5) - 1.0,
            high: integral(keys + 0.5),
            squeeze: 2.0 - hat_inverse(integral(2.5) - hat(2.0, theta), theta),
        }
    }

    fn sample(&self, rng: &mut impl Rng) -> u32 {
        const UNIT: f64 = 1.0 / (1_u64 << 53) as f64;
        loop {
            let uniform = (rng.next_u64() >> 11) as f64 * UNIT;
            let area = self.high + uniform * (self.low - self.high);
            let x = hat_inverse(area, self.theta);
            let rank = libm::floor(x + 0.5).max(1.0).min(self.keys);
            let accepted = rank - x <= self.squeeze
                || area >= hat_integral(rank + 0.5, self.theta) - hat(rank, self.theta);
            if accepted {
                return rank as u32 - 1;
            }
        }
    }
}

fn hat(x: f64, theta: f64) -> f64 {
    libm::exp(-theta * libm::log(x))
}

/// (x^(1-theta) - 1) / (1-theta), and its limit log x where theta is 1.
fn hat_integral(x: f64, theta: f64) -> f64 {
    let log_x = libm::log(x);
    let exponent = (1.0 - theta) * log_x;
    if exponent == 0.0 { log_x } else { log_x * (libm::expm1(exponent) / exponent) }
}

fn hat_inverse(area: f64, theta: f64) -> f64 {
    // Rounding may push the argument below its pole at -1 when theta exceeds 1.
    let scaled = (area * (1.0 - theta)).max(-1.0);
    libm::exp(if scaled == 0.0 { area } else { area * (libm::log1p(scaled) / scaled) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_core::SeedableRng;
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn alone(keys: u32) -> Scope {
        Scope { keys, prefilled: keys, thread: 0, threads: 1 }
    }

    fn counts(distribution: Distribution, keys: u32, draws: u32) -> Vec<u32> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let mut sampler = distribution.sampler(alone(keys));
        let mut counts = vec![0; keys as usize];
        for _ in 0..draws {
            counts[sampler.sample(Op::Get, &mut rng) as usize] += 1;
        }
        counts
    }

    /// The generalised harmonic number H(n, theta), summed term by term.
    fn harmonic(keys: u32, theta: f64) -> f64 {
        (1..=keys).rev().map(|rank| f64::from(rank).powf(-theta)).sum()
    }

    #[test]
    fn top_key_shares_are_the_published_ones() {
        for (keys, share) in [(1_000, 0.129), (10_000, 0.098), (100_000, 0.078), (1_000_000, 0.065)]
        {
            let exact = 1.0 / harmonic(keys, 0.99);
            assert!((exact - share).abs() < 6e-4, "n={keys}: {exact}");
            let draws = 400_000;
            let seen =
                f64::from(counts(Distribution::Zipf(0.99), keys, draws)[0]) / f64::from(draws);
            assert!((seen - exact).abs() < 0.003, "n={keys}: drew {seen}, exact {exact}");
        }
    }

    #[test]
    fn every_rank_follows_the_harmonic_sums() {
        let (keys, draws) = (64, 1_000_000);
        for theta in [0.0, 0.5, 0.99, 1.0, 1.0001, 1.2, 2.0] {
            let total = harmonic(keys, theta);
            let counts = counts(Distribution::Zipf(theta), keys, draws);
            let chi_square: f64 = (1..=keys)
                .map(|rank| {
                    let expected = f64::from(draws) * f64::from(rank).powf(-theta) / total;
                    (f64::from(counts[rank as usize - 1]) - expected).powi(2) / expected
                })
                .sum();
            // 63 degrees of freedom: the 99.9 % point is 103.4.
            assert!(chi_square < 103.4, "theta={theta}: chi-square {chi_square}");
        }
    }

    #[test]
    fn extremes_stay_inside_the_key_space() {
        for keys in [1, 2, 3, 1 << 24] {
            for theta in [0.0, 1.0, 2.0] {
                let mut sampler = Distribution::Zipf(theta).sampler(alone(keys));
                let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
                assert!((0..10_000).all(|_| sampler.sample(Op::Get, &mut rng) < keys));
            }
        }
    }

    #[test]
    fn uniform_reaches_all_keys_alike() {
        let counts = counts(Distribution::Uniform, 100, 1_000_000);
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)), "{counts:?}");
    }

    #[test]
    fn a_hotspot_takes_its_share() {
        for (text, hot, share) in [("hotspot:20:80", 200, 0.8), ("hotspot:0.1:50", 1, 0.5)] {
            let counts = counts(Distribution::parse(text), 1_000, 1_000_000);
            let taken = counts[..hot].iter().sum::<u32>();
            assert!((f64::from(taken) / 1e6 - share).abs() < 0.003, "{text}: {taken}");
        }
        assert!(counts(Distribution::parse("hotspot:100:10"), 10, 1_000).iter().all(|&n| n > 0));
        let all_hot = counts(Distribution::parse("hotspot:20:100"), 10, 1_000);
        assert_eq!(all_hot[2..].iter().sum::<u32>(), 0);
    }

    #[test]
    fn sequential_threads_walk_from_places_of_their_own() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut walk = |thread| {
            let scope = Scope { keys: 10, prefilled: 0, thread, threads: 3 };
            let mut sampler = Distribution::Sequential.sampler(scope);
            let seen: Vec<u32> = (0..12).map(|_| sampler.sample(Op::Get, &mut rng)).collect();
            (seen, sampler.lap_shift(12))
        };
        assert_eq!(walk(0), (vec![0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1], Some(2)));
        assert_eq!(walk(2).0[..5], [6, 7, 8, 9, 0]);
    }

    #[test]
    fn disjoint_parts_cover_the_keys_and_never_meet() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut owner = [None; 100];
        for thread in 0..7 {
            let scope = Scope { keys: 100, prefilled: 0, thread, threads: 7 };
            let mut sampler = Distribution::Disjoint.sampler(scope);
            for _ in 0..2_000 {
                let index = sampler.sample(Op::Get, &mut rng) as usize;
                assert_eq!(*owner[index].get_or_insert(thread), thread);
            }
        }
        assert!(owner.iter().all(Option::is_some));
        let scope = Scope { keys: 2, prefilled: 0, thread: 63, threads: 64 };
        assert!(Distribution::Disjoint.sampler(scope).sample(Op::Get, &mut rng) < 2);
    }

    /// Inserts go on from the prefill, threads in turn; reads look back, mostly at the newest.
    #[test]
    fn latest_reads_what_was_inserted_last() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let scope = Scope { keys: 1_000, prefilled: 500, thread: 1, threads: 4 };
        let mut sampler = Distribution::Latest.sampler(scope);
        let inserted: Vec<u32> = (0..3).map(|_| sampler.sample(Op::Insert, &mut rng)).collect();
        assert_eq!(inserted, [501, 505, 509]);
        assert_eq!(sampler.lap_shift(3), Some(12));
        let reads: Vec<u32> = (0..10_000).map(|_| sampler.sample(Op::Get, &mut rng)).collect();
        assert!(reads.iter().all(|index| (13..513).contains(index)));
        let newest = reads.iter().filter(|&&index| index == 512).count();
        let exact = 1.0 / harmonic(500, 0.99);
        assert!((newest as f64 / 1e4 - exact).abs() < 0.02, "{newest}, expected {exact}");
        for _ in 0..200 {
            sampler.sample(Op::GetOrInsert, &mut rng);
        }
        assert_eq!(sampler.sample(Op::Insert, &mut rng), (501 + 4 * 203) % 1_000);
    }
}
