//! Changes of JSON values and of the text that stands for them.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value};

/// Texts that are put in the place of a value. Not all of them are JSON.
pub const FRAGMENTS: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "2",
    "-1",
    "0.5",
    "1.0",
    "1.5",
    "01",
    "+1",
    "1e0",
    "1E2",
    ".5",
    "1.",
    "-100",
    "100",
    "254",
    "255",
    "256",
    "10000",
    "10001",
    "2592000",
    "2592001",
    "2147483648",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "1e-300",
    "1e-400",
    "1e308",
    "1e309",
    "-1e309",
    "1e999999999999",
    "123456789012345678901234567890123456789012345678901234567890",
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "0x1f",
    "\"\"",
    "\" \"",
    "\"1\"",
    "\"NaN\"",
    "\"null\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\uD83D\\uDE00\"",
    "\"\u{feff}x\"",
    "\"\u{85}\"",
    "\"\u{7f}\"",
    "\"ä b/c%2e%2e\"",
    "\"..\"",
    "\"q1\"",
    "\"q2\"",
    "\"A\"",
    "\"normal\"",
    "\"custom\"",
    "\"mle\"",
    "\"random\"",
    "\"progressive\"",
    "'x'",
    "\"x",
    "[]",
    "{}",
    "[null]",
    "[1, 2, 3]",
    "[\"q1\", \"q1\"]",
    "{\"a\": 1}",
    "{\"a\": 1, \"a\": 2}",
    "{\"q1\": 0.5}",
    "[{}]",
    "[[0, 1], [2]]",
    "{1: 2}",
    "[1,]",
    "/* */ 1",
    "",
];
/// How deep values are nested: what a reader may still take, what exhausts its patience, and what would exhaust a stack.
const DEPTHS: &[usize] = &[2, 16, 126, 127, 128, 129, 1000, 3000];
/// How long texts are that are put in the place of a value.
const LENGTHS: &[usize] = &[64, 65, 128, 129, 256, 257, 1000, 5000];
/// Names of fields that are added: some that a body has at another place, and some that nothing has.
const NAMES: &[&str] =
    &["", "x", "$ref", "__proto__", "mean", "kind", "items", "exam_type", "answer", "score", "design"];

/// Stands in a value where a text follows that may be no JSON.
const HOLE: char = '\u{e000}';
/// Begins a name that comes a second time in its object.
const TWICE: char = '\u{e001}';

/// What is put in the place of a value.
#[derive(Debug, Clone)]
enum Hostile {
    Fragment(&'static str),
    Lists(usize),
    Objects(usize),
    Letters(usize),
}

/// A change of a JSON value at a place that is drawn: the value itself, or one within it.
#[derive(Debug, Clone)]
pub struct JsonEdit {
    at: Index,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Replace(Hostile),
    /// A field or an entry is taken out.
    Remove,
    /// A field or an entry comes twice.
    Repeat,
    /// A field or an entry is added to an object or a list.
    Add(&'static str, Hostile),
    /// A value takes the place of another.
    Swap(Index),
}

/// Changes of a JSON value, made one after the other.
#[derive(Debug, Clone)]
pub struct JsonEdits(Vec<JsonEdit>);

impl JsonEdits {
    /// The changed value, with holes where its text is no JSON value of this crate; `write` fills them.
    fn changed(&self, value: &Value) -> (Value, Vec<String>) {
        let (mut value, mut texts) = (value.clone(), Vec::new());
        for edit in &self.0 {
            edit.apply(&mut value, &mut texts);
        }
        (value, texts)
    }

    /// The text of the changed value, which may be no JSON.
    #[must_use]
    pub fn text(&self, value: &Value) -> String {
        let (value, texts) = self.changed(value);
        let text = value.to_string().replace(TWICE, "");
        texts
            .iter()
            .enumerate()
            .fold(text, |text, (number, hostile)| text.replace(&format!("\"{HOLE}{number}{HOLE}\""), hostile))
    }

    /// The changed value, if its text is JSON.
    #[must_use]
    pub fn value(&self, value: &Value) -> Option<Value> {
        serde_json::from_str(&self.text(value)).ok()
    }
}

impl JsonEdit {
    fn apply(&self, value: &mut Value, texts: &mut Vec<String>) {
        let pointers = pointers(value);
        let pointer = &pointers[self.at.index(pointers.len())];
        match &self.kind {
            Kind::Replace(hostile) => put(value, pointer, hostile.hole(texts)),
            Kind::Add(name, hostile) => add(value, pointer, name, hostile.hole(texts)),
            Kind::Swap(other) => {
                let other = value.pointer(&pointers[other.index(pointers.len())]).cloned();
                put(value, pointer, other.unwrap_or_default());
            }
            Kind::Remove => change_in_parent(value, pointer, |_, _| {}),
            Kind::Repeat => change_in_parent(value, pointer, |parent, (name, value)| match parent {
                Value::Object(fields) => {
                    fields.insert(format!("{TWICE}{name}"), value.clone());
                    fields.insert(name, value);
                }
                Value::Array(entries) => entries.extend([value.clone(), value]),
                _ => {}
            }),
        }
    }
}

impl Hostile {
    /// A value that stands for the text.
    fn hole(&self, texts: &mut Vec<String>) -> Value {
        texts.push(self.text());
        Value::from(format!("{HOLE}{}{HOLE}", texts.len() - 1))
    }

    fn text(&self) -> String {
        match self {
            Self::Fragment(text) => (*text).to_owned(),
            Self::Lists(depth) => format!("{}{}", "[".repeat(*depth), "]".repeat(*depth)),
            Self::Objects(depth) => format!("{}0{}", "{\"\":".repeat(*depth), "}".repeat(*depth)),
            Self::Letters(length) => format!("\"{}\"", "e".repeat(*length)),
        }
    }
}

/// The place of the value and of each value within it.
fn pointers(value: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut add = |name: &str, within: &Value| {
        let name = name.replace('~', "~0").replace('/', "~1");
        found.extend(pointers(within).into_iter().map(|rest| format!("/{name}{rest}")));
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, within)| add(name, within)),
        Value::Array(entries) => entries.iter().enumerate().for_each(|(n, within)| add(&n.to_string(), within)),
        _ => {}
    }
    found
}

fn put(value: &mut Value, pointer: &str, other: Value) {
    if let Some(place) = value.pointer_mut(pointer) {
        *place = other;
    }
}

fn add(value: &mut Value, pointer: &str, name: &str, other: Value) {
    match value.pointer_mut(pointer) {
        Some(Value::Object(fields)) => drop(fields.insert(name.to_owned(), other)),
        Some(Value::Array(entries)) => entries.push(other),
        Some(place) => *place = Value::Object(Map::from_iter([(name.to_owned(), other)])),
        None => {}
    }
}

/// Takes a value out of the object or the list that it is in, and has `then` put something back. The outermost value stays.
fn change_in_parent(value: &mut Value, pointer: &str, then: impl FnOnce(&mut Value, (String, Value))) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    let name = name.replace("~1", "/").replace("~0", "~");
    let Some(parent) = value.pointer_mut(parent) else { return };
    let taken = match parent {
        Value::Object(fields) => fields.remove(&name),
        Value::Array(entries) => name.parse().ok().filter(|&n| n < entries.len()).map(|n: usize| entries.remove(n)),
        _ => None,
    };
    if let Some(taken) = taken {
        then(parent, (name, taken));
    }
}

fn hostile() -> impl Strategy<Value = Hostile> {
    prop_oneof![
        12 => select(FRAGMENTS).prop_map(Hostile::Fragment),
        1 => select(DEPTHS).prop_map(Hostile::Lists),
        1 => select(DEPTHS).prop_map(|depth| Hostile::Objects(depth.min(1000))),
        1 => select(LENGTHS).prop_map(Hostile::Letters),
    ]
}

/// Draws up to this number of changes.
pub fn json_edits(most: usize) -> impl Strategy<Value = JsonEdits> {
    let kind = prop_oneof![
        6 => hostile().prop_map(Kind::Replace),
        2 => Just(Kind::Remove),
        1 => Just(Kind::Repeat),
        2 => (select(NAMES), hostile()).prop_map(|(name, hostile)| Kind::Add(name, hostile)),
        2 => any::<Index>().prop_map(Kind::Swap),
    ];
    let edit = (any::<Index>(), kind).prop_map(|(at, kind)| JsonEdit { at, kind });
    vec(edit, 0..=most).prop_map(JsonEdits)
}
