//! Breaks good links as people's programs do: chat, mail, templates, and the browser's own escapes.
//!
//! Endless and the same for the same seed and bases on every machine.

use super::dice::Dice;

/// What stands behind a link in a sentence, or comes along when it is copied.
const ENDS: &[&str] = &[
    ".", ",", ")", "...", "…", ";", ":", "!", "?", "\"", "'", "`", "]", "}", ">", ").", "!!", "*",
    "。", "，", "、", "）", "」", "”", "’", "\u{200b}", "\u{feff}", "\u{2060}", " ", "\u{a0}",
    "\n", " \n\n", "—", "|",
];

const AROUND: &[(&str, &str)] = &[
    ("<", ">"),
    ("(", ")"),
    ("[", "]"),
    ("**", "**"),
    ("_", "_"),
    ("*", "*"),
    ("~~", "~~"),
    ("`", "`"),
    ("\"", "\""),
    ("“", "”"),
    ("「", "」"),
    ("（", "）"),
    ("[two maps](", ")"),
    ("[see #12](", ")."),
    ("&lt;", "&gt;"),
];

const BLANKS: &[&str] = &[" ", "  ", "\t", "\u{a0}", "\u{3000}", "\u{200b}", "%20", "%0A", "\n"];
const BREAKS: &[&str] = &["\n", "\r\n", "\n  ", "\r\n\t"];

/// Every way of breaking a link, by name.
type Way = fn(&mut Dice, &str) -> String;
const WAYS: &[(&str, Way)] = &[
    ("end", |dice, text| format!("{text}{}", dice.pick(ENDS))),
    ("around", |dice, text| {
        let (open, close) = AROUND[dice.below(AROUND.len())];
        format!("{open}{text}{close}")
    }),
    ("markdown", |_, text| format!("[{text}]({text})")),
    ("html", |dice, text| {
        text.replace('&', dice.pick(&["&amp;", "&amp;", "&#38;", "&#x26;", "&amp;amp;"]))
    }),
    ("encoded", encoded),
    ("spaced", |dice, text| {
        let places: Vec<usize> = query(text)
            .filter(|place| text[*place..].starts_with([',', '&', '=', ':', '?']))
            .collect();
        let Some(at) = places.get(dice.below(places.len())) else { return text.to_owned() };
        let at = at + dice.below(2);
        format!("{}{}{}", &text[..at], dice.pick(BLANKS), &text[at..])
    }),
    ("wrapped", |dice, text| broken(dice, text, BREAKS)),
    ("quoted", |dice, text| broken(dice, text, &["\n> ", "\r\n>> ", "\n> > "])),
    ("mail", |dice, text| {
        let text = match dice.below(2) {
            0 => text.to_owned(),
            _ => text.replace('=', "=3D"),
        };
        broken(dice, &text, &["=\n", "=\r\n"])
    }),
    ("slash", |_, text| text.replacen("#v1", "#/v1", 1)),
];

/// Places within the query.
fn query(text: &str) -> impl Iterator<Item = usize> {
    let from = text.find("?maps").unwrap_or(text.len());
    text.char_indices().map(|(place, _)| place).filter(move |place| *place >= from)
}

fn broken(dice: &mut Dice, text: &str, breaks: &[&str]) -> String {
    let mut out = text.to_owned();
    for _ in 0..1 + dice.below(3) {
        let places: Vec<usize> = query(&out).skip(1).collect();
        if let Some(at) = places.get(dice.below(places.len())) {
            out.insert_str(*at, dice.pick(breaks));
        }
    }
    out
}

fn encoded(dice: &mut Dice, text: &str) -> String {
    let from = match dice.below(3) {
        0 => text.find('#'),
        1 => text.find("?maps"),
        _ => None,
    };
    match from {
        Some(at) => format!("{}{}", &text[..=at], escaped(&text[at + 1..], b"")),
        // Encoded as it should be, and then once more.
        None => {
            let at = text.find("?maps").unwrap_or(0);
            format!("{}{}", &text[..at], escaped(&text[at..], b"?&=%").replace('%', "%25"))
        }
    }
}

/// As `encodeURIComponent` does, but for some bytes.
fn escaped(text: &str, kept: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    let escape = |byte: u8| match plain(byte) || kept.contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

/// What a browser's address bar makes of it.
fn in_address_bar(text: &str) -> String {
    let (before, fragment) = text.split_at(text.find('#').unwrap_or(0));
    let mut out = before.to_owned();
    for c in fragment.trim().chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')) {
        match c {
            ' ' | '"' | '<' | '>' | '`' => out.push_str(&format!("%{:02X}", c as u32)),
            c if c.is_ascii() => out.push(c),
            c => c.to_string().bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}"))),
        }
    }
    out
}

pub struct Mangled {
    dice: Dice,
    bases: Vec<String>,
}

/// A link that was good, what was done to it, and what has become of it.
pub struct Case {
    pub base: String,
    pub ways: Vec<&'static str>,
    pub text: String,
}

impl Mangled {
    pub fn new(seed: u64, bases: Vec<String>) -> Self {
        Self { dice: Dice(seed), bases }
    }
}

impl Iterator for Mangled {
    type Item = Case;

    fn next(&mut self) -> Option<Case> {
        let dice = &mut self.dice;
        let base = self.bases[dice.below(self.bases.len())].clone();
        let mut text = format!("{}{base}", dice.pick(&["", "https://contend.example/play/"]));
        let mut ways = Vec::new();
        for _ in 0..1 + dice.below(2) {
            let (name, way) = WAYS[dice.below(WAYS.len())];
            text = way(dice, &text);
            ways.push(name);
        }
        if dice.below(3) == 0 {
            text = in_address_bar(&text);
            ways.push("address bar");
        }
        Some(Case { base, ways, text })
    }
}
