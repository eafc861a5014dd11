//! Code in Rust to start from: each file compiles as it stands and does what every map must, alone and by
//! many threads.
#![cfg(feature = "full")]

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

macro_rules! starters {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(
            #[path = $file]
            mod $name;

            #[test]
            fn $name() {
                let store = $name::Store::default();
                as_a_map(&store);
                by_many(&$name::Store::default());
            }
        )*
    };
}

/// Of all but the one that has no read-modify-write and does not say what it displaced.
macro_rules! starter {
    ($($name:ident),*) => {$(
        impl Starter for $name::Store {
            fn get(&self, key: &str) -> Option<u64> {
                self.get(key)
            }

            fn insert(&self, key: &str, value: u64) {
                let before = self.get(key);
                assert_eq!(self.insert(key.to_owned(), value), before, "what {key} displaced");
            }

            fn remove(&self, key: &str) -> Option<u64> {
                self.remove(key)
            }

            fn add(&self, key: &str, by: u64) -> Option<u64> {
                Some(self.add(key, by))
            }

            fn entries(&self) -> Vec<(String, u64)> {
                self.entries()
            }
        }
    )*};
}

trait Starter: Clone + Send {
    fn get(&self, key: &str) -> Option<u64>;
    /// By the only one who writes the key.
    fn insert(&self, key: &str, value: u64);
    fn remove(&self, key: &str) -> Option<u64>;
    /// `None` where there is no such operation.
    fn add(&self, key: &str, by: u64) -> Option<u64>;
    fn entries(&self) -> Vec<(String, u64)>;
}

starters! {
    mutex = "../crate/advise/starters/mutex.rs",
    rwlock = "../crate/advise/starters/rwlock.rs",
    sharded = "../crate/advise/starters/sharded.rs",
    channel = "../crate/advise/starters/channel.rs",
    dashmap = "../crate/advise/starters/dashmap.rs",
    key_lock = "../crate/advise/starters/key-lock.rs",
    lock_pool = "../crate/advise/starters/lock-pool.rs",
    cow = "../crate/advise/starters/cow.rs",
    left_right = "../crate/advise/starters/left-right.rs",
    papaya = "../crate/advise/starters/papaya.rs",
    scc = "../crate/advise/starters/scc.rs",
    flurry = "../crate/advise/starters/flurry.rs",
    skiplist = "../crate/advise/starters/skiplist.rs",
}

starter!(mutex, rwlock, sharded, channel, dashmap, key_lock, lock_pool, cow, left_right);
starter!(papaya, scc, flurry);

impl Starter for skiplist::Store {
    fn get(&self, key: &str) -> Option<u64> {
        self.get(key)
    }

    fn insert(&self, key: &str, value: u64) {
        self.insert(key.to_owned(), value);
    }

    fn remove(&self, key: &str) -> Option<u64> {
        self.remove(key)
    }

    fn add(&self, _: &str, _: u64) -> Option<u64> {
        None
    }

    fn entries(&self) -> Vec<(String, u64)> {
        let entries = self.entries();
        assert!(entries.is_sorted(), "keys leave their order");
        entries
    }
}

/// Those with a deadline.
macro_rules! guarded {
    ($($name:ident = $file:literal),* $(,)?) => {$(
        #[path = $file]
        mod $name;

        impl Guarded for $name::Store {
            fn within(deadline: Duration) -> Self {
                Self::new(deadline)
            }

            fn try_insert(&self, key: &str, value: u64) -> Result<Option<u64>, String> {
                self.insert(key.to_owned(), value).map_err(|refusal| format!("{refusal:?}"))
            }

            fn update(&self, key: &str, change: impl FnOnce(Option<u64>) -> u64) -> u64 {
                self.update(key, change).unwrap()
            }
        }

        impl Starter for $name::Store {
            fn get(&self, key: &str) -> Option<u64> {
                self.get(key).unwrap()
            }

            fn insert(&self, key: &str, value: u64) {
                let before = self.get(key).unwrap();
                assert_eq!(self.try_insert(key, value), Ok(before), "what {key} displaced");
            }

            fn remove(&self, key: &str) -> Option<u64> {
                self.remove(key).unwrap()
            }

            fn add(&self, key: &str, by: u64) -> Option<u64> {
                Some(self.update(key, |value| value.unwrap_or_default() + by).unwrap())
            }

            fn entries(&self) -> Vec<(String, u64)> {
                self.entries().unwrap()
            }
        }

        #[test]
        fn $name() {
            let long = Duration::from_secs(600);
            as_a_map(&$name::Store::within(long));
            by_many(&$name::Store::within(long));
            who_waits_is_refused(&$name::Store::within(Duration::from_millis(20)));
            a_panic_changes_nothing(&$name::Store::within(long));
        }
    )*};
}

trait Guarded: Starter + Sync {
    fn within(deadline: Duration) -> Self;
    fn try_insert(&self, key: &str, value: u64) -> Result<Option<u64>, String>;
    fn update(&self, key: &str, change: impl FnOnce(Option<u64>) -> u64) -> u64;
}

guarded! {
    mutex_safe = "../crate/advise/starters/mutex-safe.rs",
    rwlock_safe = "../crate/advise/starters/rwlock-safe.rs",
    sharded_safe = "../crate/advise/starters/sharded-safe.rs",
    cow_safe = "../crate/advise/starters/cow-safe.rs",
}

/// One sits in an update until everybody else has an answer, so what is asserted is an order and no time.
fn who_waits_is_refused(store: &impl Guarded) {
    const CALLERS: u64 = 8;
    assert_eq!(store.try_insert("key", 1), Ok(None));
    let (inside, is_inside) = mpsc::channel();
    let (answer, answers) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            store.update("key", |value| {
                inside.send(()).unwrap();
                for _ in 0..CALLERS {
                    assert_eq!(answers.recv().unwrap(), Err("DeadlineExceeded".to_owned()));
                }
                value.unwrap() + 1
            })
        });
        is_inside.recv().unwrap();
        for number in 0..CALLERS {
            let answer = answer.clone();
            scope.spawn(move || answer.send(store.try_insert("key", 100 + number)).unwrap());
        }
    });
    assert_eq!(store.get("key"), Some(2), "what was refused has happened");
    assert_eq!(store.try_insert("key", 3), Ok(Some(2)));
}

fn a_panic_changes_nothing(store: &impl Guarded) {
    assert_eq!(store.try_insert("key", 1), Ok(None));
    let blown = || store.update("key", |_| resume_unwind(Box::new("blown")));
    assert!(catch_unwind(AssertUnwindSafe(blown)).is_err());
    assert_eq!(store.try_insert("key", 2), Ok(Some(1)));
}

fn as_a_map(store: &impl Starter) {
    let mut model: BTreeMap<String, u64> = BTreeMap::new();
    for step in 0..5000_u64 {
        let key = format!("k{}", step * 7919 % 61);
        match step % 5 {
            0 | 1 => {
                store.insert(&key, step);
                model.insert(key.clone(), step);
            }
            2 => assert_eq!(store.remove(&key), model.remove(&key), "step {step}"),
            3 => {
                if let Some(sum) = store.add(&key, step) {
                    let wanted = model.entry(key.clone()).or_default();
                    *wanted += step;
                    assert_eq!(sum, *wanted, "step {step}");
                }
            }
            _ => {}
        }
        assert_eq!(store.get(&key), model.get(&key).copied(), "step {step}");
    }
    let mut entries = store.entries();
    entries.sort();
    assert_eq!(entries, model.into_iter().collect::<Vec<_>>());
}

fn by_many(store: &impl Starter) {
    const THREADS: u64 = 8;
    const TIMES: u64 = 500;
    const KEYS: u64 = 7;
    let mut counted = false;
    thread::scope(|scope| {
        for number in 0..THREADS {
            let store = store.clone();
            let work = move || {
                let own = format!("own{number}");
                for time in 0..TIMES {
                    store.add(&format!("shared{}", time % KEYS), 1);
                    store.insert(&own, time);
                    assert_eq!(store.get(&own), Some(time));
                    if time % 100 == 99 {
                        store.entries();
                        assert_eq!(store.remove(&own), Some(time));
                    }
                }
            };
            scope.spawn(work);
        }
        counted |= store.add("shared0", 0).is_some();
    });
    let sum: u64 = store.entries().iter().map(|(_, value)| value).sum();
    let wanted = if counted { (THREADS * TIMES, KEYS as usize) } else { (0, 0) };
    assert_eq!((sum, store.entries().len()), wanted);
}
