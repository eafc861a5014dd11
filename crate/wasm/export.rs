//! Results of the page as the command line gives them: as text, and two held against each other.
//!
//! Plain computation on the calling thread. What is not a result is an error that says so: it may have come
//! from a file that somebody edited.

use super::{js_error, to_js};
use crate::report::comparison::{Named, compare};
use crate::report::export::{csv, markdown::markdown, matrix};
use crate::report::recording::Recording;
use crate::report::recording::matrix::Matrix;
use js_sys::Reflect;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use wasm_bindgen::prelude::*;

#[derive(Deserialize)]
struct AlongAxis {
    axis: Axis,
    cells: Vec<Cell>,
}

#[derive(Deserialize)]
struct Axis {
    name: String,
}

#[derive(Deserialize)]
struct Cell {
    value: String,
    result: Recording,
}

/// As CSV: one line a trial; of a result along an axis each with its place; of a matrix one line a cell.
#[wasm_bindgen(js_name = resultCsv)]
pub fn result_csv(result: JsValue) -> Result<String, JsValue> {
    if has(&result, "presets") {
        return Ok(matrix::csv(&read_matrix(result)?));
    }
    if !has(&result, "cells") {
        return Ok(csv::csv(&read_one(result)?));
    }
    let AlongAxis { axis, cells } = read(result)?;
    for cell in &cells {
        cell.result.check().map_err(no_result)?;
    }
    let results = cells.iter().map(|cell| (cell.value.as_str(), cell.result.clone()));
    Ok(csv::placed_csv(&axis.name, results))
}

/// As a Markdown table with the words around it that make it quotable.
#[wasm_bindgen(js_name = resultMarkdown)]
pub fn result_markdown(result: JsValue) -> Result<String, JsValue> {
    if has(&result, "presets") {
        return Ok(matrix::markdown(&read_matrix(result)?));
    }
    Ok(markdown(&read_one(result)?))
}

/// Two results held against each other: what `contend compare --json` writes. The names are those of the
/// files.
#[wasm_bindgen(js_name = compareResults)]
pub fn compare_results(
    old_name: &str,
    old: JsValue,
    new_name: &str,
    new: JsValue,
) -> Result<JsValue, JsValue> {
    let (old, new) = (read_one(old)?, read_one(new)?);
    let [old, new] =
        [(old_name, &old), (new_name, &new)].map(|(name, recording)| Named { name, recording });
    compare(&old, &new).map(|comparison| to_js(&comparison)).map_err(no_comparison)
}

fn has(result: &JsValue, name: &str) -> bool {
    Reflect::has(result, &name.into()).unwrap_or_default()
}

fn read_matrix(result: JsValue) -> Result<Matrix, JsValue> {
    let matrix: Matrix = read(result)?;
    matrix.check().map_err(no_result)?;
    Ok(matrix)
}

fn read_one(result: JsValue) -> Result<Recording, JsValue> {
    let recording: Recording = read(result)?;
    recording.check().map_err(no_result)?;
    Ok(recording)
}

fn read<T: DeserializeOwned>(result: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(result).map_err(no_result)
}

fn no_comparison(error: impl Display) -> JsValue {
    js_error("BadExperiment", &error.to_string())
}

fn no_result(error: impl Display) -> JsValue {
    js_error("BadExperiment", &format!("This is not a result: {error}."))
}
