//! What runs in the background fails only for who waits for it.

use super::super::variables;
use super::{Fate, Flow, TOO_MUCH, lost, unknown};
use crate::shell::{Join, Unit};

impl Flow<'_> {
    pub(super) fn awaited(&self, unit: Unit, depth: usize) -> Fate {
        let pipelines = &self.parsed.pipelines;
        let from = self.parsed.start(unit);
        let Some(depth) = self.deeper(depth, pipelines.len() - from) else {
            return unknown(TOO_MUCH);
        };
        let end = match unit {
            Unit::Pipeline(index) => index + 1,
            Unit::Block(block) => self.parsed.blocks[block].pipelines.end,
        };
        // Until the next one in the background, `$!` is its number.
        let next = self.next_in_background(end);
        let kept = |at: &usize| {
            pipelines[*at]
                .commands
                .iter()
                .flat_map(|it| it.all_words())
                .any(|it| it.text.contains("$!"))
        };
        let noted: Vec<usize> = (end..next).filter(kept).collect();
        let name = |at: &usize| variables::assigned(&pipelines[*at].commands[0]).map(str::to_owned);
        let names: Vec<String> = noted.iter().filter_map(name).collect();
        for at in end..pipelines.len() {
            let waits = Unit::Pipeline(at);
            if self.word(waits, 0) != Some("wait") {
                continue;
            }
            let words = &pipelines[at].commands[0].words;
            let operand = match words.as_slice() {
                [_, only] => only.text.as_str(),
                [_] => continue,
                _ => return unknown("a `wait` for several has the status of one of them"),
            };
            let own = match operand.strip_prefix('$') {
                Some("!") if at < next => Some(true),
                Some("!") => Some(false),
                _ => variables::whole(operand).map(|name| {
                    let elsewhere = |at: &usize| kept(at) && self.sets(*at, name);
                    let other =
                        (0..pipelines.len()).any(|at| elsewhere(&at) && !noted.contains(&at));
                    names.iter().any(|own| own == name) || !other
                }),
            };
            match own {
                // Of a list that has its number.
                Some(true) if !noted.is_empty() || operand == "$!" => {
                    return self.failed(waits, false, depth);
                }
                Some(false) => {}
                _ => return unknown("for whom its `wait` waits is not known"),
            }
        }
        lost(
            "it runs in the background, and no `wait` asks for its status",
            "Wait for it by its number: wait $pid",
        )
    }

    fn next_in_background(&self, from: usize) -> usize {
        let pipelines = &self.parsed.pipelines;
        let by_block = self.parsed.blocks.iter().filter(|block| block.join == Join::Background);
        let by_block = by_block.map(|block| block.pipelines.start).filter(|start| *start >= from);
        let own = (from..pipelines.len()).find(|at| pipelines[*at].join == Join::Background);
        by_block.chain(own).min().unwrap_or(pipelines.len())
    }

    /// Whether a pipeline does nothing but set that variable.
    pub(super) fn sets(&self, index: usize, name: &str) -> bool {
        variables::assigned(&self.parsed.pipelines[index].commands[0]) == Some(name)
    }
}
