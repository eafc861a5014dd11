//! Whether the script ever comes to a command: never, always, or only under a condition of its own.

use super::{Flow, MAX_DEPTH};
use crate::shell::{Join, Kind, Unit};
use std::ops::Range;

/// Commands that ask something, so that what stands behind their `&&` may not run.
const ASKS: [&str; 12] = [
    "[", "[[", "test", "command", "which", "type", "hash", "grep", "egrep", "false", "diff", "cmp",
];

impl Flow<'_> {
    /// Whether the script ever gets there, as far as that does not depend on anything.
    pub fn is_reached(&self, index: usize) -> bool {
        let parsed = self.parsed;
        let is = |at: usize, word: &str| self.word(Unit::Pipeline(at), 0) == Some(word);
        let ended = |at: &usize| {
            let before = at.checked_sub(1).map(|before| parsed.pipelines[before].join);
            let alone = !matches!(before, Some(Join::And | Join::Or));
            (is(*at, "exit") || is(*at, "return"))
                && parsed.pipelines[*at].blocks.is_empty()
                && alone
        };
        let of_function = parsed.function(Unit::Pipeline(index)).is_some();
        if !of_function
            && self
                .first_end
                .get_or_init(|| (0..parsed.pipelines.len()).find(ended))
                .is_some_and(|end| end < index)
        {
            return false;
        }
        let never = |at: usize, join: Join| match join {
            Join::And => is(at, "false"),
            Join::Or => is(at, "true") || is(at, ":"),
            _ => false,
        };
        if index > 0 && never(index - 1, parsed.pipelines[index - 1].join) {
            return false;
        }
        parsed.pipelines[index].blocks.iter().map(|number| &parsed.blocks[*number]).all(|block| {
            let place = block.bodies.iter().position(|body| body.contains(&index));
            let condition =
                place.and_then(|place| block.conditions.get(place)).filter(|it| it.len() == 1);
            !condition.is_some_and(|condition| {
                is(condition.start, "false") && !parsed.pipelines[condition.start].negated
            })
        })
    }

    /// On what it depends whether the script comes to a command, if on something; a branch is as good as another that
    /// has `alike` in it.
    pub fn depends(&self, index: usize, alike: &dyn Fn(Range<usize>) -> bool) -> Option<String> {
        self.depends_within(index, alike, MAX_DEPTH)
    }

    fn depends_within(
        &self,
        index: usize,
        alike: &dyn Fn(Range<usize>) -> bool,
        depth: usize,
    ) -> Option<String> {
        let parsed = self.parsed;
        if let Some(why) = self.is_behind(index) {
            return Some(why);
        }
        for number in parsed.pipelines[index].blocks.iter().rev() {
            let block = &parsed.blocks[*number];
            let within =
                |ranges: &[Range<usize>]| ranges.iter().any(|range| range.contains(&index));
            let start = block.pipelines.start;
            let outer = start > 0
                && self.parsed.pipelines[start - 1].blocks.len()
                    < parsed.pipelines[index].blocks.len();
            if outer && let Some(why) = self.is_behind(start) {
                return Some(why);
            }
            match &block.kind {
                Kind::If
                    if within(&block.bodies)
                        || block.otherwise.as_ref().is_some_and(|it| it.contains(&index)) =>
                {
                    let all = block.bodies.iter().chain(&block.otherwise);
                    let whole = block.otherwise.is_some() && all.cloned().all(alike);
                    if !whole {
                        return Some("an `if` of the script".into());
                    }
                }
                Kind::Case => return Some("a `case` of the script".into()),
                Kind::Function(name) => {
                    let calls = self.calls(name);
                    if calls.is_empty() {
                        return Some(format!(
                            "who calls the function {name}: nothing in the script does by name"
                        ));
                    }
                    let Some(depth) = self.deeper(depth, 1) else {
                        return Some("calls that are more than are followed here".into());
                    };
                    let mut why = None;
                    for &(call, _) in calls {
                        // One that stands in itself is none.
                        if block.pipelines.contains(&call) {
                            continue;
                        }
                        match self.depends_within(call, alike, depth) {
                            None if self.is_reached(call) => return None,
                            None => {
                                why =
                                    why.or(Some(format!("a call of {name} that is never reached")))
                            }
                            found => why = why.or(found),
                        }
                    }
                    return why;
                }
                _ => {}
            }
        }
        None
    }

    /// Whether it stands right of `||`, or behind a question and `&&`.
    fn is_behind(&self, index: usize) -> Option<String> {
        let mut at = index;
        while at > 0 {
            at -= 1;
            let before = &self.parsed.pipelines[at];
            if before.blocks != self.parsed.pipelines[index].blocks {
                return None;
            }
            match before.join {
                Join::Or if at + 1 == index => return Some("what stands left of its `||`".into()),
                Join::And => {
                    let first = self.word(Unit::Pipeline(at), 0).unwrap_or_default();
                    if before.negated || ASKS.contains(&first) || first.starts_with("((") {
                        return Some(format!("`{first}` left of its `&&`"));
                    }
                }
                _ => return None,
            }
        }
        None
    }
}
