//! `channel:N`: one owner thread holds the map; clients send it operations and wait for replies.
//!
//! Requests go through one bounded channel, replies through a channel of one place per client.
//! `channel:N:batch` lets the owner take everything that is waiting before it answers, so that a
//! burst of requests costs one round of wake-ups. While the map is not open (loading, checking,
//! simulated runs) handles work on the table themselves.
//!
//! A panic in the key's or the value's own code belongs to the client that asked: the owner sends
//! it back and goes on. Should the owner itself die, all clients hear of it: whoever waits has
//! given the one sender of its reply channel away with its request, and that goes with the owner.

use super::parts::table::{Table, footprint};
use super::row::LOCKED;
use super::{
    ConcurrentMap, Hasher, Key, MapHandle, MapSpec, Merge, Param, Row, Source, Strategy, Value,
    Variant, Visitor,
};
use crate::base::words::Words;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

pub struct Channel;

/// One operation, as it travels to the owner.
enum Operation<K, V> {
    Get(K),
    Insert(K, V),
    Remove(K),
    Update(K, V, Merge<V>),
    GetOrInsert(K, V),
    CompareExchange(K, V, V),
    Collect(usize),
    Clear,
    Len,
}

enum Reply<K, V> {
    Value(Option<V>),
    Swapped(bool),
    Entries(Vec<(K, V)>),
    Len(usize),
}

struct Request<K, V> {
    operation: Operation<K, V>,
    client: SyncSender<Answer<K, V>>,
}

struct Answer<K, V> {
    /// Or the panic that came in its place.
    reply: thread::Result<Reply<K, V>>,
    /// The sender that came with the request, for the next one.
    client: SyncSender<Answer<K, V>>,
}

pub struct ChannelMap<K, V, S> {
    hasher: S,
    /// Held by the owner for as long as it serves.
    table: Mutex<Table<K, V, S>>,
    /// Present while the map is open; every client clones it.
    requests: Mutex<Option<SyncSender<Request<K, V>>>>,
    inbox: Mutex<Option<Receiver<Request<K, V>>>>,
    places: usize,
    batch: bool,
}

impl<K: Key, V: Value, S: Hasher> ChannelMap<K, V, S> {
    /// `places` is how many requests the channel holds, `capacity` how many entries come.
    pub fn new(places: usize, batch: bool, capacity: usize, hasher: S) -> Self {
        Self {
            table: Mutex::new(Table::with_capacity(capacity, hasher.clone())),
            hasher,
            requests: Mutex::new(None),
            inbox: Mutex::new(None),
            places,
            batch,
        }
    }
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for ChannelMap<K, V, S> {
    type Handle<'map> = ChannelHandle<'map, K, V, S>;

    fn handle(&self) -> Self::Handle<'_> {
        match hold(&self.requests).as_ref() {
            Some(requests) => {
                let (client, answers) = sync_channel(1);
                let requests = requests.clone();
                ChannelHandle(Way::Remote(Client { requests, client: Some(client), answers }))
            }
            None => ChannelHandle(Way::Inline(self)),
        }
    }

    fn open(&self) {
        let (requests, inbox) = sync_channel(self.places);
        *hold(&self.requests) = Some(requests);
        *hold(&self.inbox) = Some(inbox);
    }

    /// Serves until the map is closed and every handle's end of the channel is gone.
    fn serve(&self) {
        self.serve_after(|| ());
    }

    fn close(&self) {
        hold(&self.requests).take();
        // An owner that never came leaves it behind, with requests that nobody will read.
        hold(&self.inbox).take();
    }
}

impl<K: Key, V: Value, S: Hasher> ChannelMap<K, V, S> {
    /// Serves, and calls `before` with each request in hand.
    pub(super) fn serve_after(&self, mut before: impl FnMut()) {
        let Some(inbox) = hold(&self.inbox).take() else { return };
        let mut table = hold(&self.table);
        let mut answers = Vec::new();
        while let Ok(first) = inbox.recv() {
            let more = self.batch.then(|| inbox.try_iter()).into_iter().flatten();
            for Request { operation, client } in std::iter::once(first).chain(more) {
                before();
                let work = || apply(&mut table, &self.hasher, operation);
                answers.push((client, catch_unwind(AssertUnwindSafe(work))));
            }
            for (client, reply) in answers.drain(..) {
                // A client that is gone does not wait for its answer.
                let _ = client.send(Answer { reply, client: client.clone() });
            }
        }
    }
}

fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn apply<K: Key, V: Value, S: Hasher>(
    table: &mut Table<K, V, S>,
    hasher: &S,
    operation: Operation<K, V>,
) -> Reply<K, V> {
    let hash = |key: &K| hasher.hash_one(key);
    match operation {
        Operation::Get(key) => Reply::Value(table.get(hash(&key), &key)),
        Operation::Insert(key, value) => Reply::Value(table.insert(hash(&key), key, value)),
        Operation::Remove(key) => Reply::Value(table.remove(hash(&key), &key)),
        Operation::Update(key, operand, merge) => {
            Reply::Value(table.update(hash(&key), key, operand, merge))
        }
        Operation::GetOrInsert(key, value) => {
            Reply::Value(table.get_or_insert(hash(&key), key, value))
        }
        Operation::CompareExchange(key, current, new) => {
            Reply::Swapped(table.compare_exchange(hash(&key), &key, &current, new))
        }
        Operation::Collect(limit) => {
            let mut entries = Vec::with_capacity(limit.min(table.len()));
            table.for_each(limit, |key, value| entries.push((key.clone(), value.clone())));
            Reply::Entries(entries)
        }
        Operation::Clear => {
            table.clear();
            Reply::Value(None)
        }
        Operation::Len => Reply::Len(table.len()),
    }
}

pub struct ChannelHandle<'map, K, V, S>(Way<'map, K, V, S>);

enum Way<'map, K, V, S> {
    Remote(Client<K, V>),
    Inline(&'map ChannelMap<K, V, S>),
}

pub(super) const OWNER_GONE: &str = "the channel's owner is gone";

/// A client's ends of both channels.
struct Client<K, V> {
    requests: SyncSender<Request<K, V>>,
    /// Not while the owner has it. Nobody has another, so an owner that dies cuts the client off.
    client: Option<SyncSender<Answer<K, V>>>,
    answers: Receiver<Answer<K, V>>,
}

impl<K: Key, V: Value, S: Hasher> ChannelHandle<'_, K, V, S> {
    fn ask(&mut self, operation: Operation<K, V>) -> Reply<K, V> {
        match &mut self.0 {
            Way::Inline(map) => apply(&mut hold(&map.table), &map.hasher, operation),
            Way::Remote(Client { requests, client, answers }) => {
                let answer = client.take().and_then(|client| {
                    requests.send(Request { operation, client }).ok()?;
                    answers.recv().ok()
                });
                // The owner outlives every client unless it panicked; this client then ends too,
                // without a report of its own.
                let Some(answer) = answer else { resume_unwind(Box::new(OWNER_GONE)) };
                *client = Some(answer.client);
                answer.reply.unwrap_or_else(|panic| resume_unwind(panic))
            }
        }
    }

    fn ask_value(&mut self, operation: Operation<K, V>) -> Option<V> {
        match self.ask(operation) {
            Reply::Value(value) => value,
            _ => unreachable!("the owner answers in kind"),
        }
    }
}

impl<K: Key, V: Value, S: Hasher> MapHandle<K, V> for ChannelHandle<'_, K, V, S> {
    fn get(&mut self, key: &K) -> Option<V> {
        self.ask_value(Operation::Get(key.clone()))
    }

    fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.ask_value(Operation::Insert(key, value))
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        self.ask_value(Operation::Remove(key.clone()))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Option<V> {
        self.ask_value(Operation::Update(key, operand, merge))
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Option<V> {
        self.ask_value(Operation::GetOrInsert(key, value))
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> bool {
        let answer = self.ask(Operation::CompareExchange(key.clone(), current.clone(), new));
        matches!(answer, Reply::Swapped(true))
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) {
        if let Reply::Entries(entries) = self.ask(Operation::Collect(limit)) {
            entries.iter().for_each(|(key, value)| visit(key, value));
        }
    }

    fn clear(&mut self) {
        self.ask(Operation::Clear);
    }

    fn len(&mut self) -> usize {
        match self.ask(Operation::Len) {
            Reply::Len(len) => len,
            _ => unreachable!("the owner answers in kind"),
        }
    }
}

impl Strategy for Channel {
    const ROW: Row = Row {
        id: "channel",
        label: Words::name("Channel", "通道"),
        summary: Words::new(
            "One owner thread holds the map; every operation is a message and a reply.",
            "由一个拥有者线程持有 map；每次操作都是一条消息和一个回复。",
        ),
        trade_offs: Words::new(
            "No lock around the data and every sequence of operations can be made one message, \
             yet each operation pays for two hand-overs between threads. The owner is an extra \
             thread and the ceiling for all clients together.",
            "数据上没有锁，任意一组操作都可合成一条消息；但每次操作都要付出两次线程交接。拥有者是额外的线程，也是全部客户的上限。",
        ),
        source: Source {
            title: "Share memory by communicating (Effective Go)",
            url: Some("https://go.dev/doc/effective_go#sharing"),
        },
        param: Some(Param {
            name: Words::new("capacity", "容量"),
            min: 1,
            max: 65_536,
            default: 64,
            power_of_two: false,
            choices: &[1, 64, 1024],
        }),
        variants: &[Variant { id: "batch", label: Words::new("batched", "批处理"), core: true }],
        extra_threads: 1,
        presizes: true,
        guarantees: LOCKED,
        inside: None,
        withheld: None,
        footprint: |spec, entries| footprint(entries) + spec.number() as u64 * 96,
    };

    fn build<Vis: Visitor>(spec: &MapSpec, visitor: Vis) -> Vis::Output {
        let map = ChannelMap::<Vis::Key, Vis::Value, _>::new(
            spec.number(),
            spec.variant.is_some(),
            visitor.capacity(),
            visitor.hasher(),
        );
        visitor.visit(map)
    }
}
