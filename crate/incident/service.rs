//! The payment service: what is assumed of it, and its requests as they arrive.
//!
//! The article gives 2,000 goroutines at 80 ms, which by Little's law is 25,000 requests a second, and later
//! 120,000 at 6 s, which is 20,000 a second: so four requests of five use the map, after their call of the
//! backend. One of a hundred of those is for an order whose data panics.

use crate::base::rng::scale;
use crate::base::units::Nanos;
use crate::experiment::incident::Costs;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

pub const MILLI: u64 = 1_000_000;
pub const SECOND: u64 = 1_000_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrivals {
    /// Independently of each other, so many a second on average.
    Random { per_second: u32 },
    /// One after each such time, as in examples that are computed by hand.
    Every(Nanos),
}

#[derive(Clone, Copy, Debug)]
pub struct Service {
    pub arrivals: Arrivals,
    /// Of the requests, those that use the map.
    pub cache_percent: u32,
    /// Of those, the ones for the bad order.
    pub bad_percent: u32,
    /// A core's time before the backend is called.
    pub work: u64,
    /// The backend takes between these.
    pub backend: [u64; 2],
    pub cores: u32,
    /// Of the process without a request.
    pub base_memory: u64,
    /// Above it, the process is killed.
    pub memory_limit: u64,
    /// Of a goroutine that carries out one operation for another.
    pub worker_memory: u64,
    /// To panic, recover, log that and begin again.
    pub retry: u64,
    /// From the end of the process to the first try to start it; each time twice as long as the last.
    pub restart: u64,
    /// When things begin to go wrong.
    pub fault_at: u64,
    pub length: u64,
    /// An interval of the figures.
    pub tick: u64,
    /// From where to where Little's law is looked at: before the fault, and long after it.
    pub windows: [[u64; 2]; 2],
    /// From where to where growth is measured.
    pub growth: [u64; 2],
    pub costs: Costs,
}

impl Service {
    pub fn payment(costs: Costs) -> Self {
        Self {
            arrivals: Arrivals::Random { per_second: 25_000 },
            cache_percent: 80,
            bad_percent: 1,
            work: 60_000,
            backend: [76 * MILLI, 84 * MILLI],
            cores: 4,
            base_memory: 256 << 20,
            memory_limit: 4 << 30,
            worker_memory: 4 << 10,
            retry: 50_000,
            restart: SECOND,
            fault_at: 1_500 * MILLI,
            length: 20 * SECOND,
            tick: 250 * MILLI,
            windows: [[250 * MILLI, 1_250 * MILLI], [7_750 * MILLI, 13_750 * MILLI]],
            growth: [2_750 * MILLI, 7_750 * MILLI],
            costs,
        }
    }

    /// On average.
    pub fn per_second(&self) -> f64 {
        match self.arrivals {
            Arrivals::Random { per_second } => per_second.into(),
            Arrivals::Every(gap) => SECOND as f64 / gap.0 as f64,
        }
    }

    pub fn cache_per_second(&self) -> f64 {
        self.per_second() * f64::from(self.cache_percent) / 100.0
    }

    /// Seconds of a request that waits for nothing, on average.
    pub fn unhindered(&self) -> f64 {
        (self.work + self.backend[0].midpoint(self.backend[1])) as f64 / 1e9
    }

    pub fn goroutine_memory(&self) -> u64 {
        self.costs.goroutine_kib << 10
    }
}

/// A request as it arrives. The same seed gives the same ones in every variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Since the one before it.
    pub gap: u64,
    pub backend: u64,
    pub uses_map: bool,
    pub is_bad: bool,
    /// Stands for its key.
    pub key: u64,
}

pub struct Source {
    service: Service,
    rng: Xoshiro256PlusPlus,
}

impl Source {
    pub fn new(service: Service, seed: u64) -> Self {
        Self { service, rng: Xoshiro256PlusPlus::seed_from_u64(seed) }
    }

    /// As many random words for each request, whatever it is.
    pub fn draw(&mut self) -> Drawn {
        let [gap, backend, kind, order, key] = [(); 5].map(|()| self.rng.next_u64());
        let service = &self.service;
        let [least, most] = service.backend;
        let uses_map = scale(kind, 100) < service.cache_percent;
        Drawn {
            gap: match service.arrivals {
                Arrivals::Random { per_second } => exponential(gap, per_second),
                Arrivals::Every(gap) => gap.0,
            },
            backend: least + u64::from(scale(backend, (most - least) as u32 + 1)),
            uses_map,
            is_bad: uses_map && scale(order, 100) < service.bad_percent,
            key,
        }
    }
}

/// Whole nanoseconds between two of so many a second.
fn exponential(random: u64, per_second: u32) -> u64 {
    // In [0, 1) in steps of 2^-53, so that the logarithm is of nothing below that.
    let uniform = (random >> 11) as f64 / (1_u64 << 53) as f64;
    (-libm::log(1.0 - uniform) * (SECOND as f64 / f64::from(per_second))) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_as_the_service_says() {
        let service = Service::payment(Costs::stated());
        let mut source = Source::new(service, 1);
        const DRAWN: u64 = 200_000;
        let (mut time, mut backend, mut map, mut bad) = (0, 0, 0, 0);
        for _ in 0..DRAWN {
            let drawn = source.draw();
            assert!((service.backend[0]..=service.backend[1]).contains(&drawn.backend));
            assert!(drawn.uses_map || !drawn.is_bad);
            time += drawn.gap;
            backend += drawn.backend;
            map += u64::from(drawn.uses_map);
            bad += u64::from(drawn.is_bad);
        }
        // Five standard deviations: of a sum of exponential gaps, of a uniform time, of two shares.
        let near = |found: f64, mean: f64, deviation: f64| {
            let off = 5.0 * deviation / (DRAWN as f64).sqrt();
            assert!((found / DRAWN as f64 - mean).abs() < off, "{found} for {mean}");
        };
        near(time as f64, 40_000.0, 40_000.0);
        near(backend as f64, 80e6, 8e6 / 12_f64.sqrt());
        near(map as f64, 0.8, 0.4);
        near(bad as f64, 0.008, 0.0891);
    }

    #[test]
    fn gaps_are_those_of_the_logarithm() {
        assert_eq!(exponential(0, 25_000), 0);
        // Half of all are below the mean times the logarithm of 2.
        assert_eq!(exponential(1 << 63, 25_000), (40_000.0 * std::f64::consts::LN_2) as u64);
        assert!(exponential(u64::MAX, 25_000) < 40_000 * 37);
    }
}
