//! What a program must have of its map, and which rows have it.
//!
//! A requirement that a row does not meet excludes the map with the requirement's words, however fast
//! the map is. The rows' promises are held to by the conformance suite, so this adds no facts of its own.

use crate::base::words::Words;
use crate::strategy::row::{Progress, Reach};
use crate::strategy::{Iteration, MapSpec};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    Go,
    Rust,
    /// Either will do.
    Any,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::Go, Self::Rust, Self::Any];

    pub fn name(self) -> &'static str {
        match self {
            Self::Go => "go",
            Self::Rust => "rust",
            Self::Any => "any",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Read-modify-write in one step.
    Update,
    /// Walks that show one instant.
    Iterate,
    Linearizable,
    /// Reads that wait for no lock.
    WaitFree,
    /// Keys in order.
    Ordered,
    /// A bound on what an operation waits.
    Deadline,
}

impl Need {
    pub const ALL: [Self; 6] = [
        Self::Update,
        Self::Iterate,
        Self::Linearizable,
        Self::WaitFree,
        Self::Ordered,
        Self::Deadline,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Iterate => "iterate",
            Self::Linearizable => "linearizable",
            Self::WaitFree => "wait-free",
            Self::Ordered => "ordered",
            Self::Deadline => "deadline",
        }
    }

    fn is_met(self, map: &MapSpec) -> bool {
        let guarantees = map.guarantees();
        match self {
            Self::Update => guarantees.atomic_update,
            Self::Iterate => guarantees.iteration == Iteration::Snapshot,
            Self::Linearizable => guarantees.linearizable,
            Self::WaitFree => guarantees.reads != Progress::Blocking,
            Self::Ordered => guarantees.ordered,
            Self::Deadline => guarantees.deadline == Reach::Full && map.available().bounded,
        }
    }
}

/// Some of them, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs(u8);

impl Needs {
    pub fn has(self, need: Need) -> bool {
        self.0 & 1 << need as u8 != 0
    }

    /// With it if it was missing, without it if it was there.
    pub fn toggled(self, need: Need) -> Self {
        Self(self.0 ^ 1 << need as u8)
    }

    pub fn iter(self) -> impl Iterator<Item = Need> {
        Need::ALL.into_iter().filter(move |need| self.has(*need))
    }
}

impl FromIterator<Need> for Needs {
    fn from_iter<I: IntoIterator<Item = Need>>(needs: I) -> Self {
        Self(needs.into_iter().fold(0, |bits, need| bits | 1 << need as u8))
    }
}

/// What may exclude a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Requirement {
    Language(Language),
    Need(Need),
}

impl Requirement {
    pub fn is_met(self, map: &MapSpec) -> bool {
        match self {
            Self::Language(Language::Go) => map.available().go.is_some(),
            Self::Language(Language::Rust) => map.available().rust.is_some(),
            Self::Language(Language::Any) => true,
            Self::Need(need) => need.is_met(map),
        }
    }

    /// The key and the value of the link that ask for it.
    pub fn asked(self) -> (&'static str, &'static str) {
        match self {
            Self::Language(language) => ("lang", language.name()),
            Self::Need(need) => ("need", need.name()),
        }
    }

    /// Why a map that does not meet it is excluded.
    pub fn reason(self) -> Words {
        match self {
            Self::Language(Language::Go) => Words::new(
                "Go has no such map, in its library or ready to use",
                "Go 没有这种 map：标准库没有，也没有现成的库",
            ),
            Self::Language(_) => Words::new(
                "it is Go's own; Rust has nothing like it ready to use",
                "它是 Go 自带的；Rust 没有现成的对应物",
            ),
            Self::Need(Need::Update) => Words::new(
                "a read-modify-write may lose a concurrent write",
                "读改写可能丢失并发的写入",
            ),
            Self::Need(Need::Iterate) => {
                Words::new("an iteration does not show a single instant", "遍历不是某一时刻的快照")
            }
            Self::Need(Need::Linearizable) => Words::new(
                "its operations do not appear to take effect one at a time",
                "其操作并不表现为逐个发生",
            ),
            Self::Need(Need::WaitFree) => {
                Words::new("a read may wait for a lock", "读取可能要等待锁")
            }
            Self::Need(Need::Ordered) => Words::new("its keys are in no order", "键没有顺序"),
            Self::Need(Need::Deadline) => Words::new(
                "a program cannot limit how long its operations wait",
                "程序无法为其操作的等待设上限",
            ),
        }
    }
}
