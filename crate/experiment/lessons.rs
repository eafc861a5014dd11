//! Ten links in the order in which a teacher would show them, each with its question and what to look at.
//!
//! The page's cards and `docs/lessons.md` say the same, for both are made of this table. Links are
//! canonical, and a test runs each of them.

use crate::base::words::Words;
use serde::Serialize;

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lesson {
    pub link: &'static str,
    pub title: Words,
    pub question: Words,
    /// What the answer shows in, by the page's own words for it.
    pub look: Words,
}

const fn lesson(link: &'static str, title: Words, question: Words, look: Words) -> Lesson {
    Lesson { link, title, question, look }
}

pub const LESSONS: &[Lesson] = &[
    lesson(
        "#v1/compare?maps=mutex,rwlock,sharded:16&threads=1",
        Words::new("What a lock costs", "一把锁的代价"),
        Words::new(
            "What does a lock cost while nobody else wants it?",
            "没有别的线程争用时，一把锁要花多少？",
        ),
        Words::new(
            "“per op” in the table, against “Harness alone” below it: the rest is the hash table and its lock. The differences between the maps are what a reader-writer lock costs more than a mutex, and what choosing a shard costs.",
            "看表中的“每次操作”，再看下方的“仅测试框架”：两者之差就是哈希表和锁的开销。各 map 之间的差别，是读写锁比互斥锁多出的代价，以及选择分片的代价。",
        ),
    ),
    lesson(
        "#v1/scale?maps=mutex,sharded:16&axis=threads:1,2,4,8",
        Words::new("What contention costs", "竞争的代价"),
        Words::new(
            "What happens when more threads want the same lock?",
            "更多线程争用同一把锁时会怎样？",
        ),
        Words::new(
            "Where the mutex’s curve falls, and how much longer 16 shards hold up. In the shaded part there are more threads than this machine runs at once, so the scheduler is measured too.",
            "看互斥锁的曲线从哪里开始下降，16 个分片又能多撑多久。阴影部分的线程多于本机能同时运行的数目，因此也测到了调度器。",
        ),
    ),
    lesson(
        "#v1/compare?maps=mutex,mutex*2",
        Words::new("What is only noise", "哪些只是噪声"),
        Words::new("How large must a difference be before I believe it?", "差异要多大才可信？"),
        Words::new(
            "The same map runs twice, so no difference should be significant. The interval of the ratio shows how far apart two equal maps come out on this machine; a smaller difference between two maps means nothing here.",
            "同一个 map 运行了两份，因此不应有显著差异。比值的区间说明两个相同的 map 在本机会测出多大差别；两个 map 之间比这更小的差异没有意义。",
        ),
    ),
    lesson(
        "#v1/scale?maps=mutex,rwlock,sharded:16&axis=reads:0,50,90,100",
        Words::new("When a reader-writer lock pays", "读写锁何时划算"),
        Words::new(
            "At what share of reads does a reader-writer lock start to beat a mutex?",
            "读取比例达到多少，读写锁才胜过互斥锁？",
        ),
        Words::new(
            "“Who overtakes whom” below the curves. Readers run side by side, but each still writes the lock’s counters, so with reads this short the crossing comes late or not at all.",
            "看曲线下方的“谁超过了谁”。读者可以并行，但每次读取仍要改写锁的计数；读取如此短时，交叉点来得很晚，甚至不出现。",
        ),
    ),
    lesson(
        "#v1/scale?maps=mutex,sharded:16&axis=shards:1,4,16,64,256",
        Words::new("How many shards", "需要多少分片"),
        Words::new("How many shards are enough?", "多少个分片才够？"),
        Words::new(
            "Where the curve levels off: from there on two threads hardly ever want the same shard, and more shards only cost memory.",
            "看曲线从哪里开始变平：此后两个线程几乎不会访问同一个分片，再加分片只是多占内存。",
        ),
    ),
    lesson(
        "#v1/scale?maps=mutex,sharded:16&axis=theta:0,0.5,0.99,1.2,2",
        Words::new("Hot keys", "热点键"),
        Words::new(
            "Why do shards help less when a few keys are hot?",
            "少数键很热时，分片为什么帮助不大？",
        ),
        Words::new(
            "The distance between the two curves. Further to the right more operations go to the same few keys, and so to the same few locks.",
            "看两条曲线之间的距离。越往右，越多的操作落在少数几个键上，也就落在少数几把锁上。",
        ),
    ),
    lesson(
        "#v1/compare?maps=rwlock,cow,left-right&keys=1000&mix=r99,i1",
        Words::new("Reads without locks", "不加锁的读取"),
        Words::new(
            "What do reads that wait for nobody cost the writers?",
            "读取不等待任何人，写入要付出什么代价？",
        ),
        Words::new(
            "The ratios first, then “Latency, memory and waiting”: allocations, bytes per operation and the memory held. Raise the share of inserts, run again and watch what each map pays for a write.",
            "先看比值，再看“延迟、内存与等待”中的分配次数、每次操作的字节数和占用内存。然后提高插入比例再运行一次，看各 map 为写入付出多少。",
        ),
    ),
    lesson(
        "#v1/choose?lang=go&life=append&reads=99&threads=2",
        Words::new("When to use sync.Map", "何时使用 sync.Map"),
        Words::new("When is sync.Map the right choice in Go?", "在 Go 中，什么时候该用 sync.Map？"),
        Words::new(
            "The reasons with their sources, and “Would change if”: which other answers lead to another map. “Confirm here” runs the choice against the runner-up and the simplest map on this machine.",
            "看理由及其出处，以及“什么会改变答案”：哪些回答会得出别的 map。“在本机验证”让所选的与次选的和最简单的在本机上比一比。",
        ),
    ),
    lesson(
        "#v1/race?maps=mutex&pos=0&prog=1~u1+u1&sched=1*13,2*13,1,2&view=step",
        Words::new("A lost update", "丢失的更新"),
        Words::new("How can two increments add one?", "两次加一，为什么只加了一？"),
        Words::new(
            "Press Play. Both goroutines read 100 before either stores 101, and no check notices. Then open Explorer and press Run: it lists every way in which this program can end.",
            "按“播放”。两个 goroutine 都读到 100，之后才有一个写入 101，没有任何检查发现。再打开“穷举”并点“运行”，它会列出这个程序的所有结局。",
        ),
    ),
    lesson(
        "#v1/race?maps=mutex",
        Words::new("Why the map dies", "map 为什么会死"),
        Words::new("How long does an unguarded map live?", "没有保护的 map 能活多久？"),
        Words::new(
            "“The last fatal error”: its message, the two operations that were in conflict, and at which steps. Then “Survival”: on one worker hardly any run dies, on two nearly every run does.",
            "先看“最近一次致命错误”：是哪条消息，哪两个操作冲突，各在哪一步。再看“生存曲线”：一个工作线程时几乎不会死亡，两个时几乎每次都死。",
        ),
    ),
];

#[cfg(all(test, feature = "full"))]
mod tests {
    use super::*;
    use crate::link;
    use crate::model::presets::PRESETS;

    #[test]
    fn every_link_is_canonical() {
        for Lesson { link: text, .. } in LESSONS {
            let link = link::parse(text).unwrap();
            assert!(link.problems.is_empty() && link.repairs.is_empty(), "{text}");
            assert_eq!(link::format(link.lab, &link.values), *text);
        }
    }

    /// Whose tests play it to the end that it promises.
    #[test]
    fn what_is_stepped_through_is_a_preset_of_the_model() {
        for Lesson { link: text, .. } in LESSONS {
            let values = link::parse(text).unwrap().values;
            if values.get("view") == Some("step") {
                let of = (&values["prog"], &values["sched"]);
                assert!(PRESETS.iter().any(|it| (it.program, it.schedule) == of), "{text}");
            }
        }
    }

    #[test]
    fn the_document_says_what_the_cards_say() {
        let document = include_str!("../../docs/lessons.md");
        let lessons = LESSONS.iter().enumerate().map(|(at, lesson)| {
            let Lesson { link, title, question, look } = lesson;
            format!(
                "## {}. {}\n\n**[{}](http://127.0.0.1:8080/{link})**\n\n{}\n",
                at + 1,
                title.en,
                question.en,
                look.en
            )
        });
        let lessons = lessons.collect::<Vec<_>>().join("\n");
        assert!(document.ends_with(&lessons), "docs/lessons.md must end with\n\n{lessons}");
    }
}
