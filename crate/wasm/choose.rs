//! Advice for the page: answers to questions and what data say, computed on the calling thread; and the run
//! that confirms a choice or not, on the global pool.

use super::{JsSession, bad, js_error, refused, session, to_js};
use crate::advise::evidence::{Observed, go_bench, mutex_profile, refusal::Refusal, trace};
use crate::advise::{Answers, advise};
use crate::report::choose::{Chosen, Confirmed};
use serde::Serialize;
use std::panic::AssertUnwindSafe;
use wasm_bindgen::prelude::*;

fn read(link: &str) -> Result<Answers, JsValue> {
    let answers = Answers::strict(link).map_err(bad)?;
    answers.ok_or_else(asks_nothing)
}

fn asks_nothing() -> JsValue {
    js_error("BadExperiment", "this link is not a question")
}

/// The link of the run that confirms the answer; `None` of another lab's link.
pub fn confirming(link: &str) -> Result<Option<String>, JsValue> {
    let Some(answers) = Answers::strict(link).map_err(bad)? else { return Ok(None) };
    let link = advise(&answers).confirm.ok_or_else(|| {
        js_error("BadExperiment", "there is no other map to compare the choice with")
    })?;
    Ok(Some(link))
}

/// What is answered to the link's question.
#[wasm_bindgen]
pub fn advice(link: &str) -> Result<JsValue, JsValue> {
    Ok(to_js(&Chosen::of(&read(link)?)))
}

/// What a file says: of a trace, of `go test -bench`, or of a mutex profile.
#[derive(Serialize)]
struct Evidence {
    kind: &'static str,
    observed: Observed,
    /// The canonical link that has it where the given one says nothing.
    question: String,
}

/// What a program's own data say, whichever of those it is that are understood: told by how it begins.
#[wasm_bindgen]
pub fn evidence(bytes: &[u8], link: &str) -> Result<JsValue, JsValue> {
    let said = read(link)?;
    let (kind, observed) = observed(bytes).map_err(|refusal| refused(&refusal))?;
    let question = said.or(&observed.answers).link();
    Ok(to_js(&Evidence { kind, observed, question }))
}

fn observed(bytes: &[u8]) -> Result<(&'static str, Observed), Refusal> {
    let text = String::from_utf8_lossy(bytes);
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let is_text = !bytes.iter().take(1 << 10).any(|byte| *byte == 0);
    if bytes.starts_with(&mutex_profile::GZIP) || !is_text {
        return Ok(("mutex-profile", mutex_profile::observed(&mutex_profile::read(bytes)?)));
    }
    let is_header = ["op", "key", "thread"].iter().all(|name| first.contains(name));
    if is_header && first.contains(',') {
        return Ok(("trace", trace::read(bytes)?.observed()));
    }
    match go_bench::read(&text) {
        // It was never said to be of benchmarks.
        Err(Refusal::NoBenchmark) => Err(Refusal::OtherData),
        read => Ok(("go-bench", go_bench::observed(&read?))),
    }
}

/// A session of the confirming run of a question, without the passes beside its trials.
#[wasm_bindgen]
pub struct Confirmation {
    session: JsSession,
    link: String,
}

#[wasm_bindgen]
impl Confirmation {
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str, environment: JsValue, simulated: bool) -> Result<Confirmation, JsValue> {
        let confirm = confirming(link)?.ok_or_else(asks_nothing)?;
        let session = session(&confirm, &environment, simulated)?.trials_only();
        Ok(Self { session: JsSession(AssertUnwindSafe(session)), link: link.into() })
    }

    /// What the next step works on; null at the end.
    pub fn upcoming(&self) -> JsValue {
        self.session.upcoming()
    }

    pub fn step(&mut self) -> Result<JsValue, JsValue> {
        self.session.step()
    }

    /// As a session's.
    pub fn repeat(&mut self, why: u8) -> bool {
        self.session.repeat(why)
    }

    /// The answer with what this machine says of it, by the trials complete so far.
    pub fn result(&self, stopped: bool) -> Result<JsValue, JsValue> {
        let mut chosen = Chosen::of(&read(&self.link)?);
        let choice = chosen.advice.choice.as_ref().map_or("", |choice| choice.map);
        chosen.confirmed = Some(Confirmed::by(choice, self.session.0.result(stopped)));
        Ok(to_js(&chosen))
    }
}
