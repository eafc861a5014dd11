//! The Race lab's machine: Go's bucket map, micro-step by micro-step.
//!
//! [`machine`] runs one goroutine's statement over a [`memory`]; a [`program`] says what goroutines
//! do and a [`schedule`] who steps when. It is a model: every field is an atomic word and every
//! micro-step explicit, so that it is memory-safe by construction whatever the goroutines do. The
//! stepper's [`trace`], the [`search`] and live `race`s step the same machine. Nothing
//! here knows threads.

pub mod contents;
pub mod layout;
pub mod machine;
pub mod memory;
pub mod outcome;
pub mod presets;
pub mod program;
pub mod report;
pub mod schedule;
pub mod search;
pub mod trace;
pub mod world;
