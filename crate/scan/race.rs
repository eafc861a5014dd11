//! A race before it is put into words: the two accesses, which rule they break, and how sure that is.

use super::doubts::{Doubts, Why};
use super::finding::{Access, Confidence};
use super::half::Half;
use super::order::{self, Sure};
use super::program::Program;
use super::rules::{self, Rule};
use super::walk::{Mode, Part, Record, Same, Start, Walked};
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
    match (a.locked, b.locked) {
        (true, true) => return (&rules::DIFFERENT_LOCKS, first, second),
        (false, true) => return (&rules::HERE_NOT_THERE, a, b),
        (true, false) => return (&rules::HERE_NOT_THERE, b, a),
        _ if a.maybe_locked || b.maybe_locked => return (&rules::HERE_NOT_THERE, first, second),
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

/// Accesses to one variable: more are in generated code alone.
const MAX_GROUP: usize = 600;

/// Races within one walk.
pub fn within(program: &Program, walked: &Walked, races: &mut Vec<Race>) {
    if walked.threads.len() < 2 {
        return;
    }
    let mut halves = Halves { walked, known: vec![None; walked.records.len()] };
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); walked.roots.len()];
    for (index, record) in walked.records.iter().enumerate() {
        groups[record.spot.root as usize].push(index);
        // A replacement is of the variable, whatever memory it has come to hold.
        if let Some(via) = record.via.as_ref().filter(|via| via.root != record.spot.root) {
            groups[via.root as usize].push(index);
        }
    }
    for group in groups {
        let group = &group[..group.len().min(MAX_GROUP)];
        for (index, a) in group.iter().enumerate() {
            for b in &group[index + 1..] {
                races.extend(meet(program, &mut halves, *a, *b));
            }
        }
    }
    sent(&mut halves, races);
}

/// Each access once, when it races for the first time.
struct Halves<'w> {
    walked: &'w Walked,
    known: Vec<Option<Rc<Half>>>,
}

impl Halves<'_> {
    fn of(&mut self, index: usize) -> Rc<Half> {
        let walked = self.walked;
        let half = || Rc::new(Half::of(walked, &walked.records[index]));
        self.known[index].get_or_insert_with(half).clone()
    }
}

fn meet(program: &Program, halves: &mut Halves, a: usize, b: usize) -> Option<Race> {
    let walked = halves.walked;
    let (ra, rb) = (&walked.records[a], &walked.records[b]);
    if !order::at_once(ra, rb) || order::excluded(walked, ra, rb) {
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
    if a.is_settled(&b) || !doubts.of_accesses(&a, &b) {
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

/// What was put into a channel and is still used, against what the receiver does with it.
fn sent(halves: &mut Halves, races: &mut Vec<Race>) {
    let walked = halves.walked;
    let records = || walked.records.iter().enumerate();
    for sent in &walked.sent {
        let received = sent.channel.with(Part::Received);
        let after = records().filter(|(_, record)| {
            record.thread == sent.thread
                && record.time > sent.time
                && record.spot.starts_with(&sent.value)
        });
        for (a, ra) in after {
            let rest = &ra.spot.parts[sent.value.parts.len()..];
            for (b, rb) in records() {
                let meet = rb.spot.starts_with(&received)
                    && rb.spot.parts[received.parts.len()..] == *rest
                    && order::clash(ra.kind, rb.kind)
                    && order::at_once(ra, rb)
                    && order::ordered(walked, ra, rb) != Sure::Yes
                    && order::apart(walked, ra, rb, Same::Yes) != Sure::Yes;
                if !meet {
                    continue;
                }
                let (a, b) = (halves.of(a), halves.of(b));
                let mut doubts = Doubts::new(Confidence::High);
                if doubts.of_accesses(&a, &b) {
                    races.push(Race::new(&a, &b, Meeting::Sent, doubts));
                }
            }
        }
    }
}
