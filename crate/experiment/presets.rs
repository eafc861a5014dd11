//! Named workloads from the literature and from the suites that others measure with.
//!
//! A preset is a piece of a link: its keys take effect where the link does not give them itself,
//! and canonical links carry the keys, never the name.

use crate::words::Words;
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
        Words::new("98 % reads over a map three quarters full.", "98% 读取，映射四分之三满。"),
    ),
    preset(
        "exchange",
        "mix=r10,i40,d40,u10&prefill=75",
        Words::new("Exchange", "交换"),
        Words::new("Entries come and go: 10 % reads.", "条目不断进出：10% 读取。"),
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
        Words::new("Rare stores and deletes on a small map.", "小映射上少量的存储与删除。"),
    ),
    preset(
        "reads-90",
        "mix=r90,i5,d5&keys=1000&prefill=50",
        Words::new("90 % reads, 1,000 keys", "90% 读取，1000 个键"),
        Words::new("One write in ten on a small map.", "小映射上十分之一写入。"),
    ),
    preset(
        "reads-75",
        "mix=r74,i13,d13&keys=1000&prefill=50",
        Words::new("75 % reads, 1,000 keys", "75% 读取，1000 个键"),
        Words::new("One write in four on a small map.", "小映射上四分之一写入。"),
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
];

/// The preset of that name.
pub fn find(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}
