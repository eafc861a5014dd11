//! PromQL, parsed by promql-parser within bounds.
//!
//! Its tree has no places: what is found in it is looked up in the text of the rule again, by its name and how often
//! that came before. `holt_winters`, as the function is called until Prometheus 3, is read under its later name.

use promql_parser::parser::{self, Expr};

/// Words, numbers and operators of one expression; the tree may be as deep.
const MAX_TOKENS: usize = 2_000;
const MAX_NESTING: usize = 100;

/// Why there is no expression: by the text's fault, or because it exceeds the bounds.
#[derive(Debug)]
pub enum Unread {
    Wrong(String),
    Beyond(String),
}

pub fn parse(text: &str) -> Result<Expr, Unread> {
    let renamed = bounded(text).map_err(Unread::Beyond)?;
    parser::parse(&renamed).map_err(Unread::Wrong)
}

/// Whether it has what Loki's language has and Prometheus's has not.
pub fn is_log_query(text: &str) -> bool {
    ["|=", "|~", "| json", "| logfmt", "|json", "|logfmt", "| pattern", "| unwrap", "| line_format"]
        .iter()
        .any(|sign| text.contains(sign))
}

/// With the old name replaced, or why it is too much.
fn bounded(text: &str) -> Result<String, String> {
    let mut renamed = String::with_capacity(text.len());
    let (mut tokens, mut nesting) = (0usize, 0usize);
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let length = match sign {
            '"' | '\'' | '`' => quoted(rest, sign),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            _ if sign.is_alphanumeric() || sign == '_' || sign == ':' => {
                let part = |sign: char| sign.is_alphanumeric() || sign == '_' || sign == ':';
                rest.find(|sign| !part(sign)).unwrap_or(rest.len())
            }
            _ => sign.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        match token {
            "(" | "[" | "{" => nesting += 1,
            ")" | "]" | "}" => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        tokens += usize::from(!token.trim().is_empty());
        if tokens > MAX_TOKENS || nesting > MAX_NESTING {
            return Err(format!(
                "an expression of more than {MAX_TOKENS} words, or deeper than {MAX_NESTING}, is not read"
            ));
        }
        renamed.push_str(if token == "holt_winters" {
            "double_exponential_smoothing"
        } else {
            token
        });
        rest = after;
    }
    Ok(renamed)
}

/// How long a text in quotes is.
fn quoted(rest: &str, quote: char) -> usize {
    let mut signs = rest.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' if quote != '`' => drop(signs.next()),
            sign if sign == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::{Unread, parse};

    #[test]
    fn expressions_within_bounds() {
        for text in [
            "rate(a_total{x=\"(((\"}[5m]) > 1",
            "holt_winters(a[5m], 0.5, 0.5)",
            "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))",
            "a @ end() offset -5m # comment",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
        for text in ["rate(a_total)", "a >", "sum(a) by", "a{x=}", "holt_winter(a[5m], 1, 1)", ""] {
            assert!(parse(text).is_err(), "{text}");
        }
        let long = vec!["1"; 3_000].join("+");
        assert!(matches!(parse(&long), Err(Unread::Beyond(why)) if why.contains("more than")));
        let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
        assert!(matches!(parse(&deep), Err(Unread::Beyond(why)) if why.contains("deeper")));
    }
}
