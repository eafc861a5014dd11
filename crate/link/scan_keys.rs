//! The keys of the Scan lab's links, which have no other.
//!
//! A link has an example by its name, or a source of the reader's own, packed as recorded results are. Only the page
//! unpacks that.

use super::keys::{Group, KeySpec};
use super::kinds::{Form, Kind};
use crate::base::words::Words;

/// The key whose value is packed.
pub const SOURCE: &str = "x";

const fn example(name: &'static str, en: &'static str, zh: &'static str) -> Form {
    Form { name, label: Words::new(en, zh), params: &[] }
}

/// What a link can name: a folder each in `web/labs/scan/examples/`, but for `own`.
const EXAMPLES: &[Form] = &[
    example("own", "Your own source", "自己的源码"),
    example("article-benchmark", "Article 2.3: the race", "文章 2.3：竞态复现"),
    example("article-payment", "Article 2.4: the incident", "文章 2.4：事故代码"),
    example("article-writers", "Article 2.5: eight writers", "文章 2.5：八个写者"),
    example("article-guarded", "Article 1: guarded by RWMutex", "文章第一章：RWMutex 保护"),
    example("article-whitelist", "Article 3.2: the allow list", "文章 3.2：白名单"),
    example("article-sharded", "Article 4.2: sharded locks", "文章 4.2：分段锁"),
    example("article-safemap", "Article 4.3: SafeMap", "文章 4.3：SafeMap"),
    example("ctd001", "CTD001 unguarded write", "CTD001 无保护的写入"),
    example("ctd002", "CTD002 write under a read lock", "CTD002 在读锁下写入"),
    example("ctd003", "CTD003 guarded here, not there", "CTD003 此处有锁，彼处没有"),
    example("ctd004", "CTD004 different locks", "CTD004 锁不相同"),
    example("ctd005", "CTD005 write during iteration", "CTD005 遍历期间写入"),
    example("ctd006", "CTD006 many goroutines, one map", "CTD006 多个 goroutine 写同一个 map"),
    example("ctd007", "CTD007 map shared by requests", "CTD007 请求之间共享的 map"),
    example("ctd008", "CTD008 map replaced while in use", "CTD008 使用中的 map 被替换"),
    example("ctd009", "CTD009 guarded map handed out", "CTD009 交出受保护的 map"),
    example("ctd010", "CTD010 map shared by parallel tests", "CTD010 并行测试共享的 map"),
    example("ctd011", "CTD011 used after it was sent", "CTD011 发送之后仍在使用"),
    example("ctd012", "CTD012 lock of a copy", "CTD012 副本上的锁"),
    example("ctd090", "CTD090 ignored without a reason", "CTD090 忽略而无理由"),
    example("ctd091", "CTD091 ignores nothing", "CTD091 没有可忽略的发现"),
];

pub const SCAN_KEYS: &[KeySpec] = &[
    KeySpec {
        key: "example",
        group: Group::Scan,
        kind: Kind::Choice { forms: EXAMPLES },
        default: Some("article-benchmark"),
        label: Words::new("Example", "示例"),
        help: Words::new(
            "Code from the article, and some that breaks each rule.",
            "文章中的代码，以及违反各条规则的代码。",
        ),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: "finding",
        group: Group::Scan,
        kind: Kind::IntegerOr { min: 1, max: 9999, word: "none" },
        default: Some("none"),
        label: Words::new("Finding", "发现"),
        help: Words::new("Which finding is open, from 1.", "展开第几个发现，从 1 开始。"),
        unit: None,
        choices: &[],
    },
    KeySpec {
        key: SOURCE,
        group: Group::Scan,
        kind: Kind::Packed {},
        default: Some(""),
        label: Words::new("Source", "源码"),
        help: Words::new("Go files, compressed.", "压缩后的 Go 文件。"),
        unit: None,
        choices: &[],
    },
];
