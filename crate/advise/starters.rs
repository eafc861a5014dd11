//! Code to start from, for each map in each language that has it.
//!
//! The files under `starters/` are compiled and run by the tests: those in Rust by `tests/starters.rs`,
//! those in Go by `tests/go/starters.test.js`. All have the same methods, so that one can be put in another's
//! place; where a deadline is asked for, each method takes one. A map whose row is new has no code until
//! somebody writes it.

use super::needs::Language;
use super::rank::candidates;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whole files.
#[derive(Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Starter {
    pub go: Option<&'static str>,
    pub rust: Option<&'static str>,
}

impl Starter {
    /// Of a map by its id; where operations are to have a deadline, with one as far as there is such code.
    pub fn of(id: &str, deadline: bool) -> Self {
        let code = |language| {
            let patient = starter(&bounded(id), language).filter(|_| deadline);
            patient.or_else(|| starter(id, language))
        };
        Self { go: code(Language::Go), rust: code(Language::Rust) }
    }
}

/// What code with deadlines is listed under.
fn bounded(id: &str) -> String {
    format!("{id}/deadline")
}

/// Of every map, by its id; with deadlines by `id/deadline`, where there is such code.
pub fn starters() -> BTreeMap<String, Starter> {
    let all = candidates().flat_map(|(map, _)| [map.id().to_owned(), bounded(map.id())]);
    let code = |name: &str| [Language::Go, Language::Rust].map(|it| starter(name, it));
    all.map(|name| (code(&name), name))
        .filter(|(code, name)| !name.contains('/') || code.iter().any(Option::is_some))
        .map(|([go, rust], name)| (name, Starter { go, rust }))
        .collect()
}

/// The code, whole files; `None` where the map is not to be had in that language.
fn starter(name: &str, language: Language) -> Option<&'static str> {
    let all = match language {
        Language::Go => GO,
        Language::Rust => RUST,
        Language::Any => return None,
    };
    all.iter().find(|(known, _)| *known == name).map(|(_, code)| *code)
}

macro_rules! files {
    ($($id:literal: $file:literal),* $(,)?) => {
        &[$(($id, include_str!(concat!("starters/", $file)))),*]
    };
}

const GO: &[(&str, &str)] = files! {
    "mutex": "mutex.go",
    "rwlock": "rwlock.go",
    "sharded": "sharded.go",
    "channel": "channel.go",
    "sync-map": "sync-map.go",
    // The same type in another version of Go.
    "hash-trie": "sync-map.go",
    "key-lock": "key-lock.go",
    "lock-pool": "lock-pool.go",
    "cow": "cow.go",
    "mutex/deadline": "mutex-deadline.go",
    "rwlock/deadline": "rwlock-deadline.go",
    "sharded/deadline": "sharded-deadline.go",
};

const RUST: &[(&str, &str)] = files! {
    "mutex": "mutex.rs",
    "rwlock": "rwlock.rs",
    "sharded": "sharded.rs",
    "channel": "channel.rs",
    "dashmap": "dashmap.rs",
    "key-lock": "key-lock.rs",
    "lock-pool": "lock-pool.rs",
    "cow": "cow.rs",
    "left-right": "left-right.rs",
    "papaya": "papaya.rs",
    "scc": "scc.rs",
    "flurry": "flurry.rs",
    "skiplist": "skiplist.rs",
    "mutex/deadline": "mutex-deadline.rs",
    "rwlock/deadline": "rwlock-deadline.rs",
    "sharded/deadline": "sharded-deadline.rs",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_code_for_no_map_that_its_language_lacks_and_for_all_others_of_today() {
        let mut missing = Vec::new();
        for (map, _) in candidates() {
            for (language, has) in [
                (Language::Go, map.available().go.is_some()),
                (Language::Rust, map.available().rust.is_some()),
            ] {
                let code = starter(map.id(), language);
                assert!(has || code.is_none(), "{} in {language:?}", map.id());
                missing.extend((has && code.is_none()).then_some((map.id(), language)));
            }
        }
        println!("without code: {missing:?}");
        let known = |list: &[(&str, &str)]| {
            let named =
                |id: &str| candidates().any(|(map, _)| map.id() == id || bounded(map.id()) == id);
            list.iter().all(|(id, _)| named(id))
        };
        assert!(known(GO) && known(RUST) && GO.len() >= 9 && RUST.len() >= 13);
    }

    #[test]
    fn a_deadline_is_in_the_code_where_there_is_such_code() {
        for id in ["mutex", "rwlock", "sharded"] {
            let Starter { go, rust } = Starter::of(id, true);
            assert!(go.unwrap().contains("ctx context.Context"), "{id}");
            assert!(rust.unwrap().contains("within: Duration"), "{id}");
        }
        let [patient, plain] = [true, false].map(|deadline| Starter::of("cow", deadline));
        assert_eq!((patient.go, patient.rust), (plain.go, plain.rust));
        let all = starters();
        assert!(all.contains_key("sharded/deadline") && !all.contains_key("cow/deadline"));
    }
}
