//! The keys of a link: what each is called, what it may hold, and what it is when left out.
//!
//! This table drives both codecs, the page's form and the documentation. Defaults and bounds are
//! constants of link version 1: they never change and never depend on the reader's machine.

use super::axes::{AXES, FEWEST_VALUES, MOST_VALUES};
use super::codec::SCALE;
#[cfg(feature = "full")]
use super::codec::{CHOOSE, GUARD, MATRIX, RACE, SCAN};
use super::kinds::{Form, FormParam, Kind};
#[cfg(feature = "full")]
use super::{guard_keys, race_keys};
use crate::base::units::MAX_THREADS;
use crate::base::words::Words;
use crate::strategy::spec::MAX_COPY;
use crate::workload::mix::OPERATIONS;
use serde::Serialize;

/// Largest key space: an index fits the 24 bits a stream keeps for it.
pub const MAX_KEYS: u64 = 1 << 24;
pub const DEFAULT_MAPS: &str = "mutex,rwlock,sharded:16,channel:64,dashmap:16";
pub const MAX_MAPS: usize = 16;

/// Keys whose values other than the default need a module of the page that has more kinds of
/// entries compiled in.
pub const WIDE: &[&str] = &["key", "value", "hash"];

/// Keys that only a map whose operations can be refused heeds: without one, they have no field and no
/// value but the default.
pub const REFUSING: &[&str] = &["deadline"];

/// One key of the link.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeySpec {
    pub key: &'static str,
    pub group: Group,
    #[serde(flatten)]
    pub kind: Kind,
    /// Canonical text used when the key is absent; `null` where it follows from other keys.
    pub default: Option<&'static str>,
    pub label: Words,
    pub help: Words,
    pub unit: Option<&'static str>,
    /// Values worth offering, in canonical text. Others within the bounds are just as valid.
    pub choices: &'static [&'static str],
}

impl KeySpec {
    /// Whether links of that lab have it.
    pub fn is_of(&self, lab: &str) -> bool {
        match self.group {
            _ if unused(lab).contains(&self.key) => false,
            Group::Maps | Group::Workload | Group::Run => true,
            Group::Scale => lab == SCALE,
            #[cfg(feature = "full")]
            Group::Race => lab == RACE,
            #[cfg(feature = "full")]
            Group::Guard => lab == GUARD,
            #[cfg(feature = "full")]
            Group::Choose => lab == CHOOSE,
            #[cfg(feature = "full")]
            Group::Matrix => lab == MATRIX,
            #[cfg(feature = "full")]
            Group::Scan => lab == SCAN,
        }
    }
}

/// Where a form shows the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Group {
    Maps,
    Workload,
    Run,
    /// Of the Scale lab alone.
    Scale,
    /// Of the Race lab alone.
    #[cfg(feature = "full")]
    Race,
    /// Of the Guard lab alone.
    #[cfg(feature = "full")]
    Guard,
    /// Of the Choose lab, which has no other.
    #[cfg(feature = "full")]
    Choose,
    /// Of the matrix, which has no other.
    #[cfg(feature = "full")]
    Matrix,
    /// Of the Scan lab, which has no other.
    #[cfg(feature = "full")]
    Scan,
}

const fn percent(name: &'static str, default: &'static str) -> FormParam {
    FormParam { name, kind: "decimal", digits: 2, min: "0", max: "100", default }
}

/// Values for the form. On wasm they are left out, as words are.
pub(super) const fn offered(values: &'static [&'static str]) -> &'static [&'static str] {
    if cfg!(target_arch = "wasm32") { &[] } else { values }
}

const fn integer(min: u64, max: u64) -> Kind {
    Kind::Integer { min, max }
}

/// Every key that is not of one lab apart, in the order in which values are judged and forms are
/// drawn.
pub const KEYS: &[KeySpec] = &[
    KeySpec {
        key: "maps",
        group: Group::Maps,
        kind: Kind::Maps { max: MAX_MAPS, copies: MAX_COPY },
        default: Some(DEFAULT_MAPS),
        label: Words::new("Maps", "map 列表"),
        help: Words::new(
            "The maps to compare, each with its parameter where it has one.",
            "要比较的 map；有参数的可以带上参数。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "baseline",
        group: Group::Maps,
        kind: Kind::Baseline {},
        default: None,
        label: Words::new("Baseline", "基准"),
        help: Words::new("The map that ratios are relative to.", "所有比值都以这个 map 为基准。"),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "threads",
        group: Group::Run,
        kind: integer(1, MAX_THREADS as u64),
        default: Some("4"),
        label: Words::new("Threads", "线程数"),
        help: Words::new(
            "Client threads that issue operations at the same time.",
            "同时发出操作的客户线程数。",
        ),
        unit: None,
        choices: offered(&["1", "2", "3", "4", "6", "8", "12", "16", "24", "32", "48", "64"]),
    },
    KeySpec {
        key: "mix",
        group: Group::Workload,
        kind: Kind::Mix { operations: OPERATIONS },
        default: Some("r90,i5,d5"),
        label: Words::new("Operation mix", "操作比例"),
        help: Words::new(
            "Share of each operation in percent; the shares sum to 100.",
            "各操作所占百分比，总和为 100。",
        ),
        unit: Some("%"),
        choices: &[],
    },
    KeySpec {
        key: "keys",
        group: Group::Workload,
        kind: integer(1, MAX_KEYS),
        default: Some("131072"),
        label: Words::new("Key space", "键空间"),
        help: Words::new(
            "How many different keys the threads share.",
            "各线程共享的不同键的数量。",
        ),
        unit: None,
        choices: offered(&["128", "1024", "16384", "131072", "1048576"]),
    },
    KeySpec {
        key: "prefill",
        group: Group::Workload,
        kind: Kind::IntegerOr { min: 0, max: 100, word: "eq" },
        default: Some("eq"),
        label: Words::new("Prefill", "预填充"),
        help: Words::new(
            "Percent of the key space in the map at the start; eq is the share at which this mix is in equilibrium.",
            "开始时 map 中已有的键所占百分比；eq 表示该操作比例自然达到的平衡点。",
        ),
        unit: Some("%"),
        choices: offered(&["eq", "0", "50", "75", "100"]),
    },
    KeySpec {
        key: "dist",
        group: Group::Workload,
        kind: Kind::Choice {
            forms: &[
                Form { name: "uniform", label: Words::new("uniform", "均匀"), params: &[] },
                Form {
                    name: "zipf",
                    label: Words::new("zipf", "zipf（齐夫）"),
                    params: &[FormParam {
                        name: "theta",
                        kind: "decimal",
                        digits: 4,
                        min: "0",
                        max: "2",
                        default: "0.99",
                    }],
                },
                Form {
                    name: "hotspot",
                    label: Words::new("hotspot", "热点"),
                    params: &[percent("hot-keys", "20"), percent("hot-operations", "80")],
                },
                Form { name: "latest", label: Words::new("latest", "最新"), params: &[] },
                Form { name: "sequential", label: Words::new("sequential", "顺序"), params: &[] },
                Form {
                    name: "disjoint", label: Words::new("disjoint", "互不相交"), params: &[]
                },
            ],
        },
        default: Some("uniform"),
        label: Words::new("Key distribution", "键分布"),
        help: Words::new(
            "How keys are chosen. uniform: all equally often; zipf: by Zipf's law with exponent theta; hotspot: some keys take most operations; latest: mostly the newest, while inserts add more; sequential: in order, each thread from its own start; disjoint: each thread has keys of its own.",
            "如何选键。均匀：各键机会相同；zipf：指数为 theta 的 Zipf 分布；热点：部分键承受大部分操作；最新：偏向最新的键，插入不断加入新键；顺序：按顺序，各线程从各自的位置开始；互不相交：各线程各用各的键。",
        ),
        unit: None,
        choices: offered(&[
            "uniform",
            "zipf:0.5",
            "zipf:0.75",
            "zipf:0.9",
            "zipf:0.99",
            "zipf:1.2",
            "hotspot:20:80",
            "latest",
            "sequential",
            "disjoint",
        ]),
    },
    KeySpec {
        key: "key",
        group: Group::Workload,
        kind: Kind::Choice {
            forms: &[
                Form { name: "u64", label: Words::new("u64", "u64"), params: &[] },
                Form { name: "string", label: Words::new("string", "字符串"), params: &[] },
            ],
        },
        default: Some("u64"),
        label: Words::new("Key type", "键类型"),
        help: Words::new(
            "Strings are k0, k1 and so on; an insert gives the map a copy.",
            "字符串为 k0、k1 等；插入时交给 map 一份副本。",
        ),
        unit: None,
        choices: offered(&["u64", "string"]),
    },
    KeySpec {
        key: "value",
        group: Group::Workload,
        kind: Kind::Choice {
            forms: &[
                Form { name: "u64", label: Words::new("u64", "u64"), params: &[] },
                Form {
                    name: "bytes",
                    label: Words::new("bytes", "字节"),
                    params: &[FormParam {
                        name: "size",
                        kind: "decimal",
                        digits: 0,
                        min: "1",
                        max: "4096",
                        default: "64",
                    }],
                },
            ],
        },
        default: Some("u64"),
        label: Words::new("Value type", "值类型"),
        help: Words::new(
            "A value of bytes is a heap allocation: a write makes one, a read shares it.",
            "字节值各占一块内存：写入时新建，读取时共享。",
        ),
        unit: None,
        choices: offered(&["u64", "bytes:8", "bytes:64", "bytes:1024"]),
    },
    KeySpec {
        key: "hash",
        group: Group::Workload,
        kind: Kind::Choice {
            forms: &[
                Form { name: "fold", label: Words::new("foldhash", "foldhash"), params: &[] },
                Form { name: "sip", label: Words::new("SipHash", "SipHash"), params: &[] },
            ],
        },
        default: Some("fold"),
        label: Words::new("Hash function", "哈希函数"),
        help: Words::new("Used by every map that hashes.", "所有使用哈希的 map 共用。"),
        unit: None,
        choices: offered(&["fold", "sip"]),
    },
    KeySpec {
        key: "presize",
        group: Group::Workload,
        kind: Kind::Choice {
            forms: &[
                Form { name: "0", label: Words::new("no", "否"), params: &[] },
                Form { name: "1", label: Words::new("yes", "是"), params: &[] },
            ],
        },
        default: Some("0"),
        label: Words::new("Presize", "预留容量"),
        help: Words::new(
            "Reserve room for the expected entries at the start, in maps that can.",
            "开始时为预期的条目预留容量（限支持的 map）。",
        ),
        unit: None,
        choices: offered(&["0", "1"]),
    },
    KeySpec {
        key: "think",
        group: Group::Workload,
        kind: integer(0, 1_000_000),
        default: Some("0"),
        label: Words::new("Think time", "思考时间"),
        help: Words::new(
            "Work that each thread does between two operations, without touching memory.",
            "每个线程在两次操作之间所做的不访问内存的工作。",
        ),
        unit: Some("ns"),
        choices: offered(&["0", "100", "1000", "10000"]),
    },
    KeySpec {
        key: "rate",
        group: Group::Workload,
        kind: Kind::IntegerOr { min: 1, max: 1_000_000_000, word: "none" },
        default: Some("none"),
        label: Words::new("Rate", "速率"),
        help: Words::new(
            "Operations per second of all threads together, in an open loop: each has an intended start, so latency includes the wait when a map falls behind. none: a closed loop, in which an operation starts when the last is done.",
            "所有线程合计的每秒操作数，每次操作有预定的开始时间（开环），因此延迟包含 map 落后时的等待；“无”表示上一次完成后立即开始下一次。",
        ),
        unit: Some("ops/s"),
        choices: offered(&["none", "10000", "100000", "1000000"]),
    },
    KeySpec {
        key: "sla",
        group: Group::Run,
        kind: Kind::DecimalOr {
            param: FormParam {
                name: "sla",
                kind: "decimal",
                digits: 3,
                min: "0.001",
                max: "10000",
                default: "1",
            },
            word: "none",
        },
        default: Some("none"),
        label: Words::new("Latency limit", "延迟上限"),
        help: Words::new(
            "The share of operations that take longer than this is reported.",
            "报告超过此时间的操作所占比例。",
        ),
        unit: Some("ms"),
        choices: offered(&["none", "0.1", "1", "10"]),
    },
    KeySpec {
        key: "deadline",
        group: Group::Run,
        kind: Kind::DecimalOr {
            param: FormParam {
                name: "deadline",
                kind: "decimal",
                digits: 3,
                min: "0.1",
                max: "10000",
                default: "20",
            },
            word: "none",
        },
        default: Some("none"),
        label: Words::new("Deadline", "截止时间"),
        help: Words::new(
            "How long each operation of a map with +safe may wait before it is refused.",
            "带 +safe 的 map 的每次操作最多等待多久，超过即拒绝。",
        ),
        unit: Some("ms"),
        choices: offered(&["none", "1", "20", "100"]),
    },
    KeySpec {
        key: "ms",
        group: Group::Run,
        kind: integer(50, 60_000),
        default: Some("300"),
        label: Words::new("Trial", "单次时长"),
        help: Words::new("Measured time of one trial.", "一次试验的测量时间。"),
        unit: Some("ms"),
        choices: offered(&["100", "300", "1000", "3000"]),
    },
    KeySpec {
        key: "ops",
        group: Group::Workload,
        kind: Kind::IntegerOr { min: 1, max: 100_000_000, word: "none" },
        default: Some("none"),
        label: Words::new("Operations", "操作数"),
        help: Words::new(
            "Each thread does this many operations, for maps that are measured while they grow. none: run for a fixed time.",
            "每个线程执行固定数量的操作，而不是运行一段时间，适合不断增长的 map；“无”表示按时间测量。",
        ),
        unit: None,
        choices: offered(&["none", "10000", "100000", "1000000"]),
    },
    KeySpec {
        key: "warmup",
        group: Group::Run,
        kind: integer(0, 5_000),
        default: Some("1000"),
        label: Words::new("Warm-up", "预热"),
        help: Words::new(
            "Uncounted time per map before the first round.",
            "第一轮之前每个 map 不计入结果的运行时间。",
        ),
        unit: Some("ms"),
        choices: offered(&["0", "200", "1000", "2000"]),
    },
    KeySpec {
        key: "rounds",
        group: Group::Run,
        kind: integer(1, 100),
        default: Some("10"),
        label: Words::new("Rounds", "轮数"),
        help: Words::new(
            "Every round runs each map once in a fresh random order. 3 is a quick look, 10 gives an interval, 20 is careful.",
            "每一轮以新的随机顺序运行每个 map 一次。3 轮是快速一览，10 轮给出区间，20 轮更仔细。",
        ),
        unit: None,
        choices: offered(&["3", "10", "20"]),
    },
    KeySpec {
        key: "seed",
        group: Group::Run,
        kind: integer(0, (1 << 53) - 1),
        default: Some("42"),
        label: Words::new("Seed", "随机种子"),
        help: Words::new(
            "The same seed gives every map, machine and browser the same operations.",
            "相同的种子让每个 map、机器和浏览器得到相同的操作序列。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "axis",
        group: Group::Scale,
        kind: Kind::Axis {
            axes: if cfg!(feature = "full") { AXES } else { &[] },
            min: FEWEST_VALUES,
            max: MOST_VALUES,
        },
        default: Some("threads:1,2,3,4,6,8"),
        label: Words::new("Axis", "变化量"),
        help: Words::new(
            "What is varied, all else being equal, and through which values.",
            "其他条件不变时改变什么，取哪些值。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "preset",
        group: Group::Workload,
        kind: Kind::Preset {},
        default: None,
        label: Words::new("Preset", "预设"),
        help: Words::new(
            "A well-known workload; other keys in the link override it.",
            "一个常见的工作负载；链接中的其他键会覆盖它。",
        ),
        unit: None,
        choices: &[],
    },
];

/// The keys that links of that lab are read by. Where it has a table of its own, no other key is known;
/// the other labs know each other's, to say of one that it has no place there.
pub fn known(lab: &str) -> impl Iterator<Item = &'static KeySpec> {
    tables(lab).into_iter().flatten()
}

#[cfg(feature = "full")]
fn tables(lab: &str) -> [&'static [KeySpec]; 2] {
    match lab {
        CHOOSE => [super::choose_keys::CHOOSE_KEYS, &[]],
        MATRIX => [super::matrix_keys::MATRIX_KEYS, &[]],
        SCAN => [super::scan_keys::SCAN_KEYS, &[]],
        GUARD => [KEYS, guard_keys::GUARD_KEYS],
        _ => [KEYS, race_keys::RACE_KEYS],
    }
}

/// Keys that labs share and that mean nothing to this one.
#[cfg(feature = "full")]
pub fn unused(lab: &str) -> &'static [&'static str] {
    match lab {
        GUARD => guard_keys::UNUSED,
        RACE => race_keys::UNUSED,
        _ => &[],
    }
}

#[cfg(not(feature = "full"))]
pub fn unused(_: &str) -> &'static [&'static str] {
    &[]
}

#[cfg(not(feature = "full"))]
fn tables(_: &str) -> [&'static [KeySpec]; 1] {
    [KEYS]
}

/// The row of a key, if links of that lab know it.
pub fn find(lab: &str, key: &str) -> Option<&'static KeySpec> {
    known(lab).find(|spec| spec.key == key)
}

/// Whether any of those labs knows the key.
pub fn is_known(labs: &[&str], key: &str) -> bool {
    labs.iter().any(|lab| find(lab, key).is_some())
}
