//! Values that somebody else has written: each is refused, or is a state that can be written again, and an engine refuses the state
//! or goes on from it with estimates that are finite. `just fuzz` tries many.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, EngineState, ItemBank, Metric, Response};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use state_store::codec::{decode, encode};
use state_store::{SessionState, ValueFormat};
use testkit::mutation::{byte_edits, json_edits};

const FORMATS: [ValueFormat; 2] = [ValueFormat::MessagePack, ValueFormat::Json];
/// Values of earlier programs.
const FIXTURES: [&str; 4] = ["v1-running.json", "v1-running.msgpack", "v1-stopped.json", "v1-stopped.msgpack"];

static TEST: LazyLock<Arc<AdaptiveTest>> = LazyLock::new(|| {
    let bank = "item_id,model,a,b,c,b1,b2\nq1,3pl,1.2,-0.5,0.2,,\nq2,2pl,0.8,0.4,,,\nq3,1pl,,1,,,\nq4,grm,1.1,,,-0.5,0.5\n\
                q5,2pl,1.4,-1,,,\nq6,2pl,0.9,0.1,,,\n";
    let bank = Arc::new(ItemBank::from_csv(bank.as_bytes(), Metric::LOGISTIC).unwrap());
    Arc::new(AdaptiveTest::new(bank, CatDesign::new(CatSpec::default()).unwrap()).unwrap())
});

/// The state of a session on this test after this number of answers.
fn state_after(answers: usize) -> SessionState {
    let mut engine = AdaptiveEngine::start(Arc::clone(&TEST), 11);
    for place in 0..answers {
        let item = engine.pending().unwrap();
        engine.record(item, Response::from_correct(place % 2 == 0)).unwrap();
    }
    SessionState { revision: answers as u64, engine: engine.state(), ..state_store::conformance::sample::started() }
}

/// The fields of such a session.
fn seed_value(answers: usize) -> Value {
    serde_json::from_slice(&encode(&state_after(answers), ValueFormat::Json).unwrap()).unwrap()
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

/// A value as MessagePack. A digest is binary there.
fn packed(value: &Value) -> Vec<u8> {
    let Some(fields) = value.as_object() else { return rmp_serde::to_vec_named(value).unwrap() };
    let mut bytes = b"\xde".to_vec();
    bytes.extend(u16::try_from(fields.len()).unwrap().to_be_bytes());
    for (name, field) in fields {
        bytes.extend(rmp_serde::to_vec_named(name).unwrap());
        match field.as_str().filter(|_| name == "token_digest").and_then(unhex) {
            Some(digest) => {
                bytes.extend([0xc4, u8::try_from(digest.len()).unwrap()]);
                bytes.extend(digest);
            }
            None => bytes.extend(rmp_serde::to_vec_named(field).unwrap()),
        }
    }
    bytes
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() <= 400)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + u8::try_from(*digit).unwrap()))
            .collect(),
    )
}

/// Checks what is read of these bytes.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(state) = decode(bytes) else { return Ok(()) };
    for format in FORMATS {
        let again = decode(&encode(&state, format).unwrap()).unwrap();
        prop_assert_eq!(&again.engine, &state.engine);
    }
    let Ok(mut engine) = AdaptiveEngine::restore(Arc::clone(&TEST), state.engine) else { return Ok(()) };
    while let Some(item) = engine.pending() {
        let estimate = engine.estimate();
        prop_assert!(estimate.theta.is_finite() && estimate.se.is_finite() && estimate.se >= 0.0);
        engine.record(item, Response::RIGHT).map_err(|error| TestCaseError::fail(error.to_string()))?;
    }
    let estimate = engine.final_estimate();
    prop_assert!(estimate.theta.is_finite() && estimate.se.is_finite());
    Ok(())
}

#[test]
fn what_the_hostile_values_are_made_of_is_valid_in_both_formats() {
    for answers in 0..4 {
        let value = seed_value(answers);
        let read = [decode(value.to_string().as_bytes()).unwrap(), decode(&packed(&value)).unwrap()];
        for state in read {
            // The exam type pins bank and design, so a value has no fingerprint.
            assert_eq!(EngineState { fingerprint: None, ..state_after(answers).engine }, state.engine);
            AdaptiveEngine::restore(Arc::clone(&TEST), state.engine).unwrap();
        }
    }
}

proptest! {
    #[test]
    fn any_change_of_a_json_value_is_refused_or_can_be_gone_on_with(
        answers in 0..4_usize,
        edits in json_edits(4),
        damage in prop_oneof![3 => byte_edits(0), 1 => byte_edits(4)],
    ) {
        let mut bytes = edits.text(&seed_value(answers)).into_bytes();
        damage.apply(&mut bytes);
        check(&bytes)?;
    }

    #[test]
    fn any_change_of_a_messagepack_value_is_refused_or_can_be_gone_on_with(
        answers in 0..4_usize,
        edits in json_edits(4),
        damage in prop_oneof![1 => byte_edits(0), 1 => byte_edits(4)],
    ) {
        let value = seed_value(answers);
        let mut bytes = packed(&edits.value(&value).unwrap_or(value));
        damage.apply(&mut bytes);
        check(&bytes)?;
    }

    #[test]
    fn any_damage_to_a_value_of_an_earlier_program_is_refused_or_can_be_gone_on_with(
        name in select(&FIXTURES[..]),
        damage in byte_edits(6),
    ) {
        let mut bytes = fixture(name);
        damage.apply(&mut bytes);
        check(&bytes)?;
    }
}
