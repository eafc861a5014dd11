//! The article's own decision table, as data: what it takes in which case, whether that agrees with what
//! is answered here, and where not, why.
//!
//! Its section 4.1 has three axes (read share, how keys live, entries and memory) and a flow chart over
//! them; the table of chapter 1 and section 4.2 add which lock. The tests ask each row's question and hold
//! the answer against what the row declares.

use crate::base::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    pub id: &'static str,
    pub section: &'static str,
    pub axis: Axis,
    /// The case, in the article's words.
    pub text: Words,
    /// The question that stands for it, as a link's query.
    pub question: &'static str,
    /// What the article takes, as links name it; any of them.
    pub takes: &'static [&'static str],
    /// Why this is not what is answered here; `None` where it is.
    pub differs: Option<Words>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    Reads,
    Life,
    Memory,
    Iteration,
    /// How much a lock guards.
    Lock,
}

const SYNC_MAP: &[&str] = &["sync-map", "hash-trie"];
/// Writing it `map + RWMutex`, the article names one lock around a map.
const ONE_LOCK: &[&str] = &["rwlock", "mutex"];
const SHARDS: &[&str] = &["sharded:16"];

const SHARDS_ARE_AHEAD: Words = Words::new(
    "As soon as two threads contend, shards measured faster than one lock: 2.1 times a mutex, and ahead of a reader-writer lock, to which each reader still writes. With one thread the article's answer holds.",
    "一旦两个线程相遇，实测分片领先于单一的锁：是互斥锁的 2.1 倍；读写锁的每个读者仍要写锁。单线程时文章的答案成立。",
);

pub const MATRIX: &[Row] = &[
    Row {
        id: "reads-below-100-to-1",
        section: "4.1",
        axis: Axis::Reads,
        text: Words::new(
            "Fewer than 100 reads per write: a map behind an RWMutex.",
            "读写比低于 100:1：map + RWMutex。",
        ),
        question: "lang=go&reads=90&life=stable&keys=1000&threads=4",
        takes: ONE_LOCK,
        differs: Some(SHARDS_ARE_AHEAD),
    },
    Row {
        id: "reads-below-100-to-1-alone",
        section: "4.1",
        axis: Axis::Reads,
        text: Words::new(
            "The same, with one goroutine at a time.",
            "同上，但同一时刻只有一个 goroutine。",
        ),
        question: "lang=go&reads=90&life=stable&keys=1000&threads=1",
        takes: ONE_LOCK,
        differs: None,
    },
    Row {
        id: "reads-above-100-to-1",
        section: "4.1",
        axis: Axis::Reads,
        text: Words::new(
            "100 reads per write or more, with fewer than 100,000 long-lived keys: sync.Map.",
            "读写比 100:1 以上、键长期存在、少于 10 万条：sync.Map。",
        ),
        question: "lang=go&reads=99&life=stable&keys=10000&threads=8",
        takes: SYNC_MAP,
        differs: None,
    },
    Row {
        id: "keys-that-go",
        section: "4.1",
        axis: Axis::Life,
        text: Words::new(
            "Keys that are deleted often: a map behind an RWMutex.",
            "键频繁删除：map + RWMutex。",
        ),
        question: "lang=go&reads=99&life=churn&keys=10000&threads=8",
        takes: ONE_LOCK,
        differs: Some(SHARDS_ARE_AHEAD),
    },
    Row {
        id: "keys-that-are-added",
        section: "4.1",
        axis: Axis::Life,
        text: Words::new(
            "Keys that are added and never deleted: sync.Map.",
            "键只增不删：sync.Map。",
        ),
        question: "lang=go&reads=99&life=append&keys=10000&threads=8",
        takes: SYNC_MAP,
        differs: None,
    },
    Row {
        id: "keys-of-each-goroutine",
        section: "4.1",
        axis: Axis::Life,
        text: Words::new(
            "Keys that only one goroutine uses: the article does not have this case, so its answer is an RWMutex.",
            "键只由一个 goroutine 使用：文章没有这种情形，因此落到 RWMutex。",
        ),
        question: "lang=go&reads=50&life=disjoint&keys=10000&threads=8",
        takes: ONE_LOCK,
        differs: Some(Words::new(
            "It is the second of the two cases that Go's documentation names for sync.Map.",
            "这是 Go 文档为 sync.Map 列出的两种情形中的第二种。",
        )),
    },
    Row {
        id: "many-entries",
        section: "4.1",
        axis: Axis::Memory,
        text: Words::new(
            "100,000 entries or more: a map behind an RWMutex.",
            "10 万条目以上：map + RWMutex。",
        ),
        question: "lang=go&reads=99&life=stable&keys=1000000&threads=8",
        takes: ONE_LOCK,
        differs: Some(SHARDS_ARE_AHEAD),
    },
    Row {
        id: "memory-is-short",
        section: "4.1",
        axis: Axis::Memory,
        text: Words::new(
            "Memory is short: its flow chart goes on to sync.Map.",
            "内存敏感：流程图仍走向 sync.Map。",
        ),
        question: "lang=go&reads=99&life=stable&keys=10000&threads=8&memory=tight",
        takes: SYNC_MAP,
        differs: Some(Words::new(
            "Its table of risks in the same section says the opposite, and is right: each entry of sync.Map is a separate allocation, and the older one keeps two tables while new keys come.",
            "同一节的风险表说的正相反，而且是对的：sync.Map 的每个条目单独分配内存，旧版在新键到来时还保留两张表。",
        )),
    },
    Row {
        id: "balanced",
        section: "1",
        axis: Axis::Reads,
        text: Words::new("As many writes as reads: sync.Map.", "均衡读写：sync.Map。"),
        question: "lang=go&reads=50&life=churn&keys=10000&threads=8",
        takes: SYNC_MAP,
        differs: Some(Words::new(
            "Its own sections 2.3 and 4.1 contradict this; here sync.Map measured a third of a mutex's throughput with as many writes as reads.",
            "文章自己的 2.3 与 4.1 节与此矛盾；这里实测读写各半时 sync.Map 只有互斥锁的三分之一。",
        )),
    },
    Row {
        id: "any-share",
        section: "1",
        axis: Axis::Reads,
        text: Words::new(
            "Any read share: a channel, at a high price.",
            "任意读写比：通道，开销高。",
        ),
        question: "lang=go&reads=50&threads=8",
        takes: &["channel:64"],
        differs: Some(Words::new(
            "It costs two hand-offs between threads per operation; a lock does the same for less. It pays where several steps must be atomic together, which no question here asks about.",
            "代价是每次操作两次线程交接；锁能以更低代价做到同样的事。只有当多步操作须成为整体时才划算，而这里没有这样的问题。",
        )),
    },
    Row {
        id: "walks",
        section: "1",
        axis: Axis::Iteration,
        text: Words::new(
            "Iteration must be reliable: an RWMutex and not sync.Map.",
            "遍历须可靠：用 RWMutex，不用 sync.Map。",
        ),
        question: "lang=go&reads=99&life=append&keys=10000&threads=8&need=iterate",
        takes: ONE_LOCK,
        differs: None,
    },
    Row {
        id: "low-load",
        section: "4.2",
        axis: Axis::Lock,
        text: Words::new("A low load: one RWMutex.", "负载低：全局 RWMutex。"),
        question: "lang=go&reads=90&threads=1",
        takes: ONE_LOCK,
        differs: None,
    },
    Row {
        id: "even-keys",
        section: "4.2",
        axis: Axis::Lock,
        text: Words::new(
            "A high load with evenly chosen keys: shards.",
            "负载高、键分布均匀：分段锁。",
        ),
        question: "lang=go&reads=90&life=churn&keys=100000&threads=8",
        takes: SHARDS,
        differs: None,
    },
    Row {
        id: "hot-keys",
        section: "4.2",
        axis: Axis::Lock,
        text: Words::new(
            "A few hot keys: a pool of locks by key, created on demand.",
            "热点键集中：按键的锁池，懒加载。",
        ),
        question: "lang=go&reads=90&life=stable&keys=8&threads=8",
        takes: &["lock-pool", "key-lock:16"],
        differs: Some(Words::new(
            "A hot key is one lock however it is found, and finding it takes a mutex twice more. Locks by key pay where they are held for several steps.",
            "热点键无论如何都是一把锁，而查找这把锁还要再加两次锁。按键的锁只在持锁跨多步时才划算。",
        )),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::advise::rank::{candidates, choice};
    use crate::advise::{Answers, answers::Life};

    #[test]
    fn each_row_holds_or_says_why_not() {
        for row in MATRIX {
            let link = format!("#v1/choose?{}", row.question);
            let answers = Answers::strict(&link).unwrap().unwrap();
            let ours = choice(&answers).unwrap_or("none");
            assert_eq!(row.takes.contains(&ours), row.differs.is_none(), "{}: {ours}", row.id);
            for map in row.takes {
                assert!(candidates().any(|(_, name)| name == *map), "{}: {map}", row.id);
            }
        }
    }

    #[test]
    fn every_axis_has_rows_and_the_flow_chart_its_four_ends() {
        let axes = [Axis::Reads, Axis::Life, Axis::Memory, Axis::Iteration, Axis::Lock];
        assert!(axes.iter().all(|axis| MATRIX.iter().any(|row| row.axis == *axis)));
        let chart = |reads: u32, life: Life, keys: u32| match () {
            () if reads < 99 || !matches!(life, Life::Stable | Life::Append) => ONE_LOCK,
            () if keys >= 100_000 => ONE_LOCK,
            () => SYNC_MAP,
        };
        let mut ends = 0;
        for row in MATRIX.iter().filter(|row| row.section == "4.1") {
            let answers =
                Answers::strict(&format!("#v1/choose?{}", row.question)).unwrap().unwrap();
            let (Some(reads), Some(life), Some(keys)) = (answers.reads, answers.life, answers.keys)
            else {
                panic!("{} does not answer its axes", row.id)
            };
            assert_eq!(row.takes, chart(reads, life, keys), "{}", row.id);
            ends += 1;
        }
        assert!(ends >= 4);
    }
}
