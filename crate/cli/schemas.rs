//! The schemas in `pkg/`, made of the types that are printed as JSON: what is in a result is described
//! once, by its type, what serde is told of it, and its docs.
//!
//! Added here is what no type says: fields that came later, what one field says of another, and kinds of
//! warnings that are yet to come. A file that says anything else fails the test;
//! `UPDATE_SCHEMAS=1 cargo test --lib schemas` writes them anew.

use super::verify::{self, Verified};
use crate::base::schema::NAME;
use crate::race::result::{self as race, RaceResult};
use crate::report::comparison::{self, Comparison};
use crate::report::result::{self, RunResult};
use crate::report::scale::{self, ScaleResult};
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};
use std::fs;

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
fn published() -> [(&'static str, Value); 5] {
    let mut result = document::<RunResult>(result::SCHEMA, "A Contend result");
    admit_more_kinds(&mut result["$defs"]["Warning"]);
    let mut scale = document::<ScaleResult>(scale::SCHEMA, "A Contend result along an axis");
    let mut compare =
        document::<Comparison>(comparison::SCHEMA, "Two Contend results held against each other");
    let mut verify = document::<Verified>(verify::SCHEMA, "What contend verify found");
    let mut race = document::<RaceResult>(race::SCHEMA, "Runs of the Race lab on real threads");
    for other in [&mut scale, &mut compare, &mut verify, &mut race] {
        refer(other, &result);
    }
    bound_rounds_of_links(&mut result);
    [("result", result), ("scale", scale), ("compare", compare), ("verify", verify), ("race", race)]
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

/// A reader of today meets warnings of tomorrow: their kind and their figures, whatever they are.
fn admit_more_kinds(warning: &mut Value) {
    let kinds = warning["oneOf"].as_array_mut().expect("an enum's");
    let known: Vec<Value> =
        kinds.iter().map(|kind| kind["properties"]["kind"]["const"].clone()).collect();
    kinds.push(json!({
        "description": "A kind that came later.",
        "type": "object",
        "required": ["kind"],
        "properties": { "kind": { "type": "string", "pattern": NAME, "not": { "enum": known } } },
    }));
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
    "minItems", "minimum", "", "if", "then", "else", DEFINITIONS,
];
const DEFINITIONS: &str = "$defs";
const WIDTH: usize = 100;

/// As Prettier lays it out, fields in the order of their types.
fn written(schema: &Value) -> String {
    Page { first: &KEYWORDS, indent: 0, rest: 0 }.text(schema) + "\n"
}

/// Where a value is written.
struct Page<'a> {
    /// Keys of an object in their order, as [`KEYWORDS`].
    first: &'a [&'a str],
    indent: usize,
    /// Columns that are taken on its line besides.
    rest: usize,
}

impl Page<'_> {
    fn text(&self, value: &Value) -> String {
        let line = self.line(value);
        let room = WIDTH.saturating_sub(self.indent + self.rest);
        let fits = |line: &String| value.is_string() || line.chars().count() <= room;
        if let Some(line) = line.filter(fits) {
            return line;
        }
        let pad = " ".repeat(self.indent + 2);
        let [open, close] = if value.is_array() { ["[", "]"] } else { ["{", "}"] };
        let items = self.items(value);
        let last = items.len().saturating_sub(1);
        let lines = items.into_iter().enumerate().map(|(place, (key, first, value))| {
            let rest = key.chars().count() + usize::from(place < last);
            let page = Page { first: &first, indent: self.indent + 2, rest };
            format!("{pad}{key}{}", page.text(value))
        });
        let lines = lines.collect::<Vec<_>>().join(",\n");
        format!("{open}\n{lines}\n{}{close}", " ".repeat(self.indent))
    }

    /// In one line; not where Prettier takes several all the same.
    fn line(&self, value: &Value) -> Option<String> {
        let large = |value: &Value| value.as_object().is_some_and(|object| object.len() > 1);
        if value.as_array().is_some_and(|items| items.len() > 1 && items.iter().all(large)) {
            return None;
        }
        let items = self.items(value).into_iter();
        let items = items
            .map(|(key, first, value)| Some(key + &Page { first: &first, ..*self }.line(value)?));
        let items = || items.collect::<Option<Vec<_>>>().map(|items| items.join(", "));
        Some(match value {
            Value::Array(_) => format!("[{}]", items()?),
            Value::Object(object) if object.is_empty() => "{}".into(),
            Value::Object(_) => format!("{{ {} }}", items()?),
            scalar => scalar.to_string(),
        })
    }

    /// What an array or an object has: the key with its colon, the keys that come first in the value,
    /// and the value.
    fn items<'v>(&self, value: &'v Value) -> Vec<(String, Vec<&'v str>, &'v Value)> {
        let Value::Object(object) = value else {
            let items = value.as_array().into_iter().flatten();
            return items.map(|item| (String::new(), KEYWORDS.to_vec(), item)).collect();
        };
        let place = |key: &str| self.first.iter().position(|first| *first == key);
        let others = place("").unwrap_or(self.first.len());
        let mut keys: Vec<&String> = object.keys().collect();
        keys.sort_by_key(|key| place(key).unwrap_or(others));
        let item = |key: &'v String| {
            let first = match key.as_str() {
                "properties" => names(object.get("required")),
                DEFINITIONS => Vec::new(),
                _ => KEYWORDS.to_vec(),
            };
            (format!("{}: ", json!(key)), first, &object[key])
        };
        keys.into_iter().map(item).collect()
    }
}

fn names(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn the_published_schemas_are_those_of_the_types() {
    for (name, schema) in published() {
        let path = format!("{}/pkg/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let text = written(&schema);
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let same = fs::read_to_string(&path).unwrap() == text;
        assert!(same, "{path} is not what the types say; UPDATE_SCHEMAS=1 writes it anew");
    }
}
