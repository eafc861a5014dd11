//! Races between functions: what a type's methods, or a package's functions, do to one map when several
//! goroutines call them.
//!
//! Nobody says that they do. Evidence is a goroutine that outlives the function that started it, a server's
//! handler, or a lock: whoever guards a map in one place expects company. Without any of these a type is
//! taken to be for one goroutine, and nothing is said.

use super::callers::{self, Class};
use super::doubts::{Doubts, Why};
use super::finding::{Access, Confidence};
use super::member::{ANY, Guards, Member, Sight, shared};
use super::order;
use super::program::{Program, TypeId};
use super::race::{Crowd, Meeting, Race};
use super::relevance::Relevance;
use super::rules;
use super::tree::Name;
use super::walk::{Mode, Start, Step, Walked};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Accesses to one thing that are kept, and pairs of them that are compared.
const MAX_GROUP: usize = 2_000;
const MAX_PAIRS: usize = 300_000;

/// By what they are to.
#[derive(Default)]
pub struct Components {
    groups: BTreeMap<String, Group>,
}

#[derive(Default)]
struct Group {
    members: Vec<Member>,
    /// The first that was one too many.
    more: Option<Crowd>,
    /// One of them writes.
    written: bool,
}

impl Components {
    /// Keeps what other functions may meet.
    pub fn add(&mut self, program: &Program, relevance: &Relevance, walked: &Walked) {
        let caller = callers::caller(program, relevance, walked.function);
        let sight = Sight::of(program, walked);
        for record in &walked.records {
            let Some(key) = shared(walked, record) else { continue };
            let Some(member) = Member::of(&sight, record, caller) else { continue };
            let group = self.groups.entry(key).or_default();
            let of_walk =
                group.members.iter().rev().take_while(|known| known.half.walk == walked.function);
            // Loops are read twice, and functions wherever they are called.
            if of_walk.into_iter().any(|known| known.is_again(&member)) {
                continue;
            }
            group.written |= member.half.writes();
            match group.members.len() < MAX_GROUP {
                true => group.members.push(member),
                false => {
                    let first = || Crowd::of(&member, MAX_GROUP, MAX_GROUP);
                    group.more.get_or_insert_with(first).all += 1;
                }
            }
        }
    }

    /// Gives what there was too much of.
    pub fn races(&mut self, races: &mut Vec<Race>) -> Vec<Crowd> {
        let mut crowds = Vec::new();
        for group in self.groups.values_mut().filter(|group| group.written) {
            let members = &group.members;
            let others = || members.iter().filter(|member| member.class != Class::Main);
            let guarded = others().filter(|member| member.half.locked).count();
            let share = Share::of(guarded, others().count());
            let mut left = MAX_PAIRS;
            'members: for (index, b) in members.iter().enumerate() {
                for a in &members[..=index] {
                    if !(a.half.writes() || b.half.writes()) {
                        continue;
                    }
                    if left == 0 {
                        let all = group.more.as_ref().map_or(members.len(), |more| more.all);
                        group.more = Some(Crowd::of(b, index, all));
                        break 'members;
                    }
                    left -= 1;
                    races.extend(meet(a, b, share));
                }
            }
            crowds.extend(group.more.take());
        }
        self.through_holders(races);
        crowds
    }

    /// The same field of the same type, reached through things of different types: nothing says that it is one value,
    /// but if its own lock is taken in one place, it is meant to be in the other.
    fn through_holders(&self, races: &mut Vec<Race>) {
        let mut homes: BTreeMap<&(TypeId, Name), Vec<(usize, &Member)>> = BTreeMap::new();
        for (number, group) in self.groups.values().enumerate() {
            for member in &group.members {
                if let Some(home) = &member.home {
                    homes.entry(home).or_default().push((number, member));
                }
            }
        }
        for members in homes.into_values() {
            let guarded: Vec<_> =
                members.iter().filter(|(_, member)| member.is_guarded_at_home()).collect();
            let share = Share::of(guarded.len(), members.len());
            let mut left = MAX_PAIRS;
            for (number, bare) in &members {
                if bare.is_guarded_at_home() {
                    continue;
                }
                let others = guarded.iter().filter(|(other, _)| other != number);
                for (_, locked) in others.take(left) {
                    left -= 1;
                    races.extend(through(bare, locked, share));
                }
            }
        }
    }
}

impl Crowd {
    fn of(member: &Member, most: usize, all: usize) -> Self {
        let half = &member.half;
        Self { place: (half.file, half.span.0), name: half.name.clone(), most, all }
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

fn excludes(ours: &[(String, Mode)], theirs: &[(String, Mode)]) -> bool {
    ours.iter().filter(|(name, _)| !name.contains(ANY)).any(|(name, mode)| {
        theirs
            .iter()
            .any(|(other, held)| name == other && (*mode == Mode::Write || *held == Mode::Write))
    })
}

/// Whether both hold a lock of one name that only one can hold.
fn apart(a: &Member, b: &Member) -> bool {
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
    // What is returned without a lock is read from the variable, too.
    let reads = |member: &Member, other: &Member| {
        let replaced = other.half.kind == Access::Replacement && member.via;
        member.half.kind != Access::Return || replaced && !member.half.locked
    };
    if !reads(a, b) || !reads(b, a) {
        return hands_out(a, b, share);
    }
    if !a.half.platforms.meet(b.half.platforms) {
        return None;
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
        (Class::Outlives, Class::Main) | (Class::Main, Class::Outlives) => {
            if !(a.of_init || b.of_init) || follows(a, b) {
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
        let found = |member: &Member| member.half.found.is_some();
        let published = a.published && b.published;
        let both = found(a) && found(b);
        if !(published || both) {
            return None;
        }
        if a.lifecycle || b.lifecycle {
            doubts.at_most(Confidence::Low, Why::Lifecycle);
        }
        return Some(if published { Meeting::Published } else { Meeting::Found });
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
    let perhaps = |member: &Member| member.locks.iter().any(|(name, _)| name.contains("[?]"));
    if perhaps(a) || perhaps(b) {
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

/// One access under the lock beside the map, one without it and through another holder.
fn through(bare: &Member, locked: &Member, share: Share) -> Option<Race> {
    let (a, b) = (&bare.half, &locked.half);
    let handed = [a, b].iter().any(|half| half.kind == Access::Return);
    let clashes = order::clash(a.kind, b.kind) || replaces(bare, locked);
    if handed || !clashes || !(a.writes() || b.writes()) || !a.platforms.meet(b.platforms) {
        return None;
    }
    if excludes(&bare.alike, &locked.alike) || a.copied || b.copied || a.is_settled(b) {
        return None;
    }
    if bare.class == Class::Main || bare.of_init {
        return None;
    }
    let mut doubts = Doubts::new(bare.cap.min(locked.cap));
    if !doubts.of_accesses(a, b) {
        return None;
    }
    doubts.of_ways(a, b);
    doubts.of_blindness(a.blind || b.blind);
    if bare.lifecycle && bare.class == Class::Call {
        doubts.at_most(Confidence::Low, Why::Lifecycle);
    }
    let why = if a.locked { Why::LockElsewhere } else { Why::OtherHolder };
    doubts.at_most(Confidence::Medium, why);
    match share {
        Share::Most => {}
        Share::Some => doubts.at_most(Confidence::Medium, Why::MostBare),
        Share::Few => doubts.at_most(Confidence::Low, Why::HardlyLocked),
    }
    let mut race = Race::new(a, b, Meeting::Holders, doubts);
    // Of the two this is the one to look at.
    (race.access, race.other) = (a.clone(), b.clone());
    let unsure = race.confidence < Confidence::High;
    race.lowered = race.lowered.or(unsure.then_some(Why::UnknownCaller));
    Some(race)
}

/// `return c.data` of a map that is written under a lock.
fn hands_out(a: &Member, b: &Member, share: Share) -> Option<Race> {
    let (returns, write) = if a.half.kind == Access::Return { (a, b) } else { (b, a) };
    let same = returns.locks.iter().any(|(name, _)| write.locks.iter().any(|(n, _)| n == name));
    let bare = !returns.half.locked && matches!(share, Share::Most);
    let guards = same || bare && write.guards == Some(Guards::Yes);
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
