//! The tables that the page is generated from: keys, presets and the registry's rows, as data.

use super::claims::{CLAIMS, Claim};
use super::lessons::{LESSONS, Lesson};
#[cfg(feature = "full")]
use super::{guard, race};
use crate::link::keys::{KEYS, KeySpec, REFUSING, WIDE, unused};
use crate::link::presets::{COMPARISONS, PRESETS, Preset};
use crate::link::{APART, CARRIED, LABS, MAX_BYTES, MAX_UNPACKED_BYTES, VERSION};
#[cfg(feature = "full")]
use crate::link::{
    EXTENDED, GUARD, Only, choose_keys::CHOOSE_KEYS, guard_keys::GUARD_KEYS,
    matrix_keys::MATRIX_KEYS, only, race_keys::RACE_KEYS, scan_keys::SCAN_KEYS,
};
use crate::strategy::decorate::{self, DecoratorRow};
use crate::strategy::{ROWS, Row, registry};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metadata {
    pub schema: &'static str,
    pub version: &'static str,
    pub link: LinkLimits,
    /// What the page shows when it is opened without a link: the defaults in their quick form.
    pub landing: String,
    pub keys: &'static [KeySpec],
    #[cfg(feature = "full")]
    pub lab_keys: LabKeys,
    #[cfg(feature = "full")]
    pub race: race::Measures,
    #[cfg(feature = "full")]
    pub guard: guard::Measures,
    pub presets: &'static [Preset],
    /// Presets that name maps as well.
    pub comparisons: &'static [Preset],
    pub strategies: &'static [Row],
    /// What can go around any of them, in canonical order.
    pub decorators: &'static [DecoratorRow],
    pub claims: &'static [Claim],
    pub lessons: &'static [Lesson],
    /// Ids of the strategies in the page's first module; the others are in the full one.
    pub core: Vec<&'static str>,
    /// Keys that only maps with a decorator that refuses operations heed.
    pub refusing: &'static [&'static str],
    /// Keys whose values other than the default are for the wide module.
    pub wide: &'static [&'static str],
}

/// Keys that links of one lab have besides; where it stands apart, instead.
#[cfg(feature = "full")]
#[derive(Serialize)]
pub struct LabKeys {
    pub race: &'static [KeySpec],
    pub choose: &'static [KeySpec],
    pub matrix: &'static [KeySpec],
    pub scan: &'static [KeySpec],
    pub guard: &'static [KeySpec],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkLimits {
    pub version: &'static str,
    pub max_bytes: usize,
    pub labs: &'static [&'static str],
    /// Labs whose links have keys of their own and no other.
    pub apart: &'static [&'static str],
    /// Where a lab begins, if not with what another lab shows.
    pub starts: BTreeMap<&'static str, &'static str>,
    /// Labs with the keys that all share, and keys of their own that no other lab knows.
    #[cfg(feature = "full")]
    pub extended: &'static [&'static str],
    /// What makes links of a lab those of some keys alone.
    #[cfg(feature = "full")]
    pub only: BTreeMap<&'static str, Only>,
    /// Keys that labs share and that mean nothing to one of them.
    pub unused: BTreeMap<&'static str, &'static [&'static str]>,
    /// Keys of what a link carries beside its experiment.
    pub carried: &'static [&'static str],
    /// The most that one of those may come to when it is unpacked.
    pub max_unpacked_bytes: usize,
}

#[cfg(feature = "full")]
fn starts() -> BTreeMap<&'static str, &'static str> {
    let first = guard::SCENARIOS.first();
    first.map(|scenario| (GUARD, scenario.link)).into_iter().collect()
}

#[cfg(not(feature = "full"))]
fn starts() -> BTreeMap<&'static str, &'static str> {
    BTreeMap::new()
}

pub fn metadata() -> Metadata {
    Metadata {
        schema: "contend/metadata/1",
        version: env!("CARGO_PKG_VERSION"),
        link: LinkLimits {
            version: VERSION,
            max_bytes: MAX_BYTES,
            labs: LABS,
            apart: APART,
            starts: starts(),
            #[cfg(feature = "full")]
            extended: EXTENDED,
            #[cfg(feature = "full")]
            only: LABS.iter().filter_map(|lab| Some((*lab, only(lab)?))).collect(),
            unused: LABS
                .iter()
                .map(|lab| (*lab, unused(lab)))
                .filter(|(_, keys)| !keys.is_empty())
                .collect(),
            carried: CARRIED,
            max_unpacked_bytes: MAX_UNPACKED_BYTES,
        },
        landing: super::landing(),
        keys: KEYS,
        #[cfg(feature = "full")]
        lab_keys: LabKeys {
            race: RACE_KEYS,
            choose: CHOOSE_KEYS,
            matrix: MATRIX_KEYS,
            scan: SCAN_KEYS,
            guard: GUARD_KEYS,
        },
        #[cfg(feature = "full")]
        race: race::measures(),
        #[cfg(feature = "full")]
        guard: guard::measures(),
        presets: PRESETS,
        comparisons: COMPARISONS,
        strategies: ROWS,
        decorators: decorate::ROWS,
        claims: CLAIMS,
        lessons: LESSONS,
        core: registry::core_ids().collect(),
        refusing: REFUSING,
        wide: WIDE,
    }
}
