//! What a run shows while it is on, and what may be asked of it then, as words that cross from one thread to
//! another: nobody who looks on stops it.
//!
//! A look is a row of figures: which of the maps it is, the length of an interval and the time so far in
//! milliseconds, clients that wait now and clients there are, how many faults follow and how many intervals.
//! A fault is its kind, its argument, its time and its stage, in [`FAULT`] figures; an interval is the outcomes
//! of what ended in it, overruns, the most clients that waited, and three quantiles in nanoseconds, zero where
//! nothing ended, in [`INTERVAL`] figures. The page reads them by the same numbers.

use super::entries::Stages;
use super::observe::{Interval, Known};
use crate::base::units::Nanos;
use crate::link::faults::{FaultKind, LONGEST_MS, OwnCode};

/// Figures before the faults.
pub const HEAD: usize = 7;
pub const FAULT: usize = 4;
pub const INTERVAL: usize = 10;
/// Intervals that there is room for; a run that faults make longer than that ends unseen.
const MOST: usize = 190;

/// In the order of their numbers in a look; one more in what is asked, where zero is nothing.
fn parts(kind: FaultKind) -> (u64, u64) {
    match kind {
        FaultKind::Stall { ms } => (0, ms.into()),
        FaultKind::Slow { ms } => (1, ms.into()),
        FaultKind::Panic(code) => (2, code as u64),
        FaultKind::Stop { thread } => (3, thread.into()),
    }
}

/// What is asked by that word: its kind in the upper half, its argument in the lower.
pub fn read(word: u32) -> Option<FaultKind> {
    let (kind, argument) = (word >> 16, word & 0xffff);
    match kind {
        1 | 2 if !(1..=LONGEST_MS).contains(&argument) => None,
        1 => Some(FaultKind::Stall { ms: argument }),
        2 => Some(FaultKind::Slow { ms: argument }),
        3 => OwnCode::ALL.get(argument as usize).map(|code| FaultKind::Panic(*code)),
        4 => Some(FaultKind::Stop { thread: argument }),
        _ => None,
    }
}

/// A moment of a run.
pub struct Look {
    /// Of the maps.
    pub place: usize,
    pub interval: Nanos,
    pub now: Nanos,
    pub waiting: usize,
    pub clients: usize,
}

impl Look {
    /// `waited`: the most clients that waited at once, by interval.
    pub fn figures(
        &self,
        known: &Known,
        stages: Stages,
        shown: &[Interval],
        waited: &[usize],
    ) -> Vec<u64> {
        let ms = |nanos: Nanos| nanos.0 / 1_000_000;
        // Those that nothing ended in are intervals as well: what is on is not over yet.
        let over = MOST.min((self.now.0 / self.interval.0) as usize);
        let mut figures = vec![
            self.place as u64,
            ms(self.interval),
            ms(self.now),
            self.waiting as u64,
            self.clients as u64,
            known.iter().count() as u64,
            over as u64,
        ];
        for (fault, id) in known.iter() {
            let (kind, argument) = parts(fault.kind);
            figures.extend([kind, argument, fault.at.into(), stages.of(id) as u64]);
        }
        let none = Interval::default();
        for place in 0..over {
            let interval = shown.get(place).unwrap_or(&none);
            let took = &interval.took.0;
            let at = |quantile| if took.is_empty() { 0 } else { took.value_at_quantile(quantile) };
            figures.extend(interval.outcomes);
            figures.extend([interval.overruns, waited.get(place).copied().unwrap_or(0) as u64]);
            figures.extend([at(0.5), at(0.99), at(0.999)]);
        }
        figures
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::shared_status::INSIDE_FIGURES;
    use crate::guard::observe::MOST_INTERVALS;
    use crate::link::faults::{Fault, MOST_FAULTS};

    #[test]
    fn there_is_room_for_the_longest_run() {
        let most = HEAD + MOST_FAULTS * FAULT + MOST * INTERVAL;
        assert!(most <= INSIDE_FIGURES && MOST_INTERVALS as usize <= MOST);
    }

    #[test]
    fn what_is_asked_is_what_is_shown() {
        for kind in [
            FaultKind::Stall { ms: LONGEST_MS },
            FaultKind::Slow { ms: 1 },
            FaultKind::Panic(OwnCode::Merge),
            FaultKind::Stop { thread: 63 },
        ] {
            let (number, argument) = parts(kind);
            assert_eq!(read(((number as u32 + 1) << 16) | argument as u32), Some(kind));
        }
        for word in [0, 7, 1 << 16, (1 << 16) | (LONGEST_MS + 1), (3 << 16) | 4, 5 << 16] {
            assert_eq!(read(word), None, "{word}");
        }
    }

    #[test]
    fn a_look_has_a_row_for_each_fault_and_interval() {
        let known = Known::new(&[Fault { kind: FaultKind::Stall { ms: 300 }, at: 100 }]);
        let look = Look {
            place: 1,
            interval: Nanos::from_millis(100),
            now: Nanos::from_millis(250),
            waiting: 2,
            clients: 4,
        };
        let mut first = Interval { outcomes: [1, 2, 3, 4, 5], overruns: 6, ..Interval::default() };
        first.took.0.record(1_000).unwrap();
        let figures = look.figures(&known, Stages::default(), &[first], &[3, 4]);
        assert_eq!(figures[..HEAD], [1, 100, 250, 2, 4, 1, 2]);
        assert_eq!(figures[HEAD..HEAD + FAULT], [0, 300, 100, 0]);
        let intervals: Vec<&[u64]> = figures[HEAD + FAULT..].chunks(INTERVAL).collect();
        assert_eq!(intervals[0][..7], [1, 2, 3, 4, 5, 6, 3]);
        assert!(intervals[0][7..].iter().all(|nanos| (990..1_010).contains(nanos)));
        assert_eq!(intervals[1], [0, 0, 0, 0, 0, 0, 4, 0, 0, 0]);
    }
}
