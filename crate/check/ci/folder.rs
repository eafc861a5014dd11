//! In which folder of the repository a command runs: what configuration and which module it belongs to follows from it.
//!
//! `working-directory`, `cd` and `make -C` are followed where their words are known. Where they are not, the folder is
//! not known either, and nothing is concluded from it.

use super::Site;
use super::variables::{Expanded, expand};
use crate::shell::{Block, Command, Join, Kind, Word};

/// From the repository's root, which is ""; none where it cannot be told.
pub type Folders = Option<Vec<String>>;

/// What leads to the root from anywhere.
const ROOT: [&str; 5] = [
    "${{ github.workspace }}",
    "${{github.workspace}}",
    "$GITHUB_WORKSPACE",
    "${GITHUB_WORKSPACE}",
    "$(git rev-parse --show-toplevel)",
];

/// A path from a folder, unless it leaves the repository or has something in it that is not known.
pub fn joined(folder: &str, path: &str) -> Option<String> {
    let rooted = ROOT.iter().find_map(|root| path.strip_prefix(root));
    let (folder, path) = match rooted {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            ("", rest.trim_start_matches('/'))
        }
        _ => (folder, path),
    };
    // A place for a word of another program's (`{}`, `%`) is no folder either.
    if path.starts_with(['/', '~', '-']) || path.contains(['$', '`', '*', '?', '[', '(', '{', '%'])
    {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Each of the folders with each of the paths.
pub fn all_joined(folders: &Folders, paths: &[String]) -> Folders {
    let folders = folders.as_ref()?;
    let each = folders.iter().flat_map(|folder| paths.iter().map(|path| joined(folder, path)));
    let mut all = each.collect::<Option<Vec<_>>>()?;
    all.sort();
    all.dedup();
    Some(all)
}

/// The folder and all above it, to the root.
pub fn upwards(folder: &str) -> impl Iterator<Item = &str> {
    fn above<'a>(folder: &&'a str) -> Option<&'a str> {
        match folder.rsplit_once('/') {
            Some((above, _)) => Some(above),
            None => (!folder.is_empty()).then_some(""),
        }
    }
    std::iter::successors(Some(folder), above)
}

/// As many changes of the folder before a command as are followed.
const MAX_MOVES: usize = 50;

/// Where a command of a script stands, which begins in `start`.
pub fn of(site: &Site, start: &Folders) -> Folders {
    let (parsed, own) = (site.parsed, &site.parsed.pipelines[site.pipeline].blocks);
    let mut way = Way { here: start.clone(), before: None, stack: Vec::new() };
    let mut count = 0;
    for (number, pipeline) in parsed.pipelines.iter().enumerate().take(site.pipeline) {
        let [command] = pipeline.commands.as_slice() else { continue };
        let Some((name, words)) = moves(command) else { continue };
        count += 1;
        if count > MAX_MOVES {
            return None;
        }
        let over = pipeline.blocks.iter().filter(|block| !own.contains(block));
        let over: Vec<&Block> = over.map(|block| &parsed.blocks[*block]).collect();
        let apart = |block: &&Block| matches!(block.kind, Kind::Subshell | Kind::Function(_));
        if over.iter().any(apart) {
            continue;
        }
        // A loop that is over, and ends where it began.
        if over.first().is_some_and(|block| block.kind == Kind::Loop && is_round(site, block)) {
            continue;
        }
        // Behind something that may fail it may not come to this, unless that is why it comes to the command either.
        let chained = (number..site.pipeline).all(|it| parsed.pipelines[it].join == Join::And);
        let before = parsed.pipelines[..number].iter().rev();
        let mut before = before.take_while(|it| matches!(it.join, Join::And | Join::Or));
        let doubtful = before.any(|it| {
            let fails = it.commands.iter().any(|it| moves(it).is_none());
            it.join == Join::Or || fails && !chained
        });
        // The next turn of a loop begins where this one ends.
        let turns = pipeline.blocks.iter().rev().map(|block| &parsed.blocks[*block]);
        let mut turns = turns.take_while(|block| !apart(block));
        let turns = turns.any(|block| block.kind == Kind::Loop && !is_round(site, block));
        let certain = !doubtful && !turns && over.iter().all(|block| block.kind == Kind::Braces);
        match certain {
            true => way.goes(name, &expand(site.script, parsed, number, words)),
            false => way = Way::default(),
        }
    }
    way.here
}

/// Where a script has been.
#[derive(Default)]
struct Way {
    here: Folders,
    before: Folders,
    stack: Vec<Folders>,
}

impl Way {
    fn goes(&mut self, name: &str, expanded: &Expanded) {
        let back = |way: &Vec<String>| matches!(way.as_slice(), [only] if only == "-");
        let next = match name {
            "popd" => self.stack.pop().flatten(),
            _ if expanded.ways.iter().all(back) => self.before.clone(),
            _ if expanded.cut => None,
            _ => {
                let operand = |way: &Vec<String>| match way.as_slice() {
                    [path] => path.clone(),
                    [dashes, path] if dashes == "--" => path.clone(),
                    // Home, or not understood.
                    _ => "-".into(),
                };
                all_joined(&self.here, &expanded.ways.iter().map(operand).collect::<Vec<_>>())
            }
        };
        if name == "pushd" {
            self.stack.push(self.here.clone());
        }
        self.before = std::mem::replace(&mut self.here, next);
    }
}

/// Whether a loop's turn goes to one folder and back, whatever the folder is.
fn is_round(site: &Site, block: &Block) -> bool {
    let parsed = site.parsed;
    let mut all = Vec::new();
    for at in block.pipelines.clone() {
        let [command] = parsed.pipelines[at].commands.as_slice() else { continue };
        let Some((name, words)) = moves(command) else { continue };
        let inner = parsed.pipelines[at].blocks.iter().map(|it| &parsed.blocks[*it]);
        let apart = inner.filter(|it| it.pipelines.len() < block.pipelines.len());
        if apart.into_iter().any(|it| it.kind == Kind::Subshell && is_within(it, block)) {
            continue;
        }
        all.push((at, name, words));
    }
    match all.as_slice() {
        [] => true,
        [(at, name, there), (_, back, words)] => {
            let text =
                |words: &[Word]| words.iter().map(|word| word.text.clone()).collect::<Vec<_>>();
            let single = || {
                let ways = expand(site.script, parsed, *at, there);
                let one = |path: &str| {
                    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
                    !path.contains('/') && !path.starts_with('.')
                };
                ways.known
                    && ways.ways.iter().all(|way| matches!(way.as_slice(), [path] if one(path)))
            };
            match (*name, *back) {
                ("pushd", "popd") => true,
                ("cd", "cd") => match text(words).as_slice() {
                    [only] if only == "-" => true,
                    [only] if only.trim_end_matches('/') == ".." => single(),
                    _ => false,
                },
                _ => false,
            }
        }
        _ => false,
    }
}

fn is_within(inner: &Block, outer: &Block) -> bool {
    outer.pipelines.start <= inner.pipelines.start && inner.pipelines.end <= outer.pipelines.end
}

/// A command that goes to another folder, and its operands.
fn moves(command: &Command) -> Option<(&str, &[Word])> {
    let (first, rest) = command.words.split_first()?;
    let name = first.text.as_str();
    matches!(name, "cd" | "pushd" | "popd").then_some((name, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ci::script::{Script, Shell};
    use crate::ci::visit;
    use crate::source::Text;
    use std::rc::Rc;

    #[test]
    fn where_a_command_runs() {
        for (body, expected) in [
            ("x", Some("s")),
            ("cd a\nx", Some("s/a")),
            ("cd a && x", Some("s/a")),
            ("cd ./a/ && cd ../b; x", Some("s/b")),
            ("(cd a && y)\nx", Some("s")),
            ("(cd a && x)", Some("s/a")),
            ("D=a\ncd $D\nx", Some("s/a")),
            ("cd \"$GITHUB_WORKSPACE/b\"\nx", Some("b")),
            ("cd ${{ matrix.m }} && x", Some("s/m")),
            ("bash -c 'cd a && x'", Some("s/a")),
            ("f() { cd a; }\nx", Some("s")),
            ("if y; then cd a; fi\nx", None),
            ("y && cd a\nx", None),
            ("y && cd a && x", Some("s/a")),
            ("y || cd a && x", None),
            ("cd a || exit 1\nx", Some("s/a")),
            ("cd $Y && x", None),
            ("cd ../.. && x", None),
            ("cd -\nx", None),
            ("cd a\ncd -\nx", Some("s")),
            ("pushd a\npopd\nx", Some("s")),
            ("popd\nx", None),
            ("for m in a; do (cd $m && x); done", Some("s/a")),
            ("for m in a; do cd ./$m && x; done", None),
            ("for m in a; do cd $m; x; cd ..; done", Some("s/a")),
            ("for m in a/b; do cd $m; x; cd ..; done", None),
            ("for m in a/b; do pushd $m; x; popd; done", Some("s/a/b")),
            ("for m in a; do cd $m; y; cd -; done; x", Some("s")),
            ("for m in a; do cd $m; y; done; x", None),
            ("for m in */; do (cd $m && x); done", None),
            ("for m in $(ls); do (cd $m && x); done", None),
            ("ls | xargs -I{} sh -c 'cd {} && x'", None),
            ("cd\nx", None),
        ] {
            let mut script = Script::file(Rc::new(Text::new("a.sh", body)), Shell::default());
            script.folders = Some(vec!["s".into()]);
            script.matrix = vec![("m".into(), vec!["m".into()])];
            let mut found = None;
            visit(&script, &mut |site| {
                if site.command().words.first().is_some_and(|word| word.text == "x") {
                    found = Some(site.folders());
                }
            });
            let expected = expected.map(|folder| vec![folder.to_owned()]);
            assert_eq!(found, Some(expected), "{body}");
        }
        assert_eq!(upwards("a/b").collect::<Vec<_>>(), ["a/b", "a", ""]);
    }
}
