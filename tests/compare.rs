//! `contend compare` as a user meets it: files in, a table and an exit status out.
#![cfg(feature = "full")]

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output};

fn contend(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_contend")).args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file of this name in the tests' own folder.
fn file(name: &str, contents: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, contents).unwrap();
    path.display().to_string()
}

/// A real run's result whose throughputs are replaced by these around a million, by map.
fn recorded(speeds: &[f64], rounds: usize) -> Value {
    let maps = ["mutex", "sharded:16"];
    let link =
        format!("#v1/compare?maps={}&keys=100&ms=50&rounds=1&threads=1&warmup=0", maps.join(","));
    let mut result: Value =
        serde_json::from_slice(&contend(&["run", &link, "--json"]).stdout).unwrap();
    for (map, speed) in speeds.iter().enumerate() {
        let first = result["strategies"][map]["trials"][0].clone();
        let trials = (0..rounds).map(|round| {
            let mut trial = first.clone();
            // A spread of 4 %, in an order that differs from map to map.
            let place = (round * 7 + map * 3) % rounds;
            let factor = 0.98 + 0.04 * place as f64 / (rounds - 1).max(1) as f64;
            trial["round"] = json!(round + 1);
            trial["opsPerSec"] = json!(1e6 * speed * factor);
            trial
        });
        result["strategies"][map]["trials"] = trials.collect();
    }
    result
}

fn compared(
    name: &str,
    old: &Value,
    new: &Value,
    options: &[&str],
) -> (Option<i32>, String, String) {
    let old = file(&format!("{name}-old.json"), &old.to_string());
    let new = file(&format!("{name}-new.json"), &new.to_string());
    let output = contend(&[&["compare", &old, &new], options].concat());
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_regression_closes_the_gate_only_where_it_is_large_and_separable() {
    let (old, new) = (recorded(&[1.0, 5.0], 10), recorded(&[0.88, 5.0], 10));
    let (status, shown, _) = compared("plain", &old, &new, &[]);
    assert_eq!(status, Some(0), "{shown}");
    let line = |name: &str| shown.lines().find(|line| line.contains(name)).unwrap().to_owned();
    assert!(line("mutex").contains("-12.0 %") && !line("mutex").contains('~'), "{shown}");
    assert!(line("sharded:16").contains("+0.0 % ~"), "{shown}");
    assert!(line("geometric mean").contains("-6.2 %"), "{shown}");
    assert!(line("mutex").contains("10 + 10") && line("mutex").contains("< .001"), "{shown}");

    let (status, _, said) = compared("gate", &old, &new, &["--fail-above", "10%"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("mutex fell: -12.0 %") && !said.contains("sharded"), "{said}");
    let (status, _, said) = compared("wide", &old, &new, &["--fail-above", "15"]);
    assert_eq!((status, said.as_str()), (Some(0), ""));
    let (status, ..) = compared("better", &new, &old, &["--fail-above", "0"]);
    assert_eq!(status, Some(0), "faster is no regression");
    let slight = recorded(&[0.995, 5.0], 10);
    let (status, ..) = compared("slight", &old, &slight, &["--fail-above", "0"]);
    assert_eq!(status, Some(0), "what is not separable is no regression");
}

#[test]
fn formats() {
    let (old, new) = (recorded(&[1.0, 5.0], 10), recorded(&[0.88, 5.0], 10));
    let (_, shown, _) = compared("json", &old, &new, &["--json"]);
    let json: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(json["schema"], "contend/compare/1");
    assert_eq!(json["maps"][0]["verdict"], "slower");
    assert_eq!(json["maps"][1]["verdict"], "not-separable");
    assert!(json["maps"][0]["p"].as_f64().unwrap() < 0.001);
    let (_, shown, _) = compared("markdown", &old, &new, &["--markdown"]);
    assert!(shown.contains("\n| `mutex` | 1.00 | "), "{shown}");
    let (status, ..) = compared("both", &old, &new, &["--markdown", "--json"]);
    assert_eq!(status, Some(2));
}

#[test]
fn other_experiments_and_machines_are_named() {
    let (old, mut new) = (recorded(&[1.0, 5.0], 10), recorded(&[1.0, 5.0], 10));
    new["experiment"] =
        json!("#v1/compare?maps=mutex,sharded:16&threads=2&keys=100&ms=50&warmup=0");
    new["environment"]["userAgent"] = json!("another machine");
    let (status, shown, _) = compared("differ", &old, &new, &[]);
    assert_eq!(status, Some(0));
    assert!(shown.contains("differ in threads: 1 before, 2 now"), "{shown}");
    assert!(shown.contains("\"another machine\" now"), "{shown}");
}

#[test]
fn bad_input_names_the_file_the_place_and_the_remedy() {
    let good = recorded(&[1.0, 5.0], 10);
    let (mut typed, mut later) = (good.clone(), good.clone());
    typed["strategies"][1]["trials"][3]["opsPerSec"] = json!("fast");
    later["schema"] = json!("contend/result/2");
    let few = recorded(&[1.0, 5.0], 3);
    for (name, new, options, named) in [
        (
            "typed",
            &typed,
            &[][..],
            &["typed-new.json", "strategies[1].trials[3].opsPerSec", "Record it anew"][..],
        ),
        ("later", &later, &[], &["later-new.json", "contend/result/2"]),
        (
            "few",
            &few,
            &["--fail-above", "5"],
            &["few-new.json", "mutex has 3 rounds", "--rounds 10"],
        ),
        ("percent", &good, &["--fail-above", "much"], &["much", "0 to 100"]),
    ] {
        let (status, shown, said) = compared(name, &good, new, options);
        assert_eq!(status, Some(2), "{name}: {shown}{said}");
        for part in named {
            assert!(said.contains(part), "{name}: {said}");
        }
    }
    let (status, shown, _) = compared("quick", &good, &few, &[]);
    assert_eq!(status, Some(0), "without a gate few rounds are only said to be few");
    assert!(shown.contains("too few rounds to tell"), "{shown}");
    let missing = contend(&["compare", "no-such.json", "no-such.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("no-such.json: cannot be read"));
    let cut = file("cut.json", "{\n  \"schema\": ");
    let output = contend(&["compare", &cut, &cut]);
    assert!(text(&output.stderr).contains("line 2"), "{}", text(&output.stderr));
}
