//! Why a part of a file was not looked at, in the reader's language. What the parser says in words of its own
//! stays as it is.

use super::parse::MAX_BYTES;
use super::walk::{MAX_CALLS, MAX_TIMES};
use super::words::{Language, Words, words};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// The whole file.
    Large,
    /// What nests, where that is known.
    Deep(Option<Words>),
    Syntax {
        expected: Vec<String>,
        /// None at the end.
        found: Option<String>,
    },
    /// By the parser's own account.
    Refused(String),
    /// The parser panicked.
    Failed,
    /// A function, by its name.
    Endless(String),
    /// `/*` without `*/`.
    OpenComment,
    /// A line that ends as no line of Go does.
    CarriageReturn,
    /// More accesses to one map than are compared, by its name, the limit and how many there are.
    Crowded { name: String, most: usize, all: usize },
}

impl Unread {
    pub fn said(&self, language: Language) -> String {
        let within = |words: Words| words.within(language);
        let chinese = language == Language::Chinese;
        match self {
            Self::Large => {
                let kb = MAX_BYTES >> 10;
                match language {
                    Language::English => format!("the file is larger than {kb} KB"),
                    Language::Chinese => format!("文件大于 {kb} KB"),
                }
            }
            Self::Deep(what) => {
                let deep = within(words("nested too deeply to be read", "嵌套过深，无法读取"));
                let colon = if chinese { "：" } else { ": " };
                what.map_or(deep.to_owned(), |what| format!("{}{colon}{deep}", within(what)))
            }
            Self::Syntax { expected, found } => {
                let end = within(words("the end of the declaration", "声明的结尾"));
                let found = found.as_deref().unwrap_or(end);
                match language {
                    Language::English => {
                        format!("syntax error: expected {}, found {found}", expected.join(" or "))
                    }
                    Language::Chinese => {
                        format!("语法错误：应为 {}，实为 {found}", expected.join(" 或 "))
                    }
                }
            }
            Self::Refused(reason) if reason.is_empty() => {
                within(words("syntax error", "语法错误")).to_owned()
            }
            Self::Refused(reason) => {
                format!("{}{reason}", within(words("syntax error: ", "语法错误：")))
            }
            Self::Failed => {
                within(words("the parser failed on this declaration", "解析器在此声明上失败"))
                    .to_owned()
            }
            Self::OpenComment => {
                within(words("a comment that does not end", "注释没有结束")).to_owned()
            }
            Self::CarriageReturn => within(words(
                "a carriage return alone ends no line: end lines with a line feed",
                "单独的回车符不会结束一行：请用换行符结束每一行",
            ))
            .to_owned(),
            Self::Crowded { name, most, all } => {
                let rest = all.saturating_sub(*most).max(1);
                match language {
                    Language::English => format!(
                        "{name} has more accesses than are compared with each other: the first {most} were, {rest} from here on were not"
                    ),
                    Language::Chinese => format!(
                        "{name} 的访问过多，无法全部相互比较：只比较了前 {most} 处，从这里起的 {rest} 处没有比较"
                    ),
                }
            }
            Self::Endless(name) => {
                let long = words(" is too large to follow to its end", " 太大，无法跟踪到底");
                format!("{name}{}", within(long))
            }
        }
    }
}

/// Why a call was not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skipped {
    Deep,
    Often,
    Much,
}

impl Skipped {
    pub fn said(self, language: Language) -> String {
        let (en, zh) = match self {
            Self::Deep => (
                format!("it is more than {MAX_CALLS} calls deep"),
                format!("调用深度超过 {MAX_CALLS} 层"),
            ),
            Self::Often => (
                format!("the same function was followed {MAX_TIMES} times before"),
                format!("同一函数已被跟踪 {MAX_TIMES} 次"),
            ),
            Self::Much => (
                "what is called together is too much to follow".to_owned(),
                "被调用的内容合起来过多，无法跟踪".to_owned(),
            ),
        };
        match language {
            Language::English => en,
            Language::Chinese => zh,
        }
    }
}
