//! What a configuration file holds, with the place of everything: the one shape of YAML, JSON and TOML.
//!
//! Scalars stay the texts that they are written as, so that no dialect's idea of `on` or `1.10` gets in the
//! way. Nodes are shared where the file shares them by aliases; how many there would be without that is
//! counted while they are read (`yaml.rs`), so a walk over a tree is bounded.

use std::rc::Rc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Quoted,
    /// `|`, whose lines are those of the file.
    Literal,
    Folded,
}

#[derive(Debug)]
pub enum Value {
    Scalar { text: String, style: Style },
    List(Vec<Rc<Node>>),
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

#[derive(Debug)]
pub struct Node {
    /// In bytes, of the text.
    pub span: (usize, usize),
    pub value: Value,
    /// Itself and all below, aliases written out.
    pub size: usize,
}

impl Node {
    pub fn at(&self) -> usize {
        self.span.0
    }

    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar { text, style: Style::Plain }
            if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    pub fn is_list(&self) -> bool {
        matches!(self.value, Value::List(_))
    }

    /// As YAML 1.1 and 1.2 alike have it.
    pub fn bool(&self) -> Option<bool> {
        match self.text()? {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        }
    }

    pub fn items(&self) -> &[Rc<Node>] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Keys and values, those merged in by `<<` left out.
    pub fn pairs(&self) -> impl Iterator<Item = (&Rc<Node>, &Rc<Node>)> {
        let pairs: &[(Rc<Node>, Rc<Node>)] = match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        };
        pairs.iter().filter(|(key, _)| key.text() != Some("<<")).map(|(key, value)| (key, value))
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pairs().filter_map(|(key, _)| key.text())
    }

    /// The value of a key, its own before one merged in.
    pub fn get(&self, name: &str) -> Option<&Rc<Node>> {
        let Value::Map(pairs) = &self.value else { return None };
        let own = pairs.iter().find(|(key, _)| key.text() == Some(name));
        let merged = || {
            let merges = pairs.iter().filter(|(key, _)| key.text() == Some("<<"));
            let mut maps = merges.flat_map(|(_, value)| match &value.value {
                Value::List(items) => items.iter().collect(),
                _ => vec![value],
            });
            maps.find_map(|map| map.get(name))
        };
        own.map(|(_, value)| value).or_else(merged)
    }

    /// Along several keys.
    pub fn path(&self, names: &[&str]) -> Option<&Rc<Node>> {
        let (first, rest) = names.split_first()?;
        let next = self.get(first)?;
        if rest.is_empty() { Some(next) } else { next.path(rest) }
    }

    /// The texts of a list, or a single text as a list of one.
    pub fn texts(&self) -> Vec<(&str, usize)> {
        match &self.value {
            Value::Scalar { text, .. } if !self.is_null() => {
                vec![(text.as_str(), self.at())]
            }
            Value::List(items) => {
                items.iter().filter_map(|item| Some((item.text()?, item.at()))).collect()
            }
            _ => Vec::new(),
        }
    }
}
