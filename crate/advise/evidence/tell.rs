//! What data say beside answers, and which questions they leave open: figures, to be put into words by
//! whoever shows them. Names in them come from the file, so they may be anything.

use crate::base::words::Words;
use serde::Serialize;
use std::fmt;

#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Tell {
    /// They are of that experiment.
    Experiment {
        link: String,
    },
    /// A trace's operations by what they are.
    Operations {
        operations: u64,
        threads: u32,
        /// Of 1, the letter of the mix with its share.
        shares: Vec<(char, f64)>,
    },
    /// So many different ones were met.
    Keys {
        keys: u32,
    },
    /// Keys are chosen evenly, of about so many.
    Even {
        space: u32,
    },
    Zipf {
        exponent: f64,
    },
    /// What share of 1 the hottest fifth of the keys takes.
    Skewed {
        hottest_fifth: f64,
    },
    /// Operations a second.
    Rate {
        per_second: f64,
    },
    Benchmark {
        name: String,
        /// Nanoseconds an operation by GOMAXPROCS.
        times: Vec<(u32, f64)>,
        /// How many times as many operations the most processors do as the fewest, if there are several.
        speedup: Option<f64>,
    },
    Waited {
        contentions: i64,
        ms: f64,
    },
    /// A share of 1 of all that.
    Place {
        share: f64,
        function: String,
        released: String,
    },
}

/// In English.
impl fmt::Display for Tell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Experiment { link } => write!(f, "it does what {link} does"),
            Self::Operations { operations, threads, shares } => {
                write!(f, "{operations} operations on {threads} threads:")?;
                for (place, (letter, share)) in shares.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "," };
                    write!(f, "{comma} {letter} {:.1} %", share * 100.0)?;
                }
                Ok(())
            }
            Self::Keys { keys } => write!(f, "{keys} different keys"),
            Self::Even { space } => write!(f, "keys are chosen evenly from about {space}"),
            Self::Zipf { exponent } => {
                write!(f, "keys follow Zipf's law with exponent {exponent:.2}")
            }
            Self::Skewed { hottest_fifth } => write!(
                f,
                "the hottest fifth of the keys takes {:.0} % of the operations",
                hottest_fifth * 100.0
            ),
            Self::Rate { per_second } => write!(f, "{per_second:.0} operations per second"),
            Self::Benchmark { name, times, speedup } => {
                write!(f, "{name}:")?;
                for (place, (processors, ns)) in times.iter().enumerate() {
                    let comma = if place == 0 { "" } else { "," };
                    write!(f, "{comma} {ns:.1} ns at {processors}")?;
                }
                match speedup {
                    None => f.write_str("; run it with -cpu 1,2,4 to see whether it scales"),
                    Some(ratio) if *ratio < 1.0 => write!(
                        f,
                        "; {ratio:.2} times as many operations with the most processors: they slow each other down"
                    ),
                    Some(ratio) => {
                        write!(f, "; {ratio:.2} times as many operations with the most processors")
                    }
                }
            }
            Self::Waited { contentions, ms } => {
                write!(f, "{ms:.1} ms waited in {contentions} contentions")
            }
            Self::Place { share, function, released } => {
                let by = if released.is_empty() { String::new() } else { format!(" ({released})") };
                write!(f, "{:.0} % for locks that {function}{by} released", share * 100.0)
            }
        }
    }
}

/// A question that is left open, and why.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Lack {
    #[cfg_attr(test, schemars(with = "crate::base::schema::Name"))]
    pub id: &'static str,
    /// As the link calls it.
    pub key: &'static str,
    #[serde(skip)]
    pub why: Words,
}

const fn lack(id: &'static str, key: &'static str, en: &'static str, zh: &'static str) -> Lack {
    Lack { id, key, why: Words::new(en, zh) }
}

/// No record of operations says what must hold.
pub const NEED: Lack = lack(
    "need",
    "need",
    "requirements do not show in what was done",
    "必须满足什么，无法从已做的操作中看出",
);
pub const LANGUAGE: Lack = lack("language", "lang", "it is not tied to a language", "看不出语言");
pub const MEMORY: Lack =
    lack("memory", "memory", "it does not say whether memory is short", "看不出内存是否紧张");
pub const TRACE_SPACE: Lack = lack(
    "trace-space",
    "keys",
    "keys that are hardly ever used may be missing: there are at least as many as were seen",
    "极少访问的键可能没有出现：键数至少为已出现的数目",
);
pub const TRACE_TOO_SHORT: Lack = lack(
    "trace-too-short",
    "keys",
    "there are too few operations per key to say how keys are chosen, or how many there are besides those seen",
    "每个键的操作太少，看不出键如何分布，也看不出除已出现者外还有多少键",
);
pub const BENCH_READS: Lack = lack(
    "bench-reads",
    "reads",
    "a time per operation does not say what the operation is",
    "每次操作的时间看不出是什么操作",
);
pub const BENCH_LIFE: Lack =
    lack("bench-life", "life", "it does not say what happens to keys", "看不出键的生命周期");
pub const BENCH_KEYS: Lack =
    lack("bench-keys", "keys", "it does not say how many entries there are", "看不出有多少条目");
pub const BENCH_THREADS: Lack = lack(
    "bench-threads",
    "threads",
    "one processor count does not say how many threads the program has",
    "只有一种处理器数，看不出程序有多少线程",
);
pub const PROFILE_READS: Lack = lack(
    "profile-reads",
    "reads",
    "waiting does not show the share of reads: reads without a lock are not in it",
    "等待看不出读取比例：不加锁的读取不在其中",
);
pub const PROFILE_LIFE: Lack =
    lack("profile-life", "life", "it does not say what happens to keys", "看不出键的生命周期");
pub const PROFILE_KEYS: Lack = lack(
    "profile-keys",
    "keys",
    "it does not say how many keys there are, nor which are hot",
    "看不出有多少键，也看不出哪些键最热",
);
pub const PROFILE_THREADS: Lack = lack(
    "profile-threads",
    "threads",
    "it does not say how many goroutines there are",
    "看不出有多少 goroutine",
);

pub const LACKS: &[Lack] = &[
    NEED,
    LANGUAGE,
    MEMORY,
    TRACE_SPACE,
    TRACE_TOO_SHORT,
    BENCH_READS,
    BENCH_LIFE,
    BENCH_KEYS,
    BENCH_THREADS,
    PROFILE_READS,
    PROFILE_LIFE,
    PROFILE_KEYS,
    PROFILE_THREADS,
];
