use std::time::{Duration, UNIX_EPOCH};

use irt_core::{EngineState, ExamineeStart, ItemIndex, NormalPrior, Response, StopReason};
use proptest::prelude::*;
use serde_json::Value;
use state_store::codec::{MAX_REVISION, ValueError, decode, encode, revision_prefix};
use state_store::conformance::sample;
use state_store::{ItemParams, SessionState, ValueFormat};

const FORMATS: [ValueFormat; 2] = [ValueFormat::MessagePack, ValueFormat::Json];

/// The JSON of a running session, changed.
fn changed_json(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(&encode(&sample::running(), ValueFormat::Json).unwrap()).unwrap();
    change(value.as_object_mut().unwrap());
    serde_json::to_vec(&value).unwrap()
}

fn check_unreadable(bytes: &[u8], expected: fn(&ValueError) -> bool) {
    let error = decode(bytes).unwrap_err();
    assert!(expected(&error), "{error:?}");
}

fn check_field(name: &str, value: impl Into<Value>, expected: fn(&ValueError) -> bool) {
    let value = value.into();
    check_unreadable(&changed_json(|fields| drop(fields.insert(name.to_owned(), value))), expected);
}

#[test]
fn a_messagepack_value_after_20_items_has_at_most_350_bytes() {
    let bytes = encode(&sample::running(), ValueFormat::MessagePack).unwrap();
    assert!(bytes.len() <= 350, "{} bytes", bytes.len());
}

#[test]
fn the_revision_comes_first_in_both_formats() {
    let packed = encode(&sample::running(), ValueFormat::MessagePack).unwrap();
    assert_eq!(&packed[1..11], b"\xa8revision\x14");
    let json = encode(&sample::running(), ValueFormat::Json).unwrap();
    assert!(json.starts_with(br#"{"revision":20,"#));
}

#[test]
fn the_revision_prefix_a_value_tells_its_revision_from_every_other() {
    let revisions = [0, 1, 2, 12, 127, 128, 129, 255, 256, 65_535, 65_536, 1 << 32, MAX_REVISION];
    for (stored, format) in revisions.into_iter().flat_map(|revision| FORMATS.map(|format| (revision, format))) {
        let value = encode(&SessionState { revision: stored, ..sample::running() }, format).unwrap();
        for asked in revisions {
            assert_eq!(
                value[1..].starts_with(&revision_prefix(asked, format).unwrap()),
                asked == stored,
                "{asked} {stored}"
            );
        }
    }
}

#[test]
fn the_names_of_the_fields_are_those_of_the_contract() {
    let mut names = [
        "revision",
        "format",
        "exam_type",
        "exam_type_id",
        "theta",
        "standard_error",
        "items_completed",
        "max_items",
        "item_params_list",
        "responses",
        "items",
        "pending",
        "stop_reason",
        "seed",
        "token_digest",
    ];
    names.sort_unstable();
    let json = encode(&sample::running(), ValueFormat::Json).unwrap();
    let fields: serde_json::Map<String, Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(fields.keys().map(String::as_str).collect::<Vec<_>>(), names);
    let packed = encode(&sample::running(), ValueFormat::MessagePack).unwrap();
    let fields: std::collections::BTreeMap<String, serde::de::IgnoredAny> = rmp_serde::from_slice(&packed).unwrap();
    let unpacked: Vec<&str> = fields.keys().map(String::as_str).collect();
    assert_eq!(unpacked, names.into_iter().filter(|name| *name != "item_params_list").collect::<Vec<_>>());
}

#[test]
fn white_space_before_json_and_unknown_fields_are_accepted() {
    let mut bytes = b" \n\t".to_vec();
    bytes.extend(changed_json(|fields| drop(fields.insert("note".to_owned(), Value::from("seen by hand")))));
    assert_eq!(decode(&bytes).unwrap(), sample::running());
}

#[test]
fn bytes_that_start_no_value_are_unreadable() {
    check_unreadable(b"", |e| matches!(e, ValueError::Empty));
    for first in
        (0..=255_u8).filter(|first| !matches!(first, b'{' | b' ' | b'\t' | b'\r' | b'\n' | 0x80..=0x8f | 0xde | 0xdf))
    {
        check_unreadable(&[first, 0, 0, 0], |e| matches!(e, ValueError::UnknownEncoding));
    }
}

#[test]
fn a_newer_format_is_unreadable_by_its_number_whatever_else_it_changes() {
    check_field("format", 2, |e| matches!(e, ValueError::UnknownFormat { found: 2 }));
    check_unreadable(br#"{"format": 3}"#, |e| matches!(e, ValueError::UnknownFormat { found: 3 }));
    check_unreadable(b"\x82\xa8revision\x05\xa6format\x02", |e| matches!(e, ValueError::UnknownFormat { found: 2 }));
    check_field("format", 0, |e| matches!(e, ValueError::UnknownFormat { found: 0 }));
}

#[test]
fn a_value_cut_anywhere_is_unreadable() {
    for format in FORMATS {
        let bytes = encode(&sample::running(), format).unwrap();
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err(), "{format:?} cut to {length}");
        }
    }
}

#[test]
fn bytes_behind_a_value_are_unreadable() {
    for format in FORMATS {
        for tail in [b"\x00".as_slice(), b"}", b"\xc0", b"{}"] {
            let mut bytes = encode(&sample::running(), format).unwrap();
            bytes.extend(tail);
            assert!(decode(&bytes).is_err(), "{format:?}");
        }
    }
}

#[test]
fn lengths_that_huge_headers_only_claim_are_unreadable() {
    check_unreadable(b"\xdf\xff\xff\xff\xff", |e| matches!(e, ValueError::MessagePack(_)));
    check_unreadable(b"\x81\xa9responses\xdd\xff\xff\xff\xff", |e| matches!(e, ValueError::MessagePack(_)));
    check_unreadable(b"\x81\xactoken_digest\xc6\xff\xff\xff\xff", |e| matches!(e, ValueError::MessagePack(_)));
    let mut nested = b"\x81\xa4note".to_vec();
    nested.extend([0x91; 100_000]);
    check_unreadable(&nested, |e| matches!(e, ValueError::MessagePack(_)));
    let mut nested = br#"{"note":"#.to_vec();
    nested.extend([b'['; 100_000]);
    check_unreadable(&nested, |e| matches!(e, ValueError::Json(_)));
}

#[test]
fn fields_that_contradict_each_other_are_unreadable() {
    let disagree = |e: &ValueError| matches!(e, ValueError::LengthsDisagree { .. });
    check_field("items_completed", 19, disagree);
    check_field("items", vec![1, 2], disagree);
    check_field("responses", vec![1, 0], disagree);
    check_field("standard_error", -0.5, |e| matches!(e, ValueError::NotANumber { field: "standard_error", .. }));
    check_field("revision", MAX_REVISION + 1, |e| matches!(e, ValueError::RevisionTooLarge { .. }));
    check_field("stop_reason", "boredom", |e| matches!(e, ValueError::UnknownStopReason { .. }));
}

#[test]
fn fields_out_of_their_types_are_unreadable() {
    let malformed = |e: &ValueError| matches!(e, ValueError::Json(_));
    check_field("theta", Value::Null, malformed);
    check_field("responses", vec![256; 20], malformed);
    check_field("items", vec![-1; 20], malformed);
    check_field("revision", -1, malformed);
    check_field("token_digest", "00", malformed);
    check_field("token_digest", "zz".repeat(32), malformed);
    check_field("token_digest", "é".repeat(32), malformed);
    check_unreadable(&changed_json(|fields| drop(fields.remove("seed"))), malformed);
}

#[test]
fn numbers_that_are_none_are_unreadable_in_messagepack() {
    let bytes = encode(&sample::running(), ValueFormat::MessagePack).unwrap();
    for field in ["theta", "standard_error"] {
        let at = bytes.windows(field.len()).position(|window| window == field.as_bytes()).unwrap() + field.len() + 1;
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let mut bytes = bytes.clone();
            bytes[at..at + 8].copy_from_slice(&value.to_be_bytes());
            check_unreadable(&bytes, |e| matches!(e, ValueError::NotANumber { .. }));
        }
    }
}

#[test]
fn a_state_that_could_not_be_read_back_is_not_written() {
    let check = |change: fn(&mut SessionState), format| {
        let mut state = sample::running();
        change(&mut state);
        assert!(encode(&state, format).is_err());
    };
    for format in FORMATS {
        check(|state| state.engine.theta = f64::NAN, format);
        check(|state| state.engine.standard_error = f64::INFINITY, format);
        check(|state| state.engine.standard_error = -1.0, format);
        check(|state| state.engine.items.truncate(19), format);
        check(|state| state.engine.responses.truncate(19), format);
        check(|state| state.revision = MAX_REVISION + 1, format);
    }
    check(|state| state.item_params_list[0].b = f64::NAN, ValueFormat::Json);
}

fn any_finite() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("finite", |value| value.is_finite())
}

prop_compose! {
    fn any_params()(a in any_finite(), b in any_finite(), c in any_finite(), d in any_finite()) -> ItemParams {
        ItemParams { a, b, c, d }
    }
}

prop_compose! {
    fn any_engine()(
        seed in any::<u64>(),
        theta in any_finite(),
        standard_error in any_finite().prop_map(f64::abs),
        answers in prop::collection::vec((any::<u32>(), any::<u8>()), 0..60),
        pending in any::<Option<u32>>(),
        stop_reason in prop::option::of(prop::sample::select(StopReason::ALL)),
        max_items in any::<u32>(),
        start_theta in prop::option::of(any_finite()),
        prior in prop::option::of((any_finite(), any_finite())),
        withheld in prop::collection::vec(any::<u32>(), 0..5),
    ) -> EngineState {
        EngineState {
            seed,
            theta,
            standard_error,
            items: answers.iter().map(|(item, _)| ItemIndex(*item)).collect(),
            responses: answers.iter().map(|(_, response)| Response(*response)).collect(),
            pending: pending.map(ItemIndex),
            stop_reason,
            max_items,
            examinee: ExamineeStart { start_theta, prior: prior.map(|(mean, sd)| NormalPrior { mean, sd }) },
            withheld: withheld.into_iter().map(ItemIndex).collect(),
            fingerprint: None,
        }
    }
}

prop_compose! {
    fn any_state()(
        revision in 0..=MAX_REVISION,
        exam_type in any::<String>(),
        exam_type_id in any::<i64>(),
        token_digest in any::<[u8; 32]>(),
        engine in any_engine(),
        expires_at in prop::option::of(0..=i64::MAX as u64),
        item_params_list in prop::collection::vec(any_params(), 0..30),
    ) -> SessionState {
        let expires_at = expires_at.map(|micros| UNIX_EPOCH + Duration::from_micros(micros));
        SessionState { revision, exam_type, exam_type_id, token_digest, expires_at, engine, item_params_list }
    }
}

proptest! {
    #[test]
    fn every_state_survives_both_formats_bit_for_bit(state in any_state()) {
        for format in FORMATS {
            let read = decode(&encode(&state, format).unwrap()).unwrap();
            prop_assert_eq!(read.engine.theta.to_bits(), state.engine.theta.to_bits());
            prop_assert_eq!(read.engine.standard_error.to_bits(), state.engine.standard_error.to_bits());
            let params = if format == ValueFormat::Json { state.item_params_list.clone() } else { Vec::new() };
            prop_assert_eq!(read, SessionState { item_params_list: params, ..state.clone() });
        }
    }

    #[test]
    fn damaged_values_never_panic_and_read_as_states_that_can_be_written(
        packed in any::<bool>(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let format = if packed { ValueFormat::MessagePack } else { ValueFormat::Json };
        let mut bytes = encode(&sample::running(), format).unwrap();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(state) = decode(&bytes) {
            prop_assert!(encode(&state, format).is_ok());
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = decode(&bytes);
    }
}
