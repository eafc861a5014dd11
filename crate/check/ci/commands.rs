//! Which commands judge something, so that their status must not get lost.

use crate::shell::{Command, Word};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Race {
    Yes,
    No,
    /// It has words that only the shell knows.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    GoTest(Race),
    Lint,
    /// Others that answer by their status, by how they are called.
    Other(&'static str),
}

impl Tool {
    pub fn name(self) -> &'static str {
        match self {
            Self::GoTest(_) => "go test",
            Self::Lint => "golangci-lint",
            Self::Other(name) => name,
        }
    }
}

/// The last part of a path, and of a variable its name.
fn base(word: &Word) -> String {
    let text = word.text.rsplit('/').next().unwrap_or_default();
    let text = text.trim_start_matches(['$', '{']).trim_end_matches('}');
    text.strip_suffix(".exe").unwrap_or(text).to_ascii_lowercase()
}

/// The words from the program on, past what starts others (`env`, `timeout 5m`, ...).
pub fn core(command: &Command) -> &[Word] {
    let mut rest = command.words.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let numbers = match base(first).as_str() {
            "env" | "sudo" | "nohup" | "exec" | "command" | "stdbuf" | "xvfb-run" | "setsid"
            | "time" => false,
            "timeout" | "chrt" | "taskset" | "nice" | "ionice" => true,
            _ => break,
        };
        let option = |word: &&Word| {
            let text = word.text.as_str();
            text.starts_with('-')
                || text.contains('=')
                || numbers && text.starts_with(|sign: char| sign.is_ascii_digit())
        };
        rest = &others[others.iter().take_while(option).count()..];
    }
    // What runs a command elsewhere.
    if rest
        .first()
        .is_some_and(|first| matches!(base(first).as_str(), "docker" | "podman" | "xargs"))
        && let Some(at) = rest.windows(2).position(|pair| is_go(&pair[0]) && pair[1].text == "test")
    {
        return &rest[at..];
    }
    rest
}

fn is_go(word: &Word) -> bool {
    let name = base(word);
    name == "go" || name == "gotip" || name == "richgo" || name.starts_with("go1.")
}

fn race(words: &[Word]) -> Race {
    let on = |word: &Word| {
        matches!(word.text.as_str(), "-race" | "--race" | "-race=true" | "--race=true" | "-race=1")
    };
    match words {
        _ if words.iter().any(on) => Race::Yes,
        _ if words.iter().any(|word| word.text.starts_with('$')) => Race::Unknown,
        _ => Race::No,
    }
}

/// What the command judges by, if it judges.
pub fn tool(command: &Command) -> Option<Tool> {
    let words = core(command);
    let name = base(words.first()?);
    let second = words.get(1).map(|word| word.text.as_str()).unwrap_or_default();
    let flagged = |word: &&Word| !word.text.starts_with('-');
    let operand = words.iter().skip(1).find(flagged).map(|word| word.text.as_str());
    match (name.as_str(), second) {
        (_, "test") if is_go(&words[0]) => {
            let flags = command.assignments.iter().find(|word| word.text.starts_with("GOFLAGS="));
            let by_flags = flags.is_some_and(|word| word.text.contains("-race"));
            Some(Tool::GoTest(if by_flags { Race::Yes } else { race(&words[2..]) }))
        }
        (_, "vet") if is_go(&words[0]) => Some(Tool::Other("go vet")),
        ("gotestsum" | "ginkgo", _) => Some(Tool::GoTest(race(&words[1..]))),
        ("golangci-lint", _) if matches!(operand, None | Some("run")) => Some(Tool::Lint),
        ("staticcheck", _) => Some(Tool::Other("staticcheck")),
        ("govulncheck", _) => Some(Tool::Other("govulncheck")),
        ("promtool", _) if matches!(operand, Some("check" | "test")) => {
            Some(Tool::Other("promtool"))
        }
        ("contend", _) => match operand {
            Some("scan") => Some(Tool::Other("contend scan")),
            Some("check") => Some(Tool::Other("contend check")),
            Some("compare") => Some(Tool::Other("contend compare")),
            Some("verify") => Some(Tool::Other("contend verify")),
            _ => None,
        },
        ("make" | "gmake", _) => {
            let judges = |target: &str| {
                let parts = target.split(['-', '_', '.', '/', ':']);
                parts.into_iter().any(|part| {
                    matches!(part, "test" | "tests" | "race" | "lint" | "check" | "verify")
                })
            };
            let found = words.iter().skip(1).filter(flagged).any(|word| judges(&word.text));
            found.then_some(Tool::Other("make"))
        }
        _ => None,
    }
}

/// The name of the program, for messages.
pub fn program(command: &Command) -> String {
    core(command).first().map(base).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::parse;

    fn of(body: &str) -> Option<Tool> {
        tool(&parse(body, 0..body.len()).pipelines[0].commands[0])
    }

    #[test]
    fn tools_by_their_commands() {
        for (body, expected) in [
            ("go test -race ./...", Some(Tool::GoTest(Race::Yes))),
            ("go test ./...", Some(Tool::GoTest(Race::No))),
            ("go test $FLAGS ./...", Some(Tool::GoTest(Race::Unknown))),
            ("GOFLAGS=-race go test ./...", Some(Tool::GoTest(Race::Yes))),
            ("env A=1 timeout -k 1 10m /usr/local/go/bin/go test", Some(Tool::GoTest(Race::No))),
            ("docker run --rm -v $PWD:/x golang go test -race", Some(Tool::GoTest(Race::Yes))),
            ("gotestsum --format x -- -race ./...", Some(Tool::GoTest(Race::Yes))),
            ("${GO} test -race", Some(Tool::GoTest(Race::Yes))),
            ("golangci-lint run --fast", Some(Tool::Lint)),
            ("golangci-lint version", None),
            ("promtool check rules a.yml", Some(Tool::Other("promtool"))),
            ("contend check", Some(Tool::Other("contend check"))),
            ("make -C x test-unit", Some(Tool::Other("make"))),
            ("make build", None),
            ("echo go test -race", None),
            ("go build -race", None),
        ] {
            assert_eq!(of(body), expected, "{body}");
        }
    }
}
