//! The bounds in the committed document are those of the server: it takes the value at each bound, and refuses the next one by the
//! name of its field. Tests beside `wire/design` do the same for designs.

use serde_json::{Value, json};

use crate::connection::{Connection, Reply};
use crate::local_server;
use crate::seeds;

/// Stands in a body where the text of a value follows. A number may be larger than any that a value of this crate can have.
const HOLE: &str = "the value";

/// For each pattern, texts that fit and texts that do not.
const PATTERNS: [(&str, &[&str], &[&str]); 2] = [
    (
        r"^(\.{0,2}[A-Za-z0-9_-]|\.{3})[A-Za-z0-9._-]*$",
        &["a", "Z9", "-", "_.", "...", "..a", ".a", "a..", "...."],
        &[".", "..", "a b", " a", "a/b", "ä", "a%20b", "a+b", "a\\u0000", "a\\n"],
    ),
    (
        r"^[^\u0000-\u001f\u007f-\u009f]+$",
        &["a", "ä b/c", "%2e", "😀"],
        &["a\\u0000", "\\n", "a\\u001f", "\\u007fa", "a\\u0080", "\\u009f"],
    ),
];

/// A body: where it is sent, the schema that describes it, and a valid one, made anew for each value.
struct Body {
    target: &'static str,
    schema: Value,
    valid: fn(&mut Connection) -> Value,
}

/// A value at a place of a body, as JSON text, and whether the document has it.
struct Probe {
    place: String,
    text: String,
    is_valid: bool,
}

fn document() -> Value {
    serde_json::from_str(include_str!("../../../../docs/openapi.json")).unwrap()
}

/// The schema of the JSON body of a call.
fn schema_of(document: &Value, target: &str) -> Value {
    let operation = &document["paths"][target]["post"];
    resolved(document, &operation["requestBody"]["content"]["application/json"]["schema"])
}

/// A schema with its reference followed, and null left out.
fn resolved(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return resolved(document, document.pointer(&reference[1..]).unwrap());
    }
    let parts = schema["oneOf"].as_array().into_iter().flatten();
    let mut parts = parts.filter(|part| part["type"] != "null");
    match (parts.next(), parts.next()) {
        (Some(only), None) => resolved(document, only),
        _ => schema.clone(),
    }
}

/// All probes of a schema, except those of a design.
fn probes(document: &Value, schema: &Value, place: &str) -> Vec<Probe> {
    let mut found = Vec::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        if name == "design" || field["type"] == "null" {
            continue;
        }
        let within = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
        let field = resolved(document, field);
        let mut add = |text: String, is_valid| found.push(Probe { place: within.clone(), text, is_valid });
        numbers(&field, &mut add);
        texts(&field, &mut add);
        found.extend(probes(document, &field, &within));
    }
    found
}

fn numbers(field: &Value, add: &mut impl FnMut(String, bool)) {
    let is_integer = field["type"].to_string().contains("integer");
    for (bound, outwards) in [("minimum", -1), ("maximum", 1), ("exclusiveMinimum", -1), ("exclusiveMaximum", 1)] {
        let Some(limit) = field[bound].as_number() else { continue };
        let next = |steps: i32| match limit.as_i128().filter(|_| is_integer) {
            Some(limit) => (limit + i128::from(steps)).to_string(),
            None => {
                let limit = limit.as_f64().unwrap();
                (limit + f64::from(steps) * (limit.abs() * 1e-9).max(1e-9)).to_string()
            }
        };
        let (last, first_beyond) = if bound.starts_with("exclusive") { (-outwards, 0) } else { (0, outwards) };
        add(next(last), true);
        add(next(first_beyond), false);
    }
    if is_integer {
        add("1.5".to_owned(), false);
    }
}

fn texts(field: &Value, add: &mut impl FnMut(String, bool)) {
    let letters = |count: u64| format!("\"{}\"", "e".repeat(usize::try_from(count).unwrap()));
    if let Some(least) = field["minLength"].as_u64() {
        add(letters(least), true);
        add(letters(least - 1), false);
    }
    if let Some(most) = field["maxLength"].as_u64() {
        add(letters(most), true);
        add(letters(most + 1), false);
    }
    for name in field["enum"].as_array().into_iter().flatten() {
        add(name.to_string(), true);
    }
    if field["enum"].is_array() {
        add("\"no-such-name\"".to_owned(), false);
    }
    if let Some(pattern) = field["pattern"].as_str() {
        let (_, fitting, others) = PATTERNS.iter().find(|(known, _, _)| *known == pattern).unwrap();
        fitting.iter().for_each(|text| add(format!("\"{text}\""), true));
        others.iter().for_each(|text| add(format!("\"{text}\""), false));
    }
}

impl Body {
    /// The reply to a valid body with this value in its place.
    fn send(&self, connection: &mut Connection, probe: &Probe) -> Reply {
        let mut body = (self.valid)(connection);
        let pointer = format!("/{}", probe.place.replace('.', "/"));
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = json!(HOLE);
        let body = body.to_string().replace(&format!("\"{HOLE}\""), &probe.text);
        connection.post(self.target, "application/json", body.as_bytes())
    }

    /// Checks each value, and returns how many there were.
    fn check(&self, connection: &mut Connection) -> usize {
        let probes = probes(&document(), &self.schema, "");
        for probe in &probes {
            let reply = self.send(connection, probe);
            let what = format!("{} {} = {}: {reply:?}", self.target, probe.place, probe.text);
            let names_field = reply.body["field"] == probe.place;
            if probe.is_valid {
                // It may name what is not there (404, 409), or contradict another value, which is then the faulty field.
                assert!(reply.status < 300 || ![400, 422].contains(&reply.status) || !names_field, "{what}");
            } else {
                // A number that no session can have and one that no session has are the same to the server, and a prior that is
                // nowhere near the grid is refused as a whole.
                let of_nothing = [("exam_session_id", 404), ("exam_type", 404), ("item_id", 409)];
                let refused =
                    [400, 422].contains(&reply.status) || of_nothing.contains(&(probe.place.as_str(), reply.status));
                let names_field = names_field || (probe.place == "prior.sd" && reply.body["field"] == "prior");
                assert!(refused && names_field, "{what}");
            }
        }
        probes.len()
    }
}

/// Makes banks and exam types of all names that the document allows and a probe uses, so that the name decides and nothing else.
fn name_everything(connection: &mut Connection) {
    let (_, fitting, _) = PATTERNS[0];
    let names = fitting.iter().map(|name| (*name).to_owned()).chain(["e".repeat(64), "e".to_owned()]);
    for name in names {
        let bank = connection.post(&format!("/api/banks?name={name}"), "text/csv", &seeds::bytes("bank.csv"));
        assert_eq!(bank.status, 201, "{bank:?}");
        let exam_type = json!({ "exam_type": name, "bank": name });
        assert_eq!(connection.post_json("/api/exam-types", &exam_type).status, 201, "{name}");
    }
}

/// An exam type whose first item has as many categories as an item can have.
fn define_wide(connection: &mut Connection) {
    let thresholds = 1..=254;
    let header: String = thresholds.clone().map(|n| format!(",b{n}")).collect();
    let values: String = thresholds.map(|n| format!(",{}", f64::from(n) / 100.0)).collect();
    let bank = format!("item_id,model,a{header}\nq1,grm,1{values}\n");
    let bank = connection.post("/api/banks?name=wide", "text/csv", bank.as_bytes());
    assert_eq!(bank.status, 201, "{bank:?}");
    let exam_type = json!({ "exam_type": "wide", "bank": "wide" });
    assert_eq!(connection.post_json("/api/exam-types", &exam_type).status, 201);
}

fn session(connection: &mut Connection, exam_type: &str) -> Value {
    let started = connection.post_json("/api/adaptive/start", &json!({ "exam_type": exam_type }));
    assert_eq!(started.status, 201, "{started:?}");
    started.body["exam_session_id"].clone()
}

#[test]
fn the_server_takes_the_value_at_each_bound_of_a_start_and_refuses_the_next() {
    let mut connection = local_server::connection();
    name_everything(&mut connection);
    let design = json!({ "bounds": { "lower": -100, "upper": 100 }, "quadrature": { "lower": -100, "upper": 100 } });
    let exam_type = json!({ "exam_type": "far", "bank": "open", "time_limit_seconds": 60, "design": design });
    assert_eq!(connection.post_json("/api/exam-types", &exam_type).status, 201);
    let target = "/api/adaptive/start";
    let valid = |_: &mut Connection| json!({ "exam_type": "far", "prior": { "mean": 0.5, "sd": 1.5 } });
    let body = Body { target, schema: schema_of(&document(), target), valid };
    assert!(body.check(&mut connection) >= 40);
}

#[test]
fn the_server_takes_the_value_at_each_bound_of_an_answer_and_refuses_the_next() {
    let mut connection = local_server::connection();
    define_wide(&mut connection);
    let skipping = json!({ "exam_type": "skipping", "bank": "open", "skips": "wrong" });
    assert_eq!(connection.post_json("/api/exam-types", &skipping).status, 201);
    let target = "/api/adaptive/answer";
    let forms = schema_of(&document(), target)["oneOf"].as_array().unwrap().clone();
    let valid: [fn(&mut Connection) -> Value; 4] = [
        |connection| json!({ "exam_session_id": session(connection, "open"), "item_id": "q1", "answer": "A" }),
        |connection| json!({ "exam_session_id": session(connection, "open"), "item_id": "q1", "correct": true }),
        |connection| json!({ "exam_session_id": session(connection, "wide"), "item_id": "q1", "score": 1 }),
        |connection| json!({ "exam_session_id": session(connection, "skipping"), "item_id": "q1", "skip": true }),
    ];
    assert_eq!(forms.len(), valid.len());
    for (schema, valid) in forms.into_iter().zip(valid) {
        let body = Body { target, schema, valid };
        assert!(body.check(&mut connection) >= 18);
    }
}

#[test]
fn the_server_takes_the_value_at_each_bound_of_an_exam_type_and_refuses_the_next() {
    let mut connection = local_server::connection();
    name_everything(&mut connection);
    let target = "/api/exam-types";
    let valid = |_: &mut Connection| {
        let scale = json!({ "name": "T", "mean": 50, "sd": 10 });
        json!({ "exam_type": "x", "bank": "open", "feedback": true, "time_limit_seconds": 60, "reporting_scale": scale,
            "design": { "exposure": { "maximum_rate": 0.5 } } })
    };
    let body = Body { target, schema: schema_of(&document(), target), valid };
    assert!(body.check(&mut connection) >= 65);
}
