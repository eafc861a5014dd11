//! What an editor needs to colour a Go text: its tokens by kind, in UTF-16 units.
//!
//! Any text has colours, also while it is being written. The parser's own tokenizer gives up at the first
//! thing it does not know, such as a string that is not closed yet; where it does not, the two agree, which a test
//! holds over all cases. Costs some 10 ms for a megabyte.

use super::lexer::{self, Sort, Token};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Colour {
    Keyword = 1,
    /// Types, functions and constants that every Go program has.
    Predeclared = 2,
    Text = 3,
    Number = 4,
    Comment = 5,
    /// A name that is called or declared with brackets behind it.
    Called = 6,
}

const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

const PREDECLARED: [&str; 43] = [
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "copy",
    "delete",
    "error",
    "false",
    "float32",
    "float64",
    "imag",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "iota",
    "len",
    "make",
    "max",
    "min",
    "new",
    "nil",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "rune",
    "string",
    "true",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
];

/// Three numbers for each token that has a colour: where it starts, where it ends, and which it is.
pub fn colours(text: &str) -> Vec<u32> {
    let tokens = lexer::tokens(text);
    let mut units = Units { text, byte: 0, unit: 0 };
    let mut coloured = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let Some(colour) = colour(text, token, tokens.get(index + 1)) else { continue };
        let (start, end) = (units.at(token.start), units.at(token.end));
        coloured.extend([start, end, colour as u32]);
    }
    coloured
}

fn colour(text: &str, token: &Token, next: Option<&Token>) -> Option<Colour> {
    Some(match token.sort {
        Sort::Comment => Colour::Comment,
        Sort::Text => Colour::Text,
        Sort::Number => Colour::Number,
        Sort::Sign(_) => return None,
        Sort::Word => match token.text(text) {
            word if KEYWORDS.binary_search(&word).is_ok() => Colour::Keyword,
            word if PREDECLARED.binary_search(&word).is_ok() => Colour::Predeclared,
            _ if next.is_some_and(|next| next.sort == Sort::Sign(b'(') && !next.first) => {
                Colour::Called
            }
            _ => return None,
        },
    })
}

/// Counts on from one offset to the next.
struct Units<'t> {
    text: &'t str,
    byte: usize,
    unit: u32,
}

impl Units<'_> {
    fn at(&mut self, byte: u32) -> u32 {
        let between = self.text.get(self.byte..byte as usize).unwrap_or_default();
        self.byte = byte as usize;
        self.unit += between.chars().map(|sign| sign.len_utf16() as u32).sum::<u32>();
        self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_counted_in_utf_16() {
        let text = "/* é😀 */ func f() { m[\"ü\"] = len(1) }";
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let shown: Vec<(String, u32)> = colours(text)
            .chunks(3)
            .map(|part| {
                let units = &utf16[part[0] as usize..part[1] as usize];
                (String::from_utf16(units).unwrap(), part[2])
            })
            .collect();
        let expected = [
            ("/* é😀 */", Colour::Comment),
            ("func", Colour::Keyword),
            ("f", Colour::Called),
            ("\"ü\"", Colour::Text),
            ("len", Colour::Predeclared),
            ("1", Colour::Number),
        ];
        assert_eq!(shown, expected.map(|(word, colour)| (word.to_owned(), colour as u32)));
    }

    /// The parser's tokenizer counts in Unicode scalars, and so does this.
    fn of_the_parser(text: &str) -> Vec<(usize, usize, Colour)> {
        use gosyn::token::Token as Known;
        let tokens = gosyn::tokenize_source(text).expect("a case that can be read");
        let colour = |token: &Known| {
            Some(match token {
                Known::Comment(..) => Colour::Comment,
                Known::Keyword(..) => Colour::Keyword,
                Known::Literal(gosyn::token::LitKind::String | gosyn::token::LitKind::Char, _) => {
                    Colour::Text
                }
                Known::Literal(gosyn::token::LitKind::Ident, _) | Known::Operator(_) => {
                    return None;
                }
                Known::Literal(..) => Colour::Number,
            })
        };
        tokens
            .iter()
            .filter_map(|token| Some((token.start, token.end, colour(&token.token)?)))
            .collect()
    }

    #[test]
    fn colours_are_those_of_the_parsers_tokenizer() {
        let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/scan/cases");
        let mut compared = 0;
        for entry in std::fs::read_dir(cases).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "go") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let ours = lexer::tokens(&text).into_iter().filter_map(|token| {
                let colour = colour(&text, &token, None)?;
                let at = |byte: u32| text[..byte as usize].chars().count();
                (colour != Colour::Predeclared).then(|| (at(token.start), at(token.end), colour))
            });
            let ours: Vec<_> = ours.collect();
            compared += ours.len();
            assert_eq!(ours, of_the_parser(&text), "{}", path.display());
        }
        assert!(compared > 2_500, "{compared} tokens");
    }

    #[test]
    fn the_lists_can_be_searched() {
        assert!(KEYWORDS.is_sorted() && PREDECLARED.is_sorted());
    }
}
