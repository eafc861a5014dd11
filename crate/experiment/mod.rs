//! The Experiment: everything that decides what is run, and nothing that depends on the machine.

pub mod claims;
#[cfg(feature = "full")]
pub mod guard;
#[cfg(feature = "full")]
pub mod incident;
pub mod lessons;
#[cfg(feature = "full")]
pub mod load;
#[cfg(feature = "full")]
pub mod matrix;
pub mod metadata;
#[cfg(feature = "full")]
pub mod race;
#[cfg(feature = "full")]
pub mod scale;

use crate::base::decimal;
use crate::base::units::{Limit, Nanos, Seed, Threads};
use crate::link::{self, BadExperiment, Link, Values, keys, presets};
use crate::strategy::MapSpec;
use crate::workload::Workload;
use crate::workload::distribution::Distribution;
use crate::workload::entries::{Entries, HashKind, KeyKind, ValueKind};
use crate::workload::mix::Mix;

#[derive(Clone, Debug)]
pub struct Experiment {
    /// Canonical fragment; equal experiments have equal links.
    pub link: String,
    pub maps: Vec<MapSpec>,
    /// Index into `maps`.
    pub baseline: usize,
    pub threads: Threads,
    pub workload: Workload,
    /// What the maps hold.
    pub entries: Entries,
    /// How long a trial is measured, or how much of it.
    pub trial: Limit,
    /// Work of each client between two operations.
    pub think: Nanos,
    /// Operations a second of all clients together that are begun whether or not the ones before
    /// are done; without it each client begins one when the last is done.
    pub rate: Option<u64>,
    /// The share of operations that take longer than this is reported.
    pub sla: Option<Nanos>,
    /// How long an operation that can be refused may wait.
    pub deadline: Option<Nanos>,
    /// Maps are told at the start how many entries will come.
    pub presize: bool,
    pub warmup: Nanos,
    pub rounds: usize,
    pub seed: Seed,
}

impl Experiment {
    /// Whether it is what the page shows when it is opened without a link.
    pub fn is_landing(&self) -> bool {
        self.link == landing()
    }

    /// Reads a link leniently: what is wrong with it is in [`Link::problems`].
    pub fn from_link(link: &Link) -> Self {
        let values = &link.values;
        let maps = values["maps"].split(',').filter_map(MapSpec::canonical).collect::<Vec<_>>();
        let baseline = maps.iter().position(|map| map.to_string() == values["baseline"]);
        let keys = integer(values, "keys") as u32;
        let mix = Mix::parse(&values["mix"]).expect("a judged mix parses");
        Self {
            link: link::format(link.lab, values),
            baseline: baseline.unwrap_or(0),
            threads: Threads(integer(values, "threads") as usize),
            workload: Workload {
                mix,
                keys,
                prefill: match values["prefill"].parse::<u8>() {
                    Ok(percent) => f64::from(percent) / 100.0,
                    Err(_) => mix.equilibrium(),
                },
                distribution: Distribution::parse(&values["dist"]),
            },
            entries: entries(values),
            trial: match values["ops"].parse() {
                Ok(count) => Limit::Operations(count),
                Err(_) => Limit::Time(Nanos::from_millis(integer(values, "ms"))),
            },
            think: Nanos(integer(values, "think")),
            rate: values["rate"].parse().ok(),
            sla: millis(&values["sla"]),
            deadline: millis(&values["deadline"]),
            presize: &values["presize"] == "1",
            warmup: Nanos::from_millis(integer(values, "warmup")),
            rounds: integer(values, "rounds") as usize,
            seed: Seed(integer(values, "seed")),
            maps,
        }
    }

    /// Reads a link, a page's address with a link in it, or a preset's name, and refuses the
    /// first thing that is not right. Links of the Race lab, the Guard lab and of labs apart are none of an
    /// experiment like this.
    pub fn strict(text: &str) -> Result<Self, BadExperiment> {
        let fragment = match presets::find(text) {
            Some(preset) => format!("{}/compare?preset={}", link::VERSION, preset.name),
            None => link::fragment_of(text)?.to_owned(),
        };
        let link = link::parse(&fragment).map_err(BadExperiment)?;
        match link.problems.first() {
            Some(problem) => Err(BadExperiment(problem.clone())),
            None if !is_of_experiments(link.lab) => {
                let (kind, lab) = (link::ProblemKind::UnknownLab, link.lab.to_owned());
                let problem = link::Problem { kind, key: None, value: Some(lab), used: None };
                Err(BadExperiment(problem))
            }
            None => Ok(Self::from_link(&link)),
        }
    }

    /// Entries a map can be expected to hold at most.
    pub fn peak_entries(&self) -> u64 {
        let peak = self.workload.peak_entries();
        match self.trial {
            Limit::Time(_) => peak,
            Limit::Operations(count) => {
                // The warm-up is by time, and a map of its own.
                let added = count.saturating_mul(self.threads.0 as u64);
                let counted = u64::from(self.workload.prefilled()).saturating_add(added);
                if self.warmup == Nanos(0) { peak.min(counted) } else { peak }
            }
        }
    }

    /// Entries that maps are asked to make room for.
    pub fn capacity(&self) -> usize {
        if self.presize { self.peak_entries() as usize } else { 0 }
    }

    /// Threads the pool must have: the clients and the most that any map runs besides.
    pub fn pool_threads(&self) -> usize {
        let extra = self.maps.iter().map(|map| map.extra_threads()).max().unwrap_or(0);
        self.threads.0 + extra
    }
}

/// Whether a link of that lab asks for maps in rounds of trials.
fn is_of_experiments(lab: &str) -> bool {
    #[cfg(feature = "full")]
    if link::EXTENDED.contains(&lab) {
        return false;
    }
    lab != link::RACE && !link::APART.contains(&lab)
}

/// The link of what the page shows when it is opened without one: the defaults in many short rounds, as
/// many as come within 15 s on two processors; of 16, one may go the other way before there is a claim.
/// They are looked at as they come, on the page and natively; see [`crate::stats::sequential`].
pub fn landing() -> String {
    format!("#{}/compare?maps={}&ms=50&rounds=16&warmup=300", link::VERSION, keys::DEFAULT_MAPS)
}

/// From judged texts.
fn entries(values: &Values) -> Entries {
    Entries {
        keys: if &values["key"] == "string" { KeyKind::Texts } else { KeyKind::Numbers },
        values: match values["value"].strip_prefix("bytes:") {
            Some(size) => ValueKind::Bytes(size.parse().expect("a judged size parses")),
            None => ValueKind::Numbers,
        },
        hash: if &values["hash"] == "sip" { HashKind::Sip } else { HashKind::Fold },
    }
}

/// A time in milliseconds with three digits; `None` for a word.
fn millis(text: &str) -> Option<Nanos> {
    decimal::read(text, 3).map(|(micros, _)| Nanos(micros as u64 * 1_000))
}

/// A judged integer; its text is digits within bounds that fit a `u64`.
fn integer(values: &Values, key: &str) -> u64 {
    values[key].parse().expect("a judged integer parses")
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "full")]
    use crate::link::kinds::Kind;

    #[test]
    fn the_landing_experiment_is_known_by_its_canonical_link() {
        assert_eq!(Experiment::strict(&landing()).unwrap().link, landing());
        let is_landing = |link: &str| Experiment::strict(link).unwrap().is_landing();
        let (head, query) =
            landing().split_once('?').map(|(h, q)| (h.to_owned(), q.to_owned())).unwrap();
        let pieces: Vec<&str> = query.split('&').rev().collect();
        assert!(is_landing(&format!("https://example.org/{head}?{}", pieces.join("&"))));
        assert!(!is_landing(&format!("{}&seed=7", landing())));
        assert!(!is_landing("#v1/compare"));
    }

    #[cfg(feature = "full")]
    #[test]
    fn what_needs_more_kinds_is_what_is_not_plain() {
        for spec in keys::KEYS.iter().filter(|spec| !matches!(spec.kind, Kind::Axis { .. })) {
            for choice in spec.choices {
                let link = format!("v1/compare?maps=mutex+safe&{}={choice}", spec.key);
                let experiment = Experiment::strict(&link).unwrap();
                let wide = keys::WIDE.contains(&spec.key) && Some(*choice) != spec.default;
                assert_eq!(experiment.entries.are_plain(), !wide, "{link}");
            }
        }
    }
}
