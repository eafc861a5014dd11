//! One client: plays its tape against a handle and keeps the books that the verdict needs.

use super::board::Board;
use super::clock;
use super::course::Course;
use super::latency::{Latencies, Pace};
use super::think::Think;
use crate::strategy::MapHandle;
use crate::units::{Limit, Nanos};
use crate::verify::Ledger;
use crate::workload::entry::{increment, key, value};
use crate::workload::mix::Op;
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
    /// Of the last time it played for long.
    pub course: Course,
}

impl Client {
    pub fn new(number: usize, keys: u32) -> Self {
        Self { writer: number as u8, keys, ..Self::default() }
    }

    /// With so much work of its own after each operation.
    pub fn thinking(self, think: Think) -> Self {
        Self { think, ..self }
    }

    /// Plays at most `most` operations, fewer at the end of a lap, and says how many.
    ///
    /// Never inlined: one copy per map in the page's module, at the price of a call per batch.
    #[inline(never)]
    pub fn play<H: MapHandle<u64, u64>>(
        &mut self,
        handle: &mut H,
        tape: &Tape,
        most: usize,
    ) -> usize {
        let codes = tape.codes();
        let end = (self.place + most).min(codes.len());
        // A copy on the stack, whose address no map can know, can live in registers.
        let mut ledger = self.ledger;
        let mut sequence = self.sequence;
        let think = self.think;
        for &code in &codes[self.place..end] {
            let mut index = index_of(code) + self.shift;
            if index >= self.keys {
                index -= self.keys;
            }
            let mark = value(key(index), self.writer, sequence);
            sequence = sequence.wrapping_add(1);
            perform(handle, op_of(code), key(index), mark, &mut ledger);
            think.pass();
        }
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
    pub fn play_for<H: MapHandle<u64, u64>>(
        &mut self,
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
        let before = self.operations;
        self.course.begin(&self.ledger);
        let begin = clock::now();
        let mut looked = begin;
        // The first operations may take a millisecond each.
        let mut stride = 1;
        loop {
            let mut left = stride.min(usize::try_from(end - self.operations).unwrap_or(stride));
            while left > 0 {
                left -= self.play(handle, tape, left.min(BATCH));
                board.publish(usize::from(self.writer), self.operations);
                if over.load(Relaxed) || board.stopping() {
                    return clock::now() - begin;
                }
            }
            let now = clock::now();
            self.course.pass(now - begin, self.operations - before, limit, &self.ledger);
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
        self.course.begin(&self.ledger);
        let begin = clock::now();
        let mut now = begin;
        for number in 0.. {
            if number % TIMED_BATCH == 0 {
                self.course.pass(now - begin, number, limit, &self.ledger);
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

#[inline(always)]
fn perform<H: MapHandle<u64, u64>>(
    handle: &mut H,
    op: u32,
    key: u64,
    value: u64,
    ledger: &mut Ledger,
) {
    const GET: u32 = Op::Get as u32;
    const INSERT: u32 = Op::Insert as u32;
    const REMOVE: u32 = Op::Remove as u32;
    const UPDATE: u32 = Op::Update as u32;
    const GET_OR_INSERT: u32 = Op::GetOrInsert as u32;
    const COMPARE_EXCHANGE: u32 = Op::CompareExchange as u32;
    const SCAN: u32 = Op::Scan as u32;
    match op {
        GET => ledger.read(key, handle.get(&key)),
        INSERT => match handle.insert(key, value) {
            Some(old) => ledger.replaced(key, old, value),
            None => ledger.added(key, value),
        },
        REMOVE => {
            if let Some(old) = handle.remove(&key) {
                ledger.removed(key, old);
            }
        }
        UPDATE => match handle.update(key, value, increment) {
            Some(old) => ledger.replaced(key, old, increment(Some(&old), &value)),
            None => ledger.added(key, value),
        },
        GET_OR_INSERT => match handle.get_or_insert(key, value) {
            Some(found) => ledger.read(key, Some(found)),
            None => ledger.added(key, value),
        },
        COMPARE_EXCHANGE => {
            let found = handle.get(&key);
            ledger.read(key, found);
            if let Some(current) = found
                && handle.compare_exchange(&key, &current, value)
            {
                ledger.replaced(key, current, value);
            }
        }
        SCAN => handle.for_each(SCAN_LIMIT, |&key, &value| ledger.saw(key, value)),
        _ => {
            handle.clear();
            ledger.cleared = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Each, KEYS, tape};
    use super::*;
    use std::time::Duration;

    const LONG: Limit = Limit::Time(Nanos::from_millis(60_000));

    /// A map whose operations take longer than the clock's stride may; the third asks for a stop.
    #[test]
    fn a_slow_map_is_stopped_between_two_operations() {
        let over = AtomicBool::new(false);
        let mut reads = 0;
        let mut slow = Each(|| {
            std::thread::sleep(Duration::from_millis(2));
            reads += 1;
            over.store(reads == 3, Relaxed);
        });
        let mut client = Client::new(0, KEYS);
        client.play_for(&mut slow, &tape("r100"), LONG, &over, &Board::new());
        assert_eq!(client.operations, 3);
    }

    #[test]
    fn a_counted_part_ends_for_its_client_alone() {
        let (tape, over) = (tape("r100"), AtomicBool::new(false));
        let mut client = Client::new(0, KEYS);
        // More than a lap, and no multiple of anything.
        for (count, sum) in [(70_001, 70_001), (1, 70_002)] {
            let limit = Limit::Operations(count);
            client.play_for(&mut Each(|| ()), &tape, limit, &over, &Board::new());
            assert_eq!(client.operations, sum);
        }
        assert!(!over.load(Relaxed));
    }
}
