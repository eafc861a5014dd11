//! Result files that somebody edited: fifty at random, seeded. `compare` and `export` never panic, never
//! let pass what the file itself denies, and name what they refuse.
#![cfg(feature = "full")]

mod recorded;

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use recorded::{contend, with_speeds};
use serde_json::{Value, json};
use std::path::PathBuf;

const FILES: u64 = 50;
/// A result of mutex and sharded:16, written once, so that each number stands for one and the same file.
const RECORDED: &str = include_str!("data/recorded.json");

struct Editor(Xoshiro256PlusPlus);

impl Editor {
    fn below(&mut self, count: usize) -> usize {
        (self.0.next_u64() % count as u64) as usize
    }

    /// Some value below this one, at any depth.
    fn somewhere<'v>(&mut self, value: &'v mut Value) -> &'v mut Value {
        let children = match value {
            Value::Object(fields) => fields.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if children == 0 || self.below(5) == 0 {
            return value;
        }
        let child = self.below(children);
        let next = match value {
            Value::Object(fields) => fields.values_mut().nth(child),
            Value::Array(items) => items.get_mut(child),
            _ => None,
        };
        self.somewhere(next.expect("it is there"))
    }

    /// Another value: of another type, at an end of what numbers can be, hostile, of another version.
    fn other(&mut self, value: &Value) -> Value {
        match self.below(16) {
            0 => Value::Null,
            1 => json!(!value.as_bool().unwrap_or(false)),
            2 => json!(-1),
            3 => json!(0),
            4 => json!(1e308),
            5 => json!(u64::MAX),
            6 => json!(5e-324),
            7 => json!([]),
            8 => json!({}),
            9 => json!(""),
            10 => json!("x".repeat(100_000)),
            11 => json!("\u{1b}[2J\n# <b>passed</b> | `ok` \u{202e}"),
            12 => json!("contend/result/2"),
            13 => json!("passed"),
            14 => json!(value.as_f64().unwrap_or(1.0) * 1.5),
            _ => json!("not-checked"),
        }
    }

    fn edit(&mut self, whole: &mut Value) {
        let kind = self.below(4);
        let place = self.somewhere(whole);
        match (kind, &mut *place) {
            (0, Value::Object(fields)) if !fields.is_empty() => {
                let name = fields.keys().nth(self.below(fields.len())).cloned();
                fields.remove(&name.expect("it is there"));
            }
            (0, Value::Array(items)) if !items.is_empty() => {
                let item = self.below(items.len());
                items.remove(item);
            }
            (1, Value::Array(items)) if !items.is_empty() => {
                let item = items[self.below(items.len())].clone();
                items.push(item);
            }
            (2, Value::Object(fields)) => {
                fields.insert("future".into(), json!({ "added": true }));
            }
            (_, other) => *other = self.other(other),
        }
    }
}

/// What the file says of a map's trials, read by nothing but this test.
fn all_passed(strategy: &Value) -> bool {
    let trials = strategy["trials"].as_array().map_or(&[][..], Vec::as_slice);
    let passed = |trial: &Value| {
        let verdict = &trial["verdict"];
        let checks = verdict["checks"].as_array().map_or(&[][..], Vec::as_slice);
        verdict["ok"] == true
            && (verdict["outcome"] == "passed" || verdict["outcome"].is_null())
            && checks.first().is_some_and(|check| check["status"] == "pass")
            && checks.iter().all(|check| check["status"] != "fail")
    };
    !trials.is_empty() && trials.iter().all(passed)
}

fn file(name: &str, value: &Value) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, value.to_string()).unwrap();
    path.display().to_string()
}

#[test]
fn no_edited_file_passes_that_should_not() {
    let measured = serde_json::from_str(RECORDED).unwrap();
    let good = with_speeds(&measured, &[1.0, 5.0], 8);
    let old = file("edited-old.json", &good);
    let (mut refused, mut passed) = (0, 0);
    for number in 1..=FILES {
        let mut editor = Editor(Xoshiro256PlusPlus::seed_from_u64(number));
        let mut edited = good.clone();
        for _ in 0..=editor.below(3) {
            editor.edit(&mut edited);
        }
        let new = file(&format!("edited-{number}.json"), &edited);
        for arguments in [
            &["compare", &old, &new, "--fail-above=10"][..],
            &["export", &new, "--markdown"],
            &["export", &new, "--csv"],
            &["export", &new, "--format=github-action-benchmark"],
        ] {
            let output = contend(arguments);
            let [shown, said] = [&output.stdout, &output.stderr]
                .map(|bytes| String::from_utf8(bytes.clone()).expect("text"));
            let at = format!("{number}: {arguments:?}:\n{shown}\n{said}");
            let status = output.status.code();
            assert!(matches!(status, Some(0..=2)) && !said.contains("panicked"), "{at}");
            assert!(!shown.contains(['\u{1b}', '\u{202e}']) && !said.contains('\u{1b}'), "{at}");
            assert!(shown.lines().all(|line| line.chars().count() < 1_000), "{at}");
            if status != Some(0) {
                let named = |line: &str| line.starts_with("contend: ") && line.len() > 40;
                assert!(!said.is_empty() && said.lines().all(named), "{at}");
                let about = ["mutex", "sharded", &format!("edited-{number}.json"), "gated"];
                assert!(said.lines().all(|line| about.iter().any(|it| line.contains(it))), "{at}");
            }
            refused += u32::from(status != Some(0));
            let strategies = edited["strategies"].as_array().map_or(&[][..], Vec::as_slice);
            if arguments[0] == "compare" && status == Some(0) {
                passed += 1;
                let ids: Vec<&Value> = strategies.iter().map(|map| &map["id"]).collect();
                assert_eq!(ids, ["mutex", "sharded:16"], "{at}");
                for map in strategies {
                    assert!(all_passed(map), "{at}");
                    assert!(map["trials"].as_array().unwrap().len() >= 6, "{at}");
                }
                assert_eq!(edited["experiment"], good["experiment"], "{at}");
                for what in ["host", "cores", "hasher", "userAgent", "mode"] {
                    assert_eq!(edited["environment"][what], good["environment"][what], "{at}");
                }
            }
            if arguments.contains(&"--markdown") && status == Some(0) {
                for map in strategies {
                    let row = format!("| `{}` | ", map["id"].as_str().unwrap());
                    let row = shown.lines().find(|line| line.starts_with(&row)).expect(&at);
                    assert!(!row.ends_with("| passed |") || all_passed(map), "{at}");
                }
            }
        }
    }
    assert!(refused > 20 && passed > 5, "the edits are of both kinds: {refused}, {passed}");
}
