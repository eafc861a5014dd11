//! The published schemas, for what the command line prints.

use serde_json::Value;

/// That of `pkg/<name>.schema.json`.
pub fn schema(name: &str) -> jsonschema::Validator {
    let text = |name: &str| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pkg/");
        std::fs::read_to_string(format!("{folder}{name}.schema.json")).unwrap()
    };
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    // Schemas refer to the result's by its id, as files in one folder would, or to a part of it.
    let whole = text(name).replace("../result/1#", "#/$defs/result");
    let whole = whole.replace("\"../result/1\"", "\"#/$defs/result\"");
    let mut whole = json(&whole);
    whole["$defs"]["result"] = json(&text("result").replace("#/$defs/", "#/$defs/result/$defs/"));
    whole["$defs"]["result"].as_object_mut().unwrap().remove("$id");
    jsonschema::validator_for(&whole).unwrap()
}
