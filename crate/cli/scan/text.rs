//! For people: a line for each finding that an editor can jump to, or on a terminal the source itself.

use crate::base::printable::printable;
use crate::cli::output::counted;
use crate::scan::finding::{Confidence, Finding, Report, Site};
use crate::scan::rules::Rule;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::HashMap;
use std::fs;

/// `file:line:col: message (CTD001)`, and below it what it rests on.
pub fn lines(report: &Report) -> String {
    let mut lines = Vec::new();
    for found in &report.findings {
        lines.push(format!(
            "{}:{}:{}: {} ({})",
            found.file, found.line, found.column, found.message, found.rule
        ));
        lines.push(format!("    {}: {}", found.confidence.name(), found.because));
        let named = ["the access", "the other access"];
        for (path, named) in found.paths.iter().zip(named).filter(|(path, _)| !path.is_empty()) {
            let steps =
                path.iter().map(|step| format!("{}:{} {}", step.file, step.line, step.what));
            let steps: Vec<String> = steps.collect();
            lines.push(format!("    {named}: {}", steps.join(" > ")));
        }
        lines.push(format!("    {}", found.remedy));
        lines.extend(links(found).into_iter().map(|link| format!("    {link}")));
    }
    lines.extend(unscanned(report));
    lines.extend(unfollowed(report));
    lines.extend(opens(report));
    lines.push(summary(report));
    lines.iter().map(|line| printable(line) + "\n").collect()
}

/// Each link once, with what it opens.
fn links(found: &Finding) -> Vec<String> {
    let mut links: Vec<(&str, Vec<&str>)> = Vec::new();
    for suggestion in &found.suggest {
        match links.iter_mut().find(|(link, _)| *link == suggestion.link) {
            Some((_, maps)) => maps.push(&suggestion.map),
            None => links.push((&suggestion.link, vec![&suggestion.map])),
        }
    }
    let named = links.iter().map(|(link, maps)| match link.starts_with("#v1/race?") {
        true => format!("see it happen, step by step: {link}"),
        false => format!("measure {}: {link}", maps.join(" and ")),
    });
    named.collect()
}

/// Where the links lead.
fn opens(report: &Report) -> Option<String> {
    let any = report.findings.iter().any(|found| !found.suggest.is_empty());
    any.then(|| "what begins with # is a link: put the address of Contend's page before it".into())
}

fn unscanned(report: &Report) -> impl Iterator<Item = String> {
    report
        .not_scanned
        .iter()
        .map(|part| format!("{}:{}: not scanned: {}", part.file, part.line, part.why))
}

/// The first calls that were not followed, and how many more there are.
fn unfollowed(report: &Report) -> Vec<String> {
    const MOST: usize = 10;
    let named = report.not_followed.iter().take(MOST).map(|call| {
        let place = format!("{}:{}:{}", call.file, call.line, call.column);
        format!("{place}: not followed: the call of {}: {}", call.call, call.why)
    });
    let more = report.summary.not_followed.saturating_sub(MOST);
    let more = (more > 0).then(|| {
        let was = if more == 1 { "was" } else { "were" };
        format!("{} {was} not followed; --json names them", counted(more, "more call"))
    });
    named.chain(more).collect()
}

fn summary(report: &Report) -> String {
    let (summary, count) = (&report.summary, report.findings.len());
    let mut text = format!(
        "{} ({} high, {} medium, {} low) in {}",
        counted(count, "finding"),
        summary.high,
        summary.medium,
        summary.low,
        counted(summary.files, "file"),
    );
    if summary.ignored > 0 {
        text.push_str(&format!(", {} ignored by comments", summary.ignored));
    }
    if !report.not_scanned.is_empty() {
        text.push_str(&format!(", {} not scanned", counted(report.not_scanned.len(), "place")));
    }
    if summary.not_followed > 0 {
        text.push_str(&format!(", {} not followed", counted(summary.not_followed, "call")));
    }
    let left_out: usize = report.left_out.iter().map(|part| part.files).sum();
    if left_out > 0 {
        text.push_str(&format!(", {} left out", counted(left_out, "file")));
    }
    text
}

/// With the source of both accesses.
pub fn excerpts(report: &Report, stdin: &str) -> String {
    let styled = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
    let mut sources: HashMap<&str, String> = HashMap::new();
    let mut page = String::new();
    for found in &report.findings {
        for site in [&found.access, &found.other] {
            sources.entry(&site.file).or_insert_with(|| match site.file == super::files::STDIN {
                true => stdin.to_owned(),
                false => fs::read_to_string(&site.file).unwrap_or_default(),
            });
        }
        page.push_str(&excerpt(&renderer, found, &sources));
        page.push('\n');
    }
    for line in
        unscanned(report).chain(unfollowed(report)).chain(opens(report)).chain([summary(report)])
    {
        page.push_str(&printable(&line));
        page.push('\n');
    }
    page
}

fn excerpt(renderer: &Renderer, found: &Finding, sources: &HashMap<&str, String>) -> String {
    let level = match found.confidence {
        Confidence::High => Level::ERROR,
        Confidence::Medium => Level::WARNING,
        Confidence::Low => Level::NOTE,
    };
    let message = printable(&found.message);
    let because = printable(&found.because);
    let help = [vec![found.remedy.clone()], links(found)].concat();
    let help: Vec<String> = help.iter().map(|line| printable(line)).collect();
    let rule: &Rule = found.rule_row;
    let pieces: Vec<Piece> =
        [&found.access, &found.other].iter().filter_map(|site| piece(site, sources)).collect();
    let mut group = Group::with_title(level.primary_title(&message).id(rule.id));
    let labels = [found.access.kind.name(), found.other.kind.name()];
    let twice = found.access.span == found.other.span && found.access.file == found.other.file;
    for (index, piece) in pieces.iter().enumerate().take(if twice { 1 } else { 2 }) {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(piece.span.clone()).label(labels[index]);
        let snippet =
            Snippet::source(piece.text.as_str()).line_start(piece.line).path(piece.path.as_str());
        group = group.element(snippet.annotation(annotation));
    }
    group = group.element(Level::NOTE.message(&because));
    for line in &help {
        group = group.element(Level::HELP.message(line));
    }
    renderer.render(&[group])
}

/// The lines of one access, safe to show.
struct Piece {
    path: String,
    text: String,
    line: usize,
    span: std::ops::Range<usize>,
}

fn piece(site: &Site, sources: &HashMap<&str, String>) -> Option<Piece> {
    let source = sources.get(&*site.file)?;
    let (start, end) = (site.span.0 as usize, site.span.1 as usize);
    let first = source.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let last = source.get(end..)?.find('\n').map_or(source.len(), |at| end + at);
    // Cleaned part by part, so that the marks stay where they belong.
    let clean = |part: &str| -> String {
        part.split_inclusive('\n')
            .map(|line| {
                let (body, end) = line.strip_suffix('\n').map_or((line, ""), |body| (body, "\n"));
                let body = body.strip_suffix('\r').unwrap_or(body);
                let tabs = body.split('\t').map(printable).collect::<Vec<_>>().join("    ");
                tabs + end
            })
            .collect()
    };
    let before = clean(&source[first..start]);
    let marked = clean(&source[start..end]);
    let after = clean(&source[end..last]);
    let span = before.len()..before.len() + marked.len();
    let text = [before, marked, after].concat();
    Some(Piece { path: printable(&site.file), text, line: site.line as usize, span })
}
