//! Whether two accesses of one walk can meet: which goroutines run at once, what comes before what, and
//! which locks keep them apart.

use super::finding::Access;
use super::walk::{
    Acquired, Assigned, Channel, Flag, Held, Mode, Part, Record, Release, Same, Spot, ThreadId,
    Time, Walked, same_parts,
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
    forth.max(back).max(weak_forth.min(weak_back))
}

/// Who let go may have waited for somebody else before, and so on this often; and how many such are looked at.
const MAX_HOPS: u32 = 2;
const MAX_STEPS: u32 = 200;

/// Whether something that follows `a` was waited for before `b`; and whether from turn to turn.
fn before(walked: &Walked, a: &Record, b: &Record) -> (Sure, Sure) {
    if !walked.releases.iter().any(|release| release.thread == a.thread) {
        return (Sure::No, Sure::No);
    }
    let point = Point { acquired: &b.acquired, loops: &b.loops, thread: b.thread };
    let (direct, weak) = reaches(walked, a, &point);
    let through = match direct {
        Sure::Yes => Sure::No,
        _ => reaches_through(walked, a, &point, MAX_HOPS, &mut { MAX_STEPS }),
    };
    (direct.max(through), weak)
}

/// Where something is done in a goroutine, and what was waited for before.
struct Point<'w> {
    acquired: &'w [Acquired],
    loops: &'w [u32],
    thread: ThreadId,
}

/// What the goroutine of `a` lets go is waited for.
fn reaches(walked: &Walked, a: &Record, b: &Point) -> (Sure, Sure) {
    let (mut best, mut weak) = (Sure::No, Sure::No);
    for release in walked.releases.iter().filter(|release| release.thread == a.thread) {
        let turns = common(&release.loops, &a.loops);
        if release.time < a.time && !turns {
            continue;
        }
        let most = both_ways(walked, release, b.thread);
        for acquired in b.acquired {
            let surely = meets(walked, release, acquired).min(most);
            if surely == Sure::No {
                continue;
            }
            let waits_in_turn = common(&acquired.loops, b.loops) && acquired.thread == b.thread;
            let whole = acquired.drains
                || !acquired.loops.is_empty()
                || acquired.count > 1
                || !release.is_send;
            match (turns, waits_in_turn) {
                (true, true) => weak = weak.max(surely),
                (true, false) if !whole => {}
                _ => best = best.max(surely),
            }
        }
    }
    (best, weak)
}

/// Another goroutine has waited for that before it let go what is waited for.
fn reaches_through(walked: &Walked, a: &Record, b: &Point, hops: u32, steps: &mut u32) -> Sure {
    let mut best = Sure::No;
    for acquired in b.acquired {
        for release in walked.releases.iter().filter(|release| release.key == acquired.key) {
            let other = ![a.thread, b.thread].contains(&release.thread);
            // Of what is sent and received in loops nobody knows which is which.
            let single = !release.is_send || release.loops.is_empty() && acquired.loops.is_empty();
            if !other || !single || release.acquired.is_empty() {
                continue;
            }
            let surely = meets(walked, release, acquired);
            if surely <= best {
                continue;
            }
            if *steps == 0 {
                return best;
            }
            *steps -= 1;
            let (acquired, loops) = (&release.acquired[..], &release.loops[..]);
            let point = Point { acquired, loops, thread: release.thread };
            let mut found = reaches(walked, a, &point).0;
            if hops > 1 && found < surely {
                found = found.max(reaches_through(walked, a, &point, hops - 1, steps));
            }
            best = best.max(found.min(surely));
        }
    }
    best
}

/// Whether what was waited for is what was let go.
fn meets(walked: &Walked, release: &Release, acquired: &Acquired) -> Sure {
    if acquired.key != release.key || acquired.turn && !release.is_send {
        return Sure::No;
    }
    let start = started(walked, release.thread, acquired.thread);
    // It was waited for before the goroutine was even started.
    if acquired.time < start || !enough(walked, release.thread, release, acquired) {
        return Sure::No;
    }
    match acquired.sure.is_some_and(|sure| sure >= start) {
        true => Sure::Yes,
        false => Sure::Maybe,
    }
}

/// What a send proves at most where both goroutines send to the channel and receive from it: each may have
/// received what a third one sent, or what it sent itself. Nothing, if they are of one go statement and so do the
/// same; two that play ball may know that there is one ball.
fn both_ways(walked: &Walked, release: &Release, other: ThreadId) -> Sure {
    let receives = || walked.waits.contains(&(release.thread, release.key.clone()));
    let sends =
        |known: &Release| known.thread == other && known.is_send && known.key == release.key;
    if !release.is_send || !receives() || !walked.releases.iter().any(sends) {
        return Sure::Yes;
    }
    let site = |thread: ThreadId| walked.threads[thread as usize].site;
    if site(release.thread) == site(other) { Sure::No } else { Sure::Maybe }
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
    let paired = || walked.paired.contains(&(record.thread, held.spot.clone()));
    // With a second token, two have the lock.
    let single = || !walked.fills.iter().any(|(key, fills)| *key == held.spot && *fills > 1);
    !held.order
        && !held.copied
        && match held.channel {
            None => true,
            Some(Channel::Token) => paired() && single(),
            Some(_) => paired(),
        }
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
            // That is a doubt of its own.
            let unknown = [ours, theirs].iter().any(|held| held.channel == Some(Channel::Unknown));
            if !counts || unknown {
                continue;
            }
            let sure = match same(walked, &ours.spot, &theirs.spot) {
                Same::No => continue,
                // The lock of the same element as the map; else one lock of many for one map.
                Same::Perhaps if spots == Same::Yes => continue,
                // The lock of one thing for the map of another.
                Same::Perhaps if !(is_beside(ours, a) && is_beside(theirs, b)) => continue,
                _ if ours.maybe || theirs.maybe => Sure::Maybe,
                _ => Sure::Yes,
            };
            best = best.max(sure);
        }
    }
    best
}

/// Whether a lock in one of many things is in that which has the map.
fn is_beside(held: &Held, record: &Record) -> bool {
    let (lock, map) = (&held.spot, &record.spot);
    let element = lock.parts.iter().rposition(|part| matches!(part, Part::Element(_)));
    let above = element.map_or(0, |last| last + 1);
    let shape = |parts: &[Part]| parts.iter().map(std::mem::discriminant).collect::<Vec<_>>();
    // Of something else nothing is known.
    lock.root != map.root
        || map.parts.len() < above
        || shape(&lock.parts[..above]) != shape(&map.parts[..above])
        || lock.parts[..above] == map.parts[..above]
}
