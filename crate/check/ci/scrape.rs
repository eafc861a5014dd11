//! What a shell script's look at /metrics is worth: whether it can tell this service from another, and a sample
//! from a comment.

use super::Site;
use super::commands::{core, program};
use super::status::Fate;
use crate::checks::{CI_PROBE, CI_STATUS};
use crate::finding::Tally;
use crate::shell::{Command, Kind, Word};

/// What libraries of many programs call their metrics.
const OF_ANY: [&str; 10] = [
    "go_",
    "process_",
    "promhttp_",
    "scrape_",
    "grpc_server_",
    "jvm_",
    "node_",
    "python_",
    "otel_",
    "prometheus_",
];

pub fn is_of_any(name: &str) -> bool {
    matches!(name, "up" | "target_info" | "http_requests_total")
        || OF_ANY.iter().any(|prefix| name.starts_with(prefix))
}

pub fn check(site: &Site, tally: &mut Tally) {
    let command = site.command();
    let name = program(command);
    if name != "curl" && name != "wget" {
        return;
    }
    let Some(address) = core(command).iter().find(|word| word.text.contains("/metrics")) else {
        return;
    };
    let script = site.script;
    tally.looked(&CI_PROBE, script.line(script.at(command.at)));
    let instead =
        "Use contend check --probe with `require`, or look for a metric of this service alone";
    if port(&address.text) == Some("9090") {
        let message =
            "9090 is the port of Prometheus itself, which answers whether the service runs or not";
        tally.found(&CI_PROBE, script.place(address.at), message, instead);
    }
    for (pattern, word) in patterns(site) {
        let bare = pattern.trim_start_matches('^');
        if is_of_any(bare) {
            let message =
                format!("{bare} is a metric of many programs, so it says nothing of this one");
            tally.found(&CI_PROBE, script.place(word.at), message, instead);
        }
        if !pattern.starts_with('^') {
            let message = format!("\"{pattern}\" is found in a comment (# HELP, # TYPE) as well");
            tally.found(&CI_PROBE, script.place(word.at), message, "Anchor it: ^name");
        }
    }
    if !has_limit(command) {
        let message = format!("{name} has no time limit: a service that hangs holds the step up");
        let remedy =
            if name == "curl" { "Add --max-time 10" } else { "Add --timeout=10 --tries=1" };
        tally.warned(&CI_PROBE, script.place(command.at), message, remedy);
    }
    // A transfer that failed must not look like one without the metric, nor the other way round.
    let searched =
        site.commands()[site.position + 1..].iter().any(|it| program(it).ends_with("grep"));
    // A loop that waits asks again, whichever of the two it was.
    let waits = site.parsed.blocks.iter().any(|block| {
        block.kind == Kind::Loop && block.conditions.iter().any(|it| it.contains(&site.pipeline))
    });
    if searched
        && !waits
        && let Fate::Lost { why, .. } = site.fate()
    {
        let message = format!("the status of {name} is lost: {why}");
        let remedy =
            "Write to a file first (curl -fsS --max-time 10 -o metrics.txt), then look into it";
        tally.found(&CI_STATUS, script.place(command.at), message, remedy);
    }
}

fn port(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split('/').next()?;
    host.rsplit_once(':').map(|(_, port)| port)
}

/// What is looked for in the answer: by a grep behind it, or in the file that it was written to.
fn patterns<'a>(site: &Site<'a>) -> Vec<(String, &'a Word)> {
    let behind = site.commands()[site.position + 1..].iter();
    let words: Vec<&Word> = core(site.command()).iter().collect();
    let file =
        words.windows(2).find(|pair| matches!(pair[0].text.as_str(), "-o" | "-O" | "--output"));
    let file = file.map(|pair| pair[1].text.as_str());
    let file = file.or_else(|| site.command().redirects.first().map(|word| word.text.as_str()));
    let later = site.parsed.pipelines[site.pipeline + 1..].iter().flat_map(|it| &it.commands);
    let of_file = later.filter(|command| {
        let greps = command.words.first().is_some_and(|word| word.text.ends_with("grep"));
        greps && file.is_some_and(|file| command.words.iter().any(|word| word.text == file))
    });
    behind.chain(of_file).filter_map(pattern).collect()
}

/// Of a grep that keeps what it finds.
fn pattern(command: &Command) -> Option<(String, &Word)> {
    let words = core(command);
    let (first, rest) = words.split_first()?;
    if !first.text.ends_with("grep") {
        return None;
    }
    let option = |word: &&Word| word.text.starts_with('-');
    if rest
        .iter()
        .filter(option)
        .any(|word| !word.text.starts_with("--") && word.text.contains('v'))
    {
        return None;
    }
    let named = rest.iter().position(|word| word.text == "-e").and_then(|at| rest.get(at + 1));
    let word = named.or_else(|| rest.iter().find(|word| !option(word)))?;
    Some((word.text.clone(), word))
}

fn has_limit(command: &Command) -> bool {
    let bounded_from_outside = command.words.first().is_some_and(|word| word.text == "timeout");
    let limits = |word: &Word| {
        let text = word.text.as_str();
        let short = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
        // Joined with others and with its value: -sm5.
        let joined = short.is_some_and(|rest| {
            let flags = rest.trim_end_matches(|sign: char| sign.is_ascii_digit() || sign == '.');
            flags.ends_with('m') && flags.chars().all(|sign| sign.is_ascii_alphabetic())
        });
        joined || text.starts_with("--max-time") || text == "-T" || text.starts_with("--timeout")
    };
    bounded_from_outside || core(command).iter().any(limits)
}
