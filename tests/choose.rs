//! `contend choose` as a user meets it.
#![cfg(feature = "full")]

mod schema;

use serde_json::Value;
use std::process::{Command, Output};

fn choose(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_contend");
    Command::new(program).arg("choose").args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The answer as JSON, which the schema holds for.
fn json(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = choose(&[arguments, &["--json"]].concat());
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", text(&output.stderr));
    });
    let validator = schema::schema("choose");
    let wrong: Vec<String> =
        validator.iter_errors(&answer).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new(), "{arguments:?}");
    (answer, output.status.code())
}

#[test]
fn answers_as_json_satisfy_the_schema() {
    let cached = ["--lang=go", "--reads=99", "--life=append", "--threads=8"];
    let (answer, status) = json(&cached);
    assert_eq!(status, Some(0));
    assert_eq!(answer["question"], "#v1/choose?lang=go&life=append&reads=99&threads=8");
    assert_eq!(answer["choice"]["map"], "hash-trie");
    assert_eq!(answer["choice"]["reasons"][0]["id"], "go-written-once");
    assert_eq!(answer["choice"]["reasons"][0]["source"]["kind"], "go-docs");
    assert!(answer["starter"]["go"].as_str().unwrap().contains("sync.Map"), "{answer}");
    assert!(answer["starter"]["rust"].is_null(), "{answer}");
    let excluded: Vec<&str> =
        answer["excluded"].as_array().unwrap().iter().filter_map(|it| it["map"].as_str()).collect();
    assert!(excluded.contains(&"dashmap:16"), "{excluded:?}");
    assert!(
        answer["confirm"]
            .as_str()
            .unwrap()
            .starts_with("#v1/compare?maps=hash-trie,sharded:16,mutex&")
    );
    // The same by a link, and what is asked of it again by its own canonical link.
    let question = answer["question"].as_str().unwrap();
    assert_eq!(json(&[question]).0, answer);

    let (nothing, status) = json(&["--lang=go", "--need=ordered,update"]);
    assert_eq!(status, Some(1));
    assert!(nothing["choice"].is_null() && nothing["confirm"].is_null());
    assert!(nothing["starter"]["go"].is_null());
    for of in
        ["", "#v1/choose?need=deadline", "#v1/choose?memory=tight&life=churn&reads=10&threads=2"]
    {
        json(if of.is_empty() { &[][..] } else { std::slice::from_ref(&of) });
    }
}

#[test]
fn options_count_before_the_link() {
    let of = |arguments: &[&str]| {
        let output = choose(arguments);
        text(&output.stdout).lines().next().unwrap_or_default().to_owned()
    };
    let page = "https://example.org/play/#v1/choose?lang=go&threads=8";
    assert_eq!(of(&[page, "--threads", "1"]), "#v1/choose?lang=go&threads=1");
    assert_eq!(
        of(&[page, "--need", "deadline,update"]),
        "#v1/choose?lang=go&need=update,deadline&threads=8"
    );
    assert_eq!(of(&["#v1/choose?lang=go)."]), "#v1/choose?lang=go");
}

#[test]
fn what_is_not_right_is_named() {
    for (arguments, said) in [
        (&["--reads", "101"][..], "reads: \"101\" is outside its bounds (0 to 100); write 100"),
        (&["--lang", "java"], "lang: \"java\" is not valid (go, rust, any); leave lang out"),
        (&["--need", "update,speed"], "need: \"update,speed\" is not valid ("),
        (&["--need", "a&lang=go"], "need: \"a&lang=go\" is not valid"),
        (&["--keys", "\u{1b}[2J"], "keys: \"\\u{1b}[2J\" is not valid"),
        (&["#v1/choose?maps=mutex"], "unknown key \"maps\""),
        (&["#v1/compare?maps=mutex"], "the link is of the compare lab"),
        (&["nonsense"], "\"nonsense\" is not a link version"),
        (&["--lang=go", "--need=ordered", "--code=go"], "no map meets every requirement"),
        (
            &["--lang=rust", "--threads=4", "--code=go"],
            "does not exist in Go; it is the dashmap crate in Rust",
        ),
        (&["--code=go", "--json"], "cannot be used with"),
        (&["--code=c"], "possible values: go, rust"),
    ] {
        let output = choose(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let shown = text(&output.stderr);
        assert!(shown.contains(said), "{arguments:?}: {shown}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn code_is_the_file_as_it_is() {
    let output = choose(&["--lang=go", "--threads=1", "--code=go"]);
    assert_eq!(text(&output.stdout), include_str!("../crate/advise/starters/mutex.go"));
    let output = choose(&["--threads=1", "--code=rust"]);
    assert_eq!(text(&output.stdout), include_str!("../crate/advise/starters/mutex.rs"));
    let output = choose(&["--need=deadline", "--threads=1", "--code=go"]);
    assert_eq!(text(&output.stdout), include_str!("../crate/advise/starters/mutex-deadline.go"));
}

#[test]
fn people_are_told_why_and_what_would_change_it() {
    let output = choose(&["--lang=go", "--reads=50", "--threads=4"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    for said in [
        "Choice: sharded:16",
        "Runner-up: ",
        "Excluded:",
        "Go has no such map",
        "Would change if:",
        "threads=1: mutex",
        "life=disjoint: hash-trie",
        "[BENCHMARKS.md: ",
        "--confirm",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let output = choose(&["--need=deadline,ordered"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    for said in ["cannot limit how long its operations wait", "without need=ordered: mutex+safe"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let output = choose(&["--need=deadline", "--threads=4"]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    for said in ["Choice: sharded:16+safe", "no longer than its deadline", "deadline=20"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}

/// Whatever this machine says: the verdict, its result and the status agree.
#[test]
fn a_choice_is_confirmed_or_not_by_a_run() {
    let (answer, status) = json(&["--threads=1", "--keys=64", "--reads=90", "--confirm"]);
    let confirmed = &answer["confirmed"];
    let expected = if confirmed["verdict"] == "confirmed" { 0 } else { 1 };
    assert_eq!(status, Some(expected), "{confirmed}");
    assert_eq!(confirmed["result"]["experiment"], answer["confirm"]);
    assert_eq!(confirmed["result"]["strategies"][0]["id"], "mutex");
    assert!(schema::schema("result").is_valid(&confirmed["result"]));
}
