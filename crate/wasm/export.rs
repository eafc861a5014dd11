//! A result of the page as text, in the command line's own words.
//!
//! Plain computation on the calling thread. What is not a result is an error that says so: it may have come
//! from a file that somebody edited.

use super::js_error;
use crate::report::export::{csv, markdown::markdown};
use crate::report::recording::Recording;
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

/// As CSV: one line a trial; of a result along an axis each with its place.
#[wasm_bindgen(js_name = resultCsv)]
pub fn result_csv(result: JsValue) -> Result<String, JsValue> {
    if !Reflect::has(&result, &"cells".into()).unwrap_or_default() {
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
    Ok(markdown(&read_one(result)?))
}

fn read_one(result: JsValue) -> Result<Recording, JsValue> {
    let recording: Recording = read(result)?;
    recording.check().map_err(no_result)?;
    Ok(recording)
}

fn read<T: DeserializeOwned>(result: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(result).map_err(no_result)
}

fn no_result(error: impl Display) -> JsValue {
    js_error("BadExperiment", &format!("This is no result: {error}."))
}
