//! The scanner against cases that say what it should find, and against files that nobody should write.

#[path = "scan/wants.rs"]
mod wants;

#[cfg(feature = "full")]
use contend::scan::finding::Access;
use contend::scan::finding::{Confidence, Report};
use contend::scan::{parse, rules, scan};
use std::fs;
use std::path::{Path, PathBuf};
use wants::{Case, Want};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scan/cases")
}

fn go_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            go_files(&path, into);
        } else if path.extension().is_some_and(|end| end == "go") {
            into.push(path);
        }
    }
    into.sort();
}

/// Each file by itself, each folder as a whole.
fn programs() -> Vec<Vec<Case>> {
    let mut programs = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(cases()).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let mut files = Vec::new();
        match path.is_dir() {
            true => go_files(&path, &mut files),
            false if path.extension().is_some_and(|end| end == "go") => files.push(path),
            false => continue,
        }
        let case = |path: &PathBuf| {
            let name = path.strip_prefix(cases()).unwrap().to_str().unwrap().replace('\\', "/");
            Case::read(&name, &fs::read_to_string(path).unwrap())
        };
        programs.push(files.iter().map(case).collect());
    }
    programs
}

fn report(program: &[Case]) -> Report {
    scan(program.iter().map(|case| parse(case.name.clone(), case.text.clone())).collect())
}

/// Everything that is wanted and nothing else.
#[test]
fn finds_what_is_wanted_and_nothing_else() {
    let (mut wanted, mut wrong) = (0, Vec::new());
    for program in programs() {
        let report = report(&program);
        for refused in &report.not_scanned {
            wrong.push(format!("{}:{}: not scanned: {}", refused.file, refused.line, refused.why));
        }
        let mut left: Vec<Want> = program.iter().flat_map(|case| case.wants.clone()).collect();
        wanted += left.len();
        for finding in &report.findings {
            let place = format!("{}:{}: {}", finding.file, finding.line, finding.rule);
            let fits = |want: &Want| {
                want.file == finding.file && want.line == finding.line && want.rule == finding.rule
            };
            match left.iter().position(fits) {
                None => wrong.push(format!(
                    "{place} not wanted ({}): {}",
                    finding.confidence.name(),
                    finding.because
                )),
                Some(index) => {
                    let want = left.remove(index);
                    let confidence = finding.confidence.name();
                    if want.confidence.as_ref().is_some_and(|wanted| wanted != confidence) {
                        wrong.push(format!("{place} is {confidence}: {}", finding.because));
                    }
                    let other = (finding.other.file.clone(), finding.other.line);
                    if want.meets(&program).is_some_and(|place| place != other) {
                        wrong.push(format!("{place} meets {}:{}", other.0, other.1));
                    }
                }
            }
        }
        wrong.extend(
            left.iter().map(|want| format!("{}:{}: {} missed", want.file, want.line, want.rule)),
        );
    }
    println!("{wanted} wanted");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(wanted >= 120, "{wanted} wanted");
}

/// A finding has both halves, or it is none.
#[test]
fn every_finding_shows_both_halves_and_its_reason() {
    for program in programs() {
        for finding in report(&program).findings {
            let place = format!("{}:{}", finding.file, finding.line);
            assert!(finding.because.starts_with("Reported because "), "{place}");
            if finding.rule.starts_with("CTD09") {
                continue;
            }
            for (path, site) in finding.paths.iter().zip([&finding.access, &finding.other]) {
                let last = path.last().unwrap_or_else(|| panic!("{place} has no path"));
                assert_eq!(
                    (&last.file, last.line, last.column),
                    (&site.file, site.line, site.column)
                );
            }
            assert!(!finding.function.is_empty(), "{place}");
            assert!(finding.confidence <= rules::find(finding.rule).unwrap().confidence, "{place}");
        }
    }
}

#[test]
fn every_rule_is_wanted_somewhere() {
    let programs = programs();
    let wants = || programs.iter().flatten().flat_map(|case| &case.wants);
    for rule in rules::RULES {
        assert!(wants().any(|want| want.rule == rule.id), "{}", rule.id);
    }
}

#[test]
fn every_rule_has_a_page_and_every_page_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut pages: Vec<String> = fs::read_dir(folder.clone())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("CTD"))
        .collect();
    pages.sort();
    let rules: Vec<String> = rules::RULES.iter().map(|rule| format!("{}.md", rule.id)).collect();
    assert_eq!(pages, rules);
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    for rule in rules::RULES {
        let line = format!(
            "[{id}]({id}.md) | {} | {}",
            rule.title.en,
            rule.confidence.name(),
            id = rule.id
        );
        assert!(index.contains(&line), "{line}");
        let page = fs::read_to_string(folder.join(format!("{}.md", rule.id))).unwrap();
        let title = format!("# {}: {}\n", rule.id, rule.title.en);
        assert!(page.starts_with(&title), "{} does not start with {title}", rule.id);
        for part in ["## Why", "## How to fix it", "## When to ignore it", "```go"] {
            assert!(page.contains(part), "{} lacks {part}", rule.id);
        }
    }
}

/// Where files stand in the list says nothing.
#[test]
fn the_order_of_files_changes_nothing() {
    let program = programs().into_iter().find(|program| program.len() > 1).unwrap();
    let forth = report(&program);
    let back: Vec<Case> = program.into_iter().rev().collect();
    assert_eq!(forth, report(&back));
    assert!(forth.summary.high > 0);
}

#[test]
fn a_finding_keeps_its_fingerprint_when_lines_move() {
    for program in programs() {
        let before = report(&program);
        let moved: Vec<Case> = program
            .into_iter()
            .map(|case| {
                let text = case.text.replacen('\n', &format!("\n{}", "// moved\n".repeat(50)), 1);
                Case { text: text.replace(" = ", "  =  "), ..case }
            })
            .collect();
        let after = report(&moved);
        let prints = |report: &Report| -> Vec<String> {
            report.findings.iter().map(|finding| finding.fingerprint.clone()).collect()
        };
        assert_eq!(prints(&before), prints(&after), "{}", moved[0].name);
    }
}

fn one(text: &str) -> Report {
    scan(vec![parse("paste.go".into(), text.into())])
}

const RACE: &str =
    "func race() {\n\tm := map[string]int{}\n\tgo func() { m[\"a\"] = 1 }()\n\tm[\"b\"] = 2\n}\n";

#[test]
fn takes_a_paste_as_it_is() {
    let bare = "m := map[string]int{}\ngo func() { m[\"a\"] = 1 }()\nm[\"b\"] = 2\n";
    for (text, line) in [
        (RACE.to_owned(), 3),
        (format!("package p\n\n{RACE}"), 5),
        (format!("\u{feff}package p\n\n{RACE}"), 5),
        (format!("package p\r\n\r\n{}", RACE.replace('\n', "\r\n")), 5),
        (bare.to_owned(), 2),
        (format!("package main\n\nimport \"fmt\"\n\n{bare}"), 6),
        (format!("package main\n\n{RACE}\n}}}}\n"), 5),
    ] {
        let report = one(&text);
        assert_eq!(report.findings.len(), 1, "{text:?} {:?}", report.not_scanned);
        assert_eq!(report.findings[0].line, line, "{text:?}");
    }
}

#[test]
fn columns_are_counted_in_utf_16() {
    let text = "func f() {\n\tm := map[string]int{}\n\tgo func() { /* é😀 */ m[\"ü\"] = 1 }()\n\tprintln(m[\"b\"])\n}";
    let finding = &one(text).findings[0];
    assert_eq!((finding.line, finding.column), (3, 24));
    assert_eq!(finding.access.text, "m[\"ü\"]");
}

/// What Go takes and the parser does not is none of the reader's business.
#[test]
fn what_is_go_is_read_to_its_end() {
    for (text, line) in [
        (format!("\u{feff}package p\n\n{RACE}"), 5),
        (format!("package p\nimport (\"os\")\n{RACE}"), 5),
        (format!("package p\nimport (\"net/http\"; \"os\")\n{RACE}"), 5),
        (format!("package p\nimport (h \"net/http\"; . \"os\"; _ \"fmt\")\n{RACE}"), 5),
        (format!("package p\nimport \"os\"; import (\"fmt\")\n{RACE}"), 5),
        (format!("package p; import (\"os\"); {RACE}"), 3),
        (format!("package p\nfunc (b *Box[T]) Do[U any, V ~[]U](u U) {{}}\n{RACE}"), 5),
        (
            format!(
                "package p\nfunc (b *Box[T]) Do[\n\tU any,\n](u U) {{ b.m[\"é\"] = 1 }}\n{RACE}"
            ),
            7,
        ),
        (format!("package p\n/**/ /* a */\n{RACE}"), 5),
    ] {
        let report = one(&text);
        assert_eq!(report.not_scanned, [], "{text:?}");
        assert_eq!(report.findings.len(), 1, "{text:?}");
        assert_eq!(report.findings[0].line, line, "{text:?}");
    }
}

/// Code that looks like a comment to us alone.
#[test]
fn what_hides_behind_a_comment_is_named() {
    for (text, line, why) in [
        (format!("package p\n\n/* open\n{RACE}"), 3, "does not end"),
        (format!("package p\n\n/*/\n{RACE}"), 3, "does not end"),
        (format!("package p\n// above\r{}", RACE.replace('\n', "\r")), 2, "carriage return"),
        (format!("package p\r{}", RACE.replace('\n', "\r")), 1, "carriage return"),
    ] {
        let report = one(&text);
        let part = &report.not_scanned[0];
        assert!(part.line == line && part.why.contains(why), "{text:?}: {part:?}");
    }
    let fine = one(&format!("package p // a\r\n/* b\r\n\r */\r\nvar s = `\r`\r\n// c\r\n{RACE}"));
    assert_eq!(fine.not_scanned, []);
}

/// More accesses than are compared: what is left out is said, and a table that is made first is none.
#[test]
fn accesses_that_are_too_many_are_named() {
    let table: String = (0..900).map(|key| format!("\tm[{key}] = 1\n")).collect();
    let late = "\tgo func() { m[1] = 2 }()\n\tm[2] = 3\n";
    let report =
        one(&format!("package p\n\nfunc f() {{\n\tm := map[int]int{{}}\n{table}{late}}}\n"));
    assert_eq!((report.findings.len(), report.not_scanned.len()), (1, 0));
    let reads: String = (0..900).map(|key| format!("\tprintln(m[{key}])\n")).collect();
    let handler = "func h(w http.ResponseWriter, r *http.Request) {\n";
    let report = one(&format!(
        "package p\n\nimport \"net/http\"\n\nvar m = map[int]int{{}}\n\n{handler}{reads}\tm[1]++\n}}\n"
    ));
    assert!(report.findings.iter().any(|found| found.access.text == "m[1]"), "{report:?}");
    assert_eq!(report.not_scanned, []);
    let writes: String =
        (0..2_500).map(|key| format!("\tgo func() {{ m[{key}] = 1 }}()\n")).collect();
    let report = one(&format!("package p\n\nvar m = map[int]int{{}}\n\nfunc f() {{\n{writes}}}\n"));
    assert!(report.findings.len() > 500, "{}", report.findings.len());
    let cut = report.not_scanned.iter().find(|part| part.why.starts_with("m has more accesses"));
    assert!(cut.is_some_and(|part| part.why.contains("from here on were not")), "{report:?}");
}

/// Nine calls are one too many, and that is counted.
#[test]
fn calls_that_are_not_followed_are_counted() {
    let calls: String = (1..9).map(|n| format!("func f{n}() {{ f{}() }}\n", n + 1)).collect();
    let text = format!(
        "package p\n\nvar m = map[string]int{{}}\n\nfunc f9() {{ m[\"a\"]++ }}\n{calls}func run() {{ for {{ go f1() }} }}\n"
    );
    let report = one(&text);
    assert_eq!((report.findings.len(), report.summary.not_followed), (0, 1));
    let call = &report.not_followed[0];
    assert_eq!((&*call.call, call.line), ("f9", 13));
    assert!(call.why.contains("8 calls deep"), "{call:?}");
    let near = one(&text.replace("go f1()", "go f2()"));
    assert_eq!((near.findings.len(), near.summary.not_followed), (1, 0));
}

/// A slip in one function, and the others are still read.
#[test]
fn what_does_not_parse_is_named_and_hides_nothing_else() {
    for slip in [
        "func broken() { x := }\n",
        "func broken() {\n\tif {\n",
        "func broken( {\n}\n",
        "func broken() {\n\ts := \"open\n}\n",
        "func broken() {\n\ts := `open\n}\n",
        "func broken() } {\n",
        "type T struct { a int\n",
        "var x = ]\n",
    ] {
        for text in [format!("package p\n\n{slip}\n{RACE}"), format!("package p\n\n{RACE}\n{slip}")]
        {
            let report = one(&text);
            assert_eq!(report.findings.len(), 1, "{text}\n{:?}", report.not_scanned);
            assert!(!report.not_scanned.is_empty(), "{text}");
            assert!(report.not_scanned.iter().all(|part| !part.why.is_empty() && part.line > 2));
        }
    }
}

#[test]
fn what_nests_too_deeply_is_refused_and_not_tried() {
    let deep = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    for body in [
        format!("x := {}", deep("(", "1", ")", 100_000)),
        format!("x := {}", deep("-", "1", "", 100_000)),
        format!("x := {}", deep("f(", "1", ")", 5_000)),
        format!("x := 1{}", "+1".repeat(100_000)),
        format!("x := a{}", ".b()".repeat(50_000)),
        deep("{", "", "}", 100_000),
        deep("if a {", "", "}", 10_000),
        format!("if a {{}}{}", " else if a {}".repeat(50_000)),
        deep("a: ", "f()", "", 50_000),
        format!("var x {}int", "func() ".repeat(50_000)),
        format!("var x {}int", "[]".repeat(50_000)),
        format!("var x {}int", "map[string]".repeat(20_000)),
        format!("var x {}int", "chan ".repeat(50_000)),
        deep("if f(func() {", "", "}) {}", 90),
        deep("go func() {", "", "}()\n", 60),
        deep("for {", "go f()", "}", 60),
    ] {
        let text = format!("package p\n\nfunc deep() {{\n{body}\n}}\n\n{RACE}");
        let report = one(&text);
        assert!(report.findings.iter().any(|found| found.function == "race"), "{}", &body[..40]);
    }
}

#[test]
fn a_file_that_is_too_large_is_named() {
    let report = one(&format!("package p\n{}", "// filler\n".repeat(120_000)));
    assert_eq!(report.not_scanned.len(), 1);
    assert!(report.not_scanned[0].why.contains("larger"));
}

/// Bytes dropped, doubled, moved and swapped: no panic, no hang. `CONTEND_MUTANTS` makes it longer.
#[test]
fn mutants_are_read_without_harm() {
    let files: Vec<String> = programs().into_iter().flatten().map(|case| case.text).collect();
    let seen = mutants(&files, 400);
    assert!(seen.iter().all(|count| *count > 0), "broken and whole ones: {seen:?}");
}

/// The same of files that people wrote, in a folder: part of `make scan-corpus`.
#[test]
#[ignore = "takes minutes and the folder that CONTEND_CORPUS names"]
fn mutants_of_real_files_are_read_without_harm() {
    let folder =
        std::env::var("CONTEND_CORPUS").expect("CONTEND_CORPUS names a folder of Go files");
    let mut paths = Vec::new();
    go_files(Path::new(&folder), &mut paths);
    let files: Vec<String> =
        paths.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
    let [broken, whole] = mutants(&files, 10_000);
    println!("mutants of {} files: {broken} broken, {whole} whole", files.len());
    assert!(broken > 0 && whole > 0);
}

/// How many were not read to their end, and how many were.
fn mutants(files: &[String], usual: u64) -> [usize; 2] {
    let given = std::env::var("CONTEND_MUTANTS").ok().and_then(|count| count.parse().ok());
    let mut seen = [0_usize; 2];
    for seed in 0..given.unwrap_or(usual) {
        let text = wants::Dice::new(seed).mutate(files);
        let report = one(&text);
        seen[usize::from(report.not_scanned.is_empty())] += 1;
        assert_eq!(report, one(&text), "seed {seed}");
    }
    seen
}

/// What the page offers to begin with: the folder of an example has what its name says.
#[test]
fn examples_break_the_rule_that_they_are_called_after() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/labs/scan/examples");
    let mut seen = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut files = Vec::new();
        go_files(&path, &mut files);
        let parsed = files.iter().map(|path| {
            let file = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
            parse(file, fs::read_to_string(path).unwrap())
        });
        let report = scan(parsed.collect());
        assert_eq!(report.not_scanned, [], "{name}");
        let found: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        let wanted: &[&str] = match &*name {
            "article-benchmark" | "article-writers" => &["CTD006"],
            "article-payment" => &["CTD007"],
            "article-guarded" | "article-safemap" | "article-sharded" => &[],
            "article-whitelist" => &["CTD091"],
            "ctd090" => &["CTD001", "CTD090"],
            rule => &[rules::find(&rule.to_uppercase()).expect("a rule").id],
        };
        assert_eq!(found, wanted, "{name}");
        seen.push(name);
    }
    #[cfg(feature = "full")]
    {
        use contend::link::{kinds::Kind, scan_keys::SCAN_KEYS};
        let Kind::Choice { forms } = SCAN_KEYS[0].kind else { panic!("examples are a choice") };
        let mut named: Vec<&str> = forms.iter().map(|form| form.name).collect();
        named.retain(|name| *name != "own");
        named.sort_unstable();
        assert_eq!(named, seen);
    }
    let all = rules::RULES.iter().map(|rule| rule.id.to_lowercase());
    assert!(all.clone().all(|rule| seen.contains(&rule)), "an example for each rule");
}

/// Every pair of accesses that a finding can have.
#[cfg(feature = "full")]
fn pairs() -> Vec<(Access, Access)> {
    let kinds = [
        Access::Read,
        Access::Length,
        Access::Iteration,
        Access::Write,
        Access::Replacement,
        Access::Return,
    ];
    let writes = |kind| matches!(kind, Access::Write | Access::Replacement);
    let both = kinds.into_iter().flat_map(|a| kinds.map(|b| (a, b)));
    both.filter(|(a, b)| writes(*a) || writes(*b)).collect()
}

/// What a reader is told that has the rules' answers, as the command line and the page do.
#[cfg(feature = "full")]
fn instead() -> contend::scan::suggest::Instead {
    let text = serde_json::to_string(&contend::advise::source::instead()).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A finding names what the Choose lab does for a Go program of so many threads that needs the same, and leads to
/// that lab's own experiment.
#[cfg(feature = "full")]
#[test]
fn what_instead_is_what_the_rules_say() {
    use contend::advise::{Answers, advise};
    use contend::link;
    use contend::scan::{Reader, scan_for};
    let reader = Reader { instead: instead(), ..Reader::default() };
    let mut walks = 0;
    let mut findings = 0;
    for program in programs() {
        let files = program.iter().map(|case| parse(case.name.clone(), case.text.clone()));
        let report = scan_for(&reader, files.collect(), &mut |_, _| {});
        for found in report.findings.iter().filter(|found| found.access.kind != Access::Comment) {
            let place = format!("{}:{}", found.file, found.line);
            let walked = [found.access.kind, found.other.kind].contains(&Access::Iteration);
            let need = if walked { "&need=iterate" } else { "" };
            let question = format!("#v1/choose?lang=go{need}&threads=2");
            let confirm = advise(&Answers::strict(&question).unwrap().unwrap()).confirm.unwrap();
            let sorted = |link: &str| {
                let mut values = link::parse(link).unwrap().values;
                let mut maps: Vec<String> = values["maps"].split(',').map(str::to_owned).collect();
                maps.sort();
                values.set("maps", maps.join(","));
                // It follows the order of the maps.
                values.set("baseline", maps[0].clone());
                (maps, link::format("compare", &values))
            };
            let named = found.suggest.iter().filter(|it| it.link.starts_with("#v1/compare?"));
            let named: Vec<_> = named.collect();
            let (maps, wanted) = sorted(&confirm);
            assert!(named.iter().all(|it| sorted(&it.link).1 == wanted), "{place}: {named:?}");
            let guarded =
                matches!(found.rule, "CTD002" | "CTD003" | "CTD004" | "CTD009" | "CTD012");
            let all = if guarded { 1 } else { maps.len() };
            assert!(named.len() == all && named.iter().all(|it| maps.contains(&it.map)), "{place}");
            findings += 1;
            walks += usize::from(walked);
        }
    }
    assert!(walks >= 5 && findings - walks >= 100, "{walks} of {findings}");
}

/// Canonical links; in the Race lab the two accesses meet, as Go says it.
#[cfg(feature = "full")]
#[test]
fn suggestions_lead_where_they_say() {
    use contend::link;
    use contend::model::{program::Program, schedule::Schedule, trace::Trace};
    use contend::scan::suggest::suggest;
    let instead = instead();
    for (access, other) in pairs() {
        let what = format!("{access:?} and {other:?}");
        let list = suggest(&instead, &rules::UNGUARDED, access, other);
        for suggestion in &list {
            let read = link::parse(&suggestion.link).unwrap();
            assert_eq!(read.problems, [], "{}", suggestion.link);
            assert_eq!(link::format(read.lab, &read.values), suggestion.link);
        }
        let race = link::parse(&list.last().unwrap().link).unwrap();
        assert_eq!((race.lab, &race.values["view"]), ("race", "step"));
        let (program, _) = Program::read(&race.values["prog"]).unwrap();
        let (schedule, _) = Schedule::read(&race.values["sched"]).unwrap();
        let trace = Trace::new(&program, &schedule, true);
        assert!(trace.dropped.is_empty(), "{what}");
        let outcome = serde_json::to_value(trace.outcome.expect("an end")).unwrap();
        let lengths = access == Access::Length || other == Access::Length;
        let ends = if lengths { "serial" } else { "fatal" };
        assert_eq!(outcome["kind"], ends, "{what}: {outcome}");
    }
}

#[test]
fn confidence_is_ordered() {
    assert!(Confidence::Low < Confidence::Medium && Confidence::Medium < Confidence::High);
}
