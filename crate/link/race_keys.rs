//! The keys of the Race lab's links. No other lab knows them.
//!
//! They stand apart from the keys that all labs share: forms, captions and comparisons that go
//! through those have nothing to do with them. What they say in words is fetched with the lab.

use super::keys::{Group, KeySpec};
use super::kinds::{Form, FormParam, Kind, ProgramLimits};
use crate::base::units::MAX_THREADS;
use crate::base::words::Words;
use crate::model::program::{MAX_ENTRIES, MAX_GOROUTINES, MAX_KEY, MAX_STATEMENTS, MAX_VALUE};
use crate::model::schedule::MAX_STEPS;

const fn plain(name: &'static str, en: &'static str, zh: &'static str) -> Form {
    Form { name, label: Words::new(en, zh), params: &[] }
}

/// A load over so many different keys.
const fn load(name: &'static str, keys: &'static [FormParam], label: Words) -> Form {
    Form { name, label, params: keys }
}

const fn keys(default: &'static str) -> FormParam {
    FormParam { name: "keys", kind: "decimal", digits: 0, min: "1", max: "1000000", default }
}

const HUNDRED: &[FormParam] = &[keys("100")];
const MANY: &[FormParam] = &[keys("100000")];

/// Keys that labs share and that mean nothing to this one: what its goroutines do adds up only if nothing of it
/// is refused.
pub const UNUSED: &[&str] = &["deadline"];

/// In the order in which values are judged.
pub const RACE_KEYS: &[KeySpec] = &[
    KeySpec {
        key: "view",
        group: Group::Race,
        kind: Kind::Choice {
            forms: &[
                plain("live", "live", "实况"),
                plain("damage", "detection off", "关闭检测"),
                plain("step", "stepper", "单步"),
                plain("explore", "explorer", "穷举"),
                plain("twins", "guarded controls", "加保护的对照"),
                plain("recover", "recovery", "恢复"),
            ],
        },
        default: Some("live"),
        label: Words::new("View", "视图"),
        help: Words::new("The part of the lab that is shown.", "显示实验室的哪一部分。"),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "prog",
        group: Group::Race,
        kind: Kind::Program {
            limits: ProgramLimits {
                goroutines: MAX_GOROUTINES,
                statements: MAX_STATEMENTS,
                entries: MAX_ENTRIES,
                key: MAX_KEY,
                value: MAX_VALUE,
            },
        },
        default: Some("~a1:10+a1:20"),
        label: Words::new("Program", "程序"),
        help: Words::new(
            "The keys in the map at the start, then each goroutine's statements.",
            "开始时已有的键，然后是各 goroutine 的语句。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "sched",
        group: Group::Race,
        kind: Kind::Schedule { goroutines: MAX_GOROUTINES, steps: MAX_STEPS },
        default: Some(""),
        label: Words::new("Schedule", "调度"),
        help: Words::new(
            "Which goroutine makes each step, in order.",
            "每一步由哪个 goroutine 来走。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "pos",
        group: Group::Race,
        kind: Kind::IntegerOr { min: 0, max: MAX_STEPS as u64, word: "end" },
        default: Some("end"),
        label: Words::new("Position", "位置"),
        help: Words::new("How many steps of the schedule have been made.", "调度已走了多少步。"),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "detect",
        group: Group::Race,
        kind: Kind::Choice { forms: &[plain("on", "on", "开"), plain("off", "off", "关")] },
        default: Some("on"),
        label: Words::new("Detection", "检测"),
        help: Words::new(
            "Whether operations check the hashWriting flag and throw, as Go's do.",
            "操作是否像 Go 那样检查 hashWriting 标志并抛出致命错误。",
        ),
        unit: None,
        choices: &["on", "off"],
    },
    KeySpec {
        key: "load",
        group: Group::Race,
        kind: Kind::Choice {
            forms: &[
                load("writers", HUNDRED, Words::new("writers", "只写")),
                load("readers", HUNDRED, Words::new("readers and a writer", "多读一写")),
                load("iterators", HUNDRED, Words::new("iterators and a writer", "遍历与一写")),
                load("churn", HUNDRED, Words::new("inserts and deletes", "插入与删除")),
                load("growth", MANY, Words::new("growth", "扩容")),
            ],
        },
        default: Some("writers:100"),
        label: Words::new("Load", "负载"),
        help: Words::new(
            "What the goroutines do, and over how many different keys.",
            "goroutine 做什么，使用多少个不同的键。",
        ),
        unit: None,
        choices: &["writers:100", "readers:100", "iterators:100", "churn:100", "growth:100000"],
    },
    KeySpec {
        key: "goroutines",
        group: Group::Race,
        kind: Kind::IntegerOr { min: 1, max: MAX_THREADS as u64, word: "each" },
        default: Some("each"),
        label: Words::new("Goroutines", "goroutine 数"),
        help: Words::new(
            "How many goroutines share the workers; each: one per worker.",
            "多少个 goroutine 共用这些工作线程；“各一个”表示每个工作线程一个。",
        ),
        unit: None,
        choices: &["each", "1", "2", "4", "8", "16", "32", "64"],
    },
    KeySpec {
        key: "ladder",
        group: Group::Race,
        kind: Kind::Choice {
            forms: &[
                plain("workers", "workers", "工作线程数"),
                plain("goroutines", "goroutines", "goroutine 数"),
            ],
        },
        default: Some("workers"),
        label: Words::new("Sweep", "递增的数量"),
        help: Words::new(
            "Which of the two counts is raised step by step to its value; the other stays fixed.",
            "哪一个数量从小到大逐步增加到设定值；另一个不变。",
        ),
        unit: None,
        choices: &["workers", "goroutines"],
    },
    KeySpec {
        key: "runs",
        group: Group::Race,
        kind: Kind::Integer { min: 1, max: 1000 },
        default: Some("30"),
        label: Words::new("Runs", "次数"),
        help: Words::new("How many times each step of the sweep is run.", "每一步运行多少次。"),
        unit: None,
        choices: &["10", "30", "100", "1000"],
    },
    KeySpec {
        key: "states",
        group: Group::Race,
        kind: Kind::Integer { min: 1000, max: 3_000_000 },
        default: Some("1000000"),
        label: Words::new("States", "状态数"),
        help: Words::new(
            "How many states the explorer visits before it gives up.",
            "穷举最多访问多少个状态后放弃。",
        ),
        unit: None,
        choices: &["100000", "1000000", "3000000"],
    },
];
