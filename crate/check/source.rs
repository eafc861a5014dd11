//! A file's text with its places: offsets in bytes inside, lines and UTF-16 columns for people.
//!
//! Files are read whole within a bound; what is larger, missing or no text is refused by name.

use super::Refused;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Far above what any of these files needs.
pub const MAX_BYTES: usize = 1 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub const START: Self = Self { line: 1, column: 1 };
}

#[derive(Debug)]
pub struct Text {
    pub name: String,
    pub text: String,
    /// Where each line starts.
    starts: Vec<usize>,
    /// Every so many bytes: where, and how many characters and UTF-16 units there are before. None where all is ASCII.
    marks: Vec<Mark>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    at: usize,
    characters: usize,
    units: usize,
}

/// Bytes between two of them, so that a file of one long line is no slower than others.
const STEP: usize = 1 << 10;

impl Text {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = [0].into_iter().chain(ends.map(|(at, _)| at + 1)).collect();
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut mark = Mark::default();
            marks.push(mark);
            for (at, sign) in text.char_indices() {
                if at >= marks[marks.len() - 1].at + STEP {
                    marks.push(Mark { at, ..mark });
                }
                mark.characters += 1;
                mark.units += sign.len_utf16();
            }
        }
        Self { name: name.into(), text, starts, marks }
    }

    /// What there is before an offset.
    fn mark(&self, offset: usize) -> Mark {
        let after = self.marks.partition_point(|mark| mark.at <= offset);
        let Some(mark) = after.checked_sub(1).map(|index| self.marks[index]) else {
            return Mark { at: offset, characters: offset, units: offset };
        };
        let between = self.text.get(mark.at..offset).unwrap_or_default();
        Mark {
            at: offset,
            characters: mark.characters + between.chars().count(),
            units: mark.units + between.encode_utf16().count(),
        }
    }

    /// Of that file, shown under that name.
    pub fn read(path: &Path, name: &str, most: usize) -> Result<Self, Refused> {
        let bytes = read_bytes(path, name, most)?;
        let text = String::from_utf8(bytes).map_err(|_| Refused::NotText(name.to_owned()))?;
        Ok(Self::new(name, text))
    }

    pub fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts[line - 1];
        let offset = self.text.floor_char_boundary(offset);
        let before = self.mark(offset).units.saturating_sub(self.mark(start).units);
        Place { line: line as u32, column: before as u32 + 1 }
    }

    /// Where the line starts that holds this offset.
    pub fn line_start(&self, offset: usize) -> usize {
        self.starts[self.starts.partition_point(|start| *start <= offset) - 1]
    }

    /// Counted from 1; empty beyond the last.
    pub fn line(&self, number: usize) -> &str {
        let Some(&start) = number.checked_sub(1).and_then(|index| self.starts.get(index)) else {
            return "";
        };
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        self.text[start..end].trim_end_matches('\r')
    }

    pub fn lines(&self) -> usize {
        self.starts.len()
    }

    /// Of a line from 1 and a column in characters from 0.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(&start) = line.checked_sub(1).and_then(|index| self.starts.get(index)) else {
            return self.text.len();
        };
        if self.marks.is_empty() {
            return (start + column).min(self.text.len());
        }
        let wanted = self.mark(start).characters + column;
        let after = self.marks.partition_point(|mark| mark.characters <= wanted);
        let mark = self.marks[after.saturating_sub(1)];
        let rest = &self.text[mark.at..];
        let here = rest.char_indices().nth(wanted - mark.characters);
        mark.at + here.map_or(rest.len(), |(at, _)| at)
    }

    /// The `nth` time that a word stands by itself between two offsets, or where the first of them is.
    pub fn word(&self, (start, end): (usize, usize), word: &str, nth: usize) -> usize {
        let within = self.text.get(start..end.min(self.text.len())).unwrap_or_default();
        let part = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == ':';
        let alone = |at: &usize| {
            let before = within[..*at].chars().next_back();
            let after = within[at + word.len()..].chars().next();
            !before.is_some_and(part) && !after.is_some_and(part)
        };
        let places: Vec<usize> = match word.is_empty() {
            true => Vec::new(),
            false => within.match_indices(word).map(|(at, _)| at).filter(alone).collect(),
        };
        let found = places.get(nth).or(places.last());
        start + found.copied().unwrap_or(0)
    }
}

pub fn read_bytes(path: &Path, name: &str, most: usize) -> Result<Vec<u8>, Refused> {
    let unreadable = |error| Refused::Unreadable { file: name.to_owned(), error };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() > most {
        return Err(Refused::Large { file: name.to_owned(), most });
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_from_one_and_columns_in_utf16() {
        let text = Text::new("a", "one\n𝛂β two\r\n");
        let at = |offset| {
            let place = text.place(offset);
            (place.line, place.column)
        };
        assert_eq!((at(0), at(3), at(4)), ((1, 1), (1, 4), (2, 1)));
        let two = text.text.find("two").unwrap();
        assert_eq!((at(two), text.offset(2, 3)), ((2, 5), two));
        assert_eq!((text.line(2), text.line(9), at(999)), ("𝛂β two", "", (3, 1)));
    }

    /// A file of one line is as quick as one of many.
    #[test]
    fn long_lines_have_places() {
        for unit in ["abcd", "aβ𝛂"] {
            let text = Text::new("a", unit.repeat(200_000));
            let started = std::time::Instant::now();
            let length = unit.chars().count();
            for turn in (0..200_000).step_by(2) {
                let at = turn * unit.len();
                assert_eq!(text.offset(1, turn * length), at);
                let units = unit.encode_utf16().count();
                assert_eq!(text.place(at), Place { line: 1, column: (turn * units) as u32 + 1 });
            }
            assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        }
    }

    #[test]
    fn a_word_stands_by_itself() {
        let text = Text::new("a", "rate(up_total[5m]) + up + sum(up)");
        let whole = (0, text.text.len());
        assert_eq!(text.word(whole, "up", 0), 21);
        assert_eq!(text.word(whole, "up", 1), 30);
        assert_eq!((text.word(whole, "down", 0), text.word(whole, "up", 7)), (0, 30));
    }
}
