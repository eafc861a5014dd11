//! What a run has found out: by map, and what its last step did, which may still be taken back.
//!
//! A step yields one value. It is merged into what is known of its map when the next step begins, so
//! one that is taken back has left nothing: no trial, no latency, no wait.

use super::passes::account::Memory;
#[cfg(feature = "full")]
use super::passes::contention::Contention;
use super::passes::latency::Latencies;
use super::recorded::Trial;
use std::borrow::Cow;

/// What is known of one map.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub trials: Vec<Trial>,
    pub latencies: Option<Latencies>,
    pub memory: Option<Memory>,
    #[cfg(feature = "full")]
    pub contention: Option<Contention>,
    /// It did not reach steady state during warm-up.
    pub unsteady: bool,
}

impl Known {
    fn merge(&mut self, mut more: Self) {
        self.trials.append(&mut more.trials);
        match (&mut self.latencies, more.latencies) {
            (Some(sum), Some(more)) => sum.merge(&more),
            (none @ None, more) => *none = more,
            _ => {}
        }
        self.memory = more.memory.or(self.memory.take());
        #[cfg(feature = "full")]
        {
            self.contention = more.contention.or(self.contention.take());
        }
        self.unsteady |= more.unsteady;
    }
}

/// By map, and then of the harness: with all threads, and alone on one.
pub struct Findings {
    known: Vec<Known>,
    last: Option<(usize, Known)>,
}

/// Whose figures they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Map(usize),
    Harness,
    HarnessAlone,
}

impl Findings {
    pub fn of(maps: usize) -> Self {
        Self { known: vec![Known::default(); maps + 2], last: None }
    }

    fn place(&self, subject: Subject) -> usize {
        match subject {
            Subject::Map(place) => place,
            Subject::Harness => self.known.len() - 2,
            Subject::HarnessAlone => self.known.len() - 1,
        }
    }

    /// What the step that is now over found out.
    pub fn hold(&mut self, subject: Subject, found: Known) {
        self.settle();
        self.last = Some((self.place(subject), found));
    }

    /// What the last step found out is not taken back any more.
    pub fn settle(&mut self) {
        if let Some((place, found)) = self.last.take() {
            self.known[place].merge(found);
        }
    }

    /// There is something that can be taken back.
    pub fn holds_last(&self) -> bool {
        self.last.is_some()
    }

    /// Forgets what the last step found out.
    pub fn take_back(&mut self) {
        self.last = None;
    }

    /// With what the last step found out.
    pub fn known(&self, subject: Subject) -> Cow<'_, Known> {
        let place = self.place(subject);
        let known = &self.known[place];
        match &self.last {
            Some((last, found)) if *last == place => {
                let mut known = known.clone();
                known.merge(found.clone());
                Cow::Owned(known)
            }
            _ => Cow::Borrowed(known),
        }
    }
}
