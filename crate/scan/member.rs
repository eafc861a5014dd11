//! An access to something that calls share: a field of a type's values, or a package variable.
//!
//! Walks of different functions have nothing in common but types and names, so locks, channels and the map
//! itself are named here by these, the same from whatever function one comes.

use super::callers::{Caller, Class};
use super::finding::Confidence;
use super::half::Half;
use super::order;
use super::program::Program;
use super::types::Ty;
use super::walk::{Held, Mode, Origin, Part, Record, Spot, Start, Walked};
use std::rc::Rc;

/// Whether a lock that is held looks like the one that guards the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guards {
    No,
    /// A package variable, for the field of a value.
    Perhaps,
    /// A field beside the map or above it; a variable of the same package for a variable.
    Yes,
}

/// By name, and how it is held.
type Lock = (String, Mode);

#[derive(Debug)]
pub struct Member {
    pub half: Rc<Half>,
    pub class: Class,
    /// At most this sure, by who may call the function.
    pub cap: Confidence,
    pub locks: Vec<Lock>,
    /// By the type they are in and their name: the same lock may be reached in several ways.
    pub alike: Vec<Lock>,
    /// What it is after, or within, by `Once.Do`.
    pub orders: Vec<Lock>,
    /// None without a lock.
    pub guards: Option<Guards>,
    pub waited: Vec<String>,
    /// What follows the access and may be waited for.
    pub followed: Vec<String>,
    pub lifecycle: bool,
    /// A lock of it is one of many, and perhaps not the one of this map.
    pub one_of_many: bool,
    /// All locks were taken by the function's caller.
    pub by_callers: bool,
    /// Through more than one field.
    pub reached: bool,
    /// In something that was made in the walk.
    pub made: bool,
    /// The map was just read from the variable.
    pub via: bool,
}

impl Member {
    /// None if nothing outside of its walk can meet it.
    pub fn of(
        program: &Program,
        walked: &Walked,
        record: &Record,
        caller: Option<Caller>,
    ) -> Option<Self> {
        // What Once.Do runs comes before everything else.
        if record.locks.iter().any(|held| held.order && held.mode == Mode::Write) {
            return None;
        }
        let (class, cap) = class(program, walked, record, caller)?;
        let all = || record.locks.iter();
        let held: Vec<&Held> =
            all().filter(|held| !held.maybe && order::is_lock(walked, record, held)).collect();
        let named = |held: &&Held| (lock_name(walked, record, held), held.mode);
        let locks: Vec<Lock> = held.iter().map(named).collect();
        let alike = |held: &&Held| Some((lock_of_type(program, walked, held)?, held.mode));
        let order = |held: &Held| Some((key(walked, &held.spot)?, held.mode));
        let waited = record.acquired.iter().filter_map(|acquired| key(walked, &acquired.key));
        let followed = walked
            .releases
            .iter()
            .filter(|release| release.thread == record.thread && release.time > record.time);
        Some(Self {
            half: Rc::new(Half::of(walked, record)),
            class,
            cap,
            lifecycle: caller.is_none_or(|caller| caller.lifecycle),
            one_of_many: locks.iter().any(|(name, _)| name.contains("[?]")),
            alike: held.iter().filter_map(alike).collect(),
            guards: held.iter().map(|held| guards(walked, record, held)).max(),
            orders: all().filter(|held| held.order).filter_map(order).collect(),
            waited: waited.collect(),
            followed: followed.filter_map(|release| key(walked, &release.key)).collect(),
            locks,
            by_callers: all().filter(|held| !held.order).all(|held| record.outer.contains(held)),
            reached: record.spot.parts.len() > 1,
            made: matches!(
                walked.roots[record.spot.root as usize].origin,
                Origin::Made | Origin::LoopVariable
            ),
            via: record.via.is_some(),
        })
    }

    /// Whether another says nothing that this one does not.
    pub fn is_again(&self, other: &Self) -> bool {
        self.half.walk == other.half.walk
            && self.half.place() == other.half.place()
            && self.half.kind == other.half.kind
            && self.class == other.class
            && self.locks == other.locks
    }
}

/// When it runs, and how sure that is.
fn class(
    program: &Program,
    walked: &Walked,
    record: &Record,
    caller: Option<Caller>,
) -> Option<(Class, Confidence)> {
    let by_caller = || {
        let caller = caller.filter(|caller| !caller.alone)?;
        Some((caller.class, caller.cap))
    };
    let is_test = program.is_test(record.file);
    let (class, cap) = match walked.threads[record.thread as usize].start {
        Start::Entry => by_caller()?,
        Start::Handler => {
            (Class::Handler, if is_test { Confidence::Low } else { Confidence::High })
        }
        Start::Test => (Class::Test, Confidence::High),
        Start::Benchmark => return None,
        Start::Go | Start::Timer | Start::Perhaps if is_joined(walked, record) => by_caller()?,
        Start::Go | Start::Timer => (Class::Outlives, Confidence::High),
        Start::Perhaps => (Class::Outlives, Confidence::Medium),
    };
    (!is_test || matches!(class, Class::Test | Class::Handler)).then_some((class, cap))
}

/// What is shared between calls: a package variable, or part of a type's values.
pub fn shared(walked: &Walked, record: &Record) -> Option<String> {
    let parts = &record.spot.parts;
    let owner = owner(walked, record).filter(|_| !parts.contains(&Part::Received));
    owner.map(|owner| with_parts(owner, parts))
}

fn owner(walked: &Walked, record: &Record) -> Option<String> {
    let root = &walked.roots[record.spot.root as usize];
    match root.origin {
        Origin::Global => Some(format!("g:{}", root.name)),
        Origin::Given if !record.spot.parts.is_empty() => named(&root.ty),
        // Made by a constructor that returns it: a goroutine started there shares it with the methods.
        Origin::Made | Origin::LoopVariable => {
            let started = walked.threads[record.thread as usize].start != Start::Entry;
            let returned = walked.returned.contains(&record.spot.root);
            if started && returned { named(&root.ty) } else { None }
        }
        Origin::Given => None,
    }
}

fn named(ty: &Ty) -> Option<String> {
    match Program::pointee(ty) {
        Ty::Named(id, _) => Some(format!("t:{id}")),
        _ => None,
    }
}

/// Whether the function that started the goroutine has waited for it before it returns.
fn is_joined(walked: &Walked, record: &Record) -> bool {
    let time = walked.started(record);
    let mut releases = walked.releases.iter().filter(|release| release.thread == record.thread);
    releases.any(|release| {
        let mut acquired = walked.acquired.iter();
        acquired.any(|acquired| acquired.key == release.key && acquired.time > time)
    })
}

/// A lock or channel by where it is, the same from every function.
fn key(walked: &Walked, spot: &Spot) -> Option<String> {
    let root = &walked.roots[spot.root as usize];
    let owner = match root.origin {
        Origin::Global => format!("g:{}", root.name),
        _ => named(&root.ty)?,
    };
    Some(with_parts(owner, &spot.parts))
}

/// All elements are one.
fn with_parts(mut name: String, parts: &[Part]) -> String {
    for part in parts {
        match part {
            Part::Field(field) => {
                name.push('.');
                name.push_str(field);
            }
            Part::Element(_) => name.push_str("[]"),
            Part::Received => name.push_str("<-"),
        }
    }
    name
}

/// A lock as seen from the map that it is held for: in the same thing, or elsewhere.
fn lock_name(walked: &Walked, record: &Record, held: &Held) -> String {
    let root = &walked.roots[held.spot.root as usize];
    let here = held.spot.root == record.spot.root;
    let mut name = match root.origin {
        _ if here => "self".to_owned(),
        Origin::Global => format!("g:{}", root.name),
        _ => match Program::pointee(&root.ty) {
            Ty::Named(id, _) => format!("t:{id}"),
            Ty::External(path) => format!("x:{path}"),
            _ => format!("x:{}", root.name),
        },
    };
    for (index, part) in held.spot.parts.iter().enumerate() {
        match part {
            Part::Field(field) => {
                name.push('.');
                name.push_str(field);
            }
            Part::Element(_) => {
                let same = here && record.spot.parts.get(index) == Some(part);
                name.push_str(if same { "[=]" } else { "[?]" });
            }
            Part::Received => name.push_str("<-"),
        }
    }
    name
}

fn guards(walked: &Walked, record: &Record, held: &Held) -> Guards {
    let (lock, map) = (&held.spot, &record.spot);
    if lock.root == map.root {
        let above = &lock.parts[..lock.parts.len().saturating_sub(1)];
        return if map.parts.starts_with(above) { Guards::Yes } else { Guards::No };
    }
    let (of_lock, of_map) = (&walked.roots[lock.root as usize], &walked.roots[map.root as usize]);
    if of_lock.origin != Origin::Global {
        return Guards::No;
    }
    let package = |name: &str| name.rsplit_once('\0').map(|(package, _)| package.to_owned());
    match of_map.origin == Origin::Global {
        true if package(&of_lock.name) == package(&of_map.name) => Guards::Yes,
        true => Guards::No,
        false => Guards::Perhaps,
    }
}

/// `DB.mu`, however it was reached; none for a variable.
fn lock_of_type(program: &Program, walked: &Walked, held: &Held) -> Option<String> {
    let mut ty = walked.roots[held.spot.root as usize].ty.clone();
    let mut name = None;
    for part in &held.spot.parts {
        match part {
            Part::Field(field) => {
                let Ty::Named(id, _) = Program::pointee(&ty) else { return None };
                name = Some(format!("{id}.{field}"));
                ty = program.field(&ty, field)?.1;
            }
            Part::Element(_) => {
                ty = match program.underlying(Program::pointee(&ty)) {
                    Ty::Map(element) | Ty::List(element) => (*element).clone(),
                    _ => return None,
                };
            }
            Part::Received => return None,
        }
    }
    name
}
