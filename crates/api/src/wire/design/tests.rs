//! The design of the document and the design that the engine reads are the same.

use irt_core::{CatDesign, CatSpec};
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

use crate::strict::Strict;

fn schemas() -> Map<String, Value> {
    let document = serde_json::to_value(crate::openapi()).unwrap();
    document["components"]["schemas"].as_object().unwrap().clone()
}

/// A schema with its reference followed, and null left out.
fn resolved(schemas: &Map<String, Value>, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/")) {
        return resolved(schemas, &schemas[name]);
    }
    match schema["oneOf"].as_array() {
        Some(parts) => resolved(schemas, parts.iter().find(|part| part["type"] != "null").unwrap()),
        None => schema.clone(),
    }
}

/// A design with this value at this place.
fn design(place: &[&str], value: Value) -> Value {
    place.iter().rev().fold(value, |within, name| json!({ *name: within }))
}

fn read(design: &Value) -> Result<CatSpec, String> {
    CatSpec::deserialize(Strict(design)).map_err(|error| error.to_string())
}

/// Calls a function with each field of the design's objects: its place, and its schema.
fn each_field(visit: &mut dyn FnMut(&[&str], &Value)) {
    let schemas = schemas();
    each_field_of(&schemas, &schemas["Design"], &[], visit);
}

fn each_field_of(schemas: &Map<String, Value>, schema: &Value, place: &[&str], visit: &mut dyn FnMut(&[&str], &Value)) {
    let Some(fields) = schema["properties"].as_object() else { return };
    for (name, field) in fields {
        let within = [place, &[name.as_str()]].concat();
        visit(&within, field);
        each_field_of(schemas, &resolved(schemas, field), &within, visit);
    }
}

#[test]
fn the_document_has_the_fields_that_the_engine_reads() {
    let schemas = schemas();
    let mut objects = vec![(Vec::new(), schemas["Design"].clone())];
    each_field(&mut |place, field| {
        let field = resolved(&schemas, field);
        if field["properties"].is_object() {
            objects.push((place.iter().map(|name| (*name).to_owned()).collect(), field));
        }
    });
    assert!(objects.len() >= 13, "{}", objects.len());
    for (place, schema) in objects {
        let names: Vec<&str> = place.iter().map(String::as_str).collect();
        let unknown = read(&design(&[&names[..], &["no_such_field"]].concat(), json!(0))).unwrap_err();
        let mut known: Vec<&str> = unknown.split('`').skip(3).step_by(2).collect();
        known.sort_unstable();
        let documented: Vec<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(known, documented, "{place:?}: {unknown}");
    }
}

#[test]
fn null_is_read_where_the_document_has_it() {
    each_field(&mut |place, field| {
        let is_nullable = field["type"].as_array().is_some_and(|types| types.contains(&json!("null")))
            || field["oneOf"].as_array().is_some_and(|parts| parts.iter().any(|part| part["type"] == "null"));
        assert_eq!(read(&with_context(place, Value::Null)).is_ok(), is_nullable, "{place:?} {field}");
    });
}

#[test]
fn every_name_of_the_document_is_read_and_no_other() {
    let schemas = schemas();
    let mut count = 0;
    each_field(&mut |place, field| {
        let field = resolved(&schemas, field);
        let Some(names) = field["enum"].as_array() else { return };
        count += names.len();
        for name in names {
            read(&design(place, name.clone())).unwrap();
        }
        read(&design(place, json!("no-such-name"))).unwrap_err();
    });
    assert!(count > 30, "{count}");
}

/// What a field needs beside it, so that its own limits decide.
fn with_context(place: &[&str], value: Value) -> Value {
    let mut whole = design(place, value);
    let others = match place {
        ["prior", "lower" | "upper"] => {
            json!({ "prior": { "kind": "uniform" }, "bounds": { "lower": -100, "upper": 100 } })
        }
        ["prior", "mean" | "sd"] => json!({ "quadrature": { "lower": -100, "upper": 100 } }),
        ["estimator", "constant_pattern_step"] => json!({ "estimator": { "constant_pattern": "step" } }),
        ["start", "theta"] => json!({ "bounds": { "lower": -100, "upper": 100 } }),
        ["selection", "acceleration"] => json!({ "selection": { "rule": "progressive" } }),
        ["content", "strata", _] => json!({ "stopping": { "max_items": 10000 } }),
        ["stopping", "min_items"] => json!({ "stopping": { "max_items": 10000 } }),
        ["stopping", "classification", "confidence"] => json!({ "stopping": { "classification": { "cuts": [0] } } }),
        ["stopping", "classification", _] => {
            json!({ "stopping": { "classification": { "cuts": [0], "method": "sprt" } } })
        }
        _ => json!({}),
    };
    let scale = json!({ "reporting": { "name": "T", "mean": 50, "sd": 10 } });
    merge(&mut whole, if place.len() > 1 && place[0] == "reporting" { &scale } else { &others });
    whole
}

/// Adds what is not there yet.
fn merge(whole: &mut Value, others: &Value) {
    let (Some(whole), Some(others)) = (whole.as_object_mut(), others.as_object()) else { return };
    for (name, other) in others {
        merge(whole.entry(name.clone()).or_insert_with(|| other.clone()), other);
    }
}

/// The opposite end of an interval, which the limit of one end needs.
fn widened(place: &[&str], whole: &mut Value) {
    let [section @ ("bounds" | "quadrature" | "prior"), end @ ("lower" | "upper")] = place else { return };
    let (other, far) = if *end == "lower" { ("upper", 100) } else { ("lower", -100) };
    whole[*section][other] = json!(far);
}

fn is_taken(place: &[&str], value: Value) -> Result<CatDesign, String> {
    let mut whole = with_context(place, value);
    widened(place, &mut whole);
    CatDesign::new(read(&whole)?).map_err(|error| error.to_string())
}

#[test]
fn the_limits_of_the_document_are_those_of_the_engine() {
    let schemas = schemas();
    let mut count = 0;
    let mut check = |place: &[&str], limit: Option<f64>, taken: bool, beyond: f64| {
        let Some(limit) = limit else { return };
        count += 1;
        assert_eq!(
            is_taken(place, json!(limit)).is_ok(),
            taken,
            "{place:?} {limit}: {:?}",
            is_taken(place, json!(limit)).err()
        );
        assert!(is_taken(place, json!(beyond)).is_err(), "{place:?} {beyond}");
    };
    each_field(&mut |place, field| {
        let field = resolved(&schemas, field);
        let limit = |name: &str| field[name].as_f64();
        let step = |value: f64| {
            if field["type"].to_string().contains("integer") { 1.0 } else { (value.abs() * 1e-9).max(1e-9) }
        };
        check(place, limit("minimum"), true, limit("minimum").map_or(0.0, |least| least - step(least)));
        check(place, limit("maximum"), true, limit("maximum").map_or(0.0, |most| most + step(most)));
        check(
            place,
            limit("exclusiveMinimum"),
            false,
            limit("exclusiveMinimum").map_or(0.0, |least| least - step(least)),
        );
    });
    assert!(count > 40, "{count}");
}
