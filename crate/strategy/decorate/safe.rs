//! `+safe`: deadlines that hold, panics contained, every operation counted.
//!
//! A client's operation answers, or is refused: at the deadline, and then nothing of it has happened nor
//! ever will, or because code of the key's or the value's own panicked in it. How much of the wait the
//! deadline bounds, and what a panic leaves of the map, the map's own row says. Who may not be refused, as
//! whoever loads the map or looks it through, waits for as long as it takes and has the panic.
//!
//! It costs, where nothing goes wrong, a call through a table in the place of one that is inlined, an answer by
//! way of memory, two increments, and a clock for one call of many; the catch itself is free until something is
//! caught. No thread is added, so none is left behind.

use super::DecoratorRow;
use crate::base::units::Nanos;
use crate::base::words::Words;
use crate::strategy::audit::{as_client, client};
use crate::strategy::fallible::{Batch, FallibleHandle};
use crate::strategy::metrics::{Metrics, Outcome, Registry, Tally, done, exchanged, found};
use crate::strategy::wait::{DeadlineExceeded, Until};
use crate::strategy::{Call, ConcurrentMap, Evidence, Key, MapHandle, Merge, Value, Waits};
use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub const ROW: DecoratorRow = DecoratorRow {
    id: "safe",
    label: Words::name("safe", "安全"),
    summary: Words::new(
        "Refuses operations at a deadline, contains panics, counts every operation.",
        "到截止时间即拒绝操作，兜住 panic，统计每次操作。",
    ),
    trade_offs: Words::new(
        "Some 15 to 30 ns per operation. How much of a wait the deadline bounds depends on the map.",
        "每次操作多花约 15 至 30 纳秒。截止时间能约束多少等待，取决于 map。",
    ),
    refuses: true,
    guarantees: |guarantees| guarantees,
    footprint: |_| 1 << 17,
};

/// Why an operation has no answer.
#[derive(Debug)]
pub enum Refused {
    /// Nothing of it has happened nor ever will.
    DeadlineExceeded(DeadlineExceeded),
    /// The key is as before it or as after it, wherever the map's row says `Contained`.
    Panicked(Panicked),
}

/// What a panic carried.
pub struct Panicked(pub Box<dyn Any + Send>);

impl Panicked {
    pub fn what(&self) -> &str {
        let text = self.0.downcast_ref::<&str>().copied();
        text.or_else(|| self.0.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
    }
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panicked").field(&self.what()).finish()
    }
}

/// Who is refused, and has the panic as an answer or as a panic.
pub trait Refusal: From<DeadlineExceeded> + 'static {
    fn panicked(payload: Box<dyn Any + Send>) -> Self;
}

impl From<DeadlineExceeded> for Refused {
    fn from(exceeded: DeadlineExceeded) -> Self {
        Self::DeadlineExceeded(exceeded)
    }
}

impl Refusal for Refused {
    fn panicked(payload: Box<dyn Any + Send>) -> Self {
        Self::Panicked(Panicked(payload))
    }
}

impl Refusal for DeadlineExceeded {
    fn panicked(payload: Box<dyn Any + Send>) -> Self {
        resume_unwind(payload)
    }
}

pub struct SafeMap<M> {
    map: M,
    /// Of each operation of a client.
    deadline: Nanos,
    counts: Registry,
}

/// Counts what goes through it, and lets no panic pass unless who is refused wants it.
pub struct Guarded<H, R> {
    handle: H,
    tally: Tally,
    refusal: PhantomData<R>,
}

/// One thread's way in. It has one handle of the map at a time, since two may wait for each other: with the
/// deadline for clients, and for who may not be refused without.
pub struct SafeHandle<'map, K, V, M>
where
    K: Key,
    V: Value,
    M: ConcurrentMap<K, V>,
{
    map: &'map SafeMap<M>,
    guarded: Option<Guarded<M::Patient<'map>, Refused>>,
    deadline: Nanos,
    /// Whose handle it is, for those of the map that come later.
    client: Option<usize>,
    entries: PhantomData<(K, V)>,
}

const NO_DEADLINE: Nanos = Nanos(u64::MAX);
/// How long a look at the counts waits for the number of entries.
const MOMENT: Nanos = Nanos::from_millis(1);

impl<M> SafeMap<M> {
    /// Around that map, whose clients give each of their operations so long.
    pub fn new(map: M, deadline: Nanos) -> Self {
        Self { map, deadline, counts: Registry::default() }
    }

    fn guarded<K: Key, V: Value, R>(&self, wait: Until) -> Guarded<M::Patient<'_>, R>
    where
        M: ConcurrentMap<K, V>,
    {
        let (handle, tally) = (self.map.patient(wait), self.counts.tally());
        Guarded { handle, tally, refusal: PhantomData }
    }
}

impl<K: Key, V: Value, M: ConcurrentMap<K, V>> ConcurrentMap<K, V> for SafeMap<M> {
    type Handle<'map> = SafeHandle<'map, K, V, M>;
    type Patient<'map> = Guarded<M::Patient<'map>, DeadlineExceeded>;

    /// For a client at first: to make a handle may have to wait, which no deadline bounds.
    fn handle(&self) -> Self::Handle<'_> {
        let deadline = self.deadline;
        let guarded = Some(self.guarded(Until::within(deadline)));
        SafeHandle { map: self, guarded, deadline, client: client(), entries: PhantomData }
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.guarded(wait)
    }

    fn open(&self) {
        self.map.open();
    }

    fn serve(&self) {
        self.map.serve();
    }

    fn close(&self) {
        self.map.close();
    }

    fn inspect(&self, figures: &mut Vec<u64>) {
        self.map.inspect(figures);
    }

    fn waits(&self) -> Option<Waits> {
        self.map.waits()
    }

    fn marks(&self) -> bool {
        self.map.marks()
    }

    fn evidence(&self) -> Option<Evidence> {
        self.map.evidence()
    }

    /// The entries are left out where something is in the way for longer than a moment, if a deadline can
    /// bound that.
    fn metrics(&self) -> Option<Metrics> {
        let entries = self.map.patient(Until::within(MOMENT)).len();
        Some(Metrics { entries: entries.ok().map(|entries| entries as u64), ..self.counts.read() })
    }
}

impl<H, R: Refusal> Guarded<H, R> {
    #[inline(always)]
    fn call<T>(
        &mut self,
        call: Call,
        body: impl FnOnce(&mut H) -> Result<T, DeadlineExceeded>,
        outcome: impl FnOnce(&T) -> Outcome,
    ) -> Result<T, R> {
        let begun = self.tally.begin();
        // What the map promises of a panic is its row's; the handle may be used on.
        match catch_unwind(AssertUnwindSafe(|| body(&mut self.handle))) {
            Ok(Ok(answer)) => {
                self.tally.end(call, outcome(&answer), begun);
                Ok(answer)
            }
            Ok(Err(exceeded)) => {
                self.refused(call, Outcome::Timeout, begun);
                Err(exceeded.into())
            }
            Err(payload) => {
                self.refused(call, Outcome::Panic, begun);
                Err(R::panicked(payload))
            }
        }
    }

    /// Told at once: it may be long until the next operation.
    #[cold]
    fn refused(&mut self, call: Call, outcome: Outcome, begun: Option<Nanos>) {
        self.tally.end(call, outcome, begun);
        self.tally.publish();
    }
}

impl<K, V, H, R> FallibleHandle<K, V> for Guarded<H, R>
where
    K: Key,
    V: Value,
    H: FallibleHandle<K, V, Refusal = DeadlineExceeded>,
    R: Refusal,
{
    type Refusal = R;

    #[inline]
    fn get(&mut self, key: &K) -> Result<Option<V>, R> {
        self.call(Call::Get, |handle| handle.get(key), found)
    }

    #[inline]
    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, R> {
        self.call(Call::Insert, |handle| handle.insert(key, value), done)
    }

    #[inline]
    fn remove(&mut self, key: &K) -> Result<Option<V>, R> {
        self.call(Call::Remove, |handle| handle.remove(key), found)
    }

    #[inline]
    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, R> {
        self.call(Call::Update, |handle| handle.update(key, operand, merge), done)
    }

    #[inline]
    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, R> {
        self.call(Call::GetOrInsert, |handle| handle.get_or_insert(key, value), found)
    }

    #[inline]
    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, R> {
        let call = Call::CompareExchange;
        self.call(call, |handle| handle.compare_exchange(key, current, new), exchanged)
    }

    #[inline]
    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) -> Result<(), R> {
        self.call(Call::ForEach, |handle| handle.for_each(limit, visit), done)
    }

    #[inline]
    fn clear(&mut self) -> Result<(), R> {
        self.call(Call::Clear, FallibleHandle::clear, done)
    }

    fn rest(&mut self) {
        self.tally.publish();
        self.handle.rest();
    }

    /// No operation of anyone's.
    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) -> Result<(), R> {
        self.handle.load(entries).map_err(R::from)
    }

    #[inline]
    fn len(&mut self) -> Result<usize, R> {
        self.call(Call::Len, FallibleHandle::len, done)
    }
}

impl<'map, K, V, M> SafeHandle<'map, K, V, M>
where
    K: Key,
    V: Value,
    M: ConcurrentMap<K, V>,
{
    #[inline(always)]
    fn within(&mut self, deadline: Nanos) -> &mut Guarded<M::Patient<'map>, Refused> {
        if self.deadline != deadline {
            self.renew(deadline);
        }
        self.guarded.as_mut().expect("there is one but while it is renewed")
    }

    #[cold]
    fn renew(&mut self, deadline: Nanos) {
        self.guarded = None;
        let Self { map, client, .. } = *self;
        self.guarded = Some(as_client(client, || map.guarded(Until::within(deadline))));
        self.deadline = deadline;
    }

    #[inline(always)]
    fn patiently(&mut self) -> &mut Guarded<M::Patient<'map>, Refused> {
        self.within(NO_DEADLINE)
    }
}

/// The answer of who has no deadline.
#[inline(always)]
fn sure<T>(answer: Result<T, Refused>) -> T {
    answer.unwrap_or_else(|refused| match refused {
        Refused::Panicked(Panicked(payload)) => resume_unwind(payload),
        Refused::DeadlineExceeded(_) => unreachable!("there is no deadline"),
    })
}

impl<K, V, M> MapHandle<K, V> for SafeHandle<'_, K, V, M>
where
    K: Key,
    V: Value,
    M: ConcurrentMap<K, V>,
{
    fn get(&mut self, key: &K) -> Option<V> {
        sure(self.patiently().get(key))
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        sure(self.patiently().insert(key, value))
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        sure(self.patiently().remove(key))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        sure(self.patiently().update(key, operand, merge))
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        sure(self.patiently().get_or_insert(key, value))
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        sure(self.patiently().compare_exchange(key, current, new))
    }

    fn for_each(&mut self, limit: usize, visit: impl FnMut(&K, &V)) {
        sure(self.patiently().for_each(limit, visit));
    }

    fn clear(&mut self) {
        sure(self.patiently().clear());
    }

    #[inline(always)]
    fn perform<B: Batch<K, V>>(&mut self, batch: B) -> B::Output {
        let deadline = self.map.deadline;
        batch.on(self.within(deadline))
    }

    fn rest(&mut self) {
        if let Some(guarded) = &mut self.guarded {
            guarded.rest();
        }
    }

    fn load(&mut self, entries: impl Iterator<Item = (K, V)>) {
        sure(self.patiently().load(entries));
    }

    fn len(&mut self) -> usize {
        sure(self.patiently().len())
    }
}
