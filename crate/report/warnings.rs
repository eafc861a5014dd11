//! What a reader should know before believing a figure: kinds with their numbers, which are put into
//! words where they are shown.

use super::result::figures;
use crate::engine::disturbance::Repeats;
use crate::engine::recorded::Recorded;
use crate::stats::conclusion::Rule;
use crate::stats::median;
use serde::Serialize;

/// How far the harness may depart from its median without a warning.
const MOST_DRIFT: f64 = 0.05;
/// How far the calibration loop may vary without one.
const MOST_SPREAD: f64 = 0.05;
/// Of so many operations that a rate asks for, one may be left undone without one; or one of each
/// client, which may be due just as the trial ends.
const MOST_BEHIND: u64 = 100;

/// Something to know before believing a figure, with its numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Warning {
    /// More clients than threads that run at once.
    Oversubscribed {
        threads: usize,
        parallelism: usize,
    },
    FewRounds {
        rounds: usize,
        /// As many as give an interval.
        needed: usize,
    },
    Simulated {},
    /// These maps cannot be told how many entries will come, and began empty.
    NotPresized {
        maps: String,
    },
    /// The speed of a fixed loop varied by so many percent just before the run: the machine was not
    /// quiet.
    Noisy {
        percent: f64,
    },
    /// In the warm-up of these maps no three slices of 100 ms in a row agreed within 5 %.
    Unsettled {
        maps: String,
    },
    /// Trials and timed passes that were disturbed from outside were thrown away and done again.
    Repeated {
        trials: usize,
        hidden: usize,
        frozen: usize,
        clock: usize,
    },
    /// These maps did not get to all operations that the rate asked for; the slowest reached so many
    /// a second.
    RateNotReached {
        maps: String,
        rate: u64,
        reached: f64,
    },
    /// The harness alone, which does the same in every round, did not run at one speed: by so many
    /// percent from its median at most. So the machine changed, whatever a map did.
    Drift {
        percent: f64,
    },
    /// A trial is shorter than a hundred clock steps.
    ShortInterval {
        ms: f64,
        #[serde(rename = "clockStepNs")]
        clock_step_ns: f64,
    },
}

impl Recorded<'_> {
    /// The largest departure of a round's harness trial from their median, in percent, if it is
    /// more than it may be.
    fn drift(&self) -> Option<f64> {
        let rates = figures(&self.harness.trials, |trial| trial.ops_per_sec);
        let middle = median(&rates)?;
        let largest = rates.iter().map(|rate| (rate / middle - 1.0).abs()).fold(0.0, f64::max);
        (largest > MOST_DRIFT).then(|| percent(largest))
    }

    /// Maps that left operations undone which the rate asked for.
    fn rate_not_reached(&self) -> Option<Warning> {
        let rate = self.experiment.rate?;
        let (mut maps, mut reached) = (Vec::new(), f64::INFINITY);
        for (map, known) in self.experiment.maps.iter().zip(&self.maps) {
            let (mut due, mut ops, mut clients, mut seconds) = (0, 0, 0, 0.0);
            for trial in &known.trials {
                due += trial.due.unwrap_or(0);
                ops += trial.ops;
                clients += trial.threads as u64;
                seconds += trial.seconds;
            }
            if due > ops + clients.max(due / MOST_BEHIND) {
                maps.push(map.to_string());
                reached = reached.min(ops as f64 / seconds);
            }
        }
        let reached = (reached * 10.0).round() / 10.0;
        let maps = (!maps.is_empty()).then(|| maps.join(", "))?;
        Some(Warning::RateNotReached { maps, rate, reached })
    }

    pub(super) fn warnings(&self, simulated: bool, rule: Rule) -> Vec<Warning> {
        let Self { experiment, environment, .. } = *self;
        let mut warnings = Vec::new();
        if simulated {
            warnings.push(Warning::Simulated {});
        } else if experiment.threads.0 > environment.parallelism {
            warnings.push(Warning::Oversubscribed {
                threads: experiment.threads.0,
                parallelism: environment.parallelism,
            });
        }
        if let Some(spread) = environment.calibration_spread.filter(|spread| *spread > MOST_SPREAD)
        {
            warnings.push(Warning::Noisy { percent: percent(spread) });
        }
        let grown = experiment.maps.iter().filter(|map| !map.presizes() && map.stores());
        let grown: Vec<String> = grown.map(ToString::to_string).collect();
        if experiment.presize && !grown.is_empty() {
            warnings.push(Warning::NotPresized { maps: grown.join(", ") });
        }
        let unsettled = experiment.maps.iter().zip(&self.maps).filter(|(_, known)| known.unsteady);
        let unsettled: Vec<String> = unsettled.map(|(map, _)| map.to_string()).collect();
        if !unsettled.is_empty() {
            warnings.push(Warning::Unsettled { maps: unsettled.join(", ") });
        }
        warnings.extend(self.rate_not_reached());
        if self.repeated.trials > 0 {
            let Repeats { trials, hidden, frozen, clock } = self.repeated;
            warnings.push(Warning::Repeated { trials, hidden, frozen, clock });
        }
        if let Some(percent) = self.drift().filter(|_| !simulated) {
            warnings.push(Warning::Drift { percent });
        }
        let rounds = self.maps.iter().map(|map| map.trials.len()).min().unwrap_or(0);
        let needed = rule.fewest_rounds();
        if rounds < needed {
            warnings.push(Warning::FewRounds { rounds, needed });
        }
        let trials = self.maps.iter().flat_map(|map| &map.trials);
        let shortest = trials.map(|trial| trial.seconds).reduce(f64::min);
        let shortest = shortest.unwrap_or(f64::INFINITY) * 1e9;
        if shortest < 100.0 * environment.clock_step_ns {
            warnings.push(Warning::ShortInterval {
                ms: shortest / 1e6,
                clock_step_ns: environment.clock_step_ns,
            });
        }
        warnings
    }
}

/// To one decimal.
fn percent(share: f64) -> f64 {
    (share * 1000.0).round() / 10.0
}
