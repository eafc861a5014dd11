//! JavaScript errors that carry one of the names of the page's contract.

use wasm_bindgen::JsValue;

pub fn js_error(name: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(name);
    error.into()
}
