//! Code in Rust to start from: each file compiles as it stands and does what every map must, alone and by
//! many threads.
#![cfg(feature = "full")]

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

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
    mutex_deadline = "../crate/advise/starters/mutex-deadline.rs",
    rwlock_deadline = "../crate/advise/starters/rwlock-deadline.rs",
    sharded_deadline = "../crate/advise/starters/sharded-deadline.rs",
}

starter!(mutex, rwlock, sharded, channel, dashmap, key_lock, lock_pool, cow, left_right);
starter!(papaya, scc, flurry);

/// Longer than any of these tests waits.
const PATIENT: Duration = Duration::from_secs(600);

/// Of those whose operations take a deadline: as the others, for whoever is in no hurry.
macro_rules! deadline_starter {
    ($($name:ident gives_up in $test:ident),* $(,)?) => {$(
        impl Starter for $name::Store {
            fn get(&self, key: &str) -> Option<u64> {
                self.get(key, PATIENT).unwrap()
            }

            fn insert(&self, key: &str, value: u64) {
                let before = self.get(key, PATIENT).unwrap();
                let displaced = self.insert(key.to_owned(), value, PATIENT).unwrap();
                assert_eq!(displaced, before, "what {key} displaced");
            }

            fn remove(&self, key: &str) -> Option<u64> {
                self.remove(key, PATIENT).unwrap()
            }

            fn add(&self, key: &str, by: u64) -> Option<u64> {
                let add = |value: &mut u64| {
                    *value += by;
                    *value
                };
                Some(self.update(key, PATIENT, add).unwrap())
            }

            fn entries(&self) -> Vec<(String, u64)> {
                self.entries(PATIENT).unwrap()
            }
        }

        /// Who gives up has done nothing and leaves nothing behind, whoever is inside.
        #[test]
        fn $test() {
            use $name::{Store, TimedOut};
            const SHORT: Duration = Duration::from_millis(20);
            let store = Store::default();
            store.insert("kept".to_owned(), 1, PATIENT).unwrap();
            let while_held = |_: &mut u64| {
                // From another thread: a lock is not taken twice by one.
                thread::scope(|scope| {
                    let tried = scope.spawn(|| {
                        let begun = Instant::now();
                        assert_eq!(store.get("kept", SHORT), Err(TimedOut));
                        assert_eq!(store.insert("kept".to_owned(), 2, SHORT), Err(TimedOut));
                        assert_eq!(store.remove("kept", SHORT), Err(TimedOut));
                        assert_eq!(store.update("kept", SHORT, |value| *value = 3), Err(TimedOut));
                        assert_eq!(store.entries(SHORT), Err(TimedOut));
                        assert!(begun.elapsed() >= SHORT * 5, "somebody did not wait");
                    });
                    tried.join().unwrap();
                });
            };
            store.update("kept", PATIENT, while_held).unwrap();
            assert_eq!(store.entries(PATIENT), Ok(vec![("kept".to_owned(), 1)]));
        }
    )*};
}

deadline_starter! {
    mutex_deadline gives_up in mutex_gives_up,
    rwlock_deadline gives_up in rwlock_gives_up,
    sharded_deadline gives_up in sharded_gives_up,
}

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
