//! Sentences with the figures of a run in them, in both languages.

use crate::base::words::Words;
use serde::Serialize;

/// A text in English and in Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Text {
    pub en: String,
    pub zh: String,
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self { en: words.en.into(), zh: words.zh.into() }
    }
}

impl Text {
    /// The words with each `{name}` in them replaced.
    pub fn filled(words: Words, figures: &[(&str, Self)]) -> Self {
        let fill = |text: &str, of: fn(&Self) -> &str| {
            figures.iter().fold(text.to_owned(), |text, (name, figure)| {
                text.replace(&format!("{{{name}}}"), of(figure))
            })
        };
        Self { en: fill(words.en, |text| &text.en), zh: fill(words.zh, |text| &text.zh) }
    }

    /// The same in both.
    pub fn same(text: impl Into<String>) -> Self {
        let en = text.into();
        Self { zh: en.clone(), en }
    }
}

/// With a comma after each thousand.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A time, in the unit that suits it.
pub fn time(nanos: u64) -> Text {
    let (amount, en, zh) = match nanos {
        0..1_000_000_000 => (nanos as f64 / 1e6, "ms", "毫秒"),
        _ => (nanos as f64 / 1e9, "s", "秒"),
    };
    let digits = if amount < 10.0 { 2 } else { 1 };
    Text { en: format!("{amount:.digits$} {en}"), zh: format!("{amount:.digits$} {zh}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_readers() {
        let written = [0, 7, 999, 1000, 120_345, 1_000_000].map(grouped);
        assert_eq!(written, ["0", "7", "999", "1,000", "120,345", "1,000,000"]);
        assert_eq!(time(83_840_000).en, "83.8 ms");
        assert_eq!(time(6_080_000_000).zh, "6.08 秒");
        let words = Words::name("{a} of {b}, {a}", "{b} 中 {a}");
        let filled = Text::filled(words, &[("a", Text::same("1")), ("b", Text::same("2"))]);
        assert_eq!((filled.en.as_str(), filled.zh.as_str()), ("1 of 2, 1", "2 中 1"));
    }
}
