//! How long runs live of which some were still alive when watching ended.
//!
//! The product-limit estimate (Kaplan and Meier 1958): a run that was ended from outside counts as
//! alive up to then and says nothing of later. The interval at each step is Greenwood's, on the
//! scale of log(-log S), so that it stays within 0 and 1.

use super::wilson::NORMAL;
use serde::Serialize;

/// How one run ended: at this time or operation, by its event or by the end of watching.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Life {
    pub length: f64,
    pub died: bool,
}

/// The share alive from this length on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SurvivalStep {
    pub at: f64,
    pub alive: f64,
    /// Ends of the 95 % interval; absent where all have died.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Runs that were watched up to here.
    pub at_risk: usize,
    pub deaths: usize,
}

/// A step for each length at which some died; none of them has a NaN.
pub fn survival(lives: &[Life]) -> Vec<SurvivalStep> {
    let mut sorted = lives.to_vec();
    sorted.sort_by(|one, other| one.length.total_cmp(&other.length));
    let mut steps = Vec::new();
    let (mut alive, mut variance) = (1.0, 0.0);
    let mut place = 0;
    while place < sorted.len() {
        let at = sorted[place].length;
        let at_risk = sorted.len() - place;
        let tied = sorted[place..].iter().take_while(|life| life.length == at);
        let (mut count, mut deaths) = (0, 0);
        for life in tied {
            count += 1;
            deaths += usize::from(life.died);
        }
        place += count;
        if deaths == 0 {
            continue;
        }
        let (died, watched) = (deaths as f64, at_risk as f64);
        alive *= 1.0 - died / watched;
        variance += died / (watched * (watched - died));
        let reach = NORMAL * variance.sqrt() / f64::ln(alive);
        let end = |reach: f64| (alive > 0.0).then(|| alive.powf(reach.exp()));
        steps.push(SurvivalStep { at, alive, low: end(-reach), high: end(reach), at_risk, deaths });
    }
    steps
}

/// The length by which half have died; `None` if more are alive at the end of watching.
pub fn median(steps: &[SurvivalStep]) -> Option<f64> {
    steps.iter().find(|step| step.alive <= 0.5).map(|step| step.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::testing::reference;
    use serde::Deserialize;

    #[test]
    fn agrees_with_scipy() {
        #[derive(Deserialize)]
        struct Case {
            about: String,
            died: Vec<f64>,
            censored: Vec<f64>,
            at: Vec<f64>,
            alive: Vec<f64>,
            low: Vec<Option<f64>>,
            high: Vec<Option<f64>>,
        }
        for case in reference::<Case>(include_str!("../../tests/data/survival.json")) {
            let died = case.died.iter().map(|&length| Life { length, died: true });
            let censored = case.censored.iter().map(|&length| Life { length, died: false });
            let steps = survival(&died.chain(censored).collect::<Vec<_>>());
            let about = &case.about;
            assert_eq!(steps.iter().map(|step| step.at).collect::<Vec<_>>(), case.at, "{about}");
            for (place, step) in steps.iter().enumerate() {
                assert!((step.alive - case.alive[place]).abs() < 1e-12, "{about} {place}");
                let ends = [(step.low, case.low[place]), (step.high, case.high[place])];
                for (ours, theirs) in ends {
                    assert_eq!(ours.is_some(), theirs.is_some(), "{about} {place}");
                    let apart = ours.unwrap_or(0.0) - theirs.unwrap_or(0.0);
                    assert!(apart.abs() < 1e-9, "{about} {place}: {ours:?} {theirs:?}");
                }
            }
        }
    }

    #[test]
    fn those_still_alive_are_no_deaths() {
        let alive = |length| Life { length, died: false };
        assert_eq!(survival(&[alive(300.0), alive(300.0)]), []);
        assert_eq!(survival(&[]), []);
        let steps = survival(&[Life { length: 1.0, died: true }, alive(300.0), alive(300.0)]);
        assert_eq!(steps.len(), 1);
        assert!((steps[0].alive - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(median(&steps), None);
    }

    #[test]
    fn half_have_died_by_the_median() {
        let lives = [1.0, 2.0, 3.0, 4.0].map(|length| Life { length, died: true });
        assert_eq!(median(&survival(&lives)), Some(2.0));
    }
}
