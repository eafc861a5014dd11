//! `contend compare` as a user meets it: files in, a table and an exit status out.
#![cfg(feature = "full")]

mod recorded;
mod schema;

use recorded::{contend, with_speeds};
use schema::schema;
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file of this name in the tests' own folder.
fn file(name: &str, contents: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, contents).unwrap();
    path.display().to_string()
}

/// A real run's result with speeds of our choice.
fn recorded(speeds: &[f64], rounds: usize) -> Value {
    let maps = ["mutex", "sharded:16"];
    let link =
        format!("#v1/compare?maps={}&keys=100&ms=50&rounds=1&threads=1&warmup=0", maps.join(","));
    let measured = serde_json::from_slice(&contend(&["run", &link, "--json"]).stdout).unwrap();
    with_speeds(&measured, speeds, rounds)
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
    assert!(schema("compare").is_valid(&json), "{json}");
    let (_, shown, _) = compared("gated", &old, &new, &["--json", "--fail-above=5"]);
    let gated: Value = serde_json::from_str(&shown).unwrap();
    assert!(schema("compare").is_valid(&gated), "{gated}");
    assert_eq!(gated["gate"]["outcome"], "failed");
    assert_eq!(gated["gate"]["fell"], json!(["mutex"]));
    let (_, shown, _) = compared("action", &old, &new, &["--format=github-action-benchmark"]);
    let entries: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((&entries[0]["name"], &entries[1]["name"]), (&json!("mutex"), &json!("sharded:16")));
    assert_eq!((&entries[0]["unit"], &entries[0]["value"]), (&json!("ops/s"), &json!(880_000.0)));
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
            &["typed-new.json", "strategies[1].trials[3].opsPerSec", "Record it again"][..],
        ),
        ("later", &later, &[], &["later-new.json", "contend/result/2"]),
        ("percent", &good, &["--fail-above", "much"], &["much", "0 to 100"]),
    ] {
        let (status, shown, said) = compared(name, &good, new, options);
        assert_eq!(status, Some(2), "{name}: {shown}{said}");
        for part in named {
            assert!(said.contains(part), "{name}: {said}");
        }
    }
    let (status, _, said) = compared("few", &good, &few, &["--fail-above", "5"]);
    assert_eq!(status, Some(1), "a gate that cannot tell is closed");
    for part in ["mutex could not be judged", "3 rounds in", "few-new.json", "--rounds 10"] {
        assert!(said.contains(part), "{said}");
    }
    let (status, shown, _) = compared("quick", &good, &few, &[]);
    assert_eq!(status, Some(0), "without a gate few rounds are only said to be few");
    assert!(shown.contains("too few rounds to judge"), "{shown}");
    let missing = contend(&["compare", "no-such.json", "no-such.json"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("no-such.json: cannot be read"));
    let cut = file("cut.json", "{\n  \"schema\": ");
    let output = contend(&["compare", &cut, &cut]);
    assert!(text(&output.stderr).contains("line 2"), "{}", text(&output.stderr));
}

/// Nothing that stands in a file reaches a terminal or a document as anything but text.
#[test]
fn texts_of_a_file_are_shown_and_not_obeyed() {
    let good = recorded(&[1.0, 5.0], 10);
    let mut hostile = good.clone();
    hostile["environment"]["userAgent"] =
        json!("\u{1b}[2Jx\r\n# verdict | <b>@all</b> \u{202e} \u{9b}31m [a](http://b.c)");
    for (form, whole) in [(&[][..], false), (&["--markdown"][..], true)] {
        let (status, shown, said) = compared("hostile", &hostile, &good, form);
        assert_eq!(status, Some(0), "{said}");
        let raw = ['\u{1b}', '\r', '\u{202e}', '\u{9b}'];
        assert!(
            !shown.contains(raw) && shown.contains(r"\u{1b}[2Jx\u{d}\u{a}# verdict"),
            "{shown}"
        );
        assert!(!shown.lines().any(|line| line.starts_with("# verdict")), "{shown}");
        let spans = shown.matches('`').count();
        assert!(!whole || (spans > 4 && spans % 2 == 0), "{shown}");
    }
    // Where something is refused, the refusal is text, too.
    hostile["schema"] = json!("\u{1b}[31m\nfine");
    let (status, _, said) = compared("refused", &good, &hostile, &[]);
    assert_eq!((status, said.lines().count()), (Some(2), 1), "{said}");
    assert!(!said.contains('\u{1b}') && said.contains(r"\u{1b}[31m\u{a}fine"), "{said}");
}

/// Intervals of very many rounds are intervals.
#[test]
fn a_thousand_rounds_have_an_interval() {
    let many = recorded(&[1.0, 5.0], 1_080);
    let (status, shown, _) = compared("many", &many, &many, &["--json"]);
    assert_eq!(status, Some(0));
    let json: Value = serde_json::from_str(&shown).unwrap();
    for side in ["old", "new"] {
        let figure = |name: &str| json["maps"][0][side][name].as_f64().unwrap();
        assert!(figure("low") < figure("median") && figure("median") < figure("high"), "{json}");
    }
}

#[test]
fn a_result_comes_from_the_standard_input() {
    let old = recorded(&[1.0, 5.0], 10);
    let new = file("stdin-new.json", &recorded(&[0.8, 5.0], 10).to_string());
    let piped = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
        let command = command.args(arguments).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(old.to_string().as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (status, shown, said) = piped(&["compare", "-", &new, "--fail-above=10"]);
    assert_eq!(status, Some(1), "{said}");
    assert!(shown.contains("old: standard input") && said.contains("mutex fell"), "{shown}");
    assert_eq!(piped(&["compare", &new, "-", "--fail-above=10"]).0, Some(0));
    assert_eq!(piped(&["export", "-", "--csv"]).1.lines().count(), 21);
}
