//! What checking comes to: for each check whether it passed, failed or was skipped, and every finding.
//!
//! The shape of `contend/check/1`. A check of which nothing was looked at, or something could not be judged, is skipped
//! and says why; it can never be among those that passed. Findings come in the order of their place, each once.

use super::Refused;
use super::checks::{CHECKS, CI_RACE, Check};
use super::ignores::{self, Ignore};
use super::source::{Place, Text};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub const SCHEMA: &str = "contend/check/1";

/// A warning is shown and fails nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Warning,
    Error,
}

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub id: &'static str,
    pub level: Level,
    /// From the folder that is checked; of a probe, its address.
    pub file: String,
    pub line: u32,
    /// In UTF-16 code units.
    pub column: u32,
    pub message: String,
    pub remedy: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Passed,
    Failed,
    Skipped,
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    pub id: &'static str,
    pub status: Status,
    /// What was looked at, how much was found, or why nothing was looked at.
    pub why: String,
    /// Something that it is for could not be judged, and no ignore gives a reason.
    #[serde(skip)]
    pub is_open: bool,
    /// All that it is for is ignored, with a reason.
    #[serde(skip)]
    pub is_ignored: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub schema: &'static str,
    pub checks: Vec<Checked>,
    pub findings: Vec<Finding>,
    /// Those that an ignore with a reason silenced.
    #[serde(skip)]
    pub ignored: Vec<Finding>,
    /// What was met and not read, a line each.
    #[serde(skip)]
    pub remarks: Vec<String>,
    /// Whether there is something that the race detector is for.
    #[serde(skip)]
    has_go: bool,
}

impl Report {
    pub fn failed(&self) -> bool {
        self.checks.iter().any(|check| check.status == Status::Failed)
    }

    /// Whether nothing at all was looked at, which is no reason to be content.
    pub fn is_empty(&self) -> bool {
        self.checks.iter().all(|check| check.status == Status::Skipped)
    }

    /// There is Go, and nobody was seen to run its tests with the race detector.
    pub fn race_unseen(&self) -> bool {
        let seen = |check: &Checked| {
            check.id == CI_RACE.id && (check.status == Status::Passed || check.is_ignored)
        };
        self.has_go && !self.checks.iter().any(seen)
    }

    /// Checks that had something to judge and could not: no reason to be content either.
    pub fn open(&self) -> impl Iterator<Item = &Checked> {
        self.checks.iter().filter(|check| check.is_open)
    }

    pub fn count(&self, status: Status) -> usize {
        self.checks.iter().filter(|check| check.status == status).count()
    }
}

/// What a check is for and could not judge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unjudged {
    /// Begins with the place, where it has one.
    pub why: String,
    pub file: Option<String>,
    pub line: Option<u32>,
}

/// Collects what checks have to say.
#[derive(Default)]
pub struct Tally {
    pub findings: Vec<Finding>,
    pub ignored: Vec<Finding>,
    pub remarks: Vec<String>,
    pub ignores: Vec<Ignore>,
    pub has_go: bool,
    looked: BTreeMap<&'static str, BTreeSet<String>>,
    skipped: BTreeMap<&'static str, String>,
    unjudged: BTreeMap<&'static str, BTreeSet<Unjudged>>,
    /// The same by an ignore's reason.
    excused: BTreeMap<&'static str, BTreeSet<String>>,
    notes: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Tally {
    /// Such a thing is judged by the check.
    pub fn looked(&mut self, check: &Check, what: impl Into<String>) {
        self.looked.entry(check.id).or_default().insert(what.into());
    }

    /// Whether the check of that id had something to look at, and could judge all of it.
    pub fn is_judged(&self, id: &str) -> bool {
        self.looked.contains_key(id) && !self.unjudged.contains_key(id)
    }

    /// Notes the ignores in a file's comments.
    pub fn heed(&mut self, text: &Text) {
        if !self.ignores.iter().any(|ignore| ignore.is_in(&text.name)) {
            self.ignores.extend(ignores::in_comments(text));
        }
    }

    /// Why there is nothing for the check to judge; the first reason is kept.
    pub fn skipped(&mut self, check: &Check, why: impl Into<String>) {
        self.skipped.entry(check.id).or_insert_with(|| why.into());
    }

    /// Something that the check is for, and why it could not be judged: by that it does not pass. Where it has a place, it
    /// begins with that, as `file:line: `.
    pub fn unjudged(&mut self, check: &Check, why: impl Into<String>) {
        let why = why.into();
        let placed = why.match_indices(": ").find_map(|(at, _)| {
            let (file, line) = why[..at].rsplit_once(':')?;
            Some((file.to_owned(), line.parse().ok()?))
        });
        let (file, line) = placed.unzip();
        self.unjudged.entry(check.id).or_default().insert(Unjudged { why, file, line });
    }

    /// The same of a whole file, which it names.
    pub fn unjudged_in(&mut self, check: &Check, file: &str, why: impl Into<String>) {
        let unjudged = Unjudged { why: why.into(), file: Some(file.to_owned()), line: None };
        self.unjudged.entry(check.id).or_default().insert(unjudged);
    }

    /// Takes out what an ignore of these checks is for; whether there was something.
    pub fn excuse(
        &mut self,
        ids: &[String],
        reason: &str,
        hits: impl Fn(&Unjudged) -> bool,
    ) -> bool {
        let mut any = false;
        for (id, all) in &mut self.unjudged {
            if !ids.iter().any(|own| own == *id) {
                continue;
            }
            let (hit, left): (BTreeSet<_>, _) = std::mem::take(all).into_iter().partition(&hits);
            *all = left;
            any |= !hit.is_empty();
            let named = hit.into_iter().map(|it| format!("{} ({reason})", it.why));
            self.excused.entry(*id).or_default().extend(named);
        }
        self.unjudged.retain(|_, all| !all.is_empty());
        self.excused.retain(|_, all| !all.is_empty());
        any
    }

    /// What was met and not read.
    pub fn unread(&mut self, check: &Check, why: impl Into<String>) {
        self.note(check, format!("not read: {}", why.into()));
    }

    /// A file that the check is for and that cannot be read.
    pub fn unreadable(&mut self, check: &'static Check, file: &str, why: &Refused) {
        self.looked(check, file);
        let remedy = "Make it readable, or name the files to look at in contend.toml".to_owned();
        let message = match why {
            Refused::NotText(_) => "it is not UTF-8, and so not read".into(),
            Refused::Large { most, .. } => {
                format!("it is larger than {most} bytes, and so not read")
            }
            why => format!("it cannot be read: {why}"),
        };
        self.push(check, Level::Error, file, Place::START, message, remedy);
    }

    /// Something to be said of a check beside its answer.
    pub fn note(&mut self, check: &Check, note: impl Into<String>) {
        self.notes.entry(check.id).or_default().insert(note.into());
    }

    pub fn found(
        &mut self,
        check: &'static Check,
        at: (&Text, usize),
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let place = at.0.place(at.1);
        self.push(check, Level::Error, &at.0.name, place, message.into(), remedy.into());
    }

    pub fn warned(
        &mut self,
        check: &'static Check,
        at: (&Text, usize),
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let place = at.0.place(at.1);
        self.push(check, Level::Warning, &at.0.name, place, message.into(), remedy.into());
    }

    pub fn push(
        &mut self,
        check: &'static Check,
        level: Level,
        file: &str,
        Place { line, column }: Place,
        message: String,
        remedy: String,
    ) {
        let file = file.to_owned();
        let finding = Finding { id: check.id, level, file, line, column, message, remedy };
        self.findings.push(finding);
    }

    pub fn report(mut self) -> Report {
        self.findings.sort_by(|a, b| order(a).cmp(&order(b)));
        self.findings.dedup();
        let checks = CHECKS.iter().map(|check| self.checked(check)).collect();
        let Self { findings, ignored, remarks, has_go, .. } = self;
        Report { schema: SCHEMA, checks, findings, ignored, remarks, has_go }
    }

    fn checked(&self, check: &Check) -> Checked {
        let of = |level| {
            self.findings.iter().filter(move |it| it.id == check.id && it.level == level).count()
        };
        let (errors, warnings) = (of(Level::Error), of(Level::Warning));
        let ignored = self.ignored.iter().filter(|finding| finding.id == check.id).count();
        let mut parts = Vec::new();
        let looked = self.looked.get(check.id);
        let unjudged: Option<BTreeSet<String>> =
            self.unjudged.get(check.id).map(|all| all.iter().map(|it| it.why.clone()).collect());
        let unjudged = unjudged.as_ref();
        let excused = self.excused.get(check.id);
        let status = match (errors, unjudged, looked) {
            (1.., ..) => Status::Failed,
            (0, None, Some(_)) => Status::Passed,
            (0, ..) => Status::Skipped,
        };
        let counts = [(errors, "finding"), (warnings, "warning"), (ignored, "ignored finding")];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        parts.extend(counts.map(|(count, name)| counted(*count, name)));
        parts.extend(unjudged.map(|why| format!("not judged: {}", listed(why, "; "))));
        match (status, looked) {
            (Status::Skipped, None) if unjudged.is_none() && excused.is_some() => {}
            (Status::Skipped, None) if unjudged.is_none() => {
                let nothing = "there is nothing for it to look at".to_owned();
                parts.push(self.skipped.get(check.id).cloned().unwrap_or(nothing));
            }
            (Status::Passed, Some(looked)) => parts.push(listed(looked, ", ")),
            (_, Some(looked)) => parts.push(format!("looked at {}", listed(looked, ", "))),
            _ => {}
        }
        parts.extend(excused.map(|all| format!("ignored: {}", listed(all, "; "))));
        parts.extend(self.notes.get(check.id).into_iter().flatten().cloned());
        let is_open = status == Status::Skipped && unjudged.is_some();
        let is_ignored = status == Status::Skipped && !is_open && excused.is_some();
        Checked { id: check.id, status, why: parts.join("; "), is_open, is_ignored }
    }
}

fn order(finding: &Finding) -> (&str, u32, u32, &str, &str) {
    (&finding.file, finding.line, finding.column, finding.id, &finding.message)
}

pub fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}

/// A few by name, and how many there are beside.
fn listed(names: &BTreeSet<String>, separator: &str) -> String {
    const SHOWN: usize = 4;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    let more = names.len().saturating_sub(SHOWN);
    let shown = shown.join(separator);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}
