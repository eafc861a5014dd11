//! What goes wrong at the payment service, and what is done about it: a row each, in the order of the link's
//! words for them.
//!
//! A row is data. Its sentence is filled with the figures of the run ([`super::text`] has the names).

use super::service::{MILLI, SECOND};
use crate::base::words::Words;
use crate::link::guard_keys::VARIANTS;
use serde::Serialize;

/// What keeps writers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Map {
    /// Nothing, from the moment things go wrong.
    Unguarded,
    /// So many locks, each for as large a share of the keys.
    Locks(u32),
    /// The map itself; nobody waits.
    LockFree,
}

/// What becomes of an operation on the bad order's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: writers may meet, and that is all.
    None,
    /// It panics, `recover` catches that, and the lock is never released.
    LeavesLocked,
    /// It panics and fails by itself: the lock is released on the way.
    Releases,
    /// The same, and what is returned says that all went well.
    ReadsAsSuccess,
    /// The map is nil, so every write panics, not only that order's; each is recovered and tried again at once.
    EveryWrite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breaker {
    /// Timeouts in a row that open it.
    pub failures: u32,
    /// For how long it then refuses everyone, before one may try.
    pub open: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design {
    pub map: Map,
    pub fault: Fault,
    /// Of the wait for a lock.
    pub timeout: Option<u64>,
    /// From the arrival; looked at once, before the lock.
    pub check: Option<u64>,
    /// As many may wait.
    pub limit: Option<u64>,
    pub breaker: Option<Breaker>,
    /// Another goroutine carries out the operation, and the timeout is of the wait for that one.
    pub handed_off: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// What happens.
    Incident,
    /// What the article does about it.
    Article,
    /// What else is done about it.
    Remedy,
}

pub struct Variant {
    pub id: &'static str,
    pub kind: Kind,
    /// Chapter, if it is the article's.
    pub article: Option<&'static str>,
    /// What is assumed.
    pub setup: Words,
    /// What its run shows.
    pub shows: Words,
    pub design: Design,
}

const fn leaking(locks: u32, timeout: Option<u64>) -> Design {
    Design {
        map: Map::Locks(locks),
        fault: Fault::LeavesLocked,
        timeout,
        check: None,
        limit: None,
        breaker: None,
        handed_off: false,
    }
}

pub const ROWS: &[Variant] = &[
    Variant {
        id: "as-told",
        kind: Kind::Incident,
        article: Some("2.4"),
        setup: Words::name(
            "At 1.5 s a release goes out that writes to a plain map without a lock; recover() is deferred around each write. A process that ends is started again after 1 s, 2 s, 4 s and so on.",
            "1.5 秒时上线的版本不加锁就写普通 map；每次写入外面都有 defer recover()。进程退出后依次在 1、2、4 秒……后重启。",
        ),
        shows: Words::name(
            "recover() caught {recovered} panics: two writers met {fatal} times, the runtime threw a fatal error, and each time the process ended with status 2 and all its requests, {lost} of them; no goroutine could pile up, at most {peakGoroutines} existed.",
            "recover() 捕获了 {recovered} 次 panic：两个写者相遇 {fatal} 次，运行时抛出致命错误，进程每次都以状态 2 退出，共丢失 {lost} 个请求；goroutine 无从堆积，最多时只有 {peakGoroutines} 个。",
        ),
        design: Design { map: Map::Unguarded, fault: Fault::None, ..leaking(0, None) },
    },
    Variant {
        id: "leak",
        kind: Kind::Incident,
        article: Some("2.4"),
        setup: Words::name(
            "One lock guards the map. From 1.5 s on, writing the bad order panics between Lock and an Unlock that is not deferred; recover() catches the panic. Waiters give up after 6 s.",
            "一把锁保护整个 map。1.5 秒起，写入那个坏订单会在 Lock 与没有 defer 的 Unlock 之间 panic；recover() 捕获了它。等锁者 6 秒后放弃。",
        ),
        shows: Words::name(
            "One recovered panic left the lock locked: up to {peakWaiting} goroutines wait for it at once, each for the 6 s of its timeout, and P99 is {p99}: the article's figures, from another cause.",
            "一次被恢复的 panic 使锁永远锁住：最多 {peakWaiting} 个 goroutine 同时等它，各等满 6 秒超时，P99 为 {p99}：正是文章的数字，原因却不同。",
        ),
        design: leaking(1, Some(6 * SECOND)),
    },
    Variant {
        id: "no-timeout",
        kind: Kind::Incident,
        article: None,
        setup: Words::name(
            "The same with sync.Mutex as it is: a wait for it has no time limit. The process is killed above 4 GiB.",
            "同上，但用的是 sync.Mutex 本身：等锁没有时限。内存超过 4 GiB 时进程被杀。",
        ),
        shows: Words::name(
            "Nobody gives up, so {growth} more goroutines wait each second, up to {peakGoroutines}. Times the memory limit ended the process (status 137): {ends}; requests lost with it: {lost}. P99 of the requests that did end looked healthy.",
            "没有人放弃，每秒多出 {growth} 个等待的 goroutine，最多 {peakGoroutines} 个；内存上限使进程结束 {ends} 次（状态 137），丢失 {lost} 个请求，而已结束请求的 P99 看上去一切正常。",
        ),
        design: leaking(1, None),
    },
    Variant {
        id: "spin",
        kind: Kind::Incident,
        article: Some("2.4"),
        setup: Words::name(
            "From 1.5 s on the map is nil, so every write panics. recover() catches each, logs it and tries again at once, without limit; one try takes 50 µs of a core.",
            "1.5 秒起 map 为 nil，每次写入都 panic。recover() 逐一捕获、记日志并立刻重试，没有上限；每次尝试占用一个核 50 µs。",
        ),
        shows: Words::name(
            "{recovered} panics were recovered and retried: the retries take {cpu} of the CPU, so requests that never touch the map wait for a core as well, and up to {peakGoroutines} goroutines exist. This is the recovery loop of the article, which a fatal error never allows.",
            "恢复并重试了 {recovered} 次 panic：重试占去 {cpu} 的 CPU，不碰 map 的请求也要等核，goroutine 最多 {peakGoroutines} 个。这才是文章所说的恢复循环，而致命错误根本不会进入它。",
        ),
        design: Design { fault: Fault::EveryWrite, ..leaking(1, None) },
    },
    Variant {
        id: "trie",
        kind: Kind::Incident,
        article: None,
        setup: Words::name(
            "sync.Map as it is since Go 1.24, a hash trie: comparing the bad order's value panics inside CompareAndDelete and leaves one node locked, which writers of 1/256 of the keys need. recover() catches the panic.",
            "Go 1.24 起的 sync.Map 是哈希 trie：CompareAndDelete 比较坏订单的值时 panic，使一个节点一直锁住，1/256 的键的写者都需要它。recover() 捕获了这个 panic。",
        ),
        shows: Words::name(
            "One node stays locked, and {growth} more goroutines each second wait for it for ever, with {inFlight} requests in flight at the end; P99 of what ends is still {p99}, so only the count of goroutines shows it.",
            "一个节点一直锁住，每秒多出 {growth} 个永远等待的 goroutine，最后在途 {inFlight} 个请求；已结束请求的 P99 仍是 {p99}，只有 goroutine 数能看出来。",
        ),
        design: leaking(256, None),
    },
    Variant {
        id: "context-before",
        kind: Kind::Article,
        article: Some("4.3"),
        setup: Words::name(
            "The article's Get: a context of 200 ms is looked at before the lock, and not again. The lock has been left locked as before.",
            "文章的 Get：加锁前检查一次 200 毫秒的 context，之后不再检查。锁同样没有被释放。",
        ),
        shows: Words::name(
            "Every request passed its check before the lock, where no time had been lost yet, so {timedOut} of them timed out: {growth} goroutines more wait each second, up to {peakWaiting}. A deadline looked at before the wait does not bound the wait.",
            "每个请求都在加锁之前通过了检查，那时还没有耽搁，因此只有 {timedOut} 个超时：每秒多出 {growth} 个等待的 goroutine，最多 {peakWaiting} 个。等待之前检查截止时间，并不能限制等待。",
        ),
        design: Design { check: Some(200 * MILLI), ..leaking(1, None) },
    },
    Variant {
        id: "silent",
        kind: Kind::Article,
        article: Some("4.3"),
        setup: Words::name(
            "The article's Get: comparing the bad order's key panics, a deferred recover() catches it, and the unnamed results are (nil, nil).",
            "文章的 Get：比较坏订单的键时 panic，defer 的 recover() 捕获了它，未命名的返回值是 (nil, nil)。",
        ),
        shows: Words::name(
            "{wrong} requests were answered (nil, nil), which reads as success: no error, no wait, {settled} in flight, and every curve looks healthy.",
            "{wrong} 个请求得到 (nil, nil)，看起来是成功：没有错误，没有等待，在途 {settled} 个，所有曲线都正常。",
        ),
        design: Design { fault: Fault::ReadsAsSuccess, ..leaking(1, None) },
    },
    Variant {
        id: "sync-map",
        kind: Kind::Article,
        article: Some("2.4"),
        setup: Words::name(
            "What the article did: sync.Map.Store in place of the map. The bad order's key cannot be hashed, which panics before anything is locked; recover() catches that.",
            "文章的做法：用 sync.Map.Store 代替 map。坏订单的键无法哈希，在加任何锁之前就 panic；recover() 捕获了它。",
        ),
        shows: Words::name(
            "The caller holds no lock that could stay locked: {settled} in flight, as before the fault, and only the {failed} requests of the bad order fail.",
            "调用者没有锁可以遗留：在途 {settled} 个，与故障前一样，只有坏订单的 {failed} 个请求失败。",
        ),
        design: Design { map: Map::LockFree, fault: Fault::Releases, ..leaking(0, None) },
    },
    Variant {
        id: "sharded",
        kind: Kind::Article,
        article: Some("4.2"),
        setup: Words::name(
            "16 shards with a lock each; Unlock is not deferred. The bad order's requests all go to one of them. Waiters give up after 6 s.",
            "16 个分片各有一把锁；Unlock 没有 defer。坏订单的请求都落在其中一个分片。等待者 6 秒后放弃。",
        ),
        shows: Words::name(
            "One shard stays locked and {settled} requests are in flight, where one lock for all had more than 120,000: sharding limits the damage and repairs nothing; {timedOut} timed out.",
            "一个分片一直锁住，在途 {settled} 个，而只用一把锁时超过 120,000：分片缩小了损失，却没有修好什么；{timedOut} 个超时。",
        ),
        design: leaking(16, Some(6 * SECOND)),
    },
    Variant {
        id: "defer",
        kind: Kind::Remedy,
        article: None,
        setup: Words::name(
            "One lock, with defer Unlock(); the bad order still panics, and recover() makes an error of it.",
            "一把锁，并且 defer Unlock()；坏订单仍会 panic，recover() 把它变成错误。",
        ),
        shows: Words::name(
            "With Unlock deferred, recover does save the service: {failed} requests of the bad order failed, each by itself, nobody else noticed, and {settled} are in flight as before.",
            "Unlock 一旦 defer，recover 就真的有用：坏订单的 {failed} 个请求各自失败，其他人毫无察觉，在途 {settled} 个，与之前一样。",
        ),
        design: Design { fault: Fault::Releases, ..leaking(1, None) },
    },
    Variant {
        id: "breaker",
        kind: Kind::Remedy,
        article: None,
        setup: Words::name(
            "The lock is left locked. Waiters give up after 1 s; 100 timeouts in a row open a breaker, which refuses everyone for 2 s and then lets one try.",
            "锁没有被释放。等待者 1 秒后放弃；连续 100 次超时使熔断器打开，拒绝所有人 2 秒，然后放一个去试。",
        ),
        shows: Words::name(
            "After {peakWaiting} waiters in the first second the breaker refuses at once, {shed} requests in all, and {settled} stay in flight; it heals nothing: only a restart frees the lock.",
            "第一秒内有过 {peakWaiting} 个等待者，此后熔断器立即拒绝，共 {shed} 个请求，在途 {settled} 个；它治不好什么：只有重启才能放开那把锁。",
        ),
        design: Design {
            breaker: Some(Breaker { failures: 100, open: 2 * SECOND }),
            ..leaking(1, Some(SECOND))
        },
    },
    Variant {
        id: "shed",
        kind: Kind::Remedy,
        article: None,
        setup: Words::name(
            "The lock is left locked. At most 1,000 goroutines may wait for it, 1 s each; all others are refused at once.",
            "锁没有被释放。最多允许 1,000 个 goroutine 等它，各等 1 秒；其余立即拒绝。",
        ),
        shows: Words::name(
            "Load shedding bounds the queue whatever becomes of the lock: at most {peakWaiting} waiters, {settled} in flight, {shed} requests refused at once.",
            "无论锁怎样，卸载都使队列有上限：最多 {peakWaiting} 个等待者，在途 {settled} 个，立即拒绝 {shed} 个请求。",
        ),
        design: Design { limit: Some(1000), ..leaking(1, Some(SECOND)) },
    },
    Variant {
        id: "safe",
        kind: Kind::Remedy,
        article: None,
        setup: Words::name(
            "The wait itself ends at a deadline of 20 ms, as with +safe. The worst is assumed: somebody else's code has left the lock locked (+safe itself contains a panic and releases).",
            "等待本身以 20 毫秒为限，如 +safe。并假设最坏情形：别处的代码没有释放锁（+safe 自己会拦住 panic 并放锁）。",
        ),
        shows: Words::name(
            "Each wait ends after 20 ms and nothing of the refused write happens later: {settled} in flight and {timedOut} refused, P99 {p99}, although the lock is never released.",
            "每次等待 20 毫秒即止，被拒绝的写入以后也不会发生：在途 {settled} 个，拒绝 {timedOut} 个，P99 为 {p99}，尽管锁从未释放。",
        ),
        design: leaking(1, Some(20 * MILLI)),
    },
    Variant {
        id: "handoff",
        kind: Kind::Remedy,
        article: None,
        setup: Words::name(
            "The lock is left locked. Each operation is handed to a goroutine of its own, and the caller waits 20 ms for it: a timeout wrapped around a call that has none.",
            "锁没有被释放。每次操作交给一个新的 goroutine，调用者等它 20 毫秒：给没有超时的调用套上超时。",
        ),
        shows: Words::name(
            "Callers return in time, {settled} of them in flight, but each leaves a goroutine behind that waits for ever: {abandoned} at the end, {growth} more each second. One leak was traded for another.",
            "调用者按时返回，在途 {settled} 个，但每次都留下一个永远等待的 goroutine：最后有 {abandoned} 个，每秒再多 {growth} 个。只是把一种泄漏换成了另一种。",
        ),
        design: Design { handed_off: true, ..leaking(1, Some(20 * MILLI)) },
    },
];

impl Variant {
    pub fn find(id: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.id == id)
    }

    /// Its name.
    pub fn label(&self) -> Words {
        let named = VARIANTS.iter().find(|form| form.name == self.id);
        named.map_or(Words::name("", ""), |form| form.label)
    }
}

impl Design {
    /// The share of the map's requests that need the lock which is left locked, at so many percent for the bad
    /// order, which is always on it.
    pub fn stuck_share(&self, bad_percent: u32) -> f64 {
        let bad = f64::from(bad_percent) / 100.0;
        match self.map {
            Map::Locks(locks) if self.fault == Fault::LeavesLocked => {
                bad + (1.0 - bad) / f64::from(locks)
            }
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_of_the_link_has_a_row() {
        let words: Vec<&str> = VARIANTS.iter().map(|form| form.name).collect();
        let rows: Vec<&str> = ROWS.iter().map(|row| row.id).collect();
        assert_eq!(words, rows);
        assert!(ROWS.iter().all(|row| !row.label().en.is_empty() && !row.label().zh.is_empty()));
    }
}
