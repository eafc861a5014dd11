//! What a scale experiment can vary: the rows behind the axis of a link and its field on the page.

use super::kinds::FormParam;
use crate::base::words::Words;
use serde::Serialize;

pub const MOST_VALUES: usize = 32;
pub const FEWEST_VALUES: usize = 2;

/// What can be varied.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AxisSpec {
    pub name: &'static str,
    /// The key of the link that the values stand in for, if it is just that.
    pub key: Option<&'static str>,
    #[serde(flatten)]
    pub kind: AxisKind,
    /// The values of an axis that is only named.
    pub default: &'static str,
    pub label: Words,
    pub help: Words,
    pub unit: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum AxisKind {
    Integer { min: u64, max: u64 },
    Decimal { param: FormParam },
}

pub const AXES: &[AxisSpec] = &[
    AxisSpec {
        name: "threads",
        key: Some("threads"),
        kind: AxisKind::Integer { min: 1, max: crate::base::units::MAX_THREADS as u64 },
        default: "1,2,3,4,6,8",
        label: Words::new("Threads", "线程数"),
        help: Words::new("Client threads.", "客户线程数。"),
        unit: None,
    },
    AxisSpec {
        name: "reads",
        key: None,
        kind: AxisKind::Integer { min: 0, max: 100 },
        default: "0,50,75,90,99,100",
        label: Words::new("Read share", "读取比例"),
        help: Words::new(
            "Share of reads; the mix's other operations keep their proportions.",
            "读取所占比例；其余操作保持相互比例。",
        ),
        unit: Some("%"),
    },
    AxisSpec {
        name: "shards",
        key: None,
        kind: AxisKind::Integer { min: 1, max: 1024 },
        default: "1,4,16,64,256",
        label: Words::new("Shards", "分片数"),
        help: Words::new(
            "The numeric parameter of every map that has one, within its bounds; other maps stay as they are.",
            "所有带数值参数的 map 的该参数（在其范围内）；其余 map 不变。",
        ),
        unit: None,
    },
    AxisSpec {
        name: "theta",
        key: Some("dist"),
        kind: AxisKind::Decimal {
            param: FormParam {
                name: "theta",
                kind: "decimal",
                digits: 4,
                min: "0",
                max: "2",
                default: "0.99",
            },
        },
        default: "0,0.5,0.75,0.9,0.99,1.2",
        label: Words::new("Skew", "偏斜"),
        help: Words::new("Exponent of zipf keys.", "zipf 键分布的指数。"),
        unit: None,
    },
    AxisSpec {
        name: "keys",
        key: Some("keys"),
        kind: AxisKind::Integer { min: 1, max: super::keys::MAX_KEYS },
        default: "128,1024,16384,131072,1048576",
        label: Words::new("Key space", "键空间"),
        help: Words::new("How many different keys there are.", "不同键的数量。"),
        unit: None,
    },
    AxisSpec {
        name: "value",
        key: Some("value"),
        kind: AxisKind::Integer { min: 1, max: 4096 },
        default: "8,64,256,1024,4096",
        label: Words::new("Value size", "值大小"),
        help: Words::new("Bytes of each value.", "每个值的字节数。"),
        unit: Some("B"),
    },
    AxisSpec {
        name: "think",
        key: Some("think"),
        kind: AxisKind::Integer { min: 0, max: 1_000_000 },
        default: "0,100,1000,10000,100000",
        label: Words::new("Think time", "思考时间"),
        help: Words::new("Work between two operations.", "两次操作之间的工作。"),
        unit: Some("ns"),
    },
];
