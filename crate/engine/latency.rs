//! How long single operations take: closed loop, or by a schedule that does not wait for them.
//!
//! In the closed loop a client begins an operation when the last one is done, so what is recorded
//! is service time: a client that is held up issues nothing meanwhile, and the wait counts once.
//! With a rate, operations have intended start times, and what is recorded is the time from there
//! to the end (coordinated omission, Tene 2013). The histogram keeps three significant digits.
//! Nothing is finer than the clock: in a browser most operations take less than a step of it.

use crate::units::Nanos;
use hdrhistogram::Histogram;
use serde::Serialize;

/// Longer ones count as this.
const LONGEST: u64 = 100_000_000_000;
const DIGITS: u8 = 3;

/// Recorded times of single operations.
#[derive(Clone, Debug)]
pub struct Latencies(Histogram<u64>);

impl Default for Latencies {
    /// All memory is taken here, none while recording.
    fn default() -> Self {
        Self(Histogram::new_with_max(LONGEST, DIGITS).expect("bounds in range"))
    }
}

impl Latencies {
    #[inline]
    pub fn record(&mut self, time: Nanos) {
        self.0.saturating_record(time.0);
    }

    pub fn merge(&mut self, other: &Self) {
        self.0.add(&other.0).expect("histograms of one shape");
    }

    pub fn summary(&self, kind: LatencyKind, sla: Option<Nanos>) -> Option<Latency> {
        let count = self.0.len();
        let at = |quantile: f64| self.0.value_at_quantile(quantile) as f64;
        // The histogram counts a bucket as a whole, so the limit's own bucket is still within.
        let within = |limit: Nanos| self.0.count_between(0, limit.0) as f64 / count as f64;
        (count > 0).then(|| Latency {
            kind,
            count,
            p50: at(0.5),
            p90: at(0.9),
            p99: at(0.99),
            p999: at(0.999),
            max: self.0.max() as f64,
            over_sla: sla.map(|limit| 1.0 - within(limit)),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LatencyKind {
    /// From an operation's start to its end, in a closed loop.
    ServiceTime,
    /// From the intended start to the end, at a given rate.
    ResponseTime,
}

/// Percentiles in nanoseconds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    pub kind: LatencyKind,
    pub count: u64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
    /// Share of the operations that took longer than the experiment's limit, if it has one.
    pub over_sla: Option<f64>,
}

/// The intended start times of one client: evenly spaced, and shifted so that the clients' turns
/// do not fall together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    interval: f64,
    first: f64,
}

impl Pace {
    /// `rate` is that of all clients together, in operations per second.
    pub fn new(rate: u64, client: usize, clients: usize) -> Self {
        let apart = 1e9 / rate as f64;
        Self { interval: apart * clients as f64, first: apart * client as f64 }
    }

    /// When the operation of that number is to start, counted from the beginning.
    #[inline]
    pub fn due(&self, number: u64) -> Nanos {
        Nanos((self.first + self.interval * number as f64) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_have_three_digits() {
        let mut latencies = Latencies::default();
        (1..=100_000).for_each(|nanos| latencies.record(Nanos(nanos * 10)));
        let summary = latencies.summary(LatencyKind::ServiceTime, Some(Nanos(250_000))).unwrap();
        let near = |seen: f64, exact: f64| (seen / exact - 1.0).abs() < 1.1e-3;
        let seen = [summary.p50, summary.p90, summary.p99, summary.p999, summary.max];
        for (seen, exact) in seen.into_iter().zip([5e5, 9e5, 9.9e5, 9.99e5, 1e6]) {
            assert!(near(seen, exact), "{seen} for {exact}");
        }
        assert!(near(summary.over_sla.unwrap(), 0.75), "{:?}", summary.over_sla);
        assert_eq!(Latencies::default().summary(LatencyKind::ServiceTime, None), None);
    }

    #[test]
    fn extremes_are_kept() {
        let mut latencies = Latencies::default();
        latencies.record(Nanos(0));
        latencies.record(Nanos(u64::MAX));
        let summary = latencies.summary(LatencyKind::ResponseTime, None).unwrap();
        assert_eq!((summary.count, summary.p50), (2, 0.0));
        assert!(summary.max >= LONGEST as f64);
    }

    #[test]
    fn clients_take_turns_at_the_rate_of_all() {
        let mut due: Vec<u64> = (0..4)
            .flat_map(|client| {
                (0..5).map(move |number| Pace::new(1_000_000, client, 4).due(number).0)
            })
            .collect();
        due.sort_unstable();
        assert_eq!(due, (0..20).map(|number| number * 1_000).collect::<Vec<_>>());
    }
}
