//! A gate for continuous integration: passes only if it could judge every map and none fell.
//!
//! It holds no unlike results against each other. Another machine can be excused, another experiment
//! never; so can a map that is missing, one that failed its checks never. A map that no check applies to
//! is judged by its speed beside others that were checked, and where none was, no map is.

use super::{Comparison, Difference, Incomparable, LeftOut, MapChange, Verdict};
#[cfg(test)]
use crate::base::schema::MapId;
use crate::ledger::Judgement;
use crate::stats::FEWEST_ROUNDS;
use serde::Serialize;

/// What it came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Gate {
    /// Percent.
    #[cfg_attr(test, schemars(range(max = 100)))]
    pub fail_above: f64,
    /// Not checked where nothing fell and some map could not be judged.
    pub outcome: Judgement,
    /// Maps that are separably slower by more.
    #[cfg_attr(test, schemars(with = "Vec<MapId>"))]
    pub fell: Vec<String>,
    pub not_judged: Vec<NotJudged>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NotJudged {
    #[cfg_attr(test, schemars(with = "MapId"))]
    pub id: String,
    pub why: String,
}

/// What a gate is asked for.
pub struct Limits {
    /// Percent.
    pub fail_above: f64,
    pub may_miss: Vec<String>,
    pub across_machines: bool,
}

impl Comparison {
    /// Judges every map of either result; an error where the results are too unlike for that.
    pub fn judge(&mut self, limits: &Limits) -> Result<&Gate, Incomparable> {
        let forbidden = |other: &&Difference| other.forbids(limits.across_machines);
        let unlike: Vec<&Difference> = self.differences.iter().filter(forbidden).collect();
        if !unlike.is_empty() {
            let excused = unlike.iter().all(|difference| !difference.forbids(true));
            let remedy = if excused {
                "Record both on one machine, or add --across-machines"
            } else {
                "Record both with the same link and options"
            };
            let named: Vec<String> = unlike.iter().map(ToString::to_string).collect();
            return Err(Incomparable::Unlike(named.join("; "), remedy));
        }
        let fell = self.maps.iter().filter(|map| {
            map.verdict == Verdict::Slower && (1.0 - map.ratio.median) * 100.0 > limits.fail_above
        });
        let fell: Vec<String> = fell.map(|map| map.id.clone()).collect();
        let mut not_judged: Vec<NotJudged> =
            self.left_out.iter().filter_map(|map| self.missing(map, limits)).collect();
        let checked = self.maps.iter().any(|map| map.outcome_new.passed());
        not_judged.extend(self.maps.iter().filter_map(|map| self.undecidable(map, checked)));
        let outcome = match (fell.is_empty(), not_judged.is_empty() && checked) {
            (false, _) => Judgement::Failed,
            (true, false) => Judgement::NotChecked,
            (true, true) => Judgement::Passed,
        };
        let fail_above = limits.fail_above;
        Ok(self.gate.insert(Gate { fail_above, outcome, fell, not_judged }))
    }

    fn missing(&self, map: &LeftOut, limits: &Limits) -> Option<NotJudged> {
        if !map.reason.failed() && limits.may_miss.contains(&map.id) {
            return None;
        }
        Some(NotJudged { id: map.id.clone(), why: self.explain(map.reason) })
    }

    /// Why a map that was measured twice cannot be judged, if so; `checked` says whether any was.
    fn undecidable(&self, map: &MapChange, checked: bool) -> Option<NotJudged> {
        let few = [(&self.old, map.rounds_old), (&self.new, map.rounds_new)];
        let few = few.into_iter().find(|(_, rounds)| *rounds < FEWEST_ROUNDS);
        let why = match few {
            Some((side, rounds)) => format!(
                "it has {rounds} rounds in {}, too few to judge; {FEWEST_ROUNDS} are needed. Record it with --rounds 10",
                side.name
            ),
            None if map.outcome_old.passed() && !map.outcome_new.passed() => {
                format!(
                    "it passed its checks in {} and was not checked in {}",
                    self.old.name, self.new.name
                )
            }
            None if !checked => format!(
                "neither it nor any other map was checked in {}. Record a map that the checks apply to, or a mix without clear",
                self.new.name
            ),
            None => return None,
        };
        Some(NotJudged { id: map.id.clone(), why })
    }
}
