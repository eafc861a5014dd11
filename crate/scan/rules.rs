//! The rules: one row each. Its page is `docs/rules/<id>.md`, which a test holds against this table.

use super::finding::Confidence;
use super::words::{Words, words};

#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    pub title: Words,
    /// One sentence: what is wrong.
    pub summary: Words,
    /// One sentence: what to do.
    pub help: Words,
    /// Where nothing in the source lowers it.
    pub confidence: Confidence,
}

const fn rule(
    id: &'static str,
    title: Words,
    summary: Words,
    help: Words,
    confidence: Confidence,
) -> Rule {
    Rule { id, title, summary, help, confidence }
}

use Confidence::{High, Medium};

pub static UNGUARDED: Rule = rule(
    "CTD001",
    words("unguarded write", "无保护的写入"),
    words(
        "A map is written while another goroutine may access it, and neither holds a lock.",
        "写入 map 时另一个 goroutine 可能正在访问它，而双方都没有持有锁。",
    ),
    words(
        "Guard every access with one mutex, or wait for the goroutine before the map is touched.",
        "用同一把互斥锁保护每一处访问，或先等待该 goroutine 结束再访问 map。",
    ),
    High,
);
pub static READ_LOCK: Rule = rule(
    "CTD002",
    words("write under a read lock", "在读锁下写入"),
    words(
        "A map is written under RLock, which others may hold at the same time.",
        "在 RLock 下写入 map，而其他 goroutine 可能同时持有读锁。",
    ),
    words("Take Lock instead of RLock around the write.", "写入时用 Lock 代替 RLock。"),
    High,
);
pub static HERE_NOT_THERE: Rule = rule(
    "CTD003",
    words("guarded here, not there", "此处有锁，彼处没有"),
    words(
        "A map is guarded by a lock in one place and accessed without it in another.",
        "map 在一处由锁保护，在另一处却不加锁访问。",
    ),
    words("Take the same lock at the unguarded access.", "在未加锁的访问处获取同一把锁。"),
    High,
);
pub static DIFFERENT_LOCKS: Rule = rule(
    "CTD004",
    words("different locks", "锁不相同"),
    words("Both accesses hold a lock, but not the same one.", "两处访问都持有锁，但不是同一把。"),
    words(
        "Decide which lock guards the map and take that one everywhere.",
        "确定由哪把锁保护该 map，并在各处都使用它。",
    ),
    High,
);
pub static ITERATION: Rule = rule(
    "CTD005",
    words("write during iteration", "遍历期间写入"),
    words(
        "A map is written while another goroutine may iterate over it.",
        "写入 map 时另一个 goroutine 可能正在遍历它。",
    ),
    words(
        "Iterate over a copy made under the lock, or hold the lock throughout.",
        "在锁内复制后遍历副本，或在整个遍历期间持有锁。",
    ),
    High,
);
pub static LOOP: Rule = rule(
    "CTD006",
    words("many goroutines, one map", "多个 goroutine 写同一个 map"),
    words(
        "Goroutines of one go statement write the same map.",
        "同一条 go 语句启动的多个 goroutine 写入同一个 map。",
    ),
    words(
        "Guard the write, let each goroutine fill a map of its own, or send results over a channel.",
        "保护写入，让每个 goroutine 填写自己的 map，或通过 channel 发送结果。",
    ),
    High,
);
pub static HANDLER: Rule = rule(
    "CTD007",
    words("map shared by requests", "请求之间共享的 map"),
    words(
        "A handler writes a map that other requests use at the same time.",
        "处理函数写入一个 map，而其他请求同时在使用它。",
    ),
    words(
        "Guard the map: the server calls handlers in a goroutine for each request.",
        "保护该 map：服务器为每个请求在单独的 goroutine 中调用处理函数。",
    ),
    High,
);
pub static REPLACED: Rule = rule(
    "CTD008",
    words("map replaced while in use", "使用中的 map 被替换"),
    words(
        "A variable is set to another map while another goroutine may be using it.",
        "变量被赋予另一个 map，而另一个 goroutine 可能正在使用它。",
    ),
    words(
        "Guard the variable, or keep the map in an atomic.Pointer and never write to it.",
        "保护该变量，或把 map 放入 atomic.Pointer 且不再写入。",
    ),
    High,
);
pub static ESCAPES: Rule = rule(
    "CTD009",
    words("guarded map handed out", "交出受保护的 map"),
    words(
        "A method returns the map itself, which its caller then uses without the lock.",
        "方法返回 map 本身，调用者随后不加锁地使用它。",
    ),
    words(
        "Return a copy (maps.Clone) made under the lock.",
        "返回在锁内制作的副本（maps.Clone）。",
    ),
    Medium,
);
pub static PARALLEL_TEST: Rule = rule(
    "CTD010",
    words("map shared by parallel tests", "并行测试共享的 map"),
    words(
        "Tests that call t.Parallel share a map that one of them writes.",
        "调用 t.Parallel 的测试共享一个 map，其中有测试写入它。",
    ),
    words("Give each test a map of its own, or guard it.", "给每个测试自己的 map，或加以保护。"),
    High,
);
pub static SENT: Rule = rule(
    "CTD011",
    words("used after it was sent", "发送之后仍在使用"),
    words(
        "A map was sent to another goroutine and is still used here.",
        "map 已发送给另一个 goroutine，这里却仍在使用。",
    ),
    words(
        "Send a copy, or do not touch the map after sending it.",
        "发送副本，或发送之后不再访问该 map。",
    ),
    High,
);
pub static COPIED_LOCK: Rule = rule(
    "CTD012",
    words("lock of a copy", "副本上的锁"),
    words(
        "A method with a value receiver locks a copy of the mutex, while the map is shared.",
        "值接收者的方法锁住的是互斥锁的副本，而 map 是共享的。",
    ),
    words("Use a pointer receiver.", "使用指针接收者。"),
    High,
);
pub static NO_REASON: Rule = rule(
    "CTD090",
    words("ignored without a reason", "忽略而无理由"),
    words(
        "A comment silences a finding without saying why.",
        "注释忽略了一个发现，却没有说明原因。",
    ),
    words(
        "Write the reason after the rule: //contend:ignore CTD001 reason.",
        "在规则之后写明理由：//contend:ignore CTD001 理由。",
    ),
    High,
);
pub static IGNORES_NOTHING: Rule = rule(
    "CTD091",
    words("ignores nothing", "没有可忽略的发现"),
    words("A comment silences a finding that does not exist.", "注释要忽略的发现并不存在。"),
    words("Remove the comment, or name the rule that is meant.", "删除该注释，或写明所指的规则。"),
    High,
);

/// In the order of their ids.
pub static RULES: [&Rule; 14] = [
    &UNGUARDED,
    &READ_LOCK,
    &HERE_NOT_THERE,
    &DIFFERENT_LOCKS,
    &ITERATION,
    &LOOP,
    &HANDLER,
    &REPLACED,
    &ESCAPES,
    &PARALLEL_TEST,
    &SENT,
    &COPIED_LOCK,
    &NO_REASON,
    &IGNORES_NOTHING,
];

/// By id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.id == id)
}
