//! golangci-lint's linters and formatters by version, from the JSON Schemas that it publishes for 1.64 and 2.6.
//!
//! Names that came later are not known here, so a name that is unlike all of these is a warning where the version
//! may be newer. What was renamed, merged or taken away is named with what took its place.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    One,
    Two,
}

impl Version {
    pub fn number(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
        }
    }
}

/// In both versions.
const COMMON: [&str; 93] = [
    "asasalint",
    "asciicheck",
    "bidichk",
    "bodyclose",
    "canonicalheader",
    "containedctx",
    "contextcheck",
    "copyloopvar",
    "cyclop",
    "decorder",
    "depguard",
    "dogsled",
    "dupl",
    "dupword",
    "durationcheck",
    "err113",
    "errcheck",
    "errchkjson",
    "errname",
    "errorlint",
    "exhaustive",
    "exhaustruct",
    "exptostd",
    "fatcontext",
    "forbidigo",
    "forcetypeassert",
    "funlen",
    "ginkgolinter",
    "gocheckcompilerdirectives",
    "gochecknoglobals",
    "gochecknoinits",
    "gochecksumtype",
    "gocognit",
    "goconst",
    "gocritic",
    "gocyclo",
    "godot",
    "godox",
    "goheader",
    "gomoddirectives",
    "gomodguard",
    "goprintffuncname",
    "gosec",
    "gosmopolitan",
    "govet",
    "grouper",
    "iface",
    "importas",
    "inamedparam",
    "ineffassign",
    "interfacebloat",
    "intrange",
    "ireturn",
    "lll",
    "loggercheck",
    "maintidx",
    "makezero",
    "mirror",
    "misspell",
    "mnd",
    "musttag",
    "nakedret",
    "nestif",
    "nilerr",
    "nilnesserr",
    "nilnil",
    "nlreturn",
    "noctx",
    "nolintlint",
    "nonamedreturns",
    "nosprintfhostport",
    "paralleltest",
    "perfsprint",
    "prealloc",
    "predeclared",
    "promlinter",
    "protogetter",
    "reassign",
    "recvcheck",
    "revive",
    "rowserrcheck",
    "sloglint",
    "spancheck",
    "sqlclosecheck",
    "staticcheck",
    "tagalign",
    "tagliatelle",
    "testableexamples",
    "testifylint",
    "testpackage",
    "thelper",
    "tparallel",
    "unconvert",
];

const COMMON_TOO: [&str; 10] = [
    "unparam",
    "unused",
    "usestdlibvars",
    "usetesting",
    "varnamelen",
    "wastedassign",
    "whitespace",
    "wrapcheck",
    "wsl",
    "zerologlint",
];

/// Of version 1 alone, with what version 2 has in its place.
const ONE: [(&str, &str); 7] = [
    ("gci", "a formatter: formatters.enable"),
    ("gofmt", "a formatter: formatters.enable"),
    ("gofumpt", "a formatter: formatters.enable"),
    ("goimports", "a formatter: formatters.enable"),
    ("gosimple", "part of staticcheck"),
    ("stylecheck", "part of staticcheck"),
    ("tenv", "usetesting"),
];

const TWO: [&str; 9] = [
    "arangolint",
    "embeddedstructfieldcheck",
    "funcorder",
    "godoclint",
    "iotamixing",
    "modernize",
    "noinlineerr",
    "unqueryvet",
    "wsl_v5",
];

pub const FORMATTERS: [&str; 6] = ["gci", "gofmt", "gofumpt", "goimports", "golines", "swaggo"];

/// Gone before 1.64, with what took its place.
const GONE: [(&str, &str); 19] = [
    ("deadcode", "unused"),
    ("execinquery", ""),
    ("exhaustivestruct", "exhaustruct"),
    ("exportloopref", "copyloopvar"),
    ("goerr113", "err113"),
    ("golint", "revive"),
    ("gomnd", "mnd"),
    ("ifshort", ""),
    ("interfacer", ""),
    ("logrlint", "loggercheck"),
    ("maligned", "govet's fieldalignment"),
    ("megacheck", "staticcheck"),
    ("nosnakecase", "revive's var-naming"),
    ("rowserr", "rowserrcheck"),
    ("scopelint", "copyloopvar"),
    ("structcheck", "unused"),
    ("varcheck", "unused"),
    ("vet", "govet"),
    ("vetshadow", "govet's shadow"),
];

/// In version 2 it is none; version 1 takes it for one.
const INTERNAL: &str = "typecheck";

pub fn is_formatter(name: &str) -> bool {
    FORMATTERS.contains(&name)
}

/// Takes them off the list of what is not known; an alias is as good as its linter.
pub fn all(version: Version) -> Vec<&'static str> {
    let mut names: Vec<&str> = COMMON.iter().chain(&COMMON_TOO).copied().collect();
    match version {
        Version::One => names.extend(ONE.iter().map(|(name, _)| *name).chain([INTERNAL])),
        Version::Two => names.extend(TWO),
    }
    names
}

/// What became of a name that the version does not have.
pub fn replaced(name: &str, version: Version) -> Option<String> {
    let in_words = |instead: &str| match instead {
        "" => "it was taken away".to_owned(),
        instead => format!("instead of it there is {instead}"),
    };
    if version == Version::Two {
        if name == INTERNAL {
            return Some(
                "the compiler's errors are always reported, and nothing has to be enabled for that"
                    .into(),
            );
        }
        if name == "gosimple" || name == "stylecheck" {
            return Some("it is part of staticcheck now".into());
        }
        if let Some((_, instead)) = ONE.iter().find(|(own, _)| *own == name) {
            return Some(format!("in version 2 it is {instead}"));
        }
    } else if TWO.contains(&name) {
        return Some("it came with version 2".into());
    }
    GONE.iter().find(|(gone, _)| *gone == name).map(|(_, instead)| in_words(instead))
}

/// On where nothing is said.
pub const STANDARD: [&str; 3] = ["errcheck", "govet", "staticcheck"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_name_is_in_two_places() {
        for version in [Version::One, Version::Two] {
            let names = all(version);
            let distinct: HashSet<&str> = names.iter().copied().collect();
            assert_eq!(names.len(), distinct.len());
            assert!(GONE.iter().all(|(gone, _)| !distinct.contains(gone)));
            assert!(STANDARD.iter().all(|name| distinct.contains(name)));
        }
        assert_eq!(replaced("golint", Version::One).unwrap(), "instead of it there is revive");
        assert!(replaced("gofmt", Version::Two).unwrap().contains("formatter"));
        assert!(replaced("modernize", Version::One).unwrap().contains("version 2"));
        assert_eq!(replaced("govet", Version::Two), None);
    }
}
