//! What a program's own data say of it: a trace of its map's operations, the text of `go test -bench`, a
//! mutex profile of Go's.
//!
//! Each answers what it can, and names what it cannot: those answers are still to be given. What is read
//! comes from elsewhere, so all of it is bounded, and a file that is not what it should be is refused with
//! the line at fault.

pub mod go_bench;
pub mod mutex_profile;
pub mod pattern;
pub mod refusal;
pub mod tell;
pub mod trace;

use super::Answers;
use crate::experiment::Experiment;
use serde::Serialize;
use tell::{LANGUAGE, Lack, MEMORY, Tell};

/// What a file says.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Observed {
    #[cfg_attr(test, schemars(with = "super::answers::Known"))]
    pub answers: Answers,
    /// What it says besides. Names in it may be somebody else's.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub tells: Vec<Tell>,
    /// What it cannot say.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub lacks: Vec<Lack>,
}

impl Observed {
    /// What an experiment says of the program that it stands for.
    pub fn of(experiment: &Experiment) -> Self {
        Self {
            answers: Answers::of(experiment),
            tells: vec![Tell::Experiment { link: experiment.link.clone() }],
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
