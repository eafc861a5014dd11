//! What a link of the Guard lab's incident asks for: a variant of it, a seed, and what operations cost.

use crate::base::units::{Nanos, Seed};
use crate::link::guard_keys::INCIDENT;
use crate::link::{self, BadExperiment, GUARD, Link};

/// What operations of the simulated service cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// Of the map, with its lock held.
    pub operation: Nanos,
    /// To take and release a lock that nobody else wants.
    pub lock: Nanos,
    /// From one holder to the next, which waits for it.
    pub handover: Nanos,
    /// Memory of a goroutine that serves a request.
    pub goroutine_kib: u64,
}

#[derive(Clone, Debug)]
pub struct Incident {
    /// Canonical fragment.
    pub link: String,
    /// Its id.
    pub variant: String,
    pub seed: Seed,
    pub costs: Costs,
    /// The link has the costs; else they are the stated ones.
    pub own_costs: bool,
}

impl Incident {
    /// Reads a link, or a page's address with a link in it; `None` if it is of something else. Refuses the first
    /// thing that is not right.
    pub fn strict(text: &str) -> Result<Option<Self>, BadExperiment> {
        let link = link::parse(link::fragment_of(text)?).map_err(BadExperiment)?;
        if link.lab != GUARD || &link.values["view"] != INCIDENT {
            return Ok(None);
        }
        match link.problems.first() {
            Some(problem) => Err(BadExperiment(problem.clone())),
            None => Ok(Self::from_link(&link)),
        }
    }

    fn from_link(link: &Link) -> Option<Self> {
        let values = &link.values;
        let mut parts = values["costs"].split(':');
        let own_costs = parts.next() == Some("own");
        let given: Vec<u64> = parts.filter_map(|part| part.parse().ok()).collect();
        let costs = match given[..] {
            [operation, lock, handover, goroutine_kib] => Costs {
                operation: Nanos(operation),
                lock: Nanos(lock),
                handover: Nanos(handover),
                goroutine_kib,
            },
            _ => Costs::stated(),
        };
        Some(Self {
            link: link::format(link.lab, values),
            variant: values["variant"].to_owned(),
            seed: Seed(values["seed"].parse().ok()?),
            costs,
            own_costs,
        })
    }

    /// The canonical link with these costs written into it, within the bounds that links have.
    pub fn link_with(&self, costs: Costs) -> Option<String> {
        let Costs { operation, lock, handover, goroutine_kib } = costs;
        let text = format!("own:{}:{}:{}:{goroutine_kib}", operation.0, lock.0, handover.0);
        let mut read = link::parse(&self.link).ok()?;
        read.values.set("costs", text);
        let within = link::parse(&link::format(GUARD, &read.values)).ok()?;
        Some(link::format(GUARD, &within.values))
    }
}

impl Costs {
    /// What the link means where it says nothing.
    pub fn stated() -> Self {
        let [operation, lock, handover, goroutine_kib] = [0, 1, 2, 3].map(|place| {
            link::guard_keys::COSTS[place].default.parse().expect("a stated cost is a number")
        });
        Self {
            operation: Nanos(operation),
            lock: Nanos(lock),
            handover: Nanos(handover),
            goroutine_kib,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_the_incident_has_its_own_keys_alone() {
        let read = |query: &str| Incident::strict(&format!("#v1/guard?{query}"));
        let plain = read("view=incident").unwrap().unwrap();
        assert_eq!((plain.link.as_str(), plain.seed.0), ("#v1/guard?view=incident", 42));
        assert_eq!((plain.variant.as_str(), plain.costs), ("leak", Costs::stated()));
        assert!(!plain.own_costs);
        let whole = read("maps=papaya&deadline=20&threads=3&seed=7&view=incident&variant=safe");
        assert_eq!(whole.unwrap().unwrap().link, "#v1/guard?seed=7&variant=safe&view=incident");
        assert!(read("view=audit").unwrap().is_none() && read("").unwrap().is_none());
        assert!(Incident::strict("#v1/compare").unwrap().is_none());
        let refused = read("view=incident&variant=miracle").unwrap_err().to_string();
        assert!(refused.contains("variant: \"miracle\" is not valid"), "{refused}");
    }

    #[test]
    fn costs_are_written_within_their_bounds() {
        let plain = Incident::strict("#v1/guard?view=incident").unwrap().unwrap();
        let costs = Costs {
            operation: Nanos(85),
            lock: Nanos(0),
            handover: Nanos(3_000_000),
            goroutine_kib: 16,
        };
        let link = plain.link_with(costs).unwrap();
        assert_eq!(link, "#v1/guard?costs=own:85:1:20000:16&view=incident");
        let again = Incident::strict(&link).unwrap().unwrap();
        assert_eq!((again.link.as_str(), again.costs.operation.0), (link.as_str(), 85));
        assert!(again.own_costs);
    }
}
