//! `contend run`: one experiment on native threads, with progress, and a stop that keeps what is done.

use super::Sources;
use super::interrupt::{self, SHARED_STATUS};
use super::output::{Answer, CommandResult, Out, Status, remark};
use super::pin::{PinError, pin};
#[cfg(feature = "full")]
use super::progress::Bar;
use super::report;
use super::rounds::drive;
use super::system::{self, NoRoom};
#[cfg(feature = "full")]
use super::{race, scale};
#[cfg(feature = "full")]
use crate::advise::evidence::{refusal::Refusal, trace};
use crate::base::clock;
use crate::base::error::RunError;
use crate::engine::Environment;
#[cfg(feature = "full")]
use crate::engine::sweep::Sweep;
use crate::engine::{Pool, Session, memory};
use crate::experiment::Experiment;
#[cfg(feature = "full")]
use crate::experiment::{race::Plan, scale::Scale};
use crate::ledger::Judgement;
use crate::link::{self, BadExperiment};
#[cfg(feature = "full")]
use crate::race::{requirement::requirement, result::RaceResult, series::Series};
#[cfg(feature = "full")]
use crate::report::export::{
    benchmark_action::benchmark_action,
    csv::{csv, scale_csv},
    markdown::markdown,
};
#[cfg(feature = "full")]
use crate::report::scale::ScaleResult;
use crate::report::{RunResult, StrategyResult};
use crate::strategy::MapSpec;
use crate::workload::replay::Replay;
use clap::Args;
#[cfg(feature = "full")]
use clap::ValueEnum;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::{Duration, SystemTime};
#[cfg(feature = "full")]
use std::{fs::File, io::BufReader, path::PathBuf};
use thiserror::Error;

#[derive(Args)]
pub struct Run {
    /// A link (#v1/compare?...), a page's address with a link in it, or a preset's name
    #[arg(value_name = "LINK|PRESET")]
    experiment: String,
    /// Print the result as JSON (schema contend/result/1)
    #[arg(long, group = "form")]
    json: bool,
    /// Print the trials as CSV, one per line
    #[cfg(feature = "full")]
    #[arg(long, group = "form")]
    csv: bool,
    /// Print the summary as a Markdown table
    #[cfg(feature = "full")]
    #[arg(long, group = "form")]
    markdown: bool,
    /// Print the result in another program's format
    #[cfg(feature = "full")]
    #[arg(long, group = "form", value_name = "PROGRAM")]
    format: Option<Foreign>,
    /// Rounds, instead of the link's
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100))]
    rounds: Option<u64>,
    /// After the link's rounds add more, until the fastest map is significantly ahead of every other map,
    /// or equal to it within 5 %
    #[arg(long)]
    until_decided: bool,
    /// With --until-decided: start no further round after this many seconds
    #[arg(long, value_name = "SECONDS", requires = "until_decided", default_value_t = 300)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    at_most: u64,
    /// The map that ratios are relative to, instead of the link's
    #[arg(long, value_name = "ID")]
    baseline: Option<String>,
    /// Replay this trace (CSV with op,key,thread,t) instead of the link's operations; threads, keys and mix
    /// are the trace's
    #[cfg(feature = "full")]
    #[arg(long, value_name = "FILE")]
    replay: Option<PathBuf>,
    /// For a race: write down each statement, and report who was at the map together
    #[cfg(feature = "full")]
    #[arg(long)]
    audit: bool,
    /// Hold each client thread on one core (Linux, Android, Windows, FreeBSD, NetBSD; on Intel Macs a hint)
    #[arg(long)]
    pin: bool,
    #[command(flatten)]
    pub out: Out,
    /// Of this program.
    #[arg(skip)]
    pub sources: Sources,
}

/// Programs whose own formats are written.
#[cfg(feature = "full")]
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Foreign {
    /// The GitHub action's customBiggerIsBetter
    GithubActionBenchmark,
}

#[derive(Debug, Error)]
pub(super) enum RunFailure {
    #[error(transparent)]
    Experiment(#[from] BadExperiment),
    #[error("--baseline: \"{given}\" is not a map of the experiment; its maps are {maps}")]
    Baseline { given: String, maps: String },
    #[cfg(feature = "full")]
    #[error("--markdown and --format cannot show an axis; use --csv or --json")]
    Axis,
    #[cfg(feature = "full")]
    #[error("--csv, --markdown and --format are for comparisons; use --json for a race")]
    Race,
    #[cfg(feature = "full")]
    #[error("--audit is for links of the Race lab; add +audit to a map of this one")]
    Audit,
    #[cfg(feature = "full")]
    #[error("the link is for `contend {0}`")]
    OtherCommand(&'static str),
    #[cfg(feature = "full")]
    #[error(
        "a link of the Scan lab opens on the page; `contend scan PATH` reads files and folders"
    )]
    OnThePage,
    #[cfg(feature = "full")]
    #[error("--rounds and --baseline are for comparisons; a race has runs= in its link")]
    NoRounds,
    #[cfg(feature = "full")]
    #[error("--replay is for links of the Compare lab (#v1/compare?...)")]
    OneWorkload,
    #[cfg(feature = "full")]
    #[error("{name}: {error}")]
    Trace { name: String, error: Refusal },
    #[cfg(feature = "full")]
    #[error("--until-decided is for links of the Compare lab (#v1/compare?...)")]
    OneSetting,
    #[error("--until-decided needs two maps that store entries; the link has {0}")]
    NothingToDecide(usize),
    #[error(transparent)]
    Pin(#[from] PinError),
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    NoRoom(#[from] NoRoom),
}

impl Run {
    pub fn execute(&self) -> CommandResult {
        name_repairs(&self.experiment);
        #[cfg(feature = "full")]
        if let Some(link) =
            link::fragment_of(&self.experiment).ok().and_then(|it| link::parse(it).ok())
            && [link::EXTENDED, link::APART].concat().contains(&link.lab)
        {
            return Err(match link.lab {
                link::SCAN => RunFailure::OnThePage,
                lab => RunFailure::OtherCommand(lab),
            }
            .into());
        }
        #[cfg(feature = "full")]
        if let Some(plan) = Plan::strict(&self.experiment)? {
            return self.race(plan);
        }
        #[cfg(feature = "full")]
        if self.audit {
            return Err(RunFailure::Audit.into());
        }
        #[cfg(feature = "full")]
        if let Ok(Some(scale)) = Scale::strict(&self.experiment) {
            return self.scale(scale);
        }
        #[cfg(feature = "full")]
        let (experiment, replay) = self.replayed(self.experiment()?)?;
        #[cfg(not(feature = "full"))]
        let (experiment, replay) = (self.experiment()?, None);
        let result = self.measure(experiment, replay)?;
        Ok(ended(self.text(&result), result.stopped, std::iter::once(&result)))
    }

    /// The link's experiment with what the options change, which its canonical link then has too:
    /// a result always names the experiment that gave it.
    fn experiment(&self) -> Result<Experiment, RunFailure> {
        let experiment = Experiment::strict(&self.experiment)?;
        let rounds = self.rounds.map(|rounds| ("rounds", rounds.to_string()));
        let baseline = match &self.baseline {
            None => None,
            Some(given) => Some(("baseline", one_of(&experiment, given)?)),
        };
        let changed: Vec<(&str, String)> = rounds.into_iter().chain(baseline).collect();
        Ok(Experiment::strict(&with(&experiment.link, &changed))?)
    }

    /// With the trace's threads, keys and mix, and what it plays, if there is a trace.
    #[cfg(feature = "full")]
    fn replayed(&self, experiment: Experiment) -> Result<(Experiment, Option<Replay>), RunFailure> {
        let Some(path) = &self.replay else { return Ok((experiment, None)) };
        let failed = |error| RunFailure::Trace { name: path.display().to_string(), error };
        let file = File::open(path).map_err(|error| failed(error.into()))?;
        let trace = trace::read(BufReader::new(file)).map_err(failed)?;
        let changed = [
            ("threads", trace.threads.to_string()),
            ("keys", trace.keys.max(1).to_string()),
            ("mix", trace.pattern().mix.to_string()),
            ("dist", "uniform".to_owned()),
        ];
        let mut experiment = Experiment::strict(&with(&experiment.link, &changed))?;
        let replay = trace.replay();
        experiment.workload.prefill =
            replay.prefill.len() as f64 / f64::from(experiment.workload.keys);
        Ok((experiment, Some(replay)))
    }

    /// A scale experiment, from the link to what is printed.
    #[cfg(feature = "full")]
    fn scale(&self, scale: Scale) -> CommandResult {
        let result = self.measure_scale(scale)?;
        let text = if self.json {
            serde_json::to_string_pretty(&result)? + "\n"
        } else if self.csv {
            scale_csv(&result)
        } else {
            scale::text(&result)
        };
        Ok(ended(text, result.stopped, result.cells.iter().map(|cell| &cell.result)))
    }

    #[cfg(feature = "full")]
    fn measure_scale(&self, scale: Scale) -> Result<ScaleResult, RunFailure> {
        if self.markdown || self.format.is_some() {
            return Err(RunFailure::Axis);
        }
        if self.until_decided {
            return Err(RunFailure::OneSetting);
        }
        if self.replay.is_some() {
            return Err(RunFailure::OneWorkload);
        }
        let mut changed: Vec<(&str, String)> = Vec::new();
        changed.extend(self.rounds.map(|rounds| ("rounds", rounds.to_string())));
        if let Some(given) = &self.baseline {
            changed.push(("baseline", one_of(&scale.cells[0], given)?));
        }
        let scale = Scale::strict(&with(&scale.link, &changed))?.expect("still of that lab");
        let environment = self.environment();
        system::require(memory::most(&scale.cells).bytes)?;
        interrupt::heed();
        let pool = Pool::new(scale.pool_threads())?;
        if self.pin {
            let most = scale.cells.iter().map(|cell| cell.threads.0).max();
            pin(&pool, most.unwrap_or(1))?;
        }
        let mut sweep = Sweep::on_threads(scale, environment, &pool, &SHARED_STATUS)?;
        let stopped = Bar::new().drive(&mut sweep)?;
        Ok(sweep.result(stopped))
    }

    /// Runs of the Race lab, from the link to what is printed.
    #[cfg(feature = "full")]
    fn race(&self, plan: Plan) -> CommandResult {
        let result = self.measure_race(plan)?;
        let text = if self.json {
            serde_json::to_string_pretty(&result)? + "\n"
        } else {
            race::text(&result)
        };
        let mut answer = Answer::fine(text);
        if !race::is_clean(&result) {
            answer.status = Status::Findings;
            answer.remarks.push("a guarded map behaved in a way it must not".into());
        }
        answer.status = interrupt::status(result.stopped, answer.status);
        Ok(answer)
    }

    #[cfg(feature = "full")]
    fn measure_race(&self, mut plan: Plan) -> Result<RaceResult, RunFailure> {
        plan.audited = self.audit;
        if self.csv || self.markdown || self.format.is_some() {
            return Err(RunFailure::Race);
        }
        if self.until_decided {
            return Err(RunFailure::OneSetting);
        }
        if self.replay.is_some() {
            return Err(RunFailure::OneWorkload);
        }
        if self.rounds.is_some() || self.baseline.is_some() {
            return Err(RunFailure::NoRounds);
        }
        let environment = self.environment();
        system::require(requirement(&plan).bytes)?;
        interrupt::heed();
        let pool = Pool::new(plan.pool_threads())?;
        if self.pin {
            pin(&pool, plan.workers())?;
        }
        let mut series = Series::new(plan, environment, pool, &SHARED_STATUS)?;
        let stopped = Bar::new().drive(&mut series)?;
        Ok(series.result(stopped))
    }

    fn text(&self, result: &RunResult) -> String {
        #[cfg(feature = "full")]
        if self.csv {
            return csv(&result.into());
        } else if self.markdown {
            return markdown(&result.into());
        } else if self.format.is_some() {
            return benchmark_action(&result.into());
        }
        if self.json {
            return serde_json::to_string_pretty(result).expect("a result serialises") + "\n";
        }
        report::text(result)
    }

    fn measure(
        &self,
        experiment: Experiment,
        replay: Option<Replay>,
    ) -> Result<RunResult, RunFailure> {
        let maps = experiment.maps.iter().filter(|map| map.stores()).count();
        if self.until_decided && maps < 2 {
            return Err(RunFailure::NothingToDecide(maps));
        }
        let at_most = self.until_decided.then_some(Duration::from_secs(self.at_most));
        run(experiment, replay, self.environment(), self.pin, at_most)
    }

    fn environment(&self) -> Environment {
        environment(&self.sources, self.pin)
    }
}

/// Measures an experiment on threads of this machine, or what is to be replayed, with progress; looks at rounds as they come and adds
/// some until there is an answer, if it may take time for that.
pub(super) fn run(
    experiment: Experiment,
    replay: Option<Replay>,
    environment: Environment,
    pinned: bool,
    at_most: Option<Duration>,
) -> Result<RunResult, RunFailure> {
    system::require(memory::requirement(&experiment).bytes)?;
    interrupt::heed();
    let pool = Pool::new(experiment.pool_threads())?;
    if pinned {
        pin(&pool, experiment.threads.0)?;
    }
    let mut session = Session::on_threads(experiment, environment, pool, &SHARED_STATUS)?;
    if at_most.is_some() {
        session = session.sequentially();
    }
    #[cfg(feature = "full")]
    if let Some(replay) = replay {
        session = session.replaying(replay);
    }
    #[cfg(not(feature = "full"))]
    assert!(replay.is_none(), "nothing reads traces");
    let stopped = drive(&mut session, at_most)?;
    Ok(session.result(stopped))
}

/// Where it is measured.
pub(crate) fn environment(sources: &Sources, pinned: bool) -> Environment {
    let now = utc_now();
    Environment {
        host: "native".into(),
        user_agent: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        processor: system::processor(),
        governor: system::governor(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        // As the run's own pool finds.
        parallelism: 1,
        parallelism_tested: 1,
        parallelism_at: now.clone(),
        calibration_spread: None,
        isolation: "none".into(),
        mode: "threads".into(),
        clock_step_ns: clock::step().0 as f64,
        build: crate::engine::environment::build().into(),
        commit: sources.commit.map(str::to_owned),
        dirty: sources.dirty,
        allocator: super::allocator::NAME.into(),
        // As the experiment has it.
        hasher: String::new(),
        recorded_at: now,
        pinned,
    }
}

/// The canonical link with other values for some keys, to be judged when it is read.
pub(super) fn with(link: &str, changed: &[(&str, String)]) -> String {
    let (head, query) = link.split_once('?').unwrap_or((link, ""));
    let is_kept = |piece: &&str| {
        let key = piece.split('=').next().unwrap_or_default();
        !piece.is_empty() && changed.iter().all(|(changed, _)| key != *changed)
    };
    let encoded = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let kept = query.split('&').filter(is_kept).map(str::to_owned);
    let changed = changed.iter().map(|(key, value)| format!("{key}={}", encoded(value)));
    format!("{head}?{}", kept.chain(changed).collect::<Vec<_>>().join("&"))
}

/// The map of that name as the experiment writes it.
fn one_of(experiment: &Experiment, given: &str) -> Result<String, RunFailure> {
    let maps: Vec<String> = experiment.maps.iter().map(MapSpec::to_string).collect();
    let named = MapSpec::canonical(given).map(|map| map.to_string());
    named.filter(|map| maps.contains(map)).ok_or_else(|| RunFailure::Baseline {
        given: given.chars().take(80).collect(),
        maps: maps.join(", "),
    })
}

/// Says what in a link was mended before it is read strictly.
pub(super) fn name_repairs(text: &str) {
    let link = link::fragment_of(text).ok().and_then(|fragment| link::parse(fragment).ok());
    for repair in link.iter().flat_map(|link| &link.repairs) {
        remark(&format!("the link was repaired: {repair}"));
    }
}

/// What was measured, with the status that the maps' verdicts give: a map that failed is a finding, and
/// so is a run of which nothing could be checked at all.
fn ended<'a>(text: String, stopped: bool, results: impl Iterator<Item = &'a RunResult>) -> Answer {
    let strategies: Vec<&StrategyResult> = results.flat_map(|result| &result.strategies).collect();
    let judged = |map: &&StrategyResult| map.summary.as_ref().map(|summary| summary.outcome);
    let failed = strategies.iter().filter(|map| judged(map) == Some(Judgement::Failed));
    let mut failed: Vec<&str> = failed.map(|map| map.id.as_str()).collect();
    failed.dedup();
    let mut remarks = Vec::new();
    if !failed.is_empty() {
        remarks.push(format!("failed: {}", failed.join(", ")));
    } else if !stopped && !strategies.iter().any(|map| judged(map) == Some(Judgement::Passed)) {
        remarks.push("nothing was checked: the checks apply to none of the maps".into());
    }
    let status = if remarks.is_empty() { Status::Fine } else { Status::Findings };
    Answer { text, remarks, status: interrupt::status(stopped, status) }
}

/// Now, as ISO 8601 in UTC.
fn utc_now() -> String {
    humantime::format_rfc3339_seconds(SystemTime::now()).to_string()
}
