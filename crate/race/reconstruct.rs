//! A way to damage of a kind that can be looked at step by step.
//!
//! What threads did in a live run is not recorded: that would change what they do. In its place two
//! small programs of the same calls over keys of one bucket are searched for the shortest schedule
//! that ends in the same kind of damage, and so it is called.

use super::damage::Kind;
use crate::model::outcome::Anomaly;
use crate::model::program::Program;
use crate::model::search::Search;
use serde::Serialize;

/// States of a search at most; the programs below need far fewer, or are left out.
const MOST_STATES: usize = 60_000;

/// A program and a schedule that end in such damage with the check disabled, as links of the stepper
/// write them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Reconstruction {
    pub kind: Kind,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub program: String,
    pub schedule: String,
}

/// Programs in which the kind comes about, in the order in which they are tried.
fn programs(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::LostUpdate => &["1~u1+u1"],
        Kind::DuplicateKey => &["1~a2+d1,a2"],
        Kind::VanishedKey | Kind::UnreachableEntry | Kind::CorruptedCount => &["~a1+a2"],
        Kind::WrongValue => &["~a1+a2", "1~d1+a2"],
        Kind::ReturnedKey => &["1~d1+a2", "1-8~d1+a9"],
    }
}

fn is(kind: Kind, anomaly: Anomaly) -> bool {
    anomaly
        == match kind {
            Kind::LostUpdate => Anomaly::LostUpdate,
            Kind::DuplicateKey => Anomaly::DuplicateKey,
            Kind::VanishedKey => Anomaly::VanishedKey,
            Kind::UnreachableEntry => Anomaly::UnreachableEntry,
            Kind::ReturnedKey => Anomaly::RemainingKey,
            Kind::WrongValue => Anomaly::WrongValue,
            Kind::CorruptedCount => Anomaly::CorruptedCount,
        }
}

/// `None` if no such schedule was found within the bound.
pub fn reconstruct(kind: Kind) -> Option<Reconstruction> {
    programs(kind).iter().find_map(|text| {
        let (program, _) = Program::read(text)?;
        let findings = Search::new(&program, false, MOST_STATES).finish();
        let ends_so = findings
            .outcomes
            .iter()
            .filter(|found| found.anomalies.iter().any(|anomaly| is(kind, *anomaly)));
        // One that has nothing else wrong with it shows the kind best.
        let best = ends_so.min_by_key(|found| (found.anomalies.len(), found.witness.0.len()))?;
        let (program, schedule) = (program.to_string(), best.witness.to_string());
        Some(Reconstruction { kind, program, schedule })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_schedule_that_ends_in_it() {
        let missing = |kind: &Kind| reconstruct(*kind).is_none();
        let without: Vec<Kind> = Kind::ALL.into_iter().filter(missing).collect();
        assert_eq!(without, []);
    }
}
