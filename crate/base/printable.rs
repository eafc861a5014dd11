//! Text of somebody else's, made safe to show in a line of a terminal or of a document.
//!
//! A result file may come from anywhere. Raw, its texts could move the cursor, clear the screen, name a
//! verdict that nobody gave on a line of its own, or turn the order of reading round.

use std::fmt::Write;

/// Control characters, and what is invisible or turns the order of reading round.
pub fn is_unprintable(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// With such characters by their numbers.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_unprintable(sign) {
            write!(shown, "{}", sign.escape_unicode()).expect("a text takes all");
        } else {
            shown.push(sign);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn what_nobody_sees_is_shown_by_its_number() {
        assert_eq!(printable("Ryzen™ 9, 32 × 4 GHz – 核"), "Ryzen™ 9, 32 × 4 GHz – 核");
        assert_eq!(printable("\u{1b}[2Jok\r\nfine\u{9b}1m"), r"\u{1b}[2Jok\u{d}\u{a}fine\u{9b}1m");
        assert_eq!(printable("a\u{202e}b\u{2066}c\u{200b}"), r"a\u{202e}b\u{2066}c\u{200b}");
    }
}
