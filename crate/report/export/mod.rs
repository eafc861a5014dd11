//! Results in other people's formats. Pure functions from a recorded result to text.

pub mod benchmark_action;
pub mod csv;
pub mod markdown;
