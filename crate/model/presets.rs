//! Programs that show what is worth seeing, each with a schedule that leads there.
//!
//! The first six are the interleavings that are told of Go's map most often: one key written twice, a
//! delete during growth, reads in the midst of an assign. The checks are on in all of them. The tests
//! play each and look for what its words promise.

use crate::base::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Preset {
    pub name: &'static str,
    pub label: Words,
    pub summary: Words,
    pub program: &'static str,
    pub schedule: &'static str,
    /// The step to look at; none is the end of the schedule.
    pub pos: Option<usize>,
    pub detect: bool,
}

/// Words that cross the boundary with their preset: the metadata has none of these.
const fn preset(
    name: &'static str,
    label: Words,
    summary: Words,
    program: &'static str,
    schedule: &'static str,
    pos: Option<usize>,
) -> Preset {
    Preset { name, label, summary, program, schedule, pos, detect: true }
}

pub const PRESETS: &[Preset] = &[
    preset(
        "same-key",
        Words::name("One key written twice, detected", "同一个键写两次，被检测到"),
        Words::name(
            "The second assignment starts when the first has stored its key: Go ends the process.",
            "第一个赋值刚写完键，第二个赋值就开始：Go 终止整个进程。",
        ),
        "2~a1:10+a1:20",
        "1*14,2",
        None,
    ),
    preset(
        "same-key-unseen",
        Words::name("One key written twice, unseen", "同一个键写两次，未被发现"),
        Words::name(
            "Both pass the check before either sets the flag, take the same slot and count it twice. Nothing is thrown, and len is wrong for good.",
            "两者都在对方置标志之前通过检查，占用同一个槽并各计数一次。没有任何报错，len 从此错误。",
        ),
        "2~a1:10+a1:20",
        "1*2,2*2,1*11,2*11,1*4,2*4,1,2,1*3,2*3",
        None,
    ),
    preset(
        "delete-during-growth",
        Words::name("Delete during growth", "扩容期间删除"),
        Words::name(
            "Both move the old bucket at once. Key 5, which neither of them touches, is gone.",
            "两者同时搬迁旧桶。与两个操作都无关的键 5 消失了。",
        ),
        "1-8~a9+d3",
        "1*2,2*2,1*24,2*2,1*12,2*12,1*9,2,1,2*16,1*6,2*18,1*6,2*39,1*2,2*2",
        None,
    ),
    preset(
        "read-during-growth",
        Words::name("Read during growth", "扩容期间读取"),
        Words::name(
            "Key 3 is marked as moved before it has been: the reader finds it in neither bucket.",
            "键 3 先被标记为已搬迁，之后才真正搬迁：读者在新旧两个桶里都找不到它。",
        ),
        "1-8~a9+g3",
        "1*2,2*2,1*57,2*7,1*71",
        Some(68),
    ),
    preset(
        "key-without-tophash",
        Words::name("Read between key and tophash", "在键与 tophash 之间读取"),
        Words::name(
            "The key is in its slot but its tophash is not: the reader skips it.",
            "键已写入槽中，tophash 还没有：读者直接跳过。",
        ),
        "2~a1:10+g1",
        "2*2,1*14,2*5",
        None,
    ),
    preset(
        "tophash-without-value",
        Words::name("Read between tophash and value", "在 tophash 与值之间读取"),
        Words::name(
            "The assignment has returned its slot and cleared its flag, but its caller has not stored the value yet. The reader finds the key with a zero that nobody wrote, and no check can see it.",
            "赋值已返回槽位并清除标志，但调用者尚未写入值。读者找到了键，读到的却是无人写过的零值，任何检查都看不到。",
        ),
        "2~a1:10+g1",
        "1*20,2*9",
        None,
    ),
    preset(
        "read-while-writing",
        Words::name("Read while another writes", "他人写入时读取"),
        Words::name(
            "The reader finds the flag set: Go ends the process.",
            "读者发现写标志已置位：Go 终止整个进程。",
        ),
        "1~a1:7+g1",
        "1*3,2*2",
        None,
    ),
    preset(
        "iteration",
        Words::name("Range while another writes", "他人写入时遍历"),
        Words::name(
            "The range has visited its first entry when an assignment begins; before the next one it checks the flag.",
            "遍历刚取到第一个条目，赋值就开始了；取下一个之前它检查标志。",
        ),
        "1-2~a3+r",
        "2*10,1*3,2",
        None,
    ),
    preset(
        "lost-update",
        Words::name("A lost update", "丢失的更新"),
        Words::name(
            "m[1]++ is one runtime call, then a load and a store by the caller: both load 100, both store 101.",
            "m[1]++ 是一次调用，之后由调用者加载再存储：两者都读到 100，都写入 101。",
        ),
        "1~u1+u1",
        "1*13,2*13,1,2",
        None,
    ),
    preset(
        "lost-count",
        Words::name("A lost count", "丢失的计数"),
        Words::name(
            "Two keys in two slots, both counted from the same old count: three entries, and a len of two.",
            "两个键在两个槽里，却从同一个数开始计数：三个条目，len 为二。",
        ),
        "2~a1+a3",
        "1*2,2*2,1*14,2*15,1*3,2*2,1*2,2*3",
        None,
    ),
    preset(
        "two-keys-one-slot",
        Words::name("Two keys in one slot", "两个键占一个槽"),
        Words::name(
            "Both choose the same empty slot. Key 1 is gone, and key 3 has its value.",
            "两者选中同一个空槽。键 1 消失，键 3 得到了它的值。",
        ),
        "2~a1+a3",
        "1*2,2*2,1*12,2*7,1*2,2*7,1*3,2*2,1,2*3,1",
        None,
    ),
    preset(
        "duplicate-key",
        Words::name("One key in two slots", "一个键占两个槽"),
        Words::name(
            "A slot is emptied and taken while the other goroutine has chosen the next one: key 1 is in the map twice, and a range visits both.",
            "一个槽被清空又被占用，而另一个 goroutine 已选中下一个槽：键 1 出现两次，遍历会遇到两个。",
        ),
        "2~d2,a1:10+a1:20",
        "1*3,2*2,1*7,2*6,1*23,2*8,1*3,2*2,1*2,2*3",
        None,
    ),
    preset(
        "first-bucket",
        Words::name("Two first buckets", "两个首桶"),
        Words::name(
            "Both find a map without buckets and allocate one. The second replaces the first, with key 1 in it.",
            "两者都发现空 map 还没有桶，各自分配一个。第二个取代了第一个，连同其中的键 1。",
        ),
        "~a1+a2",
        "1*2,2*2,1*2,2*2,1*14,2*14,1,2,1*3,2*3",
        None,
    ),
    preset(
        "beyond-the-array",
        Words::name("Beyond the array", "越过数组末尾"),
        Words::name(
            "B is stored before the new array: the reader picks its bucket by the new B and looks for it in the old array, which is too short.",
            "B 先于新数组写入：读者用新的 B 选桶，却在旧数组中查找，而旧数组没有那么长。",
        ),
        "1-8~a9+g3",
        "1*2,2*2,1*24,2*2",
        None,
    ),
];
