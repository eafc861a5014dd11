//! Whether two threads were inside one lock together, as far as their records go.
//!
//! Three answers: nobody was, these two were, or it was not judged. The first is of what was kept alone, which
//! is told. Only locks that mark where a thread enters and leaves can be judged: those of our own that can be
//! counted. Maps of crates, lock-free ones and those with an owner are not.

use super::observe::{Record, Ring};
#[cfg(test)]
use crate::base::schema::Count;
use crate::strategy::parts::sections::Section;
use serde::Serialize;

/// Overlaps that are told; others are counted.
const TOLD: usize = 10;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Audit {
    /// No two of the sections that were kept overlap.
    Clean {
        #[cfg_attr(test, schemars(with = "Count"))]
        sections: u64,
        #[cfg_attr(test, schemars(with = "Count"))]
        overwritten: u64,
    },
    /// Two threads were inside one lock together, so many times; the first of them with both records.
    Overlap {
        #[cfg_attr(test, schemars(with = "Count"))]
        sections: u64,
        #[cfg_attr(test, schemars(with = "Count"))]
        overwritten: u64,
        #[cfg_attr(test, schemars(with = "Count"))]
        times: u64,
        overlaps: Vec<[Witness; 2]>,
    },
    /// The map has no lock that marks where a thread enters and leaves.
    NotJudged,
}

/// One of the two: its thread, the operation that it was in, and when it was inside, in tickets of one counter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Witness {
    #[cfg_attr(test, schemars(with = "Count"))]
    pub thread: usize,
    #[cfg_attr(test, schemars(regex(pattern = "^[a-z_]+$")))]
    pub call: &'static str,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub key: Option<u32>,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub enter: u64,
    #[cfg_attr(test, schemars(with = "Count"))]
    pub leave: u64,
}

/// A section and the operation it was part of.
pub type Marked = (Section, Record);

impl Audit {
    pub fn of(rings: &[Ring<Marked>]) -> Self {
        let overwritten = rings.iter().map(Ring::overwritten).sum();
        let mut all: Vec<(usize, &Marked)> = Vec::new();
        for (ring, thread) in rings.iter().zip(0..) {
            all.extend(ring.iter().map(|marked| (thread, marked)));
        }
        let sections = all.len() as u64;
        all.sort_unstable_by_key(|(_, (section, _))| (section.lock, section.enter));
        let (mut times, mut overlaps) = (0, Vec::new());
        // Of those before, who leaves last: of all, and of those who wanted to be alone.
        let mut last: [Option<&(usize, &Marked)>; 2] = [None; 2];
        for one in &all {
            let section = &one.1.0;
            let before = last.iter().flatten().find(|before| before.1.0.clashes(section));
            if let Some(before) = before {
                times += 1;
                if overlaps.len() < TOLD {
                    overlaps.push([witness(before), witness(one)]);
                }
            }
            let later = |known: &Option<&(usize, &Marked)>| {
                known.is_none_or(|known| {
                    known.1.0.lock != section.lock || known.1.0.leave < section.leave
                })
            };
            if later(&last[0]) {
                last[0] = Some(one);
            }
            if section.alone && later(&last[1]) {
                last[1] = Some(one);
            }
        }
        match times {
            0 => Self::Clean { sections, overwritten },
            times => Self::Overlap { sections, overwritten, times, overlaps },
        }
    }
}

fn witness((thread, (section, record)): &(usize, &Marked)) -> Witness {
    let Section { enter, leave, .. } = *section;
    Witness { thread: *thread, call: record.call.name(), key: record.key, enter, leave }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::rng::scale;
    use crate::base::units::Nanos;
    use crate::strategy::Call;
    use crate::strategy::metrics::Outcome;
    use rand_core::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn rings(sections: &[(usize, Section)]) -> Vec<Ring<Marked>> {
        let mut rings = vec![Ring::default(); 3];
        for (thread, section) in sections {
            let record = Record {
                call: Call::Insert,
                outcome: Outcome::Done,
                overrun: false,
                key: Some(section.enter as u32),
                begun: Nanos(0),
                took: Nanos(0),
                fault: None,
            };
            rings[*thread].push((*section, record));
        }
        rings
    }

    /// Sections of locks that exclude as they should.
    fn honest(rng: &mut impl Rng) -> Vec<(usize, Section)> {
        let mut sections = Vec::new();
        for place in 0..300 {
            let (lock, alone) = (rng.next_u64() as usize % 3, rng.next_u64().is_multiple_of(2));
            let ticket = place * 10;
            let section = Section { lock, alone, enter: ticket, leave: ticket + 9 };
            sections.push((rng.next_u64() as usize % 3, section));
            if !alone {
                // Another reader inside.
                let section = Section { enter: ticket + 1, leave: ticket + 5, ..section };
                sections.push((rng.next_u64() as usize % 3, section));
            }
        }
        sections
    }

    #[test]
    fn every_seeded_overlap_is_found_with_both_records_and_none_that_is_not_there() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        for _ in 0..200 {
            let mut sections = honest(&mut rng);
            let count = sections.len() as u64;
            let clean = Audit::Clean { sections: count, overwritten: 0 };
            assert_eq!(Audit::of(&rings(&sections)), clean);
            // One who comes in while another one is there, and one of the two wants to be alone.
            let victim = sections[scale(rng.next_u64(), count as u32) as usize].1;
            let alone = !victim.alone || rng.next_u64().is_multiple_of(2);
            let intruder =
                Section { alone, enter: victim.enter + 2, leave: victim.enter + 4, ..victim };
            sections.push((2, intruder));
            let Audit::Overlap { overlaps, .. } = Audit::of(&rings(&sections)) else {
                panic!("{victim:?} and {intruder:?} were not found")
            };
            let named = overlaps.iter().flatten().any(|witness| witness.enter == intruder.enter);
            assert!(named, "{overlaps:?}");
        }
    }
}
