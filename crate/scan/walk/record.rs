//! What a walk writes down: accesses, goroutines, and what they wait for and let go.

use super::frame::VarId;
use super::spot::{Root, RootId, Spot};
use super::state::{Acquired, Assigned, Flag, Held, Loops, Release, ThreadId, Time};
use crate::finding::Access;
use crate::program::{FileId, FunctionId};
use crate::source::Offset;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Why something runs at a time of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The function that was asked about.
    Entry,
    Go,
    /// A method called Go of a type that is not known.
    Perhaps,
    Timer,
    /// By a server, for each request.
    Handler,
    /// `t.Parallel`.
    Test,
    /// `b.RunParallel`: joined when it returns.
    Benchmark,
}

#[derive(Debug)]
pub struct Thread {
    pub start: Start,
    pub parent: ThreadId,
    /// Where it was started: equal for each turn of a loop.
    pub site: (FileId, Offset),
    pub time: Time,
    /// Of its parent, when it was started.
    pub loops: Loops,
}

/// What makes a record less than certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doubt {
    /// The type is not in sight, but what is done can only be done to a map.
    pub untyped: bool,
    /// Nor that.
    pub unsure: bool,
    /// Through an interface whose one implementation in sight need not be the one.
    pub interface: bool,
}

#[derive(Clone, Debug)]
pub struct Record {
    pub spot: Spot,
    /// The variable or field that the map was just read from.
    pub via: Option<Spot>,
    pub kind: Access,
    pub file: FileId,
    pub span: (Offset, Offset),
    pub thread: ThreadId,
    pub time: Time,
    pub loops: Loops,
    pub locks: Rc<Vec<Held>>,
    /// Those of them that the function's caller has taken.
    pub outer: Rc<Vec<Held>>,
    pub acquired: Rc<Vec<Acquired>>,
    pub live: Rc<Vec<ThreadId>>,
    pub chain: Option<Rc<Chain>>,
    pub function: Rc<str>,
    pub doubt: Doubt,
    /// Of a replacement: of nil, under the lock under which that was asked.
    pub first: bool,
    /// The map was not nil, by what was asked under a lock.
    pub present: bool,
    /// Branches that lead here within the function.
    pub branches: u32,
    /// When a call that may lock or wait was last not followed; 0 if all were.
    pub blind: Time,
    /// What flags were on the way here.
    pub flags: Rc<Vec<Flag>>,
}

/// A map or what holds one, put into a channel.
#[derive(Clone, Debug)]
pub struct Sent {
    pub channel: Spot,
    pub value: Spot,
    pub thread: ThreadId,
    pub time: Time,
}

/// What was found in one function.
pub struct Walked {
    pub function: FunctionId,
    pub roots: Vec<Root>,
    pub threads: Vec<Thread>,
    pub records: Vec<Record>,
    pub releases: Vec<Release>,
    pub sent: Vec<Sent>,
    /// Channels of one place that a goroutine both fills and empties: locks.
    pub paired: HashSet<(ThreadId, Spot)>,
    /// What the function has waited for when it returns.
    pub acquired: Rc<Vec<Acquired>>,
    /// What it returns.
    pub returned: Vec<RootId>,
    /// Variables that get another value somewhere, or may.
    pub assigned: HashMap<VarId, Assigned>,
    /// The budget was not enough.
    pub cut: bool,
}

impl Walked {
    /// When the goroutine of an access was started.
    pub fn started(&self, record: &Record) -> Time {
        self.threads[record.thread as usize].time
    }
}

/// How one got somewhere, last step first.
#[derive(Debug)]
pub struct Chain {
    pub file: FileId,
    pub at: Offset,
    pub what: Step,
    /// Branches that lead here within the function.
    pub branches: u32,
    pub before: Option<Rc<Chain>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Call(FunctionId),
    CallsLiteral,
    Starts(Start),
}
