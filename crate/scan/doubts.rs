//! What speaks against a race, and how sure it leaves us.
//!
//! Each doubt has its words in both languages; the first that counts is the one that is said.

use super::finding::{Access, Confidence};
use super::half::Half;
use super::words::{Words, words};

/// Calls, starts and branches, beyond which it is anyone's guess whether all of them are taken.
const LONG_WAY: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    LongWay,
    NotFollowed,
    Untyped,
    Interface,
    Length,
    Once,
    Elements,
    SomePaths,
    Capacity,
    LockPointer,
    Received,
    SomeWait,
    UnknownGo,
    TestServer,
    NotWhileServed,
    UnknownCaller,
    LockElsewhere,
    OtherHolder,
    SomeCallers,
    OneOfMany,
    Lifecycle,
    MostBare,
    HardlyLocked,
    WriteBefore,
    NothingStartsBoth,
    UnknownUse,
}

impl Why {
    pub fn words(self) -> Words {
        match self {
            Self::LongWay => words(
                "the call path is long and may never be taken",
                "到达这里的路径很长，也许没有人走",
            ),
            Self::NotFollowed => words(
                "a call on the way was not followed and may lock or wait",
                "途中有一个调用未被跟踪，它可能加锁或等待",
            ),
            Self::Untyped => words("the type is not visible", "看不到其类型"),
            Self::Interface => words("the call goes through an interface", "调用经过接口"),
            Self::Length => words(
                "len is only read, which Go's runtime does not check",
                "只读取了 len，Go 运行时不检查这一点",
            ),
            Self::Once => words("one of them runs only once", "其中之一只运行一次"),
            Self::Elements => {
                words("the two may be of different elements", "两处访问可能针对不同的元素")
            }
            Self::Capacity => words(
                "the channel is a lock if it has room for one, which is not visible",
                "该 channel 若容量为一即为锁，而其容量不可见",
            ),
            Self::LockPointer => words(
                "a lock is held through a pointer, which may lead to the other one",
                "其中一把锁经由指针持有，它可能指向另一把锁",
            ),
            Self::Received => {
                words("each may have received another map", "双方收到的可能是不同的 map")
            }
            Self::SomePaths => words("the lock is held on some paths only", "只在部分路径上持有锁"),
            Self::SomeWait => words(
                "some paths wait for the goroutine, or check a flag that it sets",
                "部分路径会等待该 goroutine，或检查由它设置的标志",
            ),
            Self::UnknownGo => words(
                "the type that has the method Go is not visible",
                "看不到带有方法 Go 的那个类型",
            ),
            Self::TestServer => words(
                "a test's server may serve one request at a time",
                "测试中的服务器可能一次只处理一个请求",
            ),
            Self::NotWhileServed => words(
                "nothing visible calls the function that is no handler while requests are served",
                "看不到处理请求期间有谁调用那个不是处理函数的函数",
            ),
            Self::UnknownCaller => words("its callers are not visible", "看不到由谁调用"),
            Self::LockElsewhere => {
                words("the lock is not declared beside the map", "锁与 map 不在一处声明")
            }
            Self::OtherHolder => words(
                "the map is reached through different things, which may have one each",
                "经由不同的持有者访问该 map，它们可能各有一个",
            ),
            Self::SomeCallers => words("some callers hold the lock", "部分调用者持有锁"),
            Self::OneOfMany => words("the lock is one of many", "该锁是多把锁之一"),
            Self::Lifecycle => words(
                "its name suggests that it runs before or after everything else",
                "从名称看，它在其他一切之前或之后被调用",
            ),
            Self::MostBare => words("most accesses have no lock", "不加锁的访问比加锁的多"),
            Self::HardlyLocked => words(
                "hardly any access has the lock, so it may be for something else",
                "几乎没有访问加锁，因此该锁可能另有用途",
            ),
            Self::WriteBefore => words(
                "the write may come before the goroutine is started",
                "写入可能发生在启动 goroutine 之前",
            ),
            Self::NothingStartsBoth => {
                words("nothing visible starts both", "看不到有谁同时启动这两者")
            }
            Self::UnknownUse => {
                words("what the caller does with it is not visible", "看不到调用者如何使用它")
            }
        }
    }
}

pub struct Doubts {
    pub confidence: Confidence,
    pub why: Option<Why>,
}

impl Doubts {
    pub fn new(confidence: Confidence) -> Self {
        Self { confidence, why: None }
    }

    /// Two doubts that each leave it medium leave it low together.
    pub fn at_most(&mut self, confidence: Confidence, why: Why) {
        let again =
            self.confidence == Confidence::Medium && self.why.is_some_and(|known| known != why);
        if confidence < self.confidence {
            self.confidence = confidence;
            self.why = Some(why);
        } else if again && confidence == Confidence::Medium {
            self.confidence = Confidence::Low;
        }
    }

    /// The more calls and branches on the way, the less likely it is that one can go it.
    pub fn of_ways(&mut self, a: &Half, b: &Half) {
        let length = |half: &Half| half.steps() + half.branches as usize;
        if length(a).max(length(b)) > LONG_WAY {
            self.at_most(Confidence::Medium, Why::LongWay);
        }
    }

    /// Two different locks are one if a pointer to one leads to the other.
    fn of_locks(&mut self, a: &Half, b: &Half) {
        if a.locked && b.locked && (a.lock_pointer || b.lock_pointer) {
            self.at_most(Confidence::Medium, Why::LockPointer);
        }
    }

    /// A call that was not followed since both goroutines run may order them.
    pub fn of_blindness(&mut self, blind: bool) {
        if blind {
            self.at_most(Confidence::Low, Why::NotFollowed);
        }
    }

    /// What the two accesses bring along themselves. False if nothing says that it is a map.
    pub fn of_accesses(&mut self, a: &Half, b: &Half) -> bool {
        if a.doubt.unsure && b.doubt.unsure {
            return false;
        }
        if a.doubt.untyped || b.doubt.untyped {
            self.at_most(Confidence::Low, Why::Untyped);
        }
        if a.doubt.interface || b.doubt.interface {
            self.at_most(Confidence::Medium, Why::Interface);
        }
        if a.kind == Access::Length || b.kind == Access::Length {
            self.at_most(Confidence::Medium, Why::Length);
        }
        if a.perhaps_locked && b.perhaps_locked {
            self.at_most(Confidence::Medium, Why::Capacity);
        }
        if a.received && b.received {
            self.at_most(Confidence::Medium, Why::Received);
        }
        self.of_locks(a, b);
        true
    }
}
