//! Why a part of a file was not looked at, in the reader's language. What the parser says in words of its own
//! stays as it is.

use super::parse::MAX_BYTES;
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
            Self::Endless(name) => {
                let long = words(" is too large to follow to its end", " 太大，无法跟踪到底");
                format!("{name}{}", within(long))
            }
        }
    }
}
