//! What a walk writes down: accesses, goroutines, and what they wait for and let go.

use super::frame::VarId;
use super::spot::{Part, Root, RootId, Spot};
use super::state::{Acquired, Assigned, Flag, Held, Loops, Release, ThreadId, Time};
use crate::finding::Access;
use crate::program::{FileId, FunctionId, Program};
use crate::source::Offset;
use crate::tree::Name;
use crate::types::Ty;
use crate::unread::Skipped;
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

/// A map or what holds one, put into a channel or an atomic value.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Whoever receives it knows it by this.
    pub received: Spot,
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
    /// Channels that a goroutine both fills and empties: locks, if they have room for one.
    pub paired: HashSet<(ThreadId, Spot)>,
    /// Which goroutines wait for what.
    pub waits: HashSet<(ThreadId, Spot)>,
    /// How often channels are filled by goroutines that have not emptied them before.
    pub fills: Vec<(Spot, u32)>,
    /// What the function has waited for when it returns.
    pub acquired: Rc<Vec<Acquired>>,
    /// What it returns.
    pub returned: Vec<RootId>,
    /// Variables that get another value somewhere, or may.
    pub assigned: HashMap<VarId, Assigned>,
    /// Maps from which entries are taken out.
    pub taken: HashSet<Spot>,
    /// The budget was not enough.
    pub cut: bool,
    /// Calls of functions that matter which were not followed.
    pub unfollowed: Vec<Unfollowed>,
}

impl Record {
    pub fn writes(&self) -> bool {
        matches!(self.kind, Access::Write | Access::Replacement)
    }
}

impl Walked {
    /// How often a channel is filled.
    pub fn fills(&mut self, key: &Spot) -> &mut u32 {
        let known = self.fills.iter().position(|(known, _)| known == key);
        let index = known.unwrap_or(self.fills.len());
        if known.is_none() {
            self.fills.push((key.clone(), 0));
        }
        &mut self.fills[index].1
    }

    /// The type that the last field of a spot is of, and the field.
    pub fn owner<'s>(&self, program: &Program, spot: &'s Spot) -> Option<(Ty, &'s Name)> {
        let (Part::Field(field), above) = spot.parts.split_last()? else { return None };
        let mut ty = self.roots[spot.root as usize].ty.clone();
        for part in above {
            ty = match part {
                Part::Field(field) => program.field(&ty, field)?.1,
                Part::Element(_) => match program.underlying(Program::pointee(&ty)) {
                    Ty::Map(element) | Ty::List(element) => (*element).clone(),
                    _ => return None,
                },
                Part::Received => return None,
            };
        }
        Some((ty, field))
    }

    /// When the goroutine of an access was started.
    pub fn started(&self, record: &Record) -> Time {
        self.threads[record.thread as usize].time
    }
}

/// A call that was not followed: where it stands, of what, and why not.
#[derive(Clone, Copy, Debug)]
pub struct Unfollowed {
    pub file: FileId,
    pub at: Offset,
    /// None of a function literal.
    pub callee: Option<FunctionId>,
    pub why: Skipped,
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
