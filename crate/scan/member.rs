//! An access to something that calls share: a field of a type's values, or a package variable.
//!
//! Walks of different functions have nothing in common but types and names, so locks, channels and the map
//! itself are named here by these, the same from whatever function one comes.

use super::callers::{Caller, Class};
use super::finding::Access;
use super::finding::Confidence;
use super::half::{Half, may_guard, spell};
use super::order;
use super::program::{Program, TypeId};
use super::tree::Name;
use super::types::Ty;
use super::walk::{Held, Key, Mode, Origin, Part, Record, Spot, Start, ThreadId, Time, Walked};
use std::collections::{HashMap, HashSet};
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
    /// The struct that has the map as a field, and which field.
    pub home: Option<(TypeId, Name)>,
    /// All locks were taken by the function's caller.
    pub by_callers: bool,
    /// Through more than one field.
    pub reached: bool,
    /// In what `init` does or starts.
    pub of_init: bool,
    /// In something that was made in the walk.
    pub made: bool,
    /// The map was just read from the variable.
    pub via: bool,
    /// In what an atomic value holds.
    pub published: bool,
}

impl Member {
    /// None if nothing outside of its walk can meet it.
    pub fn of(sight: &Sight, record: &Record, caller: Option<Caller>) -> Option<Self> {
        let Sight { program, walked, .. } = *sight;
        // What Once.Do runs comes before everything else.
        if record.locks.iter().any(|held| held.order && held.mode == Mode::Write) {
            return None;
        }
        let (class, cap) = class(program, walked, record, caller)?;
        let all = || record.locks.iter();
        let held: Vec<&Held> =
            all().filter(|held| !held.maybe && order::is_lock(walked, record, held)).collect();
        // A lock that each call has for itself excludes no other call.
        let shared = held.iter().filter(|held| !sight.is_own(record, held));
        let named = |held: &&Held| (lock_name(walked, record, held), held.mode);
        let locks: Vec<Lock> = shared.map(named).collect();
        let alike = |held: &&Held| Some((lock_of_type(program, walked, held)?, held.mode));
        let order = |held: &Held| Some((key(walked, &held.spot)?, held.mode));
        let waited = record.acquired.iter().filter(|acquired| !acquired.asked);
        let waited = waited.filter_map(|acquired| key(walked, &acquired.key));
        let found = if held.is_empty() { sight.found(record) } else { None };
        let home = walked.owner(program, &record.spot).and_then(|(owner, field)| {
            match Program::pointee(&owner) {
                Ty::Named(id, _) => Some((*id, field.clone())),
                _ => None,
            }
        });
        Some(Self {
            half: Rc::new(Half { found, ..Half::of(program, walked, record) }),
            home,
            class,
            cap,
            lifecycle: caller.is_none_or(|caller| caller.lifecycle),
            one_of_many: locks.iter().any(|(name, _)| name.contains("[?]") || name.contains(ANY)),
            alike: held.iter().filter_map(alike).collect(),
            guards: held.iter().map(|held| guards(sight, record, held)).max(),
            orders: all().filter(|held| held.order).filter_map(order).collect(),
            waited: waited.collect(),
            followed: sight.followed(record),
            locks,
            by_callers: all().filter(|held| !held.order).all(|held| record.outer.contains(held)),
            of_init: is_called(program, walked, "init"),
            reached: record.spot.parts.len() > 1,
            made: matches!(
                walked.roots[record.spot.root as usize].origin,
                Origin::Made | Origin::LoopVariable
            ),
            via: record.via.is_some(),
            published: record.spot.parts.iter().any(is_loaded),
        })
    }

    /// Whether a lock that is held is a field of the same struct as the map.
    pub fn is_guarded_at_home(&self) -> bool {
        self.home.as_ref().is_some_and(|(home, _)| {
            let of = format!("{home}.");
            self.alike.iter().any(|(lock, _)| lock.starts_with(&of))
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

/// What is asked of a walk for each of its accesses.
pub struct Sight<'w> {
    program: &'w Program,
    walked: &'w Walked,
    /// What each goroutine lets go, and when it does so last.
    releases: HashMap<ThreadId, Vec<(String, Time)>>,
    /// Where something was looked up under a lock for the first time, and the lock.
    lookups: HashMap<(ThreadId, &'w Spot), (Time, &'w Held)>,
    /// Locks that goroutines take.
    beside: HashSet<&'w Spot>,
}

impl<'w> Sight<'w> {
    pub fn of(program: &'w Program, walked: &'w Walked) -> Self {
        let mut last: HashMap<(ThreadId, &Spot), Time> = HashMap::new();
        for release in &walked.releases {
            let known = last.entry((release.thread, &release.key)).or_default();
            *known = (*known).max(release.time);
        }
        let mut releases: HashMap<ThreadId, Vec<(String, Time)>> = HashMap::new();
        for ((thread, spot), time) in last {
            let named = key(walked, spot).map(|key| (key, time));
            releases.entry(thread).or_default().extend(named);
        }
        releases.values_mut().for_each(|list| list.sort());
        let mut lookups = HashMap::new();
        for record in &walked.records {
            let looks = matches!(record.kind, Access::Read | Access::Iteration);
            if !looks || record.locks.is_empty() || walked.taken.contains(&record.spot) {
                continue;
            }
            let counts = |held: &&Held| {
                !held.maybe && order::is_lock(walked, record, held) && may_guard(record, held)
            };
            if let Some(held) = record.locks.iter().find(counts) {
                lookups.entry((record.thread, &record.spot)).or_insert((record.time, held));
            }
        }
        let goroutines = walked
            .records
            .iter()
            .filter(|record| walked.threads[record.thread as usize].start != Start::Entry);
        let beside = goroutines.flat_map(|record| record.locks.iter().map(|held| &held.spot));
        Self { program, walked, releases, lookups, beside: beside.collect() }
    }

    /// Whether it is a lock that the call made, that nobody else knows and none of its goroutines takes.
    fn is_own(&self, record: &Record, held: &Held) -> bool {
        let root = &self.walked.roots[held.spot.root as usize];
        let thread = &self.walked.threads[record.thread as usize];
        held.spot.root != record.spot.root
            && thread.start == Start::Entry
            && matches!(root.origin, Origin::Made | Origin::LoopVariable)
            && !self.walked.returned.contains(&held.spot.root)
            && !matches!(Program::pointee(&root.ty), Ty::Named(..))
            && !self.beside.contains(&held.spot)
    }

    /// What follows an access and may be waited for.
    fn followed(&self, record: &Record) -> Vec<String> {
        let of = self.releases.get(&record.thread).into_iter().flatten();
        of.filter(|(_, time)| *time > record.time).map(|(key, _)| key.clone()).collect()
    }

    /// The lock under which the map, or what has it, was looked up in another map.
    fn found(&self, record: &Record) -> Option<String> {
        let elements = record.spot.parts.iter().enumerate().rev();
        let mut above = elements.filter(|(_, part)| matches!(part, Part::Element(_)));
        above.find_map(|(index, _)| {
            let outer = Spot { root: record.spot.root, parts: record.spot.parts[..index].to_vec() };
            let (time, held) = self.lookups.get(&(record.thread, &outer))?;
            (*time < record.time).then(|| spell(self.walked, &held.spot))
        })
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
        let caller = caller?;
        let is_main = is_called(program, walked, "main");
        match caller.alone {
            false => Some((caller.class, caller.cap)),
            true => is_main.then_some((Class::Main, caller.cap)),
        }
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

fn is_loaded(part: &Part) -> bool {
    matches!(part, Part::Field(name) if &**name == "Load()")
}

fn is_called(program: &Program, walked: &Walked, name: &str) -> bool {
    &*program.functions[walked.function].decl.name == name
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
        acquired
            .any(|acquired| !acquired.asked && acquired.key == release.key && acquired.time > time)
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
    let many = !here || record.spot.parts.iter().any(|part| matches!(part, Part::Element(_)));
    for (index, part) in held.spot.parts.iter().enumerate() {
        match part {
            Part::Field(field) => {
                name.push('.');
                name.push_str(field);
            }
            Part::Element(key) => {
                let same = here && record.spot.parts.get(index) == Some(part);
                match key {
                    _ if same => name.push_str("[=]"),
                    Key::Constant(key) => name.push_str(&format!("[{key}]")),
                    _ => name.push_str(if many { "[?]" } else { ANY }),
                }
            }
            Part::Received => name.push_str("<-"),
        }
    }
    name
}

/// One of many locks for a map that is the only one: the next call may have another.
pub const ANY: &str = "[*]";

fn guards(sight: &Sight, record: &Record, held: &Held) -> Guards {
    let Sight { walked, .. } = *sight;
    let (lock, map) = (&held.spot, &record.spot);
    if lock.root == map.root {
        let is_element = |part: &Part| matches!(part, Part::Element(_));
        // Of many locks for a map that is the only one: what has them all.
        let first = lock.parts.iter().position(is_element);
        let many = first.filter(|_| !map.parts.iter().any(is_element));
        let above = &lock.parts[..many.unwrap_or(lock.parts.len()).saturating_sub(1)];
        // Of the same kind, though perhaps of another element; that is a doubt of its own.
        let alike = |(a, b): (&Part, &Part)| a == b || is_element(a) && is_element(b);
        let beside = above.len() <= map.parts.len() && above.iter().zip(&map.parts).all(alike);
        return if beside { Guards::Yes } else { Guards::No };
    }
    let (of_lock, of_map) = (&walked.roots[lock.root as usize], &walked.roots[map.root as usize]);
    if of_lock.origin != Origin::Global {
        // Who takes a lock of the call's own means to keep other calls out.
        return if sight.is_own(record, held) { Guards::Yes } else { Guards::No };
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
