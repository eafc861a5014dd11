//! The suites that play a map against its promises: conformance with every one that its row makes, and
//! linearizability of recorded histories.

#[cfg(feature = "selftest")]
pub mod arrivals;
#[cfg(any(feature = "suite", all(feature = "selftest", not(target_arch = "wasm32"))))]
pub mod conformance;
#[cfg(feature = "selftest")]
pub mod contained;
#[cfg(feature = "selftest")]
pub mod fresh;
#[cfg(feature = "full")]
pub mod linearizability;
#[cfg(feature = "selftest")]
pub mod stalls;
