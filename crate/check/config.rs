//! `contend.toml`: what is where in the repository, what must hold, and what is ignored and why.
//!
//! Every key is optional. What the file does not say is looked for in the usual places (`files.rs`). A key that is
//! not known, or a value of another kind, is refused with its place: a line with a slip in it must not mean nothing.

use super::Refused;
use super::exposition::{is_label_name, is_metric_name};
use super::nearest::meant;
use super::node::Node;
use super::source::{MAX_BYTES, Text};
use super::toml;
use std::path::Path;
use std::rc::Rc;

pub const NAME: &str = "contend.toml";

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct At<T> {
    pub value: T,
    pub at: usize,
}

#[derive(Debug, Default)]
pub struct Config {
    /// The file itself, for places.
    pub text: Option<Text>,
    pub lint: Option<Vec<At<String>>>,
    pub workflows: Option<Vec<At<String>>>,
    pub rules: Option<Vec<At<String>>>,
    pub expositions: Vec<Captured>,
    pub probe: Option<At<String>>,
    pub require: Vec<At<String>>,
    /// Labels that Prometheus adds to what it scrapes.
    pub target_labels: Vec<String>,
    pub sources: Option<Vec<At<String>>>,
    pub baseline: Option<At<String>>,
    pub budget: Option<Budget>,
    pub ignores: Vec<Ignore>,
}

/// A captured scrape, and the rules that it is for; all if none are named.
#[derive(Clone, Debug)]
pub struct Captured {
    pub file: At<String>,
    pub rules: Option<Vec<At<String>>>,
}

/// Two results of `contend run --json`, and by how many percent a map may be slower in the fresh one.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    pub recorded: At<String>,
    pub fresh: At<String>,
    pub fail_above: f64,
}

#[derive(Clone, Debug)]
pub struct Ignore {
    pub at: usize,
    pub id: At<String>,
    pub file: Option<String>,
    pub reason: String,
    pub until: Option<At<String>>,
}

impl Config {
    pub fn read(path: &Path, name: &str) -> Result<Self, Refused> {
        Self::parse(Text::read(path, name, MAX_BYTES)?)
    }

    pub fn parse(text: Text) -> Result<Self, Refused> {
        let root = toml::document(&text).map_err(|wrong| refuse(&text, wrong.at, wrong.why))?;
        let mut config = Self::default();
        let of = Reader { text: &text };
        for (name, value) in of.entries(&root, KEYS)? {
            match name {
                "lint" => config.lint = Some(of.names(value)?),
                "workflows" => config.workflows = Some(of.names(value)?),
                "rules" => config.rules = Some(of.names(value)?),
                "exposition" => config.expositions = of.expositions(value)?,
                "probe" => config.probe = Some(of.text(value)?),
                "require" => {
                    config.require = of.texts(value)?;
                    let wrong = |name: &&At<String>| !is_metric_name(&name.value);
                    if let Some(name) = config.require.iter().find(wrong) {
                        let why = format!("{} is no name of a metric", name.value);
                        return Err(refuse(&text, name.at, why));
                    }
                }
                "target-labels" => {
                    let labels = of.texts(value)?;
                    let wrong = |label: &&At<String>| !is_label_name(&label.value);
                    if let Some(label) = labels.iter().find(wrong) {
                        let why = format!("{} is no name of a label", label.value);
                        return Err(refuse(&text, label.at, why));
                    }
                    config.target_labels = labels.into_iter().map(|label| label.value).collect();
                }
                "source" => {
                    for (name, value) in of.entries(value, &["paths", "baseline"])? {
                        match name {
                            "paths" => config.sources = Some(of.names(value)?),
                            _ => config.baseline = Some(of.text(value)?),
                        }
                    }
                }
                "budget" => config.budget = Some(of.budget(value)?),
                _ => {
                    let items = value.items().iter();
                    config.ignores = items.map(|item| of.ignore(item)).collect::<Result<_, _>>()?;
                    if !value.is_list() {
                        return Err(refuse(&text, value.at(), "ignore is a list: [[ignore]]"));
                    }
                }
            }
        }
        config.text = Some(text);
        Ok(config)
    }
}

const KEYS: &[&str] = &[
    "lint",
    "workflows",
    "rules",
    "exposition",
    "probe",
    "require",
    "target-labels",
    "source",
    "budget",
    "ignore",
];

fn refuse(text: &Text, at: usize, why: impl Into<String>) -> Refused {
    let place = text.place(at);
    Refused::Config { file: text.name.clone(), place, why: why.into() }
}

struct Reader<'a> {
    text: &'a Text,
}

type Entries<'n> = Vec<(&'n str, &'n Rc<Node>)>;

impl Reader<'_> {
    fn entries<'n>(&self, node: &'n Node, known: &[&str]) -> Result<Entries<'n>, Refused> {
        if !node.is_map() {
            return Err(refuse(self.text, node.at(), "this is to be a table"));
        }
        let mut entries = Vec::new();
        for (key, value) in node.pairs() {
            let name = key.text().unwrap_or_default();
            if !known.contains(&name) {
                let near = meant(name, known.iter().copied());
                let why = format!("there is no key {name}{near} (known are {})", known.join(", "));
                return Err(refuse(self.text, key.at(), why));
            }
            entries.push((name, value));
        }
        Ok(entries)
    }

    fn text(&self, node: &Node) -> Result<At<String>, Refused> {
        match (node.text(), node.at()) {
            (Some(text), at) => Ok(At { value: text.to_owned(), at }),
            (None, at) => Err(refuse(self.text, at, "this must be a string")),
        }
    }

    fn texts(&self, node: &Node) -> Result<Vec<At<String>>, Refused> {
        if !node.is_list() {
            return Err(refuse(self.text, node.at(), "this is to be a list of texts"));
        }
        node.items().iter().map(|item| self.text(item)).collect()
    }

    /// One or more: an empty list would switch a check off without saying why.
    fn names(&self, node: &Node) -> Result<Vec<At<String>>, Refused> {
        let names = self.texts(node)?;
        if names.is_empty() {
            let why =
                "an empty list names nothing: leave the key out, or give a reason in [[ignore]]";
            return Err(refuse(self.text, node.at(), why));
        }
        Ok(names)
    }

    /// A file, or a list of tables with a file and the rules that it is for.
    fn expositions(&self, node: &Node) -> Result<Vec<Captured>, Refused> {
        if !node.is_list() {
            return Ok(vec![Captured { file: self.text(node)?, rules: None }]);
        }
        let mut all = Vec::new();
        for item in node.items() {
            let (mut file, mut rules) = (None, None);
            if item.is_map() {
                for (name, value) in self.entries(item, &["file", "rules"])? {
                    match name {
                        "file" => file = Some(self.text(value)?),
                        _ => rules = Some(self.names(value)?),
                    }
                }
            } else {
                file = Some(self.text(item)?);
            }
            let file =
                file.ok_or_else(|| refuse(self.text, item.at(), "an exposition has a file"))?;
            all.push(Captured { file, rules });
        }
        Ok(all)
    }

    fn budget(&self, node: &Node) -> Result<Budget, Refused> {
        let known = ["recorded", "fresh", "fail-above"];
        let (mut recorded, mut fresh, mut fail_above) = (None, None, None);
        for (name, value) in self.entries(node, &known)? {
            match name {
                "recorded" => recorded = Some(self.text(value)?),
                "fresh" => fresh = Some(self.text(value)?),
                _ => {
                    let percent = value.text().and_then(|text| text.parse::<f64>().ok());
                    let sound = percent.filter(|percent| (0.0..=100.0).contains(percent));
                    let why = "fail-above is a number of percent from 0 to 100";
                    fail_above = Some(sound.ok_or_else(|| refuse(self.text, value.at(), why))?);
                }
            }
        }
        match (recorded, fresh, fail_above) {
            (Some(recorded), Some(fresh), Some(fail_above)) => {
                Ok(Budget { recorded, fresh, fail_above })
            }
            _ => {
                let why = "a budget has recorded, fresh and fail-above";
                Err(refuse(self.text, node.at(), why))
            }
        }
    }

    fn ignore(&self, node: &Node) -> Result<Ignore, Refused> {
        let known = ["id", "file", "reason", "until"];
        let (mut id, mut file, mut reason, mut until) = (None, None, String::new(), None);
        for (name, value) in self.entries(node, &known)? {
            let text = self.text(value)?;
            match name {
                "id" => id = Some(text),
                "file" => file = Some(text.value),
                "reason" => reason = text.value,
                _ => until = Some(text),
            }
        }
        let id = id.ok_or_else(|| refuse(self.text, node.at(), "an ignore has an id"))?;
        Ok(Ignore { at: node.at(), id, file, reason, until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, String> {
        Config::parse(Text::new(NAME, text)).map_err(|refused| refused.to_string())
    }

    #[test]
    fn says_what_is_where() {
        let several = parse("exposition = ['a', {file = 'b', rules = ['r/*.yml']}]").unwrap();
        assert_eq!(several.expositions.len(), 2);
        assert_eq!(several.expositions[1].rules.as_ref().unwrap()[0].value, "r/*.yml");
        let config = parse(
            "rules = ['a/*.yml']\nprobe = 'http://[::1]:1/metrics'\nrequire = ['x_total']\n\
             target-labels = ['job']\n[source]\npaths = ['.']\nbaseline = 'b.json'\n\
             [budget]\nrecorded = 'a.json'\nfresh = 'b.json'\nfail-above = 7.5\n\
             [[ignore]]\nid = 'CHK202'\nfile = 'Makefile'\nreason = 'x'\nuntil = '2026-01-02'\n",
        )
        .unwrap();
        assert_eq!(config.rules.unwrap()[0], At { value: "a/*.yml".into(), at: 9 });
        assert_eq!((config.budget.unwrap().fail_above, config.ignores.len()), (7.5, 1));
        assert!(config.lint.is_none() && config.expositions.is_empty());
    }

    #[test]
    fn a_slip_is_refused_with_its_place() {
        for (text, why) in [
            ("a = 1\nrule = []", "contend.toml:1:1: there is no key a"),
            ("rule = ['x']", "contend.toml:1:1: there is no key rule; the nearest is rules"),
            ("rules = 'x'", "contend.toml:1:9: this is to be a list"),
            ("rules = [[]]", "contend.toml:1:10: this must be a string"),
            ("[budget]\nrecorded = 'a'\n", "a budget has"),
            ("[budget]\nfail-above = -1\n", "contend.toml:2:14: fail-above is a number"),
            ("[ignore]\nid = 'x'\n", "ignore is a list"),
            ("[[ignore]]\nreason = 'x'\n", "an ignore has an id"),
            ("rules = []", "contend.toml:1:9: an empty list"),
            ("[source]\npaths = []", "contend.toml:2:9: an empty list"),
            ("exposition = [{rules = ['x']}]", "contend.toml:1:15: an exposition has a file"),
            ("target-labels = ['a-b']", "contend.toml:1:18: a-b is no name of a label"),
            ("require = ['a b']", "contend.toml:1:12: a b is no name of a metric"),
            ("a = \n", "contend.toml:1:"),
        ] {
            let said = parse(text).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
