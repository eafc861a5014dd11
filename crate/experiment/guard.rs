//! What a link of the Guard lab asks for: maps under a load in which things go wrong on a schedule.

use super::millis;
use crate::base::units::{MAX_THREADS, Nanos, Seed, Threads};
use crate::base::words::Words;
use crate::link::faults::{FaultKind, Faults, OwnCode};
use crate::link::{self, BadExperiment, GUARD, Link, Problem, ProblemKind};
use crate::strategy::row::Containment;
use crate::strategy::{MapSpec, Panics};
use crate::workload::Workload;
use crate::workload::distribution::Distribution;
use crate::workload::mix::Mix;
use serde::Serialize;
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
    /// Somebody looks on and may ask for faults, so that one more thread waits to stall. No link says so.
    pub watched: bool,
}

/// What there is to see at once: a link, and what it shows.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Scenario {
    pub name: &'static str,
    /// The view of its link.
    pub view: &'static str,
    /// Canonical.
    pub link: &'static str,
    pub label: Words,
    pub summary: Words,
}

/// The first is where the lab begins.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "stall",
        view: "faults",
        link: "#v1/guard?maps=mutex,mutex+safe&deadline=20&faults=stall:1000:1000&ms=3000",
        label: Words::new("A holder stalls", "持锁者停顿"),
        summary: Words::new(
            "One thread holds the lock for a second. Without the guard every client waits for it; with \
             it, each gives up after 20 ms.",
            "一个线程持锁一秒。没有防护时所有客户端都在等它；有防护时每个客户端 20 毫秒后放弃。",
        ),
    },
    Scenario {
        name: "panic",
        view: "faults",
        link: "#v1/guard?maps=mutex,mutex+safe&faults=panic:hash:500,panic:merge:1000&mix=r40,i20,d10,u30&ms=2000",
        label: Words::new("A key's hash panics", "键的哈希发生 panic"),
        summary: Words::new(
            "Two panics in code of the key's and value's own. Without the guard each ends a client; with it, \
             the operation returns an error.",
            "键和值自己的代码发生两次 panic。没有防护时各终止一个客户端；有防护时该操作返回错误。",
        ),
    },
    Scenario {
        name: "slow",
        view: "faults",
        link: "#v1/guard?maps=channel:64,channel:64+safe&deadline=2&faults=slow:1000:1000&ms=3000",
        label: Words::new("A slow owner", "缓慢的所有者"),
        summary: Words::new(
            "For a second every comparison of keys takes 0.2 ms longer, so requests queue at the one thread that owns \
             the map.",
            "一秒内每次键比较多花 0.2 毫秒，于是请求在拥有 map 的那个线程前排队。",
        ),
    },
    Scenario {
        name: "stop",
        view: "faults",
        link: "#v1/guard?maps=mutex,mutex+safe&deadline=20&faults=stop:1:1000&ms=2000",
        label: Words::new("A client stops inside", "客户端停在内部"),
        summary: Words::new(
            "Client 1 stops while it walks the map and holds the lock until the run is over: what a leaked lock \
             does to everyone else.",
            "客户端 1 在遍历时停住，持锁直到运行结束：泄漏的锁对其他人的影响。",
        ),
    },
    Scenario {
        name: "audit",
        view: "audit",
        link: "#v1/guard?maps=mutex+audit,mutex+safe+audit,dashmap:16+audit&deadline=20&faults=stall:250:150&ms=400&view=audit",
        label: Words::new("A holder stalls, audited", "持锁者停顿，带审计"),
        summary: Words::new(
            "A mutex without and with the guard, and a crate's map, each with +audit. Of a crate nothing is judged.",
            "没有防护和有防护的互斥锁，以及一个第三方 map，都带 +audit。第三方 map 不作判断。",
        ),
    },
];

/// What the page is told of the lab beside its keys.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Measures {
    pub scenarios: &'static [Scenario],
}

pub const fn measures() -> Measures {
    Measures { scenarios: SCENARIOS }
}

/// Why a link cannot be run.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum BadPlan {
    #[error(transparent)]
    #[serde(skip)]
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
    #[serde(rename = "no-threads-left")]
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
            watched: false,
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
                    if let Some(map) = self.left_locked(code) {
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

    /// A map that may stay locked after a panic in that code.
    fn left_locked(&self, code: OwnCode) -> Option<&MapSpec> {
        self.maps
            .iter()
            .find(|map| containment(&map.guarantees().panics, code) == Containment::StaysLocked)
    }

    /// Whether the plan's maps can have that fault while they run.
    pub fn allows(&self, kind: FaultKind) -> bool {
        match kind {
            FaultKind::Stop { thread } => (thread as usize) < self.threads.0,
            FaultKind::Panic(code) => self.left_locked(code).is_none(),
            FaultKind::Stall { .. } | FaultKind::Slow { .. } => true,
        }
    }

    /// The same looked on at by somebody, if there is a thread left for that.
    pub fn watched(self) -> Self {
        Self { watched: self.clients() < MAX_THREADS, ..self }
    }

    /// Threads that use a map: clients, one for each stall, one that brings the other faults about, and one
    /// more for stalls that are asked for.
    pub fn clients(&self) -> usize {
        self.threads.0 + self.stalls() + 1 + usize::from(self.watched)
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
    fn scenarios_are_canonical_and_can_be_run() {
        for Scenario { name, link, .. } in SCENARIOS {
            let plan = Plan::strict(link).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(plan.link, *link, "{name}");
            assert!(plan.watched().watched, "{name}");
        }
    }

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
