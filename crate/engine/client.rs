//! One client: plays its operation stream against a handle and keeps the ledger that the verdict needs.

use super::passes::latency::{Latencies, Pace};
use super::shared_status::SharedStatus;
use super::think::Think;
use super::timeline::Timeline;
use crate::base::clock;
use crate::base::units::{Limit, Nanos};
use crate::ledger::Ledger;
use crate::strategy::{Batch, FallibleHandle, MapHandle};
use crate::workload::entry;
use crate::workload::entry_kind::EntryKind;
use crate::workload::mix::Op;
use crate::workload::stream::{OperationStream, index_of, is_get, op_of};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

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

/// Where a client is on its stream, and what it has done.
#[derive(Clone, Debug, Default)]
pub struct Client {
    writer: u8,
    keys: u32,
    place: usize,
    shift: u32,
    think: Think,
    pub operations: u64,
    pub ledger: Ledger,
    /// How many of the operations were refused. Nothing of them is in the map, nor of what they would
    /// have written in the ledger.
    pub refused: u64,
    /// Of the last time it played for long.
    pub timeline: Timeline,
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
    /// Thinking is out of the loop that does not think: a call in it, made or not, would keep what
    /// the loop needs out of the registers.
    pub fn play<S: EntryKind, H: MapHandle<S::Key, S::Value>>(
        &mut self,
        kind: &S,
        key: &mut S::Key,
        handle: &mut H,
        stream: &OperationStream,
        most: usize,
    ) -> usize {
        if self.think == Think::default() {
            return self.play_on(kind, key, handle, stream, most);
        }
        for _ in 0..most {
            self.play_on(kind, key, handle, stream, 1);
            self.think.pass();
        }
        most
    }

    /// The same without a thought.
    ///
    /// Never inlined: one copy per map in the page's module, at the price of a call per batch.
    #[inline(never)]
    pub fn play_on<S: EntryKind, H: MapHandle<S::Key, S::Value>>(
        &mut self,
        kind: &S,
        key: &mut S::Key,
        handle: &mut H,
        stream: &OperationStream,
        most: usize,
    ) -> usize {
        handle.perform(Play { client: self, kind, key, stream, most })
    }

    /// The same where operations may be refused, which count as played.
    #[inline(always)]
    pub fn play_fallibly<S: EntryKind, H: FallibleHandle<S::Key, S::Value>>(
        &mut self,
        kind: &S,
        key: &mut S::Key,
        handle: &mut H,
        stream: &OperationStream,
        most: usize,
    ) -> usize {
        let codes = stream.codes();
        let end = (self.place + most).min(codes.len());
        // Copies on the stack, whose addresses no map can know, can live in registers.
        let mut ledger = self.ledger;
        let mut own = std::mem::take(key);
        let (keys, shift, writer) = (self.keys, self.shift, self.writer);
        // Every operation has its number, whether or not it writes.
        let first = self.operations as u32;
        for (&code, number) in codes[self.place..end].iter().zip(0_u32..) {
            let index = index_of(code) + shift;
            // The lesser of the two is the one that is within the key space, for the other wraps.
            let index = index.min(index.wrapping_sub(keys));
            let word = entry::key(index);
            let mark = || entry::value(word, writer, first.wrapping_add(number));
            kind.write_key(index, &mut own);
            if perform(kind, handle, code, (&own, word), mark, &mut ledger).is_err() {
                self.refused += 1;
            }
        }
        *key = own;
        self.ledger = ledger;
        let played = end - self.place;
        self.operations += played as u64;
        self.place = end;
        if end == codes.len() {
            self.place = 0;
            self.shift = (self.shift + stream.lap_shift) % self.keys;
        }
        played
    }

    /// Plays up to the limit unless someone says stop, and returns the time it took. The first
    /// client to reach the end of the time ends the phase for all, so that none runs on alone. Keys
    /// are written into `key`.
    #[inline(never)]
    pub fn play_for<S: EntryKind, H: MapHandle<S::Key, S::Value>>(
        &mut self,
        (kind, key): (&S, &mut S::Key),
        handle: &mut H,
        stream: &OperationStream,
        limit: Limit,
        over: &AtomicBool,
        status: &SharedStatus,
    ) -> Nanos {
        let end = match limit {
            Limit::Time(_) => u64::MAX,
            Limit::Operations(count) => self.operations + count,
        };
        let before = self.operations;
        self.timeline.begin(&self.ledger);
        let begin = clock::now();
        let mut looked = begin;
        // The first operations may take a millisecond each.
        let mut stride = 1;
        loop {
            let mut left = stride.min(usize::try_from(end - self.operations).unwrap_or(stride));
            while left > 0 {
                left -= self.play(kind, key, handle, stream, left.min(BATCH));
                status.publish(usize::from(self.writer), self.operations);
                if over.load(Relaxed) || status.stopping() {
                    return clock::now() - begin;
                }
            }
            let now = clock::now();
            self.timeline.pass(now - begin, self.operations - before, limit, &self.ledger);
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

    /// Plays like [`play_for`](Self::play_for) and records how long each operation took: from its
    /// start to its end, or from its intended start if it has one. The client's own bookkeeping and
    /// thinking lie between two operations and in none. `one` plays one operation, without a thought;
    /// reading the clock costs so much more than calling it that one copy does for all maps.
    pub fn play_timed(
        &mut self,
        one: &mut dyn FnMut(&mut Self),
        timing: &mut Timing,
        limit: Limit,
        over: &AtomicBool,
        status: &SharedStatus,
    ) -> Nanos {
        let (length, count) = match limit {
            Limit::Time(length) => (length, u64::MAX),
            Limit::Operations(count) => (Nanos(u64::MAX), count),
        };
        let is_over = || over.load(Relaxed) || status.stopping();
        self.timeline.begin(&self.ledger);
        let begin = clock::now();
        let elapsed = || clock::now() - begin;
        let (mut number, mut now) = (0, Nanos(0));
        while number < count {
            let due = timing.pace.map(|pace| pace.due(number));
            // What is due after the end is not waited for.
            while now < due.unwrap_or_default().min(length) && !is_over() {
                std::hint::spin_loop();
                now = elapsed();
            }
            if now >= length {
                over.store(true, Relaxed);
            }
            if is_over() {
                break;
            }
            let start = due.unwrap_or_else(elapsed);
            one(self);
            now = elapsed();
            timing.latencies.record(now.saturating_sub(start));
            number += 1;
            if self.think != Think::default() {
                self.think.pass();
                now = elapsed();
            }
            self.timeline.pass(now, number, limit, &self.ledger);
            // After each: at a low rate nothing else shows that the trial goes on.
            status.publish(usize::from(self.writer), self.operations);
        }
        let spent = elapsed();
        if let Some(pace) = timing.pace {
            let due = pace.due_before(spent.min(length));
            timing.due = Some(due);
            if matches!(limit, Limit::Time(_)) {
                timing.latencies.record_overdue(&pace, number, due, spent);
            }
        }
        spent
    }
}

/// A client's next operations.
struct Play<'a, S: EntryKind> {
    client: &'a mut Client,
    kind: &'a S,
    key: &'a mut S::Key,
    stream: &'a OperationStream,
    most: usize,
}

impl<S: EntryKind> Batch<S::Key, S::Value> for Play<'_, S> {
    type Output = usize;

    #[inline(always)]
    fn on<H: FallibleHandle<S::Key, S::Value>>(self, handle: &mut H) -> usize {
        self.client.play_fallibly(self.kind, self.key, handle, self.stream, self.most)
    }
}

/// How a trial's operations are timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timed {
    /// Each when the one before is done.
    ClosedLoop,
    /// So many a second of all clients together, whether or not the ones before are done.
    AtRate(u64),
}

impl Timed {
    pub fn timing(self, client: usize, clients: usize) -> Timing {
        Timing {
            pace: match self {
                Self::ClosedLoop => None,
                Self::AtRate(rate) => Some(Pace::new(rate, client, clients)),
            },
            due: None,
            latencies: Latencies::default(),
        }
    }
}

/// How a client times its operations.
#[derive(Clone, Debug)]
pub struct Timing {
    pub pace: Option<Pace>,
    /// How many operations the pace asked for in the time that was played.
    pub due: Option<u64>,
    pub latencies: Latencies,
}

/// One operation on a key, which comes with its word, and what the ledger has of it. `mark` gives the word of
/// what a write writes; reads, which are most of most mixes, do without it and are told first, by one
/// comparison.
#[inline(always)]
fn perform<S: EntryKind, H: FallibleHandle<S::Key, S::Value>>(
    kind: &S,
    handle: &mut H,
    code: u32,
    (key, word): (&S::Key, u64),
    mark: impl Fn() -> u64,
    ledger: &mut Ledger,
) -> Result<(), H::Refusal> {
    const INSERT: u32 = Op::Insert as u32;
    const REMOVE: u32 = Op::Remove as u32;
    const UPDATE: u32 = Op::Update as u32;
    const GET_OR_INSERT: u32 = Op::GetOrInsert as u32;
    const COMPARE_EXCHANGE: u32 = Op::CompareExchange as u32;
    const SCAN: u32 = Op::Scan as u32;
    let seen = |ledger: &mut Ledger, value: &S::Value, key: u64| {
        ledger.foreign |= kind.torn(value);
        kind.word(value, key)
    };
    // A value may have less room than a word takes; what is booked is what it carries.
    let new = || {
        let value = kind.value(mark());
        let carried = kind.word(&value, word);
        (value, carried)
    };
    if is_get(code) {
        let found = handle.get(key)?.map(|value| seen(ledger, &value, word));
        ledger.read(word, found);
        return Ok(());
    }
    match op_of(code) {
        INSERT => {
            let (value, carried) = new();
            match handle.insert(key.clone(), value)? {
                Some(old) => {
                    let old = seen(ledger, &old, word);
                    ledger.replaced(word, old, carried);
                }
                None => ledger.added(word, carried),
            }
        }
        REMOVE => {
            if let Some(old) = handle.remove(key)? {
                let old = seen(ledger, &old, word);
                ledger.removed(word, old);
            }
        }
        UPDATE => {
            let (value, carried) = new();
            match handle.update(key.clone(), value, S::merge)? {
                Some(old) => {
                    let old = seen(ledger, &old, word);
                    ledger.replaced(word, old, kind.merged(old));
                }
                None => ledger.added(word, carried),
            }
        }
        GET_OR_INSERT => {
            let (value, carried) = new();
            match handle.get_or_insert(key.clone(), value)? {
                Some(found) => {
                    let found = seen(ledger, &found, word);
                    ledger.read(word, Some(found));
                }
                None => ledger.added(word, carried),
            }
        }
        COMPARE_EXCHANGE => {
            let found = handle.get(key)?;
            let current = found.as_ref().map(|value| seen(ledger, value, word));
            ledger.read(word, current);
            if let (Some(found), Some(current)) = (found, current) {
                let (value, carried) = new();
                if handle.compare_exchange(key, &found, value)? {
                    ledger.replaced(word, current, carried);
                }
            }
        }
        SCAN => handle.for_each(SCAN_LIMIT, |key, value| {
            let word = S::key_word(key);
            let value = seen(ledger, value, word);
            ledger.saw(word, value);
        })?,
        _ => {
            handle.clear()?;
            ledger.cleared = true;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Each, KEYS, stream};
    use super::*;
    use crate::workload::entry_kind::PLAIN;
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
        client.play_for(
            (&PLAIN, &mut 0),
            &mut slow,
            &stream("r100"),
            LONG,
            &over,
            &SharedStatus::new(),
        );
        assert_eq!(client.operations, 3);
    }

    #[test]
    fn a_counted_part_ends_for_its_client_alone() {
        let (stream, over) = (stream("r100"), AtomicBool::new(false));
        let mut client = Client::new(0, KEYS);
        // More than a lap, and no multiple of anything.
        for (count, sum) in [(70_001, 70_001), (1, 70_002)] {
            let limit = Limit::Operations(count);
            let map = &mut Each(|| ());
            client.play_for((&PLAIN, &mut 0), map, &stream, limit, &over, &SharedStatus::new());
            assert_eq!(client.operations, sum);
        }
        assert!(!over.load(Relaxed));
    }
}
