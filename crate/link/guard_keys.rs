//! The keys of the Guard lab's links, which the command line alone reads. No other lab knows them.

use super::faults::MOST_FAULTS;
use super::keys::{Group, KeySpec};
use super::kinds::Kind;
use crate::base::words::Words;

pub const GUARD_KEYS: &[KeySpec] = &[KeySpec {
    key: "faults",
    group: Group::Guard,
    kind: Kind::Faults { most: MOST_FAULTS },
    default: Some(""),
    label: Words::new("Faults", "故障"),
    help: Words::new(
        "What goes wrong and when, in milliseconds: stall:MS:AT, slow:MS:AT, panic:hash|eq|clone|merge:AT, \
         stop:THREAD:AT.",
        "何时出现什么故障（毫秒）：stall:MS:AT、slow:MS:AT、panic:hash|eq|clone|merge:AT、stop:THREAD:AT。",
    ),
    unit: None,
    choices: &[],
}];

/// Keys that labs share and that mean nothing to this one: it runs each map once and ranks none.
pub const UNUSED: &[&str] = &[
    "baseline", "key", "value", "hash", "presize", "ops", "rate", "sla", "think", "warmup",
    "rounds",
];
