//! `contend scan` as a user and a CI service meet it. `CONTEND_BLESS=1` writes the golden files anew.
#![cfg(feature = "scan")]

mod schema;

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scan/golden")
}

/// A repository of its own with the golden sources in it.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::create_dir(folder.path().join("source")).unwrap();
    for entry in fs::read_dir(golden().join("source")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join("source").join(entry.file_name())).unwrap();
    }
    folder
}

fn scan(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contend"));
    command.arg("scan").args(arguments).current_dir(folder).env("NO_COLOR", "1");
    command.output().unwrap()
}

fn shown(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr), output.status.code())
}

#[test]
fn every_format_is_as_it_was() {
    let folder = repository();
    for (format, name) in [
        ("text", "text.txt"),
        ("json", "scan.json"),
        ("sarif", "scan.sarif"),
        ("github", "github.txt"),
        ("junit", "junit.xml"),
    ] {
        let (text, _, status) = shown(&scan(folder.path(), &["source", "--format", format]));
        assert_eq!(status, Some(1), "{text}");
        let path = golden().join(name);
        if std::env::var_os("CONTEND_BLESS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(text, fs::read_to_string(&path).unwrap(), "{}", path.display());
    }
}

#[test]
fn json_fits_its_schema() {
    let folder = repository();
    let (text, ..) = shown(&scan(folder.path(), &["source", "--json"]));
    let value: Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<String> =
        schema::schema("scan").iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(value["schema"], "contend/scan/1");
}

/// The schema of SARIF 2.1.0 comes in an npm package that the project's `npm ci` installs.
fn sarif_schema() -> jsonschema::Validator {
    let path = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";
    let whole = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(whole).unwrap_or_else(|_| panic!("{path}: run npm ci"));
    // Its pattern for languages has a bracket too many, which JavaScript's engine alone puts up with.
    let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}?$");
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn valid_sarif(folder: &Path, arguments: &[&str]) -> Value {
    let options = [arguments, &["--format", "sarif", "--all", "--show-ignored"]].concat();
    let (text, errors, _) = shown(&scan(folder, &options));
    let document: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{errors}"));
    let schema = sarif_schema();
    let wrong: Vec<String> =
        schema.iter_errors(&document).take(5).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    document
}

#[test]
fn sarif_fits_its_schema() {
    let folder = repository();
    let source = "package p\n\n//contend:ignore CTD001 nothing is here\nfunc f() {}\n";
    fs::write(folder.path().join("a é.go"), source).unwrap();
    let run = &valid_sarif(folder.path(), &["."])["runs"][0];
    let results = run["results"].as_array().unwrap();
    // Findings with two ways, one of a comment, one that a comment silences, and a place not scanned.
    assert!(results.iter().any(|result| result["ruleId"] == "CTD091"));
    assert!(results.iter().any(|result| result["suppressions"].is_array()));
    assert!(results.iter().any(|result| result["codeFlows"].is_array()));
    assert_ne!(run["invocations"][0]["toolExecutionNotifications"], serde_json::json!([]));
    // The schema itself notices a fault.
    let mut spoilt = valid_sarif(folder.path(), &["."]);
    spoilt["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] =
        0.into();
    assert!(!sarif_schema().is_valid(&spoilt));
}

/// More than a service takes: the file is valid and says what is not in it. Part of `make scan-corpus`.
#[test]
#[ignore = "60 MB are written, read and checked"]
fn sarif_of_30_000_findings_is_cut_and_says_so() {
    let folder = repository();
    for file in 0..3 {
        let mut text = format!("package p{file}\n");
        for index in 0..10_000 {
            text.push_str(&format!(
                "func f{index}(){{m:=map[int]int{{}};go func(){{m[1]=1}}();m[2]=2}}\n"
            ));
        }
        fs::write(folder.path().join(format!("many{file}.go")), text).unwrap();
    }
    let run = &valid_sarif(folder.path(), &["many0.go", "many1.go", "many2.go"])["runs"][0];
    let kept = run["results"].as_array().unwrap().len();
    assert!((1_000..=25_000).contains(&kept), "{kept}");
    let said = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    let expected = format!("{} of 30000 results were left out", 30_000 - kept);
    assert!(said.as_str().unwrap().starts_with(&expected), "{said}");
}

#[test]
fn the_status_says_how_it_went() {
    let folder = repository();
    let at = |arguments: &[&str]| shown(&scan(folder.path(), arguments));
    fs::write(folder.path().join("fine.go"), "package p\n\nfunc f() {}\n").unwrap();
    let len = "package p\n\nfunc f() {\n\tm := map[string]int{}\n\tgo func() { m[\"a\"] = 1 }()\n\tprintln(len(m))\n}\n";
    fs::write(folder.path().join("len.go"), len).unwrap();
    for (arguments, status, says) in [
        (&["fine.go"][..], 0, "0 findings (0 high, 0 medium, 0 low) in 1 file"),
        (&["len.go"], 0, "(CTD001)"),
        (&["len.go", "--fail-on", "medium"], 1, "(CTD001)"),
        (&["len.go", "--fail-on", "never"], 0, "(CTD001)"),
        (&["source/spawn.go"], 1, "(CTD006)"),
        (&["source/spawn.go", "--fail-on", "never"], 0, "(CTD006)"),
        (&["source/broken.go"], 1, "not scanned: syntax error"),
        (&["source/broken.go", "--allow-unscanned"], 0, "not scanned: syntax error"),
        (&["source/spawn.go"], 1, "1 ignored by comments"),
    ] {
        let (text, errors, code) = at(arguments);
        assert_eq!(code, Some(status), "{arguments:?} {text} {errors}");
        assert!(text.contains(says), "{arguments:?} {text}");
    }
    fs::create_dir(folder.path().join("empty")).unwrap();
    for (arguments, says) in [
        (&["nowhere"][..], "nowhere: "),
        (&["empty"], "there is no Go file to scan in empty"),
        (&["source/cache.go", "--baseline", "none.json"], "none.json: "),
        (&[], "<PATH>"),
        (&["fine.go", "--format", "html"], "html"),
    ] {
        let (text, errors, code) = at(arguments);
        assert_eq!(code, Some(2), "{arguments:?} {text}");
        assert!(errors.contains(says), "{arguments:?} {errors}");
    }
}

#[test]
fn reads_the_standard_input() {
    let folder = repository();
    let mut child = Command::new(env!("CARGO_BIN_EXE_contend"))
        .args(["scan", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let paste = "m := map[string]int{}\ngo func() { m[\"a\"] = 1 }()\nm[\"b\"] = 2\n";
    child.stdin.take().unwrap().write_all(paste.as_bytes()).unwrap();
    let (text, _, status) = shown(&child.wait_with_output().unwrap());
    assert_eq!(status, Some(1));
    assert!(text.starts_with("<stdin>:2:13: unguarded write"), "{text}");
}

#[test]
fn skips_what_git_and_go_skip() {
    let folder = repository();
    let race = fs::read_to_string(golden().join("source/spawn.go")).unwrap();
    for path in ["vendor/a.go", "x/testdata/b.go", "ignored/c.go", "d.go"] {
        let path = folder.path().join("tree").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &race).unwrap();
    }
    fs::write(folder.path().join("tree/.gitignore"), "ignored/\n").unwrap();
    let generated = format!("// Code generated by hand. DO NOT EDIT.\n\n{race}");
    fs::write(folder.path().join("tree/e.go"), generated).unwrap();
    let files = |arguments: &[&str]| {
        let mut all = vec!["tree", "--json"];
        all.extend(arguments);
        let (text, ..) = shown(&scan(folder.path(), &all));
        let value: Value = serde_json::from_str(&text).unwrap();
        value["summary"]["files"].as_u64().unwrap()
    };
    assert_eq!((files(&[]), files(&["--all"]), files(&["tree/vendor/a.go"])), (1, 4, 2));
}

#[test]
fn a_baseline_outlives_edits_and_names_what_is_gone() {
    let folder = repository();
    let at = |arguments: &[&str]| shown(&scan(folder.path(), arguments));
    let options = ["source/cache.go", "source/spawn.go"];
    let (text, _, status) = at(&[&options[..], &["--write-baseline", "known.json"]].concat());
    assert_eq!((text.as_str(), status), ("3 findings written to known.json\n", Some(0)));
    let known = [&options[..], &["--baseline", "known.json"]].concat();
    let (text, errors, status) = at(&known);
    assert_eq!(status, Some(0), "{text} {errors}");
    assert!(text.starts_with("0 findings") && errors.is_empty(), "{text} {errors}");

    let path = folder.path().join("source/cache.go");
    let source = fs::read_to_string(&path).unwrap();
    let moved = source.replacen("\n", &("\n".to_owned() + &"// above\n".repeat(50)), 1);
    fs::write(&path, moved.replace("c.data[k] = v", "c.data[ k ]   =   v")).unwrap();
    let (text, errors, status) = at(&known);
    assert_eq!(status, Some(0), "{text} {errors}");
    assert!(errors.is_empty(), "{errors}");

    let more = "\nfunc (c *Cache) Bare(k string) int { return c.data[k] }\n\nfunc (c *Cache) Drop(k string) {\n\tc.mu.Lock()\n\tdelete(c.data, k)\n\tc.mu.Unlock()\n}\n";
    let fixed = source.replace("return c.data\n", "return nil\n") + more;
    fs::write(&path, fixed).unwrap();
    let (text, errors, status) = at(&known);
    assert_eq!(status, Some(1), "{text} {errors}");
    assert!(text.contains("1 finding (1 high") && text.contains("cache.go:26:"), "{text}");
    assert!(
        errors.contains("CTD009 in source/cache.go (Cache.All) is no longer found"),
        "{errors}"
    );
}

/// What a file is called or holds is neither an escape code nor markup.
#[test]
fn foreign_text_stays_text() {
    let folder = repository();
    let name = "a\u{1b}[2J%,:\u{202e}b.go";
    let source = "package p\n\nfunc f() {\n\tm := map[string]int{}\n\tgo func() { m[`\u{1b}[31m</failure>\n::error::x`] = 1 }()\n\tm[\"b\"] = 2\n}\n";
    fs::write(folder.path().join(name), source).unwrap();
    for format in ["text", "github", "junit", "sarif"] {
        let (text, errors, status) = shown(&scan(folder.path(), &[name, "--format", format]));
        assert_eq!(status, Some(1), "{text} {errors}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{format} {text}");
        assert!(!text.lines().any(|line| line.starts_with("::error::x")), "{text}");
    }
    let (text, ..) = shown(&scan(folder.path(), &[name, "--json"]));
    assert!(!text.contains('\u{1b}'), "JSON writes it by its number: {text}");
}
