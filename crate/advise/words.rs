//! The words of advice as data for the page, which has them in its reader's language by their ids.

use super::article::{MATRIX, Row};
use super::evidence::tell::{LACKS, Lack};
use super::needs::{Language, Need, Requirement};
use super::rank::candidates;
use super::rules::{NEXT, REMARKS, RULES, SIMPLEST};
use crate::base::words::Words;
use crate::strategy::Available;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct ChooseWords {
    /// Of rules and remarks.
    pub said: BTreeMap<&'static str, Words>,
    /// Why a map is excluded, by what it does not meet.
    pub unmet: BTreeMap<&'static str, Words>,
    /// What data cannot say.
    pub lacks: BTreeMap<&'static str, Words>,
    /// What a program has a map by, by its id.
    pub available: BTreeMap<&'static str, Available>,
    pub article: &'static [Row],
}

pub fn words() -> ChooseWords {
    let rules = RULES.iter().chain([&SIMPLEST, &NEXT]).map(|rule| (rule.id, rule.text));
    let remarks = REMARKS.iter().map(|remark| (remark.id, remark.text));
    let languages = [Language::Go, Language::Rust].map(Requirement::Language);
    let requirements = languages.into_iter().chain(Need::ALL.map(Requirement::Need));
    ChooseWords {
        said: rules.chain(remarks).collect(),
        unmet: requirements.map(|it| (it.asked().1, it.reason())).collect(),
        lacks: LACKS.iter().map(|&Lack { id, why, .. }| (id, why)).collect(),
        available: candidates().map(|(map, _)| (map.id(), map.available())).collect(),
        article: MATRIX,
    }
}
