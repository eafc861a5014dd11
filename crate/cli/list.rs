//! `contend list`: what there is to choose from, for people and as data.

use super::output::{Answer, CommandResult, Lines};
#[cfg(feature = "full")]
use crate::advise::{
    self,
    source::{Instead, instead},
    starters::Starter,
    words::ChooseWords,
};
#[cfg(feature = "full")]
use crate::experiment::metadata::Metadata;
use crate::experiment::metadata::metadata;
use clap::Args;
use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, Table};
#[cfg(feature = "full")]
use serde::Serialize;
#[cfg(feature = "full")]
use std::collections::BTreeMap;

#[derive(Args)]
pub struct List {
    /// Print the tables that the page is generated from, as JSON
    #[arg(long)]
    json: bool,
}

/// What it says of the Choose and the Scan lab, too, and each map's code to start from.
#[cfg(feature = "full")]
#[derive(Serialize)]
struct WithAdvice {
    #[serde(flatten)]
    metadata: Metadata,
    choose: ChooseWords,
    scan: ScanData,
    starters: BTreeMap<String, Starter>,
}

#[cfg(feature = "full")]
#[derive(Serialize)]
struct ScanData {
    instead: Instead,
}

impl List {
    pub fn execute(&self) -> CommandResult {
        let metadata = metadata();
        if self.json {
            #[cfg(feature = "full")]
            let metadata = WithAdvice {
                metadata,
                choose: advise::words::words(),
                scan: ScanData { instead: instead() },
                starters: advise::starters::starters(),
            };
            let text = serde_json::to_string_pretty(&metadata).expect("static tables serialise");
            return Ok(Answer::fine(text + "\n"));
        }
        let mut page = Lines::default();
        print(
            &mut page,
            "Maps",
            &["name", "a deadline", "what it is"],
            metadata.strategies.iter().map(|row| {
                let mut name = row.id.to_owned();
                if let Some(param) = row.param {
                    name.push_str(&format!(":{}", param.default));
                }
                for variant in row.variants {
                    name.push_str(&format!("[:{}]", variant.id));
                }
                let reach = row.guarantees.deadline.words();
                [name, reach.to_owned(), row.summary.en.to_owned()]
            }),
        );
        if !metadata.decorators.is_empty() {
            let rows = metadata.decorators.iter();
            print(
                &mut page,
                "Decorators",
                &["name", "what it adds"],
                rows.map(|row| [format!("+{}", row.id), row.summary.en.to_owned()]),
            );
        }
        page.line("To compare a map with itself, name it again as mutex*2.\n");
        print(
            &mut page,
            "Presets",
            &["name", "what it does"],
            metadata
                .presets
                .iter()
                .chain(metadata.comparisons)
                .map(|preset| [preset.name.to_owned(), preset.summary.en.to_owned()]),
        );
        print(
            &mut page,
            "Keys of a link",
            &["key", "meaning"],
            metadata.keys.iter().map(|spec| {
                let default =
                    spec.default.map(|text| format!(" Default {text}.")).unwrap_or_default();
                [spec.key.to_owned(), format!("{}{default}", spec.help.en)]
            }),
        );
        Ok(Answer::fine(page.into_text()))
    }
}

fn print<const N: usize>(
    page: &mut Lines,
    title: &str,
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.to_vec()).add_rows(rows);
    page.line(format!("{title}\n\n{table}\n"));
}
