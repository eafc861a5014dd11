//! What a panic in the key's or the value's own code must not break.
//!
//! Keys and values carry a fuse. Each operation is tried with one that blows at the first call of a
//! kind, at the second, and so on until it gets through, so every place where a map calls that code
//! is met, also where it rebuilds itself. Whoever asked has the panic; the key is then as before or as
//! after the operation, every other key as before; other threads go on; and the operations to come
//! are right. The row says which kinds a map withstands.

use super::{AllMaps, Coarse, Failure, Property, Suite, TestBed};
use crate::base::sync::nap;
use crate::engine::Crew;
use crate::strategy::row::{Containment, Panics};
use crate::strategy::{ConcurrentMap, MapHandle};
use foldhash::fast::FixedState;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};

/// Code of the key's or the value's own that a map calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Hash,
    /// Or order.
    Equality,
    Clone,
    Merge,
}

const CALLS: [(Call, &str); 4] = [
    (Call::Hash, "panics in hash"),
    (Call::Equality, "panics in equality"),
    (Call::Clone, "panics in clone"),
    (Call::Merge, "panics in merge"),
];

impl Call {
    fn contained(self, panics: &Panics) -> bool {
        let containment = match self {
            Self::Hash => panics.hash,
            Self::Equality => panics.equality,
            Self::Clone => panics.clone,
            Self::Merge => panics.merge,
        };
        containment == Containment::Contained
    }
}

/// Runs the property for each kind of call that the row says is contained.
pub fn check(
    suite: &Suite<impl AllMaps>,
    mut run: impl FnMut(&'static str, Result<(), Failure>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    for (call, name) in CALLS {
        if call.contained(&suite.bed.guarantees.panics) {
            let spread = suite.with(FixedState::default(), Contained { call, keys: 56 });
            // All in one part of a map in parts, and as many as fill a hash table of 32 places.
            let alike = || suite.with(Coarse(0), Contained { call, keys: 28 });
            run(name, spread.and_then(|()| alike()))?;
        }
    }
    if suite.bed.spec.extra_threads() > 0 {
        run("the owner dies", suite.with(FixedState::default(), OwnerDies))?;
    }
    Ok(())
}

/// What a fuse says when it blows. It unwinds without the panic hook, which would print each.
const BLOWN: &str = "a fuse blew and nobody caught it";

/// Calls that are left of each kind until one panics; none does at zero.
#[derive(Default)]
struct Fuse([AtomicUsize; CALLS.len()]);

impl Fuse {
    fn arm(&self, call: Call, calls: usize) {
        self.0[call as usize].store(calls, SeqCst);
    }

    fn burn(&self, call: Call) {
        let left = &self.0[call as usize];
        if left.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(1)) == Ok(1) {
            resume_unwind(Box::new(BLOWN));
        }
    }
}

/// A key or a value.
pub struct Fused {
    number: u64,
    fuse: Arc<Fuse>,
}

impl Clone for Fused {
    fn clone(&self) -> Self {
        self.fuse.burn(Call::Clone);
        Self { number: self.number, fuse: Arc::clone(&self.fuse) }
    }
}

impl PartialEq for Fused {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Fused {}

impl PartialOrd for Fused {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Fused {
    fn cmp(&self, other: &Self) -> Ordering {
        self.fuse.burn(Call::Equality);
        self.number.cmp(&other.number)
    }
}

impl Hash for Fused {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.fuse.burn(Call::Hash);
        self.number.hash(state);
    }
}

fn blend(old: Option<u64>, operand: u64) -> u64 {
    old.map_or(operand, |old| old.wrapping_mul(31).wrapping_add(operand))
}

fn merge(old: Option<&Fused>, operand: &Fused) -> Fused {
    operand.fuse.burn(Call::Merge);
    let number = blend(old.map(|old| old.number), operand.number);
    Fused { number, fuse: Arc::clone(&operand.fuse) }
}

#[derive(Clone, Copy, Debug)]
enum Operation {
    Get,
    Insert(u64),
    Remove,
    Update(u64),
    GetOrInsert(u64),
    CompareExchange(u64, u64),
    Walk,
    Length,
    Clear,
}

#[derive(Debug, PartialEq)]
enum Reply {
    Nothing,
    Value(Option<u64>),
    Exchanged(bool),
    Length(usize),
    Entries(Contents),
}

/// What the map must hold.
type Contents = BTreeMap<u64, u64>;

impl Operation {
    /// On one key, half of them writes that merge or compare.
    fn random(rng: &mut impl Rng, held: Option<u64>) -> Self {
        let value = rng.next_u64() % 1000;
        match rng.next_u64() % 12 {
            0 | 1 => Self::Get,
            2 | 3 => Self::Insert(value),
            4..=6 => Self::Remove,
            7 | 8 => Self::Update(value),
            9 | 10 => Self::GetOrInsert(value),
            _ => Self::CompareExchange(held.unwrap_or(value), value),
        }
    }

    /// The same on the contents.
    fn expected(self, contents: &mut Contents, key: u64) -> Reply {
        let held = contents.get(&key).copied();
        Reply::Value(match self {
            Self::Get => held,
            Self::Insert(value) => contents.insert(key, value),
            Self::Remove => contents.remove(&key),
            Self::Update(operand) => contents.insert(key, blend(held, operand)),
            Self::GetOrInsert(value) => {
                contents.entry(key).or_insert(value);
                held
            }
            Self::CompareExchange(current, new) => {
                let equal = held == Some(current);
                if equal {
                    contents.insert(key, new);
                }
                return Reply::Exchanged(equal);
            }
            Self::Walk => return Reply::Entries(contents.clone()),
            Self::Length => return Reply::Length(contents.len()),
            Self::Clear => {
                contents.clear();
                return Reply::Nothing;
            }
        })
    }
}

/// One thread's way into the map, with what it knows must be there.
struct Client<'a, H> {
    handle: &'a mut H,
    fuse: &'a Arc<Fuse>,
    call: Call,
    contents: Contents,
    /// `insert` returns what it displaced.
    displaced: bool,
}

impl<H: MapHandle<Fused, Fused>> Client<'_, H> {
    fn fused(&self, number: u64) -> Fused {
        Fused { number, fuse: Arc::clone(self.fuse) }
    }

    /// Performs the operation and says whether a fuse blew in it. Nobody else writes to its key.
    fn step(&mut self, operation: Operation, key: u64) -> bool {
        let before = self.contents.clone();
        let wanted = operation.expected(&mut self.contents, key);
        let reply = self.perform(operation, key);
        self.fuse.arm(self.call, 0);
        let Some(reply) = reply else {
            self.adopt(&before, operation, key);
            return true;
        };
        let vague = matches!(operation, Operation::Insert(_)) && !self.displaced;
        ensure(vague || reply == wanted, || {
            format!("{operation:?} of {key}: {reply:?}, not {wanted:?}")
        });
        false
    }

    /// The map's answer; none if a fuse blew.
    fn perform(&mut self, operation: Operation, key: u64) -> Option<Reply> {
        use Operation::{CompareExchange, GetOrInsert, Insert, Update};
        let [old, new] = match operation {
            CompareExchange(current, new) => [current, new],
            Insert(value) | Update(value) | GetOrInsert(value) => [value, value],
            _ => [0, 0],
        };
        let (key, old, new) = (self.fused(key), self.fused(old), self.fused(new));
        let handle = &mut *self.handle;
        let value = |found: Option<Fused>| Reply::Value(found.map(|value| value.number));
        caught(|| match operation {
            Operation::Get => value(handle.get(&key)),
            Insert(_) => value(handle.insert(key, new)),
            Operation::Remove => value(handle.remove(&key)),
            Update(_) => value(handle.update(key, new, merge)),
            GetOrInsert(_) => value(handle.get_or_insert(key, new)),
            CompareExchange(..) => Reply::Exchanged(handle.compare_exchange(&key, &old, new)),
            Operation::Walk => {
                let mut entries = Contents::new();
                handle.for_each(usize::MAX, |key, value| {
                    _ = entries.insert(key.number, value.number)
                });
                Reply::Entries(entries)
            }
            Operation::Length => Reply::Length(handle.len()),
            Operation::Clear => {
                handle.clear();
                Reply::Nothing
            }
        })
    }

    /// After a panic: takes for true what the map holds, if it is what it held before or what it was
    /// to hold.
    fn adopt(&mut self, before: &Contents, operation: Operation, key: u64) {
        let keys: Vec<u64> = match operation {
            Operation::Clear => before.keys().copied().collect(),
            _ => vec![key],
        };
        for key in keys {
            let found = self.read(key);
            let [old, new] = [before, &self.contents].map(|contents| contents.get(&key).copied());
            ensure(found == old || found == new, || {
                format!("a panic in {operation:?} of {key} left {found:?}, not {old:?} or {new:?}")
            });
            match found {
                Some(value) => self.contents.insert(key, value),
                None => self.contents.remove(&key),
            };
        }
    }

    /// A read that goes on until nobody's fuse blows in it.
    fn read(&mut self, key: u64) -> Option<u64> {
        loop {
            if let Some(Reply::Value(found)) = self.perform(Operation::Get, key) {
                return found;
            }
        }
    }

    /// All keys, a walk and the length are what they must be.
    fn inspect(&mut self) {
        let keys: Vec<u64> = self.contents.keys().copied().collect();
        for key in keys {
            self.step(Operation::Get, key);
        }
        self.step(Operation::Walk, 0);
        self.step(Operation::Length, 0);
    }
}

/// What the body returned; none if a fuse blew in it. Any other panic fails the property.
fn caught<R>(body: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(result) => Some(result),
        Err(payload) if payload.downcast_ref::<&str>() == Some(&BLOWN) => None,
        Err(payload) => resume_unwind(payload),
    }
}

/// Fails the property on a thread of the crew, which keeps what it is told.
fn ensure(right: bool, failure: impl FnOnce() -> String) {
    if !right {
        resume_unwind(Box::new(failure()));
    }
}

/// Panics in one kind of call leave the map right.
struct Contained {
    call: Call,
    keys: u64,
}

/// Operations at random that are tried with every fuse that blows in them, after each thinning.
const TRIED: usize = 100;
/// Operations of all clients together, in half of which a fuse is lit that may blow in anyone's.
const MIXED: usize = 2_000;
/// And without any fuse after that.
const FOLLOWING: usize = 10_000;

impl Contained {
    /// One thread's operations, each with every fuse. Says how many blew. A map that was full and
    /// is then thinned out has much to tidy up before it takes more.
    fn one_by_one<H>(&self, client: &mut Client<H>, bed: &TestBed) -> usize
    where
        H: MapHandle<Fused, Fused>,
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
        let mut blown = 0;
        for end in [Operation::Clear, Operation::Walk] {
            for key in 0..self.keys {
                blown += self.with_each_fuse(client, Operation::GetOrInsert(key), key);
            }
            for key in self.keys / 4..self.keys {
                blown += self.with_each_fuse(client, Operation::Remove, key);
            }
            for _ in 0..bed.operations(TRIED) {
                let key = rng.next_u64() % self.keys;
                let operation = Operation::random(&mut rng, client.contents.get(&key).copied());
                blown += self.with_each_fuse(client, operation, key);
            }
            for operation in [Operation::Walk, Operation::Length, end] {
                blown += self.with_each_fuse(client, operation, 0);
            }
            client.inspect();
        }
        blown
    }

    /// The operation with a fuse for the first call in it, the second, and from some on only for
    /// every n-th, until none blows.
    fn with_each_fuse<H>(&self, client: &mut Client<H>, operation: Operation, key: u64) -> usize
    where
        H: MapHandle<Fused, Fused>,
    {
        let mut calls = 1;
        for blown in 0.. {
            client.fuse.arm(self.call, calls);
            if !client.step(operation, key) {
                return blown;
            }
            if blown % 4 == 3 {
                client.inspect();
            }
            calls += 1 + calls / 4;
        }
        unreachable!("an operation calls it a finite number of times")
    }

    /// So many operations on keys that only this client writes to.
    fn among_others<H>(&self, client: &mut Client<H>, number: usize, bed: &TestBed, lit: bool)
    where
        H: MapHandle<Fused, Fused>,
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(number as u64);
        let own = (8 / bed.threads as u64).max(1);
        let operations = bed.operations(if lit { MIXED } else { FOLLOWING }) / bed.threads;
        for _ in 0..operations {
            let key = self.keys + number as u64 * own + rng.next_u64() % own;
            let operation = Operation::random(&mut rng, client.contents.get(&key).copied());
            if lit && rng.next_u64() % 2 == 0 {
                client.fuse.arm(self.call, 1 + rng.next_u64() as usize % 6);
            }
            client.step(operation, key);
        }
    }
}

impl Property<Fused, Fused> for Contained {
    fn hold<M: ConcurrentMap<Fused, Fused>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        let (fuse, blown) = (Arc::new(Fuse::default()), AtomicUsize::new(0));
        let all = Mutex::new(Contents::new());
        let crew = Crew::new(bed.pool, bed.threads, bed.spec);
        crew.work(map, |number, handle| {
            let (contents, displaced) = (Contents::new(), bed.guarantees.displaced);
            let mut client = Client { handle, fuse: &fuse, call: self.call, contents, displaced };
            if number == 0 {
                blown.store(self.one_by_one(&mut client, bed), SeqCst);
            }
            // The first keeps the handle with which it panicked while the others are at work.
            for lit in [true, false] {
                if !crew.meet() {
                    return;
                }
                self.among_others(&mut client, number, bed, lit);
            }
            all.lock().expect("no panic inside").append(&mut client.contents);
            if crew.meet() && number == 0 {
                client.contents = std::mem::take(&mut all.lock().expect("no panic inside"));
                client.inspect();
            }
        });
        crew.panicked().map_or(Ok(()), Err)?;
        // Not every map hashes.
        let met = blown.into_inner() > 0 || self.call == Call::Hash;
        require!(met, "no operation calls it");
        Ok(())
    }
}

/// A map's own thread that dies while clients wait for it: they panic, whatever they asked, the
/// run has the thread's own message, and the map at rest can be used again.
struct OwnerDies;

const OWNER_DIED: &str = "the owner died";

impl Property<u64, u64> for OwnerDies {
    fn hold<M: ConcurrentMap<u64, u64>>(&self, map: &M, bed: &TestBed) -> Result<(), Failure> {
        let (waiting, answered) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let crew = Crew::new(bed.pool, bed.threads, bed.spec);
        let die = || {
            while waiting.load(SeqCst) < bed.threads {
                nap();
            }
            resume_unwind(Box::new(OWNER_DIED));
        };
        crew.work_beside(map, die, |number, handle| {
            waiting.fetch_add(1, SeqCst);
            handle.insert(number as u64, 1);
            answered.fetch_add(1, SeqCst);
        });
        let (said, answered) = (crew.panicked(), answered.into_inner());
        require!(answered == 0, "{answered} clients had an answer from an owner that had died");
        require!(said.as_deref() == Some(OWNER_DIED), "the run ended with {said:?}");
        let mut handle = map.handle();
        for key in 0..FOLLOWING as u64 {
            handle.insert(key, key);
        }
        let kept = (0..FOLLOWING as u64).all(|key| handle.get(&key) == Some(key));
        require!(kept && handle.len() == FOLLOWING, "the map at rest is not what was stored");
        Ok(())
    }
}
