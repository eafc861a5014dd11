//! The checks: one row each. Its page is `docs/checks/<id>.md`, which a test holds against this table.

#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    pub id: &'static str,
    pub title: &'static str,
    /// One sentence: what holds where it passes.
    pub summary: &'static str,
}

const fn check(id: &'static str, title: &'static str, summary: &'static str) -> Check {
    Check { id, title, summary }
}

pub static LINT_CONFIG: Check = check(
    "CHK101",
    "lint configuration",
    "golangci-lint's configuration parses and has the keys of its own version.",
);
pub static LINT_NAMES: Check =
    check("CHK102", "linter names", "Every linter that is named exists in that version.");
pub static LINT_COVERAGE: Check = check(
    "CHK103",
    "linters for concurrency",
    "The linters that see copied locks, lost errors and misused goroutines are on.",
);
pub static LINT_EXCLUSIONS: Check = check(
    "CHK104",
    "lint exclusions",
    "No exclusion drops what these linters say everywhere, and what is found fails.",
);
pub static LINT_FLAGS: Check = check(
    "CHK105",
    "lint command line",
    "golangci-lint is called with flags that its version has.",
);
pub static CI_FILES: Check = check(
    "CHK201",
    "files of the build",
    "Workflows, Makefiles and shell scripts can be read as what they are.",
);
pub static CI_RACE: Check =
    check("CHK202", "race detector", "The tests of every module are run with the race detector.");
pub static CI_STATUS: Check =
    check("CHK203", "status kept", "The status of a check is the status of its step.");
pub static CI_WHITELIST: Check = check(
    "CHK204",
    "nothing left out",
    "No package, test or line of a race report is left out without a reason.",
);
pub static CI_GORACE: Check =
    check("CHK205", "GORACE", "GORACE has options that exist, and a race is not status 0.");
pub static CI_PROBE: Check = check(
    "CHK206",
    "probe by shell",
    "A shell's look at /metrics can tell this service from any other.",
);
pub static SOURCE: Check =
    check("CHK301", "source", "contend scan finds no race of high confidence beyond the baseline.");
pub static RULE_FILES: Check = check(
    "CHK401",
    "rule files",
    "Files of alerting rules have the structure, names and durations that Prometheus takes.",
);
pub static PROMQL: Check = check("CHK402", "PromQL", "Every expression parses.");
pub static TEMPLATES: Check =
    check("CHK403", "templates", "Every template in a label or annotation parses.");
pub static METRICS: Check =
    check("CHK404", "metrics exist", "Every metric of an expression is in the exposition.");
pub static TYPES: Check = check(
    "CHK405",
    "types fit",
    "Functions get the type of metric that they are for, and histogram_quantile gets its le.",
);
pub static LABELS: Check =
    check("CHK406", "labels exist", "Every label of an expression or template is there.");
pub static BUCKETS: Check = check(
    "CHK407",
    "buckets exist",
    "Every bucket boundary that is asked for is one of the metric's.",
);
pub static EXPOSITION: Check =
    check("CHK408", "captured exposition", "The captured exposition is well-formed.");
pub static PROBE_ANSWER: Check =
    check("CHK501", "probe: answer", "The service answers completely and in time.");
pub static PROBE_STATUS: Check = check("CHK502", "probe: status", "The answer has status 200.");
pub static PROBE_REDIRECT: Check =
    check("CHK503", "probe: redirects", "The answer comes from the address or a few redirects on.");
pub static PROBE_SIZE: Check =
    check("CHK504", "probe: size", "The answer is of a size that a scrape can have.");
pub static PROBE_ENCODING: Check = check(
    "CHK505",
    "probe: content encoding",
    "The body is encoded as the answer says, plainly or by gzip.",
);
pub static PROBE_TEXT: Check = check("CHK506", "probe: UTF-8", "The body is UTF-8.");
pub static PROBE_TYPE: Check =
    check("CHK507", "probe: content type", "The content type is one of an exposition.");
pub static PROBE_FORMAT: Check = check("CHK508", "probe: format", "The exposition is well-formed.");
pub static PROBE_REQUIRED: Check =
    check("CHK509", "probe: required metrics", "Every required metric has a sample.");
pub static PROBE_OWN: Check = check(
    "CHK510",
    "probe: this service",
    "One of the required metrics is none that any other service has as well.",
);
pub static BUDGET: Check = check(
    "CHK601",
    "performance budget",
    "No map is separably slower than in the recorded result by more than the budget.",
);
pub static IGNORES: Check = check(
    "CHK901",
    "ignores",
    "Every ignore names a check, has a reason, has not expired and silences something.",
);

/// In the order of their ids.
pub static CHECKS: [&Check; 32] = [
    &LINT_CONFIG,
    &LINT_NAMES,
    &LINT_COVERAGE,
    &LINT_EXCLUSIONS,
    &LINT_FLAGS,
    &CI_FILES,
    &CI_RACE,
    &CI_STATUS,
    &CI_WHITELIST,
    &CI_GORACE,
    &CI_PROBE,
    &SOURCE,
    &RULE_FILES,
    &PROMQL,
    &TEMPLATES,
    &METRICS,
    &TYPES,
    &LABELS,
    &BUCKETS,
    &EXPOSITION,
    &PROBE_ANSWER,
    &PROBE_STATUS,
    &PROBE_REDIRECT,
    &PROBE_SIZE,
    &PROBE_ENCODING,
    &PROBE_TEXT,
    &PROBE_TYPE,
    &PROBE_FORMAT,
    &PROBE_REQUIRED,
    &PROBE_OWN,
    &BUDGET,
    &IGNORES,
];

/// By id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.into_iter().find(|check| check.id == id)
}
