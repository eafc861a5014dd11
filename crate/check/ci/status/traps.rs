//! What a trap for the end of a script makes of its status.

use super::{Fate, Flow, lost, unknown};
use crate::shell::Unit;
use std::ops::Range;

impl Flow<'_> {
    /// What a trap for the end of the script makes of a failure.
    pub(super) fn traps(&self) -> Fate {
        let mut fate = Fate::Kept;
        for pipeline in &self.parsed.pipelines {
            let words = &pipeline.commands[0].words;
            let Some([first, handler, signals @ ..]) = words.get(..) else { continue };
            let ends = |text: &str| matches!(text, "EXIT" | "ERR" | "0");
            if first.text != "trap" || !signals.iter().any(|word| ends(&word.text)) {
                continue;
            }
            let found = match self.body(&handler.text) {
                Some(number) => self.exits_in(self.parsed.blocks[number].pipelines.clone()),
                None => exit_in_text(&handler.text),
            };
            fate = fate.worst(match found {
                None => Fate::Kept,
                Some(true) => {
                    lost("a trap ends the script with status 0", "Take `exit 0` out of the trap")
                }
                Some(false) => unknown("a trap ends the script with a status of its own"),
            });
        }
        fate
    }

    /// Whether an `exit` is among them, and whether it is one with 0.
    fn exits_in(&self, range: Range<usize>) -> Option<bool> {
        let exits = range.filter(|at| self.word(Unit::Pipeline(*at), 0) == Some("exit"));
        exits.map(|at| self.word(Unit::Pipeline(at), 1) == Some("0")).reduce(|a, b| a || b)
    }
}

fn exit_in_text(text: &str) -> Option<bool> {
    let words: Vec<&str> = text.split([' ', ';', '&', '|', '\n']).collect();
    let at = words.iter().position(|word| *word == "exit")?;
    Some(words.get(at + 1) == Some(&"0"))
}
