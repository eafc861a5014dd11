//! What comes of the requests, added up as events pass: by interval, in all, and over the windows in which
//! Little's law is looked at.

use super::service::Service;
#[cfg(test)]
use crate::base::schema::Count;
use serde::Serialize;

/// How a request can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Answered,
    /// With a success that is none: `(nil, nil)`.
    Wrong,
    Failed,
    TimedOut,
    /// Refused at once.
    Shed,
    /// With its process.
    Lost,
}

/// Requests by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Endings {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub answered: u64,
    /// Answered (nil, nil), which reads as success.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub wrong: u64,
    /// With an error, or because no process was there to connect to.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub failed: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub timed_out: u64,
    /// Refused at once.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub shed: u64,
    /// Ended with their process.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub lost: u64,
}

impl Endings {
    pub fn count(&mut self, ending: Ending) {
        let place = match ending {
            Ending::Answered => &mut self.answered,
            Ending::Wrong => &mut self.wrong,
            Ending::Failed => &mut self.failed,
            Ending::TimedOut => &mut self.timed_out,
            Ending::Shed => &mut self.shed,
            Ending::Lost => &mut self.lost,
        };
        *place += 1;
    }

    pub fn total(&self) -> u64 {
        self.answered + self.wrong + self.failed + self.timed_out + self.shed + self.lost
    }
}

/// An interval of time. Counts are of what happened in it, levels of its end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Interval {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub from_ms: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub to_ms: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub arrived: u64,
    #[serde(flatten)]
    pub endings: Endings,
    /// Requests that have not ended.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub in_flight: u64,
    /// Goroutines that wait for a lock.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub waiting: u64,
    /// All of them, those that nobody waits for any more too.
    #[cfg_attr(test, schemars(with = "Count"))]
    pub goroutines: u64,
    /// Whether there is a process.
    pub up: bool,
    /// Of the requests that ended in it, other than with their process; null if there are none.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub p50_ns: Option<u64>,
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub p99_ns: Option<u64>,
    /// For how long the oldest request in flight has been there; null if none is.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub oldest_ns: Option<u64>,
    /// Of all cores together, on average.
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    pub cpu_percent: f64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub memory_bytes: u64,
    /// Requests times nanoseconds.
    #[serde(skip)]
    pub area: u64,
}

/// Levels at one moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Levels {
    pub in_flight: u64,
    pub waiting: u64,
    pub goroutines: u64,
    pub up: bool,
    pub oldest_ns: Option<u64>,
    pub memory_bytes: u64,
}

/// A window, and the requests that arrived in it, by their own clocks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    pub from: u64,
    pub to: u64,
    pub arrived: u64,
    pub ended: u64,
    /// Nanoseconds from the arrival of each to its end.
    pub spent: u64,
    /// A process ended in it, or was not there.
    pub broken: bool,
}

impl Window {
    fn holds(&self, at: u64) -> bool {
        (self.from..self.to).contains(&at)
    }
}

pub struct Figures {
    cores: u64,
    tick: u64,
    from: u64,
    last: u64,
    arrived: u64,
    endings: Endings,
    took: Vec<u64>,
    /// Of the interval so far: requests, and cores that were busy, times nanoseconds.
    area: u64,
    busy: u64,
    pub all: Endings,
    pub all_arrived: u64,
    pub intervals: Vec<Interval>,
    pub windows: [Window; 2],
}

impl Figures {
    pub fn new(service: &Service) -> Self {
        Self {
            cores: service.cores.into(),
            tick: service.tick,
            from: 0,
            last: 0,
            arrived: 0,
            endings: Endings::default(),
            took: Vec::new(),
            area: 0,
            busy: 0,
            all: Endings::default(),
            all_arrived: 0,
            intervals: Vec::new(),
            windows: service.windows.map(|[from, to]| Window {
                from,
                to,
                arrived: 0,
                ended: 0,
                spent: 0,
                broken: false,
            }),
        }
    }

    /// Time goes on, with so many requests in flight and cores busy since the last event.
    pub fn pass(&mut self, now: u64, in_flight: u64, busy: u64) {
        let passed = now - self.last;
        self.area += passed * in_flight;
        self.busy += passed * busy;
        self.last = now;
    }

    /// Time of a core beside what the cores' own queue has.
    pub fn compute(&mut self, nanos: u64) {
        self.busy += nanos;
    }

    pub fn arrive(&mut self, now: u64, up: bool) {
        self.arrived += 1;
        self.all_arrived += 1;
        for window in self.windows.iter_mut().filter(|window| window.holds(now)) {
            window.arrived += 1;
            window.broken |= !up;
        }
    }

    pub fn end(&mut self, now: u64, arrived: u64, ending: Ending) {
        self.endings.count(ending);
        self.all.count(ending);
        if ending != Ending::Lost {
            self.took.push(now - arrived);
        }
        for window in self.windows.iter_mut().filter(|window| window.holds(arrived)) {
            window.ended += 1;
            window.spent += now - arrived;
            window.broken |= ending == Ending::Lost;
        }
    }

    /// Closes an interval.
    pub fn tick(&mut self, levels: Levels) {
        let length = self.tick;
        let [p50_ns, p99_ns] = [50, 99].map(|percent| percentile(&mut self.took, percent));
        let per_mille = self.busy * 1000 / (length * self.cores);
        self.intervals.push(Interval {
            from_ms: self.from / 1_000_000,
            to_ms: (self.from + length) / 1_000_000,
            arrived: self.arrived,
            endings: self.endings,
            in_flight: levels.in_flight,
            waiting: levels.waiting,
            goroutines: levels.goroutines,
            up: levels.up,
            p50_ns,
            p99_ns,
            oldest_ns: levels.oldest_ns,
            cpu_percent: per_mille.min(1000) as f64 / 10.0,
            memory_bytes: levels.memory_bytes,
            area: self.area,
        });
        self.from += length;
        (self.arrived, self.endings, self.area, self.busy) = (0, Endings::default(), 0, 0);
        self.took.clear();
    }

    /// Intervals that lie between two times.
    pub fn between(&self, [from, to]: [u64; 2]) -> &[Interval] {
        let place = |at: u64| ((at / self.tick) as usize).min(self.intervals.len());
        &self.intervals[place(from)..place(to)]
    }
}

/// The smallest that so many percent do not exceed.
fn percentile(values: &mut [u64], percent: usize) -> Option<u64> {
    let rank = (values.len() * percent).div_ceil(100);
    let place = rank.checked_sub(1)?;
    Some(*values.select_nth_unstable(place).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_values_themselves() {
        let mut values: Vec<u64> = (1..=200).rev().collect();
        assert_eq!(percentile(&mut values, 50), Some(100));
        assert_eq!(percentile(&mut values, 99), Some(198));
        assert_eq!(percentile(&mut [7], 99), Some(7));
        assert_eq!(percentile(&mut [], 50), None);
    }
}
