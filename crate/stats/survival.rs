//! How long runs live of which some were still alive when watching ended.
//!
//! The product-limit estimate (Kaplan and Meier 1958): a run that was ended from outside counts as
//! alive up to then and says nothing of later. The interval at each step is Greenwood's, on the
//! scale of log(-log S), so that it stays within 0 and 1. Whether half are dead is asked of whole
//! numbers: of a product of rounded shares one half may be missed by a death.

use super::wilson::NORMAL;
#[cfg(test)]
use crate::base::schema::Fraction;
use num_bigint::BigUint;
use serde::Serialize;

/// How one run ended: at this time or operation, by its event or by the end of watching.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Life {
    pub length: f64,
    pub died: bool,
}

/// The share alive from this length on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "camelCase")]
pub struct SurvivalStep {
    pub at: f64,
    #[cfg_attr(test, schemars(with = "Fraction"))]
    pub alive: f64,
    /// Ends of the 95 % interval; null where all have died.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Runs that were watched up to here.
    pub at_risk: usize,
    pub deaths: usize,
}

/// What a number of lives say.
#[derive(Clone, Debug, PartialEq)]
pub struct Survival {
    /// One for each length at which some died; none of them has a NaN.
    pub steps: Vec<SurvivalStep>,
    /// The length by which half have died; `None` if more are alive at the end of watching.
    pub median: Option<f64>,
}

pub fn survival(lives: &[Life]) -> Survival {
    let mut sorted = lives.to_vec();
    sorted.sort_by(|one, other| one.length.total_cmp(&other.length));
    let (mut steps, mut half) = (Vec::new(), None);
    let mut alive = Alive::all(sorted.len());
    let mut variance = 0.0;
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
        alive.die(deaths, at_risk);
        if half.is_none() && alive.is_half() {
            half = Some(at);
        }
        let alive = alive.share();
        let (died, watched) = (deaths as f64, at_risk as f64);
        variance += died / (watched * (watched - died));
        let reach = NORMAL * variance.sqrt() / f64::ln(alive);
        let end = |reach: f64| (alive > 0.0).then(|| alive.powf(reach.exp()));
        steps.push(SurvivalStep { at, alive, low: end(-reach), high: end(reach), at_risk, deaths });
    }
    Survival { steps, median: half }
}

/// The share alive. As long as nobody leaves alive it is those left of those who began, and what is
/// multiplied are such stretches.
struct Alive {
    /// Of the stretches before this one, exactly and about.
    left: BigUint,
    of: BigUint,
    before: f64,
    began: usize,
    now: usize,
}

impl Alive {
    fn all(count: usize) -> Self {
        let one = BigUint::from(1_u8);
        Self { left: one.clone(), of: one, before: 1.0, began: count, now: count }
    }

    /// So many die of so many watched; the rest of those alive has left before.
    fn die(&mut self, deaths: usize, at_risk: usize) {
        if at_risk < self.now {
            self.left *= self.now;
            self.of *= self.began;
            self.before *= self.now as f64 / self.began as f64;
            self.began = at_risk;
        }
        self.now = at_risk - deaths;
    }

    fn share(&self) -> f64 {
        self.before * (self.now as f64 / self.began as f64)
    }

    /// At most half.
    fn is_half(&self) -> bool {
        &self.left * (2 * self.now) <= &self.of * self.began
    }
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
            let Survival { steps, .. } = survival(&died.chain(censored).collect::<Vec<_>>());
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
        let nothing = Survival { steps: vec![], median: None };
        assert_eq!(survival(&[alive(300.0), alive(300.0)]), nothing);
        assert_eq!(survival(&[]), nothing);
        let one = survival(&[Life { length: 1.0, died: true }, alive(300.0), alive(300.0)]);
        assert_eq!(one.steps.len(), 1);
        assert!((one.steps[0].alive - 2.0 / 3.0).abs() < 1e-15);
        assert_eq!(one.median, None);
    }

    /// Lives of 1, 2, 3 ... of which some end by death.
    fn numbered(count: usize, died: impl Fn(usize) -> bool) -> Vec<Life> {
        (1..=count).map(|number| Life { length: number as f64, died: died(number) }).collect()
    }

    #[test]
    fn half_have_died_by_the_median() {
        for count in 1..=1000 {
            let told = survival(&numbered(count, |_| true));
            assert_eq!(told.median, Some(count.div_ceil(2) as f64), "{count} die");
            let alive = |step: &SurvivalStep| (step.at, step.alive);
            let exact = |dead: usize| (dead as f64, (count - dead) as f64 / count as f64);
            assert!(told.steps.iter().map(alive).eq((1..=count).map(exact)), "{count} die");
        }
    }

    /// By hand: 3 of 4 and 1 of 2 live on; then 3 of 4 and 2 of 3, which is half.
    #[test]
    fn half_of_those_watched_have_died_by_the_median() {
        let lives = [(1.0, true), (1.5, false), (2.0, true), (3.0, true)];
        let told = survival(&lives.map(|(length, died)| Life { length, died }));
        assert_eq!((told.median, told.steps[1].alive), (Some(2.0), 0.375));
        let lives = [(0.5, false), (1.0, true), (2.0, true), (2.0, false), (3.0, false)];
        let told = survival(&lives.map(|(length, died)| Life { length, died }));
        assert_eq!((told.median, told.steps[1].alive), (Some(2.0), 0.5));
    }

    /// The definition in fractions in lowest terms, for every spacing of those that leave alive.
    #[test]
    fn the_median_is_the_definitions_where_some_leave_alive() {
        fn greatest(a: u128, b: u128) -> u128 {
            if b == 0 { a } else { greatest(b, a % b) }
        }
        let mut halves = 0;
        for count in 1..=34 {
            for apart in 2..=count + 1 {
                let died = |number: usize| !number.is_multiple_of(apart);
                let (mut left, mut of, mut median) = (1_u128, 1_u128, None);
                for number in (1..=count).filter(|&number| died(number)) {
                    let at_risk = (count + 1 - number) as u128;
                    (left, of) = (left * (at_risk - 1), of * at_risk);
                    let shared = greatest(left, of);
                    (left, of) = (left / shared, of / shared);
                    halves += usize::from(2 * left == of);
                    if 2 * left <= of {
                        median = median.or(Some(number as f64));
                    }
                }
                let told = survival(&numbered(count, died)).median;
                assert_eq!(told, median, "{count}, each {apart}. leaves alive");
            }
        }
        assert!(halves > 30, "exactly half is what it is about: {halves}");
    }
}
