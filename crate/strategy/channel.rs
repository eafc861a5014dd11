//! `channel:N`: one owner thread holds the map; clients send it operations and wait for replies.
//!
//! Requests go through one bounded channel, replies through a channel of one place per client.
//! `channel:N:batch` lets the owner take everything that is waiting before it answers, so that a
//! burst of requests costs one round of wake-ups. While the map is not open (loading, checking,
//! simulated runs) handles work on the table themselves.
//!
//! A request with a deadline is offered: the owner takes it when its turn has come, or its client takes
//! it back before. One that the owner has taken is waited for, however long that takes.
//!
//! A panic in the key's or the value's own code belongs to the client that asked: the owner sends
//! it back and goes on. Should the owner itself die, all clients hear of it: whoever waits has
//! given the one sender of its reply channel away with its request, and that goes with the owner.

use super::fallible::{FallibleHandle, Infallible};
use super::parts::offer::Offer;
use super::parts::table::{Table, footprint};
use super::row::{Guarantees, LOCKED, Reach};
use super::wait::{Forever, Until, Wait, poll, take};
use super::{
    Available, ConcurrentMap, Effort, Hasher, Key, MapSpec, Merge, Param, Row, Source, Strategy,
    Value, Variant, Visitor,
};
use crate::base::sync::{Mutex, MutexGuard, recv_timeout};
use crate::base::words::Words;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
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

enum Message<K, V> {
    Request(Request<K, V>),
    Offer(Arc<Offer<Request<K, V>>>),
}

impl<K, V> Message<K, V> {
    /// The request, unless its client has taken it back.
    fn claim(self) -> Option<Request<K, V>> {
        match self {
            Self::Request(request) => Some(request),
            Self::Offer(offer) => offer.claim(),
        }
    }
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
    requests: Mutex<Option<SyncSender<Message<K, V>>>>,
    inbox: Mutex<Option<Receiver<Message<K, V>>>>,
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

    fn waiting<W>(&self, wait: W) -> ChannelHandle<'_, K, V, S, W> {
        let way = match hold(&self.requests).as_ref() {
            Some(requests) => {
                let (client, answers) = sync_channel(1);
                let requests = requests.clone();
                Way::Remote(Client { requests, client: Some(client), answers })
            }
            None => Way::Inline(self),
        };
        ChannelHandle { way, wait }
    }
}

impl<K: Key, V: Value, S: Hasher> ConcurrentMap<K, V> for ChannelMap<K, V, S> {
    type Handle<'map> = Infallible<ChannelHandle<'map, K, V, S>>;
    type Patient<'map> = ChannelHandle<'map, K, V, S, Until>;

    fn handle(&self) -> Self::Handle<'_> {
        Infallible(self.waiting(Forever))
    }

    fn patient(&self, wait: Until) -> Self::Patient<'_> {
        self.waiting(wait)
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
            for message in std::iter::once(first).chain(more) {
                let Some(Request { operation, client }) = message.claim() else { continue };
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
    let Ok(guard) = take(mutex, &Forever);
    guard
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

pub struct ChannelHandle<'map, K, V, S, W = Forever> {
    way: Way<'map, K, V, S>,
    wait: W,
}

enum Way<'map, K, V, S> {
    Remote(Client<K, V>),
    Inline(&'map ChannelMap<K, V, S>),
}

pub(super) const OWNER_GONE: &str = "the channel's owner is gone";

/// A client's ends of both channels.
struct Client<K, V> {
    requests: SyncSender<Message<K, V>>,
    /// Not while the owner has it. Nobody has another, so an owner that dies cuts the client off.
    client: Option<SyncSender<Answer<K, V>>>,
    answers: Receiver<Answer<K, V>>,
}

impl<K, V> Client<K, V> {
    /// The answer; `None` if the owner is gone.
    fn ask(&mut self, operation: Operation<K, V>) -> Option<Answer<K, V>> {
        let client = self.client.take()?;
        self.requests.send(Message::Request(Request { operation, client })).ok()?;
        self.answers.recv().ok()
    }

    /// The same, unless the wait is over before the owner takes the request.
    fn offer<W: Wait>(
        &mut self,
        operation: Operation<K, V>,
        wait: &W,
    ) -> Result<Option<Answer<K, V>>, W::Refusal> {
        let Some(client) = self.client.take() else { return Ok(None) };
        let offer = Arc::new(Offer::new(Request { operation, client }));
        // Not one that keeps it: a request that an owner leaves behind takes its sender along.
        let mine = Arc::downgrade(&offer);
        let mut message = Some(Message::Offer(offer));
        let sent = poll(wait, || match self.requests.try_send(message.take()?) {
            Ok(()) => Some(true),
            Err(TrySendError::Disconnected(_)) => Some(false),
            Err(TrySendError::Full(back)) => {
                message = Some(back);
                None
            }
        });
        let answer = match sent {
            Ok(true) => self.answer_within(wait),
            Ok(false) => Ok(None),
            Err(refusal) => Err(refusal),
        };
        answer.or_else(|refusal| match mine.upgrade().and_then(|offer| offer.take_back()) {
            Some(Request { client, .. }) => {
                self.client = Some(client);
                Err(refusal)
            }
            // The owner has taken it or is gone.
            None => Ok(self.answers.recv().ok()),
        })
    }

    fn answer_within<W: Wait>(&self, wait: &W) -> Result<Option<Answer<K, V>>, W::Refusal> {
        loop {
            let answer = match wait.left()? {
                None => self.answers.recv().map_err(RecvTimeoutError::from),
                Some(left) => recv_timeout(&self.answers, left),
            };
            match answer {
                Err(RecvTimeoutError::Timeout) => {}
                answer => return Ok(answer.ok()),
            }
        }
    }
}

impl<K: Key, V: Value, S: Hasher, W: Wait> ChannelHandle<'_, K, V, S, W> {
    fn ask(&mut self, operation: Operation<K, V>) -> Result<Reply<K, V>, W::Refusal> {
        let wait = self.wait.clone();
        match &mut self.way {
            Way::Inline(map) => {
                let mut table = take(&map.table, &wait)?;
                Ok(apply(&mut table, &map.hasher, operation))
            }
            Way::Remote(remote) => {
                let answer = match W::FOREVER {
                    true => remote.ask(operation),
                    false => remote.offer(operation, &wait)?,
                };
                // The owner outlives every client unless it panicked; this client then ends too,
                // without a report of its own.
                let Some(answer) = answer else { resume_unwind(Box::new(OWNER_GONE)) };
                remote.client = Some(answer.client);
                Ok(answer.reply.unwrap_or_else(|panic| resume_unwind(panic)))
            }
        }
    }

    fn ask_value(&mut self, operation: Operation<K, V>) -> Result<Option<V>, W::Refusal> {
        match self.ask(operation) {
            Ok(Reply::Value(value)) => Ok(value),
            Ok(_) => unreachable!("the owner answers in kind"),
            Err(refusal) => Err(refusal),
        }
    }
}

impl<K, V, S, W> FallibleHandle<K, V> for ChannelHandle<'_, K, V, S, W>
where
    K: Key,
    V: Value,
    S: Hasher,
    W: Wait,
{
    type Refusal = W::Refusal;

    fn get(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        self.ask_value(Operation::Get(key.clone()))
    }

    fn insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        self.ask_value(Operation::Insert(key, value))
    }

    fn remove(&mut self, key: &K) -> Result<Option<V>, W::Refusal> {
        self.ask_value(Operation::Remove(key.clone()))
    }

    fn update(&mut self, key: K, operand: V, merge: Merge<V>) -> Result<Option<V>, W::Refusal> {
        self.ask_value(Operation::Update(key, operand, merge))
    }

    fn get_or_insert(&mut self, key: K, value: V) -> Result<Option<V>, W::Refusal> {
        self.ask_value(Operation::GetOrInsert(key, value))
    }

    fn compare_exchange(&mut self, key: &K, current: &V, new: V) -> Result<bool, W::Refusal> {
        let answer = self.ask(Operation::CompareExchange(key.clone(), current.clone(), new));
        answer.map(|reply| matches!(reply, Reply::Swapped(true)))
    }

    fn for_each(&mut self, limit: usize, mut visit: impl FnMut(&K, &V)) -> Result<(), W::Refusal> {
        self.ask(Operation::Collect(limit)).map(|reply| {
            if let Reply::Entries(entries) = reply {
                entries.iter().for_each(|(key, value)| visit(key, value));
            }
        })
    }

    fn clear(&mut self) -> Result<(), W::Refusal> {
        self.ask(Operation::Clear).map(drop)
    }

    fn len(&mut self) -> Result<usize, W::Refusal> {
        self.ask(Operation::Len).map(|reply| match reply {
            Reply::Len(len) => len,
            _ => unreachable!("the owner answers in kind"),
        })
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
             yet each operation pays for two hand-offs between threads. The owner is an extra thread, and limits the throughput of all clients together.",
            "数据上没有锁，任意一组操作都可合成一条消息；但每次操作都要付出两次线程交接。拥有者是额外的线程，也是全部客户的上限。",
        ),
        source: Source {
            title: "Share memory by communicating (Effective Go)",
            url: Some("https://go.dev/doc/effective_go#sharing"),
        },
        effort: Effort::Protocol,
        available: Available {
            go: Some(Words::new("a goroutine and a channel", "一个 goroutine 和一个通道")),
            rust: Some(Words::new("a thread and std::sync::mpsc", "一个线程和 std::sync::mpsc")),
            bounded: true,
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
        guarantees: Guarantees { deadline: Reach::Full, ..LOCKED },
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

#[cfg(all(test, not(feature = "loom")))]
mod tests {
    use super::*;
    use crate::base::units::Nanos;
    use foldhash::fast::FixedState;
    use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
    use std::time::Duration;

    type Map = ChannelMap<u64, u64, FixedState>;

    /// An open map and the inbox, in the place of an owner.
    fn opened() -> (Map, Receiver<Message<u64, u64>>) {
        let map = Map::new(1, false, 0, FixedState::default());
        map.open();
        let inbox = hold(&map.inbox).take().unwrap();
        (map, inbox)
    }

    #[test]
    fn a_request_that_was_taken_back_is_nobody_s() {
        let (map, inbox) = opened();
        let mut handle = map.patient(Until::within(Nanos(1)));
        assert!(handle.insert(1, 1).is_err());
        // The second finds no place in the channel.
        assert!(handle.insert(2, 2).is_err());
        assert!(inbox.recv().unwrap().claim().is_none());
        assert!(inbox.try_recv().is_err());
    }

    /// Over as soon as somebody says so.
    #[derive(Clone)]
    struct Said<'a>(&'a AtomicBool);

    impl Wait for Said<'_> {
        type Refusal = ();

        const FOREVER: bool = false;

        fn left(&self) -> Result<Option<Duration>, ()> {
            if self.0.load(SeqCst) { Err(()) } else { Ok(Some(Duration::from_millis(1))) }
        }
    }

    #[test]
    fn a_request_that_was_taken_is_waited_for() {
        let (map, inbox) = opened();
        let over = AtomicBool::new(false);
        thread::scope(|scope| {
            let asking = scope.spawn(|| map.waiting(Said(&over)).get(&1));
            let Request { client, .. } = inbox.recv().unwrap().claim().unwrap();
            over.store(true, SeqCst);
            thread::sleep(Duration::from_millis(20));
            assert!(!asking.is_finished());
            let reply = Ok(Reply::Value(Some(7)));
            client.send(Answer { reply, client: client.clone() }).ok().unwrap();
            assert_eq!(asking.join().unwrap(), Ok(Some(7)));
        });
    }

    #[test]
    fn who_has_offered_something_hears_that_the_owner_is_gone() {
        let (map, inbox) = opened();
        thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut handle = map.patient(Until::within(Nanos(u64::MAX)));
                catch_unwind(AssertUnwindSafe(|| handle.get(&1))).unwrap_err()
            });
            // With the offer in it, as by a panic of its owner.
            let offer = inbox.recv().unwrap();
            drop(inbox);
            drop(offer);
            assert_eq!(asking.join().unwrap().downcast_ref(), Some(&OWNER_GONE));
        });
    }
}
