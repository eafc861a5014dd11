//! Puts races into words: one finding for each access that races, with the other half that shows it best.

use super::finding::{Access, Confidence, Finding, Site, Step};
use super::fingerprint::fingerprint;
use super::half::Half;
use super::program::{FileId, Program};
use super::race::{Meeting, Race};
use super::source::Offset;
use super::suggest::suggest;
use super::walk::{self, Start};
use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

type Place = (FileId, Offset, Offset);

/// One for each access, best first; a pair is reported once, from one of its sides.
pub fn findings(program: &Program, races: &[Race]) -> Vec<Finding> {
    let mut of_access: BTreeMap<Place, Vec<&Race>> = BTreeMap::new();
    for race in races {
        of_access.entry(race.access.place()).or_default().push(race);
    }
    for list in of_access.values_mut() {
        list.sort_by_key(|race| rank(race));
    }
    let mut order: Vec<Place> = of_access.keys().copied().collect();
    // What was started before who started it.
    order.sort_by_key(|place| {
        let first = of_access[place][0];
        (std::cmp::Reverse(first.confidence), first.access.start == Start::Entry, *place)
    });
    let mut said: HashSet<(Place, Place)> = HashSet::new();
    let mut findings = Vec::new();
    for place in order {
        let fresh = of_access[&place].iter().find(|race| {
            let other = race.other.place();
            other == place || !said.contains(&(other, place))
        });
        if let Some(race) = fresh {
            said.insert((place, race.other.place()));
            findings.push(finding(program, race));
        }
    }
    findings.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.rule).cmp(&(&b.file, b.line, b.column, b.rule))
    });
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    for finding in &mut findings {
        let count = known.entry(finding.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            finding.fingerprint = format!("{}-{count}", finding.fingerprint);
        }
    }
    findings
}

/// The surest first, then writes, then what stands first, then the shortest way. Where nothing in sight makes
/// something meet itself, another place shows the race better.
fn rank(race: &Race) -> impl Ord + use<> {
    let kind = match race.other.kind {
        Access::Write => 0,
        Access::Replacement => 1,
        Access::Iteration => 2,
        Access::Read => 3,
        _ => 4,
    };
    let itself = race.access.place() == race.other.place();
    let assumed = Rc::ptr_eq(&race.access, &race.other);
    let weak = match (race.meeting == Meeting::Requests || assumed, itself) {
        (true, true) => 1,
        (true, false) if race.access.site == race.other.site => 2,
        _ => 0,
    };
    let length = race.access.steps() + race.other.steps();
    let place = race.other.place();
    (std::cmp::Reverse(race.confidence), weak, kind, !itself, place, race.rule.id, length)
}

fn finding(program: &Program, race: &Race) -> Finding {
    let (access, other) = (site(program, &race.access), site(program, &race.other));
    let name = &race.access.name;
    let function = race.access.function.to_string();
    let other_function = &*race.other.function;
    let itself = race.access.place() == race.other.place();
    let meets = match itself {
        true => format!("the same {} in another {}", access.kind.name(), context(race)),
        false => format!("the {} at {}", other.kind.name(), place(&access.file, &other)),
    };
    let message = format!("{}: {} of {name} can meet {meets}", race.rule.title, access.kind.name());
    let locks = [race.access.locks.clone(), race.other.locks.clone()];
    let mut because = because(program, race, &access, &other, &locks, itself);
    if let Some(why) = race.lowered.filter(|_| race.confidence < Confidence::High) {
        because = format!("{because} Confidence is {}: {why}.", race.confidence.name());
    }
    Finding {
        rule: race.rule.id,
        confidence: race.confidence,
        file: access.file.clone(),
        line: access.line,
        column: access.column,
        fingerprint: fingerprint(race.rule.id, &function, &access, other_function, &other),
        function,
        message,
        because,
        paths: [path(program, race, true, name), path(program, race, false, name)],
        locks,
        suggest: suggest(race.rule, access.kind, other.kind),
        access,
        other,
        rule_row: race.rule,
    }
}

fn context(race: &Race) -> &'static str {
    match race.meeting {
        Meeting::Requests => "request",
        Meeting::Calls => "call",
        _ => "goroutine",
    }
}

fn place(file: &str, site: &Site) -> String {
    if site.file == file {
        format!("line {}", site.line)
    } else {
        format!("{}:{}", site.file, site.line)
    }
}

fn site(program: &Program, half: &Half) -> Site {
    let parsed = &program.files[half.file];
    let span = half.span;
    let at = parsed.lines.place(&parsed.text, span.0);
    let text = parsed.text.get(span.0 as usize..span.1 as usize).unwrap_or_default();
    Site {
        file: parsed.path.clone(),
        line: at.line,
        column: at.column,
        kind: half.kind,
        span,
        text: text.to_owned(),
    }
}

fn because(
    program: &Program,
    race: &Race,
    access: &Site,
    other: &Site,
    locks: &[Vec<String>; 2],
    itself: bool,
) -> String {
    let holding = |locks: &[String]| match locks {
        [] => "with no lock held".to_owned(),
        locks => format!("holding {}", locks.join(", ")),
    };
    let who = |half: &Half| {
        let function = &half.function;
        match half.start {
            Start::Entry => format!("in {function}"),
            Start::Handler => format!("in a handler in {function}"),
            Start::Test => format!("in a parallel test in {function}"),
            start => {
                let parsed = &program.files[half.site.0];
                let line = parsed.lines.line(half.site.1);
                let what = match start {
                    Start::Timer => "a timer's goroutine",
                    Start::Perhaps => "what may be a goroutine",
                    _ => "a goroutine",
                };
                let file = if parsed.path == access.file {
                    "line ".into()
                } else {
                    format!("{}:", parsed.path)
                };
                format!("in {what} started at {file}{line}")
            }
        }
    };
    let first =
        format!("the {} is made {}, {}", access.kind.name(), who(&race.access), holding(&locks[0]));
    let second = match itself {
        true => String::new(),
        false => format!(
            "; the {} is made {}, {}",
            other.kind.name(),
            who(&race.other),
            holding(&locks[1])
        ),
    };
    let third = match race.meeting {
        Meeting::Starter => "nothing waits for the goroutine before the other access",
        Meeting::Goroutines if itself => "several of these goroutines run at once",
        Meeting::Goroutines => "the two goroutines run at once and nothing orders them",
        Meeting::Requests => "a server handles requests at the same time",
        Meeting::Tests => "parallel tests run at the same time",
        Meeting::Outlives => {
            "the goroutine goes on after its starter has returned, and nothing orders it with the call"
        }
        Meeting::Calls if race.rule.id == "CTD009" => {
            "the lock is released when the method returns, and the caller then uses the same map"
        }
        Meeting::Calls if race.rule.id == "CTD012" => {
            "a method with a value receiver locks a copy of the mutex, which excludes nobody"
        }
        Meeting::Calls => "that there is a lock says that several goroutines call these",
        Meeting::Sent => "the map itself was sent, not a copy, so sender and receiver share it",
    };
    format!("Reported because {first}{second}; {third}.")
}

fn path(program: &Program, race: &Race, first: bool, name: &str) -> Vec<Step> {
    let (half, beside) =
        if first { (&race.access, &race.other) } else { (&race.other, &race.access) };
    let step = |file: FileId, at: Offset, what: String| {
        let parsed = &program.files[file];
        let place = parsed.lines.place(&parsed.text, at);
        Step { file: parsed.path.clone(), line: place.line, column: place.column, what }
    };
    let mut path = vec![step(half.file, half.span.0, format!("{} of {name}", half.kind.name()))];
    path.extend(half.way().map(|link| step(link.file, link.at, words(program, link.what))));
    // Of the starter: from where the other goroutine has been started.
    if half.start == Start::Entry && race.meeting == Meeting::Starter {
        let what = "the other goroutine is started";
        path.push(step(beside.site.0, beside.site.1, what.into()));
    }
    path.reverse();
    path
}

fn words(program: &Program, step: walk::Step) -> String {
    let what = match step {
        walk::Step::Call(id) => return format!("calls {}", program.functions[id].label),
        walk::Step::CallsLiteral => "calls a function literal",
        walk::Step::Starts(start) => match start {
            Start::Handler => "is called by the server, in a goroutine for each request",
            Start::Test => "runs beside other parallel tests",
            Start::Timer => "runs in a goroutine of its own, later",
            Start::Benchmark => "runs in several goroutines",
            Start::Perhaps => "may run in a goroutine of its own",
            Start::Entry | Start::Go => "starts a goroutine",
        },
    };
    what.into()
}
