//! One of the two accesses of a race, as plain facts: what is left of a walk when it is over.
//!
//! A walk is large and a program has many, so whatever rules, reports and comparisons with other functions ask
//! of an access is answered here, once, while its walk is there. Costs some 300 bytes.

use super::constraint::Platforms;
use super::finding::Access;
use super::order;
use super::program::{FileId, FunctionId, Program};
use super::source::Offset;
use super::types::Ty;
use super::walk::{Chain, Channel, Doubt, Held, Mode, Part, Record, Spot, Start, Walked};
use std::rc::Rc;

#[derive(Debug)]
pub struct Half {
    /// The function whose walk it is from.
    pub walk: FunctionId,
    pub kind: Access,
    pub file: FileId,
    pub span: (Offset, Offset),
    /// The function that it stands in.
    pub function: Rc<str>,
    pub start: Start,
    /// Where its goroutine was started, or its function is.
    pub site: (FileId, Offset),
    /// How one gets there, last step first.
    pub chain: Option<Rc<Chain>>,
    pub doubt: Doubt,
    /// The map, as the source would name it.
    pub name: String,
    /// The locks held, as the source would name them.
    pub locks: Vec<String>,
    /// Held on every path, and excluding somebody.
    pub locked: bool,
    /// A lock that is held and may be for this map.
    pub guard: Option<String>,
    /// By a channel that is a lock if it has room for one.
    pub perhaps_locked: bool,
    /// A lock of which only a pointer is known.
    pub lock_pointer: bool,
    /// The map came out of a channel.
    pub received: bool,
    /// Where this is built.
    pub platforms: Platforms,
    /// A lock of a copy is held.
    pub copied: bool,
    /// Locked, but never against readers.
    pub only_read_locked: bool,
    /// Of a replacement: of nil, under the lock under which that was asked.
    pub first: bool,
    /// The map was not nil, by what was asked under a lock.
    pub present: bool,
    /// All that lead here from where the walk began.
    pub branches: u32,
    /// A call of its goroutine that may lock or wait was not followed.
    pub blind: bool,
    /// The lock under which what holds the map was found, and which is not held any more.
    pub found: Option<String>,
}

impl Half {
    pub fn of(program: &Program, walked: &Walked, record: &Record) -> Self {
        let thread = &walked.threads[record.thread as usize];
        let counts = |held: &&Held| order::is_lock(walked, record, held);
        let of_copy = |held: &Held| held.copied && !held.order;
        let held = record.locks.iter();
        let sure = || record.locks.iter().filter(|held| !held.maybe).filter(counts);
        let locked = sure().next().is_some();
        let files = way(&record.chain).map(|step| step.file);
        let files = files.chain([record.file, program.functions[walked.function].file]);
        let platforms = files.map(|file| program.platforms[file]);
        let shown = held.clone().filter(|held| of_copy(held) || counts(held));
        Self {
            walk: walked.function,
            kind: record.kind,
            file: record.file,
            span: record.span,
            function: record.function.clone(),
            start: thread.start,
            site: thread.site,
            chain: record.chain.clone(),
            doubt: record.doubt,
            name: spell(walked, &record.spot),
            locks: shown.map(|held| spell_lock(walked, held)).collect(),
            locked,
            guard: sure()
                .find(|held| may_guard(record, held))
                .map(|held| spell(walked, &held.spot)),
            perhaps_locked: record
                .locks
                .iter()
                .any(|held| held.channel == Some(Channel::Unknown) && counts(&held)),
            lock_pointer: sure().any(|held| is_pointer(program, walked, held)),
            received: record.spot.parts.contains(&Part::Received),
            platforms: platforms.fold(Platforms::ALL, Platforms::and),
            copied: held.clone().any(of_copy),
            first: record.first,
            present: record.present,
            blind: record.blind > thread.time,
            found: None,
            branches: record.branches + way(&record.chain).map(|step| step.branches).sum::<u32>(),
            only_read_locked: locked
                && record
                    .locks
                    .iter()
                    .all(|held| held.mode == Mode::Read || held.order || held.copied),
        }
    }

    pub fn place(&self) -> (FileId, Offset, Offset) {
        (self.file, self.span.0, self.span.1)
    }

    /// Calls and starts on the way.
    pub fn steps(&self) -> usize {
        self.way().count()
    }

    /// Last step first.
    pub fn way(&self) -> impl Iterator<Item = &Chain> {
        way(&self.chain)
    }

    /// Whether one made the map because there was none, and the other found that it was there.
    pub fn is_settled(&self, other: &Self) -> bool {
        self.first && other.present || other.first && self.present
    }

    pub fn writes(&self) -> bool {
        matches!(self.kind, Access::Write | Access::Replacement)
    }
}

fn way(last: &Option<Rc<Chain>>) -> impl Iterator<Item = &Chain> {
    std::iter::successors(last.as_deref(), |step| step.before.as_deref())
}

/// Whether a lock may be for this map: not one in another thing than the map is in.
pub fn may_guard(record: &Record, held: &Held) -> bool {
    let (lock, map) = (&held.spot, &record.spot);
    let above = &lock.parts[..lock.parts.len().saturating_sub(1)];
    match lock.root == map.root {
        true => map.parts.starts_with(above),
        false => lock.parts.len() < 2,
    }
}

/// Whether it is in a field that has a pointer to a lock.
fn is_pointer(program: &Program, walked: &Walked, held: &Held) -> bool {
    let owner = walked.owner(program, &held.spot);
    let kind = owner.and_then(|(owner, field)| Some(program.field(&owner, field)?.1));
    matches!(kind, Some(Ty::Pointer(_)))
}

pub fn spell(walked: &Walked, spot: &Spot) -> String {
    let root = &walked.roots[spot.root as usize];
    let mut name = match root.name.rsplit('\0').next() {
        None | Some("") => "the map".to_owned(),
        Some(name) => name.to_owned(),
    };
    for part in &spot.parts {
        match part {
            Part::Field(field) => {
                name.push('.');
                name.push_str(field);
            }
            Part::Element(_) => name.push_str("[…]"),
            Part::Received => name = format!("<-{name}"),
        }
    }
    name
}

fn spell_lock(walked: &Walked, held: &Held) -> String {
    let mut name = spell(walked, &held.spot);
    if held.mode == Mode::Read {
        name.push_str(" (read)");
    }
    if held.copied {
        name.push_str(" (of a copy)");
    }
    if held.channel == Some(Channel::Unknown) {
        name.push_str(" (if it has room for one)");
    } else if held.maybe {
        name.push_str(" (on some paths)");
    }
    name
}
