//! What the article on Go's map claims of its strategies, as data to be held against a run.
//!
//! A figure is claimed of a map and a baseline, and the link makes the run that can support it or
//! not. A property is claimed of a map alone, and its registry row says what is declared here.

use crate::base::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Claim {
    pub id: &'static str,
    /// Where the article says so.
    pub chapter: &'static str,
    pub text: Words,
    /// As a link names it.
    pub map: &'static str,
    #[serde(flatten)]
    pub about: About,
    /// What the article leaves out or has wrong.
    pub note: Option<Words>,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
pub enum About {
    /// Throughput as a ratio to the baseline's.
    Throughput {
        baseline: &'static str,
        relation: Relation,
        ratio: f64,
        /// The run that shows it.
        link: &'static str,
    },
    /// A guarantee: the row's column of that name, and the article's word for it.
    Guarantee { column: &'static str, word: Words },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    Equals,
    Above,
    Below,
}

const HIGH: Words = Words::new("high", "高");
const LOW: Words = Words::new("low", "低");

const fn throughput(
    baseline: &'static str,
    relation: Relation,
    ratio: f64,
    link: &'static str,
) -> About {
    About::Throughput { baseline, relation, ratio, link }
}

const fn guarantee(column: &'static str, word: Words) -> About {
    About::Guarantee { column, word }
}

/// The measurements of its section 2.5 put side by side.
const SECTION_2_5: &str = "v1/compare?maps=mutex,sharded:16,sync-map";

pub const CLAIMS: &[Claim] = &[
    Claim {
        id: "shards-over-mutex",
        chapter: "2.5",
        text: Words::new(
            "16 shards serve 28,700 requests a second, one mutex 12,400.",
            "16 个分片每秒 28,700 次请求，单一互斥锁 12,400 次。",
        ),
        map: "sharded:16",
        about: throughput("mutex", Relation::Equals, 2.31, SECTION_2_5),
        note: Some(Words::new(
            "The article gives neither the mix nor the machine.",
            "文章未给出操作比例与机器。",
        )),
    },
    Claim {
        id: "sync-map-over-mutex",
        chapter: "2.5",
        text: Words::new(
            "sync.Map serves 18,100 requests a second, one mutex 12,400.",
            "sync.Map 每秒 18,100 次请求，单一互斥锁 12,400 次。",
        ),
        map: "sync-map",
        about: throughput("mutex", Relation::Equals, 1.46, SECTION_2_5),
        note: Some(Words::new(
            "The article gives neither the mix nor the machine.",
            "文章未给出操作比例与机器。",
        )),
    },
    Claim {
        id: "sync-map-mixed",
        chapter: "2.3",
        text: Words::new(
            "Under mixed reads and writes sync.Map loses about 40 % of throughput.",
            "读写混合时 sync.Map 吞吐下降约 40%。",
        ),
        map: "sync-map",
        about: throughput(
            "mutex",
            Relation::Equals,
            0.6,
            "v1/compare?maps=mutex,sync-map&mix=r50,i50",
        ),
        note: Some(Words::new(
            "The article compares it with an unguarded map, which dies; this page with one mutex.",
            "原文与会崩溃的原生 map 比较；此处与单一互斥锁比较。",
        )),
    },
    Claim {
        id: "sync-map-reads",
        chapter: "4.1",
        text: Words::new(
            "From 100 reads per write on, choose sync.Map.",
            "读写比达到 100:1 以上时选用 sync.Map。",
        ),
        map: "sync-map",
        about: throughput(
            "rwlock",
            Relation::Above,
            1.0,
            "v1/compare?maps=rwlock,sync-map&mix=r99,i1",
        ),
        note: None,
    },
    Claim {
        id: "sync-map-writes",
        chapter: "4.1",
        text: Words::new(
            "With fewer reads than that, prefer a map behind an RWMutex.",
            "读写比低于此时，优先选用 map + RWMutex。",
        ),
        map: "sync-map",
        about: throughput(
            "rwlock",
            Relation::Below,
            1.0,
            "v1/compare?maps=rwlock,sync-map&mix=r50,i25,d25",
        ),
        note: None,
    },
    Claim {
        id: "rwlock-iteration",
        chapter: "1",
        text: Words::new("Reliability of iteration", "迭代可靠性"),
        map: "rwlock",
        about: guarantee("iteration", HIGH),
        note: None,
    },
    Claim {
        id: "sync-map-iteration",
        chapter: "1",
        text: Words::new("Reliability of iteration", "迭代可靠性"),
        map: "sync-map",
        about: guarantee("iteration", LOW),
        note: Some(Words::new(
            "Range does visit every key present throughout, exactly once.",
            "Range 对全程存在的键恰好访问一次。",
        )),
    },
    Claim {
        id: "channel-iteration",
        chapter: "1",
        text: Words::new("Reliability of iteration", "迭代可靠性"),
        map: "channel:64",
        about: guarantee("iteration", HIGH),
        note: None,
    },
    Claim {
        id: "sync-map-reads-lock-free",
        chapter: "4.1",
        text: Words::new("Reads take no lock at all.", "读操作完全无锁。"),
        map: "sync-map",
        about: guarantee("reads", Words::new("no lock", "无锁")),
        note: Some(Words::new(
            "Only for keys in the read map: a miss locks while the dirty map has newer keys.",
            "仅限 read map 中的键：dirty map 领先时未命中需加锁。",
        )),
    },
    Claim {
        id: "sync-map-memory",
        chapter: "2.4",
        text: Words::new("Memory is not released after a delete.", "delete 后内存不释放。"),
        map: "sync-map",
        about: guarantee("afterRemoval", Words::new("kept", "保留")),
        note: Some(Words::new(
            "It is released once a new key copies the dirty map and that is promoted.",
            "直到新键触发 dirty 复制并提升之后才释放。",
        )),
    },
];

#[cfg(all(test, feature = "full"))]
mod tests {
    use super::*;
    use crate::experiment::Experiment;
    use crate::strategy::MapSpec;

    #[test]
    fn every_claim_names_maps_and_runs_that_exist() {
        for claim in CLAIMS {
            assert!(MapSpec::canonical(claim.map).is_some(), "{}: {}", claim.id, claim.map);
            let About::Throughput { baseline, link, .. } = claim.about else { continue };
            let experiment = Experiment::strict(link).unwrap();
            let named = |text| experiment.maps.iter().any(|map| map.to_string() == text);
            assert!(named(claim.map) && named(baseline), "{}: {link}", claim.id);
        }
    }
}
