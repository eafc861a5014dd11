//! Code to start from, for each map in each language that has it.
//!
//! The files under `starters/` are compiled and run by the tests: those in Rust by `tests/starters.rs`,
//! those in Go by `tools/go-starters.mjs`. All have the same methods, so that one can be put in another's
//! place. A map whose row is new has none until somebody writes it.

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
    /// Of a map by its id.
    pub fn of(id: &str) -> Self {
        Self { go: starter(id, Language::Go), rust: starter(id, Language::Rust) }
    }
}

/// Of every map, by its id.
pub fn starters() -> BTreeMap<&'static str, Starter> {
    candidates().map(|(map, _)| (map.id(), Starter::of(map.id()))).collect()
}

/// The code, whole files; `None` where the map is not to be had in that language.
pub fn starter(id: &str, language: Language) -> Option<&'static str> {
    let all = match language {
        Language::Go => GO,
        Language::Rust => RUST,
        Language::Any => return None,
    };
    all.iter().find(|(map, _)| *map == id).map(|(_, code)| *code)
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
            list.iter().all(|(id, _)| candidates().any(|(map, _)| map.id() == *id))
        };
        assert!(known(GO) && known(RUST) && GO.len() >= 9 && RUST.len() >= 13);
    }
}
