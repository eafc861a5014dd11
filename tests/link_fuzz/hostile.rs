//! Makes links to harm with: links that are right, broken in the ways in which links get broken,
//! and links put together from what attackers write.
//!
//! Endless and the same for the same seed and bases on every machine.

use super::dice::Dice;

/// What stands where a value should.
const VALUES: &[&str] = &[
    "NaN",
    "Infinity",
    "-Infinity",
    "-1",
    "-0",
    "1e300",
    "1e999",
    "0x10",
    "4.5",
    "null",
    "undefined",
    "true",
    "[]",
    "{}",
    "9007199254740993",
    "18446744073709551616",
    "٣",
    "１２",
    "𝟜",
    "<script>alert(1)</script>",
    "%3Cimg%20src=x%20onerror=alert(1)%3E",
    "\"><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "${alert(1)}",
    "{{7*7}}",
    "';--",
    "../../etc/passwd",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "%",
    "%%",
    "%u0041",
    "%ff",
    "%C0%AF",
    "%ED%A0%80",
    "%00",
    "%0D%0A",
    "%E2%80%AE",
    "\u{202e}gnp",
    "\u{feff}",
    "\u{0}",
    "é",
    "🦀",
    "+",
    " ",
    "",
    ",",
    ":",
    "=",
    "&",
    "?",
    "#",
    "mutex",
    "mutex,mutex",
    "sharded:0",
    "sharded:99999999",
    "sharded:16:mutex",
    "channel:-1",
    "null",
    "mutex+safe",
    "r100",
    "r99",
    "r50,r50",
    "zipf:NaN",
    "zipf:1e9",
    "zipf:2.00001",
    "uniform:1",
    "eq",
];

/// What stands where the number of a copy should.
const COPIES: &[&str] = &[
    "*2",
    "*2",
    "*3",
    "*16",
    "*1",
    "*0",
    "*17",
    "*-2",
    "*007",
    "*",
    "**2",
    "*2*2",
    "*x",
    "*2:2",
    "%2A2",
    "%2a02",
    "*99999999999999999999999999999999999999999",
    "*２",
    "*2+safe",
    "*__proto__",
    ",mutex*2",
];

const KEYS: &[&str] = &[
    "maps",
    "baseline",
    "threads",
    "mix",
    "keys",
    "prefill",
    "dist",
    "ms",
    "warmup",
    "rounds",
    "seed",
    "preset",
    "r",
    "x",
    "__proto__",
    "constructor",
    "maps[]",
    "Maps",
    "",
    "%6Daps",
    "%72",
];

/// A packed text of 300,000 blanks: more than may be unpacked.
pub fn bomb() -> String {
    format!("7cEBDQAAAMKgKu-f0h4OK{}-DE", "A".repeat(387))
}

pub struct Hostile {
    dice: Dice,
    bases: Vec<String>,
    /// Names maps again. Apart from the rest, since the written sample was made without.
    copies: bool,
}

impl Hostile {
    pub fn new(seed: u64, bases: Vec<String>) -> Self {
        Self { dice: Dice(seed), bases, copies: false }
    }

    pub fn with_copies(seed: u64, bases: Vec<String>) -> Self {
        Self { dice: Dice(seed), bases, copies: true }
    }

    fn base(&mut self) -> String {
        let place = self.dice.below(self.bases.len());
        self.bases[place].clone()
    }

    /// A value: one of the list, a number of up to 300 digits, or something packed.
    fn value(&mut self) -> String {
        match self.dice.below(12) {
            0 => format!(
                "{}{}",
                self.dice.pick(&["", "-", "0", "1"]),
                "9".repeat(self.dice.below(300))
            ),
            1 => bomb(),
            2 => {
                let length = self.dice.below(200);
                let letters = b"ABCXYZabcxyz0189-_";
                (0..length).map(|_| char::from(letters[self.dice.below(letters.len())])).collect()
            }
            3 => format!("{},{}", self.dice.pick(VALUES), self.dice.pick(VALUES)),
            _ => self.dice.pick(VALUES).to_owned(),
        }
    }

    fn made_up(&mut self) -> String {
        let pairs = (0..1 + self.dice.below(6))
            .map(|_| format!("{}={}", self.dice.pick(KEYS), self.value()));
        let pairs: Vec<String> = pairs.collect();
        let head = self.dice.pick(&[
            "#v1/compare?",
            "#v1/compare?",
            "v1/compare?",
            "#v1/race?",
            "#v2/compare?",
        ]);
        format!("{head}{}", pairs.join("&"))
    }

    /// The same bytes with one change.
    fn broken(&mut self, text: String) -> String {
        let mut bytes = text.into_bytes();
        let place = self.dice.below(bytes.len() + 1);
        match self.dice.below(8) {
            0 if place < bytes.len() => bytes[place] ^= 1 << self.dice.below(8),
            1 => bytes.truncate(place),
            2 => {
                let token = self.value();
                bytes.splice(place..place, token.into_bytes());
            }
            3 => {
                let pair = format!("&{}={}", self.dice.pick(KEYS), self.value());
                bytes.extend(pair.into_bytes());
            }
            4 => {
                let tail = bytes[place..].to_vec();
                bytes.extend(tail);
            }
            5 if place < bytes.len() => {
                let escaped = format!("%{:02x}", bytes[place]);
                bytes.splice(place..=place, escaped.into_bytes());
            }
            6 => {
                let other = self.base().into_bytes();
                let from = self.dice.below(other.len() + 1);
                bytes.truncate(place);
                bytes.extend(&other[from..]);
            }
            _ => bytes.extend(format!("&r={}", bomb()).into_bytes()),
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The same with some of its values named again, where a map's name ends or anywhere near.
    fn copied(&mut self, mut text: String) -> String {
        for _ in 0..1 + self.dice.below(3) {
            let ends = text.match_indices([',', '&']).map(|(place, _)| place);
            let ends: Vec<usize> = ends.chain([text.len()]).collect();
            let place = ends[self.dice.below(ends.len())];
            let copy = self.dice.pick(COPIES);
            text.insert_str(place, copy);
        }
        text
    }

    /// As long as a link may be, a little more, or far more.
    fn huge(&mut self) -> String {
        let unit = self.dice.pick(&["&", ",", "mutex,", "&threads=1", "%41", "é", "a", "&r=A"]);
        let length = self.dice.pick(&["8180", "8192", "8193", "9000"]).parse::<usize>().unwrap();
        let mut text = String::from("#v1/compare?maps=mutex");
        text.push_str(&unit.repeat((length - text.len()) / unit.len()));
        text
    }
}

impl Iterator for Hostile {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let kind = self.dice.below(100);
        let mut text = match kind {
            0 => return Some(self.huge()),
            1..30 => self.made_up(),
            _ => self.base(),
        };
        if self.copies {
            text = self.copied(text);
        }
        for _ in 0..self.dice.below(4) {
            text = self.broken(text);
        }
        Some(text)
    }
}
