use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::*;

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Normal,
    Uniform,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    mean: f64,
    #[serde(default)]
    nodes: Option<u32>,
}

#[derive(Debug, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Outer {
    seed: Option<u64>,
    signed: i64,
    kind: Option<Kind>,
    inner: Option<Inner>,
    list: Vec<Inner>,
    shares: BTreeMap<String, u8>,
}

fn read<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    T::deserialize(Strict(&mut serde_json::Deserializer::from_str(json))).map_err(|error| error.to_string())
}

fn query<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    T::deserialize(QueryText::fields(text)).map_err(|error| error.to_string())
}

#[test]
fn integers_may_be_written_as_numbers_without_a_fraction() {
    for (json, seed) in [
        ("42920.0", 42920),
        ("4.292e4", 42920),
        ("0.0", 0),
        ("-0.0", 0),
        ("1e19", 10_000_000_000_000_000_000),
        ("18446744073709551615", u64::MAX),
    ] {
        let read: Outer = read(&format!(r#"{{"seed": {json}}}"#)).unwrap();
        assert_eq!(read.seed, Some(seed), "{json}");
    }
    let signed =
        read::<Outer>(r#"{"signed": -5e3, "list": [{"mean": 1, "nodes": 3.0}], "shares": {"a": 7.0}}"#).unwrap();
    assert_eq!((signed.signed, signed.list[0].nodes, signed.shares["a"]), (-5000, Some(3), 7));
}

#[test]
fn what_is_no_integer_of_its_range_is_refused() {
    for json in ["1.5", "-1", "-1.0", "1e20", "18446744073709551616", "\"7\"", "true", "[]", "{}"] {
        let error = read::<Outer>(&format!(r#"{{"seed": {json}}}"#)).unwrap_err();
        assert!(error.contains("u64"), "{json}: {error}");
    }
    for json in [r#"{"shares": {"a": 256.0}}"#, r#"{"signed": 9223372036854775808.0}"#, r#"{"signed": 0.5}"#] {
        read::<Outer>(json).unwrap_err();
    }
}

#[test]
fn an_object_is_not_read_from_a_list_at_any_depth() {
    for json in [r#"{"inner": [0, 1]}"#, r#"{"list": [[0, 1]]}"#, r#"{"inner": []}"#] {
        let error = read::<Outer>(json).unwrap_err();
        assert!(error.contains("expected an object"), "{json}: {error}");
    }
    read::<Outer>("[1, 2]").unwrap_err();
}

#[test]
fn a_name_is_text_alone() {
    assert_eq!(read::<Outer>(r#"{"kind": "uniform"}"#).unwrap().kind, Some(Kind::Uniform));
    for json in [r#"{"kind": {"normal": null}}"#, r#"{"kind": ["normal"]}"#, r#"{"kind": 0}"#, r#"{"kind": "Normal"}"#]
    {
        read::<Outer>(json).unwrap_err();
    }
}

#[test]
fn null_stands_for_an_optional_value_and_for_no_other() {
    assert_eq!(read::<Outer>(r#"{"seed": null, "kind": null, "inner": null}"#).unwrap(), Outer::default());
    for json in [r#"{"signed": null}"#, r#"{"list": null}"#, r#"{"shares": null}"#, r#"{"inner": {"mean": null}}"#] {
        read::<Outer>(json).unwrap_err();
    }
}

#[test]
fn unknown_and_doubled_fields_are_refused_at_any_depth() {
    for json in [r#"{"sed": 1}"#, r#"{"inner": {"mean": 0, "sd": 1}}"#, r#"{"seed": 1, "seed": 2}"#] {
        read::<Outer>(json).unwrap_err();
    }
}

#[test]
fn the_numbers_of_a_query_are_those_of_json() {
    #[derive(Debug, PartialEq, Default, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Fields {
        limit: u32,
        scale: f64,
        name: Option<String>,
        kind: Option<Kind>,
        flag: bool,
    }
    let read = query::<Fields>("limit=5.0&scale=1e-1&name=a%20b&kind=normal&flag=true").unwrap();
    let expected = Fields { limit: 5, scale: 0.1, name: Some("a b".to_owned()), kind: Some(Kind::Normal), flag: true };
    assert_eq!(read, expected);
    assert_eq!(query::<Fields>("scale=2").unwrap().scale, 2.0);
    for text in ["limit=5.5", "limit=%2B5", "limit=05", "limit=%205", "limit=5%20", "limit=", "limit=-1", "limit=null"]
    {
        query::<Fields>(text).unwrap_err();
    }
    for text in ["scale=nan", "scale=inf", "scale=.5", "scale=1.", "scale=1e999", "flag=1", "kind=x", "limt=1"] {
        query::<Fields>(text).unwrap_err();
    }
    assert!(query::<Fields>("limit=1&limit=2").unwrap_err().contains("duplicate field"));
}
