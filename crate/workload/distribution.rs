//! How often each key is chosen.
//!
//! `zipf:T` is true zipf: key i of n is drawn with probability i^-T / H(n, T), exactly, by the
//! rejection-inversion of Hörmann and Derflinger (1996), which needs no table and no cap on T.
//! Its logarithms come from `libm` on every platform, so that the same seed gives the same keys
//! natively and on wasm.

use crate::experiment::link::read_decimal;
use rand_core::Rng;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Distribution {
    Uniform,
    Zipf(f64),
}

impl Distribution {
    /// Reads judged text: `uniform` or `zipf:T`.
    pub fn parse(text: &str) -> Self {
        const DIGITS: usize = 4;
        match text.split_once(':').map(|(name, theta)| (name, read_decimal(theta, DIGITS))) {
            // A whole number divided once is the nearest float to the decimal, as in parsing.
            Some(("zipf", Some((units, _)))) => Self::Zipf(units as f64 / 1e4),
            _ => Self::Uniform,
        }
    }

    /// A sampler over key indices 0..`keys`; index 0 is the most frequent of a skewed one.
    pub fn sampler(self, keys: u32) -> Sampler {
        match self {
            Self::Uniform => Sampler::Uniform(keys),
            Self::Zipf(theta) => Sampler::Zipf(Zipf::new(keys, theta)),
        }
    }
}

#[derive(Clone, Debug)]
pub enum Sampler {
    Uniform(u32),
    Zipf(Zipf),
}

impl Sampler {
    pub fn sample(&self, rng: &mut impl Rng) -> u32 {
        match self {
            Self::Uniform(keys) => scale(rng.next_u64(), *keys),
            Self::Zipf(zipf) => zipf.sample(rng),
        }
    }
}

/// Maps a full-width random number to 0..`bound` by its high bits.
pub fn scale(random: u64, bound: u32) -> u32 {
    ((u128::from(random) * u128::from(bound)) >> 64) as u32
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

    fn counts(distribution: Distribution, keys: u32, draws: u32) -> Vec<u32> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let sampler = distribution.sampler(keys);
        let mut counts = vec![0; keys as usize];
        for _ in 0..draws {
            counts[sampler.sample(&mut rng) as usize] += 1;
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
                let sampler = Distribution::Zipf(theta).sampler(keys);
                let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
                assert!((0..10_000).all(|_| sampler.sample(&mut rng) < keys));
            }
        }
    }

    #[test]
    fn uniform_reaches_all_keys_alike() {
        let counts = counts(Distribution::Uniform, 100, 1_000_000);
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)), "{counts:?}");
    }
}
