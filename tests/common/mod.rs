//! The maps that tests run over: the whole registry, none by name.

use contend::strategy::{MapSpec, ROWS, Row};

/// Every strategy that is not broken on purpose: with its default parameter, with its smallest,
/// and each of its variants. Only those of the ids in `CONTEND_MAPS`, if that is set, for who works on one.
pub fn honest() -> Vec<MapSpec> {
    let only = std::env::var("CONTEND_MAPS").unwrap_or_default();
    let only: Vec<&str> = only.split(',').filter(|id| !id.is_empty()).collect();
    for id in &only {
        assert!(ROWS.iter().any(|row| row.id == *id), "CONTEND_MAPS: there is no map {id}");
    }
    let mut texts = Vec::new();
    let wanted = |id: &str| only.is_empty() || only.contains(&id);
    let honest = |row: &&Row| !row.id.starts_with("planted-") && wanted(row.id);
    for row in ROWS.iter().filter(honest) {
        let with = |number: u32| format!("{}:{number}", row.id);
        let plain = row.param.map_or(row.id.to_owned(), |param| with(param.default));
        texts.extend(row.param.map(|param| with(param.min)));
        texts.extend(row.variants.iter().map(|variant| format!("{plain}:{}", variant.id)));
        texts.push(plain);
    }
    texts.sort_unstable();
    texts.dedup();
    texts.iter().map(|text| MapSpec::canonical(text).unwrap()).collect()
}
