use super::*;
use crate::yaml;

/// Ids and messages.
fn said(source: &str, go: Option<(u32, u32)>) -> Vec<String> {
    let text = Text::new(".golangci.yml", source);
    let root = yaml::documents(&text).unwrap().unwrap().remove(0);
    let two = root.get("version").is_some();
    let mut tally = Tally::default();
    check(&text, &root, if two { Version::Two } else { Version::One }, go, &mut tally);
    let findings = tally.report().findings.into_iter();
    findings.map(|it| format!("{}:{} {} {}", it.line, it.column, it.id, it.message)).collect()
}

#[test]
fn configurations_that_are_fine() {
    for source in [
        "run: {timeout: 5m}\n",
        "linters:\n  disable-all: true\n  enable: [errcheck, govet, staticcheck, gosec]\n",
        "linters: {presets: [bugs], disable-all: true}\n",
        "linters: {enable: [errcheck, gosimple, govet, ineffassign, staticcheck, typecheck, unused]}\n",
        "version: '2'\nlinters:\n  default: none\n  enable: [errcheck, govet, staticcheck]\nformatters: {enable: [gofumpt]}\n",
        "version: '2'\nlinters:\n  default: all\n  settings: {custom: {mine: {}}, staticcheck: {checks: [all, -ST1000]}}\n  enable: [mine]\n",
        "issues:\n  exclude-rules:\n  - {path: _test\\.go, linters: [errcheck]}\n  - {linters: [lll], text: long}\n",
        "linters-settings: {govet: {disable: [fieldalignment, loopclosure]}}\n",
    ] {
        assert_eq!(said(source, Some((1, 22))), Vec::<String>::new(), "{source}");
    }
}

#[test]
fn configurations_with_a_fault() {
    for (source, why) in [
        (
            "version: '2'\nlinters-settings: {}\n",
            "2:1 CHK101 version 2 has no key linters-settings; in version 2 it is linters.settings",
        ),
        (
            "version: '2'\nlinters: {enable-all: true}\n",
            "2:11 CHK101 version 2 has no key linters.enable-all",
        ),
        ("formatters: {}\n", "1:1 CHK101 version 1 has no key formatters; it is of version 2"),
        ("lintres: {}\n", "1:1 CHK101 version 1 has no key lintres; the nearest is linters"),
        (
            "version: '2'\nissues:\n  exclude-rules: []\n",
            "3:18 CHK101 version 2 has no issues.exclude-rules",
        ),
        (
            "linters: {enable: [errchek]}\n",
            "1:20 CHK102 version 1 has no linter errchek; the nearest is errcheck",
        ),
        (
            "linters: {enable: [golint]}\n",
            "1:20 CHK102 version 1 has no linter golint: instead of it there is revive",
        ),
        (
            "version: '2'\nlinters: {enable: [gofmt]}\n",
            "CHK102 version 2 has no linter gofmt: in version 2 it is a formatter",
        ),
        ("version: '2'\nlinters: {enable: [zzzzqqqq]}\n", "as far as is known here"),
        ("linters: {disable: [govet]}\n", "1:21 CHK103 govet is disabled"),
        (
            "linters: {disable-all: true, enable: [errcheck, staticcheck]}\n",
            "CHK103 govet is not among",
        ),
        (
            "version: '2'\nlinters: {default: fast, enable: [errcheck, govet]}\n",
            "CHK103 staticcheck needs types",
        ),
        (
            "linters-settings: {govet: {disable: [copylocks]}}\n",
            "1:38 CHK103 govet runs without its analyzer copylocks",
        ),
        (
            "version: '2'\nlinters: {settings: {staticcheck: {checks: [all, -SA2001]}}}\n",
            "CHK103 staticcheck runs without SA2001",
        ),
        ("run: {issues-exit-code: 0}\n", "1:25 CHK104 golangci-lint ends with status 0"),
        (
            "issues: {exclude: ['copies lock']}\n",
            "1:20 CHK104 this has no path, so it hides what govet says everywhere",
        ),
        (
            "issues:\n  exclude-rules:\n  - linters: [staticcheck]\n",
            "3:5 CHK104 this has no path, so it hides what staticcheck says everywhere",
        ),
        (
            "version: '2'\nlinters: {exclusions: {paths: ['.*']}}\n",
            "2:32 CHK104 \".*\" excludes every file",
        ),
        ("issues: {exclude: ['(']}\n", "CHK104 \"(\" cannot be read"),
        (
            "issues: {exclude-rules: [{path: '(?!x)', linters: [lll]}]}\n",
            "CHK104 \"(?!x)\" cannot be read",
        ),
        (
            "issues: {exclude-rules: [{path-except: nothing, linters: [govet]}]}\n",
            "CHK104 this has no path, so it hides",
        ),
        (
            "issues: {exclude-rules: [{source: '.', linters: [govet]}]}\n",
            "CHK104 this has no path, so it hides",
        ),
        ("issues: {exclude: ['passes lock by value']}\n", "CHK104 this has no path, so it hides"),
        (
            "version: '2'\nlinters: {exclusions: {paths-except: [x]}}\n",
            "CHK104 every file is left out",
        ),
        (
            "linters-settings: {errcheck: {exclude-functions: ['(*errgroup.Group).Wait']}}\n",
            "CHK104 errcheck does not look at",
        ),
        ("version: '2'\nlinters: {default: everything}\n", "CHK101 linters.default is everything"),
        ("- a\n", "CHK101 the configuration is to have keys"),
        ("linters: {disable-all: true}\n", "CHK103 errcheck, govet, staticcheck are not among"),
        ("run: {tests: false}\n", "CHK103 run.tests leaves out"),
        ("issues: {new-from-rev: HEAD}\n", "CHK104 issues.new-from-rev drops"),
        ("linters: {fast: true}\n", "CHK103 errcheck, govet, staticcheck need types"),
        (
            "version: '2'\nlinters: {enable: [typecheck]}\n",
            "CHK102 version 2 has no linter typecheck",
        ),
    ] {
        let said = said(source, Some((1, 22)));
        assert!(said.len() == 1 && said[0].contains(why), "{source}: {said:?}");
    }
    let old = said("linters-settings: {govet: {disable: [loopclosure]}}\n", Some((1, 21)));
    assert!(old[0].contains("loopclosure"), "{old:?}");
}
