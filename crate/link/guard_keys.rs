//! The keys of the Guard lab's links. No other lab knows them.
//!
//! The lab's views share one table. Its incident is a simulation that has no maps and no threads, so links of
//! that view are of its own keys alone ([`INCIDENT_KEYS`]): all others are at their defaults and unwritten.

use super::faults::{FORMS, LATEST_MS, MOST_FAULTS};
use super::keys::{Group, KeySpec};
use super::kinds::{Form, FormParam, Kind};
use crate::base::words::Words;

/// The value of `view` whose links are of [`INCIDENT_KEYS`] alone.
pub const INCIDENT: &str = "incident";
pub const INCIDENT_KEYS: &[&str] = &["view", "variant", "costs", "seed"];

const fn plain(name: &'static str, en: &'static str, zh: &'static str) -> Form {
    Form { name, label: Words::new(en, zh), params: &[] }
}

/// Results carry its name, wherever they are made.
const fn variant(name: &'static str, en: &'static str, zh: &'static str) -> Form {
    Form { name, label: Words::name(en, zh), params: &[] }
}

const fn whole(
    name: &'static str,
    min: &'static str,
    max: &'static str,
    default: &'static str,
) -> FormParam {
    FormParam { name, kind: "decimal", digits: 0, min, max, default }
}

/// What happens to the payment service. `incident/variants.rs` has a row for each, in this order.
pub const VARIANTS: &[Form] = &[
    variant("as-told", "As the article tells it", "按文章的说法"),
    variant("leak", "Lock left locked, 6 s timeout", "锁未释放，超时 6 秒"),
    variant("no-timeout", "Lock left locked, no timeout", "锁未释放，没有超时"),
    variant("spin", "Recover and retry without limit", "恢复后无限重试"),
    variant("trie", "A node of Go's hash trie left locked", "Go 哈希 trie 的节点未解锁"),
    variant("context-before", "Deadline checked before the lock", "加锁之前检查截止时间"),
    variant("silent", "Recover that returns (nil, nil)", "恢复后返回 (nil, nil)"),
    variant("sync-map", "sync.Map", "sync.Map"),
    variant("sharded", "16 shards, 6 s timeout", "16 个分片，超时 6 秒"),
    variant("defer", "Recover and defer Unlock", "恢复并 defer Unlock"),
    variant("breaker", "Circuit breaker, 1 s timeout", "熔断器，超时 1 秒"),
    variant("shed", "At most 1,000 waiters", "最多 1,000 个等待者"),
    variant("safe", "Waits bounded to 20 ms, as +safe does", "等待以 20 毫秒为限，如 +safe"),
    variant(
        "handoff",
        "Handed to a goroutine, 20 ms timeout",
        "交给另一个 goroutine，超时 20 毫秒",
    ),
];

/// What operations cost: nanoseconds of a map's operation, of a lock nobody else wants, of handing one over to
/// a waiter; KiB of a waiting goroutine.
pub const COSTS: &[FormParam] = &[
    whole("operation", "1", "10000", "100"),
    whole("lock", "1", "5000", "20"),
    whole("handover", "1", "20000", "2000"),
    whole("goroutine", "2", "64", "16"),
];

pub const GUARD_KEYS: &[KeySpec] = &[
    KeySpec {
        key: "view",
        group: Group::Guard,
        kind: Kind::Choice {
            forms: &[
                plain("faults", "faults", "故障"),
                plain("audit", "audit", "审计"),
                plain(INCIDENT, "incident", "事故"),
            ],
        },
        default: Some("faults"),
        label: Words::new("View", "视图"),
        help: Words::new("The part of the lab that is shown.", "显示实验室的哪一部分。"),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "faults",
        group: Group::Guard,
        kind: Kind::Faults { most: MOST_FAULTS, latest: LATEST_MS, kinds: FORMS },
        default: Some(""),
        label: Words::new("Faults", "故障"),
        help: Words::new(
            "What goes wrong and when, in milliseconds: stall:MS:AT, slow:MS:AT, panic:hash|eq|clone|merge:AT, \
             stop:THREAD:AT.",
            "何时出现什么故障（毫秒）：stall:MS:AT、slow:MS:AT、panic:hash|eq|clone|merge:AT、stop:THREAD:AT。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "variant",
        group: Group::Guard,
        kind: Kind::Choice { forms: VARIANTS },
        default: Some("leak"),
        label: Words::new("Variant", "情形"),
        help: Words::new(
            "What happens to the payment service, or what is done about it.",
            "支付服务发生了什么，或采取了什么对策。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "costs",
        group: Group::Guard,
        kind: Kind::Choice {
            forms: &[
                plain("stated", "as stated", "给定值"),
                Form { name: "own", label: Words::new("own", "自定"), params: COSTS },
            ],
        },
        default: Some("stated"),
        label: Words::new("Costs", "开销"),
        help: Words::new(
            "Of the simulated service: own:OPERATION:LOCK:HANDOVER in ns, then KiB of a goroutine.",
            "模拟服务的各项开销：own:操作:加锁:交接（纳秒），然后是每个 goroutine 的 KiB。",
        ),
        unit: None,
        choices: &[],
    },
];

/// Keys that labs share and that mean nothing to this one: it runs each map once and ranks none.
pub const UNUSED: &[&str] = &[
    "baseline", "key", "value", "hash", "presize", "ops", "rate", "sla", "think", "warmup",
    "rounds",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::decimal;

    #[test]
    fn costs_are_stated_within_their_bounds() {
        for param in COSTS {
            let number = |text| decimal::read(text, param.digits).unwrap().0;
            let bounds = number(param.min)..=number(param.max);
            assert!(bounds.contains(&number(param.default)), "{}", param.name);
        }
    }
}
