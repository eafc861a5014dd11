//! A file's text and its places: byte offsets inside, lines and UTF-16 columns outside.
//!
//! Columns are those of JavaScript strings and of language servers, so that the page and editors need not
//! count again. A byte order mark counts for nothing: no tool shows it.

use serde::Serialize;

/// Bytes from the start of the text.
pub type Offset = u32;

/// A place as people and tools name it; both count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

const BOM: &str = "\u{feff}";

/// Knows where each line of a text begins.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<Offset>,
}

impl Lines {
    pub fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as Offset + 1));
        Self { starts: starts.collect() }
    }

    /// From 0.
    fn index(&self, at: Offset) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    pub fn line(&self, at: Offset) -> u32 {
        self.index(at) as u32 + 1
    }

    pub fn start(&self, at: Offset) -> Offset {
        self.starts[self.index(at)]
    }

    pub fn place(&self, text: &str, at: Offset) -> Place {
        let start = self.start(at) as usize;
        let before = text.get(start..at as usize).unwrap_or_default();
        let before = before.strip_prefix(BOM).unwrap_or(before);
        let column = before.encode_utf16().count() as u32 + 1;
        Place { line: self.line(at), column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_what_javascript_counts() {
        let text = "\u{feff}a\n é😀b\r\n";
        let lines = Lines::of(text);
        let place = |sign: &str| lines.place(text, text.find(sign).unwrap() as u32);
        assert_eq!(place("a"), Place { line: 1, column: 1 });
        assert_eq!(place("b"), Place { line: 2, column: 5 });
        assert_eq!(lines.place(text, text.len() as u32), Place { line: 3, column: 1 });
    }
}
