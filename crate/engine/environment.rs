//! Where a result comes from: the machine, the build, and what was found of it just before the run.

#[cfg(test)]
use crate::base::schema::{Positive, Time};
use serde::Serialize;

/// What was built and for what: version, target, panic strategy, set of strategies and kinds of entries.
pub fn build() -> &'static str {
    macro_rules! about {
        ($target:literal) => {
            if cfg!(feature = "wide") {
                concat!(env!("CARGO_PKG_VERSION"), " ", $target, " wide")
            } else if cfg!(feature = "full") {
                concat!(env!("CARGO_PKG_VERSION"), " ", $target, " full")
            } else {
                concat!(env!("CARGO_PKG_VERSION"), " ", $target, " core")
            }
        };
    }
    match (cfg!(target_arch = "wasm32"), cfg!(panic = "unwind")) {
        (true, true) => about!("wasm32 unwind"),
        (true, false) => about!("wasm32 abort"),
        (false, _) => about!("native"),
    }
}

/// Where a result comes from. The page and the command line fill in what only they know.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Environment {
    #[cfg_attr(test, schemars(extend("enum" = ["browser", "native"])))]
    pub host: String,
    pub user_agent: String,
    /// The processor's model; natively, where the system tells it.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    /// What governs the cores' frequency; natively, where the system tells it.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governor: Option<String>,
    /// As reported; a hint.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub cores: usize,
    /// Threads that were found to run at once, by the run's own workers just before it.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub parallelism: usize,
    /// How many threads were tried at once to find that; more than these nothing is known of.
    #[cfg_attr(test, schemars(range(min = 1)))]
    pub parallelism_tested: usize,
    /// When that was found.
    #[cfg_attr(test, schemars(with = "Time"))]
    pub parallelism_at: String,
    /// How much the speed of a fixed loop varied on the threads that run at once, just before the run:
    /// the width of the middle half of 16 repetitions over their median, on the thread where it was
    /// widest. Null when simulated.
    pub calibration_spread: Option<f64>,
    #[cfg_attr(test, schemars(extend("enum" = ["headers", "service-worker", "inherited", "none"])))]
    pub isolation: String,
    #[cfg_attr(test, schemars(extend("enum" = ["threads", "simulated"])))]
    pub mode: String,
    #[cfg_attr(test, schemars(with = "Positive"))]
    pub clock_step_ns: f64,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub build: String,
    /// Of the sources it was built from; absent where these were no checkout.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(regex(pattern = "^[0-9a-f]{7,64}$")))]
    pub commit: Option<String>,
    /// The sources differed from that commit; absent means no.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub allocator: String,
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub hasher: String,
    #[cfg_attr(test, schemars(with = "Time"))]
    pub recorded_at: String,
    /// Each client thread was held on one core; absent means no.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
}
