//! Races between functions: what a type's methods, or a package's functions, do to one map when several
//! goroutines call them.
//!
//! Nobody says that they do. Evidence is a goroutine that outlives the function that started it, a server's
//! handler, or a lock: whoever guards a map in one place expects company. Without any of these a type is
//! taken to be for one goroutine, and nothing is said.

use super::callers::{self, Class};
use super::doubts::{Doubts, Why};
use super::finding::{Access, Confidence};
use super::member::{Guards, Member, shared};
use super::order;
use super::program::Program;
use super::race::{Meeting, Race};
use super::relevance::Relevance;
use super::rules;
use super::walk::{Mode, Start, Step, Walked};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Accesses to one field: more are in generated code alone.
const MAX_GROUP: usize = 400;

/// By what they are to.
#[derive(Default)]
pub struct Components {
    groups: BTreeMap<String, Vec<Member>>,
}

impl Components {
    /// Keeps what other functions may meet.
    pub fn add(&mut self, program: &Program, relevance: &Relevance, walked: &Walked) {
        let caller = callers::caller(program, relevance, walked.function);
        for record in &walked.records {
            let Some(key) = shared(walked, record) else { continue };
            let Some(member) = Member::of(program, walked, record, caller) else { continue };
            let group = self.groups.entry(key).or_default();
            let of_walk = group.iter().rev().take_while(|known| known.half.walk == walked.function);
            // Loops are read twice, and functions wherever they are called.
            if group.len() < MAX_GROUP && !of_walk.into_iter().any(|known| known.is_again(&member))
            {
                group.push(member);
            }
        }
    }

    pub fn races(&self, races: &mut Vec<Race>) {
        for group in self.groups.values() {
            let guarded = group.iter().filter(|member| member.half.locked).count();
            let share = Share::of(guarded, group.len());
            for (index, a) in group.iter().enumerate() {
                races.extend(group[index..].iter().filter_map(|b| meet(a, b, share)));
            }
        }
    }
}

/// Of the accesses to one thing those that have a lock: the fewer, the less it says of the others.
#[derive(Clone, Copy)]
enum Share {
    Most,
    Some,
    Few,
}

impl Share {
    fn of(guarded: usize, all: usize) -> Self {
        match (2 * guarded >= all, 4 * guarded >= all) {
            (true, _) => Self::Most,
            (false, true) => Self::Some,
            (false, false) => Self::Few,
        }
    }
}

/// Whether both hold a lock of one name that only one can hold.
fn apart(a: &Member, b: &Member) -> bool {
    let excludes = |ours: &[(String, Mode)], theirs: &[(String, Mode)]| {
        ours.iter().any(|(name, mode)| {
            theirs.iter().any(|(other, held)| {
                name == other && (*mode == Mode::Write || *held == Mode::Write)
            })
        })
    };
    // Reached in two ways it is most likely the same one; one lock of many is another matter.
    let alike = !a.one_of_many && !b.one_of_many && (a.reached || b.reached);
    alike && excludes(&a.alike, &b.alike)
        || excludes(&a.locks, &b.locks)
        // After Once.Do both have the same order.
        || excludes(&a.orders, &b.orders)
}

fn follows(a: &Member, b: &Member) -> bool {
    a.followed.iter().any(|key| b.waited.contains(key))
        || b.followed.iter().any(|key| a.waited.contains(key))
}

/// Whether one gives the variable another map from which the other has just read its own.
fn replaces(a: &Member, b: &Member) -> bool {
    let replaced = |member: &Member| member.half.kind == Access::Replacement;
    replaced(a) && (replaced(b) || b.via) || replaced(b) && a.via
}

fn meet(a: &Member, b: &Member, share: Share) -> Option<Race> {
    if a.half.kind == Access::Return || b.half.kind == Access::Return {
        return hands_out(a, b);
    }
    // Spots of one group are alike.
    let clashes = order::clash(a.half.kind, b.half.kind) || replaces(a, b);
    if !clashes || apart(a, b) || a.half.is_settled(&b.half) {
        return None;
    }
    let itself = Rc::ptr_eq(&a.half, &b.half);
    let one_walk = a.half.walk == b.half.walk;
    let mut doubts = Doubts::new(a.cap.min(b.cap));
    if !doubts.of_accesses(&a.half, &b.half) {
        return None;
    }
    doubts.of_ways(&a.half, &b.half);
    doubts.of_blindness(a.half.blind || b.half.blind);
    let meeting = match (a.class, b.class) {
        (Class::Handler, Class::Handler) => Meeting::Requests,
        (Class::Test, Class::Test) if !itself => Meeting::Tests,
        (Class::Outlives, Class::Outlives) => outlive(a, b, itself, one_walk, &mut doubts)?,
        (Class::Outlives, Class::Call) => outlives(a, b, &mut doubts)?,
        (Class::Call, Class::Outlives) => outlives(b, a, &mut doubts)?,
        (Class::Outlives, Class::Handler) | (Class::Handler, Class::Outlives) => {
            if one_walk || follows(a, b) {
                return None;
            }
            Meeting::Goroutines
        }
        (Class::Handler, Class::Call) | (Class::Call, Class::Handler) => {
            let call = if a.class == Class::Call { a } else { b };
            if call.lifecycle || one_walk {
                return None;
            }
            let why = Why::NotWhileServed;
            doubts.at_most(Confidence::Medium, why);
            Meeting::Goroutines
        }
        (Class::Call, Class::Call) => calls(a, b, itself, share, &mut doubts)?,
        _ => return None,
    };
    let mut race = Race::new(&a.half, &b.half, meeting, doubts);
    let unsure = race.confidence < Confidence::High;
    race.lowered = race.lowered.or(unsure.then_some(Why::UnknownCaller));
    Some(race)
}

/// Two calls: only a lock says that they may come at once.
fn calls(
    a: &Member,
    b: &Member,
    itself: bool,
    share: Share,
    doubts: &mut Doubts,
) -> Option<Meeting> {
    if a.half.copied || b.half.copied {
        return Some(Meeting::Calls);
    }
    let (ours, theirs) = (a.half.locked, b.half.locked);
    if !ours && (itself || !theirs) {
        return None;
    }
    // A lock of something else says nothing about this map.
    for guards in [a.guards, b.guards].into_iter().flatten() {
        match guards {
            Guards::No => return None,
            Guards::Perhaps => doubts.at_most(Confidence::Medium, Why::LockElsewhere),
            Guards::Yes => {}
        }
    }
    // Who calls the function with the lock expects others to do so.
    let locked = if ours { a } else { b };
    if a.half.function == b.half.function && ours != theirs && locked.by_callers {
        doubts.at_most(Confidence::Medium, Why::SomeCallers);
    }
    if a.one_of_many || b.one_of_many {
        doubts.at_most(Confidence::Medium, Why::OneOfMany);
    }
    if ours != theirs {
        let bare = if ours { b } else { a };
        if bare.lifecycle {
            let why = Why::Lifecycle;
            doubts.at_most(Confidence::Low, why);
        }
        match share {
            Share::Most => {}
            Share::Some => {
                doubts.at_most(Confidence::Medium, Why::MostBare);
            }
            Share::Few => {
                doubts.at_most(Confidence::Low, Why::HardlyLocked);
            }
        }
    }
    Some(Meeting::Calls)
}

/// A goroutine that goes on, and a function that anyone may call.
fn outlives(goroutine: &Member, call: &Member, doubts: &mut Doubts) -> Option<Meeting> {
    let (half, function) = (&goroutine.half, call.half.walk);
    if half.walk == function || half.place() == call.half.place() || follows(goroutine, call) {
        return None;
    }
    // The function is what the goroutine runs.
    if half.way().any(|step| step.what == Step::Call(function)) {
        return None;
    }
    if call.lifecycle {
        doubts.at_most(Confidence::Low, Why::Lifecycle);
    } else if !half.writes() {
        doubts.at_most(Confidence::Medium, Why::WriteBefore);
    }
    Some(Meeting::Outlives)
}

fn outlive(
    a: &Member,
    b: &Member,
    itself: bool,
    one_walk: bool,
    doubts: &mut Doubts,
) -> Option<Meeting> {
    if itself {
        // Called twice, it starts two.
        return (!a.lifecycle && !a.made && a.half.start == Start::Go)
            .then_some(Meeting::Goroutines);
    }
    if one_walk || follows(a, b) || a.half.place() == b.half.place() {
        return None;
    }
    doubts.at_most(Confidence::Medium, Why::NothingStartsBoth);
    Some(Meeting::Goroutines)
}

/// `return c.data` under the lock that guards its writes.
fn hands_out(a: &Member, b: &Member) -> Option<Race> {
    let (returns, write) = if a.half.kind == Access::Return { (a, b) } else { (b, a) };
    let guards = returns.locks.iter().any(|(name, _)| write.locks.iter().any(|(n, _)| n == name));
    if write.half.kind != Access::Write || !guards || returns.class != Class::Call {
        return None;
    }
    Some(Race {
        rule: &rules::ESCAPES,
        confidence: returns.cap.min(write.cap).min(Confidence::Medium),
        meeting: Meeting::Calls,
        access: returns.half.clone(),
        other: write.half.clone(),
        lowered: Some(Why::UnknownUse),
    })
}
