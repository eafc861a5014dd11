//! Whether two accesses of one walk can meet: which goroutines run at once, what comes before what, and
//! which locks keep them apart.

use super::finding::Access;
use super::walk::{
    Acquired, Assigned, Flag, Held, Mode, Record, Release, Same, Spot, ThreadId, Time, Walked,
    same_parts,
};

/// How sure something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    No,
    Maybe,
    Yes,
}

/// Whether accesses of these kinds to one map must not meet.
pub fn clash(a: Access, b: Access) -> bool {
    use Access::{Iteration, Length, Read, Write};
    let contents = |kind| matches!(kind, Read | Length | Iteration | Write);
    (a == Write || b == Write) && contents(a) && contents(b)
}

/// Whether one gives the variable another map from which the other has just read its own.
pub fn replaces<'r>(a: &'r Record, b: &'r Record) -> Option<(&'r Spot, &'r Spot)> {
    if a.kind == Access::Replacement {
        let held = if b.kind == Access::Replacement { Some(&b.spot) } else { b.via.as_ref() };
        return held.map(|held| (&a.spot, held));
    }
    (b.kind == Access::Replacement).then(|| a.via.as_ref().map(|held| (held, &b.spot))).flatten()
}

pub fn same(walked: &Walked, a: &Spot, b: &Spot) -> Same {
    match a.root == b.root {
        true => same_parts(&a.parts, &b.parts, &walked.roots),
        false => Same::No,
    }
}

/// Whether the goroutines may run at the same time, going by their starts alone.
pub fn at_once(a: &Record, b: &Record) -> bool {
    a.thread != b.thread
        && (b.live.binary_search(&a.thread).is_ok() || a.live.binary_search(&b.thread).is_ok())
}

/// Whether a flag cannot be as it was on both ways.
pub fn excluded(walked: &Walked, a: &Record, b: &Record) -> bool {
    let differ = |ours: &Flag, theirs: &Flag| {
        ours.var == theirs.var
            && ours.value != theirs.value
            && match walked.assigned.get(&ours.var) {
                None => true,
                // Once it is so it stays so.
                Some(Assigned::Only(value)) => {
                    let (set, other) =
                        if ours.value == *value { (ours, theirs) } else { (theirs, ours) };
                    set.thread == other.thread && set.time < other.time
                }
                Some(Assigned::Anything) => false,
            }
    };
    a.flags.iter().any(|ours| b.flags.iter().any(|theirs| differ(ours, theirs)))
}

/// Whether one of them comes before the other, whichever.
pub fn ordered(walked: &Walked, a: &Record, b: &Record) -> Sure {
    let (forth, weak_forth) = before(walked, a, b);
    let (back, weak_back) = before(walked, b, a);
    // Turn and turn about: each waits for the other in every turn of a loop.
    if weak_forth && weak_back { Sure::Yes } else { forth.max(back) }
}

/// Whether something that follows `a` was waited for before `b`; and whether only from turn to turn.
fn before(walked: &Walked, a: &Record, b: &Record) -> (Sure, bool) {
    let (mut best, mut weak) = (Sure::No, false);
    for release in walked.releases.iter().filter(|release| release.thread == a.thread) {
        let turns = common(&release.loops, &a.loops);
        if release.time < a.time && !turns {
            continue;
        }
        for acquired in b.acquired.iter().filter(|acquired| acquired.key == release.key) {
            if acquired.turn && !release.is_send {
                continue;
            }
            let start = started(walked, a.thread, acquired.thread);
            // It was waited for before the goroutine was even started.
            if acquired.time < start || !enough(walked, a.thread, release, acquired) {
                continue;
            }
            let surely = acquired.sure.is_some_and(|sure| sure >= start);
            let waits_in_turn = common(&acquired.loops, &b.loops) && acquired.thread == b.thread;
            let whole = acquired.drains
                || !acquired.loops.is_empty()
                || acquired.count > 1
                || !release.is_send;
            match (turns, waits_in_turn) {
                (true, true) => weak = true,
                (true, false) if !whole => {}
                _ => best = best.max(if surely { Sure::Yes } else { Sure::Maybe }),
            }
        }
    }
    (best, weak)
}

fn common(a: &[u32], b: &[u32]) -> bool {
    a.iter().any(|id| b.contains(id))
}

/// When `by` started the goroutine or one that it descends from.
fn started(walked: &Walked, thread: ThreadId, by: ThreadId) -> Time {
    let mut at = thread;
    while at != 0 {
        let info = &walked.threads[at as usize];
        if info.parent == by {
            return info.time;
        }
        at = info.parent;
    }
    0
}

/// One receive awaits one of many goroutines.
fn enough(walked: &Walked, thread: ThreadId, release: &Release, acquired: &Acquired) -> bool {
    let many = walked.threads[thread as usize].loops.iter().any(|id| !acquired.loops.contains(id));
    !(many && release.is_send)
        || acquired.drains
        || acquired.count > 1
        || !acquired.loops.is_empty()
}

/// Whether a lock counts as one.
pub fn is_lock(walked: &Walked, record: &Record, held: &Held) -> bool {
    !held.order
        && !held.copied
        && (!held.channel || walked.paired.contains(&(record.thread, held.spot.clone())))
}

/// Whether both hold a lock that only one can hold.
pub fn apart(walked: &Walked, a: &Record, b: &Record, spots: Same) -> Sure {
    let mut best = Sure::No;
    for ours in a.locks.iter() {
        for theirs in b.locks.iter().filter(|theirs| theirs.order == ours.order) {
            if ours.mode == Mode::Read && theirs.mode == Mode::Read {
                continue;
            }
            let counts = ours.order || is_lock(walked, a, ours) && is_lock(walked, b, theirs);
            if !counts {
                continue;
            }
            let sure = match same(walked, &ours.spot, &theirs.spot) {
                Same::No => continue,
                // The lock of the same element as the map; else one lock of many for one map.
                Same::Perhaps if spots == Same::Yes => continue,
                _ if ours.maybe || theirs.maybe => Sure::Maybe,
                _ => Sure::Yes,
            };
            best = best.max(sure);
        }
    }
    best
}
