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

/// An index of git's with these paths, of version 2.
fn git_index(paths: &[&str]) -> Vec<u8> {
    let mut bytes = [b"DIRC\0\0\0\x02\0\0\0".as_slice(), &[paths.len() as u8]].concat();
    for path in paths {
        let start = bytes.len();
        bytes.extend([0; 60]);
        bytes.extend([0, path.len() as u8]);
        bytes.extend(path.as_bytes());
        bytes.push(0);
        while (bytes.len() - start) % 8 != 0 {
            bytes.push(0);
        }
    }
    bytes
}

/// Which files were read, and what was said.
fn read_of(folder: &Path, arguments: &[&str]) -> (u64, Value, String, Option<i32>) {
    let (text, errors, status) = shown(&scan(folder, &[arguments, &["--json"]].concat()));
    let value: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{errors}"));
    let files = value["summary"]["files"].as_u64().unwrap();
    (files, value["notScanned"].clone(), errors, status)
}

#[test]
fn what_git_tracks_is_read_and_what_is_left_out_is_counted() {
    let folder = repository();
    let race = fs::read_to_string(golden().join("source/spawn.go")).unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for path in ["a.go", "b.go", "c/d.go", "vendor/v.go", ".hidden/h.go", "new.go"] {
        write(&format!("tree/{path}"), &race);
    }
    write("tree/e.go", &format!("// Code generated by hand. DO NOT EDIT.\n\n{race}"));
    write("tree/.gitignore", "b.go\nc/\nnew.go\n");
    write("tree/.ignore", "a.go\n");
    let (files, _, errors, _) = read_of(folder.path(), &["tree"]);
    assert_eq!(files, 1, "a .ignore is not git's");
    let said = "contend: 6 Go files left out: 4 ignored by git or hidden, 1 in vendor, testdata or node_modules (--all includes them), 1 generated (--all includes them)\n";
    assert_eq!(errors, said);
    let tracked = ["tree/a.go", "tree/b.go", "tree/c/d.go", "tree/gone.go", "tree/vendor/v.go"];
    fs::write(folder.path().join(".git/index"), git_index(&tracked)).unwrap();
    let (files, unread, errors, _) = read_of(folder.path(), &["tree"]);
    assert_eq!((files, unread), (3, serde_json::json!([])), "{errors}");
    assert!(errors.contains("2 ignored by git or hidden"), "{errors}");
    assert_eq!(read_of(folder.path(), &["tree/c"]).0, 1);
    assert_eq!(read_of(folder.path(), &["tree", "--all"]).0, 5);
}

#[test]
fn a_file_is_read_once_whatever_it_is_called() {
    let folder = repository();
    let whole = folder.path().join("source").canonicalize().unwrap();
    let (whole, file) = (whole.to_str().unwrap(), "source/spawn.go");
    let once = read_of(folder.path(), &["source"]).0;
    for paths in [&["source", file][..], &["source", "./source"], &[whole, "source"]] {
        assert_eq!(read_of(folder.path(), paths).0, once, "{paths:?}");
    }
    let race = fs::read_to_string(golden().join("source/spawn.go")).unwrap();
    let generated = format!("// Code generated by hand. DO NOT EDIT.\n\n{race}");
    fs::write(folder.path().join("source/e.go"), generated).unwrap();
    assert_eq!(read_of(folder.path(), &["source"]).0, once);
    assert_eq!(read_of(folder.path(), &["source", "source/e.go"]).0, once + 1, "it was named");
}

#[test]
fn a_large_file_is_named_unless_it_is_generated() {
    let folder = repository();
    let filler = "// filler\n".repeat(120_000);
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    write("source/large.go", format!("package p\n{filler}"));
    let (_, unread, ..) = read_of(folder.path(), &["source", "--allow-unscanned"]);
    assert!(unread.to_string().contains("larger than 1024 KB"), "{unread}");
    let head = "// Code generated by hand. DO NOT EDIT.\n\npackage p\n";
    write("source/large.go", format!("{head}{filler}"));
    let (_, unread, ..) = read_of(folder.path(), &["source"]);
    assert!(!unread.to_string().contains("large"), "{unread}");
}

#[cfg(unix)]
#[test]
fn only_files_are_read_and_links_are_files() {
    use std::os::unix::fs::symlink;
    let folder = repository();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("odd")).unwrap();
    fs::rename(at("source/spawn.go"), at("elsewhere.txt")).unwrap();
    symlink("../elsewhere.txt", at("odd/linked.go")).unwrap();
    symlink("/dev/zero", at("odd/zero.go")).unwrap();
    symlink("nowhere", at("odd/dangling.go")).unwrap();
    symlink("..", at("odd/folder.go")).unwrap();
    let made = Command::new("mkfifo").arg(at("odd/pipe.go")).status().unwrap();
    assert!(made.success());
    fs::write(at("odd/back\\slash.go"), "package p\n/* open\n").unwrap();
    let (files, unread, errors, status) = read_of(folder.path(), &["odd"]);
    let names = |unread: &Value| -> Vec<String> {
        let parts = unread.as_array().unwrap().iter();
        parts.map(|part| part["file"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((files, status), (2, Some(1)), "{unread} {errors}");
    let odd = ["odd/back\\slash.go", "odd/dangling.go", "odd/pipe.go", "odd/zero.go"];
    assert_eq!(names(&unread), odd, "{unread}");
    let (_, named, _, status) = read_of(folder.path(), &["odd/zero.go", "odd/pipe.go"]);
    assert_eq!((names(&named).len(), status), (2, Some(1)), "{named}");
    // Whoever may read everything may read this.
    fs::create_dir(at("odd/closed")).unwrap();
    let closed = std::os::unix::fs::PermissionsExt::from_mode(0o000);
    fs::set_permissions(at("odd/closed"), closed).unwrap();
    if fs::read_dir(at("odd/closed")).is_err() {
        let (_, unread, ..) = read_of(folder.path(), &["odd"]);
        assert!(names(&unread).contains(&"odd/closed".to_owned()), "{unread}");
    }
}

#[test]
fn source_is_never_written_over() {
    let folder = repository();
    let path = folder.path().join("source/cache.go");
    let before = fs::read_to_string(&path).unwrap();
    for option in ["--out", "--write-baseline"] {
        let (_, errors, status) =
            shown(&scan(folder.path(), &["source", option, "source/cache.go"]));
        assert_eq!(status, Some(2), "{errors}");
        assert!(errors.contains("source/cache.go: it is Go source"), "{errors}");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), before);
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
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "JSON writes it by its number: {text}");
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["findings"][0]["file"], name);
}

/// What a baseline knows of a file that was not read is neither there nor gone.
#[test]
fn a_baseline_says_what_is_unchecked() {
    let folder = repository();
    let at = |arguments: &[&str]| shown(&scan(folder.path(), arguments));
    let files = ["source/cache.go", "source/spawn.go"];
    at(&[&files[..], &["--write-baseline", "known.json"]].concat());
    let (_, errors, status) = at(&["source/spawn.go", "--baseline", "known.json"]);
    assert_eq!(status, Some(0), "{errors}");
    assert!(errors.contains("source/cache.go in the baseline are unchecked"), "{errors}");
    assert!(!errors.contains("no longer found"), "{errors}");
    let path = folder.path().join("source/cache.go");
    let source = fs::read_to_string(&path).unwrap();
    fs::write(&path, format!("{source}\nfunc broken() {{\n\tif {{\n")).unwrap();
    let (_, errors, _) = at(&[&files[..], &["--baseline", "known.json"]].concat());
    assert!(errors.is_empty(), "all of it is still found: {errors}");
    fs::write(&path, source.replace("func (c *Cache) All", "func (c *Cache) = All")).unwrap();
    let (_, errors, _) = at(&[&files[..], &["--baseline", "known.json"]].concat());
    assert!(
        errors.contains("1 finding of source/cache.go in the baseline is unchecked"),
        "{errors}"
    );
    fs::remove_file(&path).unwrap();
    let (_, errors, _) = at(&["source/spawn.go", "--baseline", "known.json"]);
    assert!(errors.contains("no longer found") && !errors.contains("unchecked"), "{errors}");
}

/// A chain of calls that is one too long, named in every format that has room for it.
#[test]
fn calls_that_were_not_followed_are_named() {
    let folder = repository();
    let calls: String = (1..9).map(|n| format!("func f{n}() {{ f{}() }}\n", n + 1)).collect();
    let text = format!(
        "package p\n\nvar m = map[string]int{{}}\n\nfunc f9() {{ m[\"a\"]++ }}\n{calls}func run() {{ for {{ go f1() }} }}\n"
    );
    fs::write(folder.path().join("deep.go"), text).unwrap();
    let of = |format: &str| {
        let (text, _, status) = shown(&scan(folder.path(), &["deep.go", "--format", format]));
        assert_eq!(status, Some(0), "{text}");
        text
    };
    for format in ["text", "json", "sarif", "github"] {
        let text = of(format);
        assert!(text.contains("f9") && text.contains("8 calls deep"), "{format} {text}");
    }
    assert!(of("text").contains("1 call not followed"), "{}", of("text"));
    assert!(!of("github").contains("of this kind"), "one is one: {}", of("github"));
    let value: Value = serde_json::from_str(&of("json")).unwrap();
    assert_eq!(value["notFollowed"][0]["line"], 13);
    assert!(schema::schema("scan").is_valid(&value), "{value}");
}

/// Eleven findings of one level are ten and one more.
#[test]
fn counts_are_said_in_the_singular_and_the_plural() {
    let folder = repository();
    let race = |n: usize| {
        format!(
            "func f{n}() {{\n\tm := map[int]int{{}}\n\tgo func() {{ m[1] = 1 }}()\n\tm[2] = 2\n}}\n"
        )
    };
    for (count, says) in
        [(11, "1 more finding is not shown here"), (12, "2 more findings are not shown here")]
    {
        let functions: String = (0..count).map(race).collect();
        fs::write(folder.path().join("many.go"), format!("package p\n\n{functions}")).unwrap();
        let (text, ..) = shown(&scan(folder.path(), &["many.go", "--format", "github"]));
        assert!(text.contains(says), "{text}");
    }
    fs::write(folder.path().join("broken.go"), "package p\n\nfunc a() { x := }\n").unwrap();
    let (one, ..) = shown(&scan(folder.path(), &["broken.go", "--format", "github"]));
    assert!(one.contains("not scanned") && !one.contains("of this kind"), "{one}");
    fs::write(
        folder.path().join("broken.go"),
        "package p\n\nfunc a() { x := }\n\nfunc b() { x := }\n",
    )
    .unwrap();
    let (two, ..) = shown(&scan(folder.path(), &["broken.go", "--format", "github"]));
    assert!(two.contains("(2 places of this kind)"), "{two}");
}

/// The remedy and what was not looked at are in what a machine reads, too.
#[test]
fn machines_read_the_remedy_and_what_was_left_out() {
    let folder = repository();
    fs::create_dir(folder.path().join("source/hidden")).unwrap();
    fs::write(folder.path().join("source/hidden/a.go"), "package p\n").unwrap();
    fs::write(folder.path().join("source/.gitignore"), "hidden/\n").unwrap();
    let (text, ..) = shown(&scan(folder.path(), &["source", "--json"]));
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["leftOut"][0]["files"], 1, "{text}");
    assert!(value["leftOut"][0]["why"].as_str().unwrap().contains("ignored by git"), "{text}");
    let remedies = value["findings"].as_array().unwrap().iter();
    assert!(remedies.map(|found| found["remedy"].as_str().unwrap()).all(|it| it.len() > 20));
    assert!(schema::schema("scan").is_valid(&value), "{text}");
    let (text, ..) = shown(&scan(folder.path(), &["source", "--format", "sarif"]));
    let run = &serde_json::from_str::<Value>(&text).unwrap()["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let remedy = result["properties"]["remedy"].as_str().unwrap();
        assert!(result["message"]["text"].as_str().unwrap().ends_with(remedy), "{result}");
    }
    assert!(run["invocations"][0].to_string().contains("1 Go file left out: ignored by git"));
    let (text, ..) = shown(&scan(folder.path(), &["source"]));
    assert!(text.contains(", 1 file left out"), "{text}");
}
