//! Mends what happens to links on their way: chat programs put brackets and full stops around them,
//! mail programs wrap them, templates escape them a second time.
//!
//! A stage of its own before the codec, and only for links that do not read as they stand: see
//! [`super::codec::parse`], which also drops the outcome where it reads no better. So a link without a
//! fault never gets here. No step takes away what a value may consist of, each is named, and the page's
//! `web/link/repair.js` follows the same rules over the same files of links.

use super::codec::{PACKED, VERSION, decode};
use serde::Serialize;
use std::fmt;

/// One kind of damage that was mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Repair {
    pub kind: RepairKind,
    /// What was left out, or an example of what was replaced.
    pub value: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepairKind {
    /// White space, line breaks with what quotes a line, and characters without a shape.
    Space,
    /// HTML's escapes.
    Escaped,
    /// A slash before the version.
    Slash,
    /// Percent-encoded as a whole, or as quoted-printable.
    Encoded,
    /// Markup before it, punctuation after it.
    Punctuation,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value.as_deref().unwrap_or_default();
        match self.kind {
            RepairKind::Space => f.write_str("white space and line breaks in it were ignored"),
            RepairKind::Escaped => write!(f, "HTML escapes such as \"{value}\" were decoded"),
            RepairKind::Slash => f.write_str("the slash at its start was ignored"),
            RepairKind::Encoded => f.write_str("it was encoded once too often and was decoded"),
            RepairKind::Punctuation => {
                write!(f, "\"{}\" around it was ignored", value.escape_debug())
            }
        }
    }
}

/// As often as damage may lie upon damage.
const PASSES: usize = 4;

const ESCAPES: &[(&str, char)] = &[
    ("&amp;", '&'),
    ("&#38;", '&'),
    ("&#x26;", '&'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&apos;", '\''),
    ("&#39;", '\''),
    ("&#x27;", '\''),
    ("&nbsp;", ' '),
];

/// What opens chat markup or a bracket. No quotation marks: before a link of the command line they
/// tell of a shell that may have cut it.
const OPENING: &[char] =
    &['<', '(', '[', '{', '*', '_', '~', '`', '（', '「', '『', '【', '《', '〈', '«', '‹'];

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The fragment in what was pasted, and what stands before it: the first `#` before a version, else
/// the first that begins no HTML escape, else all of it.
pub fn fragment_of(text: &str) -> (&str, &str) {
    let text = match text.strip_prefix('_').and_then(|text| text.strip_suffix('_')) {
        Some(inner) => inner,
        None => text,
    };
    let places = || text.match_indices('#').map(|(place, _)| place);
    let starts = |place: &usize| {
        let rest = &text[place + 1..];
        rest.strip_prefix('/').unwrap_or(rest).starts_with(VERSION)
    };
    let escapes = |place: &usize| {
        ESCAPES.iter().any(|(escape, _)| {
            escape.strip_prefix('&').is_some_and(|rest| text[*place..].starts_with(rest))
        })
    };
    match places().find(starts).or_else(|| places().find(|place| !escapes(place))) {
        Some(place) => (&text[..place], &text[place..]),
        None => ("", text),
    }
}

/// Whether what stands before a fragment can be a page's address or a file's path, in chat markup
/// perhaps, or is nothing.
pub fn is_address(before: &str) -> bool {
    let before = before.rsplit_once("](").map_or(before, |(_, address)| address);
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    let address = before.trim_matches(blank).trim_start_matches(OPENING);
    let bytes = address.as_bytes();
    let joins = |window: &[u8]| {
        matches!(window[1], b'.' | b':')
            && window[0].is_ascii_alphanumeric()
            && window[2].is_ascii_alphanumeric()
    };
    let plain = !address.contains(|c: char| blank(c) || "<>\"`".contains(c))
        && !address.starts_with(['\'', '‘', '’', '“', '”', '„']);
    address.is_empty() || plain && (address.contains(['/', '\\']) || bytes.windows(3).any(joins))
}

/// The text after every step that finds something to do, and what was done.
pub fn mend(text: &str, is_key: impl Fn(&str) -> bool) -> (String, Vec<Repair>) {
    let mut mender = Mender { repairs: Vec::new() };
    let mut text = text.to_owned();
    for _ in 0..PASSES {
        let mut next = unencoded(&text);
        next = mender.space(&next, &is_key);
        next = mender.escaped(&next);
        next = mender.start(next);
        next = mender.encoded(next);
        next = mender.end(next);
        if next == text {
            break;
        }
        text = next;
    }
    (text, mender.repairs)
}

struct Mender {
    repairs: Vec<Repair>,
}

impl Mender {
    /// Names a repair once; of punctuation, all that was left out.
    fn name(&mut self, kind: RepairKind, value: Option<&str>) {
        match self.repairs.iter_mut().find(|repair| repair.kind == kind) {
            None => self.repairs.push(Repair { kind, value: value.map(str::to_owned) }),
            Some(Repair { kind: RepairKind::Punctuation, value: Some(all) }) => {
                all.push_str(value.unwrap_or_default());
            }
            Some(_) => {}
        }
    }

    /// White space and what has no shape goes, with the `>` of quoted lines and with the `=` that
    /// mail ends a wrapped line with; but a blank between two digits may stand between two numbers.
    fn space(&mut self, text: &str, is_key: impl Fn(&str) -> bool) -> String {
        if !text.contains(|c: char| c.is_whitespace() || is_invisible(c)) {
            return text.to_owned();
        }
        let seen: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).collect();
        let gap = |c: &char| c.is_whitespace() || *c == '>';
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let mut out = String::with_capacity(text.len());
        let mut place = 0;
        while let Some(c) = seen.get(place) {
            let soft = usize::from(*c == '=');
            let rest = &seen[place + soft..];
            let run = rest.iter().position(|c| !gap(c)).unwrap_or(rest.len());
            let run = &rest[..run];
            let blank = run.iter().any(|c| c.is_whitespace());
            let wrap = run.iter().any(|c| matches!(c, '\r' | '\n'));
            let after = place + soft + run.len();
            let apart = soft == 0
                && !wrap
                && digit(place.checked_sub(1).and_then(|before| seen.get(before)))
                && digit(seen.get(after));
            if !blank || apart {
                // At least one character on, whatever it is.
                let kept = (soft + run.len()).max(1);
                out.extend(&seen[place..place + kept]);
                place += kept;
                continue;
            }
            // A sign that a key does not need ends the line.
            let key = out.rsplit(['?', '&']).next().unwrap_or_default();
            if soft == 1 && !(wrap && (seen.get(after) == Some(&'=') || !is_key(key))) {
                out.push('=');
            }
            place = after;
        }
        if out != text {
            self.name(RepairKind::Space, None);
        }
        out
    }

    fn escaped(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(place) = rest.find('&') {
            out.push_str(&rest[..place]);
            rest = &rest[place..];
            match ESCAPES.iter().find(|(escape, _)| rest.starts_with(escape)) {
                Some((escape, character)) => {
                    self.name(RepairKind::Escaped, Some(escape));
                    out.push(*character);
                    rest = &rest[escape.len()..];
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            }
        }
        out + rest
    }

    fn start(&mut self, text: String) -> String {
        let opening = |c: char| c == '/' || OPENING.contains(&c);
        let rest = text.trim_start_matches(opening);
        let dropped = &text[..text.len() - rest.len()];
        if dropped.is_empty() {
            return text;
        }
        let markup: String = dropped.chars().filter(|c| *c != '/').collect();
        if markup.len() < dropped.len() {
            self.name(RepairKind::Slash, None);
        }
        if !markup.is_empty() {
            self.name(RepairKind::Punctuation, Some(&markup));
        }
        rest.to_owned()
    }

    /// Decodes once more what is encoded as a whole: the structure itself, the whole query, or
    /// every percent sign.
    fn encoded(&mut self, text: String) -> String {
        let (head, query) = text.split_once('?').unwrap_or((&text, ""));
        let structure = head.contains("%2F") || head.contains("%3F");
        let settings = !query.contains('=') && query.contains("%3D");
        let signs = || text.split('%').skip(1);
        let twice = signs().next().is_some() && signs().all(is_escaped_escape);
        let quoted = query.contains('=') && query.split('=').skip(1).all(|s| s.starts_with("3D"));
        let decoded = if structure || settings || twice {
            decode(&text)
        } else if quoted {
            Some(text.replace("=3D", "="))
        } else {
            None
        };
        match decoded {
            Some(decoded) => {
                self.name(RepairKind::Encoded, None);
                decoded
            }
            None => text,
        }
    }

    fn end(&mut self, text: String) -> String {
        // A Markdown link whose text is the link itself.
        let whole = text.find("](").map_or(text.as_str(), |place| &text[..place]);
        let last = whole.rsplit(['?', '&']).next().unwrap_or_default();
        let packed = PACKED
            .iter()
            .any(|key| last.strip_prefix(key).is_some_and(|rest| rest.starts_with('=')));
        let rest = whole.trim_end_matches(|c: char| {
            !(c.is_alphanumeric() || c == '%' || packed && matches!(c, '-' | '_'))
        });
        if rest.len() < text.len() {
            self.name(RepairKind::Punctuation, Some(&text[rest.len()..]));
        }
        rest.to_owned()
    }
}

/// `%25` before two more hex digits, without its own percent sign.
fn is_escaped_escape(after: &str) -> bool {
    let bytes = after.as_bytes();
    bytes.starts_with(b"25") && bytes.len() >= 4 && bytes[2..4].iter().all(u8::is_ascii_hexdigit)
}

/// The same link with fewer escapes: browsers have many for what stands around a link. What a link
/// is built of stays as it is written.
fn unencoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find('%') {
        out.push_str(&rest[..place]);
        rest = &rest[place..];
        let escapes = rest.as_bytes().chunks(3).take_while(|chunk| {
            chunk.len() == 3 && chunk[0] == b'%' && chunk[1..].iter().all(u8::is_ascii_hexdigit)
        });
        // A stray sign goes along alone.
        let (run, after) = rest.split_at((escapes.count() * 3).max(1));
        match decode(run) {
            None => out.push_str(run),
            Some(decoded) => decoded.chars().for_each(|c| match c {
                '%' | '&' | '=' | '#' | '?' | '/' => out.push_str(&format!("%{:02X}", c as u32)),
                c if c.is_ascii_alphanumeric() => out.push_str(&format!("%{:02X}", c as u32)),
                c => out.push(c),
            }),
        }
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        mend(text, |key| matches!(key, "maps" | "threads" | "r")).0
    }

    #[test]
    fn each_kind_of_damage_is_undone() {
        for (broken, whole) in [
            ("v1/compare?threads=8...)", "v1/compare?threads=8"),
            ("v1/compare?threads=8%E2%80%8B%EF%BC%89%E3%80%82", "v1/compare?threads=8"),
            ("/v1/compare?threads=8", "v1/compare?threads=8"),
            ("v1%2Fcompare%3Fmaps%3Dmutex%252Crwlock", "v1/compare?maps=mutex,rwlock"),
            ("v1/compare?maps%3Dmutex%26threads%3D8", "v1/compare?maps=mutex&threads=8"),
            ("v1/compare?maps=sharded%253A8", "v1/compare?maps=sharded:8"),
            ("v1/compare?maps=a&amp;amp;threads=8&#38;r=A", "v1/compare?maps=a&threads=8&r=A"),
            ("v1/compare?maps=mutex,%20rw%0A>  lock ", "v1/compare?maps=mutex,rwlock"),
            ("v1/compare?thre=\nads=\r\n8=\n&maps=a", "v1/compare?threads=8&maps=a"),
            ("v1/compare?maps=3Dmutex&threads=3D=\n8", "v1/compare?maps=mutex&threads=8"),
            ("v1/compare?maps=a&r=A-_).", "v1/compare?maps=a&r=A-_"),
            ("v1/compare?maps=a**", "v1/compare?maps=a"),
            ("v1/compare?maps=a](https://example.org/#v1/compare?maps=a)", "v1/compare?maps=a"),
        ] {
            assert_eq!(mended(broken), whole, "{broken}");
        }
    }

    #[test]
    fn two_numbers_are_not_made_one_and_a_plus_is_no_space() {
        assert_eq!(mended("v1/compare?threads=1 6"), "v1/compare?threads=1 6");
        assert_eq!(mended("v1/compare?threads=1\n 6"), "v1/compare?threads=16");
        assert_eq!(mended("v1/compare?maps=a,+b"), "v1/compare?maps=a,+b");
    }

    #[test]
    fn the_fragment_is_found_in_what_surrounds_it() {
        for (text, before, fragment) in [
            ("v1/compare", "", "v1/compare"),
            ("v1/compare?maps=a&#38;r=A", "", "v1/compare?maps=a&#38;r=A"),
            ("[see #12](https://a.example/#v1/x)", "[see #12](https://a.example/", "#v1/x)"),
            ("https://a.example/?b&#/v1/x", "https://a.example/?b&", "#/v1/x"),
            ("_#v1/x?r=A_", "", "#v1/x?r=A"),
            ("a#b", "a", "#b"),
        ] {
            assert_eq!(fragment_of(text), (before, fragment), "{text}");
        }
    }

    #[test]
    fn addresses_are_told_from_what_a_shell_left() {
        for address in
            ["", " ", "(", "https://a.example/play/", "(<https://a.example/", "[it](https://a.b/"]
        {
            assert!(is_address(address), "{address}");
        }
        for address in ["index.html", "localhost:8080", "./", "C:\\site\\index.html"] {
            assert!(is_address(address), "{address}");
        }
        for other in ["'", "\"", "'https://a.example/", "run", "see ", "“https://a.example/"] {
            assert!(!is_address(other), "{other}");
        }
    }
}
