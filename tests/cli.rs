//! The command line as a user meets it.

#[cfg(all(feature = "full", target_os = "linux"))]
#[path = "cli/files.rs"]
mod files;
#[cfg(target_os = "linux")]
#[path = "cli/machine.rs"]
mod machine;
#[cfg(target_os = "linux")]
#[path = "../crate/base/patience.rs"]
mod patience;
mod schema;
#[cfg(feature = "full")]
use contend::experiment::lessons::{LESSONS, Lesson};
#[cfg(target_os = "linux")]
#[path = "cli/stops.rs"]
mod stops;

use serde_json::Value;
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
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["experiment"], QUICK);
    assert_eq!(result["environment"]["host"], "native");
}

#[cfg(feature = "full")]
#[test]
fn prints_csv_and_markdown_of_the_same_experiment() {
    let lines = text(&contend(&["run", QUICK, "--csv", "--rounds=2"]).stdout);
    let link = QUICK.replace("rounds=1", "rounds=2");
    assert_eq!(lines.lines().count(), 1 + 2 * 2, "{lines}");
    assert!(lines.starts_with("experiment,recorded_at,host,map,round,"));
    assert!(lines.lines().skip(1).all(|line| line.starts_with(&format!("\"{link}\","))), "{lines}");
    let table = text(&contend(&["run", QUICK, "--markdown"]).stdout);
    assert!(table.starts_with(&format!("`{QUICK}`")), "{table}");
    assert!(table.contains("\n| `sharded:16` | "), "{table}");
    let both = contend(&["run", QUICK, "--markdown", "--csv"]);
    assert_eq!(both.status.code(), Some(2), "two formats at once");
}

/// With as little work as a link can ask for. What is stepped through measures nothing, and the crate's own
/// tests play it.
#[cfg(feature = "full")]
#[test]
fn every_lesson_runs() {
    for Lesson { link, .. } in LESSONS.iter().filter(|lesson| !lesson.link.contains("view=step")) {
        let quick = match &link[..link.find('?').unwrap()] {
            "#v1/choose" => "",
            "#v1/race" => "&ms=50&runs=1",
            _ => "&ms=50&rounds=1&warmup=0",
        };
        let command = if quick.is_empty() { "choose" } else { "run" };
        let output = contend(&[command, &format!("{link}{quick}")]);
        assert_eq!(output.status.code(), Some(0), "{link}: {}", text(&output.stderr));
    }
}

/// A map beside itself, through every command that names maps.
#[cfg(feature = "full")]
#[test]
fn a_map_named_twice_has_a_row_of_its_own_everywhere() {
    let link = QUICK.replace("sharded:16", "mutex*2");
    let lines = text(&contend(&["run", &link, "--csv"]).stdout);
    let maps =
        |line: &str| line.split(',').skip_while(|cell| *cell != "native").nth(1).map(str::to_owned);
    let maps: Vec<String> = lines.lines().skip(1).filter_map(maps).collect();
    assert_eq!(maps, ["mutex", "mutex*2"], "{lines}");

    let output = contend(&["run", &link, "--json", "--baseline=mutex*2"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["strategies"][1]["id"], "mutex*2");
    assert!(result["strategies"][1]["memory"].is_object(), "{result}");
    assert_eq!(result["strategies"][1]["summary"]["ratio"]["median"], 1.0);
    let saved = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("twice.json");
    std::fs::write(&saved, &output.stdout).unwrap();
    let saved = saved.display().to_string();
    let table = text(&contend(&["export", &saved, "--markdown"]).stdout);
    assert!(table.contains("\n| `mutex` | ") && table.contains("\n| `mutex*2` | "), "{table}");
    let output = contend(&["compare", &saved, &saved, "--json"]);
    let comparison: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows: Vec<_> =
        comparison["maps"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    assert_eq!(rows, ["mutex", "mutex*2"], "{comparison}");

    let verified = contend(&["verify", &link, "--seconds=1"]);
    let shown = text(&verified.stdout);
    assert_eq!(verified.status.code(), Some(0), "{shown}");
    let named: Vec<_> = shown.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(named, ["mutex", "mutex*2"], "{shown}");

    for (maps, named) in [
        ("mutex*1", "\"mutex*1\" is outside its bounds; write mutex"),
        ("mutex*17", "\"mutex*17\" is outside its bounds; write mutex*16"),
        ("mutex*x", "\"mutex*x\" is not valid; write mutex"),
        ("mutex*2,mutex*2", "the map \"mutex*2\" is named twice"),
    ] {
        let output = contend(&["run", &format!("#v1/compare?maps={maps}")]);
        assert_eq!(output.status.code(), Some(2), "{maps}");
        assert!(text(&output.stderr).contains(named), "{}", text(&output.stderr));
    }
}

#[cfg(feature = "full")]
#[test]
fn prints_the_trials_along_an_axis_as_csv() {
    let along = "#v1/scale?maps=mutex,sharded:16&axis=keys:64,512&ms=50&rounds=1&warmup=0";
    let lines = text(&contend(&["run", along, "--csv"]).stdout);
    assert!(lines.starts_with("axis,value,experiment,recorded_at,host,map,round,"), "{lines}");
    let places: Vec<&str> = lines.lines().skip(1).map(|line| &line[..8]).collect();
    assert_eq!(places, ["keys,64,", "keys,64,", "keys,512", "keys,512"]);
    for (link, named) in [(along, "--csv or --json"), ("#v1/race?maps=mutex", "use --json")] {
        let output = contend(&["run", link, "--markdown"]);
        assert_eq!(output.status.code(), Some(2), "{link}");
        assert!(text(&output.stderr).contains(named), "{}", text(&output.stderr));
    }
}

#[test]
fn options_change_the_link_that_the_result_names() {
    let output = contend(&["run", QUICK, "--json", "--rounds=2", "--baseline=sharded"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    let link = "#v1/compare?maps=mutex,sharded:16&baseline=sharded:16&keys=1000&ms=50&rounds=2&threads=2&warmup=0";
    assert_eq!(result["experiment"], link);
    assert_eq!(result["strategies"][0]["trials"].as_array().unwrap().len(), 2);
    assert_eq!(result["strategies"][1]["summary"]["ratio"]["median"], 1.0);
    assert!(result["environment"].get("pinned").is_none());
    for (option, named) in [
        ("--baseline=papaya", "its maps are mutex, sharded:16"),
        ("--baseline=mutex&threads=9", "mutex&threads=9"),
        ("--rounds=0", "1..=100"),
    ] {
        let output = contend(&["run", QUICK, option]);
        assert_eq!(output.status.code(), Some(2), "{option}");
        assert!(text(&output.stderr).contains(named), "{option}: {}", text(&output.stderr));
    }
}

/// What the statistics add to a summary, and that the published schema knows it.
#[cfg(feature = "full")]
#[test]
fn summaries_have_probabilities_and_outliers() {
    let output = contend(&["run", QUICK, "--json", "--rounds=6"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    let summary = |map: usize| &result["strategies"][map]["summary"];
    assert!(summary(0)["p"].is_null(), "the baseline against itself");
    let p = summary(1)["p"].as_f64().unwrap();
    assert!((2.0 / 924.0 - 1e-12..=1.0).contains(&p), "six rounds give no such {p}");
    let trials = |map: usize| result["strategies"][map]["trials"].as_array().unwrap().len();
    assert!((0..2).all(|map| summary(map)["outliers"].is_array() && trials(map) == 6));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/pkg/result.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&result));
    for (field, wrong) in [("p", 1.5.into()), ("outliers", serde_json::json!([{ "round": 1 }]))] {
        let mut bad = result.clone();
        bad["strategies"][1]["summary"][field] = wrong;
        assert!(!validator.is_valid(&bad), "{field}");
    }
}

fn rounds(result: &Value) -> Vec<usize> {
    let maps = result["strategies"].as_array().unwrap().iter();
    maps.map(|map| map["trials"].as_array().unwrap().len()).collect()
}

/// A map that owns its thread is many times slower than a lock: few rounds tell them apart.
#[test]
fn goes_on_until_there_is_an_answer() {
    let link = "#v1/compare?maps=mutex,channel:1&keys=1000&ms=50&rounds=1&threads=2&warmup=0";
    let output = contend(&["run", link, "--until-decided", "--json"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &result["experiment"]), (Some(0), &link.into()));
    let conclusion = &result["conclusion"];
    assert_eq!((&conclusion["rule"], &conclusion["decided"]), (&"sequential".into(), &true.into()));
    assert_eq!(conclusion["others"][0]["answer"], "slower", "{conclusion}");
    // Two maps take seven rounds, if these all agree.
    let count = rounds(&result)[0];
    assert!(count >= 7 && rounds(&result) == [count, count], "{:?}", rounds(&result));
    assert_eq!(result["continued"], count);
    let table = text(&contend(&["run", link, "--until-decided"]).stdout);
    assert!(table.contains("mutex against the others, by the sequential rule after"), "{table}");
    let answer = |line: &str| line.contains("channel:1") && line.trim_end().ends_with("slower");
    assert!(table.lines().any(answer), "{table}");
}

/// Its own round takes longer than that, and seven would be needed.
#[test]
fn goes_on_no_longer_than_it_may() {
    let link = "#v1/compare?maps=mutex,channel:1&keys=1000&ms=600&rounds=1&threads=2&warmup=0";
    let output = contend(&["run", link, "--until-decided", "--at-most=1", "--json"]);
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &result["stopped"]), (Some(0), &false.into()));
    assert_eq!(rounds(&result), [1, 1]);
    assert_eq!(result["conclusion"]["decided"], false);
    assert!(result.get("continued").is_none());
    let needed = serde_json::json!({ "kind": "few-rounds", "rounds": 1, "needed": 7 });
    assert!(result["warnings"].as_array().unwrap().contains(&needed), "{}", result["warnings"]);
}

#[test]
fn what_cannot_be_decided_is_refused() {
    for (arguments, named) in [
        (&["#v1/compare?maps=null,mutex", "--until-decided"][..], "the link has 1"),
        (&["#v1/compare?maps=mutex,rwlock", "--at-most=5"], "--until-decided"),
        (&["#v1/compare?maps=mutex,rwlock", "--until-decided", "--at-most=0"], "1..=86400"),
        #[cfg(feature = "full")]
        (&["#v1/scale?maps=mutex,rwlock&axis=keys:64,512", "--until-decided"], "Compare lab"),
        #[cfg(feature = "full")]
        (&["#v1/race?maps=mutex", "--until-decided"], "Compare lab"),
    ] {
        let output = contend(&[&["run"], arguments].concat());
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(named), "{arguments:?}: {said}");
    }
}

#[test]
fn completions_and_manual_know_every_command() {
    let help = text(&contend(&["--help"]).stdout);
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let commands: Vec<&str> = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap())
        .collect();
    assert!(commands.contains(&"run") && commands.contains(&"man"), "{commands:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = text(&contend(&["completions", shell]).stdout);
        assert!(commands.iter().all(|command| script.contains(command)), "{shell}");
        assert!(script.contains("rounds"), "{shell}");
    }
    let manual = text(&contend(&["man"]).stdout);
    assert!(manual.contains(".TH contend 1") && manual.contains("contend\\-run(1)"), "{manual}");
    assert!(text(&contend(&["man", "run"]).stdout).contains(".TH contend-run 1"));
    let unknown = contend(&["man", "elephant"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("elephant") && text(&unknown.stderr).contains("run,"));
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    assert!(contend(&["man", "--out", folder.to_str().unwrap()]).status.success());
    for command in commands.iter().filter(|command| **command != "help") {
        assert!(folder.join(format!("contend-{command}.1")).exists(), "{command}");
    }
}

#[test]
fn what_a_link_carries_is_left_aside() {
    for carried in ["&r=S0xKTgEA", "&r=", "&r=not%20packed"] {
        let output = contend(&["run", &format!("{QUICK}{carried}"), "--json"]);
        assert_eq!(output.status.code(), Some(0), "{carried}: {}", text(&output.stderr));
        let result: Value = serde_json::from_slice(&output.stdout).unwrap();
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
fn a_link_broken_on_its_way_is_repaired_with_a_word() {
    for (input, named) in [
        (format!("{QUICK})."), "repaired: \").\" around it was ignored"),
        (format!("<https://contend.example/play/{QUICK}>"), "repaired: \">\""),
        (QUICK.replace('&', "&amp;"), "repaired: HTML escapes such as \"&amp;\""),
        (QUICK.replace("#v1", "#/v1"), "repaired: the slash"),
        (QUICK.replace(',', ", ").replace('&', "\n  &"), "repaired: white space"),
    ] {
        let output = contend(&["run", &input, "--json"]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{input}: {said}");
        assert!(said.contains(named), "{input}: {said}");
        let result: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(result["experiment"], QUICK, "{input}");
    }
    let left = contend(&["run", &format!("'{QUICK}")]);
    assert_eq!(left.status.code(), Some(2));
    assert!(text(&left.stderr).contains("\"'\" before the # is not an address"));
}

#[test]
fn verifies_the_maps_of_a_link() {
    let link = "v1/compare?maps=null,mutex,channel:64&threads=2";
    let output = contend(&["verify", link, "--seconds=1"]);
    let shown = text(&output.stdout);
    // Nothing is known of one of them.
    assert_eq!(output.status.code(), Some(1), "{shown}{}", text(&output.stderr));
    let [null, mutex, channel] = shown.lines().collect::<Vec<_>>()[..] else { panic!("{shown}") };
    assert_eq!(null, "null: not checked: it stores nothing");
    assert!(mutex.starts_with("mutex: linearizable in"));
    assert!(channel.starts_with("channel:64: linearizable in"));
    assert_eq!(text(&output.stderr), "contend: not checked: null\n");
}

#[test]
fn verification_as_json() {
    let output =
        contend(&["verify", "v1/compare?maps=mutex", "--json", "--threads=3", "--seconds=1"]);
    let verified: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(schema::schema("verify").is_valid(&verified), "{verified}");
    assert_eq!(output.status.code(), Some(0), "{verified}");
    assert_eq!((&verified["threads"], &verified["stopped"]), (&3.into(), &false.into()));
    let reports = &verified["reports"];
    assert_eq!((&reports[0]["map"], &reports[0]["ok"]), (&"mutex".into(), &true.into()));
    assert_eq!(reports[0]["outcome"], "passed");
    assert!(reports[0]["histories"].as_u64().unwrap() > 0 && reports[0]["failure"].is_null());
    for bad in [&["verify", "no-such-preset"][..], &["verify", "v1/compare", "--threads=9"]] {
        assert_eq!(contend(bad).status.code(), Some(2), "{bad:?}");
    }
}

#[cfg(feature = "selftest")]
#[test]
fn verification_shows_the_history_of_a_broken_map() {
    let broken = |args: &[&str]| {
        let verify = ["verify", "v1/compare?maps=planted-stale-read&threads=2", "--seconds=120"];
        contend(&[&verify, args].concat())
    };
    let output = broken(&[]);
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    for part in ["planted-stale-read: FAILED", "at the start", "thread", "order", "get", "none"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let verified: Value = serde_json::from_slice(&broken(&["--json"]).stdout).unwrap();
    assert!(schema::schema("verify").is_valid(&verified), "{verified}");
    let operation = &verified["reports"][0]["failure"]["operations"][0];
    for field in ["thread", "call", "return", "operation", "argument", "result", "inOrder"] {
        assert!(operation.get(field).is_some(), "{field}: {operation}");
    }
}

/// With the schema that is published, and the same run as other programs read it.
#[cfg(feature = "full")]
#[test]
fn a_guarded_run_is_printed_in_every_form() {
    let link = "#v1/guard?maps=mutex+safe&deadline=5&faults=stall:50:50&keys=999&ms=150&threads=2";
    let printed = contend(&["guard", link, "--json"]);
    assert_eq!(printed.status.code(), Some(0), "{}", text(&printed.stderr));
    let result: Value = serde_json::from_slice(&printed.stdout).unwrap();
    let errors: Vec<String> =
        schema::schema("guard").iter_errors(&result).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(result["experiment"], link);
    assert!(result["maps"][0]["faults"][0]["timeouts"].as_u64() > Some(0), "{result}");
    let shown = text(&contend(&["guard", link]).stdout);
    assert!(shown.contains("1 stall:50:50") && shown.contains("bounds every wait"), "{shown}");
    let scrape = text(&contend(&["guard", link, "--metrics=openmetrics"]).stdout);
    assert!(scrape.ends_with("# EOF\n"), "{scrape}");
    let folder = tempfile::tempdir().unwrap();
    for (option, begins) in [("--ops-csv", "op,key,thread,t\n"), ("--chrome-trace", "{")] {
        let file = folder.path().join(option.trim_start_matches('-'));
        let output = contend(&["guard", link, option, file.to_str().unwrap()]);
        assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), ""));
        assert!(std::fs::read_to_string(file).unwrap().starts_with(begins), "{option}");
    }
}

#[test]
fn lists_what_there_is() {
    let shown = text(&contend(&["list"]).stdout);
    assert!(shown.contains("mutex*2"), "{shown}");
    let json: Value = serde_json::from_slice(&contend(&["list", "--json"]).stdout).unwrap();
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
    use contend::link::presets::{COMPARISONS, PRESETS};
    for preset in PRESETS.iter().chain(COMPARISONS) {
        contend::experiment::Experiment::strict(preset.name).unwrap();
    }
}
