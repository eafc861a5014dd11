//! What is made of what a run found out: the [`result`] with its [`warnings`], a [`recording`] of one
//! read back, the [`comparison`] of two, and the [`export`] into other programs' formats.

#[cfg(feature = "full")]
pub mod choose;
#[cfg(feature = "full")]
pub mod comparison;
#[cfg(feature = "full")]
pub mod export;
#[cfg(feature = "full")]
pub mod matrix;
#[cfg(feature = "full")]
pub mod recording;
pub mod result;
#[cfg(feature = "full")]
pub mod scale;
pub mod warnings;

pub use result::{RunResult, StrategyResult};
pub use warnings::Warning;
