//! Every way a command ends, as docs/command-line.md has them: each line of its table is run.
//!
//! In bash, because readers will; on Linux, which has `/proc` and `ulimit -v`; and with the maps that are
//! broken on purpose.
#![cfg(all(feature = "selftest", target_os = "linux"))]

mod recorded;

use recorded::{contend, with_speeds};
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const LINK: &str = "#v1/compare?maps=mutex,sharded:16&keys=1000&ms=50&rounds=1&threads=2&warmup=0";
const PAGE: &str = include_str!("../docs/command-line.md");

/// `stop SIGNAL COMMAND...`: sends the signal once the command has a handler for it, and ends as the command
/// does.
const STOP: &str = r#"#!/bin/bash
"${@:2}" &
number=$(kill -l "$1")
until (( 0x$(sed -n 's/^SigCgt:\s*//p' /proc/$!/status) >> (number - 1) & 1 )); do sleep 0.05; done
kill -s "$1" $!
wait $!
"#;

struct Line {
    what: String,
    command: String,
    status: i32,
    says: String,
}

/// The table under "How this is tested".
fn table() -> Vec<Line> {
    let after = PAGE.split_once("## How this is tested").expect("the heading").1;
    let rows = after.lines().filter(|line| line.starts_with("| ")).skip(2);
    let line = |row: &str| {
        let row = row.replace("\\|", "\u{0}");
        let cells: Vec<String> = row
            .trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().replace('\u{0}', "|"))
            .collect();
        let [what, command, status, says] = &cells[..] else { panic!("{row}") };
        Line {
            what: what.clone(),
            command: command.trim_matches('`').to_owned(),
            status: status.parse().unwrap_or_else(|_| panic!("{row}")),
            says: says.clone(),
        }
    };
    rows.map(line).collect()
}

/// The files that the page speaks of.
fn prepare(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    let stop = folder.join("stop");
    std::fs::write(&stop, STOP).unwrap();
    std::fs::set_permissions(&stop, PermissionsExt::from_mode(0o755)).unwrap();
    let mut measured: Value =
        serde_json::from_slice(&contend(&["run", LINK, "--json"]).stdout).unwrap();
    measured["environment"]["parallelism"] = json!(2);
    measured["environment"]["parallelismTested"] = json!(2);
    let recorded = |speeds: [f64; 2], rounds| with_speeds(&measured, &speeds, rounds);
    let write = |name: &str, result: &Value| {
        std::fs::write(folder.join(name), result.to_string()).unwrap();
    };
    let changed = |place: &str, value: Value| {
        let mut result = with_speeds(&measured, &[1.0, 5.0], 10);
        *result.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        result
    };
    let old = recorded([1.0, 5.0], 10);
    write("old.json", &changed("/environment/cores", json!(2)));
    // Other rounds of the same speed.
    let mut new = old.clone();
    new["environment"]["cores"] = json!(2);
    new["environment"]["recordedAt"] = json!("2026-01-02T03:04:05Z");
    write("new.json", &new);
    let mut slower = recorded([0.8, 5.0], 10);
    slower["environment"]["cores"] = json!(2);
    write("slower.json", &slower);
    let of_two = |mut result: Value| {
        result["environment"]["cores"] = json!(2);
        result
    };
    let mut missing = of_two(old.clone());
    missing["strategies"].as_array_mut().unwrap().pop();
    write("missing.json", &missing);
    write("without.json", &of_two(changed("/strategies/1/trials", json!([]))));
    let failing = json!([{ "name": "conservation", "status": "fail", "detail": "lost" }]);
    let failed = json!({ "outcome": "failed", "ok": false, "checks": failing });
    write("failed.json", &of_two(changed("/strategies/0/trials/3/verdict", failed)));
    let skipped = json!([{ "name": "conservation", "status": "not-applicable", "detail": "x" }]);
    let unchecked = json!({ "outcome": "not-checked", "ok": false, "checks": skipped });
    let one = of_two(changed("/strategies/0/trials/3/verdict", unchecked.clone()));
    write("unchecked.json", &one);
    let mut bare = one;
    bare["strategies"][1]["trials"][0]["verdict"] = unchecked;
    write("bare.json", &bare);
    write("busy.json", &of_two(changed("/environment/parallelism", json!(1))));
    write("few.json", &of_two(recorded([1.0, 5.0], 3)));
    let other = LINK.replace("threads=2", "threads=8");
    write("other.json", &of_two(changed("/experiment", json!(other))));
    write("machine.json", &changed("/environment/cores", json!(64)));
    let mut none = of_two(old.clone());
    none["strategies"][0]["id"] = json!("papaya");
    none["strategies"].as_array_mut().unwrap().pop();
    write("none.json", &none);
    write("simulated.json", &changed("/environment/mode", json!("simulated")));
    write("later.json", &changed("/schema", json!("contend/result/2")));
    write("huge.json", &changed("/strategies/0/trials/0/opsPerSec", json!(1e308)));
    std::fs::write(folder.join("text.json"), "no result\n").unwrap();
}

#[test]
fn every_line_of_the_table_ends_as_it_says() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gates");
    prepare(&folder);
    let program = Path::new(env!("CARGO_BIN_EXE_contend")).parent().unwrap();
    let system = std::env::var("PATH").unwrap();
    let path = format!("{}:{}:{system}", program.display(), folder.display());
    let lines = table();
    assert!(lines.len() > 40, "{} lines", lines.len());
    let mut wrong = Vec::new();
    for Line { what, command, status, says } in lines {
        let output = Command::new("bash")
            .args(["-o", "pipefail", "-c", &command])
            .current_dir(&folder)
            .env("PATH", &path)
            .env("LINK", LINK)
            .env("PROJECT", env!("CARGO_MANIFEST_DIR"))
            .env("LONG", LINK.replace("rounds=1", "rounds=100").replace("ms=50", "ms=2000"))
            .env("SCALE", "#v1/scale?maps=mutex&axis=threads:1,2&ms=2000&rounds=100&warmup=0")
            .env("RACE", "#v1/race?maps=mutex&ms=2000&runs=100")
            .env("LARGE", "#v1/compare?maps=mutex&keys=16777216&ms=50&rounds=1&warmup=0")
            .env("LESS", "#v1/compare?maps=skiplist&threads=4")
            .env("BROKEN", "#v1/compare?maps=planted-lost-update&mix=u100&keys=4&ms=300&threads=4")
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        let ended = output.status.code() == Some(status);
        if !ended || !said.contains(&says) || said.contains("panicked") {
            let shown: String = said.chars().take(600).collect();
            wrong.push(format!("{what}: {command}: {:?}\n{shown}", output.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
