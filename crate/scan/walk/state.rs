//! What is known at one point of one goroutine, and how it comes together after a branch.

use super::frame::VarId;
use super::spot::Spot;
use std::rc::Rc;

pub type ThreadId = u32;
/// Ticks of the walk: in one goroutine, later is larger.
pub type Time = u32;
/// Each loop that one is in has a number.
pub type Loops = Rc<Vec<u32>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mode {
    Read,
    Write,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub spot: Spot,
    pub mode: Mode,
    /// Not on every path that leads here.
    pub maybe: bool,
    /// Of a copy of the lock, which excludes nobody.
    pub copied: bool,
    /// Not a lock but an order: inside of `Once.Do`, or after it.
    pub order: bool,
    /// A channel with room for one, which is a lock only if it is also emptied again.
    pub channel: bool,
}

/// Something that was waited for.
#[derive(Clone, Debug, PartialEq)]
pub struct Acquired {
    pub key: Spot,
    pub thread: ThreadId,
    /// The last time.
    pub time: Time,
    /// The last time on every path, if there is one.
    pub sure: Option<Time>,
    pub loops: Loops,
    pub count: u32,
    /// Until the channel is closed, or all are done.
    pub drains: bool,
    /// One turn of a range over a channel, which the channel's end does not give.
    pub turn: bool,
}

/// Something that others may wait for.
#[derive(Clone, Debug)]
pub struct Release {
    pub key: Spot,
    pub thread: ThreadId,
    pub time: Time,
    pub loops: Loops,
    /// One receiver learns of it, not all.
    pub is_send: bool,
}

#[derive(Clone, Debug, Default)]
pub struct State {
    pub locks: Rc<Vec<Held>>,
    pub acquired: Rc<Vec<Acquired>>,
    /// Goroutines that were started before and may still run.
    pub live: Rc<Vec<ThreadId>>,
    /// What will run once a server or the test runner starts it.
    pub peers: Rc<Vec<ThreadId>>,
    /// Maps that were found to be nil under the lock that is still held.
    pub absent: Rc<Vec<Spot>>,
    /// Maps that were found not to be, or made, under a lock. As long as they are only ever made when they
    /// are nil, no other goroutine replaces them any more.
    pub present: Rc<Vec<Spot>>,
    /// What flags were on the way here.
    pub flags: Rc<Vec<Flag>>,
    /// Nothing gets here.
    pub dead: bool,
}

/// A variable that a condition found to be true or false, or that was set so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flag {
    pub var: VarId,
    pub value: bool,
    pub thread: ThreadId,
    pub time: Time,
}

/// What a variable gets after it was declared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Assigned {
    Only(bool),
    Anything,
}

impl State {
    /// Of whoever is started now: no locks, but what came before came before.
    pub fn child(&self) -> Self {
        let mut live = (*self.live).clone();
        join(&mut live, &self.peers);
        let live = Rc::new(live);
        Self {
            acquired: self.acquired.clone(),
            present: self.present.clone(),
            flags: self.flags.clone(),
            live,
            ..Self::default()
        }
    }

    pub fn lock(&mut self, held: Held) {
        Rc::make_mut(&mut self.locks).push(held);
    }

    /// The last that was taken of this mode, else the last of any.
    pub fn unlock(&mut self, spot: &Spot, mode: Mode) {
        let last = |mode: Option<Mode>| {
            self.locks.iter().rposition(|held| {
                held.spot == *spot && !held.order && mode.is_none_or(|mode| mode == held.mode)
            })
        };
        if let Some(index) = last(Some(mode)).or_else(|| last(None)) {
            Rc::make_mut(&mut self.locks).remove(index);
            self.absent = Rc::default();
        }
    }

    /// After `spot == nil` was asked, if a lock is held.
    pub fn asked_nil(&mut self, spot: &Spot, is_nil: bool) {
        if self.locks.iter().any(|held| !held.maybe && !held.order) {
            let list = if is_nil { &mut self.absent } else { &mut self.present };
            Rc::make_mut(list).push(spot.clone());
        }
    }

    /// It holds another map now.
    pub fn replaced(&mut self, spot: &Spot) {
        if self.absent.contains(spot) {
            Rc::make_mut(&mut self.absent).retain(|known| known != spot);
            Rc::make_mut(&mut self.present).push(spot.clone());
        }
    }

    pub fn acquire(&mut self, acquired: Acquired) {
        let list = Rc::make_mut(&mut self.acquired);
        match list.iter_mut().find(|known| known.key == acquired.key) {
            Some(known) => {
                let count = known.count + acquired.count;
                let drains = known.drains || acquired.drains;
                *known = Acquired { count, drains, ..acquired };
            }
            None => list.push(acquired),
        }
    }

    pub fn started(&mut self, threads: &[ThreadId]) {
        join(Rc::make_mut(&mut self.live), threads);
    }

    pub fn announced(&mut self, threads: &[ThreadId]) {
        join(Rc::make_mut(&mut self.peers), threads);
    }

    /// After a branch: what holds on both ways holds, what holds on one may hold. A loop is taken to run,
    /// so that what it waits for counts.
    pub fn merge(self, other: Self, is_loop: bool) -> Self {
        if self.dead {
            return other;
        }
        if other.dead {
            return self;
        }
        let mut merged = self.clone();
        if self.locks != other.locks {
            merged.locks = Rc::new(merge_locks(&self.locks, &other.locks));
        }
        if self.acquired != other.acquired {
            merged.acquired = Rc::new(merge_acquired(&self.acquired, &other.acquired, is_loop));
        }
        common(&mut merged.absent, &other.absent);
        common(&mut merged.present, &other.present);
        common(&mut merged.flags, &other.flags);
        if self.live != other.live {
            merged.started(&other.live);
        }
        if self.peers != other.peers {
            merged.announced(&other.peers);
        }
        merged
    }
}

fn join(list: &mut Vec<ThreadId>, more: &[ThreadId]) {
    for thread in more {
        if let Err(place) = list.binary_search(thread) {
            list.insert(place, *thread);
        }
    }
}

/// What holds on both ways.
fn common<T: Clone + PartialEq>(ours: &mut Rc<Vec<T>>, theirs: &Rc<Vec<T>>) {
    if ours != theirs {
        Rc::make_mut(ours).retain(|known| theirs.contains(known));
    }
}

fn merge_locks(ours: &[Held], theirs: &[Held]) -> Vec<Held> {
    let alike = |a: &Held, b: &Held| a.spot == b.spot && a.mode == b.mode && a.order == b.order;
    let mut merged: Vec<Held> = Vec::new();
    for held in ours.iter().chain(theirs) {
        if merged.iter().any(|known| alike(known, held)) {
            continue;
        }
        let of = |list: &[Held]| list.iter().find(|other| alike(held, other)).cloned();
        let maybe = match (of(ours), of(theirs)) {
            (Some(a), Some(b)) => a.maybe || b.maybe,
            _ => true,
        };
        merged.push(Held { maybe, ..held.clone() });
    }
    merged
}

fn merge_acquired(ours: &[Acquired], theirs: &[Acquired], is_loop: bool) -> Vec<Acquired> {
    let mut merged: Vec<Acquired> = Vec::new();
    for acquired in ours.iter().chain(theirs) {
        if merged.iter().any(|known| known.key == acquired.key) {
            continue;
        }
        let of = |list: &[Acquired]| list.iter().find(|other| other.key == acquired.key).cloned();
        let (a, b) = match (of(ours), of(theirs)) {
            (Some(a), Some(b)) => (a, b),
            (Some(one), None) | (None, Some(one)) => {
                merged.push(Acquired { sure: one.sure.filter(|_| is_loop), ..one });
                continue;
            }
            (None, None) => continue,
        };
        let sure = match is_loop {
            true => a.sure.max(b.sure),
            false => a.sure.min(b.sure),
        };
        merged.push(Acquired { sure, ..if a.time < b.time { b } else { a } });
    }
    merged
}
