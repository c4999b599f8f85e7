use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::*;

fn document() -> Value {
    serde_json::to_value(openapi()).unwrap()
}

/// Every operation with its address and its method.
fn described(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let calls = paths.iter().flat_map(|(address, item)| {
        item.as_object()
            .unwrap()
            .iter()
            .map(move |(method, operation)| (format!("{method} {address}"), operation.clone()))
    });
    calls.collect()
}

#[test]
fn every_operation_lists_its_credentials_and_its_failures() {
    let document = document();
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    assert_eq!(document["components"]["securitySchemes"]["api_key"]["name"], "X-API-Key");
    for (call, operation) in described(&document) {
        let guarded = call.contains(" /api/");
        assert_eq!(operation["security"].as_array().unwrap().is_empty(), !guarded, "{call}");
        let needed = operation["security"].as_array().into_iter().flatten();
        for (credential, scopes) in needed.flat_map(|requirement| requirement.as_object().unwrap()) {
            assert_eq!(scopes.as_array().unwrap().len(), usize::from(credential != security::SESSION_TOKEN), "{call}");
        }
        for status in ["401", "403", "500", "503"].iter().filter(|_| guarded) {
            let content = &operation["responses"][status]["content"];
            assert!(content["application/problem+json"].is_object(), "{call} {status}");
        }
        let has_body = operation["requestBody"].is_object();
        for status in ["400", "408", "413", "415", "422"].iter().filter(|_| has_body) {
            assert!(operation["responses"][status].is_object(), "{call} {status}");
        }
    }
}

#[test]
fn every_operation_and_every_reply_is_described_and_every_operation_has_a_name_of_its_own() {
    let document = document();
    let known: BTreeSet<_> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].clone().to_string()).collect();
    let mut names = BTreeMap::new();
    for (call, operation) in described(&document) {
        let name = operation["operationId"].as_str().unwrap().to_owned();
        if let Some(other) = names.insert(name, call.clone()) {
            panic!("{call} and {other} have the same operationId");
        }
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{call}");
        assert!(known.contains(&operation["tags"][0].to_string()), "{call} has a tag without description");
        for (status, reply) in operation["responses"].as_object().unwrap() {
            assert!(reply["description"].as_str().is_some_and(|text| !text.is_empty()), "{call} {status}");
        }
    }
}

#[test]
fn the_rows_of_failures_name_operations_and_no_status_stands_for_itself() {
    let document = document();
    let ids: BTreeSet<_> = described(&document)
        .iter()
        .filter_map(|(_, operation)| Some(operation["operationId"].as_str()?.to_owned()))
        .collect();
    for (id, codes) in failures::OWN {
        assert!(ids.contains(*id), "no operation is named {id}");
        assert!(codes.iter().all(|code| code.status().is_client_error()), "{id}");
    }
}

#[test]
fn bodies_of_requests_refuse_unknown_fields() {
    let document = document();
    let objects: Vec<_> = described(&document)
        .iter()
        .map(|(_, operation)| operation["requestBody"]["content"]["application/json"]["schema"].clone())
        .filter(|schema| !schema.is_null())
        .collect();
    assert!(objects.len() >= 6, "{objects:?}");
    for schema in objects {
        check_closed(&document, &schema, "");
    }
}

/// The summary of a simulation has more numbers than the server reads.
const OPEN: &str = "/SimulationSummaryRequest";

/// Checks a schema of a request and all within it.
fn check_closed(document: &Value, schema: &Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/")) {
        return check_closed(document, &document["components"]["schemas"][name], &format!("{place}/{name}"));
    }
    let within = ["oneOf", "allOf"].iter().filter_map(|kind| schema[kind].as_array()).flatten();
    within.for_each(|schema| check_closed(document, schema, place));
    let Some(fields) = schema["properties"].as_object() else { return };
    if place.starts_with(OPEN) {
        return;
    }
    assert_eq!(schema["additionalProperties"], false, "{place}");
    for (name, field) in fields {
        check_closed(document, field, &format!("{place}.{name}"));
        check_closed(document, &field["items"], &format!("{place}.{name}[]"));
    }
}

/// The fields of a schema of the document, those of its flattened parts included.
fn fields(document: &Value, schema: &Value) -> BTreeSet<String> {
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    let parts = schema["allOf"].as_array().into_iter().flatten().flat_map(|part| fields(document, part));
    let named = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    let referenced = named.into_iter().flat_map(|name| fields(document, &document["components"]["schemas"][name]));
    own.chain(parts).chain(referenced).collect()
}

#[test]
fn every_schema_with_an_estimate_lists_theta_and_its_standard_error() {
    let document = document();
    let of = |name: &str| fields(&document, &document["components"]["schemas"][name]);
    for name in ["Progress", "StartReply", "AnswerReply", "SessionSummary", "Report", "Step", "ScoreReply"] {
        let found = of(name);
        assert!(found.contains("theta") && found.contains("standard_error"), "{name}: {found:?}");
    }
    for name in ["Progress", "StartReply", "AnswerReply", "SessionSummary", "Report"] {
        let found = of(name);
        let header = ["exam_session_id", "exam_type", "items_completed", "max_items", "finished"];
        assert!(header.iter().all(|field| found.contains(*field)), "{name}: {found:?}");
    }
}

/// Every reference of a document.
fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_readiness_is_described_with_every_status() {
    let document = document();
    let status = &document["components"]["schemas"]["Ready"]["properties"]["status"]["description"];
    for name in ["ready", "degraded", "unavailable", "draining"] {
        assert!(status.as_str().unwrap().contains(&format!("`{name}`")), "{name}: {status}");
    }
}

#[test]
fn every_reference_leads_to_a_schema() {
    let document = document();
    for reference in references(&document) {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[test]
fn the_committed_document_is_the_one_that_the_code_gives() {
    let committed = include_str!("../../../../docs/openapi.json");
    let current = openapi().to_pretty_json().unwrap();
    assert!(committed.trim_end() == current, "docs/openapi.json has drifted: `just openapi` writes it");
}
