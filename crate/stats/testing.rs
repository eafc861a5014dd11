//! What tests of the statistics share: seeded noise, and reference values of other programs.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub struct Noise(Xoshiro256PlusPlus);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// In 0 to 1, neither of them.
    pub fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// Standard normal (Box and Muller 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// Around one, log-normal with this spread.
    pub fn factor(&mut self, spread: f64) -> f64 {
        (spread * self.normal()).exp()
    }

    /// Throughputs of maps in interleaved rounds, by map, as a quiet machine gives them: each
    /// trial varies by 3 % of its own and by 3 % that all maps of a round share, and one trial in
    /// fifty is disturbed and loses 10 to 40 %.
    pub fn rounds(&mut self, speeds: &[f64], rounds: usize) -> Vec<Vec<f64>> {
        let mut rates = vec![Vec::with_capacity(rounds); speeds.len()];
        for _ in 0..rounds {
            let shared = self.factor(0.03);
            for (rates, speed) in rates.iter_mut().zip(speeds) {
                let disturbed = self.uniform() < 0.02;
                let loss = if disturbed { 0.1 + 0.3 * self.uniform() } else { 0.0 };
                rates.push(speed * shared * self.factor(0.03) * (1.0 - loss));
            }
        }
        rates
    }
}

/// The cases of a file in `tests/data`; there must be some.
pub fn reference<Case: DeserializeOwned>(text: &str) -> Vec<Case> {
    #[derive(Deserialize)]
    struct Reference<Case> {
        source: String,
        cases: Vec<Case>,
    }
    let Reference { source, cases } = serde_json::from_str(text).expect("reference values");
    assert!(!source.is_empty() && !cases.is_empty());
    cases
}
