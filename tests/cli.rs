//! The command line as a user meets it.

use std::process::{Command, Output};

fn contend(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contend")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const QUICK: &str = "#v1/compare?maps=mutex,sharded:16&keys=1000&ms=50&rounds=1&threads=2&warmup=0";

#[test]
fn runs_a_link_and_prints_a_table() {
    let output = contend(&["run", QUICK]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    assert!(shown.contains("sharded:16") && shown.contains("verdict") && shown.contains(QUICK));
    assert!(!text(&output.stderr).contains('\u{1b}'), "a progress bar in a pipe");
}

#[test]
fn prints_json_that_carries_the_canonical_link() {
    let link = "https://example.org/#v1/compare?threads=2&warmup=0&rounds=1&ms=50&keys=1000&maps=mutex,sharded";
    let output = contend(&["run", link, "--json"]);
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["experiment"], QUICK);
    assert_eq!(result["environment"]["host"], "native");
}

#[test]
fn what_a_link_carries_is_left_aside() {
    for carried in ["&r=S0xKTgEA", "&r=", "&r=not%20packed"] {
        let output = contend(&["run", &format!("{QUICK}{carried}"), "--json"]);
        assert_eq!(output.status.code(), Some(0), "{carried}: {}", text(&output.stderr));
        let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(result["experiment"], QUICK);
    }
}

#[test]
fn bad_input_is_named_and_exits_2() {
    for (input, named) in [
        ("#v1/compare?threads=0", "threads: \"0\""),
        ("#v1/compare?maps=mutex,elephant", "no map \"elephant\""),
        ("#v2/compare", "\"v2\""),
        ("no-such-preset", "no-such-preset"),
    ] {
        let output = contend(&["run", input]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{input}");
        assert!(said.contains(named), "{input}: {said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(contend(&["run"]).status.code(), Some(2));
}

#[test]
fn verifies_the_maps_of_a_link() {
    let link = "v1/compare?maps=null,mutex,channel:64&threads=2";
    let output = contend(&["verify", link, "--seconds=1"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}{}", text(&output.stderr));
    let [null, mutex, channel] = shown.lines().collect::<Vec<_>>()[..] else { panic!("{shown}") };
    assert!(null.starts_with("null: not verified"));
    assert!(mutex.starts_with("mutex: linearizable in"));
    assert!(channel.starts_with("channel:64: linearizable in"));
    assert!(!text(&output.stderr).contains('\u{1b}'), "a progress bar in a pipe");
}

#[test]
fn verification_as_json() {
    let output =
        contend(&["verify", "v1/compare?maps=mutex", "--json", "--threads=3", "--seconds=1"]);
    let reports: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&reports[0]["map"], &reports[0]["ok"]), (&"mutex".into(), &true.into()));
    assert!(reports[0]["histories"].as_u64().unwrap() > 0 && reports[0]["failure"].is_null());
    for bad in [&["verify", "no-such-preset"][..], &["verify", "v1/compare", "--threads=9"]] {
        assert_eq!(contend(bad).status.code(), Some(2), "{bad:?}");
    }
}

#[cfg(feature = "selftest")]
#[test]
fn verification_shows_the_history_of_a_broken_map() {
    let broken = |args: &[&str]| {
        contend(&[&["verify", "v1/compare?maps=planted-stale-read&threads=2"], args].concat())
    };
    let output = broken(&[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    for part in ["planted-stale-read: FAILED", "at the start", "thread", "order", "get", "none"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let reports: serde_json::Value = serde_json::from_slice(&broken(&["--json"]).stdout).unwrap();
    let operation = &reports[0]["failure"]["operations"][0];
    for field in ["thread", "call", "return", "operation", "argument", "result", "inOrder"] {
        assert!(operation.get(field).is_some(), "{field}: {operation}");
    }
}

#[test]
fn lists_what_there_is() {
    let shown = text(&contend(&["list"]).stdout);
    let json: serde_json::Value =
        serde_json::from_slice(&contend(&["list", "--json"]).stdout).unwrap();
    for (group, name) in [("strategies", "id"), ("presets", "name"), ("keys", "key")] {
        let rows = json[group].as_array().unwrap();
        assert!(!rows.is_empty());
        for row in rows {
            assert!(shown.contains(row[name].as_str().unwrap()), "{row}");
        }
    }
}

/// Every preset is a link without a problem in it.
#[test]
fn presets_are_valid() {
    for preset in contend::experiment::presets::PRESETS {
        contend::experiment::Experiment::strict(preset.name).unwrap();
    }
}
