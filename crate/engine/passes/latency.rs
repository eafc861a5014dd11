//! How long single operations take: closed loop, or by a schedule that does not wait for them.
//!
//! In the closed loop a client begins an operation when the last one is done and it has thought, so
//! what is recorded is service time: a client that is held up issues nothing meanwhile, and the wait
//! counts once. With a rate, operations have intended start times, and what is recorded is the time
//! from there to the end (coordinated omission, Tene 2013); one that was due and never begun counts
//! as what it was late by at the end, which is the least that it would have taken. The histogram
//! keeps three significant digits. Nothing is finer than the clock: in a browser most operations take
//! less than a step of it.

#[cfg(test)]
use crate::base::schema::Fraction;
use crate::base::units::Nanos;
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

    /// The operations of a pace that were due before its client's end, but the first so many, which
    /// were begun. There may be a billion, so they are counted by the histogram's buckets.
    pub fn record_overdue(&mut self, pace: &Pace, begun: u64, due: u64, end: Nanos) {
        let mut number = begun;
        while number < due {
            let late = (end - pace.due(number)).0;
            let least = self.0.lowest_equivalent(late);
            // As many as are that late: those due no later than so long before the end.
            let alike = pace.due_before(Nanos(end.0 - least + 1)).clamp(number + 1, due);
            self.0.saturating_record_n(late, alike - number);
            number = alike;
        }
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum LatencyKind {
    /// From an operation's start to its end, in a closed loop, without think time.
    ServiceTime,
    /// At the experiment's rate, from the intended start to the end, or to the trial's end for
    /// operations that were due and never begun.
    ResponseTime,
}

/// Percentiles in nanoseconds, by an HDR histogram of three significant digits; nothing is finer than
/// the environment's clock step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    pub kind: LatencyKind,
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub count: u64,
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub p999: f64,
    pub max: f64,
    /// Share of the operations that took longer than the experiment's limit, if it has one.
    #[cfg_attr(test, schemars(with = "Option<Fraction>"))]
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

    /// How many are to start before that time.
    pub fn due_before(&self, time: Nanos) -> u64 {
        // Within one of it, because of rounding.
        let about = ((time.0 as f64 - self.first) / self.interval).max(0.0) as u64;
        let mut count = about.saturating_sub(1);
        while self.due(count) < time {
            count += 1;
        }
        count
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

    #[test]
    fn what_is_due_before_a_time_is_what_starts_before_it() {
        for (rate, client) in [(1, 0), (1, 2), (3, 1), (7_000, 0), (999_999_937, 2)] {
            let pace = Pace::new(rate, client, 3);
            for time in [0, 1, 2, 333_333_333, 999_999_999, 1_000_000_000, 60_000_000_000] {
                let count = pace.due_before(Nanos(time));
                assert!(count == 0 || pace.due(count - 1) < Nanos(time), "{rate} {client} {time}");
                assert!(pace.due(count) >= Nanos(time), "{rate} {client} {time}");
            }
        }
        // One a second of two clients together, and the second's turn is the second.
        let [first, second] = [0, 1].map(|client| Pace::new(1, client, 2).due_before(Nanos(50)));
        assert_eq!((first, second), (1, 0));
    }

    #[test]
    fn overdue_operations_are_recorded_as_one_by_one() {
        for (rate, begun, end) in
            [(10_000, 0, 50_000_000), (1_000_000, 777, 300_000_017), (3, 1, 2_000_000_000)]
        {
            let (pace, end) = (Pace::new(rate, 1, 3), Nanos(end));
            let due = pace.due_before(end);
            let (mut all, mut single) = (Latencies::default(), Latencies::default());
            all.record_overdue(&pace, begun, due, end);
            (begun..due).for_each(|number| single.record(end - pace.due(number)));
            assert_eq!(all.0, single.0, "{rate}");
            assert_eq!(all.0.len(), due - begun);
        }
        // A billion a second for a minute, none of them begun: half are late by half a minute.
        let (pace, end) = (Pace::new(1_000_000_000, 0, 1), Nanos::from_millis(60_000));
        let mut all = Latencies::default();
        all.record_overdue(&pace, 0, pace.due_before(end), end);
        let summary = all.summary(LatencyKind::ResponseTime, None).unwrap();
        assert_eq!(summary.count, 60_000_000_000);
        assert!((summary.p50 / 30e9 - 1.0).abs() < 1.1e-3, "{summary:?}");
    }
}
