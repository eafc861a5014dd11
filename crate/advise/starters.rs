//! Code to start from, for each map in each language that has it.
//!
//! The files under `starters/` are compiled and run by the tests: those in Rust by `tests/starters.rs`,
//! those in Go by `tools/go-starters.mjs`. All have the same methods, so that one can be put in another's
//! place; those of maps with `+safe` have them with a deadline. A map whose row is new has none until somebody
//! writes it.

use super::needs::Language;
use super::rank::candidates;
use crate::strategy::MapSpec;
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
    /// Of a map, whatever its parameter.
    pub fn of(map: &MapSpec) -> Self {
        Self::named(&name(map))
    }

    fn named(name: &str) -> Self {
        Self { go: starter(name, Language::Go), rust: starter(name, Language::Rust) }
    }
}

/// By which code is found: the map's id, with `+safe` if its operations have a deadline.
fn name(map: &MapSpec) -> String {
    format!("{}{}", map.id(), if map.is_fallible() { SAFE } else { "" })
}

const SAFE: &str = "+safe";

/// Of every map, and of every one that there is with a deadline, by name.
pub fn starters() -> BTreeMap<String, Starter> {
    let names = candidates().flat_map(|(map, _)| [map.id().to_owned(), map.id().to_owned() + SAFE]);
    let all = names.map(|name| (Starter::named(&name), name));
    let there = all.filter(|(code, name)| !name.ends_with(SAFE) || code.go.or(code.rust).is_some());
    there.map(|(code, name)| (name, code)).collect()
}

/// The code, whole files; `None` where the map is not to be had in that language.
fn starter(name: &str, language: Language) -> Option<&'static str> {
    let all = match language {
        Language::Go => GO,
        Language::Rust => RUST,
        Language::Any => return None,
    };
    all.iter().find(|(map, _)| *map == name).map(|(_, code)| *code)
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
    "mutex+safe": "mutex-safe.go",
    "rwlock+safe": "rwlock-safe.go",
    "sharded+safe": "sharded-safe.go",
    "cow+safe": "cow-safe.go",
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
    "mutex+safe": "mutex-safe.rs",
    "rwlock+safe": "rwlock-safe.rs",
    "sharded+safe": "sharded-safe.rs",
    "cow+safe": "cow-safe.rs",
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
            let ids = list.iter().map(|(name, _)| name.strip_suffix(SAFE).unwrap_or(name));
            ids.into_iter().all(|id| candidates().any(|(map, _)| map.id() == id))
        };
        assert!(known(GO) && known(RUST) && GO.len() >= 13 && RUST.len() >= 17);
    }
}
