//! The Race lab on real threads: a load on the machine until it throws, the same with its check
//! disabled, and the same over guarded maps.
//!
//! A [`Plan`](crate::experiment::race::Plan) comes from a link; a [`series`] steps through its runs,
//! one after the other, in turns over the settings; each [`run`] has goroutines on workers over one shared
//! memory; [`summary`] says what the runs mean. What the map must hold is known from the goroutines'
//! own [`ledger`]s, so that [`damage`] is counted and never guessed.

pub mod controls;
pub mod damage;
pub mod goroutine;
pub mod guarded;
pub mod ledger;
pub mod programs;
pub mod reconstruct;
pub mod record;
pub mod requirement;
pub mod result;
pub mod run;
pub mod series;
pub mod summary;
pub mod unguarded;
