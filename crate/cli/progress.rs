//! A progress bar, drawn on a terminal only, while a run is stepped through.

use crate::base::error::RunError;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// What is stepped through.
pub trait Stepped {
    /// What the next step works on, in words, and how long all may take from there; `None` at the end.
    fn upcoming(&self) -> Option<(String, String)>;

    /// False if it was interrupted.
    fn step(&mut self) -> Result<bool, RunError>;

    fn steps_done(&self) -> (usize, usize);
}

/// The bar; gone from the terminal when dropped.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new() -> Self {
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {prefix:.dim}");
        let bar = ProgressBar::new(0).with_style(style.expect("a literal template"));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }

    /// Steps to the end; true if interrupted.
    pub fn drive(&self, run: &mut impl Stepped) -> Result<bool, RunError> {
        self.0.set_length(run.steps_done().1 as u64);
        while let Some((doing, left)) = run.upcoming() {
            self.0.set_message(doing);
            self.0.set_prefix(left);
            if !run.step()? {
                return Ok(true);
            }
            self.0.set_position(run.steps_done().0 as u64);
        }
        Ok(false)
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
