//! What findings say, in the reader's language: the message, the reason, the steps of a way.
//!
//! Rules and doubts bring their own words; here is what goes around them. Names from the source stand in
//! it as they are.

use super::finding::{Access, Site};
use super::half::Half;
use super::program::Program;
use super::race::{Meeting, Race};
use super::rules::Rule;
use super::walk::{Start, Step};
use super::words::{Language, Words, words};

pub struct Sentences<'p> {
    program: &'p Program,
    language: Language,
}

/// A race and where its halves stand.
pub struct Told<'r> {
    pub race: &'r Race,
    pub access: &'r Site,
    pub other: &'r Site,
    /// Both halves are one place.
    pub itself: bool,
}

impl<'p> Sentences<'p> {
    pub fn new(program: &'p Program, language: Language) -> Self {
        Self { program, language }
    }

    fn within(&self, words: Words) -> &'static str {
        words.within(self.language)
    }

    pub fn message(&self, told: &Told) -> String {
        let Told { race, access, other, itself } = told;
        let (title, kind) = (self.within(race.rule.title), self.within(access.kind.words()));
        let name = &race.access.name;
        let meets = match itself {
            true => {
                let context = self.within(match race.meeting {
                    Meeting::Requests => words("request", "请求"),
                    Meeting::Calls | Meeting::Found | Meeting::Published => words("call", "调用"),
                    _ => words("goroutine", " goroutine "),
                });
                match self.language {
                    Language::English => format!("the same {kind} in another {context}"),
                    Language::Chinese => format!("另一个{context}中的同一处{kind}"),
                }
            }
            false => {
                let (kind, place) = (self.within(other.kind.words()), self.place(access, other));
                match self.language {
                    Language::English => format!("the {kind} at {place}"),
                    Language::Chinese => format!("{place}的{kind}"),
                }
            }
        };
        match self.language {
            Language::English => format!("{title}: {kind} of {name} can race with {meets}"),
            Language::Chinese => format!("{title}：对 {name} 的{kind}可能与{meets}同时发生"),
        }
    }

    fn place(&self, access: &Site, site: &Site) -> String {
        match (self.language, site.file == access.file) {
            (Language::English, true) => format!("line {}", site.line),
            (Language::Chinese, true) => format!("第 {} 行", site.line),
            (_, false) => format!("{}:{}", site.file, site.line),
        }
    }

    /// Who does what with which locks, and why nothing keeps the two apart.
    pub fn because(&self, told: &Told, locks: &[Vec<String>; 2]) -> String {
        let Told { race, access, other, itself } = told;
        let file = &access.file;
        let mut parts = vec![self.made(access.kind, &race.access, &locks[0], file)];
        if !itself {
            parts.push(self.made(other.kind, &race.other, &locks[1], file));
        }
        parts.push(self.within(apart(race, *itself)).to_owned());
        parts.extend(self.missing(told));
        match self.language {
            Language::English => format!("Reported because {}.", parts.join("; ")),
            Language::Chinese => format!("报告原因：{}。", parts.join("；")),
        }
    }

    /// Which lock one of them has and the other has not.
    fn missing(&self, told: &Told) -> Option<String> {
        let Told { race, access, other, itself } = told;
        if race.meeting == Meeting::Found {
            let lock = race.access.found.as_ref().or(race.other.found.as_ref())?;
            return Some(match self.language {
                Language::English => format!("{lock} is held only where it is looked up"),
                Language::Chinese => format!("只在查找时持有 {lock}"),
            });
        }
        let lock = race.other.guard.as_ref().filter(|_| race.rule.id == "CTD003")?;
        let (here, there) = (self.within(access.kind.words()), self.within(other.kind.words()));
        let place = self.place(access, access);
        Some(match (self.language, itself) {
            (Language::English, true) => {
                format!("{lock} is held on one of the ways there and not on the other")
            }
            (Language::English, false) => {
                format!("{lock} is held at the {there} and not at the {here} at {place}")
            }
            (Language::Chinese, true) => {
                format!("到达此处的两条路径中，一条持有 {lock}，另一条没有")
            }
            (Language::Chinese, false) => format!("{there}时持有 {lock}，{place}的{here}则没有"),
        })
    }

    fn made(&self, kind: Access, half: &Half, locks: &[String], file: &str) -> String {
        let (kind, who) = (self.within(kind.words()), self.who(half, file));
        match (self.language, locks) {
            (Language::English, []) => format!("the {kind} is made {who}, with no lock held"),
            (Language::English, locks) => {
                format!("the {kind} is made {who}, holding {}", locks.join(", "))
            }
            (Language::Chinese, []) => format!("{kind}{who}进行，未持有锁"),
            (Language::Chinese, locks) => format!("{kind}{who}进行，持有 {}", locks.join("、")),
        }
    }

    fn who(&self, half: &Half, file: &str) -> String {
        let function = &half.function;
        let (en, zh) = match half.start {
            Start::Entry => (format!("in {function}"), format!("在 {function} 中")),
            Start::Handler => {
                (format!("in a handler in {function}"), format!("在 {function} 的处理函数中"))
            }
            Start::Test => {
                (format!("in a parallel test in {function}"), format!("在 {function} 的并行测试中"))
            }
            start => {
                let parsed = &self.program.files[half.site.0];
                let line = parsed.lines.line(half.site.1);
                let (en, zh) = match start {
                    Start::Timer => ("a timer's goroutine", "定时器 goroutine "),
                    Start::Perhaps => ("what may be a goroutine", "可能的 goroutine "),
                    _ => ("a goroutine", " goroutine "),
                };
                let (at, from) = match parsed.path == file {
                    true => (format!("line {line}"), format!("第 {line} 行")),
                    false => {
                        let place = format!("{}:{line}", parsed.path);
                        (place.clone(), format!(" {place} "))
                    }
                };
                (format!("in {en} started at {at}"), format!("在{from}启动的{zh}中"))
            }
        };
        match self.language {
            Language::English => en,
            Language::Chinese => zh,
        }
    }

    /// Why it is less than sure; follows the reason.
    pub fn lowered(&self, race: &Race) -> Option<String> {
        let why = self.within(race.lowered?.words());
        let confidence = self.within(race.confidence.words());
        Some(match self.language {
            Language::English => format!(" Confidence is {confidence}: {why}."),
            Language::Chinese => format!("置信度为{confidence}：{why}。"),
        })
    }

    pub fn remedy(&self, rule: &Rule) -> &'static str {
        self.within(rule.help)
    }

    /// The last step of a way.
    pub fn arrives(&self, kind: Access, name: &str) -> String {
        let kind = self.within(kind.words());
        match self.language {
            Language::English => format!("{kind} of {name}"),
            Language::Chinese => format!("{kind} {name}"),
        }
    }

    pub fn other_starts(&self) -> String {
        self.within(words("the other goroutine is started", "启动另一个 goroutine")).to_owned()
    }

    pub fn step(&self, step: Step) -> String {
        let what = match step {
            Step::Call(id) => {
                let label = &self.program.functions[id].label;
                return match self.language {
                    Language::English => format!("calls {label}"),
                    Language::Chinese => format!("调用 {label}"),
                };
            }
            Step::CallsLiteral => words("calls a function literal", "调用函数字面量"),
            Step::Starts(start) => match start {
                Start::Handler => words(
                    "is called by the server, in a goroutine for each request",
                    "由服务器调用，每个请求一个 goroutine",
                ),
                Start::Test => words("runs beside other parallel tests", "与其他并行测试同时运行"),
                Start::Timer => {
                    words("runs later, in its own goroutine", "稍后在自己的 goroutine 中运行")
                }
                Start::Benchmark => words("runs in several goroutines", "在多个 goroutine 中运行"),
                Start::Perhaps => {
                    words("may run in its own goroutine", "可能在自己的 goroutine 中运行")
                }
                Start::Entry | Start::Go => words("starts a goroutine", "启动 goroutine"),
            },
        };
        self.within(what).to_owned()
    }
}

/// Why nothing keeps the two apart.
fn apart(race: &Race, itself: bool) -> Words {
    match race.meeting {
        Meeting::Starter => words(
            "nothing waits for the goroutine before the other access",
            "另一处访问之前没有等待该 goroutine 结束",
        ),
        Meeting::Goroutines if itself => {
            words("several of these goroutines run at once", "有多个这样的 goroutine 同时运行")
        }
        Meeting::Goroutines => words(
            "the two goroutines run at once and nothing orders them",
            "两个 goroutine 同时运行，没有任何先后保证",
        ),
        Meeting::Requests => {
            words("a server handles requests at the same time", "服务器同时处理多个请求")
        }
        Meeting::Tests => words("parallel tests run at the same time", "并行测试同时运行"),
        Meeting::Outlives => words(
            "the goroutine goes on after the function that started it has returned, and nothing orders it with the call",
            "启动者返回后该 goroutine 仍在运行，它与该调用之间没有先后保证",
        ),
        Meeting::Calls if race.rule.id == "CTD009" && !race.access.locked => words(
            "the method takes no lock, and its caller then uses the same map",
            "该方法没有加锁，而调用者随后使用同一个 map",
        ),
        Meeting::Calls if race.rule.id == "CTD009" => words(
            "the lock is released when the method returns, and the caller then uses the same map",
            "方法返回时锁已释放，而调用者随后使用同一个 map",
        ),
        Meeting::Calls if race.rule.id == "CTD012" => words(
            "a mutex received by value is a copy, which protects nothing",
            "按值得到的互斥锁是副本，排除不了任何人",
        ),
        Meeting::Published => words(
            "the atomic value suggests that several goroutines load the same map",
            "原子值说明会有多个 goroutine 取得同一个 map",
        ),
        Meeting::Holders => words(
            "the lock beside the map is taken elsewhere, so several goroutines are expected to get to it",
            "别处使用了与 map 同在一处的锁，说明会有多个 goroutine 访问它",
        ),
        Meeting::Found => words(
            "the map is looked up under a lock and used when that is released, and another call can look up the same one",
            "在锁内查到该 map，却在释放锁之后使用，而另一个调用可能查到同一个",
        ),
        Meeting::Calls => words(
            "the lock suggests that several goroutines call these",
            "既然有锁，就说明会有多个 goroutine 调用它们",
        ),
        Meeting::Sent => words(
            "the map itself was sent, not a copy, so sender and receiver share it",
            "发送的是 map 本身而不是副本，因此发送者与接收者共享它",
        ),
    }
}
