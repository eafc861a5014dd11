//! The maps that tests run over: the whole registry, none by name.

use contend::strategy::{MapSpec, ROWS};

/// Every strategy that is not broken on purpose: with its default parameter, with its smallest,
/// and each of its variants.
pub fn honest() -> Vec<MapSpec> {
    let mut texts = Vec::new();
    for row in ROWS.iter().filter(|row| !row.id.starts_with("planted-")) {
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
