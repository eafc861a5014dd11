//! In which folder of the repository a command runs: what configuration and which module it belongs to follows from it.
//!
//! `working-directory`, `cd` and `make -C` are followed where their words are known. Where they are not, the folder is
//! not known either, and nothing is concluded from it.

use super::Site;
use super::variables::expand;
use crate::shell::{Command, Join, Kind, Word};

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
    if path.starts_with(['/', '~', '-']) || path.contains(['$', '`', '*', '(']) {
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

/// Where a command of a script stands, which begins in `start`.
pub fn of(site: &Site, start: &Folders) -> Folders {
    let (parsed, own) = (site.parsed, &site.parsed.pipelines[site.pipeline].blocks);
    let mut folders = start.clone();
    for (number, pipeline) in parsed.pipelines.iter().enumerate().take(site.pipeline) {
        let [command] = pipeline.commands.as_slice() else { continue };
        let Some(words) = moves(command) else { continue };
        let over = pipeline.blocks.iter().filter(|block| !own.contains(block));
        let kinds: Vec<&Kind> = over.map(|block| &parsed.blocks[*block].kind).collect();
        if kinds.iter().any(|kind| matches!(kind, Kind::Subshell | Kind::Function(_))) {
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
        let certain = !doubtful && kinds.iter().all(|kind| **kind == Kind::Braces);
        folders = match certain {
            true => {
                let ways = expand(site.script, parsed, number, words).ways;
                let operand = |way: &Vec<String>| match way.as_slice() {
                    [path] => path.clone(),
                    [dashes, path] if dashes == "--" => path.clone(),
                    // To where it was before, home, or not understood.
                    _ => "-".into(),
                };
                all_joined(&folders, &ways.iter().map(operand).collect::<Vec<_>>())
            }
            false => None,
        };
    }
    folders
}

/// The operands of a command that goes to another folder.
fn moves(command: &Command) -> Option<&[Word]> {
    let (first, rest) = command.words.split_first()?;
    matches!(first.text.as_str(), "cd" | "pushd" | "popd").then_some(rest)
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
