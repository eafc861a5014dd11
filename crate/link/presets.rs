//! Named workloads from the literature and from the suites that others measure with.
//!
//! A preset is a piece of a link: its keys take effect where the link does not give them itself,
//! and canonical links carry the keys, never the name.

use crate::base::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Preset {
    pub name: &'static str,
    pub query: &'static str,
    pub label: Words,
    pub summary: Words,
}

const fn preset(name: &'static str, query: &'static str, label: Words, summary: Words) -> Preset {
    Preset { name, query, label, summary }
}

pub const PRESETS: &[Preset] = &[
    preset(
        "read-mostly",
        "mix=r98,i1,d1&prefill=75",
        Words::new("Read mostly", "以读为主"),
        Words::new("98 % reads over a map three quarters full.", "98% 读取，map 四分之三满。"),
    ),
    preset(
        "exchange",
        "mix=r10,i40,d40,u10&prefill=75",
        Words::new("Exchange", "交换"),
        Words::new("Entries come and go: 10 % reads.", "条目不断进出：10% 读取。"),
    ),
    preset(
        "rapid-grow",
        "mix=r5,i80,d5,u10&keys=1048576&prefill=0&ops=100000",
        Words::new("Rapid growth", "快速增长"),
        Words::new(
            "From empty and not presized: 80 % inserts, 100,000 operations a thread.",
            "从空开始且不预留容量：80% 插入，每线程 10 万次操作。",
        ),
    ),
    preset(
        "reads-100",
        "mix=r100&keys=1000&prefill=50",
        Words::new("Reads only, 1,000 keys", "只读，1000 个键"),
        Words::new("No writes at all; half of the reads hit.", "完全没有写入；一半读取命中。"),
    ),
    preset(
        "reads-99",
        "mix=r98,i1,d1&keys=1000&prefill=50",
        Words::new("99 % reads, 1,000 keys", "99% 读取，1000 个键"),
        Words::new("Few stores and deletes on a small map.", "小 map 上少量的存储与删除。"),
    ),
    preset(
        "reads-90",
        "mix=r90,i5,d5&keys=1000&prefill=50",
        Words::new("90 % reads, 1,000 keys", "90% 读取，1000 个键"),
        Words::new("One write in ten on a small map.", "小 map 上十分之一写入。"),
    ),
    preset(
        "reads-75",
        "mix=r74,i13,d13&keys=1000&prefill=50",
        Words::new("75 % reads, 1,000 keys", "75% 读取，1000 个键"),
        Words::new("One write in four on a small map.", "小 map 上四分之一写入。"),
    ),
    preset(
        "ycsb-a",
        "mix=r50,i50&prefill=100&dist=zipf:0.99",
        Words::new("YCSB A", "YCSB A"),
        Words::new("Half reads, half overwrites, zipf 0.99.", "一半读取，一半覆盖，zipf 0.99。"),
    ),
    preset(
        "ycsb-b",
        "mix=r95,i5&prefill=100&dist=zipf:0.99",
        Words::new("YCSB B", "YCSB B"),
        Words::new("95 % reads, 5 % overwrites, zipf 0.99.", "95% 读取，5% 覆盖，zipf 0.99。"),
    ),
    preset(
        "ycsb-c",
        "mix=r100&prefill=100&dist=zipf:0.99",
        Words::new("YCSB C", "YCSB C"),
        Words::new("Reads only, zipf 0.99.", "只读，zipf 0.99。"),
    ),
    preset(
        "ycsb-d",
        "mix=r95,i5&prefill=50&dist=latest",
        Words::new("YCSB D", "YCSB D"),
        Words::new(
            "95 % reads, mostly of the newest keys, and 5 % inserts of new ones.",
            "95% 读取最近插入的键，5% 插入新键。",
        ),
    ),
    preset(
        "ycsb-e",
        "mix=i5,s95&keys=16384&prefill=100",
        Words::new("YCSB E", "YCSB E"),
        Words::new(
            "95 % scans of up to 100 entries, in the map's own order, 5 % overwrites.",
            "95% 扫描至多 100 个条目（按 map 自身的顺序），5% 覆盖。",
        ),
    ),
    preset(
        "ycsb-f",
        "mix=r50,u50&prefill=100&dist=zipf:0.99",
        Words::new("YCSB F", "YCSB F"),
        Words::new(
            "Half reads, half read-modify-writes, zipf 0.99.",
            "一半读取，一半读改写，zipf 0.99。",
        ),
    ),
    preset(
        "aggregate",
        "mix=u100&prefill=0&dist=zipf:1",
        Words::new("Aggregate", "聚合"),
        Words::new(
            "Counting words: insert or increment, zipf 1.",
            "词频统计：插入或加一，zipf 1。",
        ),
    ),
    preset(
        "churn",
        "mix=r50,i25,d25&keys=131072",
        Words::new("Churn", "更替"),
        Words::new("Half of all operations insert or remove.", "一半操作是插入或删除。"),
    ),
    preset(
        "hotspot",
        "mix=r95,i5&prefill=100&dist=hotspot:20:80",
        Words::new("Hotspot", "热点"),
        Words::new(
            "A fifth of the keys takes four fifths of all operations.",
            "五分之一的键承受五分之四的操作。",
        ),
    ),
    preset(
        "skew",
        "mix=r95,i5&prefill=100&dist=zipf:1.2",
        Words::new("Heavy skew", "严重偏斜"),
        Words::new(
            "95 % reads at zipf 1.2: a few keys take nearly everything.",
            "zipf 1.2 下 95% 读取：少数键几乎承受全部操作。",
        ),
    ),
    preset(
        "iterate-under-write",
        "mix=i1,s99&keys=1024&prefill=100",
        Words::new("Iterate under write", "边写边遍历"),
        Words::new(
            "Scans of 100 entries all the time, with one write in a hundred operations.",
            "不停地扫描 100 个条目，每百次操作有一次写入。",
        ),
    ),
    preset(
        "mixed-rw",
        "mix=r50,i50&keys=1024&prefill=100",
        Words::new("Mixed read-write", "读写混合"),
        Words::new(
            "From the article's section 2.3: as many writes as reads.",
            "文章 2.3 节：读者与写者一样多。",
        ),
    ),
    preset(
        "read-heavy-100to1",
        "mix=r99,i1&prefill=100",
        Words::new("Read-heavy, 100 to 1", "读多写少，100 比 1"),
        Words::new(
            "From the article's section 4.1: about a hundred reads per write.",
            "文章 4.1 节：约一百次读取对一次写入。",
        ),
    ),
    preset(
        "go-load-hits",
        "mix=r100&keys=1024&prefill=99&dist=sequential",
        Words::new("Go: mostly hits", "Go：多数命中"),
        Words::new(
            "sync.Map's own benchmark: loads in key order, 99 % of which hit (in Go 1,023 to 1).",
            "sync.Map 自带的基准：按键顺序读取，99% 命中（Go 中为 1023 比 1）。",
        ),
    ),
    preset(
        "go-load-misses",
        "mix=r100&keys=1024&prefill=1&dist=sequential",
        Words::new("Go: mostly misses", "Go：多数未命中"),
        Words::new(
            "Loads in key order, 1 % of which hit (in Go 1 to 1,023).",
            "按键顺序读取，1% 命中（Go 中为 1 比 1023）。",
        ),
    ),
    preset(
        "go-load-or-store",
        "mix=g100&keys=1048576&prefill=50&dist=sequential&ops=100000",
        Words::new("Go: load or store, balanced", "Go：读取或存储，各半"),
        Words::new("Half of the keys are there already.", "一半的键已经存在。"),
    ),
    preset(
        "go-load-or-store-unique",
        "mix=g100&keys=1048576&prefill=0&dist=sequential&ops=100000",
        Words::new("Go: load or store, unique", "Go：读取或存储，全新"),
        Words::new("Every key is new.", "每个键都是新的。"),
    ),
    preset(
        "go-load-or-store-collision",
        "mix=g100&keys=1&prefill=100",
        Words::new("Go: load or store, one key", "Go：读取或存储，单键"),
        Words::new("Every thread asks for the same key.", "所有线程访问同一个键。"),
    ),
    preset(
        "go-range",
        "mix=s100&keys=1024&prefill=100",
        Words::new("Go: range", "Go：遍历"),
        Words::new(
            "Nothing but scans, of 100 entries each (in Go all 1,024).",
            "只有扫描，每次 100 个条目（Go 中为全部 1024 个）。",
        ),
    ),
    preset(
        "go-adversarial-alloc",
        "mix=r99,g1&keys=1048576&prefill=0&dist=sequential&ops=100000",
        Words::new("Go: adversarial allocation", "Go：对抗性分配"),
        Words::new(
            "Loads of missing keys, and now and then a new one: a classic sync.Map copies its map again and again.",
            "读取不存在的键，偶尔加入新键：经典 sync.Map 会一再复制整个 map。",
        ),
    ),
    preset(
        "go-adversarial-delete",
        "mix=r98,i1,d1&keys=2048&prefill=50",
        Words::new("Go: adversarial deletion", "Go：对抗性删除"),
        Words::new(
            "Now and then one key is deleted and another inserted, in a map of 1,024.",
            "在含 1024 个条目的 map 中，时而一键离去、另一键到来。",
        ),
    ),
    preset(
        "go-clear",
        "mix=i99,x1&keys=256&prefill=0",
        Words::new("Go: clear", "Go：清空"),
        Words::new("Stores of 256 keys and a clear now and then.", "存入 256 个键，时而清空。"),
    ),
];

/// What something costs: maps with it and without, under a workload of a preset above.
pub const COMPARISONS: &[Preset] = if cfg!(feature = "full") { GUARDED } else { &[] };

const GUARDED: &[Preset] = &[
    guarded(
        "guard-mutex",
        "maps=mutex,mutex+safe,mutex+audit,mutex+safe+audit&mix=r98,i1,d1&prefill=75",
        Words::new("The guard around a mutex", "互斥锁的防护代价"),
    ),
    guarded(
        "guard-sharded",
        "maps=sharded:16,sharded:16+safe,sharded:16+audit,sharded:16+safe+audit&mix=r98,i1,d1&prefill=75",
        Words::new("The guard around shards", "分片锁的防护代价"),
    ),
    guarded(
        "guard-papaya",
        "maps=papaya,papaya+safe,papaya+audit,papaya+safe+audit&mix=r98,i1,d1&prefill=75",
        Words::new("The guard around a lock-free map", "无锁 map 的防护代价"),
    ),
];

const fn guarded(name: &'static str, query: &'static str, label: Words) -> Preset {
    let summary = Words::new(
        "The map alone and guarded: the price while nothing goes wrong.",
        "map 本身与加防护后的对比：平时的代价。",
    );
    preset(name, query, label, summary)
}

/// The preset of that name.
pub fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().chain(COMPARISONS).find(|preset| preset.name == name)
}
