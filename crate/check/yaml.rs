//! YAML (and JSON, which is YAML) into nodes with places, within bounds that no file gets around.
//!
//! The events come from saphyr-parser. An alias costs what it stands for, counted before anything is made of
//! it: a file of a kilobyte that stands for a billion nodes is refused while it is read. A key given twice is an
//! error, as it is to the programs that these files are for.

use super::Refused;
use super::node::{Node, Style, Value};
use super::source::Text;
use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

const MAX_NODES: usize = 200_000;
const MAX_DEPTH: usize = 100;

/// What is wrong with the text, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Syntax {
    pub at: usize,
    pub why: String,
}

pub type Read<T> = Result<Result<T, Syntax>, Refused>;

/// A list or a map that is being read.
struct Open {
    start: usize,
    anchor: usize,
    size: usize,
    content: Content,
}

enum Content {
    List(Vec<Rc<Node>>),
    Map { pairs: Vec<(Rc<Node>, Rc<Node>)>, key: Option<Rc<Node>>, known: HashSet<String> },
}

/// Every document of the text that is not empty.
pub fn documents(text: &Text) -> Read<Vec<Rc<Node>>> {
    let mut open: Vec<Open> = Vec::new();
    let mut anchors: HashMap<usize, Rc<Node>> = HashMap::new();
    let mut documents = Vec::new();
    let mut total = 0;
    for event in Parser::new_from_str(&text.text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let mark = error.marker();
                let at = text.offset(mark.line(), mark.col());
                return Ok(Err(Syntax { at, why: error.info().to_owned() }));
            }
        };
        let (start, end) = offsets(text, span);
        let done = match event {
            Event::SequenceStart(anchor, _) => {
                open.push(Open { start, anchor, size: 1, content: Content::List(Vec::new()) });
                None
            }
            Event::MappingStart(anchor, _) => {
                let content = Content::Map { pairs: Vec::new(), key: None, known: HashSet::new() };
                open.push(Open { start, anchor, size: 1, content });
                None
            }
            Event::Scalar(value, style, anchor, _) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                let value = Value::Scalar { text: value.into_owned(), style };
                let node = Rc::new(Node { span: (start, end), value, size: 1 });
                anchors.insert(anchor, node.clone());
                total += 1;
                Some(node)
            }
            Event::Alias(anchor) => match anchors.get(&anchor) {
                Some(node) => {
                    total += node.size;
                    Some(node.clone())
                }
                None => {
                    let why = "the alias stands for what it is itself a part of".to_owned();
                    return Ok(Err(Syntax { at: start, why }));
                }
            },
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|closed| {
                let value = match closed.content {
                    Content::List(items) => Value::List(items),
                    Content::Map { pairs, .. } => Value::Map(pairs),
                };
                let span = (closed.start, end.max(closed.start));
                let node = Rc::new(Node { span, value, size: closed.size });
                anchors.insert(closed.anchor, node.clone());
                total += 1;
                node
            }),
            _ => None,
        };
        if open.len() > MAX_DEPTH {
            return Err(bounds(text, &format!("it nests deeper than {MAX_DEPTH}")));
        }
        if total > MAX_NODES {
            return Err(bounds(text, &format!("it stands for more than {MAX_NODES} values")));
        }
        let Some(node) = done else { continue };
        let Some(parent) = open.last_mut() else {
            if !node.is_null() {
                documents.push(node);
            }
            continue;
        };
        parent.size += node.size;
        match &mut parent.content {
            Content::List(items) => items.push(node),
            Content::Map { pairs, key, known } => match key.take() {
                Some(key) => pairs.push((key, node)),
                None => {
                    if let Some(name) = node.text()
                        && name != "<<"
                        && !known.insert(name.to_owned())
                    {
                        let why = format!("the key {name} is given twice");
                        return Ok(Err(Syntax { at: start, why }));
                    }
                    *key = Some(node);
                }
            },
        }
    }
    Ok(Ok(documents))
}

fn bounds(text: &Text, why: &str) -> Refused {
    Refused::Bounds { file: text.name.clone(), why: why.to_owned() }
}

/// By lines and columns alone: what the parser counts as an index is another thing in each of its versions.
fn offsets(text: &Text, span: Span) -> (usize, usize) {
    let start = text.offset(span.start.line(), span.start.col());
    (start, text.offset(span.end.line(), span.end.col()).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Rc<Node> {
        let text = Text::new("a.yml", source);
        documents(&text).unwrap().unwrap().remove(0)
    }

    #[test]
    fn every_node_knows_its_place() {
        let source =
            "on: [push]\njobs:\n  é: {run: \"go\"}\n  b:\n    run: |\n      one\n      two\n";
        let root = read(source);
        let place = |path: &[&str]| {
            let node = root.path(path).unwrap();
            let place = Text::new("a", source).place(node.at());
            (place.line, place.column)
        };
        assert_eq!(place(&["jobs", "é", "run"]), (3, 12));
        assert_eq!(place(&["jobs", "b", "run"]), (6, 7));
        let run = root.path(&["jobs", "b", "run"]).unwrap();
        assert_eq!(run.text(), Some("one\ntwo\n"));
        assert!(matches!(run.value, Value::Scalar { style: Style::Literal, .. }));
        assert_eq!(root.get("on").unwrap().texts(), [("push", 5)]);
    }

    #[test]
    fn merged_keys_count_behind_own_ones() {
        let root = read("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n");
        let of = |name| root.path(&["b", name]).and_then(|node| node.text());
        assert_eq!((of("x"), of("y"), of("z")), (Some("1"), Some("3"), None));
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let wrong = |source: &str| documents(&Text::new("a", source)).unwrap().unwrap_err();
        let place = |source: &str| {
            let place = Text::new("a", source).place(wrong(source).at);
            (place.line, place.column)
        };
        assert_eq!(place("a: 1\nb: [1,\n"), (3, 1));
        assert_eq!(place("a: 1\nc:\n  b: 1\n  b: 2\n"), (4, 3));
        assert!(wrong("a: &a [*a]\n").why.contains("part of"));
    }

    #[test]
    fn a_file_that_stands_for_more_than_it_holds_is_refused() {
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let alias = format!("*a{}", level - 1);
            let list = [alias.as_str(); 9].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
        }
        let refused = documents(&Text::new("bomb.yml", bomb)).unwrap_err().to_string();
        assert!(
            refused.starts_with("bomb.yml: it stands for more than 200000 values"),
            "{refused}"
        );
        let deep = format!("{}x{}", "[".repeat(120), "]".repeat(120));
        assert!(documents(&Text::new("deep.yml", deep)).is_err());
        let wide = "- x\n".repeat(MAX_NODES + 1);
        assert!(documents(&Text::new("wide.yml", wide)).is_err());
    }
}
