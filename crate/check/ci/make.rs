//! Recipes of a Makefile: each line is a script of its own, for a shell that no failure ends before its last command.
//!
//! Variables that the file sets to a text are put in; others stay as a shell would write them. A line that begins
//! with `-`, and a file that says `.IGNORE`, have nobody look at the status.

use super::script::{Script, Shell};
use crate::source::Text;
use std::collections::HashMap;
use std::rc::Rc;

pub struct Makefile {
    pub scripts: Vec<Script>,
    /// What is handed to every command: name, value, place.
    pub variables: Vec<(String, String, usize)>,
}

pub fn read(text: &Rc<Text>) -> Makefile {
    let mut at = 0;
    let starting = |line: &'_ str| {
        at += line.len();
        at - line.len()
    };
    let all: Vec<&str> = text.text.split_inclusive('\n').collect();
    let starts: Vec<usize> = all.iter().copied().map(starting).collect();
    let lines: Vec<(usize, &str)> = starts.into_iter().zip(all).collect();
    let assigned = variables(&lines);
    let shell = assigned.get(".SHELLFLAGS").map_or(Shell::default(), |it| Shell::of(&it.0));
    let special = |name: &str| lines.iter().find(|(_, line)| line.trim_end() == name);
    let whole = special(".ONESHELL:").is_some();
    let ignore = special(".IGNORE:").map(|(start, _)| *start);
    let mut scripts: Vec<Script> = Vec::new();
    let (mut in_recipe, mut continued, mut in_define) = (false, false, false);
    for (start, line) in &lines {
        let goes_on = line.trim_end_matches(['\n', '\r']).ends_with('\\');
        in_define = match line.trim_start() {
            it if it.starts_with("define ") => true,
            it if it.starts_with("endef") => false,
            _ => in_define,
        };
        if let Some(recipe) = line.strip_prefix('\t').filter(|_| in_recipe || continued) {
            // One shell for a whole recipe was begun with its rule.
            if !continued && !whole {
                scripts.push(Script::new(text.clone(), shell));
            }
            let script = scripts.last_mut().expect("one was just begun");
            let (recipe, at) = prefixed(recipe, start + 1, continued, script);
            if let Some(at) = ignore {
                script.unheeded = Some((".IGNORE has make go on after every failure".into(), at));
            }
            expand(script, recipe, at, &assigned);
            in_recipe = true;
            continued = goes_on;
        } else if line.trim().is_empty() || line.starts_with('#') {
            continued = false;
        } else {
            continued = false;
            in_recipe = !in_define && is_rule(line);
            if whole && in_recipe {
                scripts.push(Script::new(text.clone(), shell));
            }
        }
    }
    scripts.retain(|script| !script.body.trim().is_empty());
    let exported = |name: &&String| {
        lines.iter().any(|(_, line)| {
            line.trim_start().strip_prefix("export").is_some_and(|rest| {
                rest.trim() == **name || rest.trim_start().starts_with(name.as_str())
            })
        })
    };
    let mut variables: Vec<(String, String, usize)> = assigned
        .iter()
        .filter(|(name, _)| exported(name))
        .map(|(name, (value, at))| (name.clone(), value.clone(), *at))
        .collect();
    variables.sort_by_key(|(_, _, at)| *at);
    Makefile { scripts, variables }
}

/// Without `@`, `-` and `+`, which are make's.
fn prefixed<'a>(
    recipe: &'a str,
    at: usize,
    continued: bool,
    script: &mut Script,
) -> (&'a str, usize) {
    if continued {
        return (recipe, at);
    }
    let rest = recipe.trim_start_matches([' ', '@', '+', '-']);
    let signs = &recipe[..recipe.len() - rest.len()];
    if let Some(minus) = signs.find('-') {
        let why = "the - before it has make go on after a failure".to_owned();
        script.unheeded = Some((why, at + minus));
    }
    (rest, at + signs.len())
}

fn is_rule(line: &str) -> bool {
    let Some(colon) = line.find(':') else { return false };
    !line[colon..].starts_with(":=")
        && !line[colon..].starts_with("::=")
        && !line[..colon].contains('=')
}

type Variables = HashMap<String, (String, usize)>;

/// Texts that variables are set to, the first time.
fn variables(lines: &[(usize, &str)]) -> Variables {
    let mut found = HashMap::new();
    for (start, line) in lines.iter().filter(|(_, line)| !line.starts_with('\t')) {
        let Some((name, value)) = line.split_once('=') else { continue };
        let name = name.trim_end_matches([':', '?', '+', '!']).trim();
        let name = name.strip_prefix("export ").unwrap_or(name).trim();
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.');
        if name.is_empty() || !name.chars().all(plain) {
            continue;
        }
        let at = start + line.len() - value.trim_start().len();
        found.entry(name.to_owned()).or_insert((value.trim().to_owned(), at));
    }
    found
}

/// What make hands to the shell: `$$` is a dollar, `$(NAME)` what the file sets.
fn expand(script: &mut Script, recipe: &str, at: usize, variables: &Variables) {
    let mut rest = recipe;
    while let Some(dollar) = rest.find('$') {
        let here = at + recipe.len() - rest.len();
        script.push(&rest[..dollar], here, dollar);
        let after = &rest[dollar + 1..];
        let here = here + dollar;
        let close = match after.chars().next() {
            Some('(') => after.find(')'),
            Some('{') => after.find('}'),
            _ => None,
        };
        rest = match close {
            Some(close) => {
                let name = &after[1..close];
                match variables.get(name) {
                    Some((value, _)) if !value.contains('$') => script.push(value, here, 0),
                    _ if name.contains([' ', '$']) => script.push("${make}", here, 0),
                    _ => script.push(&format!("${{{name}}}"), here, 0),
                }
                &after[close + 1..]
            }
            None if after.starts_with('$') => {
                script.push("$", here, 0);
                &after[1..]
            }
            None => {
                script.push("$", here, 0);
                after
            }
        };
    }
    script.push(rest, at + recipe.len() - rest.len(), rest.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(source: &str) -> Vec<String> {
        let text = Rc::new(Text::new("Makefile", source));
        read(&text).scripts.into_iter().map(|script| script.body).collect()
    }

    #[test]
    fn each_line_of_a_recipe_is_a_script() {
        let source = "GO ?= go\nFLAGS := -race\n\ntest: build\n\t@$(GO) test $(FLAGS) ./... | \\\n\t  tee log\n\techo $$HOME ${UNKNOWN} $(shell date)\n\n# no recipe\nx = 1\n";
        assert_eq!(
            bodies(source),
            ["go test -race ./... | \\\n  tee log\n", "echo $HOME ${UNKNOWN} ${make}\n"]
        );
        let text = Rc::new(Text::new("Makefile", source));
        let script = &read(&text).scripts[0];
        assert_eq!(script.at(script.body.find("./...").unwrap()), source.find("./...").unwrap());
        assert_eq!(script.at(script.body.find("tee").unwrap()), source.find("tee").unwrap());
    }

    #[test]
    fn who_looks_at_the_status() {
        let text = |source| Rc::new(Text::new("Makefile", source));
        let minus = read(&text("a:\n\t-go test\n\tgo vet\n"));
        assert!(minus.scripts[0].unheeded.is_some() && minus.scripts[1].unheeded.is_none());
        let ignored = read(&text(".IGNORE:\na:\n\tgo test\n"));
        assert!(ignored.scripts[0].unheeded.is_some());
        let flags = read(&text("SHELL = bash\n.SHELLFLAGS = -eu -o pipefail -c\na:\n\tgo test\n"));
        assert_eq!(flags.scripts[0].shell, Shell { errexit: true, pipefail: true });
        let one = bodies(".ONESHELL:\na:\n\tone\n\ttwo\nb:\n\tthree\n");
        assert_eq!(one, ["one\ntwo\n", "three\n"]);
        let exported = read(&text("export GORACE := halt_on_error=1\nX = 2\n"));
        assert_eq!(exported.variables.len(), 1);
    }
}
