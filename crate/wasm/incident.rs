//! The incident for the page: simulated on the calling thread, without workers, and handed over as the text that
//! `contend guard LINK --json` prints, to the byte.

use super::{bad, js_error};
use crate::engine::memory::Requirement;
use crate::experiment::incident::Incident;
use crate::incident::simulate;
use wasm_bindgen::prelude::*;

/// Half a million requests, the events that are due, and the text. The pool is not used.
pub const REQUIREMENT: Requirement = Requirement { workers: 1, bytes: 96 << 20 };

/// Whether the link is of an incident: it needs no workers then, and is run by [`incident`].
#[wasm_bindgen(js_name = isIncident)]
pub fn is_incident(link: &str) -> Result<bool, JsValue> {
    Ok(Incident::strict(link).map_err(bad)?.is_some())
}

/// The result of the link's incident, as JSON. Takes about a second.
#[wasm_bindgen]
pub fn incident(link: &str) -> Result<String, JsValue> {
    let incident = Incident::strict(link).map_err(bad)?;
    let incident =
        incident.ok_or_else(|| js_error("BadExperiment", "this link is not of an incident"))?;
    serde_json::to_string(&simulate(&incident))
        .map_err(|error| js_error("Error", &error.to_string()))
}
