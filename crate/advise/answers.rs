//! What is known of a program that needs a map. Each answer may be missing: "don't know".
//!
//! The words are those of the link ([`crate::link::choose_keys`]), which gives and takes them judged.

use super::needs::{Language, Need, Needs};
use crate::experiment::Experiment;
use crate::link::{self, BadExperiment, CHOOSE, Link, Values};
use crate::workload::distribution::Distribution;
use crate::workload::mix::Op;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// How keys live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// Always the same keys; their values change.
    Stable,
    /// New keys come, none goes.
    Append,
    Churn,
    /// Each thread has keys of its own.
    Disjoint,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Memory {
    Tight,
    Any,
}

impl Life {
    pub const ALL: [Self; 4] = [Self::Stable, Self::Append, Self::Churn, Self::Disjoint];

    pub fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Append => "append",
            Self::Churn => "churn",
            Self::Disjoint => "disjoint",
        }
    }
}

impl Memory {
    pub const ALL: [Self; 2] = [Self::Tight, Self::Any];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tight => "tight",
            Self::Any => "any",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub language: Option<Language>,
    /// Percent of all operations that read, walks among them.
    pub reads: Option<u32>,
    pub life: Option<Life>,
    /// How many entries there are, at the most.
    pub keys: Option<u32>,
    pub threads: Option<u32>,
    pub memory: Option<Memory>,
    pub needs: Needs,
}

impl Answers {
    /// Of a link of the Choose lab; whatever is wrong with it is in [`Link::problems`].
    pub fn from_link(link: &Link) -> Self {
        let values = &link.values;
        let number = |key| values[key].parse().ok();
        Self {
            language: Language::ALL.into_iter().find(|it| it.name() == &values["lang"]),
            reads: number("reads"),
            life: Life::ALL.into_iter().find(|it| it.name() == &values["life"]),
            keys: number("keys"),
            threads: number("threads"),
            memory: Memory::ALL.into_iter().find(|it| it.name() == &values["memory"]),
            needs: Need::ALL
                .into_iter()
                .filter(|need| values["need"].split(',').any(|name| name == need.name()))
                .collect(),
        }
    }

    /// Reads a link, or a page's address with a link in it; `None` if it is of another lab. Refuses the
    /// first thing that is not right.
    pub fn strict(text: &str) -> Result<Option<Self>, BadExperiment> {
        let link = link::parse(link::fragment_of(text)?).map_err(BadExperiment)?;
        match link.problems.first() {
            _ if link.lab != CHOOSE => Ok(None),
            Some(problem) => Err(BadExperiment(problem.clone())),
            None => Ok(Some(Self::from_link(&link))),
        }
    }

    /// What an experiment says of the program that it stands for: all but the language and memory. Where
    /// it gets or inserts, it is a read as far as the keys are there from the start.
    pub fn of(experiment: &Experiment) -> Self {
        let workload = &experiment.workload;
        let share = |op| f64::from(workload.mix.share(op));
        let reads = share(Op::Get) + share(Op::Scan) + share(Op::GetOrInsert) * workload.prefill;
        let removes = share(Op::Remove) + share(Op::Clear) > 0.0;
        let adds = share(Op::Insert) + share(Op::Update) + share(Op::GetOrInsert) > 0.0;
        let needs = [
            (Need::Update, share(Op::Update) + share(Op::CompareExchange) > 0.0),
            (Need::Iterate, share(Op::Scan) > 0.0),
            (Need::Deadline, experiment.deadline.is_some()),
        ];
        Self {
            language: None,
            reads: Some(reads.round() as u32),
            life: Some(match workload.distribution {
                Distribution::Disjoint => Life::Disjoint,
                _ if removes => Life::Churn,
                _ if adds && workload.prefill < 1.0 => Life::Append,
                _ => Life::Stable,
            }),
            keys: Some(workload.keys),
            threads: Some(experiment.threads.0 as u32),
            memory: None,
            needs: needs.into_iter().filter_map(|(need, has)| has.then_some(need)).collect(),
        }
    }

    /// What is known, by key of the link, in the order of the questions.
    pub fn known(&self) -> impl Iterator<Item = (&'static str, String)> {
        let number = |value: Option<u32>| value.map(|value| value.to_string());
        let needs: Vec<&str> = self.needs.iter().map(Need::name).collect();
        [
            ("lang", self.language.map(|it| it.name().to_owned())),
            ("reads", number(self.reads)),
            ("life", self.life.map(|it| it.name().to_owned())),
            ("keys", number(self.keys)),
            ("threads", number(self.threads)),
            ("memory", self.memory.map(|it| it.name().to_owned())),
            ("need", (!needs.is_empty()).then(|| needs.join(","))),
        ]
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
    }

    /// The canonical fragment.
    pub fn link(&self) -> String {
        let mut values = Values::default();
        self.known().for_each(|(key, text)| values.set(key, text));
        link::format(CHOOSE, &values)
    }
}

/// As the link has them, without what is not known.
impl Serialize for Answers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, text) in self.known() {
            map.serialize_entry(key, &text)?;
        }
        map.end()
    }
}

/// What is known, as the link has it; what is missing is not known.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename = "Answers", deny_unknown_fields)]
pub struct Known {
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub lang: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub reads: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub life: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub keys: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub threads: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub memory: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none", length(min = 1))]
    pub need: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Answers {
        Answers::strict(&format!("#v1/choose?{query}")).unwrap().unwrap()
    }

    #[test]
    fn what_a_link_says_is_known_and_nothing_else() {
        assert_eq!(read(""), Answers::default());
        let whole =
            "keys=1000&lang=go&life=append&memory=tight&need=update,ordered&reads=99&threads=8";
        let answers = read(whole);
        assert_eq!(answers.link(), format!("#v1/choose?{whole}"));
        assert_eq!((answers.reads, answers.life), (Some(99), Some(Life::Append)));
        assert!(answers.needs.has(Need::Ordered) && !answers.needs.has(Need::Iterate));
        for (key, text) in answers.known() {
            let one = read(&format!("{key}={text}"));
            assert_eq!(one.known().collect::<Vec<_>>(), [(key, text)]);
        }
    }

    #[test]
    fn bad_answers_and_other_labs_are_refused() {
        let refused = |text| Answers::strict(text).unwrap_err().to_string();
        assert!(refused("#v1/choose?lang=java").contains("leave lang out"));
        assert!(refused("#v1/choose?threads=65").contains("write 64"));
        assert!(refused("#v1/choose?maps=mutex").contains("unknown key \"maps\""));
        assert!(Answers::strict("#v1/compare?maps=mutex").unwrap().is_none());
    }

    #[test]
    fn an_experiment_answers_for_its_program() {
        let of = |query: &str| {
            let experiment = Experiment::strict(&format!("v1/compare?threads=2&{query}")).unwrap();
            let answers = Answers::of(&experiment);
            let known: Vec<String> =
                answers.known().map(|(key, text)| format!("{key}={text}")).collect();
            known.join(" ")
        };
        for (query, told) in [
            ("preset=ycsb-b", "reads=95 life=stable keys=131072 threads=2"),
            ("preset=ycsb-d", "reads=95 life=append keys=131072 threads=2"),
            ("preset=churn", "reads=50 life=churn keys=131072 threads=2"),
            ("preset=ycsb-f", "reads=50 life=stable keys=131072 threads=2 need=update"),
            ("preset=go-range", "reads=100 life=stable keys=1024 threads=2 need=iterate"),
            ("preset=go-load-or-store", "reads=50 life=append keys=1048576 threads=2"),
            ("preset=go-load-or-store-collision", "reads=100 life=stable keys=1 threads=2"),
            ("dist=disjoint&keys=64", "reads=90 life=disjoint keys=64 threads=2"),
        ] {
            assert_eq!(of(query), told, "{query}");
        }
    }
}
