//! The schemas in `pkg/`, made of the types that are printed as JSON: what is in a result is described
//! once, by its type, what serde is told of it, and its docs.
//!
//! Added here is what no type says: fields that came later, what one field says of another, and kinds of
//! warnings that are yet to come. A file that says anything else fails the test;
//! `UPDATE_SCHEMAS=1 cargo test --lib schemas` writes them anew.

use super::verify::{self, Verified};
use crate::advise;
use crate::base::schema::NAME;
use crate::guard::result::{self as guard, GuardResult};
use crate::incident::result::{self as incident, IncidentResult};
use crate::race::result::{self as race, RaceResult};
use crate::report::choose::Chosen;
use crate::report::comparison::{self, Comparison};
use crate::report::matrix::{self, MatrixResult};
use crate::report::result::{self, RunResult};
use crate::report::scale::{self, ScaleResult};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::fs;
use std::process::Command;

/// Fields that results of the same version had not from its beginning, by the types that have them.
/// They may be missing; what is new to a type belongs here.
const LATER: [(&str, &[&str]); 8] = [
    ("CellSummary", &["crashes"]),
    ("Conclusion", &["rule", "others", "decided"]),
    ("Environment", &["parallelismTested", "parallelismAt", "calibrationSpread"]),
    ("Harness", &["latency"]),
    ("StrategyResult", &["latency", "memory", "contention"]),
    ("Summary", &["smallestShare", "largestShare", "outcome", "p", "outliers"]),
    ("TrialFigures", &["overTime"]),
    ("Verdict", &["outcome"]),
];

/// All of them by the names of their files. Those of the others refer to the result's.
fn published() -> [(&'static str, Value); 9] {
    let mut result = document::<RunResult>(result::SCHEMA, "A Contend result");
    let mut scale = document::<ScaleResult>(scale::SCHEMA, "A Contend result along an axis");
    let mut compare =
        document::<Comparison>(comparison::SCHEMA, "Two Contend results held against each other");
    let mut verify = document::<Verified>(verify::SCHEMA, "What contend verify found");
    let mut race = document::<RaceResult>(race::SCHEMA, "Runs of the Race lab on real threads");
    let mut choose = document::<Chosen>(advise::SCHEMA, "What contend choose answers");
    let mut matrix =
        document::<MatrixResult>(matrix::SCHEMA, "A Contend matrix of maps by presets");
    let mut guard =
        document::<GuardResult>(guard::SCHEMA, "Maps while things go wrong on a schedule");
    let mut incident = document::<IncidentResult>(incident::SCHEMA, "A simulated incident");
    tie_what_is_dropped_to_the_choice(&mut choose);
    let others =
        [&mut scale, &mut compare, &mut verify, &mut race, &mut choose, &mut matrix, &mut guard];
    for other in others.into_iter().chain([&mut incident]) {
        refer(other, &result);
    }
    admit_other_warnings(&mut result["$defs"]["Warning"]);
    bound_rounds_of_links(&mut result);
    [
        ("result", result),
        ("scale", scale),
        ("compare", compare),
        ("verify", verify),
        ("race", race),
        ("choose", choose),
        ("matrix", matrix),
        ("guard", guard),
        ("incident", incident),
    ]
}

/// Where no map is chosen, something to let go of is named, and nowhere else.
fn tie_what_is_dropped_to_the_choice(choose: &mut Value) {
    let of = |properties: Value| json!({ "type": "object", "properties": properties });
    let list = |bound: &str, items: usize| json!({ "type": "array", bound: items });
    choose["if"] = of(json!({ "choice": { "type": "null" } }));
    choose["then"] = of(json!({ "drop": list("minItems", 1), "confirm": { "type": "null" } }));
    choose["else"] = of(json!({ "drop": list("maxItems", 0) }));
}

fn document<T: JsonSchema>(id: &str, title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let settings = settings.with_transform(RecursiveTransform(complete));
    let mut root = settings.into_generator().into_root_schema_for::<T>().to_value();
    root["$id"] = id.into();
    root["title"] = title.into();
    root["properties"]["schema"] = json!({ "const": id });
    for (name, later) in LATER {
        let definition = root["$defs"].get_mut(name);
        let required = definition.and_then(|it| it.get_mut("required")?.as_array_mut());
        let Some(required) = required else { continue };
        let before = required.len();
        required.retain(|field| !later.iter().any(|later| field == later));
        assert_eq!(before - required.len(), later.len(), "{name} has all of {later:?}");
    }
    root
}

/// What follows from the types' own schemas.
fn complete(schema: &mut Schema) {
    let Some(schema) = schema.as_object_mut() else { return };
    let format = schema.remove("format");
    if format.is_some_and(|it| it == "double") && !schema.contains_key("exclusiveMinimum") {
        schema.entry("minimum").or_insert(0.into());
    }
    if let Some(Value::String(text)) = schema.get_mut("description") {
        assert!(!text.contains("[`"), "a link that only Rust's docs can follow: {text}");
        *text = text.replace('\n', " ");
    }
    let required = schema.get("required").cloned().unwrap_or_else(|| json!([]));
    let required = required.as_array().expect("a list");
    let Some(Value::Object(properties)) = schema.get_mut("properties") else { return };
    // What may be missing is missing where it is none.
    let optional = properties.iter_mut().filter(|(name, _)| !required.contains(&json!(name)));
    optional.for_each(|(_, property)| exclude_null(property));
    if ["ok", "outcome"].iter().all(|field| properties.contains_key(*field)) {
        let told = json!({ "type": "object", "required": ["outcome"] });
        let mut passed = told.clone();
        passed["properties"] = json!({ "outcome": { "const": "passed" } });
        let ok = |ok: bool| json!({ "type": "object", "properties": { "ok": { "const": ok } } });
        schema.insert("if".into(), passed);
        schema.insert("then".into(), ok(true));
        schema.insert("else".into(), json!({ "if": told, "then": ok(false) }));
    }
}

fn exclude_null(property: &mut Value) {
    if let Some(Value::Array(types)) = property.get_mut("type") {
        types.retain(|name| name != "null");
        property["type"] = types.remove(0);
    }
    if let Some(Value::Array(any)) = property.get_mut("anyOf") {
        any.retain(|one| *one != json!({ "type": "null" }));
        let Value::Object(only) = any.remove(0) else { return };
        let property = property.as_object_mut().expect("it had a field");
        property.remove("anyOf");
        property.extend(only);
    }
}

/// Results from before may lack figures of a warning, and those of tomorrow may have kinds that are
/// not known today: scalars they are all.
fn admit_other_warnings(warning: &mut Value) {
    let kinds = warning["oneOf"].as_array_mut().expect("an enum's");
    let known: Vec<Value> =
        kinds.iter().map(|kind| kind["properties"]["kind"]["const"].clone()).collect();
    kinds.push(json!({
        "description": "A kind that came later.",
        "type": "object",
        "properties": { "kind": { "type": "string", "pattern": NAME, "not": { "enum": known } } },
    }));
    kinds.iter_mut().for_each(|kind| kind["required"] = json!(["kind"]));
    warning["type"] = "object".into();
    warning["additionalProperties"] = json!({ "type": ["number", "string", "boolean", "null"] });
}

/// A link has at most 100 rounds; only a result that was continued has more.
fn bound_rounds_of_links(result: &mut Value) {
    let of = |properties: Value| json!({ "type": "object", "properties": properties });
    let round = json!({ "type": "integer", "maximum": 100 });
    let trials =
        json!({ "type": "array", "maxItems": 100, "items": of(json!({ "round": round })) });
    let strategies = json!({ "type": "array", "items": of(json!({ "trials": trials })) });
    result["if"] = of(json!({ "continued": false }));
    result["then"] = of(json!({ "strategies": strategies }));
}

/// Leaves out what the result's schema has as well, and refers to that.
fn refer(document: &mut Value, result: &Value) {
    let Value::Object(own) = &mut document["$defs"] else { panic!("every schema has some") };
    own.retain(|name, definition| {
        name != "RunResult" && result["$defs"].get(name) != Some(definition)
    });
    let own: Vec<String> = own.keys().cloned().collect();
    let elsewhere = |schema: &mut Schema| {
        let Some(Value::String(to)) = schema.get_mut("$ref") else { return };
        let name = to.rsplit('/').next().expect("a last part").to_owned();
        if name == "RunResult" {
            *to = "../result/1".into();
        } else if !own.contains(&name) {
            *to = format!("../result/1#/$defs/{name}");
        }
    };
    RecursiveTransform(elsewhere).transform(document.try_into().expect("a schema"));
}

/// Keywords in the order in which they are written, others where it is empty.
#[rustfmt::skip]
const KEYWORDS: [&str; 15] = [
    "$schema", "$id", "title", "description", "$ref", "type", "required", "properties",
    "minItems", "minimum", "", "if", "then", "else", "$defs",
];

/// A schema as people read it: what it is before what that is made of, fields in the order of their
/// types.
struct Ordered<'a> {
    value: &'a Value,
    /// Keys of an object, as [`KEYWORDS`].
    keys: Vec<&'a str>,
}

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.value {
            Value::Object(object) => {
                let place = |key: &str| self.keys.iter().position(|known| *known == key);
                let others = place("").unwrap_or(self.keys.len());
                let mut entries: Vec<(&String, &Value)> = object.iter().collect();
                entries.sort_by_key(|(key, _)| place(key).unwrap_or(others));
                let required = || object.get("required").and_then(Value::as_array);
                to.collect_map(entries.into_iter().map(|(key, value)| {
                    let keys = match key.as_str() {
                        "properties" => {
                            required().into_iter().flatten().filter_map(Value::as_str).collect()
                        }
                        "$defs" => Vec::new(),
                        _ => KEYWORDS.to_vec(),
                    };
                    (key, Ordered { value, keys })
                }))
            }
            Value::Array(items) => {
                to.collect_seq(items.iter().map(|value| Ordered { value, keys: KEYWORDS.to_vec() }))
            }
            scalar => scalar.serialize(to),
        }
    }
}

/// Prettier lays it out.
fn write(path: &str, value: &Value) {
    let ordered = Ordered { value, keys: KEYWORDS.to_vec() };
    fs::write(path, serde_json::to_string(&ordered).unwrap()).unwrap();
    let prettier = concat!(env!("CARGO_MANIFEST_DIR"), "/node_modules/prettier/bin/prettier.cjs");
    let laid_out =
        Command::new("node").args([prettier, "--log-level=warn", "--write", path]).status();
    assert!(
        laid_out.is_ok_and(|status| status.success()),
        "Prettier is missing: run `npm ci` first"
    );
}

#[test]
fn the_published_schemas_are_those_of_the_types() {
    for (name, schema) in published() {
        let path = format!("{}/pkg/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            write(&path, &schema);
        }
        let published: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert!(
            published == schema,
            "{path} is not what the types say: UPDATE_SCHEMAS=1 cargo test --lib schemas writes it anew"
        );
    }
}
