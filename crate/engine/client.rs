//! One client: plays its tape against a handle and keeps the books that the verdict needs.

use super::board::Board;
use super::clock;
use super::latency::{Latencies, Pace};
use super::think::Think;
use crate::strategy::MapHandle;
use crate::units::{Limit, Nanos};
use crate::verify::Ledger;
use crate::workload::entry;
use crate::workload::mix::Op;
use crate::workload::shape::Shape;
use crate::workload::tape::{Tape, index_of, op_of};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Operations between two looks at the stop flags of a client that times each of them.
const TIMED_BATCH: u64 = 16;

/// Entries a scan visits at most.
const SCAN_LIMIT: usize = 100;
/// Operations between two looks at the stop flags at most.
const BATCH: usize = 256;
/// Operations between two looks at the clock at most.
const MOST_STRIDE: usize = 1 << 16;
/// The stride is adapted so that the clock, which is slow to read, is read about this often. It
/// bounds the batch too: where an operation is so slow that a batch would hold up a stop, the
/// stride is short.
const CLOCK_SOON: Nanos = Nanos(250_000);
const CLOCK_LATE: Nanos = Nanos(1_000_000);

/// Where a client is on its tape, and what it has done.
#[derive(Clone, Debug, Default)]
pub struct Client {
    writer: u8,
    keys: u32,
    place: usize,
    shift: u32,
    sequence: u32,
    think: Think,
    pub operations: u64,
    pub ledger: Ledger,
}

impl Client {
    pub fn new(number: usize, keys: u32) -> Self {
        Self { writer: number as u8, keys, ..Self::default() }
    }

    /// With so much work of its own after each operation.
    pub fn thinking(self, think: Think) -> Self {
        Self { think, ..self }
    }

    /// Plays at most `most` operations, fewer at the end of a lap, and says how many. Keys are
    /// written into `key`, one after the other.
    ///
    /// Never inlined: one copy per map in the page's module, at the price of a call per batch.
    #[inline(never)]
    pub fn play<S: Shape, H: MapHandle<S::Key, S::Value>>(
        &mut self,
        shape: &S,
        key: &mut S::Key,
        handle: &mut H,
        tape: &Tape,
        most: usize,
    ) -> usize {
        let codes = tape.codes();
        let end = (self.place + most).min(codes.len());
        // Copies on the stack, whose addresses no map can know, can live in registers.
        let mut ledger = self.ledger;
        let mut sequence = self.sequence;
        let mut own = std::mem::take(key);
        let think = self.think;
        for &code in &codes[self.place..end] {
            let mut index = index_of(code) + self.shift;
            if index >= self.keys {
                index -= self.keys;
            }
            let word = entry::key(index);
            let mark = entry::value(word, self.writer, sequence);
            sequence = sequence.wrapping_add(1);
            shape.write_key(index, &mut own);
            perform(shape, handle, op_of(code), (&own, word), mark, &mut ledger);
            think.pass();
        }
        *key = own;
        self.ledger = ledger;
        self.sequence = sequence;
        let played = end - self.place;
        self.operations += played as u64;
        self.place = end;
        if end == codes.len() {
            self.place = 0;
            self.shift = (self.shift + tape.lap_shift) % self.keys;
        }
        played
    }

    /// Plays up to the limit unless someone says stop, and returns the time it took. The first
    /// client to reach the end of the time ends the phase for all, so that none runs on alone.
    #[inline(never)]
    pub fn play_for<S: Shape, H: MapHandle<S::Key, S::Value>>(
        &mut self,
        shape: &S,
        handle: &mut H,
        tape: &Tape,
        limit: Limit,
        over: &AtomicBool,
        board: &Board,
    ) -> Nanos {
        let end = match limit {
            Limit::Time(_) => u64::MAX,
            Limit::Operations(count) => self.operations + count,
        };
        let begin = clock::now();
        let mut looked = begin;
        // The first operations may take a millisecond each.
        let mut stride = 1;
        let mut key = S::Key::default();
        loop {
            let mut left = stride.min(usize::try_from(end - self.operations).unwrap_or(stride));
            while left > 0 {
                left -= self.play(shape, &mut key, handle, tape, left.min(BATCH));
                board.publish(usize::from(self.writer), self.operations);
                if over.load(Relaxed) || board.stopping() {
                    return clock::now() - begin;
                }
            }
            let now = clock::now();
            match limit {
                Limit::Time(length) if now - begin >= length => {
                    over.store(true, Relaxed);
                    return now - begin;
                }
                Limit::Operations(_) if self.operations == end => return now - begin,
                _ => {}
            }
            match now - looked {
                soon if soon < CLOCK_SOON => stride = (stride * 2).min(MOST_STRIDE),
                late if late > CLOCK_LATE => stride = (stride / 2).max(1),
                _ => {}
            }
            looked = now;
        }
    }

    /// Plays like [`play_for`](Self::play_for) and records how long each operation took: from the
    /// end of the one before, or from its intended start if it has one. `one` plays one operation;
    /// reading the clock costs so much more than calling it that one copy does for all maps.
    pub fn play_timed(
        &mut self,
        one: &mut dyn FnMut(&mut Self),
        timing: &mut Timing,
        limit: Limit,
        over: &AtomicBool,
        board: &Board,
    ) -> Nanos {
        let begin = clock::now();
        let mut now = begin;
        for number in 0.. {
            if number % TIMED_BATCH == 0 {
                board.publish(usize::from(self.writer), self.operations);
            }
            let is_over = || over.load(Relaxed) || board.stopping();
            let mut start = now;
            if let Some(pace) = timing.pace {
                start = begin + pace.due(number);
                while now < start && !is_over() {
                    std::hint::spin_loop();
                    now = clock::now();
                }
            }
            match limit {
                Limit::Time(length) if now - begin >= length => over.store(true, Relaxed),
                Limit::Operations(count) if number == count => break,
                _ => {}
            }
            if is_over() {
                break;
            }
            one(self);
            now = clock::now();
            timing.latencies.record(now.saturating_sub(start));
        }
        board.publish(usize::from(self.writer), self.operations);
        now - begin
    }
}

/// How a client times its operations.
#[derive(Clone, Debug)]
pub struct Timing {
    pub pace: Option<Pace>,
    pub latencies: Latencies,
}

/// One operation on a key, which comes with its word, and the books of it. `mark` is the word of
/// what a write writes.
#[inline(always)]
fn perform<S: Shape, H: MapHandle<S::Key, S::Value>>(
    shape: &S,
    handle: &mut H,
    op: u32,
    (key, word): (&S::Key, u64),
    mark: u64,
    ledger: &mut Ledger,
) {
    const GET: u32 = Op::Get as u32;
    const INSERT: u32 = Op::Insert as u32;
    const REMOVE: u32 = Op::Remove as u32;
    const UPDATE: u32 = Op::Update as u32;
    const GET_OR_INSERT: u32 = Op::GetOrInsert as u32;
    const COMPARE_EXCHANGE: u32 = Op::CompareExchange as u32;
    const SCAN: u32 = Op::Scan as u32;
    let seen = |ledger: &mut Ledger, value: &S::Value, key: u64| {
        ledger.strays |= shape.torn(value);
        shape.word(value, key)
    };
    // A value may have less room than a word takes; what is booked is what it carries.
    let new = || {
        let value = shape.value(mark);
        let carried = shape.word(&value, word);
        (value, carried)
    };
    match op {
        GET => {
            let found = handle.get(key).map(|value| seen(ledger, &value, word));
            ledger.read(word, found);
        }
        INSERT => {
            let (value, carried) = new();
            match handle.insert(key.clone(), value) {
                Some(old) => {
                    let old = seen(ledger, &old, word);
                    ledger.replaced(word, old, carried);
                }
                None => ledger.added(word, carried),
            }
        }
        REMOVE => {
            if let Some(old) = handle.remove(key) {
                let old = seen(ledger, &old, word);
                ledger.removed(word, old);
            }
        }
        UPDATE => {
            let (value, carried) = new();
            match handle.update(key.clone(), value, S::merge) {
                Some(old) => {
                    let old = seen(ledger, &old, word);
                    ledger.replaced(word, old, shape.merged(old));
                }
                None => ledger.added(word, carried),
            }
        }
        GET_OR_INSERT => {
            let (value, carried) = new();
            match handle.get_or_insert(key.clone(), value) {
                Some(found) => {
                    let found = seen(ledger, &found, word);
                    ledger.read(word, Some(found));
                }
                None => ledger.added(word, carried),
            }
        }
        COMPARE_EXCHANGE => {
            let found = handle.get(key);
            let current = found.as_ref().map(|value| seen(ledger, value, word));
            ledger.read(word, current);
            if let (Some(found), Some(current)) = (found, current) {
                let (value, carried) = new();
                if handle.compare_exchange(key, &found, value) {
                    ledger.replaced(word, current, carried);
                }
            }
        }
        SCAN => handle.for_each(SCAN_LIMIT, |key, value| {
            let word = shape.key_word(key);
            let value = seen(ledger, value, word);
            ledger.saw(word, value);
        }),
        _ => {
            handle.clear();
            ledger.cleared = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strategy::Merge;
    use crate::strategy::null::NullHandle;
    use crate::units::{Seed, Threads};
    use crate::workload::distribution::Distribution;
    use crate::workload::mix::Mix;
    use crate::workload::shape::PLAIN;
    use crate::workload::{Workload, tape::Place};
    use std::time::Duration;

    /// A map whose reads take longer than the clock's stride may; the third asks for a stop.
    struct Slow<'a> {
        reads: u32,
        over: &'a AtomicBool,
    }

    impl MapHandle<u64, u64> for Slow<'_> {
        fn get(&mut self, _: &u64) -> Option<u64> {
            std::thread::sleep(Duration::from_millis(2));
            self.reads += 1;
            self.over.store(self.reads == 3, Relaxed);
            None
        }

        fn insert(&mut self, _: u64, _: u64) -> Option<u64> {
            None
        }

        fn remove(&mut self, _: &u64) -> Option<u64> {
            None
        }

        fn update(&mut self, _: u64, _: u64, _: Merge<u64>) -> Option<u64> {
            None
        }

        fn get_or_insert(&mut self, _: u64, _: u64) -> Option<u64> {
            None
        }

        fn compare_exchange(&mut self, _: &u64, _: &u64, _: u64) -> bool {
            false
        }

        fn for_each(&mut self, _: usize, _: impl FnMut(&u64, &u64)) {}

        fn clear(&mut self) {}

        fn len(&mut self) -> usize {
            0
        }
    }

    #[test]
    fn a_slow_map_is_stopped_between_two_operations() {
        let workload = Workload {
            mix: Mix::parse("r100").unwrap(),
            keys: 64,
            prefill: 0.0,
            distribution: Distribution::Uniform,
        };
        let mut tape = Tape::default();
        let place = Place { seed: Seed(1), round: 1, thread: 0, threads: Threads(1) };
        tape.record(&workload, place, || false);
        let over = AtomicBool::new(false);
        let mut client = Client::new(0, workload.keys);
        let mut slow = Slow { reads: 0, over: &over };
        client.play_for(
            &PLAIN,
            &mut slow,
            &tape,
            Limit::Time(Nanos::from_millis(60_000)),
            &over,
            &Board::new(),
        );
        assert_eq!(client.operations, 3);
    }

    #[test]
    fn a_counted_part_ends_for_its_client_alone() {
        let workload = Workload {
            mix: Mix::parse("r100").unwrap(),
            keys: 64,
            prefill: 0.0,
            distribution: Distribution::Uniform,
        };
        let mut tape = Tape::default();
        let place = Place { seed: Seed(1), round: 1, thread: 0, threads: Threads(1) };
        tape.record(&workload, place, || false);
        let over = AtomicBool::new(false);
        let mut client = Client::new(0, workload.keys);
        // More than a lap, and no multiple of anything.
        for (count, sum) in [(70_001, 70_001), (1, 70_002)] {
            let (limit, board) = (Limit::Operations(count), Board::new());
            client.play_for(&PLAIN, &mut NullHandle, &tape, limit, &over, &board);
            assert_eq!(client.operations, sum);
        }
        assert!(!over.load(Relaxed));
    }
}
