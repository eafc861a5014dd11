//! What the analysis says: findings with both halves of a race, and what it could not look at.
//!
//! The shape of `contend/scan/1`. A finding without the other access, the locks at both or its reason
//! cannot be built.

use super::rules::Rule;
use super::source::Place;
use super::words::{Words, words};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    pub fn words(self) -> Words {
        let zh = match self {
            Self::Low => "低",
            Self::Medium => "中",
            Self::High => "高",
        };
        words(self.name(), zh)
    }
}

/// What is done to the map, in words that fit after "a".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    Read,
    Length,
    Iteration,
    Write,
    /// The variable or field gets another map.
    Replacement,
    /// The map itself is handed out.
    Return,
    /// Of a directive.
    Comment,
}

impl Access {
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Length => "length",
            Self::Iteration => "iteration",
            Self::Write => "write",
            Self::Replacement => "replacement",
            Self::Return => "return",
            Self::Comment => "comment",
        }
    }

    pub fn words(self) -> Words {
        let zh = match self {
            Self::Read => "读取",
            Self::Length => "求长度",
            Self::Iteration => "遍历",
            Self::Write => "写入",
            Self::Replacement => "替换",
            Self::Return => "返回",
            Self::Comment => "注释",
        };
        words(self.name(), zh)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Site {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub kind: Access,
    /// What stands there, for underlining and for baselines; bytes in the file.
    #[serde(skip)]
    pub span: (u32, u32),
    /// Where that ends, as people count.
    #[serde(skip)]
    pub end: Place,
    #[serde(skip)]
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub what: String,
}

/// What to use instead, and where to see it measured or played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub map: String,
    pub link: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    pub rule: &'static str,
    pub confidence: Confidence,
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub function: String,
    pub message: String,
    pub because: String,
    pub access: Site,
    pub other: Site,
    pub paths: [Vec<Step>; 2],
    pub locks: [Vec<String>; 2],
    /// What to do about it.
    pub remedy: String,
    pub suggest: Vec<Suggestion>,
    /// Equal for the same race in edited files; see `baseline.rs`.
    pub fingerprint: String,
    #[serde(skip)]
    pub rule_row: &'static Rule,
}

/// Part of a file that was not looked at, and the reason.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotScanned {
    pub file: String,
    pub line: u32,
    pub why: String,
}

/// A call that may lead to a map or a goroutine and was not followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NotFollowed {
    pub file: String,
    pub line: u32,
    pub column: u32,
    /// What is called.
    pub call: String,
    pub why: String,
}

/// Files that nobody asked to have scanned, and what they have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub files: usize,
    pub why: String,
}

/// How much was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    pub files: usize,
    pub functions: usize,
    pub high: usize,
    pub medium: usize,
    pub low: usize,
    /// By comments in the source.
    pub ignored: usize,
    /// Calls that may lead to a map or a goroutine and were not followed: too deep, too often, too much.
    pub not_followed: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub schema: &'static str,
    pub findings: Vec<Finding>,
    /// Those that a comment silenced.
    #[serde(skip)]
    pub ignored: Vec<Finding>,
    pub not_scanned: Vec<NotScanned>,
    /// The first of them; the summary has how many there are.
    pub not_followed: Vec<NotFollowed>,
    /// By whoever collects the files.
    pub left_out: Vec<LeftOut>,
    pub summary: Summary,
}
