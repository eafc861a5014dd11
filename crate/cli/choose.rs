//! `contend choose`: which map a program needs, why, what would change that, and code to start from.
//!
//! Answers come from a link, from options or from both, of which the options count; what is not said is
//! not known. With `--confirm` the confirming experiment is run here, and what it says decides the status.

use super::Sources;
use super::output::{Answer, CommandResult, Lines, Out, Status};
use super::run::{environment, name_repairs, run, with};
use crate::advise::confirm::{Verdict, Why};
use crate::advise::evidence::{Observed, go_bench, mutex_profile, refusal::Refusal, trace};
use crate::advise::rules::Source;
use crate::advise::{Advice, Answers, Choice, Said};
use crate::base::printable::printable;
use crate::experiment::Experiment;
use crate::link::{self, BadExperiment};
use crate::report::choose::{Chosen, Confirmed};
use clap::{Args, ValueEnum};
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use thiserror::Error;

#[derive(Args)]
pub struct Choose {
    /// A link (#v1/choose?...), or a page's address with a link in it; options override it
    #[arg(value_name = "LINK")]
    question: Option<String>,
    /// go, rust or any
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
    /// Percent of all operations that read
    #[arg(long, value_name = "PERCENT")]
    reads: Option<String>,
    /// How keys live: stable, append, churn, or disjoint (each thread has its own)
    #[arg(long, value_name = "HOW")]
    life: Option<String>,
    /// Entries at most
    #[arg(long, value_name = "N")]
    keys: Option<String>,
    /// Threads that work on the map at the same time
    #[arg(long, value_name = "N")]
    threads: Option<String>,
    /// tight or any
    #[arg(long, value_name = "HOW")]
    memory: Option<String>,
    /// Requirements, as a comma-separated list: update, iterate, linearizable, wait-free, ordered, deadline
    #[arg(long, value_name = "LIST")]
    need: Option<String>,
    /// An experiment like the program (#v1/compare?..., or a preset's name)
    #[arg(long, value_name = "LINK|PRESET", group = "evidence")]
    experiment: Option<String>,
    /// A trace of the program's map (CSV with op,key,thread,t), to answer what no option answers
    #[arg(long, value_name = "FILE", group = "evidence")]
    trace: Option<PathBuf>,
    /// The output of `go test -bench`, best with -cpu 1,2,4
    #[arg(long, value_name = "FILE", group = "evidence")]
    go_bench: Option<PathBuf>,
    /// A mutex profile from Go (pprof)
    #[arg(long, value_name = "FILE", group = "evidence")]
    mutex_profile: Option<PathBuf>,
    /// Print the answer as JSON (schema contend/choose/1)
    #[arg(long, group = "form")]
    json: bool,
    /// Print only the code to start from
    #[arg(long, group = "form", value_name = "LANGUAGE")]
    code: Option<Coded>,
    /// Run the choice against the runner-up and the simplest map on this machine
    #[arg(long, conflicts_with = "code")]
    confirm: bool,
    #[command(flatten)]
    pub out: Out,
    /// Of this program.
    #[arg(skip)]
    pub sources: Sources,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Coded {
    Go,
    Rust,
}

#[derive(Debug, Error)]
enum ChooseFailure {
    #[error(transparent)]
    Link(#[from] BadExperiment),
    #[error("the link is of the {0} lab; `contend choose` takes #v1/choose?...")]
    OtherLab(&'static str),
    #[error("{name}: {error}")]
    Evidence { name: String, error: Refusal },
    #[error("no map meets every requirement, so there is no code to print")]
    NoChoice,
    #[error("{map} does not exist in {language}; it is {others}")]
    NoCode { map: &'static str, language: &'static str, others: String },
    #[error("there is nothing to compare {0} with: every other map is excluded")]
    NothingToConfirm(&'static str),
}

impl Choose {
    pub fn execute(&self) -> CommandResult {
        let observed = self.observed()?;
        let said = self.answers()?;
        let answers = observed.as_ref().map_or(said, |observed| said.or(&observed.answers));
        let mut chosen = Chosen { observed, ..Chosen::of(&answers) };
        if let Some(language) = self.code {
            return Ok(Answer::fine(code(&chosen, language)?.to_owned()));
        }
        if self.confirm {
            chosen.confirmed = Some(self.confirm(&chosen.advice)?);
        }
        let (status, remarks) = outcome(&chosen);
        let text = match self.json {
            true => serde_json::to_string_pretty(&chosen)? + "\n",
            false => text(&chosen),
        };
        Ok(Answer { text, remarks, status })
    }

    /// What the program's own data say, if there are any.
    fn observed(&self) -> Result<Option<Observed>, ChooseFailure> {
        if let Some(experiment) = &self.experiment {
            return Ok(Some(Observed::of(&Experiment::strict(experiment)?)));
        }
        let files = [
            (&self.trace, of_trace as fn(File) -> Result<Observed, Refusal>),
            (&self.go_bench, of_benchmarks),
            (&self.mutex_profile, of_profile),
        ];
        let Some((path, read)) =
            files.into_iter().find_map(|(path, read)| Some((path.as_ref()?, read)))
        else {
            return Ok(None);
        };
        let observed = File::open(path).map_err(Refusal::from).and_then(read);
        observed
            .map(Some)
            .map_err(|error| ChooseFailure::Evidence { name: path.display().to_string(), error })
    }

    /// The link's answers with those of the options in their place, judged as a link is.
    fn answers(&self) -> Result<Answers, ChooseFailure> {
        let given = self.question.as_deref().unwrap_or("v1/choose");
        name_repairs(given);
        let Some(answers) = Answers::strict(given)? else {
            let link = link::parse(link::fragment_of(given)?).map_err(BadExperiment)?;
            return Err(ChooseFailure::OtherLab(link.lab));
        };
        let options = [
            ("lang", &self.lang),
            ("reads", &self.reads),
            ("life", &self.life),
            ("keys", &self.keys),
            ("threads", &self.threads),
            ("memory", &self.memory),
            ("need", &self.need),
        ];
        let said =
            options.iter().filter_map(|(key, text)| Some((*key, text.as_deref()?.to_owned())));
        let said: Vec<(&str, String)> = said.collect();
        let answers = Answers::strict(&with(&answers.link(), &said))?;
        Ok(answers.expect("a link of that lab"))
    }

    fn confirm(&self, advice: &Advice) -> Result<Confirmed, Box<dyn Error>> {
        let choice = advice.choice.as_ref().ok_or(ChooseFailure::NoChoice)?;
        let link = advice.confirm.as_deref().ok_or(ChooseFailure::NothingToConfirm(choice.map))?;
        let experiment = Experiment::strict(link)?;
        let result = run(experiment, None, environment(&self.sources, false), false, None)?;
        Ok(Confirmed::by(choice.map, result))
    }
}

fn of_trace(file: File) -> Result<Observed, Refusal> {
    Ok(trace::read(BufReader::new(file))?.observed())
}

fn of_benchmarks(file: File) -> Result<Observed, Refusal> {
    let bytes = bounded(file, go_bench::MAX_BYTES as u64)?;
    Ok(go_bench::observed(&go_bench::read(&String::from_utf8_lossy(&bytes))?))
}

fn of_profile(file: File) -> Result<Observed, Refusal> {
    let bytes = bounded(file, mutex_profile::MAX_BYTES)?;
    Ok(mutex_profile::observed(&mutex_profile::read(&bytes)?))
}

/// At most one byte more than that, by which its reader knows that it is too long.
fn bounded(file: File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn code(chosen: &Chosen, coded: Coded) -> Result<&'static str, ChooseFailure> {
    let choice = chosen.advice.choice.as_ref().ok_or(ChooseFailure::NoChoice)?;
    let (code, name) = match coded {
        Coded::Go => (chosen.starter.go, "Go"),
        Coded::Rust => (chosen.starter.rust, "Rust"),
    };
    code.ok_or_else(|| {
        let others = [("Go", choice.available.go), ("Rust", choice.available.rust)];
        let others = others.iter().filter_map(|(name, by)| Some(format!("{} in {name}", (*by)?)));
        ChooseFailure::NoCode {
            map: choice.map,
            language: name,
            others: others.collect::<Vec<_>>().join(", "),
        }
    })
}

/// No map is a finding, and so is a run that does not confirm.
fn outcome(chosen: &Chosen) -> (Status, Vec<String>) {
    if chosen.advice.choice.is_none() {
        return (Status::Findings, vec!["no map meets every requirement".into()]);
    }
    match &chosen.confirmed {
        None => (Status::Fine, Vec::new()),
        Some(Confirmed { verdict: Verdict::Confirmed, .. }) => (Status::Fine, Vec::new()),
        Some(Confirmed { verdict, .. }) => (Status::Findings, vec![in_words(verdict)]),
    }
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Confirmed => "confirmed on this machine".into(),
        Verdict::Tie { stands } => {
            format!("a tie: {stands} is simpler and as fast here, so it stands")
        }
        Verdict::Contradiction { best, ratio } => {
            format!(
                "contradicted: {best} is {ratio:.2} times as fast here; go by the measurement, not by the rule"
            )
        }
        Verdict::Refused { map, ns, harness_ns } => format!(
            "rejected: {map} took {ns:.1} ns per operation and the harness alone {harness_ns:.1}, so this does not measure the map"
        ),
        Verdict::CannotTell { why } => format!(
            "this machine cannot tell: {}",
            match why {
                Why::Processors { has, needs } =>
                    format!("{has} threads run at once here, and the question asks for {needs}"),
                Why::Simulated => "the run was simulated on one thread".into(),
                Why::TooFewRounds => "there are too few rounds".into(),
                Why::Broken => "a map failed its checks".into(),
                Why::NotMeasured => "the maps in question were not measured".into(),
                Why::NoHarness => "the harness's own cost is not known".into(),
            }
        ),
    }
}

fn text(chosen: &Chosen) -> String {
    let Chosen { advice, observed, confirmed, .. } = chosen;
    let mut page = Lines::default();
    page.line(&advice.question);
    if let Some(observed) = observed {
        page.line("\nThe data says:");
        observed
            .tells
            .iter()
            .for_each(|line| page.line(format!("  {}", printable(&line.to_string()))));
        page.line("It cannot say:");
        observed.lacks.iter().for_each(|it| page.line(format!("  {}: {}", it.key, it.why.en)));
    }
    page.line("");
    match &advice.choice {
        Some(choice) => {
            page.line(format!("Choice: {}", described(choice)));
            reasons(&mut page, choice);
        }
        None => {
            page.line("Choice: none. No map meets every requirement; what you could give up:");
            for way in &advice.drop {
                let named = way.drop.iter().map(|it| format!("{}={}", it.key, it.value));
                let named = named.collect::<Vec<_>>().join(" and ");
                page.line(format!("  without {named}: {}  {}", way.map, way.question));
            }
        }
    }
    if let Some(choice) = &advice.runner_up {
        page.line(format!("\nRunner-up: {}", described(choice)));
        reasons(&mut page, choice);
    }
    said(&mut page, "\nAlso:", &advice.remarks);
    if !advice.excluded.is_empty() {
        let rows = advice.excluded.iter().map(|map| [map.map.to_owned(), map.reason.clone()]);
        table(&mut page, "\nExcluded:", rows);
    }
    if !advice.changes_if.is_empty() {
        let rows = advice.changes_if.iter().map(|change| {
            let value = if change.value.is_empty() { "nothing" } else { &change.value };
            [format!("{}={value}: {}", change.key, change.map), change.link.clone()]
        });
        table(&mut page, "\nWould change if:", rows);
    }
    match (confirmed, &advice.confirm) {
        (Some(confirmed), Some(link)) => {
            page.line(format!("\nMeasured by {link}: {}", in_words(&confirmed.verdict)));
            for map in &confirmed.result.strategies {
                let Some(summary) = &map.summary else { continue };
                let throughput = super::report::si(summary.ops_per_sec.median);
                page.line(format!("  {}  {throughput} operations per second", map.id));
            }
        }
        (None, Some(link)) => {
            page.line(format!("\nTo confirm it here, add --confirm, or run {link}"))
        }
        _ => {}
    }
    page.into_text()
}

fn described(choice: &Choice) -> String {
    let by = |language: &str, by: Option<&str>| by.map(|by| format!("in {language}, {by}"));
    let Choice { map, label, available, .. } = choice;
    let has = [by("Go", available.go), by("Rust", available.rust)];
    let has: Vec<String> = has.into_iter().flatten().collect();
    format!("{map} ({label}): {}", has.join("; "))
}

fn reasons(page: &mut Lines, choice: &Choice) {
    choice.reasons.iter().for_each(|reason| page.line(format!("  {}", cited(reason))));
}

fn said(page: &mut Lines, heading: &str, all: &[Said]) {
    if !all.is_empty() {
        page.line(heading);
        all.iter().for_each(|one| page.line(format!("  {}", cited(one))));
    }
}

/// With where it is from.
fn cited(said: &Said) -> String {
    let source = match said.source {
        Source::Article { section } => format!("the article, section {section}"),
        Source::GoDocs { url } => url.to_owned(),
        Source::Measured { presets, threads, .. } => {
            let plural = if threads == 1 { "" } else { "s" };
            format!("BENCHMARKS.md: {}, native, {threads} thread{plural}", presets.join(", "))
        }
        Source::Row => "what the map itself declares".into(),
        Source::Method => return said.text.to_owned(),
    };
    format!("{} [{source}]", said.text)
}

fn table(page: &mut Lines, heading: &str, rows: impl Iterator<Item = [String; 2]>) {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.add_rows(rows);
    page.line(heading);
    page.line(table.trim_fmt());
}
