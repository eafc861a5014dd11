//! The kinds of values that keys have: what a text may be, and the canonical one that it stands for.

use super::axes::AxisSpec;
#[cfg(feature = "full")]
use super::axis::Axis;
#[cfg(feature = "full")]
use super::faults::Faults;
use crate::base::decimal;
use crate::base::words::Words;
#[cfg(feature = "full")]
use crate::model::{program::Program, schedule::Schedule};
use crate::strategy::spec::read_integer;
use crate::workload::mix::{Mix, OperationSpec};
use serde::Serialize;

/// What a key's value looks like.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Kind {
    Maps {
        max: usize,
        /// The highest number of a map's copy.
        copies: u32,
    },
    Baseline {},
    Preset {},
    Integer {
        min: u64,
        max: u64,
    },
    /// An integer, or one word with a meaning of its own.
    IntegerOr {
        min: u64,
        max: u64,
        word: &'static str,
    },
    /// A decimal, or one word with a meaning of its own.
    DecimalOr {
        param: FormParam,
        word: &'static str,
    },
    /// What a scale experiment varies, and through which values.
    Axis {
        axes: &'static [AxisSpec],
        min: usize,
        max: usize,
    },
    Mix {
        operations: &'static [OperationSpec],
    },
    /// What the goroutines of the Race lab do.
    #[cfg(feature = "full")]
    Program {
        limits: ProgramLimits,
    },
    /// Which goroutine makes the next step, and so on.
    #[cfg(feature = "full")]
    Schedule {
        goroutines: usize,
        steps: usize,
    },
    /// What goes wrong in a run of the Guard lab, and when.
    #[cfg(feature = "full")]
    Faults {
        most: usize,
        /// Milliseconds.
        latest: u32,
        kinds: &'static [FaultForm],
    },
    /// Some of these words, as a comma list. Canonical in this order, each once.
    #[cfg(feature = "full")]
    Set {
        items: &'static [Form],
    },
    /// Text that the page alone unpacks, in base64url.
    #[cfg(feature = "full")]
    Packed {},
    /// One of several forms, each with its own parameters: `uniform`, `zipf:0.99`.
    Choice {
        forms: &'static [Form],
    },
}

/// One way to go wrong: its argument is one of the words, or a number where there are none.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FaultForm {
    pub name: &'static str,
    pub min: u32,
    pub max: u32,
    pub words: &'static [&'static str],
}

/// The most of each that a program may have.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ProgramLimits {
    pub goroutines: usize,
    /// Of one goroutine.
    pub statements: usize,
    /// Keys that are there at the start.
    pub entries: usize,
    pub key: u64,
    pub value: u64,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Form {
    pub name: &'static str,
    pub label: Words,
    pub params: &'static [FormParam],
}

/// A decimal parameter, kept exactly as text with at most `digits` digits after the point.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FormParam {
    pub name: &'static str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub digits: usize,
    pub min: &'static str,
    pub max: &'static str,
    pub default: &'static str,
}

#[cfg(not(target_arch = "wasm32"))]
impl Kind {
    /// Which values it has, if that is soon said.
    pub(super) fn words(self) -> Option<String> {
        let names = |forms: &[Form]| {
            let name = |form: &Form| {
                let params = form.params.iter().map(|param| param.name.to_uppercase());
                std::iter::once(form.name.to_owned()).chain(params).collect::<Vec<_>>().join(":")
            };
            forms.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        match self {
            Self::Integer { min, max } => Some(format!("{min} to {max}")),
            Self::IntegerOr { min, max, word } => Some(format!("{min} to {max}, or {word}")),
            Self::DecimalOr { param: FormParam { min, max, .. }, word } => {
                Some(format!("{min} to {max}, or {word}"))
            }
            Self::Choice { forms } => Some(names(forms)),
            #[cfg(feature = "full")]
            Self::Set { items } => Some(names(items)),
            _ => None,
        }
    }
}

/// What became of a text.
pub(super) enum Judged {
    Good(String),
    Bounded(String),
    /// What could be understood of it.
    #[cfg(feature = "full")]
    Partly(String),
    Bad,
}

/// Judges the text of a key that neither maps nor their baseline are given by.
pub(super) fn judge(kind: Kind, text: &str) -> Judged {
    match kind {
        Kind::Integer { min, max } => judge_integer(text, min, max),
        Kind::IntegerOr { word, .. } if text == word => Judged::Good(word.to_owned()),
        Kind::IntegerOr { min, max, .. } => judge_integer(text, min, max),
        Kind::DecimalOr { word, .. } if text == word => Judged::Good(word.to_owned()),
        Kind::DecimalOr { param, .. } => match judge_decimal(text, &param) {
            None => Judged::Bad,
            Some((used, false)) => Judged::Good(used),
            Some((used, true)) => Judged::Bounded(used),
        },
        Kind::Mix { .. } => {
            Mix::parse(text).map_or(Judged::Bad, |mix| Judged::Good(mix.to_string()))
        }
        Kind::Choice { forms } => {
            let mut parts = text.split(':');
            let name = parts.next().unwrap_or_default();
            let Some(form) = forms.iter().find(|form| form.name == name) else {
                return Judged::Bad;
            };
            let mut used = form.name.to_owned();
            let mut bounded = false;
            for param in form.params {
                let part = parts.next().filter(|part| !part.is_empty()).unwrap_or(param.default);
                let Some((value, adjusted)) = judge_decimal(part, param) else {
                    return Judged::Bad;
                };
                bounded |= adjusted;
                used.push(':');
                used.push_str(&value);
            }
            match (parts.next(), bounded) {
                (Some(_), _) => Judged::Bad,
                (None, true) => Judged::Bounded(used),
                (None, false) => Judged::Good(used),
            }
        }
        #[cfg(feature = "full")]
        Kind::Set { items } => judge_set(items, text),
        #[cfg(feature = "full")]
        Kind::Packed {} if is_packed(text) => Judged::Good(text.to_owned()),
        #[cfg(feature = "full")]
        Kind::Packed {} => Judged::Bad,
        #[cfg(feature = "full")]
        Kind::Axis { .. } => judged(Axis::read(text)),
        #[cfg(feature = "full")]
        Kind::Program { .. } => judged(Program::read(text)),
        #[cfg(feature = "full")]
        Kind::Schedule { .. } => judged(Schedule::read(text)),
        #[cfg(feature = "full")]
        Kind::Faults { .. } => judged(Faults::read(text)),
        #[cfg(not(feature = "full"))]
        Kind::Axis { .. } => unreachable!("left out"),
        Kind::Maps { .. } | Kind::Baseline {} | Kind::Preset {} => {
            unreachable!("judged by their own functions")
        }
    }
}

#[cfg(feature = "full")]
fn judge_set(items: &[Form], text: &str) -> Judged {
    let given: Vec<&str> = text.split(',').collect();
    let known: Vec<&str> =
        items.iter().map(|item| item.name).filter(|name| given.contains(name)).collect();
    let used = known.join(",");
    match given.iter().all(|name| known.contains(name)) {
        true => Judged::Good(used),
        false if known.is_empty() => Judged::Bad,
        false => Judged::Partly(used),
    }
}

/// Whether a text can be base64url.
pub(super) fn is_packed(text: &str) -> bool {
    let packs = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.bytes().all(packs)
}

/// What was read, and whether it had to be mended.
#[cfg(feature = "full")]
fn judged(read: Option<(impl ToString, bool)>) -> Judged {
    match read {
        None => Judged::Bad,
        Some((used, false)) => Judged::Good(used.to_string()),
        Some((used, true)) => Judged::Bounded(used.to_string()),
    }
}

pub(super) fn judge_integer(text: &str, min: u64, max: u64) -> Judged {
    let Some(asked) = read_integer(text) else { return Judged::Bad };
    let used = asked.clamp(i128::from(min), i128::from(max));
    if used == asked { Judged::Good(used.to_string()) } else { Judged::Bounded(used.to_string()) }
}

/// Canonical text of a decimal, and whether it had to be cut or moved to a bound.
pub(super) fn judge_decimal(text: &str, param: &FormParam) -> Option<(String, bool)> {
    let (asked, cut) = decimal::read(text, param.digits)?;
    let bound = |text| decimal::read(text, param.digits).map_or(0, |(value, _)| value);
    let used = asked.clamp(bound(param.min), bound(param.max));
    Some((decimal::text(used, param.digits), cut || used != asked))
}
