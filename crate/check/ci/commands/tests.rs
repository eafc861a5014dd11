use super::*;
use crate::ci::script::{Script, Shell};
use crate::shell::parse;
use crate::source::Text;
use std::rc::Rc;

fn of(body: &str) -> Option<Tool> {
    tool(&parse(body, 0..body.len()).pipelines[0].commands[0])
}

#[test]
fn tools_by_their_commands() {
    let other = |name: &str| Some(Tool::Other(name.into()));
    for (body, expected) in [
        ("go test -race ./...", Some(Tool::GoTest)),
        ("go -C sub test ./...", Some(Tool::GoTest)),
        ("env A=1 timeout -k 1 10m /usr/local/go/bin/go test", Some(Tool::GoTest)),
        ("timeout -s KILL 5m go test ./...", Some(Tool::GoTest)),
        ("docker run --rm -v $PWD:/x golang go test -race", Some(Tool::GoTest)),
        ("gotestsum --format x -- -race ./...", Some(Tool::GoTest)),
        ("go run gotest.tools/gotestsum@latest -- -race", Some(Tool::GoTest)),
        ("xargs -n1 go test", Some(Tool::GoTest)),
        ("${GO} test -race", Some(Tool::GoTest)),
        ("golangci-lint run --fast", Some(Tool::Lint)),
        (
            "go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.1.6 run",
            Some(Tool::Lint),
        ),
        ("go tool golangci-lint run", Some(Tool::Lint)),
        ("docker run golangci/golangci-lint:v1.55.2 golangci-lint run", Some(Tool::Lint)),
        ("golangci-lint version", None),
        ("promtool check rules a.yml", other("promtool")),
        ("contend check", other("contend check")),
        ("make -C x test-unit", other("make")),
        ("make build", None),
        ("make -C test build", None),
        ("echo go test -race", None),
        ("go build -race", None),
        ("go run ./cmd/gen", None),
        ("find . -name go.mod -execdir go test -race ./... \\;", Some(Tool::GoTest)),
        ("find . -name x -exec rm {} +", None),
        ("ginkgo build -race", None),
        ("ginkgo -race -r", Some(Tool::GoTest)),
        ("gotestsum tool slowest", None),
    ] {
        assert_eq!(of(body), expected, "{body}");
    }
}

fn of_script(body: &str, environment: &[(&str, &str)]) -> Race {
    let mut script = Script::file(Rc::new(Text::new("a.sh", body)), Shell::default());
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned(), 0);
    script.environment = environment.iter().map(pair).collect();
    script.matrix = vec![("flags".into(), vec!["".into(), "-race".into()])];
    let mut found = None;
    crate::ci::visit(&script, &mut |site| {
        if tool(site.command()) == Some(Tool::GoTest) {
            found = Some(race(site));
        }
    });
    found.unwrap_or_else(|| panic!("{body}"))
}

#[test]
fn the_detector_by_what_reaches_go() {
    for (body, environment, expected) in [
        ("go test -race ./...", &[][..], Race::Yes),
        ("go test ./...", &[], Race::No),
        ("go test -race -race=false ./...", &[], Race::No),
        ("go test ./... -args -race", &[], Race::No),
        ("go test $FLAGS ./...", &[], Race::Unknown),
        ("go test $FLAGS ./...", &[("FLAGS", "-v -race")], Race::Yes),
        ("go test -timeout=${T} ./...", &[], Race::No),
        ("[ $X ] && F=-race\ngo test $F", &[], Race::Unknown),
        ("(F=-race)\ngo test $F", &[], Race::Unknown),
        ("f() { F=-race; }\ngo test $F", &[], Race::Unknown),
        ("F=${R:+-race}\ngo test $F", &[], Race::Unknown),
        ("R=-race\nF=\"-v $R\"\ngo test $F", &[], Race::Yes),
        ("for r in '' -race; do go test $r; done", &[], Race::Yes),
        ("FLAGS=-race\ngo test $FLAGS ./...", &[], Race::Yes),
        ("args=(-race -v)\ngo test \"${args[@]}\" ./...", &[], Race::Yes),
        ("args=(-race)\nif a; then args+=(\"$@\"); fi\ngo test \"${args[@]}\"", &[], Race::Yes),
        ("if a; then F=-race; fi\ngo test $F", &[], Race::Unknown),
        ("if a; then F=-race; go test $F; fi", &[], Race::Yes),
        ("go test ${{ matrix.flags }} ./...", &[], Race::Yes),
        ("go test ${{ inputs.flags }} ./...", &[], Race::Unknown),
        ("GOFLAGS=-race go test ./...", &[], Race::Yes),
        ("GOFLAGS=-race=false go test ./...", &[], Race::No),
        ("export GOFLAGS=-race\ngo test ./...", &[], Race::Yes),
        ("go test ./...", &[("GOFLAGS", "-race")], Race::Yes),
        ("gotestsum -- -race ./...", &[], Race::Yes),
    ] {
        assert_eq!(of_script(body, environment), expected, "{body}");
    }
    for body in [
        "go test -race -run=^$ ./...",
        "go test -race -run XXX -bench . ./...",
        "go test -race -c ./...",
        "go test -race -list . ./...",
        "go test -race -n ./...",
        "go test -race -exec true ./...",
        "go test -race -count=0 ./...",
        "go test -race -count 0 ./...",
        "GOFLAGS=-count=0 go test -race ./...",
        "CGO_ENABLED=0 go test -race ./...",
    ] {
        assert!(matches!(of_script(body, &[]), Race::Idle(_)), "{body}");
    }
}

#[test]
fn what_is_not_known_may_run_a_tool() {
    for (body, expected) in [
        ("nix develop -c go test -race ./...", Some("go test")),
        ("ssh host \"go test -race ./...\"", Some("go test")),
        ("CMD=\"go test -race\"; $CMD ./...", Some("go test")),
        ("script -qec \"golangci-lint run\"", Some("golangci-lint")),
        ("echo go test", None),
        ("go install github.com/golangci/golangci-lint", None),
        ("git commit -m 'go test'", None),
        ("cargo test", None),
        ("export X='go test'", None),
    ] {
        let script = Script::file(Rc::new(Text::new("a.sh", body)), Shell::default());
        let mut found = None;
        crate::ci::visit(&script, &mut |site| found = found.or(mention(site)));
        assert_eq!(found, expected, "{body}");
    }
}
