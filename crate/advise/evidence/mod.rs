//! What a program's own data say of it: a trace of its map's operations, the text of `go test -bench`, a
//! mutex profile of Go's.
//!
//! Each answers what it can, and names what it cannot: those answers are still to be given. What is read
//! comes from elsewhere, so all of it is bounded, and a file that is not what it should be is refused with
//! the line at fault.

pub mod go_bench;
pub mod mutex_profile;
pub mod pattern;
pub mod trace;

use super::Answers;
use crate::base::words::Words;
use crate::experiment::Experiment;
use serde::Serialize;

/// What a file says.
#[derive(Clone, Debug, Serialize)]
pub struct Observed {
    pub answers: Answers,
    /// What it says besides, a line each. Names in it may be somebody else's.
    pub tells: Vec<String>,
    /// What it cannot say.
    pub lacks: Vec<Lack>,
}

/// A question that is left open, and why.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Lack {
    /// As the link calls it.
    pub key: &'static str,
    pub why: Words,
}

const fn lack(key: &'static str, en: &'static str, zh: &'static str) -> Lack {
    Lack { key, why: Words::new(en, zh) }
}

/// No record of operations says what must hold.
const NEED: Lack = lack(
    "need",
    "what must hold is nothing that shows in what was done",
    "必须满足什么，无法从已做的操作中看出",
);
const LANGUAGE: Lack = lack("lang", "it is of no language", "看不出语言");
const MEMORY: Lack =
    lack("memory", "it does not say whether memory is short", "看不出内存是否紧张");

impl Observed {
    /// What an experiment says of the program that it stands for.
    pub fn of(experiment: &Experiment) -> Self {
        Self {
            answers: Answers::of(experiment),
            tells: vec![format!("it is the program of {}", experiment.link)],
            lacks: vec![LANGUAGE, MEMORY],
        }
    }
}

impl Answers {
    /// These, and where one is not known, that of the others.
    pub fn or(self, others: &Self) -> Self {
        Self {
            language: self.language.or(others.language),
            reads: self.reads.or(others.reads),
            life: self.life.or(others.life),
            keys: self.keys.or(others.keys),
            threads: self.threads.or(others.threads),
            memory: self.memory.or(others.memory),
            needs: self.needs.iter().chain(others.needs.iter()).collect(),
        }
    }
}
