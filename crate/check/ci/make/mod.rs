//! Recipes of a Makefile: each line is a script of its own, for a shell that no failure ends before its last command.
//!
//! Both branches of a condition are read; a variable that one sets, or a caller, is not known. Others are put in as deep
//! as they go (`variables.rs`); what make computes by a function stays a word that is not known. A line that begins with `-`, `.IGNORE` and `-i` in MAKEFLAGS have
//! nobody look at the status.

mod variables;

pub use variables::{Given, Variables};

use super::script::{Origin, Script, Shell, Unheeded};
use crate::source::Text;
use std::rc::Rc;

#[derive(Default)]
pub struct Makefile {
    pub scripts: Vec<Script>,
    /// Targets, and what they need first.
    pub rules: Vec<(Vec<String>, Vec<String>)>,
    /// Files that it includes, as it names them.
    pub includes: Vec<String>,
    /// What it exports: name, value and where that is set.
    pub exported: Vec<(String, String, Rc<Text>, usize)>,
}

/// A line with those that it goes on in.
struct Line<'a> {
    at: usize,
    text: &'a str,
}

/// What a Makefile sets, for those that include it.
pub fn variables(text: &Text, given: &Given) -> Variables {
    let mut variables = Variables::with(given.clone());
    for line in lines(&text.text) {
        if variables.is_defining() || !line.text.starts_with('\t') {
            variables.line(line.text, line.at);
        }
    }
    variables
}

/// Files that a Makefile includes, by their names; none if it computes some of them.
pub fn includes(text: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    for line in lines(text) {
        let mut words = line.text.split_whitespace();
        if !line.text.starts_with('\t')
            && matches!(words.next(), Some("include" | "-include" | "sinclude"))
        {
            let before_comment = words.take_while(|word| !word.starts_with('#'));
            names.extend(before_comment.map(str::to_owned));
        }
    }
    let plain = |name: &String| !name.contains(['$', '*', '?', '[', '%']);
    names.iter().all(plain).then_some(names)
}

/// `others` are set where it includes them.
pub fn read(text: &Rc<Text>, others: &Variables) -> Makefile {
    let all = lines(&text.text);
    let mut variables = others.clone();
    let mut prefix = '\t';
    for line in &all {
        if variables.is_defining() || !line.text.starts_with(prefix) {
            variables.line(line.text, line.at);
        }
        if let Some(sign) = recipe_prefix(line.text) {
            prefix = sign;
        }
    }
    let include = |line: &&Line| {
        let first = line.text.split_whitespace().next().unwrap_or_default();
        matches!(first, "include" | "-include" | "sinclude")
    };
    if let Some(last) = all.iter().rev().find(include) {
        variables.unsettle(others, last.at);
    }
    let shell = match variables.value(".SHELLFLAGS") {
        Some(flags) => Shell::of(&variables.expanded(flags)),
        None => Shell::default(),
    };
    let mut reader = Reader {
        text,
        variables: &variables,
        shell,
        whole: all.iter().any(|line| line.text.trim_end() == ".ONESHELL:"),
        prefix: '\t',
        targets: None,
        define: false,
        conditions: 0,
        ignored: Vec::new(),
        environment: None,
        makefile: Makefile::default(),
    };
    reader.makefile.exported = variables.exports(text);
    for line in &all {
        reader.line(line);
    }
    reader.finish()
}

fn recipe_prefix(line: &str) -> Option<char> {
    let rest = line.strip_prefix(".RECIPEPREFIX")?.trim_start();
    let value = rest.trim_start_matches([':', '?']).strip_prefix('=')?;
    Some(value.trim().chars().next().unwrap_or('\t'))
}

/// Joined where they end with a backslash.
fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        if !line.trim_end_matches(['\n', '\r']).ends_with('\\') {
            found.push(Line { at: start, text: &text[start..at] });
            start = at;
        }
    }
    if start < text.len() {
        found.push(Line { at: start, text: &text[start..] });
    }
    found
}

struct Reader<'a> {
    text: &'a Rc<Text>,
    variables: &'a Variables,
    shell: Shell,
    /// One shell for a whole recipe.
    whole: bool,
    prefix: char,
    /// Of the rule whose recipe this is.
    targets: Option<Vec<String>>,
    define: bool,
    /// How many conditions are around the next line.
    conditions: usize,
    /// Targets whose failures .IGNORE passes over, all if there is none, and where it says so.
    ignored: Vec<(Vec<String>, usize)>,
    /// Of the targets before, for those that have the same.
    environment: Option<(Vec<String>, Environment)>,
    makefile: Makefile,
}

type Environment = Rc<[(String, String, usize)]>;

impl Reader<'_> {
    fn line(&mut self, line: &Line) {
        let word = line.text.trim_start().split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
        if self.define {
            self.define = word != "endef";
            return;
        }
        if let Some(sign) = recipe_prefix(line.text) {
            self.prefix = sign;
        }
        match self.targets.clone() {
            Some(targets) if line.text.starts_with(self.prefix) => {
                let recipe = &line.text[self.prefix.len_utf8()..];
                return self.recipe(&targets, recipe, line.at + self.prefix.len_utf8());
            }
            _ => {}
        }
        match word {
            "" => {}
            // Neither ends a recipe.
            "ifdef" | "ifndef" | "ifeq" | "ifneq" => self.conditions += 1,
            _ if word.starts_with("ifeq(") || word.starts_with("ifneq(") => self.conditions += 1,
            "endif" => self.conditions = self.conditions.saturating_sub(1),
            "else" => {}
            _ if word.starts_with('#') => {}
            "define" => (self.define, self.targets) = (true, None),
            "include" | "-include" | "sinclude" => {
                let names = line.text.split_whitespace().skip(1);
                let names = names.map(|name| self.variables.expanded(name)).collect::<Vec<_>>();
                self.makefile.includes.extend(names);
                self.targets = None;
            }
            _ => match variables::rule(line.text) {
                Some((targets, rest)) => self.rule(line, targets, rest),
                None => self.targets = None,
            },
        }
    }

    fn rule(&mut self, line: &Line, targets: &str, rest: &str) {
        let split = |text: &str| -> Vec<String> {
            self.variables.expanded(text).split_whitespace().map(str::to_owned).collect()
        };
        let targets = split(targets);
        let (needs, inline) = match rest.split_once(';') {
            Some((needs, recipe)) => (needs, Some(recipe)),
            None => (rest, None),
        };
        // A variable of these targets alone.
        if variables::assignment(needs).is_some() {
            self.targets = None;
            return;
        }
        let needs: Vec<String> = split(needs).into_iter().filter(|it| it != "|").collect();
        if targets.iter().any(|target| target == ".IGNORE") {
            self.ignored.push((needs.clone(), line.at));
        }
        self.makefile.rules.push((targets.clone(), needs));
        if self.whole {
            self.begin(&targets);
        }
        self.targets = Some(targets.clone());
        if let Some(recipe) = inline {
            let at = line.at + line.text.len() - recipe.len();
            self.recipe(&targets, recipe, at);
        }
    }

    fn begin(&mut self, targets: &[String]) {
        let mut script =
            Script::new(self.text.clone(), self.shell, Origin::Recipe(targets.to_vec()));
        script.environment = match &self.environment {
            Some((own, environment)) if own == targets => environment.clone(),
            _ => self.variables.exported(targets, self.text).into(),
        };
        self.environment = Some((targets.to_vec(), script.environment.clone()));
        script.conditional = self.conditions > 0;
        self.makefile.scripts.push(script);
    }

    fn recipe(&mut self, targets: &[String], recipe: &str, at: usize) {
        if !self.whole {
            self.begin(targets);
        }
        let mut begins = true;
        for piece in self.variables.pieces(recipe, at, targets) {
            let put_in = piece.length == 0;
            let mut here = piece.at;
            for (number, line) in piece.text.split_inclusive('\n').enumerate() {
                // A line of a `define` is one of the recipe.
                if number > 0 && put_in && !self.whole {
                    self.begin(targets);
                    begins = true;
                }
                let Some(script) = self.makefile.scripts.last_mut() else { return };
                // Make takes the prefix away from a line that a recipe goes on in.
                let goes_on = number > 0 && !put_in;
                let rest =
                    if goes_on { line.strip_prefix(self.prefix).unwrap_or(line) } else { line };
                let from = if put_in { here } else { here + line.len() - rest.len() };
                begins = push(script, rest, from, put_in, begins);
                here += if put_in { 0 } else { line.len() };
            }
        }
    }

    fn finish(mut self) -> Makefile {
        self.makefile.scripts.retain(|script| !script.body.trim().is_empty());
        let flags = self.variables.value("MAKEFLAGS").map(|value| self.variables.expanded(value));
        let flags = flags.unwrap_or_default();
        let ignores = |(place, word): (usize, &str)| match (
            word.strip_prefix("--"),
            word.strip_prefix('-'),
        ) {
            (Some(long), _) => long == "ignore-errors",
            // Behind these stands their value.
            (None, Some(short)) => {
                short.chars().take_while(|sign| !"CfIjloW".contains(*sign)).any(|sign| sign == 'i')
            }
            (None, None) => place == 0 && word.len() < 8 && word.contains('i'),
        };
        let by_flags = flags.split_whitespace().enumerate().any(ignores);
        let (flags_text, flags_at) =
            self.variables.place("MAKEFLAGS", self.text).unwrap_or((self.text.clone(), 0));
        for script in &mut self.makefile.scripts {
            let Origin::Recipe(targets) = &script.origin else { continue };
            let of = |(ignored, _): &&(Vec<String>, usize)| {
                ignored.is_empty() || targets.iter().any(|target| ignored.contains(target))
            };
            if by_flags {
                script.unheeded = Some(Unheeded {
                    why: "MAKEFLAGS has make go on after every failure".into(),
                    remedy: "Take -i out of MAKEFLAGS".into(),
                    text: flags_text.clone(),
                    at: flags_at,
                });
            } else if let Some((_, at)) = self.ignored.iter().find(of) {
                script.unheeded = Some(Unheeded {
                    why: ".IGNORE has make go on after a failure".into(),
                    remedy: "Take the target out of .IGNORE".into(),
                    text: self.text.clone(),
                    at: *at,
                });
            }
        }
        self.makefile
    }
}

/// Without `@`, `-` and `+` at the beginning, which are make's. Whether the next part is still at the beginning.
fn push(script: &mut Script, part: &str, at: usize, put_in: bool, begins: bool) -> bool {
    let rest = if begins { part.trim_start_matches([' ', '\t', '@', '+', '-']) } else { part };
    let signs = &part[..part.len() - rest.len()];
    let within = |offset| if put_in { at } else { at + offset };
    if let Some(minus) = signs.find('-') {
        script.unheeded = Some(Unheeded {
            why: "the - before it has make go on after a failure".into(),
            remedy: "Take the - away".into(),
            text: script.text.clone(),
            at: within(minus),
        });
    }
    if !rest.is_empty() {
        script.push(rest, within(signs.len()), if put_in { 0 } else { rest.len() });
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(source: &str) -> Makefile {
        read(&Rc::new(Text::new("Makefile", source)), &Variables::default())
    }

    fn bodies(source: &str) -> Vec<String> {
        read_text(source).scripts.into_iter().map(|script| script.body).collect()
    }

    #[test]
    fn each_line_of_a_recipe_is_a_script() {
        let source = "GO ?= go\nFLAGS := -race\n\ntest: build\n\t@$(GO) test $(FLAGS) ./... | \\\n\t  tee log\n\techo $$HOME ${UNKNOWN} $(shell date)\n\n# no recipe\nx = 1\n";
        assert_eq!(
            bodies(source),
            ["go test -race ./... | \\\n  tee log\n", "echo $HOME ${UNKNOWN} ${make}\n"]
        );
        let script = &read_text(source).scripts[0];
        assert_eq!(script.at(script.body.find("./...").unwrap()), source.find("./...").unwrap());
        assert_eq!(script.at(script.body.find("tee").unwrap()), source.find("tee").unwrap());
        assert_eq!(script.origin, Origin::Recipe(vec!["test".into()]));
    }

    #[test]
    fn variables_go_as_deep_as_they_are_nested() {
        for (source, expected) in [
            (
                "S = a b\nt:\n\tx $(S:%=t-%) $(addprefix p/,$(S)) $(patsubst a,c,$(S))\n",
                "x t-a t-b p/a p/b c b\n",
            ),
            ("S = $(addprefix x,$(S))\nt:\n\tx $(S) $(S:.a=.b)\n", "x ${make} ${make}\n"),
            ("F = a.x b\nt-%:\n\tx $(F:.x=.y) $*\n", "x a.y b ${{make.stem}}\n"),
            ("GO ?= go\nGOTEST ?= $(GO) test\nt:\n\t$(GOTEST) -race\n", "go test -race\n"),
            ("A = $(B)\nB = $(A)x\nt:\n\t$(A)\n", "${A}x\n"),
            ("F = -v \\\n  -race\nt:\n\tgo test $(F)\n", "go test -v -race\n"),
            ("F = -race\nF =\nt:\n\tgo test $(F) x\n", "go test  x\n"),
            ("F = -v\nF += -race\nt:\n\tgo test $(F)\n", "go test -v -race\n"),
            ("F = -v\nF ?= -race\nt:\n\tgo test $(F)\n", "go test -v\n"),
            ("t: F = -race\nt:\n\tgo test $(F)\n", "go test -race\n"),
            ("Q = @\nt:\n\t$(Q)go test $@\n", "go test t\n"),
        ] {
            assert_eq!(bodies(source), [expected], "{source}");
        }
        let wide = format!(
            "A0 = xxxxxxxxxx\n{}t:\n\t$(A30)\n",
            (1..31).map(|n| format!("A{n} = $(A{0})$(A{0})\n", n - 1)).collect::<String>()
        );
        assert!(bodies(&wide)[0].len() < 200_000);
    }

    /// What a condition or a caller decides on stays a word that is not known.
    #[test]
    fn what_is_decided_elsewhere() {
        for (source, expected) in [
            ("F =\nifdef X\nF = -race\nendif\nt:\n\tgo test $(F)\n", "go test ${F}\n"),
            (
                "F = -race\nifeq ($(OS),Windows_NT)\nF =\nendif\nt:\n\tgo test $(F)\n",
                "go test ${F}\n",
            ),
            ("ifdef X\nF += -race\nendif\nF += -v\nt:\n\tgo test $(F)\n", "go test ${F}\n"),
            ("ifdef X\nendif\nF = -v\nt:\n\tgo test $(F)\n", "go test -v\n"),
            ("ifdef X\nF = -race\nendif\nF = -v\nt:\n\tgo test $(F)\n", "go test -v\n"),
            ("ifdef X\nt: F = -race\nendif\nt:\n\tgo test $(F)\n", "go test ${F}\n"),
        ] {
            assert_eq!(bodies(source), [expected], "{source}");
        }
        let names = |name: &str| [name.to_owned()].into();
        let given = Given { by_call: names("A"), by_environment: names("B") };
        let of = |source: &str| {
            let text = Rc::new(Text::new("Makefile", source));
            read(&text, &Variables::with(given.clone())).scripts[0].body.clone()
        };
        assert_eq!(of("A = -a\nB = -b\nC = -c\nt:\n\tx $(A) $(B) $(C)\n"), "x ${A} -b -c\n");
        assert_eq!(of("A ?= -a\nB ?= -b\nt:\n\tx $(A) $(B)\n"), "x ${A} ${B}\n");
        let scripts = read_text("a:\n\tone\nifdef X\nb:\n\ttwo\nendif\n").scripts;
        assert_eq!([scripts[0].conditional, scripts[1].conditional], [false, true]);
    }

    #[test]
    fn recipes_wherever_make_finds_them() {
        for (source, expected) in [
            ("test: ; go test | tee x\n", &["go test | tee x\n"][..]),
            (
                "t:\nifdef CI\n\tgo test a\nelse\n\tgo test b\nendif\n",
                &["go test a\n", "go test b\n"],
            ),
            (".RECIPEPREFIX = >\nt:\n>go test\n", &["go test\n"]),
            ("define run\ngo vet\ngo test\nendef\nt:\n\t$(run)\n", &["go vet\n", "go test\n"]),
            ("define run\n\tgo test || true\nendef\nt:\n\t$(call run,a)\n", &["go test || true\n"]),
            ("define x\n\tgo test\nendef\n", &[]),
            ("t:\n\n\t# why\n\n\tgo test\n", &["# why\n", "go test\n"]),
            (".ONESHELL:\na:\n\tone\n\ttwo\nb:\n\tthree\n", &["one\ntwo\n", "three\n"]),
        ] {
            assert_eq!(bodies(source), expected, "{source}");
        }
        assert_eq!(read_text("include build/*.mk\n").includes, ["build/*.mk"]);
        assert_eq!(read_text("a b: c | d\n").rules[0].1, ["c", "d"]);
    }

    #[test]
    fn who_looks_at_the_status() {
        for source in [
            "a:\n\t-go test\n",
            "a:\n\t@-go test\n",
            ".IGNORE:\na:\n\tgo test\n",
            ".IGNORE: a\na:\n\tgo test\n",
            "MAKEFLAGS += -i\na:\n\tgo test\n",
            "MAKEFLAGS = --ignore-errors\na:\n\tgo test\n",
        ] {
            assert!(read_text(source).scripts[0].unheeded.is_some(), "{source}");
        }
        for source in [
            "a:\n\tgo test -v\n",
            ".IGNORE: b\na:\n\tgo test\n",
            "MAKEFLAGS += --no-print-directory -j4\na:\n\tgo test\n",
        ] {
            assert!(read_text(source).scripts[0].unheeded.is_none(), "{source}");
        }
        let flags = read_text("SHELL = bash\n.SHELLFLAGS = -eu -o pipefail -c\na:\n\tgo test\n");
        assert_eq!(flags.scripts[0].shell, Shell { errexit: true, pipefail: true });
        for source in
            ["export GOFLAGS := -race\na:\n\tgo test\n", "a: export GOFLAGS=-race\na:\n\tgo test\n"]
        {
            let environment = &read_text(source).scripts[0].environment;
            assert_eq!(
                (environment[0].0.as_str(), environment[0].1.as_str()),
                ("GOFLAGS", "-race"),
                "{source}"
            );
        }
    }
}
