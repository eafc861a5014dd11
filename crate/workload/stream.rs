//! Operation stream v1: the operations of one thread in one round, prepared before the clock starts.
//!
//! A stream depends on the experiment's workload, seed, thread count, round and thread alone, so
//! every map meets the same operations, natively and in a browser. One code is a 32-bit word: the
//! operation in bits 24-26, the key's index below. Per code the generator (xoshiro256++, seeded
//! per stream) draws the operation first and the key second. A stream is played in laps; where it
//! is too short to reach the whole key space, each lap shifts the indices of a uniform one;
//! where keys come in an order, each lap goes on where the last one ended.
//! All of this is part of link version 1 and never changes.

use super::Workload;
use super::distribution::{Distribution, Sampler, Scope};
use super::mix::Op;
use crate::base::rng::{scale, shuffled};
use crate::base::units::{Seed, Threads};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use xxhash_rust::xxh64::Xxh64;

const MIN_LENGTH: u64 = 1 << 16;
const MAX_LENGTH: u64 = 1 << 21;
/// Codes recorded between two looks at `pause`; every length is a multiple of it.
const CHUNK: usize = 1024;
const OP_SHIFT: u32 = 24;
const INDEX_MASK: u32 = (1 << OP_SHIFT) - 1;
/// Streams other than a thread's operations take their numbers from the top.
const PREFILL_STREAM: u64 = u64::MAX;
const ORDER_STREAM: u64 = u64::MAX - 1;

/// One thread's operations.
#[derive(Clone, Debug, Default)]
pub struct OperationStream {
    codes: Vec<u32>,
    checksum: u64,
    /// Added to every index once more in each lap, modulo the key space.
    pub lap_shift: u32,
}

/// Operations on each thread's stream: together at least four for every key, within bounds.
pub fn length(workload: &Workload, threads: Threads) -> usize {
    let wanted = (4 * u64::from(workload.keys)).div_ceil(threads.0 as u64);
    wanted.next_power_of_two().clamp(MIN_LENGTH, MAX_LENGTH) as usize
}

/// What names a stream besides the workload.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub seed: Seed,
    pub round: usize,
    pub thread: usize,
    pub threads: Threads,
}

impl OperationStream {
    /// Fills the stream anew, keeping its memory. `pause` is asked now and then and may end the
    /// recording, which leaves the stream unfit for use.
    pub fn record(&mut self, workload: &Workload, place: Place, mut pause: impl FnMut() -> bool) {
        let length = length(workload, place.threads);
        let mut sampler = workload.distribution.sampler(Scope {
            keys: workload.keys,
            prefilled: workload.prefilled(),
            thread: place.thread as u32,
            threads: place.threads.0 as u32,
        });
        let mut rng = generator(place.seed, place.round, place.thread as u64);
        let mut hash = Xxh64::new(0);
        let mut bytes = [0; 4 * CHUNK];
        self.codes.clear();
        self.codes.reserve_exact(length);
        while self.codes.len() < length && !pause() {
            for bytes in bytes.chunks_exact_mut(4) {
                let code = draw(workload, &mut sampler, &mut rng);
                bytes.copy_from_slice(&code.to_le_bytes());
                self.codes.push(code);
            }
            hash.update(&bytes);
        }
        self.checksum = hash.digest();
        let covered = length as u64 * place.threads.0 as u64 >= 4 * u64::from(workload.keys);
        self.lap_shift = match workload.distribution {
            Distribution::Uniform if !covered => workload.keys / 2 + 1,
            _ => sampler.lap_shift(length as u32).unwrap_or(0),
        };
    }

    /// Of operations that were not drawn. Each index must be within the key space.
    pub fn of(operations: &[(Op, u32)]) -> Self {
        let code = |(op, index): &(Op, u32)| (*op as u32) << OP_SHIFT | index;
        let codes: Vec<u32> = operations.iter().map(code).collect();
        let mut hash = Xxh64::new(0);
        codes.iter().for_each(|code| hash.update(&code.to_le_bytes()));
        Self { codes, checksum: hash.digest(), lap_shift: 0 }
    }

    #[inline]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Hash (xxHash64) of the codes in order, each as four little-endian bytes.
    pub fn checksum(&self) -> u64 {
        self.checksum
    }
}

fn draw(workload: &Workload, sampler: &mut Sampler, rng: &mut impl Rng) -> u32 {
    let op = workload.mix.pick(scale(rng.next_u64(), 100) as u8);
    (op as u32) << OP_SHIFT | sampler.sample(op, rng)
}

/// The operation of a code, as its number.
#[inline]
pub fn op_of(code: u32) -> u32 {
    code >> OP_SHIFT
}

#[inline]
pub fn index_of(code: u32) -> u32 {
    code & INDEX_MASK
}

/// Whether the operation of a code is a read, by the code alone.
#[inline]
pub fn is_get(code: u32) -> bool {
    const { assert!(Op::Get as u32 == 0) };
    code <= INDEX_MASK
}

const _: () = assert!((Op::Clear as u32) << OP_SHIFT <= u32::MAX / 2 && OP_SHIFT == 24);

/// Hash of all threads' streams in thread order: the trial's `streamChecksum`.
pub fn checksum(streams: &[OperationStream]) -> String {
    let mut hash = Xxh64::new(0);
    for stream in streams {
        hash.update(&stream.checksum().to_le_bytes());
    }
    format!("{:016x}", hash.digest())
}

/// The indices that the prefill of a round puts into the map, ascending: a random subset of
/// exactly the asked size (selection sampling, Knuth's Algorithm S), and the first so many where
/// new keys come in turn.
pub fn prefill(workload: &Workload, seed: Seed, round: usize) -> impl Iterator<Item = u32> {
    let mut rng = generator(seed, round, PREFILL_STREAM);
    let mut wanted = workload.prefilled();
    let keys = workload.keys;
    let latest = workload.distribution == Distribution::Latest;
    let end = if latest { wanted } else { keys };
    (0..end).filter(move |index| {
        if latest {
            return true;
        }
        let chosen = wanted > 0 && scale(rng.next_u64(), keys - index) < wanted;
        wanted -= u32::from(chosen);
        chosen
    })
}

/// The order in which a round runs `count` maps.
pub fn order(count: usize, seed: Seed, round: usize) -> Vec<usize> {
    let mut rng = generator(seed, round, ORDER_STREAM);
    shuffled(count, &mut rng)
}

/// Independent generators for each (seed, round, stream).
fn generator(seed: Seed, round: usize, number: u64) -> Xoshiro256PlusPlus {
    let mut hash = Xxh64::new(seed.0);
    hash.update(&(round as u64).to_le_bytes());
    hash.update(&number.to_le_bytes());
    Xoshiro256PlusPlus::seed_from_u64(hash.digest())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::mix::Mix;
    use std::collections::HashSet;

    fn workload(keys: u32, distribution: Distribution) -> Workload {
        let mix = Mix::parse("r90,i5,d5").unwrap();
        Workload { mix, keys, prefill: 0.5, distribution }
    }

    fn streams(workload: &Workload, threads: usize, round: usize) -> Vec<OperationStream> {
        let record = |thread| {
            let mut stream = OperationStream::default();
            let place = Place { seed: Seed(42), round, thread, threads: Threads(threads) };
            stream.record(workload, place, || false);
            stream
        };
        (0..threads).map(record).collect()
    }

    /// Frozen with link version 1; the browser's tests hold the same values.
    #[test]
    fn golden_checksums() {
        let uniform = workload(131_072, Distribution::Uniform);
        let zipf = workload(131_072, Distribution::Zipf(0.99));
        let small = workload(1_000, Distribution::Zipf(1.0));
        let other = |text| workload(16_384, Distribution::parse(text));
        let seen = [
            checksum(&streams(&uniform, 4, 1)),
            checksum(&streams(&zipf, 4, 1)),
            checksum(&streams(&small, 1, 3)),
            checksum(&streams(&other("hotspot:20:80"), 4, 1)),
            checksum(&streams(&other("latest"), 4, 1)),
            checksum(&streams(&other("sequential"), 4, 1)),
            checksum(&streams(&other("disjoint"), 4, 1)),
        ];
        assert_eq!(
            seen,
            [
                "596cd66a34d98ec7",
                "9016409f37de1395",
                "7aa303df30087b15",
                "806307777780b635",
                "18fe3d4eff7cfac2",
                "a3cf4fe48c149f34",
                "6193b6327aa935e0"
            ]
        );
    }

    #[test]
    fn rounds_and_threads_differ_and_nothing_else_does() {
        let workload = workload(1_000, Distribution::Uniform);
        let [first, second] = [streams(&workload, 2, 1), streams(&workload, 2, 2)];
        assert_eq!(first[0].codes(), streams(&workload, 2, 1)[0].codes());
        let all: HashSet<u64> =
            first.iter().chain(&second).map(OperationStream::checksum).collect();
        assert_eq!(all.len(), 4);
    }

    #[test]
    fn together_the_tapes_reach_nearly_every_key() {
        let workload = workload(131_072, Distribution::Uniform);
        let streams = streams(&workload, 4, 1);
        let reached: HashSet<u32> =
            streams.iter().flat_map(|stream| stream.codes()).map(|&code| index_of(code)).collect();
        // Four draws a key leave out e^-4 of them.
        assert!(reached.len() > 128_000, "{}", reached.len());
    }

    #[test]
    fn prefill_has_exactly_the_asked_size() {
        let workload = workload(1_001, Distribution::Uniform);
        let indices: Vec<u32> = prefill(&workload, Seed(1), 1).collect();
        assert_eq!(indices.len(), 501);
        assert!(indices.is_sorted() && indices.iter().all(|&index| index < 1_001));
    }

    #[test]
    fn order_is_a_permutation_that_changes_with_the_round() {
        let orders: HashSet<Vec<usize>> = (1..20).map(|round| order(5, Seed(42), round)).collect();
        assert!(orders.len() > 10);
        assert!(orders.iter().all(|order| order.iter().collect::<HashSet<_>>().len() == 5));
    }
}
