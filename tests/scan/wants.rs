//! What a case wants, read from its comments, and dice for spoiling cases.

use std::collections::HashMap;

#[derive(Clone, Debug)]
pub struct Want {
    pub file: String,
    pub line: u32,
    pub rule: String,
    pub confidence: Option<String>,
    meets: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Case {
    pub name: String,
    /// Without the comments that are for the test.
    pub text: String,
    pub wants: Vec<Want>,
    pub labels: HashMap<String, u32>,
}

impl Case {
    pub fn read(name: &str, text: &str) -> Self {
        let (mut wants, mut labels, mut lines) = (Vec::new(), HashMap::new(), Vec::new());
        for (line, number) in text.lines().zip(1..) {
            let cut = [" // want ", " // at "].iter().filter_map(|mark| line.find(mark)).min();
            let (code, comment) = line.split_at(cut.unwrap_or(line.len()));
            lines.push(code.trim_end());
            let parts = comment.split(';').flat_map(|part| part.split(" // "));
            for part in parts.map(|part| part.trim().trim_start_matches("//").trim()) {
                let words: Vec<&str> = part.split_whitespace().collect();
                match words[..] {
                    [] => {}
                    ["at", label] => {
                        assert!(
                            labels.insert(label.to_owned(), number).is_none(),
                            "{name}: {label}"
                        );
                    }
                    ["want", rule, ref rest @ ..] => {
                        let (confidence, rest) = match rest {
                            ["high" | "medium" | "low", rest @ ..] => {
                                (Some(words[2].to_owned()), rest)
                            }
                            rest => (None, rest),
                        };
                        let meets = match rest {
                            [] => None,
                            ["meets", label] => Some((*label).to_owned()),
                            _ => panic!("{name}:{number}: {part}"),
                        };
                        let (file, rule) = (name.to_owned(), rule.to_owned());
                        wants.push(Want { file, line: number, rule, confidence, meets });
                    }
                    _ => panic!("{name}:{number}: {part}"),
                }
            }
        }
        Self { name: name.into(), text: lines.join("\n") + "\n", wants, labels }
    }
}

impl Want {
    /// Where the other access is to be.
    pub fn meets(&self, program: &[Case]) -> Option<(String, u32)> {
        let label = self.meets.as_deref()?;
        if label == "itself" {
            return Some((self.file.clone(), self.line));
        }
        let found = program
            .iter()
            .find_map(|case| case.labels.get(label).map(|line| (case.name.clone(), *line)));
        Some(found.unwrap_or_else(|| panic!("{}:{}: no line is at {label}", self.file, self.line)))
    }
}

/// A small generator of numbers (SplitMix64), so that a seed names a mutant for good.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    /// One of the files, with one to six things done to it.
    pub fn mutate(&mut self, files: &[String]) -> String {
        const BITS: [&str; 16] = [
            "{",
            "}",
            "(",
            ")",
            "`",
            "\"",
            "/*",
            "//",
            "go ",
            "func",
            "\u{feff}",
            "é😀",
            "map[",
            "<-",
            "type T T\n",
            "\0",
        ];
        let mut text: Vec<char> = files[self.below(files.len())].chars().collect();
        for _ in 0..=self.below(6) {
            let at = self.below(text.len());
            let length = self.below(40).min(text.len() - at);
            match self.below(5) {
                0 => drop(text.drain(at..at + length)),
                1 => {
                    let copy: Vec<char> = text[at..at + length].to_vec();
                    let to = self.below(text.len());
                    text.splice(to..to, copy);
                }
                2 => {
                    let bit = BITS[self.below(BITS.len())];
                    text.splice(at..at, bit.chars());
                }
                3 => {
                    let to = self.below(text.len());
                    text.swap(at, to);
                }
                _ => text.truncate(text.len() - length),
            }
            if text.is_empty() {
                break;
            }
        }
        text.into_iter().collect()
    }
}
