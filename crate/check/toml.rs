//! TOML into the same nodes.

use super::node::{Node, Style, Value};
use super::source::Text;
use super::yaml::Syntax;
use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use std::ops::Range;
use std::rc::Rc;

pub fn document(text: &Text) -> Result<Rc<Node>, Syntax> {
    let table = DeTable::parse(&text.text).map_err(|error| Syntax {
        at: error.span().map_or(0, |span| span.start),
        why: error.message().to_owned(),
    })?;
    let span = table.span();
    Ok(table_node(table.get_ref(), span))
}

fn table_node(table: &DeTable, span: Range<usize>) -> Rc<Node> {
    let mut pairs: Vec<(Rc<Node>, Rc<Node>)> = table
        .iter()
        .map(|(key, value)| (scalar(key.get_ref(), Style::Plain, key.span()), node(value)))
        .collect();
    // As they stand in the file.
    pairs.sort_by_key(|(key, _)| key.at());
    let size = 1 + pairs.iter().map(|(_, value)| 1 + value.size).sum::<usize>();
    Rc::new(Node { span: (span.start, span.end), value: Value::Map(pairs), size })
}

fn node(value: &Spanned<DeValue>) -> Rc<Node> {
    let span = value.span();
    match value.get_ref() {
        DeValue::Table(table) => table_node(table, span),
        DeValue::Array(items) => {
            let items: Vec<Rc<Node>> = items.iter().map(node).collect();
            let size = 1 + items.iter().map(|item| item.size).sum::<usize>();
            Rc::new(Node { span: (span.start, span.end), value: Value::List(items), size })
        }
        DeValue::String(text) => scalar(text, Style::Quoted, span),
        DeValue::Integer(number) => scalar(number.as_str(), Style::Plain, span),
        DeValue::Float(number) => scalar(number.as_str(), Style::Plain, span),
        DeValue::Boolean(yes) => scalar(if *yes { "true" } else { "false" }, Style::Plain, span),
        DeValue::Datetime(time) => scalar(&time.to_string(), Style::Plain, span),
    }
}

fn scalar(text: &str, style: Style, span: Range<usize>) -> Rc<Node> {
    let value = Value::Scalar { text: text.to_owned(), style };
    Rc::new(Node { span: (span.start, span.end), value, size: 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places() {
        let text =
            Text::new("a.toml", "a = \"x\"\n\n[b]\nc = [1, 2]\nd = true\n[[e]]\nf = 2026-01-02\n");
        let root = document(&text).unwrap();
        assert_eq!(root.get("a").unwrap().texts(), [("x", 4)]);
        assert_eq!(root.path(&["b", "c"]).unwrap().texts(), [("1", 18), ("2", 21)]);
        assert_eq!(root.path(&["b", "d"]).unwrap().bool(), Some(true));
        let first = &root.get("e").unwrap().items()[0];
        assert_eq!(first.get("f").unwrap().text(), Some("2026-01-02"));
        let wrong = document(&Text::new("a", "a = 1\nb = \n")).unwrap_err();
        assert_eq!(Text::new("a", "a = 1\nb = \n").place(wrong.at).line, 2);
    }
}
