//! The incident of the article's payment service (its chapter 2.4), as a simulation of discrete events: what
//! happens as told, what leaks like that in truth, and where each remedy settles.
//!
//! [`service`] has what is assumed of the service, [`variants`] what goes wrong and what is done about it, a row
//! each. [`simulation`] plays every request through its [`events`], [`figures`] adds up what comes of them,
//! [`little`] holds the queue against Little's law, [`predictions`] against what a variant's own parameters
//! say, and [`result`] is all of it. Time is in whole nanoseconds, events at one time go by the order in which
//! they were scheduled, and logarithms are `libm`'s, so a link gives the same bytes on every machine. The
//! default takes about a second.

pub mod events;
pub mod figures;
pub mod little;
pub mod predictions;
pub mod result;
pub mod service;
pub mod simulation;
pub mod text;
pub mod variants;

pub use result::{IncidentResult, simulate};
