//! By what maps that can do what is asked are put in order: rules, as data.
//!
//! A rule holds where every answer that it asks for is known and within its bounds. It puts maps before
//! the simplest one, or last. One that prefers more than a lock around a table names what that map earned
//! it by: a case of Go's documentation, the article, or presets of `BENCHMARKS.md` in which it is ahead of
//! the simpler ones. The tests hold that table against the rules. The first rules of the list weigh most.

use super::answers::{Answers, Life, Memory};
use super::needs::{Language, Need};
use crate::base::words::Words;
use crate::strategy::MapSpec;
use crate::strategy::row::{Allocation, Retention};
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Rule {
    pub id: &'static str,
    pub text: Words,
    pub source: Source,
    #[serde(skip)]
    pub when: Condition,
    #[serde(skip)]
    pub effect: Effect,
}

/// What answers must be for it to hold. What is not asked for may be anything, or unknown.
#[derive(Clone, Copy, Debug)]
pub struct Condition {
    /// That language alone.
    pub language: Option<Language>,
    /// A crate of Rust's will do, as where no language is named.
    pub crates: bool,
    pub reads: Option<(u32, u32)>,
    /// One of these.
    pub life: &'static [Life],
    pub keys: Option<(u32, u32)>,
    pub threads: Option<(u32, u32)>,
    pub memory: Option<Memory>,
    pub need: Option<Need>,
}

#[derive(Clone, Copy, Debug)]
pub enum Effect {
    /// These maps in this order, as links name them.
    Prefer(&'static [&'static str]),
    /// Maps of this kind come last.
    Avoid(Trait),
}

/// What is against a map where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// An entry may take more than [`LARGE`] times what it does in the smallest map, or the whole map is
    /// there more than once.
    Large,
    /// Removed entries are kept until it is rebuilt.
    KeepsRemoved,
    /// Each write copies it.
    CopiesWhole,
}

/// How much more than the smallest map is large.
pub const LARGE: f64 = 1.5;
/// Numbers of entries at which footprints are compared: tables grow by doubling, so one would not do.
const SIZES: [u64; 4] = [1 << 20, 5 << 18, 3 << 19, 7 << 18];

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Source {
    /// A section of the article.
    Article { section: &'static str },
    /// Go's documentation of sync.Map.
    GoDocs { url: &'static str },
    /// In BENCHMARKS.md, natively, in each of these presets at so many threads, all of `over` are behind
    /// the map that is preferred: the intervals of how far they are behind the fastest are apart.
    Measured { presets: &'static [&'static str], threads: u32, over: &'static [&'static str] },
    /// What the map's own row says.
    Row,
    /// How this project decides.
    Method,
}

const GO: Source = Source::GoDocs { url: "https://pkg.go.dev/sync#Map" };

const ANY: Condition = Condition {
    language: None,
    crates: false,
    reads: None,
    life: &[],
    keys: None,
    threads: None,
    memory: None,
    need: None,
};

/// Where threads meet.
const SEVERAL: Condition = Condition { threads: Some((2, u32::MAX)), ..ANY };

/// What stands where no rule has a preference.
pub const SIMPLEST: Rule = Rule {
    id: "simplest",
    text: Words::new(
        "It is the simplest map that meets the requirements, and nothing known about the program makes another one worth the effort.",
        "它是满足要求的最简单的 map；就已知情况而言，没有理由为别的 map 多费力气。",
    ),
    source: Source::Method,
    when: ANY,
    effect: Effect::Prefer(&[]),
};

/// The same of the one behind it.
pub const NEXT: Rule = Rule {
    id: "next-simplest",
    text: Words::new("It is the simplest of the others.", "其余之中它最简单。"),
    ..SIMPLEST
};

pub const RULES: &[Rule] = &[
    Rule {
        id: "one-thread",
        text: Words::new(
            "With one thread there is no contention: a plain lock is as fast as any map where one operation in four writes, and the simplest everywhere.",
            "单线程没有争用：写入占四分之一以上时，一把普通的锁不慢于任何 map；在任何情况下它都最简单。",
        ),
        source: Source::Measured {
            presets: &["churn", "mixed-rw", "ycsb-f"],
            threads: 1,
            over: &["sync-map", "hash-trie", "left-right", "papaya", "scc"],
        },
        when: Condition { threads: Some((1, 1)), ..ANY },
        effect: Effect::Prefer(&["mutex", "rwlock"]),
    },
    Rule {
        id: "crate-walks",
        text: Words::new(
            "While most operations read, iteration that holds up nobody is ahead: readers of left-right iterate over a copy that no writer touches.",
            "读取居多时，不妨碍他人的遍历领先：left-right 的读者遍历的是写者不碰的那份副本。",
        ),
        source: Source::Measured {
            presets: &["iterate-under-write", "ycsb-e"],
            threads: 2,
            over: &["mutex", "rwlock"],
        },
        when: Condition {
            crates: true,
            need: Some(Need::Iterate),
            reads: Some((75, 100)),
            ..SEVERAL
        },
        effect: Effect::Prefer(&["left-right", "rwlock"]),
    },
    Rule {
        id: "walks",
        text: Words::new(
            "For iteration choose a map that iterates under one lock; readers of one RWMutex iterate side by side.",
            "遍历宜用能整体遍历的 map；同一 RWMutex 的读者可并行遍历。",
        ),
        source: Source::Measured {
            presets: &["iterate-under-write", "go-range", "ycsb-e"],
            threads: 2,
            over: &["mutex"],
        },
        when: Condition { need: Some(Need::Iterate), reads: Some((75, 100)), ..SEVERAL },
        effect: Effect::Prefer(&["rwlock"]),
    },
    Rule {
        id: "go-disjoint",
        text: Words::new(
            "Threads that work on separate keys are one of the two cases that sync.Map is made for.",
            "各线程使用互不相交的键，是 sync.Map 所针对的两种情形之一。",
        ),
        source: GO,
        when: Condition { language: Some(Language::Go), life: &[Life::Disjoint], ..ANY },
        effect: Effect::Prefer(&["hash-trie"]),
    },
    Rule {
        id: "go-written-once",
        text: Words::new(
            "Keys written once and read many times, as in a cache that only grows, are one of the two cases that sync.Map is made for.",
            "键只写一次、读取多次（如只增不减的缓存），是 sync.Map 所针对的两种情形之一。",
        ),
        source: GO,
        when: Condition {
            language: Some(Language::Go),
            life: &[Life::Append],
            reads: Some((90, 100)),
            ..ANY
        },
        effect: Effect::Prefer(&["hash-trie"]),
    },
    Rule {
        id: "go-only-read",
        text: Words::new(
            "Keys that are only read were written once: one of the two cases that sync.Map is made for.",
            "只读的数据即写一次：sync.Map 所针对的两种情形之一。",
        ),
        source: GO,
        when: Condition { language: Some(Language::Go), reads: Some((100, 100)), ..ANY },
        effect: Effect::Prefer(&["hash-trie"]),
    },
    Rule {
        id: "go-read-mostly",
        text: Words::new(
            "From about 100 reads per write on, with fewer than 100,000 long-lived keys, the article chooses sync.Map.",
            "读写比达到 100:1、键长期存在且少于 10 万条时，文章选用 sync.Map。",
        ),
        source: Source::Article { section: "4.1" },
        when: Condition {
            language: Some(Language::Go),
            life: &[Life::Stable],
            reads: Some((99, 100)),
            keys: Some((1, 99_999)),
            ..ANY
        },
        effect: Effect::Prefer(&["hash-trie"]),
    },
    Rule {
        id: "hardly-written",
        text: Words::new(
            "From 98 reads in 100 on, a map whose readers write only to places of their own is ahead of all others, though it holds everything twice.",
            "读取达到 98% 时，读者只写各自位置的 map 领先于其他所有 map，代价是保存两份数据。",
        ),
        source: Source::Measured {
            presets: &["read-mostly", "reads-100", "ycsb-c", "go-load-misses"],
            threads: 2,
            over: &["mutex", "rwlock", "sharded:16", "dashmap:16"],
        },
        when: Condition { reads: Some((98, 100)), ..SEVERAL },
        effect: Effect::Prefer(&["left-right"]),
    },
    Rule {
        id: "few-keys",
        text: Words::new(
            "Shards spread threads over keys, and there are fewer keys than shards.",
            "分片把线程按键分散开，而键比分片还少。",
        ),
        source: Source::Article { section: "4.2" },
        when: Condition { keys: Some((1, 15)), ..SEVERAL },
        effect: Effect::Prefer(&["mutex"]),
    },
    Rule {
        id: "crate-shards",
        text: Words::new(
            "As soon as threads contend, shards are ahead of one lock, and those of the dashmap crate ahead of shards made of Go's locks.",
            "一旦线程相遇，分片就领先于单一的锁，而 dashmap 库的分片又领先于用 Go 的锁做的分片。",
        ),
        source: Source::Measured {
            presets: &["exchange", "mixed-rw", "reads-75", "ycsb-f"],
            threads: 2,
            over: &["mutex", "rwlock", "sharded:16"],
        },
        when: Condition { crates: true, ..SEVERAL },
        effect: Effect::Prefer(&["dashmap:16", "sharded:16"]),
    },
    Rule {
        id: "shards",
        text: Words::new(
            "As soon as threads contend, shards are ahead of one lock.",
            "一旦线程相遇，分片就领先于单一的锁。",
        ),
        source: Source::Measured {
            presets: &["exchange", "reads-75", "reads-90", "read-mostly"],
            threads: 2,
            over: &["mutex", "rwlock"],
        },
        when: SEVERAL,
        effect: Effect::Prefer(&["sharded:16", "dashmap:16"]),
    },
    Rule {
        id: "memory",
        text: Words::new(
            "Memory is short, and an entry may take over 50 % more than in the smallest map.",
            "内存紧张，而每个条目所占可能比最小的 map 多一半以上。",
        ),
        source: Source::Article { section: "4.1" },
        when: Condition { memory: Some(Memory::Tight), ..ANY },
        effect: Effect::Avoid(Trait::Large),
    },
    Rule {
        id: "removed-keys",
        text: Words::new(
            "Keys come and go, and it keeps removed ones until it is rebuilt.",
            "键不断增删，而它会保留已删除的键直到重建。",
        ),
        source: Source::Article { section: "4.1" },
        when: Condition { life: &[Life::Churn], ..ANY },
        effect: Effect::Avoid(Trait::KeepsRemoved),
    },
    Rule {
        id: "copies",
        text: Words::new(
            "There are writes, and each one copies the whole map.",
            "有写入，而每次写入都要复制整个 map。",
        ),
        source: Source::Row,
        when: Condition { reads: Some((0, 98)), ..ANY },
        effect: Effect::Avoid(Trait::CopiesWhole),
    },
];

/// What the reader should know beside the choice.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Remark {
    pub id: &'static str,
    pub text: Words,
    pub source: Source,
    #[serde(skip)]
    pub when: Condition,
    /// Only beside these choices.
    #[serde(skip)]
    pub beside: &'static [&'static str],
}

pub const REMARKS: &[Remark] = &[
    Remark {
        id: "no-lock-at-all",
        text: Words::new(
            "If nothing is written once the threads run, a plain map needs no lock: fill it before they start.",
            "若线程启动后不再写入，普通 map 无须加锁：在启动前填好即可。",
        ),
        source: GO_MAPS,
        when: Condition { reads: Some((100, 100)), ..ANY },
        beside: &[],
    },
    Remark {
        id: "no-lock-for-one",
        text: Words::new(
            "If only one thread ever uses the map, it needs no lock at all. With 90 reads in 100 and more, left-right measured ahead of a lock even here on one machine, up to 1.7 times, and level with it or behind on another; it holds everything twice, and each write is done twice.",
            "若始终只有一个线程使用该 map，则根本无须加锁。读取达到 90% 及以上时，left-right 在一台机器上实测仍领先于锁，最多 1.7 倍，在另一台上则与锁持平或落后；它保存两份数据，每次写入都要做两遍。",
        ),
        source: GO_MAPS,
        when: Condition { threads: Some((1, 1)), ..ANY },
        beside: &["mutex", "rwlock"],
    },
    Remark {
        id: "a-map-each",
        text: Words::new(
            "If no thread ever looks up another's keys, give each thread a plain map: no lock is needed.",
            "若线程从不查看其他线程的键，每个线程一个普通 map 即可，无须加锁。",
        ),
        source: GO_MAPS,
        when: Condition { life: &[Life::Disjoint], ..ANY },
        beside: &[],
    },
    Remark {
        id: "which-sync-map",
        text: Words::new(
            "From Go 1.24 on, sync.Map is the hash trie; up to Go 1.23 it is what is called sync-map here, which is slower on misses and new keys. On two processors neither was measurably ahead of shards: confirm it on yours.",
            "从 Go 1.24 起 sync.Map 是哈希字典树；到 Go 1.23 为止是这里的 sync-map，未命中或新键较多时更慢。在双核上两者都未测出领先分片，请在您的机器上验证。",
        ),
        source: Source::Row,
        when: ANY,
        beside: &["hash-trie", "sync-map"],
    },
    Remark {
        id: "deadline",
        text: Words::new(
            "With +safe an operation waits for its lock no longer than its deadline; if it is refused, it has not happened and never will. A deadline limits the wait, not the work: an operation that has the lock completes, however late. In your own program, try the lock: in Rust parking_lot's try_lock_for; in Go a channel with one token, in a select with the context. The code below does so where the map is one lock or shards; for another map change the places where it locks.",
            "带 +safe 时，操作等锁的时间不超过截止时间；被拒绝的操作没有发生，以后也不会发生。截止时间限制的是等待而不是工作：拿到锁的操作无论多晚都会完成。在自己的程序中，Rust 用 parking_lot 的 try_lock_for；Go 用容量为一的通道，与 context 一起放进 select。下面单锁与分片的代码即是如此；其他 map 请在其加锁处替换。",
        ),
        source: Source::Row,
        when: Condition { need: Some(Need::Deadline), ..ANY },
        beside: &[],
    },
    Remark {
        id: "one-hot-key",
        text: Words::new(
            "A key that takes most of the operations is a single lock in any of these maps; no choice of map helps.",
            "承受大部分操作的单个热点键在任何一种 map 中都是一把锁，换 map 无济于事。",
        ),
        source: Source::Row,
        when: Condition { keys: Some((1, 15)), ..SEVERAL },
        beside: &[],
    },
];

const GO_MAPS: Source = Source::GoDocs { url: "https://go.dev/doc/faq#atomic_maps" };

impl Condition {
    pub fn holds(&self, answers: &Answers) -> bool {
        let within = |bounds: Option<(u32, u32)>, value: Option<u32>| {
            bounds.is_none_or(|(low, high)| value.is_some_and(|it| low <= it && it <= high))
        };
        self.language.is_none_or(|language| answers.language == Some(language))
            && !(self.crates && answers.language == Some(Language::Go))
            && within(self.reads, answers.reads)
            && (self.life.is_empty() || answers.life.is_some_and(|it| self.life.contains(&it)))
            && within(self.keys, answers.keys)
            && within(self.threads, answers.threads)
            && self.memory.is_none_or(|memory| answers.memory == Some(memory))
            && self.need.is_none_or(|need| answers.needs.has(need))
    }
}

impl Trait {
    /// `smallest`: the least [`bytes`] of any map.
    pub fn is_of(self, map: &MapSpec, smallest: u64) -> bool {
        let guarantees = map.guarantees();
        let copied = guarantees.allocates == Allocation::WholeMap;
        match self {
            Self::Large => copied || bytes(map) as f64 > LARGE * smallest as f64,
            Self::KeepsRemoved => guarantees.after_removal == Retention::UntilRebuilt,
            Self::CopiesWhole => copied,
        }
    }
}

/// Most bytes that the map may need for entries, beyond what it needs without any.
pub fn bytes(map: &MapSpec) -> u64 {
    let most = |entries| map.footprint(entries);
    SIZES.iter().map(|entries| most(*entries).saturating_sub(most(0))).sum()
}
