//! Where a result comes from: the machine, the build, and what was found of it just before the run.

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
#[serde(rename_all = "camelCase")]
pub struct Environment {
    pub host: String,
    pub user_agent: String,
    /// The processor's model and what governs its frequency, where the system says so.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processor: Option<String>,
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub governor: Option<String>,
    /// What the platform reports; a hint.
    pub cores: usize,
    /// Threads found to run at once, of so many that were tried.
    pub parallelism: usize,
    pub parallelism_tested: usize,
    /// ISO 8601, UTC.
    pub parallelism_at: String,
    /// How much the speed of a fixed loop varied just before the run; see
    /// [`spread`](crate::engine::parallelism::spread).
    pub calibration_spread: Option<f64>,
    pub isolation: String,
    pub mode: String,
    pub clock_step_ns: f64,
    pub build: String,
    /// Of the sources it was built from, where these were a checkout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// They differed from that commit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dirty: bool,
    pub allocator: String,
    pub hasher: String,
    /// ISO 8601, UTC.
    pub recorded_at: String,
    /// Each client was held on one core.
    #[cfg(not(target_arch = "wasm32"))]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
}
