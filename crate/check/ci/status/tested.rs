//! What a test of a status answers after a failure: `[ $? -ne 0 ]`, `[[ $rc == 0 ]]`, `(( failed ))`, `$failed`.

use crate::shell::Command;

/// What is there after a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// A status, which is not 0.
    Status,
    /// What the script has set.
    Text(String),
}

impl Held {
    /// Whether it is a number other than 0; none if that is not known.
    pub fn fails(&self) -> Option<bool> {
        match self {
            Self::Status => Some(true),
            Self::Text(text) if text.is_empty() => Some(false),
            Self::Text(text) => text.parse::<i64>().ok().map(|number| number.rem_euclid(256) != 0),
        }
    }

    fn number(&self) -> Option<i64> {
        match self {
            Self::Status => None,
            Self::Text(text) => text.parse().ok(),
        }
    }

    fn compared(&self, operator: &str, other: &str) -> Option<bool> {
        match (self, other.parse::<i64>().ok()) {
            (Self::Status, Some(number)) => match operator {
                "==" | "=" | "-eq" if number == 0 => Some(false),
                "!=" | "-ne" if number == 0 => Some(true),
                ">" | "-gt" if number <= 0 => Some(true),
                ">=" | "-ge" if number <= 1 => Some(true),
                "<" | "-lt" if number <= 1 => Some(false),
                "<=" | "-le" if number <= 0 => Some(false),
                _ => None,
            },
            (Self::Text(text), other_number) => {
                let numbers = self.number().zip(other_number);
                match operator {
                    "==" | "=" if other.contains(['*', '?', '[', '$']) => None,
                    "==" | "=" => Some(text == other),
                    "!=" if other.contains(['*', '?', '[', '$']) => None,
                    "!=" => Some(text != other),
                    "-eq" => numbers.map(|(a, b)| a == b),
                    "-ne" => numbers.map(|(a, b)| a != b),
                    ">" | "-gt" => numbers.map(|(a, b)| a > b),
                    ">=" | "-ge" => numbers.map(|(a, b)| a >= b),
                    "<" | "-lt" => numbers.map(|(a, b)| a < b),
                    "<=" | "-le" => numbers.map(|(a, b)| a <= b),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// Which word is what is tested: `$?`, `$rc`, `${rc:-0}`.
pub fn is_of(text: &str, sign: &str) -> bool {
    let Some(inner) = text.strip_prefix('$') else { return false };
    let inner = inner.strip_prefix('{').and_then(|it| it.strip_suffix('}')).unwrap_or(inner);
    let name = sign.trim_start_matches('$');
    // Of a list, how many it has.
    if inner.strip_prefix('#').and_then(|it| it.strip_suffix("[@]")) == Some(name) {
        return true;
    }
    inner == name
        || inner.strip_prefix(name).is_some_and(|rest| rest.starts_with(":-") || rest == "-")
}

/// Whether the test holds after a failure; none if that is not known.
pub fn outcome(command: &Command, signs: &[&str], held: &Held) -> Option<bool> {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let is = |text: &str| signs.iter().any(|sign| is_of(text, sign));
    match words.as_slice() {
        ["[", inner @ .., "]"] | ["[[", inner @ .., "]]"] | ["test", inner @ ..] => {
            of_words(inner, &is, held)
        }
        [only] if only.starts_with("((") => of_computation(only, signs, held),
        // `$failed` is a command: true or false.
        [only] if is(only) => match held {
            Held::Text(text) if text == "true" || text == ":" => Some(true),
            Held::Text(text) if text == "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn of_words(words: &[&str], is: &dyn Fn(&str) -> bool, held: &Held) -> Option<bool> {
    let is_text = || !matches!(held, Held::Text(text) if text.is_empty());
    match words {
        ["!", rest @ ..] => of_words(rest, is, held).map(|answer| !answer),
        [only] if is(only) => Some(is_text()),
        ["-n", only] if is(only) => Some(is_text()),
        ["-z", only] if is(only) => Some(!is_text()),
        [left, operator, right] if is(left) && !right.contains('$') => {
            held.compared(operator, right)
        }
        [left, operator, right] if is(right) && !left.contains('$') => {
            held.compared(turned(operator), left)
        }
        _ => None,
    }
}

/// The operator as it is from the other side.
fn turned(operator: &str) -> &str {
    match operator {
        "-gt" => "-lt",
        "-ge" => "-le",
        "-lt" => "-gt",
        "-le" => "-ge",
        ">" => "<",
        ">=" => "<=",
        "<" => ">",
        "<=" => ">=",
        other => other,
    }
}

fn of_computation(text: &str, signs: &[&str], held: &Held) -> Option<bool> {
    let inner = text.strip_prefix("((")?.strip_suffix("))")?;
    let inner: String = inner.split_whitespace().collect();
    let is = |text: &str| {
        signs
            .iter()
            .any(|sign| is_of(text, sign) || text == sign.trim_start_matches('$') && text != "?")
    };
    if is(&inner) {
        return held.fails();
    }
    if inner.strip_prefix('!').is_some_and(is) {
        return held.fails().map(|fails| !fails);
    }
    for operator in ["==", "!=", ">=", "<=", ">", "<"] {
        if let Some((left, right)) = inner.split_once(operator) {
            return match (is(left), is(right)) {
                (true, false) => held.compared(operator, right),
                (false, true) => held.compared(turned(operator), left),
                _ => None,
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    #[test]
    fn what_a_test_answers_after_a_failure() {
        let text = |text: &str| Held::Text(text.into());
        for (body, held, expected) in [
            ("[ $? -eq 0 ]", Held::Status, Some(false)),
            ("[ $? -ne 0 ]", Held::Status, Some(true)),
            ("test 0 -lt $?", Held::Status, Some(true)),
            ("[[ $? == 1 ]]", Held::Status, None),
            ("[ ! $? -eq 0 ]", Held::Status, Some(true)),
            ("(( $? ))", Held::Status, Some(true)),
            ("(( $? == 0 ))", Held::Status, Some(false)),
            ("((rc!=0))", text("1"), Some(true)),
            ("((rc))", text("0"), Some(false)),
            ("[ -n \"$rc\" ]", text("1"), Some(true)),
            ("[ -z \"${rc:-}\" ]", text("1"), Some(false)),
            ("[ \"$rc\" = yes ]", text("yes"), Some(true)),
            ("[ \"$rc\" != 0 ]", text("0"), Some(false)),
            ("[ $rc ]", text(""), Some(false)),
            ("$rc", text("true"), Some(true)),
            ("[ $rc -eq 0 -o $x ]", Held::Status, None),
            ("[ $other -eq 0 ]", Held::Status, None),
        ] {
            let parsed = parse(body, 0..body.len());
            let command = &parsed.pipelines[0].commands[0];
            assert_eq!(outcome(command, &["$?", "$rc"], &held), expected, "{body}");
        }
    }
}
