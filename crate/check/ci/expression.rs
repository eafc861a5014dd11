//! GitHub's expressions, as far as they have one value whatever happens: `${{ false && ... }}`, `0`, `!true`.

/// Whether the condition is always true or always false; none if it depends on something.
pub fn constant(text: &str) -> Option<bool> {
    let text = text.trim();
    let inner = match text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}")) {
        Some(inner) if !inner.contains("${{") => inner,
        // A text with an expression in it is a text, and as such true.
        _ if text.contains("${{") => return None,
        _ => text,
    };
    let mut parser = Parser { rest: inner, depth: 0 };
    let value = parser.either()?;
    // What is not known may still be decided by the rest, which must be there whole.
    parser.rest.trim().is_empty().then_some(value)?
}

struct Parser<'a> {
    rest: &'a str,
    depth: usize,
}

/// Outside: whether it can be read; inside: its value, if that is known.
type Value = Option<Option<bool>>;

impl Parser<'_> {
    fn eat(&mut self, sign: &str) -> bool {
        self.rest = self.rest.trim_start();
        let Some(rest) = self.rest.strip_prefix(sign) else { return false };
        self.rest = rest;
        true
    }

    fn either(&mut self) -> Value {
        let mut value = self.both()?;
        while self.eat("||") {
            value = match (value, self.both()?) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        Some(value)
    }

    fn both(&mut self) -> Value {
        let mut value = self.compared()?;
        while self.eat("&&") {
            value = match (value, self.compared()?) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        Some(value)
    }

    /// Comparisons are not computed.
    fn compared(&mut self) -> Value {
        let mut value = self.single()?;
        for sign in ["==", "!=", "<=", ">=", "<", ">"] {
            if self.eat(sign) {
                self.single()?;
                value = None;
            }
        }
        Some(value)
    }

    fn single(&mut self) -> Value {
        self.depth += 1;
        if self.depth > 100 {
            return None;
        }
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('!') && !self.rest.starts_with("!=") {
            self.eat("!");
            return self.single().map(|value| value.map(|value| !value));
        }
        if self.eat("(") {
            let value = self.either()?;
            return self.eat(")").then_some(value);
        }
        if let Some(rest) = self.rest.strip_prefix('\'') {
            let end = rest.find('\'')?;
            self.rest = &rest[end + 1..];
            return Some(Some(end > 0));
        }
        let part = |sign: char| {
            sign.is_alphanumeric() || matches!(sign, '_' | '.' | '-' | '*' | '[' | ']' | '\'')
        };
        let end = self.rest.find(|sign| !part(sign)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return None;
        }
        self.rest = rest;
        if rest.starts_with('(') {
            self.arguments()?;
            return Some(if word == "always" { Some(true) } else { None });
        }
        Some(match word {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" | "null" => Some(false),
            _ => word.parse::<f64>().ok().map(|number| number != 0.0),
        })
    }

    /// Past them.
    fn arguments(&mut self) -> Option<()> {
        let mut depth = 0usize;
        for (at, sign) in self.rest.char_indices() {
            match sign {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                self.rest = &self.rest[at + 1..];
                return Some(());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::constant;

    #[test]
    fn what_is_always_so() {
        for (text, expected) in [
            ("false", Some(false)),
            ("${{ false }}", Some(false)),
            ("${{ true }}", Some(true)),
            ("${{ false && true }}", Some(false)),
            ("false && github.ref == 'x'", Some(false)),
            ("github.event_name == 'push' && false", Some(false)),
            ("!true || 0", Some(false)),
            ("''", Some(false)),
            ("always()", Some(true)),
            ("(true || contains(github.ref, 'x')) && 1", Some(true)),
            ("github.ref == 'x'", None),
            ("${{ matrix.experimental }}", None),
            ("!cancelled()", None),
            ("success() || failure()", None),
            ("x ==", None),
            ("", None),
            ("a ${{ false }}", None),
        ] {
            assert_eq!(constant(text), expected, "{text}");
        }
        assert_eq!(constant(&"!".repeat(5_000)), None);
        assert_eq!(constant(&"(".repeat(5_000)), None);
    }
}
