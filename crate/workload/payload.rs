//! Values of a chosen size: a word and, up to that size, bytes that follow from it.
//!
//! A payload of bytes is one allocation with a count of those who hold it (`Arc`), so a read shares
//! the bytes, as it does wherever values are references or slices, and a write makes new ones. The
//! other way, values that each read copies, was left: in a browser, where larger blocks come from one
//! locked heap, it would measure the allocator. The price is a shared counter in each value, which
//! readers of one hot key write to.
//!
//! The first eight bytes are the word, little-endian; each eight after them are the word plus a
//! multiple of a constant, so a value put together from two others shows at its end. In fewer than
//! eight bytes half of the bits tell the key and half the write. Then the checks see less: with `N`
//! bytes one in 2^4N values of other keys passes for the right one, and so many writes of a key
//! come before one repeats an earlier value.

use super::entry::MARK_SHIFT;
use crate::base::rng::GOLDEN;
use std::sync::Arc;

/// Where a word that is no bytes stands in for them; beside the tag it takes no allocation.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    Word(u64),
    Bytes(Arc<[u8]>),
}

/// Bytes of a word.
const WORD: usize = size_of::<u64>();
/// From one eight bytes to the next; odd.
const STEP: u64 = GOLDEN;

/// What values have room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// A word, and no bytes.
    Word,
    /// So many bytes, at least one.
    Bytes(usize),
}

impl Room {
    /// A new value that carries the word.
    pub fn payload(self, word: u64) -> Payload {
        match self {
            Self::Word => Payload::Word(word),
            Self::Bytes(size) => Payload::Bytes(bytes(packed(word, size), size)),
        }
    }

    /// The word of the value that [`increment`] makes of one with this word.
    pub fn incremented(self, word: u64) -> u64 {
        match self {
            Self::Bytes(size) if size < WORD => {
                let low = ones(low_bits(size));
                (word & !low) | (word.wrapping_add(1) & low)
            }
            _ => word.wrapping_add(1),
        }
    }
}

/// The word of a value that is held under the key of that word: what the value has no room for of
/// the key's mark is taken from the key.
pub fn word(payload: &Payload, key: u64) -> u64 {
    match payload {
        Payload::Word(word) => *word,
        Payload::Bytes(bytes) => unpacked(head(bytes), bytes.len(), key),
    }
}

/// A value whose word is one more, or the operand if there is none yet.
pub fn increment(old: Option<&Payload>, operand: &Payload) -> Payload {
    match old {
        None => operand.clone(),
        Some(Payload::Word(word)) => Payload::Word(word.wrapping_add(1)),
        Some(Payload::Bytes(old)) => {
            let (size, packed) = (old.len(), head(old));
            let low = if size < WORD { ones(low_bits(size)) } else { u64::MAX };
            let more = (packed & !low) | (packed.wrapping_add(1) & low);
            Payload::Bytes(bytes(more, size))
        }
    }
}

/// Not zero if the last bytes, or eight somewhere before them, do not follow from the word.
pub fn torn(payload: &Payload) -> u64 {
    let Payload::Bytes(bytes) = payload else { return 0 };
    if bytes.len() <= WORD {
        return 0;
    }
    let word = head(bytes);
    let last = (bytes.len() - 1) / WORD;
    // Anywhere from the word itself on: which one differs from write to write.
    let some = ((u128::from(word.wrapping_mul(STEP)) * last as u128) >> 64) as usize;
    differing(bytes, word, some) | differing(bytes, word, last)
}

/// Not zero if any byte does not follow from the word.
pub fn torn_anywhere(payload: &Payload) -> u64 {
    let Payload::Bytes(bytes) = payload else { return 0 };
    let word = head(bytes);
    (1..bytes.len().div_ceil(WORD)).map(|place| differing(bytes, word, place)).fold(0, |a, b| a | b)
}

/// Where the bytes at a multiple of eight differ from what belongs there.
fn differing(bytes: &[u8], word: u64, place: usize) -> u64 {
    let from = place * WORD;
    let there = &bytes[from..bytes.len().min(from + WORD)];
    let mut read = [0; WORD];
    read[..there.len()].copy_from_slice(there);
    (u64::from_le_bytes(read) ^ follower(word, place)) & ones(8 * there.len() as u32)
}

fn follower(word: u64, place: usize) -> u64 {
    word.wrapping_add(STEP.wrapping_mul(place as u64))
}

/// The first eight bytes, or as many as there are.
fn head(bytes: &[u8]) -> u64 {
    match bytes.first_chunk() {
        Some(first) => u64::from_le_bytes(*first),
        None => {
            let mut first = [0; WORD];
            first[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(first)
        }
    }
}

fn bytes(head: u64, size: usize) -> Arc<[u8]> {
    let mut bytes: Arc<[u8]> = std::iter::repeat_n(0, size).collect();
    let fresh = Arc::get_mut(&mut bytes).expect("nobody else has it yet");
    let mut next = head;
    let (whole, rest) = fresh.as_chunks_mut::<WORD>();
    for chunk in whole {
        *chunk = next.to_le_bytes();
        next = next.wrapping_add(STEP);
    }
    rest.copy_from_slice(&next.to_le_bytes()[..rest.len()]);
    bytes
}

/// Bits of the key's mark in so many bytes, of fewer than eight; the others tell the write.
const fn mark_bits(size: usize) -> u32 {
    let half = 4 * size as u32;
    let mark = u64::BITS - MARK_SHIFT;
    if half < mark { half } else { mark }
}

const fn low_bits(size: usize) -> u32 {
    8 * size as u32 - mark_bits(size)
}

/// So many ones from the lowest bit on.
const fn ones(bits: u32) -> u64 {
    if bits < u64::BITS { (1 << bits) - 1 } else { u64::MAX }
}

/// As much of the word as fits.
fn packed(word: u64, size: usize) -> u64 {
    if size >= WORD {
        return word;
    }
    let (mark, low) = (mark_bits(size), low_bits(size));
    ((word >> (u64::BITS - mark)) << low) | (word & ones(low))
}

fn unpacked(packed: u64, size: usize, key: u64) -> u64 {
    if size >= WORD {
        return packed;
    }
    let (mark, low) = (mark_bits(size), low_bits(size));
    // The bits of the mark that are not carried.
    let missing = ones(u64::BITS - mark) & !ones(MARK_SHIFT);
    ((packed >> low) << (u64::BITS - mark)) | (key & missing) | (packed & ones(low))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::entry::{key, mismatch, value};

    fn sizes() -> impl Iterator<Item = Room> {
        let sizes = (1..=40).chain([63, 64, 65, 1024, 4095, 4096]);
        std::iter::once(Room::Word).chain(sizes.map(Room::Bytes))
    }

    fn carried(room: Room, number: u64) -> u64 {
        word(&room.payload(number), key(1))
    }

    #[test]
    fn a_value_has_its_size_and_its_word() {
        for room in sizes() {
            let mark = value(key(1), 200, 77_777);
            let made = room.payload(mark);
            match (&made, room) {
                (Payload::Bytes(bytes), Room::Bytes(size)) => assert_eq!(bytes.len(), size),
                (Payload::Word(_), Room::Word) => {}
                _ => panic!("{room:?} gave {made:?}"),
            }
            assert_eq!(torn(&made) | torn_anywhere(&made), 0, "{room:?}");
            assert_eq!(mismatch(key(1), word(&made, key(1))), 0, "{room:?}");
            let full = !matches!(room, Room::Bytes(..8));
            assert_eq!(word(&made, key(1)) == mark, full, "{room:?}");
        }
    }

    #[test]
    fn as_many_writes_as_there_is_room_for_differ() {
        for (size, writes) in [(1, 16), (2, 256), (3, 4096), (5, 100_000), (8, 100_000)] {
            let room = Room::Bytes(size);
            let words: std::collections::HashSet<u64> =
                (0..writes).map(|number| carried(room, value(key(1), 3, number))).collect();
            assert_eq!(words.len(), writes as usize, "{size} bytes");
        }
    }

    #[test]
    fn a_value_of_another_key_shows_as_often_as_its_size_lets_it() {
        let seen = |room: Room| {
            let foreign = |other| word(&room.payload(value(key(other), 0, 0)), key(1));
            (2..1002).filter(|&other| mismatch(key(1), foreign(other)) != 0).count()
        };
        // Of 1,000, some 1,000 / 2^4 and 1,000 / 2^8 pass.
        assert!((850..1000).contains(&seen(Room::Bytes(1))));
        assert!((980..=1000).contains(&seen(Room::Bytes(2))));
        assert!([3, 4, 7, 8, 64].into_iter().all(|size| seen(Room::Bytes(size)) >= 998));
    }

    #[test]
    fn an_increment_and_its_word_agree() {
        for room in sizes() {
            let mut old = room.payload(value(key(1), 9, u32::MAX - 2));
            for _ in 0..40 {
                let new = increment(Some(&old), &old);
                assert_eq!(word(&new, key(1)), room.incremented(word(&old, key(1))), "{room:?}");
                assert_eq!(mismatch(key(1), word(&new, key(1))), 0, "{room:?}");
                assert_eq!(torn_anywhere(&new), 0, "{room:?}");
                assert_ne!(new, old);
                old = new;
            }
            assert_eq!(increment(None, &old), old);
        }
    }

    /// The front of one value and the back of another, cut anywhere.
    #[test]
    fn a_value_of_two_halves_is_seen() {
        for size in [9, 16, 17, 64, 100, 1024] {
            let make = |number| match Room::Bytes(size).payload(value(key(1), 1, number)) {
                Payload::Bytes(bytes) => bytes,
                Payload::Word(_) => unreachable!("asked for bytes"),
            };
            let (front, back) = (make(1), make(2));
            for cut in WORD..size {
                let both: Arc<[u8]> = front[..cut].iter().chain(&back[cut..]).copied().collect();
                let (both, whole) = (Payload::Bytes(both.clone()), both == front);
                assert_eq!(torn(&both) == 0, whole, "{size} bytes, cut at {cut}");
                assert_eq!(torn_anywhere(&both) == 0, whole, "{size} bytes, cut at {cut}");
            }
        }
    }

    #[test]
    fn one_wrong_byte_is_found_when_all_are_looked_at() {
        let Payload::Bytes(right) = Room::Bytes(100).payload(5) else { unreachable!() };
        for place in 0..100 {
            let mut wrong = right.to_vec();
            wrong[place] ^= 0x80;
            assert_ne!(torn_anywhere(&Payload::Bytes(wrong.into())), 0, "at {place}");
        }
    }
}
