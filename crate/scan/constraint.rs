//! Which platforms a file is built for: by the end of its name and its `//go:build` line.
//!
//! A set of combinations of system, machine and whether further tags are given. Two files whose sets have nothing
//! in common are never in one program, so no race is between them. What cannot be understood, or is never
//! true, is taken to be built everywhere. Lines of the old form, `// +build`, are not read.

use super::source::Offset;

const SYSTEMS: [&str; 17] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
];
const MACHINES: [&str; 14] = [
    "386", "amd64", "arm", "arm64", "loong64", "mips", "mips64", "mips64le", "mipsle", "ppc64",
    "ppc64le", "riscv64", "s390x", "wasm",
];
const COUNT: usize = SYSTEMS.len() * MACHINES.len() * 2;

/// `!` and brackets within each other.
const MAX_DEPTH: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Platforms([u64; COUNT.div_ceil(64)]);

impl Platforms {
    pub const ALL: Self = Self([u64::MAX; COUNT.div_ceil(64)]);

    pub fn of(path: &str, text: &str, comments: &[(Offset, Offset)]) -> Self {
        let line = build_line(text, comments).map_or(Self::ALL, |line| {
            let mut parser = Parser { rest: line };
            parser.either(0).filter(|_| parser.rest.trim().is_empty()).unwrap_or(Self::ALL)
        });
        let both = line.and(by_name(path));
        if both.is_empty() { Self::ALL } else { both }
    }

    pub fn and(self, other: Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// Whether some program has both.
    pub fn meet(self, other: Self) -> bool {
        !self.and(other).is_empty()
    }

    fn is_empty(self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn with(mut self, other: Self, join: fn(u64, u64) -> u64) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(word, other)| *word = join(*word, other));
        self
    }

    fn not(self) -> Self {
        let all = Self::those(&|_, _, _| true);
        all.with(self, |all, word| all & !word)
    }

    /// By system, machine and further tags.
    fn those(fits: &dyn Fn(&str, &str, bool) -> bool) -> Self {
        let mut set = Self([0; COUNT.div_ceil(64)]);
        for index in 0..COUNT {
            let (rest, tagged) = (index / 2, index % 2 == 1);
            let system = SYSTEMS[rest / MACHINES.len()];
            if fits(system, MACHINES[rest % MACHINES.len()], tagged) {
                set.0[index / 64] |= 1 << (index % 64);
            }
        }
        set
    }

    fn tag(tag: &str) -> Self {
        if SYSTEMS.contains(&tag) {
            // The tag is that of the system it is made of, too.
            let also = match tag {
                "linux" => "android",
                "darwin" => "ios",
                "solaris" => "illumos",
                _ => tag,
            };
            return Self::those(&|system, _, _| system == tag || system == also);
        }
        if MACHINES.contains(&tag) {
            return Self::those(&|_, machine, _| machine == tag);
        }
        match tag {
            "unix" => Self::those(&|system, _, _| {
                !matches!(system, "js" | "nacl" | "plan9" | "wasip1" | "windows")
            }),
            "gc" => Self::those(&|_, _, _| true),
            tag if tag.starts_with("go1.") => Self::those(&|_, _, _| true),
            _ => Self::those(&|_, _, tagged| tagged),
        }
    }
}

/// What follows `//go:build` before everything but comments.
fn build_line<'t>(text: &'t str, comments: &[(Offset, Offset)]) -> Option<&'t str> {
    let mut end = 0;
    for &(from, to) in comments {
        let between = text.get(end..from as usize)?;
        if !between.trim_matches('\u{feff}').trim().is_empty() {
            return None;
        }
        if let Some(line) = text.get(from as usize..to as usize)?.strip_prefix("//go:build ") {
            return Some(line);
        }
        end = to as usize;
    }
    None
}

/// `name_linux.go`, `name_amd64_test.go`, `name_linux_amd64.go`.
fn by_name(path: &str) -> Platforms {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = name.strip_suffix(".go").unwrap_or(name);
    let name = name.strip_suffix("_test").unwrap_or(name);
    let mut parts = name.split('_').skip(1).collect::<Vec<_>>().into_iter().rev();
    let is_system = |part: &&str| SYSTEMS.contains(part);
    match (parts.next(), parts.next()) {
        (Some(machine), system) if MACHINES.contains(&machine) => {
            let system = system.filter(is_system).map_or(Platforms::ALL, Platforms::tag);
            Platforms::tag(machine).and(system)
        }
        (Some(system), _) if SYSTEMS.contains(&system) => Platforms::tag(system),
        _ => Platforms::ALL,
    }
}

struct Parser<'t> {
    rest: &'t str,
}

impl Parser<'_> {
    fn skipped(&mut self, sign: &str) -> bool {
        match self.rest.trim_start().strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn either(&mut self, depth: usize) -> Option<Platforms> {
        let mut set = self.both(depth)?;
        while self.skipped("||") {
            set = set.with(self.both(depth)?, |a, b| a | b);
        }
        Some(set)
    }

    fn both(&mut self, depth: usize) -> Option<Platforms> {
        let mut set = self.one(depth)?;
        while self.skipped("&&") {
            set = set.and(self.one(depth)?);
        }
        Some(set)
    }

    fn one(&mut self, depth: usize) -> Option<Platforms> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.skipped("!") {
            return Some(self.one(depth + 1)?.not());
        }
        if self.skipped("(") {
            let set = self.either(depth + 1)?;
            return self.skipped(")").then_some(set);
        }
        let rest = self.rest.trim_start();
        let is_tag = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '.');
        let end = rest.find(|sign| !is_tag(sign)).unwrap_or(rest.len());
        let (tag, rest) = rest.split_at(end);
        self.rest = rest;
        (!tag.is_empty()).then(|| Platforms::tag(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(path: &str, line: &str) -> Platforms {
        let text = format!("// head\n\n{line}\n\npackage p\n");
        let tokens = crate::lexer::tokens(&text);
        let comments = tokens.iter().filter(|token| token.sort == crate::lexer::Sort::Comment);
        let comments: Vec<_> = comments.map(|token| (token.start, token.end)).collect();
        Platforms::of(path, &text, &comments)
    }

    #[test]
    fn files_of_different_platforms_do_not_meet() {
        for (a, b, meet) in [
            (("a_linux.go", ""), ("b_windows.go", ""), false),
            (("a_linux.go", ""), ("b_android.go", ""), true),
            (("a_linux_test.go", ""), ("b_amd64.go", ""), true),
            (("a_linux_arm64.go", ""), ("b_linux_amd64.go", ""), false),
            (("linux.go", ""), ("windows.go", ""), true),
            (("a.go", "//go:build linux"), ("b.go", "//go:build !linux"), false),
            (("a.go", "//go:build unix"), ("b_plan9.go", ""), false),
            (("a.go", "//go:build (linux && amd64) || darwin"), ("b_linux_arm.go", ""), false),
            (("a.go", "//go:build (linux && amd64) || darwin"), ("b_darwin.go", ""), true),
            (("a.go", "//go:build race"), ("b.go", "//go:build !race"), false),
            (("a.go", "//go:build race"), ("b.go", "//go:build go1.20"), true),
            (("a.go", "//go:build linux && windows"), ("b_darwin.go", ""), true),
            (("a.go", "//go:build linux &&"), ("b_darwin.go", ""), true),
            (("a.go", "//go:build (linux"), ("b_darwin.go", ""), true),
        ] {
            assert_eq!(of(a.0, a.1).meet(of(b.0, b.1)), meet, "{a:?} {b:?}");
        }
        let deep = format!("//go:build {}linux", "!".repeat(10_000));
        assert_eq!(of("a.go", &deep), Platforms::ALL);
    }

    #[test]
    fn a_line_below_the_package_is_a_comment() {
        let text = "package p\n\n//go:build linux\n";
        assert_eq!(Platforms::of("a.go", text, &[(11, 27)]), Platforms::ALL);
    }
}
