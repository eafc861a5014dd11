//! The keys of the Choose lab's links: what is known of a program that needs a map.
//!
//! Each may be left out, which means "don't know"; a value that is given is always written. So `keys` and
//! `threads` have no default here, other than in links of an experiment. A key's help says why it is asked.

use super::keys::{Group, KeySpec, MAX_KEYS, offered};
use super::kinds::{Form, Kind};
use crate::base::units::MAX_THREADS;
use crate::base::words::Words;

const fn answer(name: &'static str, en: &'static str, zh: &'static str) -> Form {
    Form { name, label: Words::new(en, zh), params: &[] }
}

const fn question(
    key: &'static str,
    kind: Kind,
    label: Words,
    help: Words,
    unit: Option<&'static str>,
    choices: &'static [&'static str],
) -> KeySpec {
    let group = Group::Choose;
    KeySpec { key, group, kind, default: Some(""), label, help, unit, choices: offered(choices) }
}

/// In the order in which they are asked.
pub const CHOOSE_KEYS: &[KeySpec] = &[
    question(
        "lang",
        Kind::Choice {
            forms: &[
                answer("go", "Go", "Go"),
                answer("rust", "Rust", "Rust"),
                answer("any", "either", "均可"),
            ],
        },
        Words::new("Language", "语言"),
        Words::new(
            "Not every map exists in both; if either will do, the faster one of both is chosen.",
            "并非每种 map 两种语言都有；若两者均可，则取其中更快者。",
        ),
        None,
        &["go", "rust", "any"],
    ),
    question(
        "reads",
        Kind::Integer { min: 0, max: 100 },
        Words::new("Read share", "读取比例"),
        Words::new(
            "Maps that read without a lock pay for it on every write.",
            "读取不加锁的 map 在每次写入时付出代价。",
        ),
        Some("%"),
        &["0", "50", "90", "99", "100"],
    ),
    question(
        "life",
        Kind::Choice {
            forms: &[
                answer("stable", "the same keys, other values", "键不变，值会变"),
                answer("append", "new keys, none removed", "只增不删"),
                answer("churn", "keys come and go", "键不断增删"),
                answer("disjoint", "each thread has keys of its own", "各线程各用各的键"),
            ],
        },
        Words::new("How keys live", "键的生命周期"),
        Words::new(
            "Go's documentation names two cases for sync.Map: keys written once and read often, and threads that use separate keys.",
            "Go 文档说 sync.Map 适合两种情形：键写一次读多次，或各线程使用互不相交的键。",
        ),
        None,
        &["stable", "append", "churn", "disjoint"],
    ),
    question(
        "keys",
        Kind::Integer { min: 1, max: MAX_KEYS },
        Words::new("Entries", "条目数"),
        Words::new(
            "With few keys there is more contention; many do not fit into the caches, and a map that follows pointers waits for memory.",
            "键少则争用多；键多则放不进缓存，靠指针跳转的 map 要等内存。",
        ),
        None,
        &["100", "1000", "100000", "1000000"],
    ),
    question(
        "threads",
        Kind::Integer { min: 1, max: MAX_THREADS as u64 },
        Words::new("Threads", "线程数"),
        Words::new(
            "How many use the map at the same time: with one thread, nothing beats a plain lock.",
            "同时使用 map 的线程数：单线程时，普通的锁已是最好。",
        ),
        None,
        &["1", "2", "4", "8", "16"],
    ),
    question(
        "memory",
        Kind::Choice {
            forms: &[answer("tight", "is short", "紧张"), answer("any", "does not matter", "不限")],
        },
        Words::new("Memory", "内存"),
        Words::new(
            "Maps that read without a lock take more memory than their entries.",
            "读取不加锁的 map 所占内存多于条目本身。",
        ),
        None,
        &["tight", "any"],
    ),
    question(
        "need",
        Kind::Set {
            items: &[
                answer("update", "read-modify-write in one step", "原子读改写"),
                answer("iterate", "iteration that shows one instant", "遍历为某一时刻的快照"),
                answer("linearizable", "linearizable", "可线性化"),
                answer("wait-free", "reads that wait for no lock", "读取不等待任何锁"),
                answer("ordered", "keys in order", "键有序"),
                answer("deadline", "a bound on the wait", "等待有上限"),
            ],
        },
        Words::new("What must hold", "必须满足"),
        Words::new(
            "A map that cannot promise this is excluded, however fast it is.",
            "做不到的 map 会被排除，无论多快。",
        ),
        None,
        &["update", "iterate", "linearizable", "wait-free", "ordered", "deadline"],
    ),
];
