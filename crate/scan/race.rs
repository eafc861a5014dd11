//! A race before it is put into words: the two accesses, which rule they break, and how sure that is.

use super::finding::{Access, Confidence};
use super::order::{self, Sure};
use super::program::Program;
use super::rules::{self, Rule};
use super::walk::{Mode, Record, Same, Start, Walked};

/// One of the two accesses, with the walk that it is from.
#[derive(Clone, Copy)]
pub struct Half<'w> {
    pub walked: &'w Walked,
    pub record: &'w Record,
}

impl Half<'_> {
    pub fn start(&self) -> Start {
        self.walked.threads[self.record.thread as usize].start
    }

    pub fn place(&self) -> (usize, u32, u32) {
        (self.record.file, self.record.span.0, self.record.span.1)
    }

    /// Calls and starts on the way.
    pub fn steps(&self) -> usize {
        let mut count = 0;
        let mut step = self.record.chain.as_deref();
        while let Some(chain) = step {
            count += 1;
            step = chain.before.as_deref();
        }
        count
    }

    /// Where its goroutine was started, or its function is.
    pub fn site(&self) -> (usize, u32) {
        self.walked.threads[self.record.thread as usize].site
    }

    /// Locks that are held on every path and exclude somebody.
    pub fn locked(&self) -> bool {
        let mut held = self.record.locks.iter();
        held.any(|held| !held.maybe && order::is_lock(self.walked, self.record, held))
    }

    pub fn maybe_locked(&self) -> bool {
        let mut held = self.record.locks.iter();
        held.any(|held| held.maybe && order::is_lock(self.walked, self.record, held))
    }

    fn copied(&self) -> bool {
        self.record.locks.iter().any(|held| held.copied && !held.order)
    }

    fn only_read_locked(&self) -> bool {
        let mut held = self.record.locks.iter();
        self.locked() && held.all(|held| held.mode == Mode::Read || held.order || held.copied)
    }

    fn writes(&self) -> bool {
        matches!(self.record.kind, Access::Write | Access::Replacement)
    }
}

const LONG_WAY: usize = 6;

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

#[derive(Clone, Copy)]
pub struct Race<'w> {
    pub rule: &'static Rule,
    pub confidence: Confidence,
    pub meeting: Meeting,
    pub access: Half<'w>,
    pub other: Half<'w>,
    /// Why it is less than high.
    pub lowered: Option<&'static str>,
}

pub struct Doubts {
    pub confidence: Confidence,
    pub why: Option<&'static str>,
}

impl Doubts {
    pub fn new(confidence: Confidence) -> Self {
        Self { confidence, why: None }
    }

    pub fn at_most(&mut self, confidence: Confidence, why: &'static str) {
        if confidence < self.confidence {
            self.confidence = confidence;
            self.why = Some(why);
        }
    }

    /// The more calls on the way, the less likely it is that one can go it.
    pub fn of_ways(&mut self, a: &Half, b: &Half) {
        if a.steps().max(b.steps()) > LONG_WAY {
            self.at_most(Confidence::Medium, "the way there is long, and perhaps nobody goes it");
        }
    }

    /// What the two accesses bring along themselves. False if nothing says that it is a map.
    pub fn of_accesses(&mut self, a: &Record, b: &Record) -> bool {
        if a.doubt.unsure && b.doubt.unsure {
            return false;
        }
        if a.doubt.untyped || b.doubt.untyped {
            self.at_most(Confidence::Low, "the type is not in sight");
        }
        if a.doubt.interface || b.doubt.interface {
            self.at_most(Confidence::Medium, "the call goes through an interface");
        }
        if a.kind == Access::Length || b.kind == Access::Length {
            self.at_most(Confidence::Medium, "len is only read, which Go's runtime does not check");
        }
        true
    }
}

/// Which rule the two break, and which of them is the one to report.
pub fn classify<'w>(
    a: Half<'w>,
    b: Half<'w>,
    meeting: Meeting,
) -> (&'static Rule, Half<'w>, Half<'w>) {
    let itself = a.place() == b.place();
    // The write, or of two the one that was started.
    let (first, second) = match (a.writes(), b.writes()) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ if a.start() == Start::Entry && b.start() != Start::Entry => (b, a),
        _ => (a, b),
    };
    if a.copied() || b.copied() {
        let (first, second) = if first.copied() { (first, second) } else { (second, first) };
        return (&rules::COPIED_LOCK, first, second);
    }
    let reads_locked = first.only_read_locked() && first.writes();
    if reads_locked && second.only_read_locked() {
        return (&rules::READ_LOCK, first, second);
    }
    if meeting == Meeting::Sent {
        return (&rules::SENT, a, b);
    }
    match (a.locked(), b.locked()) {
        (true, true) => return (&rules::DIFFERENT_LOCKS, first, second),
        (false, true) => return (&rules::HERE_NOT_THERE, a, b),
        (true, false) => return (&rules::HERE_NOT_THERE, b, a),
        _ if a.maybe_locked() || b.maybe_locked() => {
            return (&rules::HERE_NOT_THERE, first, second);
        }
        _ => {}
    }
    let replaced = |half: &Half| half.record.kind == Access::Replacement;
    if meeting == Meeting::Tests {
        return (&rules::PARALLEL_TEST, first, second);
    }
    if replaced(&a) || replaced(&b) {
        let (first, second) = if replaced(&first) { (first, second) } else { (second, first) };
        return (&rules::REPLACED, first, second);
    }
    if meeting == Meeting::Requests {
        return (&rules::HANDLER, first, second);
    }
    let started = |half: &Half| half.start() != Start::Entry;
    if itself || started(&a) && started(&b) && a.site() == b.site() {
        return (&rules::LOOP, first, second);
    }
    let iterates = [a, b].iter().any(|half| half.record.kind == Access::Iteration);
    (if iterates { &rules::ITERATION } else { &rules::UNGUARDED }, first, second)
}

/// Races within one walk.
pub fn within<'w>(program: &Program, walked: &'w Walked, races: &mut Vec<Race<'w>>) {
    if walked.threads.len() < 2 {
        return;
    }
    let half = |record| Half { walked, record };
    let mut groups: Vec<Vec<&Record>> = vec![Vec::new(); walked.roots.len()];
    for record in &walked.records {
        groups[record.spot.root as usize].push(record);
        // A replacement is of the variable, whatever memory it has come to hold.
        if let Some(via) = record.via.as_ref().filter(|via| via.root != record.spot.root) {
            groups[via.root as usize].push(record);
        }
    }
    for group in groups {
        let group = &group[..group.len().min(MAX_GROUP)];
        for (index, a) in group.iter().enumerate() {
            for b in &group[index + 1..] {
                races.extend(meet(program, half(a), half(b)));
            }
        }
    }
    sent(walked, races);
}

/// Accesses to one variable: more are in generated code alone.
const MAX_GROUP: usize = 600;

fn meet<'w>(program: &Program, a: Half<'w>, b: Half<'w>) -> Option<Race<'w>> {
    let (walked, ra, rb) = (a.walked, a.record, b.record);
    if !order::at_once(ra, rb) {
        return None;
    }
    let spots = match order::replaces(ra, rb) {
        Some((a, b)) => order::same(walked, a, b),
        None if order::clash(ra, rb) => order::same(walked, &ra.spot, &rb.spot),
        None => Same::No,
    };
    if spots == Same::No {
        return None;
    }
    let mut doubts = Doubts::new(Confidence::High);
    if !doubts.of_accesses(ra, rb) {
        return None;
    }
    doubts.of_ways(&a, &b);
    let once =
        |record: &Record| record.locks.iter().any(|held| held.order && held.mode == Mode::Write);
    if once(ra) || once(rb) {
        doubts.at_most(Confidence::Low, "one of them runs only once");
    }
    if spots == Same::Perhaps {
        doubts.at_most(Confidence::Medium, "the two may be of different elements");
    }
    match order::apart(walked, ra, rb, spots) {
        Sure::Yes => return None,
        Sure::Maybe => doubts.at_most(Confidence::Low, "the lock is held on some paths only"),
        Sure::No => {}
    }
    match order::ordered(walked, ra, rb) {
        Sure::Yes => return None,
        Sure::Maybe => doubts.at_most(Confidence::Medium, "on some paths the goroutine is awaited"),
        Sure::No => {}
    }
    let starts = [a.start(), b.start()];
    if starts.contains(&Start::Perhaps) {
        doubts.at_most(Confidence::Medium, "the type of what has the method Go is not in sight");
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
    if starts.contains(&Start::Handler) && program.is_test(ra.file) {
        doubts.at_most(Confidence::Low, "a test's server may serve one request at a time");
    }
    let (rule, access, other) = classify(a, b, meeting);
    let Doubts { confidence, why } = doubts;
    let confidence = confidence.min(rule.confidence);
    Some(Race { rule, confidence, meeting, access, other, lowered: why })
}

/// What was put into a channel and is still used, against what the receiver does with it.
fn sent<'w>(walked: &'w Walked, races: &mut Vec<Race<'w>>) {
    for sent in &walked.sent {
        let received = sent.channel.with(super::walk::Part::Received);
        let after = walked.records.iter().filter(|record| {
            record.thread == sent.thread
                && record.time > sent.time
                && record.spot.starts_with(&sent.value)
        });
        for a in after {
            let rest = &a.spot.parts[sent.value.parts.len()..];
            for b in &walked.records {
                let alike = b.spot.starts_with(&received)
                    && b.spot.parts[received.parts.len()..] == *rest
                    && order::clash(a, b)
                    && order::at_once(a, b);
                if !alike || order::ordered(walked, a, b) == Sure::Yes {
                    continue;
                }
                if order::apart(walked, a, b, Same::Yes) == Sure::Yes {
                    continue;
                }
                let mut doubts = Doubts::new(rules::SENT.confidence);
                if !doubts.of_accesses(a, b) {
                    continue;
                }
                let half = |record| Half { walked, record };
                let (rule, access, other) = classify(half(a), half(b), Meeting::Sent);
                let Doubts { confidence, why } = doubts;
                let meeting = Meeting::Sent;
                races.push(Race { rule, confidence, meeting, access, other, lowered: why });
            }
        }
    }
}
