//! What a run says of a choice: confirmed, a tie, a contradiction, or that this machine cannot tell.
//!
//! Maps are told apart by the rule that every result goes by ([`conclude`]). The simplest map of those
//! that cannot be told from the fastest stands, and where a map is told to be faster than the choice, the
//! machine's word counts. A figure at or below what the harness costs by itself is no figure of a map, so
//! nothing is concluded from one.

#[cfg(test)]
use crate::base::schema::MapId;
use crate::base::units::Seed;
use crate::stats::conclusion::{ConclusionKind, Contender, Rule, conclude};
use crate::stats::median;
use crate::strategy::row::Effort;
use serde::Serialize;
use std::cmp::Ordering;

/// A run of the confirming link.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    pub maps: &'a [Measured<'a>],
    pub threads: usize,
    /// How many threads the machine was found to run at once.
    pub parallelism: usize,
    pub simulated: bool,
    /// Thread time of an operation without a map, where it was measured.
    pub harness_ns: Option<f64>,
    pub seed: Seed,
}

#[derive(Clone, Copy, Debug)]
pub struct Measured<'a> {
    pub map: &'a str,
    pub effort: Effort,
    /// Operations a second in each round.
    pub rates: &'a [f64],
    /// It failed a check.
    pub broken: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "verdict", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// Nothing simpler is as fast, nothing at all is told to be faster.
    Confirmed,
    /// A simpler map cannot be told from it: that one stands.
    Tie {
        #[cfg_attr(test, schemars(with = "MapId"))]
        stands: String,
    },
    /// Another map is told to be faster: the rule lost.
    Contradiction {
        #[cfg_attr(test, schemars(with = "MapId"))]
        best: String,
        /// Of its throughput to the choice's.
        ratio: f64,
    },
    /// The run cannot answer the question.
    CannotTell { why: Why },
    /// The map's figure is no figure of it.
    Refused {
        #[cfg_attr(test, schemars(with = "MapId"))]
        map: String,
        /// Thread time of an operation, of the map and of the loop without one.
        ns: f64,
        harness_ns: f64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Why {
    /// Fewer threads run at once than the question has.
    Processors {
        has: usize,
        needs: usize,
    },
    /// One thread took turns for all.
    Simulated,
    TooFewRounds,
    /// A map failed its checks, so its speed means nothing.
    Broken,
    /// The run lacks the choice, or anything to hold it against.
    NotMeasured,
    /// What the harness costs is not known.
    NoHarness,
}

/// What the run says of `choice`.
pub fn verdict(choice: &str, run: &Run) -> Verdict {
    let cannot = |why| Verdict::CannotTell { why };
    // Whatever was measured, more of it would say no more.
    if run.simulated {
        return cannot(Why::Simulated);
    }
    if run.parallelism < run.threads {
        return cannot(Why::Processors { has: run.parallelism, needs: run.threads });
    }
    let Some(chosen) = run.maps.iter().find(|map| map.map == choice && !map.rates.is_empty())
    else {
        return cannot(Why::NotMeasured);
    };
    let Some(harness_ns) = run.harness_ns else { return cannot(Why::NoHarness) };
    for map in run.maps {
        let Some(rate) = median(map.rates) else { continue };
        let ns = run.threads as f64 * 1e9 / rate;
        // Also where either is no number at all.
        if ns.partial_cmp(&harness_ns) != Some(Ordering::Greater) {
            return Verdict::Refused { map: map.map.to_owned(), ns, harness_ns };
        }
    }
    let contenders: Vec<Contender> = run
        .maps
        .iter()
        .map(|&Measured { map, rates, broken, .. }| Contender {
            map: map.to_owned(),
            rates,
            broken,
            stores: true,
        })
        .collect();
    let conclusion = conclude(&contenders, 0, false, Rule::Fixed(run.seed));
    match conclusion.kind {
        ConclusionKind::None | ConclusionKind::Single => return cannot(Why::NotMeasured),
        ConclusionKind::Broken => return cannot(Why::Broken),
        ConclusionKind::Simulated => return cannot(Why::Simulated),
        ConclusionKind::TooFewRounds => return cannot(Why::TooFewRounds),
        ConclusionKind::Wins | ConclusionKind::Tied => {}
    }
    let best = conclusion.best.expect("a conclusion about several maps has a best one");
    let leads = |map: &str| best == map || conclusion.tied.iter().any(|tied| tied == map);
    if !leads(choice) {
        let standing = conclusion.others.iter().find(|other| other.map == choice);
        let ratio = standing.map_or(f64::NAN, |other| other.ratio.median);
        return Verdict::Contradiction { best, ratio };
    }
    let simplest = run.maps.iter().filter(|map| leads(map.map)).min_by_key(|map| map.effort);
    match simplest.filter(|map| map.effort < chosen.effort) {
        Some(simpler) => Verdict::Tie { stands: simpler.map.to_owned() },
        None => Verdict::Confirmed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rates of a map that takes so many nanoseconds an operation on two threads, each round a little
    /// more or less.
    fn rates(ns: f64, rounds: usize) -> Vec<f64> {
        let wobble = |round: usize| 1.0 + 0.01 * [0.0, 1.0, -1.0, 0.5, -0.5][round % 5];
        (0..rounds).map(|round| 2e9 / ns * wobble(round)).collect()
    }

    const TWO: Run = Run {
        maps: &[],
        threads: 2,
        parallelism: 2,
        simulated: false,
        harness_ns: Some(3.0),
        seed: Seed(1),
    };

    /// What is said of `shards`, with a delay of its own and of each other map.
    fn of(delays: &[(&str, Effort, f64)], rounds: usize, run: Run) -> Verdict {
        let rates: Vec<Vec<f64>> = delays.iter().map(|(_, _, ns)| rates(*ns, rounds)).collect();
        let measured = delays.iter().zip(&rates).map(|((map, effort, _), rates)| Measured {
            map,
            effort: *effort,
            rates,
            broken: *map == "broken",
        });
        let maps: Vec<Measured> = measured.collect();
        verdict("shards", &Run { maps: &maps, ..run })
    }

    const SHARDS: &str = "shards";
    use Effort::{OneLock, Protocol, Ready};

    #[test]
    fn a_choice_that_is_ahead_of_all_simpler_maps_is_confirmed() {
        let faster = [(SHARDS, Ready, 20.0), ("lock", OneLock, 40.0), ("other", Ready, 30.0)];
        assert_eq!(of(&faster, 12, TWO), Verdict::Confirmed);
        // One that is no simpler may be as fast.
        let alike = [(SHARDS, Ready, 20.0), ("lock", OneLock, 40.0), ("other", Ready, 20.01)];
        assert_eq!(of(&alike, 12, TWO), Verdict::Confirmed);
        let fanciest = [("own", Protocol, 20.01), (SHARDS, Ready, 20.0)];
        assert_eq!(of(&fanciest, 12, TWO), Verdict::Confirmed);
    }

    #[test]
    fn in_a_tie_the_simplest_stands() {
        let stands = |map: &str| Verdict::Tie { stands: map.to_owned() };
        let alike = [(SHARDS, Ready, 20.0), ("lock", OneLock, 20.01), ("own", Protocol, 20.02)];
        assert_eq!(of(&alike, 12, TWO), stands("lock"));
        // It need not be the fastest.
        let behind = [(SHARDS, Ready, 20.01), ("lock", OneLock, 20.0)];
        assert_eq!(of(&behind, 12, TWO), stands("lock"));
        // Two others that tie are no matter if they are no simpler.
        let others = [(SHARDS, Ready, 20.0), ("lock", OneLock, 40.0), ("own", Protocol, 20.01)];
        assert_eq!(of(&others, 12, TWO), Verdict::Confirmed);
    }

    #[test]
    fn where_another_map_is_faster_the_rule_has_lost() {
        for (effort, name) in [(OneLock, "lock"), (Ready, "other"), (Protocol, "own")] {
            let slower = [(SHARDS, Ready, 40.0), (name, effort, 20.0)];
            let Verdict::Contradiction { best, ratio } = of(&slower, 12, TWO) else {
                panic!("{name}")
            };
            assert_eq!(best, name);
            assert!((ratio - 2.0).abs() < 0.05, "{ratio}");
        }
    }

    #[test]
    fn what_a_run_cannot_answer_it_does_not() {
        let maps = [(SHARDS, Ready, 20.0), ("lock", OneLock, 40.0)];
        let cannot = |why| Verdict::CannotTell { why };
        let fewer = Run { threads: 8, ..TWO };
        assert_eq!(of(&maps, 12, fewer), cannot(Why::Processors { has: 2, needs: 8 }));
        assert_eq!(of(&maps, 12, Run { simulated: true, ..TWO }), cannot(Why::Simulated));
        assert_eq!(of(&maps, 12, Run { harness_ns: None, ..TWO }), cannot(Why::NoHarness));
        assert_eq!(of(&maps, 5, TWO), cannot(Why::TooFewRounds));
        assert_eq!(of(&maps, 0, TWO), cannot(Why::NotMeasured));
        assert_eq!(of(&maps[..1], 12, TWO), cannot(Why::NotMeasured));
        assert_eq!(of(&maps[1..], 12, TWO), cannot(Why::NotMeasured));
        let broken = [(SHARDS, Ready, 20.0), ("broken", OneLock, 40.0)];
        assert_eq!(of(&broken, 12, TWO), cannot(Why::Broken));
    }

    #[test]
    fn a_figure_at_or_below_the_harness_is_refused() {
        for (shards, lock, refused) in
            [(2.0, 40.0, Some(SHARDS)), (20.0, 1.0, Some("lock")), (3.2, 3.1, None)]
        {
            let maps = [(SHARDS, Ready, shards), ("lock", OneLock, lock)];
            let found = match of(&maps, 12, TWO) {
                Verdict::Refused { map, ns, harness_ns } => {
                    assert!(ns <= harness_ns, "{ns}");
                    Some(map)
                }
                _ => None,
            };
            assert_eq!(found.as_deref(), refused);
        }
        let exactly = [(SHARDS, Ready, 3.0), ("lock", OneLock, 40.0)];
        assert!(matches!(of(&exactly, 12, TWO), Verdict::Refused { .. }));
        let nan = Run { harness_ns: Some(f64::NAN), ..TWO };
        let maps = [(SHARDS, Ready, 20.0), ("lock", OneLock, 40.0)];
        assert!(matches!(of(&maps, 12, nan), Verdict::Refused { .. }));
    }
}
