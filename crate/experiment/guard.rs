//! What a link of the Guard lab asks for: maps under a load in which things go wrong on a schedule.

use super::millis;
use crate::base::units::{MAX_THREADS, Nanos, Seed, Threads};
use crate::link::faults::{FaultKind, Faults, OwnCode};
use crate::link::{self, BadExperiment, GUARD, Link, Problem, ProblemKind};
use crate::strategy::row::Containment;
use crate::strategy::{MapSpec, Panics};
use crate::workload::Workload;
use crate::workload::distribution::Distribution;
use crate::workload::mix::Mix;
use thiserror::Error;

#[derive(Clone, Debug)]
pub struct Plan {
    /// Canonical fragment.
    pub link: String,
    pub maps: Vec<MapSpec>,
    pub threads: Threads,
    pub workload: Workload,
    /// Of each operation of a map that can refuse one.
    pub deadline: Option<Nanos>,
    pub faults: Faults,
    /// How long operations are begun.
    pub length: Nanos,
    pub seed: Seed,
}

/// Why a link cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadPlan {
    #[error(transparent)]
    Link(#[from] BadExperiment),
    #[error("the link is of a simulation, which has no maps; leave out view=incident")]
    Incident,
    #[error(
        "faults: {fault} is due after {ms} ms, when the run is over; write an earlier time or a longer ms="
    )]
    TooLate { fault: String, ms: u64 },
    #[error("faults: {fault} is for a client from 0 to {last}; name one of them")]
    NoClient { fault: String, last: usize },
    #[error(
        "faults: after {fault}, {map} may be left locked for ever, as its row says; leave one of the two out"
    )]
    Uncontained { fault: String, map: String },
    #[error(
        "faults: {clients} clients and the stalls need more than {most} threads; write fewer threads="
    )]
    TooManyThreads { clients: usize, most: usize },
}

impl Plan {
    /// Reads a link, or a page's address with a link in it, and refuses the first thing that is not right.
    pub fn strict(text: &str) -> Result<Self, BadPlan> {
        let read = link::parse_among(&[GUARD], link::fragment_of(text)?).map_err(BadExperiment)?;
        if let Some(problem) = read.problems.first() {
            return Err(BadExperiment(problem.clone()).into());
        }
        if &read.values["view"] == link::guard_keys::INCIDENT {
            return Err(BadPlan::Incident);
        }
        let plan = Self::from_link(&read).ok_or_else(|| {
            let (kind, lab) = (ProblemKind::UnknownLab, Some(read.lab.to_owned()));
            BadExperiment(Problem { kind, key: None, value: lab, used: None })
        })?;
        plan.check()?;
        Ok(plan)
    }

    fn from_link(link: &Link) -> Option<Self> {
        let values = &link.values;
        let mix = Mix::parse(&values["mix"])?;
        Some(Self {
            link: link::format(link.lab, values),
            maps: values["maps"].split(',').filter_map(MapSpec::canonical).collect(),
            threads: Threads(values["threads"].parse().ok()?),
            workload: Workload {
                mix,
                keys: values["keys"].parse().ok()?,
                prefill: match values["prefill"].parse::<u8>() {
                    Ok(percent) => f64::from(percent) / 100.0,
                    Err(_) => mix.equilibrium(),
                },
                distribution: Distribution::parse(&values["dist"]),
            },
            deadline: millis(&values["deadline"]),
            faults: Faults::read(&values["faults"])?.0,
            length: Nanos::from_millis(values["ms"].parse().ok()?),
            seed: Seed(values["seed"].parse().ok()?),
        })
    }

    fn check(&self) -> Result<(), BadPlan> {
        let ms = self.length.0 / 1_000_000;
        for fault in &self.faults.0 {
            let named = fault.to_string();
            if u64::from(fault.at) >= ms {
                return Err(BadPlan::TooLate { fault: named, ms });
            }
            match fault.kind {
                FaultKind::Stop { thread } if thread as usize >= self.threads.0 => {
                    return Err(BadPlan::NoClient { fault: named, last: self.threads.0 - 1 });
                }
                FaultKind::Panic(code) => {
                    let open = |map: &&MapSpec| {
                        containment(&map.guarantees().panics, code) == Containment::StaysLocked
                    };
                    if let Some(map) = self.maps.iter().find(open) {
                        return Err(BadPlan::Uncontained { fault: named, map: map.to_string() });
                    }
                }
                _ => {}
            }
        }
        if self.clients() > MAX_THREADS {
            return Err(BadPlan::TooManyThreads { clients: self.threads.0, most: MAX_THREADS });
        }
        Ok(())
    }

    /// Threads that use a map: clients, one for each stall, and one that brings the other faults about.
    pub fn clients(&self) -> usize {
        self.threads.0 + self.stalls() + 1
    }

    pub fn stalls(&self) -> usize {
        let stall = |fault: &&link::faults::Fault| matches!(fault.kind, FaultKind::Stall { .. });
        self.faults.0.iter().filter(stall).count()
    }

    /// Threads the pool must have.
    pub fn pool_threads(&self) -> usize {
        let extra = self.maps.iter().map(MapSpec::extra_threads).max().unwrap_or(0);
        self.clients() + extra
    }
}

/// What becomes of such a map after a panic in that code.
pub fn containment(panics: &Panics, code: OwnCode) -> Containment {
    match code {
        OwnCode::Hash => panics.hash,
        OwnCode::Equality => panics.equality,
        OwnCode::Clone => panics.clone,
        OwnCode::Merge => panics.merge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_what_it_cannot_run() {
        let refused = |query: &str| {
            let link = format!("#v1/guard?{query}");
            Plan::strict(&link).map_or_else(|error| error.to_string(), |plan| plan.link)
        };
        for (query, told) in [
            ("maps=mutex&faults=stall:50:300", "stall:50:300 is due after 300 ms"),
            ("maps=mutex&faults=stop:4:10", "stop:4:10 is for a client from 0 to 3"),
            (
                "maps=mutex,papaya&faults=panic:hash:10",
                "after panic:hash:10, papaya may be left locked",
            ),
            ("maps=mutex&deadline=20", "add +safe to a map"),
            ("maps=mutex&rounds=3", "unknown key \"rounds\""),
            ("maps=mutex&faults=halt:1:1", "faults: \"halt:1:1\" is not valid"),
            ("maps=mutex&threads=64", "need more than 64 threads"),
        ] {
            assert!(refused(query).contains(told), "{query}: {}", refused(query));
        }
        let link = "#v1/guard?maps=mutex,mutex%2Bsafe&faults=stall:50:100&deadline=20";
        let plan = Plan::strict(link).unwrap();
        assert_eq!(plan.link, "#v1/guard?maps=mutex,mutex+safe&deadline=20&faults=stall:50:100");
        assert_eq!((plan.clients(), plan.deadline), (6, Some(Nanos::from_millis(20))));
    }
}
