//! The link codec: any text in, an experiment's values and a list of what was wrong with it out.
//!
//! Total: no text makes it fail. What cannot be used is named and replaced by the default or the
//! nearest bound; equal experiments give equal links. What reads with a fault is mended first where
//! it was broken on its way ([`super::repair`]). The page's codec in JavaScript follows the same rules
//! over the same tables and runs the same golden files.

#[cfg(feature = "full")]
use super::axis::Axis;
#[cfg(feature = "full")]
use super::guard_keys::{INCIDENT, INCIDENT_KEYS};
#[cfg(feature = "full")]
use super::keys::REFUSING;
#[cfg(not(target_arch = "wasm32"))]
use super::keys::is_known;
use super::keys::{find, known};
use super::kinds::{Judged, Kind, is_packed, judge as judge_kind};
use super::presets;
use super::problem::{BadExperiment, Problem, ProblemKind};
#[cfg(not(target_arch = "wasm32"))]
use super::repair::{self, Repair};
use super::values::Values;
use crate::strategy::MapSpec;
use crate::strategy::spec::{Fault, Reading};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
#[cfg(feature = "full")]
use serde::Serialize;
#[cfg(not(target_arch = "wasm32"))]
use std::cmp::Reverse;

pub const VERSION: &str = "v1";
pub const MAX_BYTES: usize = 8192;
/// The page's first module knows the first lab alone, to stay small.
pub const LABS: &[&str] = if cfg!(feature = "full") {
    &["compare", SCALE, RACE, CHOOSE, MATRIX, SCAN, GUARD]
} else {
    &["compare"]
};
/// The lab whose links have an axis.
pub const SCALE: &str = "scale";
/// The lab with keys apart from the table that all labs share.
pub const RACE: &str = "race";
/// Questions about a program, and the map that answers them. Its links have no maps.
pub const CHOOSE: &str = "choose";
/// Maps by presets.
pub const MATRIX: &str = "matrix";
/// Go source and what is found in it. Its links have no maps.
pub const SCAN: &str = "scan";
/// Labs whose links have keys of their own and no other.
pub const APART: &[&str] = &[CHOOSE, MATRIX, SCAN];

/// Maps while things go wrong, and the incident. Its links have the keys that labs share and a table of its own.
pub const GUARD: &str = "guard";
/// Labs with the keys that all share, and a table of their own in the place of the Race lab's.
#[cfg(feature = "full")]
pub const EXTENDED: &[&str] = &[GUARD];

/// Keys of what a link carries beside its experiment: `r`, a recorded result (deflate-raw and
/// base64url of JSON). Known, so never a problem, whatever they hold; they decide nothing that is
/// run, so no canonical form has them. Only the page unpacks them.
pub const CARRIED: &[&str] = &["r"];
/// Keys whose values are packed so: those, and the source of a scan.
#[cfg(not(target_arch = "wasm32"))]
pub const PACKED: &[&str] = &["r", "x"];
/// The most that a packed text may come to when it is unpacked.
pub const MAX_UNPACKED_BYTES: usize = 256 * 1024;

/// Everything but what a link may hold as it stands.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b',')
    .remove(b'+')
    .remove(b'*');

/// A link, read.
#[derive(Clone, Debug)]
pub struct Link {
    pub lab: &'static str,
    /// Canonical text of every key's value; `preset` never appears.
    pub values: Values,
    pub problems: Vec<Problem>,
    /// What had to be mended for it to read like this. In the page only its own codec reads what was
    /// not written by one.
    #[cfg(not(target_arch = "wasm32"))]
    pub repairs: Vec<Repair>,
}

/// The fragment of a pasted link: of a page's address, or by itself. Refuses other text before it, as
/// a shell leaves that took the link apart.
pub fn fragment_of(text: &str) -> Result<&str, BadExperiment> {
    #[cfg(not(target_arch = "wasm32"))]
    let (before, text) = repair::fragment_of(text);
    #[cfg(not(target_arch = "wasm32"))]
    if !repair::is_address(before) {
        let problem = Problem::new(ProblemKind::NoAddress, None, Some(before), None);
        return Err(BadExperiment(problem));
    }
    Ok(text)
}

/// Reads a fragment, with or without its `#`; mended, if it then reads better. Fails only where there
/// is nothing to be lenient about: an unknown version or lab, or a link too long to read.
pub fn parse(fragment: &str) -> Result<Link, Problem> {
    parse_among(LABS, fragment)
}

/// The same of other labs.
pub fn parse_among(labs: &[&'static str], fragment: &str) -> Result<Link, Problem> {
    let read = |text: &str| read(labs, text);
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    let plain = read(text);
    #[cfg(not(target_arch = "wasm32"))]
    if !plain.as_ref().is_ok_and(|read| read.whole) && text.len() <= MAX_BYTES {
        let is_key = |key: &str| is_known(labs, key) || CARRIED.contains(&key);
        let (mended, repairs) = repair::mend(text, is_key);
        // The more settings count the better, then the fewer problems.
        let worth = |read: &Read| (read.taken, Reverse(read.link.problems.len()));
        if !mended.is_empty()
            && !repairs.is_empty()
            && let Ok(better) = read(&mended)
            && plain.as_ref().map_or(true, |plain| worth(&better) > worth(plain))
        {
            return Ok(Link { repairs, ..better.link });
        }
    }
    plain.map(|read| read.link)
}

/// A text as the codec alone understands it, and what tells two readings apart.
#[cfg_attr(target_arch = "wasm32", allow(dead_code))]
struct Read {
    link: Link,
    /// Settings that count, as they stand or within their bounds.
    taken: usize,
    /// Nothing in it is amiss or in doubt.
    whole: bool,
}

fn read(labs: &[&'static str], text: &str) -> Result<Read, Problem> {
    if text.len() > MAX_BYTES {
        return Err(Problem::new(ProblemKind::TooLong, None, None, None));
    }
    let (head, query) = match text {
        "" => ("v1/compare", ""),
        _ => text.split_once('?').unwrap_or((text, "")),
    };
    let (version, lab) = head.split_once('/').unwrap_or((head, ""));
    if version != VERSION {
        return Err(Problem::new(ProblemKind::UnknownVersion, None, Some(version), None));
    }
    let Some(lab) = labs.iter().find(|known| **known == lab) else {
        return Err(Problem::new(ProblemKind::UnknownLab, None, Some(lab), None));
    };
    let mut problems = Vec::new();
    let mut given = split(query, lab, &mut problems);
    let asked = given.0.len();
    let doubtful = given.0.iter().filter(|(key, text)| is_doubtful(key, text)).count();
    given.0.retain(|(key, _)| !CARRIED.contains(key));
    expand_preset(&mut given, lab, &mut problems);
    for spec in known(lab).filter(|spec| !spec.is_of(lab)) {
        if given.take(spec.key).is_some() {
            problems.push(Problem::new(ProblemKind::UnknownKey, Some(spec.key), None, None));
        }
    }
    let values = judge(&given, lab, &mut problems);
    let lost = problems.iter().filter(|problem| problem.kind == ProblemKind::Invalid).count();
    Ok(Read {
        taken: (asked - doubtful).saturating_sub(lost),
        whole: problems.is_empty() && doubtful == 0,
        link: Link {
            lab,
            values,
            problems,
            #[cfg(not(target_arch = "wasm32"))]
            repairs: Vec::new(),
        },
    })
}

/// What no problem tells: carried text that cannot be base64url, and a baseline that names one of the
/// maps only after its number fell to the nearest.
fn is_doubtful(key: &str, text: &str) -> bool {
    match key {
        "baseline" => MapSpec::read(text).is_some_and(|reading| reading.fault.is_some()),
        key => CARRIED.contains(&key) && !is_packed(text),
    }
}

/// The canonical fragment: maps first, if links of that lab have any, then what differs from the
/// defaults, by key.
pub fn format(lab: &str, values: &Values) -> String {
    let maps = &values["maps"];
    let mut text = format!("#{VERSION}/{lab}");
    let mut separator = '?';
    let mut write = |key: &str, value: &str| {
        text.push_str(&format!("{separator}{key}={}", encode(value)));
        separator = '&';
    };
    if !maps.is_empty() {
        write("maps", maps);
    }
    // One after the other in alphabetical order: for so few, a sort is more code than it is worth.
    let after = |last: &str| {
        let rest = values.0.iter().filter(|(key, _)| *key != "maps" && *key > last);
        rest.min_by_key(|(key, _)| *key)
    };
    let mut next = after("");
    while let Some((key, value)) = next {
        let default = match *key {
            "baseline" => Some(default_baseline(maps)),
            key => find(lab, key).and_then(|spec| spec.default).map(str::to_owned),
        };
        if default.as_ref() != Some(value) {
            write(key, value);
        }
        next = after(key);
    }
    text
}

fn encode(value: &str) -> String {
    utf8_percent_encode(value, ESCAPED).to_string()
}

/// A value of a key with which links are of some keys alone, and have no maps: all others are at their
/// defaults then, whatever the link says.
#[cfg(feature = "full")]
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Only {
    pub key: &'static str,
    pub value: &'static str,
    pub keys: &'static [&'static str],
}

#[cfg(feature = "full")]
pub fn only(lab: &str) -> Option<Only> {
    let incident = Only { key: "view", value: INCIDENT, keys: INCIDENT_KEYS };
    (lab == GUARD).then_some(incident)
}

/// The first text given for each known key, percent-decoded.
fn split(query: &str, lab: &str, problems: &mut Vec<Problem>) -> Values {
    let mut given = Values::default();
    for piece in query.split('&').filter(|piece| !piece.is_empty()) {
        let (key, value) = piece.split_once('=').unwrap_or((piece, ""));
        let (Some(key), Some(value)) = (decode(key), decode(value)) else {
            problems.push(Problem::new(ProblemKind::BadEncoding, None, Some(piece), None));
            continue;
        };
        let carried = CARRIED.iter().copied().find(|known| *known == key);
        match find(lab, &key).map(|spec| spec.key).or(carried) {
            None => problems.push(Problem::new(ProblemKind::UnknownKey, Some(&key), None, None)),
            Some(known) if given.get(known).is_some() => problems.push(Problem::new(
                ProblemKind::DuplicateKey,
                Some(&key),
                Some(&value),
                None,
            )),
            Some(known) => given.offer(known, value),
        }
    }
    given
}

/// Strict where the library is lenient: a stray `%` or bytes that are no UTF-8 give `None`.
pub(super) fn decode(text: &str) -> Option<String> {
    let well_formed = text.split('%').skip(1).all(|after| {
        after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit())
    });
    if !well_formed {
        return None;
    }
    Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())
}

fn expand_preset(given: &mut Values, lab: &str, problems: &mut Vec<Problem>) {
    let Some(name) = given.take("preset") else { return };
    let Some(preset) = presets::find(&name) else {
        problems.push(Problem::new(ProblemKind::Invalid, Some("preset"), Some(&name), None));
        return;
    };
    for (key, value) in split(preset.query, lab, &mut Vec::new()).0 {
        given.offer(key, value);
    }
}

fn judge(given: &Values, lab: &str, problems: &mut Vec<Problem>) -> Values {
    let mut values = Values::default();
    for spec in known(lab).filter(|spec| spec.is_of(lab)) {
        let text = given.get(spec.key);
        let fallback = spec.default.unwrap_or_default();
        let value = match (spec.kind, text) {
            (Kind::Preset {}, _) => continue,
            (Kind::Maps { max, .. }, Some(text)) => judge_maps(text, max, fallback, problems),
            (Kind::Baseline {}, text) => judge_baseline(text, &values["maps"], problems),
            (_, None) => fallback.to_owned(),
            (kind, Some(text)) => {
                let (used, kind) = match judge_kind(kind, text) {
                    Judged::Good(used) => (used, None),
                    Judged::Bounded(used) => (used, Some(ProblemKind::OutOfRange)),
                    #[cfg(feature = "full")]
                    Judged::Partly(used) => (used, Some(ProblemKind::Invalid)),
                    Judged::Bad => (fallback.to_owned(), Some(ProblemKind::Invalid)),
                };
                problems.extend(
                    kind.map(|kind| Problem::new(kind, Some(spec.key), Some(text), Some(&used))),
                );
                used
            }
        };
        values.offer(spec.key, value);
    }
    #[cfg(feature = "full")]
    if let Some(only) = only(lab)
        && values.get(only.key) == Some(only.value)
    {
        for spec in known(lab).filter(|spec| !only.keys.contains(&spec.key)) {
            let unused = if spec.key == "maps" { None } else { spec.default };
            if values.get(spec.key).is_some() {
                values.set(spec.key, unused.unwrap_or_default().to_owned());
            }
        }
    }
    #[cfg(feature = "full")]
    let can_refuse = |map: &str| MapSpec::canonical(map).is_some_and(|spec| spec.is_fallible());
    // The page's first module gets no deadline: what could heed one is not in it.
    #[cfg(feature = "full")]
    for spec in known(lab).filter(|spec| REFUSING.contains(&spec.key)) {
        let (key, used) = (spec.key, spec.default.unwrap_or_default());
        let Some(text) = values.get(key).filter(|text| *text != used) else { continue };
        if !values["maps"].split(',').any(can_refuse) {
            problems.push(Problem::new(ProblemKind::NeedsSafe, Some(key), Some(text), Some(used)));
            values.set(key, used.to_owned());
        }
    }
    #[cfg(feature = "full")]
    if let Some((axis, _)) = values.get("axis").and_then(Axis::read)
        && let Some(varied) = axis.spec.key.and_then(|key| find(lab, key))
    {
        // What is varied has no value beside its axis.
        values.set(varied.key, varied.default.unwrap_or_default().to_owned());
    }
    values
}

fn judge_maps(text: &str, max: usize, fallback: &str, problems: &mut Vec<Problem>) -> String {
    let mut maps: Vec<String> = Vec::new();
    for piece in text.split(',') {
        let mut tell = |kind, used: Option<&str>| {
            problems.push(Problem::new(kind, Some("maps"), Some(piece), used));
        };
        let Some(Reading { spec, fault }) = MapSpec::read(piece) else {
            tell(ProblemKind::UnknownMap, None);
            continue;
        };
        let canonical = spec.to_string();
        match fault {
            None => {}
            Some(Fault::OutOfRange) => tell(ProblemKind::OutOfRange, Some(&canonical)),
            Some(Fault::Invalid) => tell(ProblemKind::Invalid, Some(&canonical)),
        }
        if maps.contains(&canonical) {
            tell(ProblemKind::DuplicateMap, None);
        } else if maps.len() == max {
            tell(ProblemKind::TooManyMaps, None);
        } else {
            maps.push(canonical);
        }
    }
    if maps.is_empty() {
        let used = Some(fallback);
        problems.push(Problem::new(ProblemKind::Invalid, Some("maps"), Some(text), used));
        return fallback.to_owned();
    }
    maps.join(",")
}

fn judge_baseline(text: Option<&str>, maps: &str, problems: &mut Vec<Problem>) -> String {
    let default = default_baseline(maps);
    let Some(text) = text else { return default };
    let canonical = MapSpec::read(text).map(|reading| reading.spec.to_string());
    let canonical = canonical.unwrap_or_default();
    let known = maps.split(',').any(|map| map == canonical);
    // In the place of a number, what no name has is not a number that fell to the nearest.
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'*' | b'-' | b'+');
    if known && text.bytes().all(plain) {
        return canonical;
    }
    let used = if known { canonical } else { default };
    let problem =
        Problem::new(ProblemKind::Invalid, Some("baseline"), Some(text), Some(used.as_str()));
    problems.push(problem);
    used
}

/// The first map that stores anything, else the first.
fn default_baseline(maps: &str) -> String {
    let mut names = maps.split(',');
    let first = names.next().unwrap_or_default();
    let stores = |map: &&str| MapSpec::canonical(map).is_some_and(|spec| spec.stores());
    maps.split(',').find(stores).unwrap_or(first).to_owned()
}
