//! What disturbed a trial or a timed pass from outside: told from clocks that ought to agree.
//!
//! A trial takes place between two looks at three clocks: the one that threads measure with, the
//! wall's, and the clients' own. Where a machine sleeps, a process is suspended or a browser freezes
//! a page, they come apart, and what was measured is not the map's speed.

use crate::base::clock;
use crate::base::units::{Limit, Nanos};

/// Clocks that are set now and then may be so far apart; a client may be held up so long by its
/// map or by others that want its core.
const MOST_APART: Nanos = Nanos::from_millis(1_000);
/// How much longer a client may have measured than there was time, in steps of the clock.
const STEPS_APART: u64 = 100;
/// By what factor the clock's step may seem to change.
const MOST_STEP_CHANGE: u64 = 4;
/// Steps below this are as good as none, and change with the moment.
const FINE: Nanos = Nanos(1_000);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// Nobody saw the page.
    Hidden,
    /// Everything, or the page, stood still for a while.
    Frozen,
    /// The clock jumped, or its step changed.
    Clock,
}

/// How many trials and timed passes were done again, by what had disturbed them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    pub trials: usize,
    pub hidden: usize,
    pub frozen: usize,
    pub clock: usize,
}

impl Repeats {
    pub fn count(&mut self, why: Disturbance) {
        self.trials += 1;
        match why {
            Disturbance::Hidden => self.hidden += 1,
            Disturbance::Frozen => self.frozen += 1,
            Disturbance::Clock => self.clock += 1,
        }
    }
}

/// The clocks as a trial begins.
pub struct Watch {
    step: Nanos,
    began: Nanos,
    wall: Nanos,
}

impl Watch {
    /// `step` is the clock's as it was before the run.
    pub fn begin(step: Nanos) -> Self {
        Self { step, began: clock::now(), wall: clock::wall() }
    }

    /// What disturbed the trial now over, whose clients measured at most `longest`.
    pub fn disturbance(&self, longest: Nanos, limit: Limit) -> Option<Disturbance> {
        let spent = clock::now() - self.began;
        let by_the_wall = clock::wall().saturating_sub(self.wall);
        // A page measures the step in its coordinator, which finds such a change itself.
        #[cfg(target_arch = "wasm32")]
        let step = self.step;
        #[cfg(not(target_arch = "wasm32"))]
        let step = clock::step();
        judge(spent, by_the_wall, longest, limit, [self.step, step])
    }
}

fn judge(
    spent: Nanos,
    by_the_wall: Nanos,
    longest: Nanos,
    limit: Limit,
    [step_before, step_after]: [Nanos; 2],
) -> Option<Disturbance> {
    let more = |a: Nanos, b: Nanos, by: Nanos| a > b + by;
    let coarser = |a: Nanos, b: Nanos| a > Nanos(MOST_STEP_CHANGE * b.max(FINE).0);
    let slack = Nanos(STEPS_APART * step_before.0);
    if matches!(limit, Limit::Time(length) if more(longest, length, MOST_APART)) {
        Some(Disturbance::Frozen)
    } else if more(spent, by_the_wall, MOST_APART)
        || more(by_the_wall, spent, MOST_APART)
        || more(longest, spent, slack)
        || coarser(step_before, step_after)
        || coarser(step_after, step_before)
    {
        Some(Disturbance::Clock)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Nanos = Nanos(5_000);
    const LIMIT: Limit = Limit::Time(Nanos::from_millis(300));

    fn judged(spent: u64, wall: u64, longest: u64) -> Option<Disturbance> {
        let [spent, wall, longest] = [spent, wall, longest].map(Nanos::from_millis);
        judge(spent, wall, longest, LIMIT, [STEP, STEP])
    }

    #[test]
    fn clocks_that_agree_tell_of_nothing() {
        assert_eq!(judged(500, 500, 301), None);
        // Set by a little meanwhile; held up by a slow map.
        assert_eq!(judged(500, 1_400, 301), None);
        assert_eq!(judged(1_300, 1_300, 1_200), None);
        assert_eq!(Watch::begin(clock::step()).disturbance(Nanos(0), LIMIT), None);
    }

    #[test]
    fn a_client_that_ran_far_beyond_its_end_was_frozen() {
        assert_eq!(judged(5_500, 5_500, 5_300), Some(Disturbance::Frozen));
        let counted = Limit::Operations(1_000);
        let long = Nanos::from_millis(5_300);
        assert_eq!(judge(long, long, long, counted, [STEP, STEP]), None, "it has no end in time");
    }

    #[test]
    fn clocks_that_disagree_jumped() {
        // The machine slept, and only the wall's clock went on; somebody set it back.
        assert_eq!(judged(500, 3_600_000, 301), Some(Disturbance::Clock));
        assert_eq!(judged(5_000, 0, 301), Some(Disturbance::Clock));
        // A client measured more time than there was.
        assert_eq!(judged(200, 200, 301), Some(Disturbance::Clock));
    }

    #[test]
    fn a_clock_of_another_step_is_another_clock() {
        let spent = Nanos::from_millis(500);
        let judged = |after| judge(spent, spent, Nanos::from_millis(300), LIMIT, [STEP, after]);
        assert_eq!(judged(Nanos(10_000)), None);
        assert_eq!(judged(Nanos(100_000)), Some(Disturbance::Clock));
        assert_eq!(judged(Nanos(1_000)), Some(Disturbance::Clock));
        let fine = judge(spent, spent, Nanos::from_millis(300), LIMIT, [Nanos(20), Nanos(500)]);
        assert_eq!(fine, None);
    }
}
