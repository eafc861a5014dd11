//! JavaScript errors that carry one of the names of the page's contract, and what was seen as data,
//! which the page has words for in the reader's language (`web/strings/errors/`).

use crate::base::error::RunError;
use crate::link::problem::{BadExperiment, Problem, shorten};
use js_sys::{Error, Object, Reflect};
#[cfg(feature = "full")]
use serde::Serialize;
#[cfg(feature = "full")]
use std::fmt::Display;
use wasm_bindgen::JsValue;

pub fn js_error(name: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    error.set_name(name);
    error.into()
}

/// `kind` and `values`: a text of the page and what goes into it; `raw`: what others said, verbatim.
fn seen(name: &str, message: &str, kind: &str, values: &[(&str, JsValue)], raw: &str) -> JsValue {
    carrying(name, message, kind.into(), object(values), raw)
}

fn carrying(name: &str, message: &str, kind: JsValue, values: JsValue, raw: &str) -> JsValue {
    let what = [("kind", kind), ("values", values), ("raw", raw.into())];
    let error = js_error(name, message);
    set(&error, "seen", &object(&what));
    error
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in fields {
        set(&object, name, value);
    }
    object
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).expect("a plain object takes any field");
}

pub fn bad(error: BadExperiment) -> JsValue {
    let message = error.to_string();
    let Problem { key, value, .. } = error.0;
    let part: Vec<_> = [key, value].into_iter().flatten().map(|text| shorten(&text)).collect();
    let values = [("part", part.join("=").into())];
    seen("BadExperiment", &message, "refused", &values, &message)
}

/// What has a kind and that kind's values as data, and is English by itself.
#[cfg(feature = "full")]
pub fn refused(refusal: &(impl Display + Serialize)) -> JsValue {
    let (message, values) = (refusal.to_string(), super::to_js(refusal));
    let kind = Reflect::get(&values, &"kind".into()).unwrap_or_default();
    carrying("BadExperiment", &message, kind, values, &message)
}

pub fn too_large(bytes: f64) -> JsValue {
    let mb = bytes as u64 / 1_000_000;
    let message = format!("This experiment needs about {mb} MB, more than the browser allows.");
    seen("OutOfMemory", &message, "too-large", &[("mb", (mb as f64).into())], "")
}

pub fn run_error(error: RunError) -> JsValue {
    let said = error.to_string();
    match error {
        RunError::Panicked { map, message } => {
            seen("Trapped", &said, "panicked", &[("map", map.into())], &message)
        }
        RunError::Narrow => seen("Unsupported", &said, "narrow", &[], ""),
        RunError::PoolTooSmall { has, needs } => {
            let values = [("has", (has as f64).into()), ("needs", (needs as f64).into())];
            seen("WorkerFailed", &said, "pool-too-small", &values, "")
        }
        RunError::PoolFailed(why) => seen("WorkerFailed", &said, "pool-failed", &[], &why),
    }
}
