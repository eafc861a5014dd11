//! The keys of the matrix' links: maps, presets, and how each cell is measured.
//!
//! A workload comes from its preset alone, so there are no keys for one. What is named as in an
//! experiment has the same bounds and a default of its own: short trials, since there are many.

use super::keys::{Group, KEYS, KeySpec, offered};
use super::kinds::{Form, Kind};
use super::presets::PRESETS;
use crate::base::words::Words;

/// Two plain locks, shards of either language, and the sync.Map of today's Go.
pub const MAPS: &str = "mutex,rwlock,sharded:16,hash-trie,dashmap:16";
/// Reads that rule and writes that do, large and small, even and skewed, stable, growing and churning.
const COLUMNS: &str =
    "read-mostly,exchange,reads-90,ycsb-a,ycsb-c,ycsb-d,aggregate,read-heavy-100to1";

const NAMES: [Form; PRESETS.len()] = {
    let mut names = [Form { name: "", label: Words::new("", ""), params: &[] }; PRESETS.len()];
    let mut place = 0;
    while place < PRESETS.len() {
        names[place].name = PRESETS[place].name;
        names[place].label = PRESETS[place].label;
        place += 1;
    }
    names
};

/// The row that experiments have, with another default.
const fn as_in_experiments(key: &str, default: Option<&'static str>) -> KeySpec {
    let mut place = 0;
    while !is_same(KEYS[place].key, key) {
        place += 1;
    }
    KeySpec { group: Group::Matrix, default, ..KEYS[place] }
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut place = 0;
    while place < one.len() && place < other.len() && one[place] == other[place] {
        place += 1;
    }
    place == one.len() && place == other.len()
}

pub const MATRIX_KEYS: &[KeySpec] = &[
    as_in_experiments("maps", Some(MAPS)),
    as_in_experiments("baseline", None),
    KeySpec {
        key: "presets",
        group: Group::Matrix,
        kind: Kind::Set { items: &NAMES },
        default: Some(COLUMNS),
        label: Words::new("Presets", "预设"),
        help: Words::new(
            "The workloads, each a column of the table.",
            "各个工作负载，每个占表格的一列。",
        ),
        unit: None,
        choices: offered(&[]),
    },
    as_in_experiments("threads", Some("4")),
    as_in_experiments("ms", Some("50")),
    as_in_experiments("warmup", Some("100")),
    as_in_experiments("rounds", Some("10")),
    as_in_experiments("seed", Some("42")),
];
