//! What a reader of a trace should not miss, noted at the step where it happens.

use crate::model::layout::{Address, Bucket, Cell, HASH_WRITING, MIN_TOPHASH, SLOTS, is_empty};
use crate::model::machine::step::{Caller, Enter, Grow, Insert, Leave, Search, Step};
use crate::model::machine::{Answer, MicroStep, Running};
use crate::model::memory::{Access, Memory, Private};
use crate::model::program::Statement;
use crate::model::world::{Goroutine, Observed, State, World};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteKind {
    /// A search passes a slot that holds its key, but no tophash yet.
    KeyWithoutTophash,
    /// A read finds the key, but its value has not been stored yet.
    ValueNotStored,
    /// Right now the key is in neither its old nor its new bucket.
    KeyInNeither,
    /// A read ends without the key, which is on its way or there.
    MissedKey,
    /// Two have chosen this empty slot.
    SlotChosenByTwo,
    /// A key is stored over another that has just been made somebody's.
    SlotTaken,
    /// Another's flag is taken away.
    FlagClearedByOther,
    /// Both believe that the flag is theirs.
    FlagSetByTwo,
    /// A count is overwritten that another has changed since it was loaded.
    CountLost,
    /// A first array replaces another's, with what that holds.
    FirstTableLost,
    /// A growth begins in the midst of another.
    GrowthLost,
    /// A value is stored in a slot that is another key's by now.
    ValueUnderOtherKey,
    /// A value is stored in a slot that has been moved or deleted.
    ValueLost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    pub kind: NoteKind,
    pub key: Option<u64>,
    pub bucket: Option<u32>,
    pub slot: Option<u8>,
    /// The goroutine on the other side, from 0.
    pub other: Option<u8>,
}

/// What is known before a step.
pub struct Before {
    mover: usize,
    micro: MicroStep,
    notes: Vec<Note>,
    chosen: Option<(Bucket, u8)>,
    observed: usize,
}

fn note(kind: NoteKind, key: Option<u64>, place: Option<(Bucket, u8)>, other: Option<u8>) -> Note {
    let bucket = place.map(|(bucket, _)| bucket.number());
    Note { kind, key, bucket, slot: place.map(|(_, slot)| slot), other }
}

impl Before {
    pub fn new(world: &World, mover: usize) -> Self {
        let running = &world.goroutines[mover].running;
        let micro = running.at(&world.memory);
        let mut before = Self {
            mover,
            micro,
            notes: Vec::new(),
            chosen: running.chosen_slot(),
            observed: world.observed[mover].len(),
        };
        match micro.access {
            Access::Local => {}
            Access::Load { at, word } => before.loads(world, running, at, word),
            Access::Store { at, old, new } => before.stores(world, running, at, old, new),
        }
        before
    }

    pub fn micro(&self) -> MicroStep {
        self.micro
    }

    /// The step's notes, now that it has been made.
    pub fn notes(mut self, world: &World) -> Vec<Note> {
        let running = &world.goroutines[self.mover].running;
        if let Some(place) = running.chosen_slot().filter(|place| self.chosen != Some(*place)) {
            let other = others(world, self.mover, |other| other.chosen_slot() == Some(place));
            if other.is_some() {
                self.add(NoteKind::SlotChosenByTwo, Some(running.key()), Some(place), other);
            }
        }
        self.missed(world);
        for (goroutine, number) in world.goroutines.iter().zip(0..) {
            let between = goroutine.running.between_buckets();
            if let Some(place) = between.filter(|_| goroutine.state == State::Ready) {
                let key = world.memory.load(place.0.key(place.1));
                self.add(NoteKind::KeyInNeither, Some(key), Some(place), Some(number));
            }
        }
        self.notes
    }

    fn add(
        &mut self,
        kind: NoteKind,
        key: Option<u64>,
        place: Option<(Bucket, u8)>,
        other: Option<u8>,
    ) {
        self.notes.push(note(kind, key, place, other));
    }

    fn loads(&mut self, world: &World, running: &Running, at: Address, word: u64) {
        let key = running.key();
        match (self.micro.step, at.cell()) {
            (Step::Search(Search::SearchTophash), Cell::Tophash(bucket, slot))
                if is_empty(word) =>
            {
                let there = world.memory.load(bucket.key(slot)) == key;
                let other = others(world, self.mover, |other| {
                    let stores = other.next() == Step::Insert(Insert::TophashStore);
                    stores && other.chosen_slot() == Some((bucket, slot)) && other.key() == key
                });
                if there && other.is_some() {
                    let place = Some((bucket, slot));
                    self.add(NoteKind::KeyWithoutTophash, Some(key), place, other);
                }
            }
            (
                Step::Caller(Caller::ValueLoad | Caller::ItemValueLoad),
                Cell::Value(bucket, slot),
            ) if word == 0 => {
                let other = others(world, self.mover, |other| {
                    other.found() == (bucket, slot)
                        && matches!(other.statement(), Statement::Assign { .. })
                        && matches!(
                            other.next(),
                            Step::Insert(Insert::CountLoad | Insert::CountStore)
                                | Step::Leave(_)
                                | Step::Caller(Caller::ValueStore)
                        )
                });
                if other.is_some() {
                    let key = world.memory.load(bucket.key(slot));
                    let place = Some((bucket, slot));
                    self.add(NoteKind::ValueNotStored, Some(key), place, other);
                }
            }
            _ => {}
        }
    }

    fn stores(&mut self, world: &World, running: &Running, at: Address, old: u64, new: u64) {
        let key = Some(running.key());
        let sets = |word: u64| word & HASH_WRITING != 0;
        match (self.micro.step, at.cell()) {
            (Step::Enter(Enter::ToggleStore) | Step::Leave(Leave::ReleaseStore), _) => {
                let other = others(world, self.mover, Running::holds_flag);
                match (sets(old), sets(new), other) {
                    (true, false, Some(_)) => {
                        self.add(NoteKind::FlagClearedByOther, None, None, other);
                    }
                    (true, true, _) => self.add(NoteKind::FlagSetByTwo, None, None, other),
                    _ => {}
                }
            }
            (Step::Enter(Enter::FirstTableStore), _) if old != 0 => {
                self.add(NoteKind::FirstTableLost, None, None, None);
            }
            (Step::Grow(Grow::GrowOldStore), _) if old != 0 => {
                self.add(NoteKind::GrowthLost, None, None, None);
            }
            (Step::Insert(Insert::CountStore), _) => {
                let deletes = matches!(running.statement(), Statement::Delete { .. });
                let change = if deletes { u64::MAX } else { 1 };
                if new != old.wrapping_add(change) {
                    self.add(NoteKind::CountLost, None, None, None);
                }
            }
            (Step::Insert(Insert::KeyStore), Cell::Key(bucket, slot))
                if world.memory.load(bucket.tophash(slot)) >= MIN_TOPHASH =>
            {
                self.add(NoteKind::SlotTaken, Some(old), Some((bucket, slot)), None);
            }
            (Step::Caller(Caller::ValueStore), Cell::Value(bucket, slot)) => {
                let place = Some((bucket, slot));
                let owner = world.memory.load(bucket.key(slot));
                if world.memory.load(bucket.tophash(slot)) < MIN_TOPHASH {
                    self.add(NoteKind::ValueLost, key, place, None);
                } else if key != Some(owner) {
                    self.add(NoteKind::ValueUnderOtherKey, Some(owner), place, None);
                }
            }
            _ => {}
        }
    }

    /// A read that has just ended without its key, although some slot or some mover has it.
    fn missed(&mut self, world: &World) {
        let Some(Observed::Answer { statement, answer: Answer::Value { found: false, .. } }) =
            world.observed[self.mover].get(self.observed).copied()
        else {
            return;
        };
        let Statement::Access { key } = world.rules.statements(self.mover)[usize::from(statement)]
        else {
            return;
        };
        let on_its_way = |goroutine: &Goroutine| {
            let between = goroutine.running.between_buckets();
            between.filter(|(bucket, slot)| {
                goroutine.state == State::Ready && world.memory.load(bucket.key(*slot)) == key
            })
        };
        let place = full_slot(&world.memory, key);
        let place = place.or_else(|| world.goroutines.iter().find_map(on_its_way));
        if place.is_some() {
            self.add(NoteKind::MissedKey, Some(key), place, None);
        }
    }
}

/// A slot that holds the key, in whatever array.
fn full_slot(memory: &Private, key: u64) -> Option<(Bucket, u8)> {
    let buckets = (1..=memory.used() as u32).map(Bucket::numbered);
    let mut slots = buckets.flat_map(|bucket| (0..SLOTS).map(move |slot| (bucket, slot)));
    slots.find(|(bucket, slot)| {
        memory.load(bucket.tophash(*slot)) >= MIN_TOPHASH && memory.load(bucket.key(*slot)) == key
    })
}

/// The first other goroutine at work of which this is true.
fn others(world: &World, mover: usize, is: impl Fn(&Running) -> bool) -> Option<u8> {
    let at_work = |(index, one): &(usize, &Goroutine)| *index != mover && one.state == State::Ready;
    let mut all = world.goroutines.iter().enumerate().filter(at_work);
    all.find(|(_, one)| is(&one.running)).map(|(index, _)| index as u8)
}
