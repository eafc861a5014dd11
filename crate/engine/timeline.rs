//! The timeline of a trial: how full the map was and how many reads found their key, from its
//! beginning to its end.
//!
//! Each client notes its own ledger at each tenth of its way, when it looks at the clock anyway;
//! nobody asks another thread. Summed up, the notes of all clients are the map's, to within the time
//! between two looks, a millisecond. Where a client was kept from its core meanwhile, they lie further
//! apart; if they then add up to what no map can hold, there is no timeline.

#[cfg(test)]
use crate::base::schema::Fraction;
use crate::base::units::{Limit, Nanos};
use crate::ledger::Ledger;
use serde::Serialize;

/// Parts of the way.
pub const PARTS: usize = 10;

/// What one client had done at one point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Note {
    entries: i64,
    reads: u64,
    hits: u64,
}

impl Note {
    fn of(ledger: &Ledger) -> Self {
        Self { entries: ledger.entries, reads: ledger.reads, hits: ledger.hits }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            entries: self.entries + other.entries,
            reads: self.reads + other.reads,
            hits: self.hits + other.hits,
        }
    }
}

/// One client's notes, the first as it begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    notes: [Note; PARTS + 1],
    noted: usize,
}

impl Timeline {
    /// A new way begins.
    pub fn begin(&mut self, ledger: &Ledger) {
        self.notes[0] = Note::of(ledger);
        self.noted = 1;
    }

    /// So far on the way: notes what is due.
    #[inline]
    pub fn pass(&mut self, elapsed: Nanos, operations: u64, limit: Limit, ledger: &Ledger) {
        let (done, whole) = match limit {
            Limit::Time(length) => (elapsed.0, length.0),
            Limit::Operations(count) => (operations, count),
        };
        let due = (done / (whole / PARTS as u64).max(1)).min(PARTS as u64) as usize;
        self.note(due, ledger);
    }

    /// The end of the way, which another client may have come to first.
    pub fn end(&mut self, ledger: &Ledger) {
        self.notes[PARTS] = Note::of(ledger);
        self.note(PARTS, ledger);
    }

    #[inline(never)]
    fn note(&mut self, due: usize, ledger: &Ledger) {
        while self.noted <= due {
            self.notes[self.noted] = Note::of(ledger);
            self.noted += 1;
        }
    }
}

/// The timeline of a trial over all its clients.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OverTime {
    /// Entries over the key space, as the measured time begins and after each tenth of it.
    #[cfg_attr(test, schemars(with = "[Fraction; PARTS + 1]"))]
    pub occupancy: Vec<f64>,
    /// Share of each tenth's reads that found their key; null where none read.
    #[cfg_attr(test, schemars(with = "[Option<Fraction>; PARTS]"))]
    pub hit_rate: Vec<Option<f64>>,
}

impl OverTime {
    /// `None` unless every client has noted all, and the notes belong together.
    pub fn new(timelines: &[Timeline], prefilled: i64, keys: u32) -> Option<Self> {
        if !timelines.iter().all(|timeline| timeline.noted > PARTS) {
            return None;
        }
        let sum = |at: usize| {
            timelines.iter().map(|timeline| timeline.notes[at]).fold(Note::default(), Note::plus)
        };
        let all: Vec<Note> = (0..=PARTS).map(sum).collect();
        let occupancy = |note: &Note| (prefilled + note.entries) as f64 / f64::from(keys);
        let occupancy: Vec<f64> = all.iter().map(occupancy).collect();
        if !occupancy.iter().all(|share| (0.0..=1.0).contains(share)) {
            return None;
        }
        let hit_rate = |pair: &[Note]| {
            let reads = pair[1].reads - pair[0].reads;
            (reads > 0).then(|| (pair[1].hits - pair[0].hits) as f64 / reads as f64)
        };
        Some(Self { occupancy, hit_rate: all.windows(2).map(hit_rate).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(entries: i64, reads: u64, hits: u64) -> Ledger {
        Ledger { entries, reads, hits, ..Ledger::default() }
    }

    #[test]
    fn each_tenth_is_noted_once_and_none_is_left_out() {
        let limit = Limit::Time(Nanos(1_000));
        let mut timeline = Timeline::default();
        timeline.begin(&ledger(1, 0, 0));
        for (elapsed, entries) in [(90, 2), (110, 3), (120, 4), (450, 5)] {
            timeline.pass(Nanos(elapsed), 0, limit, &ledger(entries, 0, 0));
        }
        timeline.end(&ledger(9, 0, 0));
        let entries = timeline.notes.map(|note| note.entries);
        assert_eq!(entries, [1, 3, 5, 5, 5, 9, 9, 9, 9, 9, 9]);
        // Beyond the end nothing is due any more, and the end is the end.
        timeline.pass(Nanos(2_000), 0, limit, &ledger(10, 0, 0));
        assert_eq!(timeline.notes[PARTS].entries, 9);
    }

    #[test]
    fn counted_ways_go_by_operations_and_endless_ones_have_no_parts() {
        let mut timeline = Timeline::default();
        timeline.begin(&ledger(0, 0, 0));
        timeline.pass(Nanos(5), 35, Limit::Operations(100), &ledger(7, 0, 0));
        assert_eq!(timeline.noted, 4);
        timeline.begin(&ledger(0, 0, 0));
        timeline.pass(Nanos(1 << 40), 0, Limit::Time(Nanos(u64::MAX)), &ledger(7, 0, 0));
        assert_eq!(timeline.noted, 1);
        timeline.pass(Nanos(3), 3, Limit::Operations(3), &ledger(7, 0, 0));
        assert_eq!(timeline.noted, 4, "a way of three steps");
    }

    #[test]
    fn the_map_is_what_all_clients_did() {
        let timeline = |entries: i64, hits: u64| {
            let mut timeline = Timeline::default();
            timeline.begin(&ledger(0, 10, 10));
            timeline.pass(Nanos(5), 0, Limit::Time(Nanos(10)), &ledger(entries, 20, 10 + hits));
            timeline.end(&ledger(entries * 2, 20, 10 + hits));
            timeline
        };
        let over = OverTime::new(&[timeline(10, 2), timeline(-5, 4)], 50, 100).unwrap();
        assert_eq!((over.occupancy[0], over.occupancy[5], over.occupancy[10]), (0.5, 0.55, 0.6));
        assert_eq!((over.hit_rate[0], over.hit_rate[1]), (Some(0.3), None));
        assert_eq!((over.occupancy.len(), over.hit_rate.len()), (PARTS + 1, PARTS));
        assert_eq!(OverTime::new(&[timeline(1, 1), Timeline::default()], 0, 100), None);
        // Fewer than none, and more than there are keys.
        assert_eq!(OverTime::new(&[timeline(10, 2), timeline(-50, 4)], 30, 100), None);
        assert_eq!(OverTime::new(&[timeline(10, 2), timeline(30, 4)], 50, 100), None);
    }
}
