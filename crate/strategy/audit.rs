//! A record of each access of a client, and whether two of them were inside one lock or table together.
//!
//! A thread writes its records into a ring of its own, of a fixed size: no lock, and nothing is allocated.
//! What the ring has no room for is overwritten and counted. Whether two threads were inside together is seen
//! as it happens, over all accesses and not over what was kept alone ([`sections`](super::parts::sections)); the records of those who
//! were are put aside. There are three answers: nobody ever was, these two were, or it was not judged, since
//! nothing of the map marks who is inside.

use super::Call;
use super::metrics::Outcome;
use super::parts::sections::{Section, noted};
#[cfg(test)]
use crate::base::schema::Count;
use crate::base::units::Nanos;
use serde::Serialize;
use std::cell::Cell;
use std::fmt;

/// Records that each thread keeps, unless it is told another number.
pub const RING: usize = 1 << 12;
/// Stays that each thread puts aside: so many of the first, and of the latest.
const FIRST: u64 = 8;
const LATEST: u64 = 8;
/// Overlaps that are told, half of them the first and half the last; others are counted.
const TOLD: usize = 10;

/// The latest of whatever is written down one after the other.
#[derive(Clone, Debug)]
pub struct Ring<T> {
    records: Vec<T>,
    size: usize,
    written: u64,
}

impl<T> Ring<T> {
    /// With room for so many.
    pub fn new(size: usize) -> Self {
        Self { records: Vec::with_capacity(size), size, written: 0 }
    }

    #[inline]
    pub fn push(&mut self, record: T) {
        let place = (self.written % self.size as u64) as usize;
        match self.records.get_mut(place) {
            Some(old) => *old = record,
            None => self.records.push(record),
        }
        self.written += 1;
    }

    /// From the oldest that there is.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        let oldest = match self.overwritten() {
            0 => 0,
            _ => (self.written % self.size as u64) as usize,
        };
        let (newer, older) = self.records.split_at(oldest);
        older.iter().chain(newer)
    }

    pub fn retained(&self) -> u64 {
        self.records.len() as u64
    }

    pub fn overwritten(&self) -> u64 {
        self.written - self.retained()
    }
}

/// One access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    pub call: Call,
    pub outcome: Outcome,
    /// What stands for its key; none for what is of no one key.
    pub key: Option<u64>,
    /// When it began on its thread's clock, from the thread's first, and how long it took; of samples alone.
    pub time: Option<(Nanos, Nanos)>,
}

/// What one thread has written down.
#[derive(Clone, Debug)]
pub struct Trail {
    pub thread: usize,
    pub accesses: Ring<Access>,
    /// Stays inside locks or tables that mark it.
    sections: u64,
    /// How often it found somebody inside who must not be.
    overlaps: u64,
    suspects: Suspects,
}

/// Stays in which somebody was found.
#[derive(Clone, Debug)]
struct Suspects {
    kept: Vec<(Section, Access)>,
    met: u64,
}

impl Trail {
    pub fn new(thread: usize) -> Self {
        let suspects = Suspects { kept: Vec::with_capacity((FIRST + LATEST) as usize), met: 0 };
        Self { thread, accesses: Ring::new(RING), sections: 0, overlaps: 0, suspects }
    }

    /// An access is over; its stays are those that its thread has noted.
    #[inline]
    pub fn push(&mut self, access: Access) {
        let Self { overlaps, suspects, .. } = self;
        self.sections += noted(|section| suspects.put_aside(overlaps, section, access));
        self.accesses.push(access);
    }

    /// The same where it was one stay, which is known.
    pub fn push_stay(&mut self, access: Access, section: Section) {
        self.sections += 1;
        if section.suspect {
            self.suspects.put_aside(&mut self.overlaps, section, access);
        }
        self.accesses.push(access);
    }
}

impl Suspects {
    #[cold]
    fn put_aside(&mut self, overlaps: &mut u64, section: Section, access: Access) {
        *overlaps += u64::from(section.found);
        let place = match self.met {
            first if first < FIRST => first,
            later => FIRST + (later - FIRST) % LATEST,
        };
        match self.kept.get_mut(place as usize) {
            Some(old) => *old = (section, access),
            None => self.kept.push((section, access)),
        }
        self.met += 1;
    }
}

/// What all threads have written down.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Something marks who is inside.
    pub marks: bool,
    pub trails: Vec<Trail>,
}

/// What came of an audit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Audit {
    #[serde(flatten)]
    pub answer: Answer,
    pub records: Records,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Answer {
    /// In all stays inside its locks, nobody found anybody who must not be there.
    Clean {
        #[cfg_attr(test, schemars(with = "Count"))]
        sections: u64,
    },
    /// Two threads were inside one lock or table together, so many times; the first and the last of them, with
    /// both records of each.
    Overlap {
        #[cfg_attr(test, schemars(with = "Count"))]
        sections: u64,
        #[cfg_attr(test, schemars(range(min = 1)))]
        times: u64,
        overlaps: Vec<[Witness; 2]>,
    },
    /// Nothing of the map marks where a thread enters and leaves.
    NotJudged,
}

/// One of the two: its thread, its access, and when it was inside, in tickets of that lock.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Witness {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub thread: usize,
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z_]+$")))]
    pub call: &'static str,
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z]+$")))]
    pub outcome: &'static str,
    /// Its place in the key space.
    #[cfg_attr(test, schemars(with = "Option<Count>"))]
    pub key: Option<u32>,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub enter: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub leave: u64,
}

/// Its thread from 0, its call and its key: `thread 1 in insert of key 7`.
impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "thread {} in {}", self.thread, self.call)?;
        self.key.map_or(Ok(()), |key| write!(f, " of key {key}"))
    }
}

/// Accesses of which a record was kept, and those whose record was overwritten: together all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Records {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub retained: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub overwritten: u64,
}

impl Records {
    pub fn of<'a, T: 'a>(rings: impl Iterator<Item = &'a Ring<T>>) -> Self {
        rings.fold(Self::default(), |Self { retained, overwritten }, ring| Self {
            retained: retained + ring.retained(),
            overwritten: overwritten + ring.overwritten(),
        })
    }
}

impl Evidence {
    /// `place`: that of a key in the key space, by what stands for it.
    pub fn audit(&self, place: impl Fn(u64) -> Option<u32>) -> Audit {
        let sections = self.trails.iter().map(|trail| trail.sections).sum();
        let times = self.trails.iter().map(|trail| trail.overlaps).sum();
        let answer = match times {
            _ if !self.marks => Answer::NotJudged,
            0 => Answer::Clean { sections },
            times => Answer::Overlap { sections, times, overlaps: self.overlaps(&place) },
        };
        let records = Records::of(self.trails.iter().map(|trail| &trail.accesses));
        Audit { answer, records }
    }

    fn overlaps(&self, place: &impl Fn(u64) -> Option<u32>) -> Vec<[Witness; 2]> {
        let suspects = |trail: &'_ Trail| {
            let thread = trail.thread;
            let stays = trail.suspects.kept.iter();
            let stays = stays.map(move |&(section, access)| (thread, section, access));
            stays.collect::<Vec<_>>()
        };
        let mut all: Vec<(usize, Section, Access)> =
            self.trails.iter().flat_map(suspects).collect();
        all.sort_by_key(|(_, section, _)| (section.enter, section.lock));
        let witness = |&(thread, section, access): &(usize, Section, Access)| {
            let (call, outcome) = (access.call.name(), access.outcome.name());
            let Section { enter, leave, .. } = section;
            Witness { thread, call, outcome, key: access.key.and_then(place), enter, leave }
        };
        let seconds = all.iter().enumerate().filter(|(_, second)| second.1.found);
        let mut pairs: Vec<[Witness; 2]> = seconds
            .flat_map(|(number, second)| {
                let firsts = all[..number].iter().filter(|first| first.1.overlaps(&second.1));
                firsts.map(|first| [witness(first), witness(second)])
            })
            .collect();
        if pairs.len() > TOLD {
            pairs.drain(TOLD / 2..pairs.len() - TOLD / 2);
        }
        pairs
    }
}

thread_local! {
    static CLIENT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Has a handle made that is a client's, of that number. Whoever loads a map or looks it through is none.
pub fn as_client<R>(number: Option<usize>, make: impl FnOnce() -> R) -> R {
    CLIENT.set(number);
    let handle = make();
    CLIENT.set(None);
    handle
}

/// The client that a handle is being made for.
pub fn client() -> Option<usize> {
    CLIENT.get()
}

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use crate::base::rng::scale;
    use crate::strategy::parts::sections::{Mark, Stay};
    use rand_core::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn a_ring_keeps_the_latest_and_counts_the_rest() {
        let mut ring = Ring::new(8);
        for number in 0..21 {
            assert_eq!(ring.retained() + ring.overwritten(), number);
            ring.push(number);
            let kept: Vec<u64> = ring.iter().copied().collect();
            let oldest = (number + 1).saturating_sub(8);
            assert_eq!(kept, (oldest..=number).collect::<Vec<u64>>());
        }
    }

    fn access(number: u64) -> Access {
        Access { call: Call::Insert, outcome: Outcome::Done, key: Some(number), time: None }
    }

    /// Threads that come to marked places and go, in any order that the draws give: what was together is known
    /// here because it was under way together.
    struct World {
        marks: Vec<Mark>,
        under_way: Vec<Option<(usize, bool, Stay, u64)>>,
        trails: Vec<Trail>,
        together: Vec<[u64; 2]>,
        number: u64,
    }

    const THREADS: usize = 4;

    impl World {
        fn new() -> Self {
            Self {
                marks: (0..2).map(|_| Mark::default()).collect(),
                under_way: vec![None; THREADS],
                trails: (0..THREADS).map(Trail::new).collect(),
                together: Vec::new(),
                number: 0,
            }
        }

        fn turn(&mut self, thread: usize, place: usize, alone: bool) {
            if let Some((place, _, stay, number)) = self.under_way[thread].take() {
                let section = self.marks[place].leave(stay);
                self.trails[thread].push_stay(access(number), section);
                return;
            }
            self.number += 1;
            let inside = self.under_way.iter().flatten();
            let rivals = inside.filter(|(other, among, ..)| *other == place && (alone || *among));
            self.together.extend(rivals.map(|(.., number)| [*number, self.number]));
            let stay = self.marks[place].enter(alone);
            self.under_way[thread] = Some((place, alone, stay, self.number));
        }

        /// Whether somebody may come there alone, or among others, without a rival.
        fn is_free(&self, place: usize, alone: bool) -> bool {
            let inside = self.under_way.iter().flatten();
            !inside.clone().any(|(other, among, ..)| *other == place && (alone || *among))
        }

        fn end(mut self) -> (Audit, Vec<[u64; 2]>) {
            for thread in 0..THREADS {
                if self.under_way[thread].is_some() {
                    self.turn(thread, 0, true);
                }
            }
            let evidence = Evidence { marks: true, trails: self.trails };
            (evidence.audit(|key| u32::try_from(key).ok()), self.together)
        }
    }

    /// `overlaps`: how many comings of a hundred are in spite of a rival.
    fn play(rng: &mut impl Rng, overlaps: u32) -> (Audit, Vec<[u64; 2]>) {
        let mut world = World::new();
        for _ in 0..200 {
            let [thread, place, alone, anyway] =
                [THREADS as u32, 2, 2, 100].map(|bound| scale(rng.next_u64(), bound));
            let (thread, place, alone) = (thread as usize, place as usize, alone == 0);
            let leaves = world.under_way[thread].is_some();
            if leaves || world.is_free(place, alone) || anyway < overlaps {
                world.turn(thread, place, alone);
            }
        }
        world.end()
    }

    #[test]
    fn every_seeded_overlap_is_found_with_both_records() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut seen = 0;
        for _ in 0..500 {
            let (audit, together) = play(&mut rng, 3);
            let named: Vec<[u64; 2]> = match &audit.answer {
                Answer::Clean { .. } => Vec::new(),
                Answer::Overlap { overlaps, .. } => overlaps
                    .iter()
                    .map(|pair| pair.each_ref().map(|it| it.key.unwrap().into()))
                    .collect(),
                Answer::NotJudged => panic!("it was"),
            };
            assert_eq!(named.is_empty(), together.is_empty(), "{audit:?} {together:?}");
            assert!(named.iter().all(|pair| together.contains(pair)), "{named:?} {together:?}");
            assert!(named.len() == TOLD || named.len() == together.len(), "{named:?} {together:?}");
            seen += named.len();
        }
        assert!(seen > 500, "{seen}");
    }

    #[test]
    fn none_is_found_where_there_was_none() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(6);
        for _ in 0..500 {
            let (audit, together) = play(&mut rng, 0);
            assert_eq!(together, Vec::<[u64; 2]>::new());
            assert!(matches!(audit.answer, Answer::Clean { sections: 50.. }), "{audit:?}");
            assert_eq!(audit.records.overwritten, 0);
        }
    }

    #[test]
    fn what_marks_nothing_is_not_judged() {
        let mut trail = Trail::new(0);
        trail.push(access(1));
        let evidence = Evidence { marks: false, trails: vec![trail] };
        let Audit { answer, records } = evidence.audit(|_| None);
        assert_eq!((answer, records.retained), (Answer::NotJudged, 1));
    }
}
