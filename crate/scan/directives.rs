//! Comments that silence findings: `//contend:ignore CTD001 reason`, `//nolint:contend // reason`.
//!
//! They hold for their own line, and one that stands alone for the next. A reason is part of it: without one
//! nothing is silenced and the comment is a finding, as is one that silences nothing.

use super::finding::{Access, Confidence, Finding, Site};
use super::fingerprint::fingerprint;
use super::parse::Parsed;
use super::rules::{self, Rule};
use super::words::{Language, words};

struct Directive {
    span: (u32, u32),
    /// Lines that it is for.
    lines: [u32; 2],
    /// All, if none.
    rules: Vec<String>,
    /// What stands where a rule should.
    misnamed: Option<String>,
    has_reason: bool,
    used: bool,
    /// `//nolint` of several linters that silences nothing is their business.
    foreign: bool,
    /// `//go:raceignore`, which some texts have and Go has not.
    invented: bool,
}

/// Takes out what is silenced and adds what is wrong with the comments. Gives those taken out.
pub fn apply(files: &[Parsed], findings: &mut Vec<Finding>, language: Language) -> Vec<Finding> {
    let mut ignored = Vec::new();
    for parsed in files {
        let mut directives = read(parsed);
        if directives.is_empty() {
            continue;
        }
        let here = |finding: &Finding| finding.file == parsed.path;
        let (mine, others) = std::mem::take(findings).into_iter().partition(here);
        *findings = others;
        let mine: Vec<Finding> = mine;
        for finding in mine {
            let silences = directives.iter_mut().find(|directive| {
                directive.lines.contains(&finding.line)
                    && (directive.rules.is_empty()
                        || directive.rules.iter().any(|rule| rule == finding.rule))
            });
            match silences {
                Some(directive) => {
                    directive.used = true;
                    let keep = !directive.has_reason;
                    if keep { findings.push(finding) } else { ignored.push(finding) }
                }
                None => findings.push(finding),
            }
        }
        findings
            .extend(directives.iter().filter_map(|directive| wrong(parsed, directive, language)));
    }
    findings.sort_by(|a, b| {
        (&a.file, a.line, a.column, a.rule).cmp(&(&b.file, b.line, b.column, b.rule))
    });
    ignored
}

fn read(parsed: &Parsed) -> Vec<Directive> {
    let mut directives = Vec::new();
    for &(start, end) in &parsed.comments {
        let text = parsed.text.get(start as usize..end as usize).unwrap_or_default();
        let Some(text) = text.strip_prefix("//") else { continue };
        let line = parsed.lines.line(start);
        let before = parsed.text.get(parsed.lines.start(start) as usize..start as usize);
        let alone =
            before.is_some_and(|before| before.trim_matches(['\u{feff}', ' ', '\t']).is_empty());
        let lines = [line, if alone { line + 1 } else { line }];
        let directive = |rules, has_reason, foreign| Directive {
            span: (start, end),
            lines,
            rules,
            misnamed: None,
            has_reason,
            used: false,
            foreign,
            invented: false,
        };
        if text == "go:raceignore" || text.starts_with("go:raceignore ") {
            let lines = [0, 0];
            directives.push(Directive {
                lines,
                invented: true,
                ..directive(Vec::new(), true, false)
            });
            continue;
        }
        if let Some(rest) = text.strip_prefix("contend:ignore") {
            if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
                continue;
            }
            // What follows another // is no part of it.
            let rest = rest.split(" //").next().unwrap_or_default().trim();
            let (rules, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let is_rule = |rule: &str| rule.starts_with("CTD");
            let named = rules.split(',').all(is_rule) && !rules.is_empty();
            let list =
                if named { rules.split(',').map(str::to_owned).collect() } else { Vec::new() };
            let misnamed = (!named && !rules.is_empty()).then(|| rules.to_owned());
            let has_reason = named && says_something(reason);
            directives.push(Directive { misnamed, ..directive(list, has_reason, false) });
        } else if let Some(rest) = text.trim_start().strip_prefix("nolint:") {
            let (linters, reason) = rest.split_once("//").unwrap_or((rest, ""));
            let linters: Vec<&str> = linters.trim().split(',').map(str::trim).collect();
            if linters.contains(&"contend") {
                let several = linters.len() > 1;
                directives.push(directive(Vec::new(), says_something(reason), several));
            }
        }
    }
    directives
}

/// Blanks and what nobody sees are no reason.
fn says_something(reason: &str) -> bool {
    reason.contains(char::is_alphanumeric)
}

fn wrong(parsed: &Parsed, directive: &Directive, language: Language) -> Option<Finding> {
    let unknown = directive.rules.iter().find(|rule| rules::find(rule).is_none());
    let (rule, why, name): (&'static Rule, _, &str) = match (directive.has_reason, directive.used) {
        (true, true) => return None,
        (true, false) if directive.foreign => return None,
        (false, _) if directive.misnamed.is_some() => {
            let why = words(
                "a rule is to be named first, such as CTD001, and nothing was silenced: there is no rule ",
                "应先写规则名，例如 CTD001，因此没有忽略任何发现；没有这条规则：",
            );
            (&rules::NO_REASON, why, directive.misnamed.as_deref().unwrap_or_default())
        }
        (false, _) => {
            let why = words(
                "a finding that is silenced without a reason cannot be reviewed; nothing was silenced",
                "没有理由的忽略无法审查；没有忽略任何发现",
            );
            (&rules::NO_REASON, why, "")
        }
        (true, false) if directive.invented => {
            let why = words(
                "Go has no directive go:raceignore, nor has GORACE an option ignore; it is a comment like any other",
                "Go 没有 go:raceignore 指令，GORACE 也没有 ignore 选项；它只是普通注释",
            );
            (&rules::IGNORES_NOTHING, why, "")
        }
        (true, false) => match unknown {
            Some(rule) => {
                (&rules::IGNORES_NOTHING, words("there is no rule ", "没有这条规则："), rule)
            }
            None => {
                let why = words(
                    "nothing is found on the line that it is for",
                    "在它所针对的那一行没有任何发现",
                );
                (&rules::IGNORES_NOTHING, why, "")
            }
        },
    };
    let why = why.within(language);
    let (title, summary) = (rule.title.within(language), rule.summary.within(language));
    let (message, because) = match language {
        Language::English => {
            (format!("{title}: {summary}"), format!("Reported because {why}{name}."))
        }
        Language::Chinese => (format!("{title}：{summary}"), format!("报告原因：{why}{name}。")),
    };
    let at = parsed.lines.place(&parsed.text, directive.span.0);
    let text = parsed.text.get(directive.span.0 as usize..directive.span.1 as usize);
    let site = Site {
        file: parsed.path.clone(),
        line: at.line,
        column: at.column,
        kind: Access::Comment,
        span: directive.span,
        end: parsed.lines.place(&parsed.text, directive.span.1),
        text: text.unwrap_or_default().to_owned(),
    };
    Some(Finding {
        rule: rule.id,
        confidence: Confidence::High,
        file: parsed.path.clone(),
        line: at.line,
        column: at.column,
        function: String::new(),
        message,
        because,
        fingerprint: fingerprint(rule.id, "", &site, "", &site),
        paths: [Vec::new(), Vec::new()],
        locks: [Vec::new(), Vec::new()],
        remedy: rule.help.within(language).to_owned(),
        suggest: Vec::new(),
        other: site.clone(),
        access: site,
        rule_row: rule,
    })
}
