//! What can be wrong with a link. Each message names the input and the remedy.

#[cfg(not(target_arch = "wasm32"))]
use super::{
    codec::LABS,
    keys,
    kinds::{Judged, judge},
};
use serde::Serialize;
use thiserror::Error;

/// One thing that a link asked for and did not get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub kind: ProblemKind,
    pub key: Option<String>,
    /// The text in question.
    pub value: Option<String>,
    /// What stands in for it.
    pub used: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    TooLong,
    UnknownVersion,
    UnknownLab,
    BadEncoding,
    UnknownKey,
    DuplicateKey,
    Invalid,
    OutOfRange,
    UnknownMap,
    DuplicateMap,
    TooManyMaps,
    /// It has a meaning only for a map with something around it that no map of the link has.
    #[cfg(feature = "full")]
    NeedsSafe,
    /// What stands before the fragment is no address; in the command line alone.
    NoAddress,
}

impl Problem {
    pub(super) fn new(
        kind: ProblemKind,
        key: Option<&str>,
        value: Option<&str>,
        used: Option<&str>,
    ) -> Self {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self { kind, key: owned(key), value: owned(value), used: owned(used) }
    }
}

/// A link that the strict reader refuses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", describe(.0))]
pub struct BadExperiment(pub Problem);

fn describe(problem: &Problem) -> String {
    let key = problem.key.as_deref().unwrap_or_default();
    // A blank between quotation marks is no word.
    let value = match problem.value.as_deref().unwrap_or_default() {
        "" => "an empty value".to_owned(),
        text => format!("\"{}\"", shorten(text)),
    };
    let named = problem.value.as_deref().is_some_and(|text| !text.is_empty());
    let instead = match problem.used.as_deref() {
        Some("") => format!("; leave {key} out"),
        Some(used) => format!("; write {used}"),
        None => String::new(),
    };
    match problem.kind {
        ProblemKind::TooLong => "the link is longer than 8192 bytes; shorten it".into(),
        ProblemKind::UnknownVersion if !named => {
            "the link has no version; links start with #v1/compare".into()
        }
        ProblemKind::UnknownVersion => {
            format!(
                "{value} is not a link version or preset; links start with #v1/compare, `contend list` names the presets"
            )
        }
        ProblemKind::UnknownLab if !named => "the link names no lab; use compare".into(),
        ProblemKind::UnknownLab => format!("there is no lab {value}; use compare"),
        ProblemKind::BadEncoding => {
            format!("{value} is not percent-encoded UTF-8; write % as %25")
        }
        ProblemKind::UnknownKey if key.is_empty() => {
            "a value has no key before its =; `contend list` names the keys".into()
        }
        ProblemKind::UnknownKey => {
            format!("unknown key \"{}\"; `contend list` names the keys", shorten(key))
        }
        ProblemKind::DuplicateKey => format!("{key} is given twice, again as {value}"),
        ProblemKind::Invalid => format!("{key}: {value} is not valid{}{instead}", allowed(problem)),
        ProblemKind::OutOfRange => {
            format!("{key}: {value} is outside its bounds{}{instead}", allowed(problem))
        }
        ProblemKind::UnknownMap if !named => {
            "the list of maps has an empty name in it; remove the extra comma".into()
        }
        ProblemKind::UnknownMap => {
            format!("there is no map {value}; `contend list` names the maps")
        }
        ProblemKind::DuplicateMap => format!("the map {value} is named twice"),
        ProblemKind::TooManyMaps => format!("more than 16 maps; leave out {value}"),
        #[cfg(feature = "full")]
        ProblemKind::NeedsSafe => {
            format!(
                "{key}: {value} is for maps with +safe, and the link has none; add +safe to a map or leave {key} out"
            )
        }
        ProblemKind::NoAddress => format!(
            "{value} before the # is not an address; put the link by itself between double quotes (\"#v1/compare?...\")"
        ),
    }
}

/// What the key's values are, in parentheses: where that is short, the same in each lab that has the key, and
/// not what the text is already.
#[cfg(not(target_arch = "wasm32"))]
fn allowed(problem: &Problem) -> String {
    const MOST: usize = 90;
    let key = problem.key.as_deref().unwrap_or_default();
    let text = problem.value.as_deref().unwrap_or_default();
    let rows = LABS.iter().filter_map(|lab| keys::find(lab, key));
    let mut kinds = rows.map(|row| row.kind);
    let Some(kind) = kinds.next() else { return String::new() };
    let Some(words) = kind.words() else { return String::new() };
    let same = kinds.all(|other| other.words().as_deref() == Some(words.as_str()));
    let told = same && words.len() <= MOST && !matches!(judge(kind, text), Judged::Good(_));
    if told { format!(" ({words})") } else { String::new() }
}

/// The page says it in its own words.
#[cfg(target_arch = "wasm32")]
fn allowed(_: &Problem) -> &'static str {
    ""
}

pub fn shorten(text: &str) -> String {
    const MOST: usize = 80;
    match text.char_indices().nth(MOST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
