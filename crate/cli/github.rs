//! Annotations of GitHub Actions: `::error file=...::message`.
//!
//! GitHub shows ten errors and ten warnings of one step; what is more is counted in a line of its own.

use super::output::counted;
use crate::base::printable::printable;

const MOST: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

pub struct Annotation<'a> {
    pub level: Level,
    pub file: &'a str,
    pub line: u32,
    /// Of the whole line if none.
    pub column: Option<u32>,
    pub title: String,
    pub text: String,
}

impl Annotation<'_> {
    pub fn line(&self) -> String {
        let column = self.column.map(|column| format!(",col={column}")).unwrap_or_default();
        format!(
            "::{} file={},line={}{column},title={}::{}",
            self.level.name(),
            property(self.file),
            self.line,
            property(&self.title),
            data(&self.text),
        )
    }
}

/// The first ten of each level, errors before warnings, and how many more there are.
pub fn lines(all: &[Annotation]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut left_out = 0;
    for level in [Level::Error, Level::Warning] {
        let of_level = || all.iter().filter(move |annotation| annotation.level == level);
        lines.extend(of_level().take(MOST).map(Annotation::line));
        left_out += of_level().count().saturating_sub(MOST);
    }
    if left_out > 0 {
        let are = if left_out == 1 { "is" } else { "are" };
        lines.push(format!("::notice::{} {are} not shown here", counted(left_out, "more finding")));
    }
    lines
}

fn data(text: &str) -> String {
    printable(text).replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
