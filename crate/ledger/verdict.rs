//! The verdict after every trial: did the map keep what it was given, and nothing else?

use super::Ledger;
#[cfg(test)]
use crate::base::schema::Name;
use crate::strategy::Guarantees;
#[cfg(feature = "full")]
use crate::strategy::audit::{Answer, Audit};
use crate::workload::Workload;
use crate::workload::mix::Op;
use serde::Serialize;

/// What checking came to. That nothing was checked is an answer of its own: it is no fault of the
/// map's, and it never counts as passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    Passed,
    /// The checks that tell whether a map keeps what it is given did not apply, which is neither passed
    /// nor failed.
    NotChecked,
    Failed,
}

impl Judgement {
    /// Of several trials together the worst; of none nothing was checked.
    pub fn worst(each: impl Iterator<Item = Self>) -> Self {
        each.max().unwrap_or(Self::NotChecked)
    }

    pub fn passed(self) -> bool {
        self == Self::Passed
    }

    pub fn failed(self) -> bool {
        self == Self::Failed
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Verdict {
    pub outcome: Judgement,
    /// The outcome is passed.
    pub ok: bool,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub checks: Vec<Check>,
}

impl From<Vec<Check>> for Verdict {
    /// Nothing was checked where the entries could not be counted: without that a map may lose or
    /// invent as many as it likes and pass what is left.
    fn from(checks: Vec<Check>) -> Self {
        let counted = checks.first().map(|conservation| conservation.status);
        let outcome = match counted {
            _ if checks.iter().any(|check| check.status == Status::Fail) => Judgement::Failed,
            Some(Status::Pass) => Judgement::Passed,
            _ => Judgement::NotChecked,
        };
        Self { outcome, ok: outcome.passed(), checks }
    }
}

impl Verdict {
    /// The ledger tells how many entries there are: the first check could be made, and passed.
    pub fn is_counted(&self) -> bool {
        self.checks.first().is_some_and(|conservation| conservation.status == Status::Pass)
    }

    /// With a check more.
    #[cfg(feature = "full")]
    pub fn with(self, check: Check) -> Self {
        self.checks.into_iter().chain([check]).collect::<Vec<Check>>().into()
    }

    /// Why nothing was checked, if so.
    pub fn reason(&self) -> Option<&str> {
        let conservation = self.checks.first()?;
        let unchecked = self.outcome == Judgement::NotChecked;
        unchecked.then_some(conservation.detail.as_deref()).flatten()
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Check {
    #[cfg_attr(test, schemars(with = "Name"))]
    pub name: &'static str,
    pub status: Status,
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(feature = "full", derive(serde::Deserialize))]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    Pass,
    Fail,
    NotApplicable,
}

/// What an audit says of the map's locks.
#[cfg(feature = "full")]
pub fn exclusion(audit: &Audit) -> Check {
    let (status, detail) = match &audit.answer {
        Answer::Clean { .. } => (Status::Pass, None),
        Answer::NotJudged => {
            let why = "only this project's own locks are audited";
            (Status::NotApplicable, Some(why.to_owned()))
        }
        Answer::Overlap { times, .. } => {
            (Status::Fail, Some(format!("two threads were inside one lock together {times} times")))
        }
    };
    Check { name: "exclusion", status, detail }
}

/// Compares what the ledger says with what is there.
///
/// `ledger` is the prefill and all clients together, `found` the final scan, `length` what the map
/// says of itself.
pub fn judge(
    workload: &Workload,
    guarantees: &Guarantees,
    ledger: &Ledger,
    found: &Ledger,
    length: usize,
) -> Verdict {
    let stores = guarantees.stores;
    let na = |reason: &str| (Status::NotApplicable, Some(reason.to_owned()));
    let equal = |same: bool, detail: String| match same {
        true => (Status::Pass, None),
        false => (Status::Fail, Some(detail)),
    };
    let updates = workload.mix.share(Op::Update) + workload.mix.share(Op::CompareExchange) > 0;
    // Each check answers a question of its own: which keys, once their number is right, and which
    // values, once the keys are.
    let conserving = |unsettled: Option<&str>, same, detail| {
        if !stores {
            na("it stores nothing")
        } else if ledger.cleared || workload.mix.share(Op::Clear) > 0 {
            na("clear removes an unknown number of entries")
        } else if !guarantees.displaced && workload.mix.share(Op::Insert) > 0 {
            na("insert does not return what it replaced")
        } else if !guarantees.atomic_update && updates {
            na("an update may lose another write")
        } else if let Some(reason) = unsettled {
            na(reason)
        } else {
            equal(same, detail)
        }
    };
    let miscounted = (ledger.entries != found.entries).then_some("their number is already wrong");
    let misplaced = (ledger.keys != found.keys).then_some("the keys are already wrong");
    let outcomes = [
        (
            "conservation",
            conserving(
                None,
                ledger.entries == found.entries,
                format!(
                    "prefill and successful inserts less removals make {} entries, {} were found",
                    ledger.entries, found.entries
                ),
            ),
        ),
        (
            "key-conservation",
            conserving(
                miscounted,
                ledger.keys == found.keys,
                "the keys found are not the keys inserted and not removed".into(),
            ),
        ),
        (
            "value-ledger",
            conserving(
                miscounted.or(misplaced),
                ledger.values == found.values,
                "a value that was written neither stayed nor was displaced exactly once".into(),
            ),
        ),
        (
            "provenance",
            match stores {
                false => na("it stores nothing"),
                true => equal(
                    ledger.foreign | found.foreign == 0,
                    "a value was read that was never written for its key".into(),
                ),
            },
        ),
        (
            "length",
            match stores {
                false => na("it stores nothing"),
                true => equal(
                    length as i64 == found.entries,
                    format!("len says {length}, {} entries were found", found.entries),
                ),
            },
        ),
    ];
    let checks: Vec<Check> = outcomes
        .into_iter()
        .map(|(name, (status, detail))| Check { name, status, detail })
        .collect();
    checks.into()
}
