//! A race before it is put into words: the two accesses, which rule they break, and how sure that is.

use super::doubts::{Doubts, Why};
use super::finding::{Access, Confidence};
use super::half::Half;
use super::order::{self, Sure};
use super::program::{FileId, Program};
use super::rules::{self, Rule};
use super::source::Offset;
use super::walk::{Mode, Record, Same, Spot, Start, Walked};
use std::collections::HashMap;
use std::rc::Rc;

/// How the two come to run at once, for the sentence that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// A goroutine and what its starter does after the start.
    Starter,
    /// Two goroutines of one function, or of one go statement.
    Goroutines,
    Requests,
    Tests,
    /// A goroutine that goes on after its starter returned, and a function that others may call.
    Outlives,
    /// Two calls; that there is a lock says that they may come at once.
    Calls,
    /// Two calls that get the map from an atomic value.
    Published,
    /// The map's own lock is taken where it is reached through something else.
    Holders,
    /// Two calls that look the map up under a lock and use it after that.
    Found,
    Sent,
}

pub struct Race {
    pub rule: &'static Rule,
    pub confidence: Confidence,
    pub meeting: Meeting,
    pub access: Rc<Half>,
    pub other: Rc<Half>,
    /// Why it is less than high.
    pub lowered: Option<Why>,
}

impl Race {
    /// Less sure than the doubts leave it if the rule is.
    pub fn new(a: &Rc<Half>, b: &Rc<Half>, meeting: Meeting, doubts: Doubts) -> Self {
        let (rule, access, other) = rule(a, b, meeting);
        let (access, other) = (access.clone(), other.clone());
        let confidence = doubts.confidence.min(rule.confidence);
        Self { rule, confidence, meeting, access, other, lowered: doubts.why }
    }
}

/// Which rule the two break, and which of them is the one to report.
fn rule<'h>(
    a: &'h Rc<Half>,
    b: &'h Rc<Half>,
    meeting: Meeting,
) -> (&'static Rule, &'h Rc<Half>, &'h Rc<Half>) {
    let itself = a.place() == b.place();
    // The write, or of two the one that was started.
    let (first, second) = match (a.writes(), b.writes()) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ if a.start == Start::Entry && b.start != Start::Entry => (b, a),
        _ => (a, b),
    };
    if a.copied || b.copied {
        let (first, second) = if first.copied { (first, second) } else { (second, first) };
        return (&rules::COPIED_LOCK, first, second);
    }
    let reads_locked = first.only_read_locked && first.writes();
    if reads_locked && second.only_read_locked {
        return (&rules::READ_LOCK, first, second);
    }
    if meeting == Meeting::Sent {
        return (&rules::SENT, a, b);
    }
    if meeting == Meeting::Found {
        return (&rules::HERE_NOT_THERE, first, second);
    }
    if meeting == Meeting::Published {
        return (&rules::UNGUARDED, first, second);
    }
    match (a.locked, b.locked) {
        (true, true) => return (&rules::DIFFERENT_LOCKS, first, second),
        // A lock of something else guards something else.
        (false, true) if b.guard.is_some() => return (&rules::HERE_NOT_THERE, a, b),
        (true, false) if a.guard.is_some() => return (&rules::HERE_NOT_THERE, b, a),
        _ => {}
    }
    let replaced = |half: &Half| half.kind == Access::Replacement;
    if meeting == Meeting::Tests {
        return (&rules::PARALLEL_TEST, first, second);
    }
    if replaced(a) || replaced(b) {
        let (first, second) = if replaced(first) { (first, second) } else { (second, first) };
        return (&rules::REPLACED, first, second);
    }
    if meeting == Meeting::Requests {
        return (&rules::HANDLER, first, second);
    }
    let started = |half: &Half| half.start != Start::Entry;
    if itself || started(a) && started(b) && a.site == b.site {
        return (&rules::LOOP, first, second);
    }
    let iterates = [a, b].iter().any(|half| half.kind == Access::Iteration);
    (if iterates { &rules::ITERATION } else { &rules::UNGUARDED }, first, second)
}

/// Accesses to one variable that are compared, and pairs of them that may run at once.
const MAX_GROUP: usize = 5_000;
const MAX_PAIRS: usize = 200_000;

/// For each pair all that may order it is looked at: so much in one function.
const MAX_WORK: usize = 60_000_000;

/// More accesses to one map than are compared: the first that was not, and how many there are.
pub struct Crowd {
    pub place: (FileId, Offset),
    pub name: String,
    pub most: usize,
    pub all: usize,
}

/// Races within one walk. Gives what there was too much of.
pub fn within(program: &Program, walked: &Walked, races: &mut Vec<Race>) -> Vec<Crowd> {
    let mut crowds = Vec::new();
    if walked.threads.len() < 2 {
        return crowds;
    }
    let mut halves = Halves { program, walked, known: vec![None; walked.records.len()] };
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); walked.roots.len()];
    for (index, record) in walked.records.iter().enumerate() {
        groups[record.spot.root as usize].push(index);
        // A replacement is of the variable, whatever memory it has come to hold.
        if let Some(via) = record.via.as_ref().filter(|via| via.root != record.spot.root) {
            groups[via.root as usize].push(index);
        }
    }
    let cost = walked.releases.len() + 8;
    let mut work = MAX_WORK / cost;
    for group in &groups {
        let mut left = MAX_PAIRS.min(work);
        let before = left;
        let thread = |index: usize| walked.records[group[index]].thread;
        // Where the accesses of one goroutine that follow each other end: none of them meets another.
        let mut ends: Vec<usize> = (1..=group.len()).collect();
        for index in (1..group.len()).rev() {
            if thread(index - 1) == thread(index) {
                ends[index - 1] = ends[index];
            }
        }
        'group: for (index, b) in group.iter().enumerate() {
            let mut next = 0;
            while next < index {
                let (at, a) = (next, &group[next]);
                next += 1;
                if thread(at) == thread(index) {
                    next = ends[at];
                    continue;
                }
                let (ra, rb) = (&walked.records[*a], &walked.records[*b]);
                // Most of a large table's accesses come before anything is started.
                if !(ra.writes() || rb.writes()) || !order::at_once(ra, rb) {
                    continue;
                }
                if index >= MAX_GROUP || left == 0 {
                    let half = halves.of(*b);
                    let place = (half.file, half.span.0);
                    let (name, all) = (half.name.clone(), group.len());
                    crowds.push(Crowd { place, name, most: index, all });
                    break 'group;
                }
                left -= 1;
                races.extend(meet(&mut halves, *a, *b));
            }
        }
        work -= before - left;
    }
    crowds.extend(sent(&mut halves, &groups, MAX_PAIRS.min(work), races));
    crowds
}

/// Each access once, when it races for the first time.
struct Halves<'w> {
    program: &'w Program,
    walked: &'w Walked,
    known: Vec<Option<Rc<Half>>>,
}

impl Halves<'_> {
    fn of(&mut self, index: usize) -> Rc<Half> {
        let (program, walked) = (self.program, self.walked);
        let half = || Rc::new(Half::of(program, walked, &walked.records[index]));
        self.known[index].get_or_insert_with(half).clone()
    }
}

fn meet(halves: &mut Halves, a: usize, b: usize) -> Option<Race> {
    let (program, walked) = (halves.program, halves.walked);
    let (ra, rb) = (&walked.records[a], &walked.records[b]);
    if order::excluded(walked, ra, rb) {
        return None;
    }
    let spots = match order::replaces(ra, rb) {
        Some((a, b)) => order::same(walked, a, b),
        None if order::clash(ra.kind, rb.kind) => order::same(walked, &ra.spot, &rb.spot),
        None => Same::No,
    };
    if spots == Same::No || ra.doubt.unsure && rb.doubt.unsure {
        return None;
    }
    let apart = order::apart(walked, ra, rb, spots);
    if apart == Sure::Yes {
        return None;
    }
    let ordered = order::ordered(walked, ra, rb);
    if ordered == Sure::Yes {
        return None;
    }
    let (a, b) = (halves.of(a), halves.of(b));
    let mut doubts = Doubts::new(Confidence::High);
    if !a.platforms.meet(b.platforms) || a.is_settled(&b) || !doubts.of_accesses(&a, &b) {
        return None;
    }
    doubts.of_ways(&a, &b);
    doubts.of_blindness(ra.blind.max(rb.blind) > walked.started(ra).max(walked.started(rb)));
    let once =
        |record: &Record| record.locks.iter().any(|held| held.order && held.mode == Mode::Write);
    if once(ra) || once(rb) {
        doubts.at_most(Confidence::Low, Why::Once);
    }
    if spots == Same::Perhaps {
        doubts.at_most(Confidence::Medium, Why::Elements);
    }
    if apart == Sure::Maybe {
        doubts.at_most(Confidence::Low, Why::SomePaths);
    }
    if ordered == Sure::Maybe {
        doubts.at_most(Confidence::Medium, Why::SomeWait);
    }
    let starts = [a.start, b.start];
    if starts.contains(&Start::Perhaps) {
        doubts.at_most(Confidence::Medium, Why::UnknownGo);
    }
    let both = |start: Start| starts[0] == start && starts[1] == start;
    let meeting = if both(Start::Handler) {
        Meeting::Requests
    } else if both(Start::Test) {
        Meeting::Tests
    } else if starts.contains(&Start::Entry) {
        Meeting::Starter
    } else {
        Meeting::Goroutines
    };
    if starts.contains(&Start::Handler) && program.is_test(a.file) {
        doubts.at_most(Confidence::Low, Why::TestServer);
    }
    Some(Race::new(&a, &b, meeting, doubts))
}

/// What was put into a channel and is still used, against what the receiver does with it. Gives what there was too
/// much of.
fn sent(
    halves: &mut Halves,
    groups: &[Vec<usize>],
    mut left: usize,
    races: &mut Vec<Race>,
) -> Option<Crowd> {
    let walked = halves.walked;
    let record = |index: usize| &walked.records[index];
    let mut receivers: HashMap<&Spot, Vec<usize>> = HashMap::new();
    for sent in &walked.sent {
        let received = &sent.received;
        let others = receivers.entry(received).or_insert_with(|| {
            let all = groups[received.root as usize].iter().copied();
            all.filter(|b| record(*b).spot.starts_with(received)).collect()
        });
        if others.is_empty() {
            continue;
        }
        // In the order of time.
        let group = &groups[sent.value.root as usize];
        let first = group.partition_point(|a| record(*a).time <= sent.time);
        for a in &group[first..] {
            let ra = record(*a);
            if left == 0 {
                let half = halves.of(*a);
                let (place, name) = ((half.file, half.span.0), half.name.clone());
                return Some(Crowd { place, name, most: first, all: group.len() });
            }
            left -= 1;
            if ra.thread != sent.thread || !ra.spot.starts_with(&sent.value) {
                continue;
            }
            let rest = &ra.spot.parts[sent.value.parts.len()..];
            for b in others.iter() {
                left = left.saturating_sub(1);
                let rb = record(*b);
                let meet = rb.spot.parts[received.parts.len()..] == *rest
                    && order::clash(ra.kind, rb.kind)
                    && order::at_once(ra, rb)
                    && order::ordered(walked, ra, rb) != Sure::Yes
                    && order::apart(walked, ra, rb, Same::Yes) != Sure::Yes;
                if !meet {
                    continue;
                }
                let (a, b) = (halves.of(*a), halves.of(*b));
                let mut doubts = Doubts::new(Confidence::High);
                if a.platforms.meet(b.platforms) && doubts.of_accesses(&a, &b) {
                    races.push(Race::new(&a, &b, Meeting::Sent, doubts));
                }
            }
        }
    }
    None
}
