//! Values of every format version that was ever written must stay readable.

use std::path::Path;

use irt_core::{EngineState, ExamineeStart, ItemIndex, Response, StopReason};
use state_store::codec::{decode, encode};
use state_store::{ItemParams, SessionState, ValueFormat};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn running() -> SessionState {
    SessionState {
        revision: 3,
        exam_type: "placement".to_owned(),
        exam_type_id: 42,
        token_digest: std::array::from_fn(|index| u8::try_from(index).unwrap() * 8),
        expires_at: None,
        engine: EngineState {
            seed: 18_446_744_073_709_551_557,
            theta: -0.314_159_265_358_979_3,
            standard_error: 0.577_215_664_901_532_9,
            items: vec![ItemIndex(17), ItemIndex(200), ItemIndex(70_000)],
            responses: vec![Response(1), Response(0), Response(4)],
            pending: Some(ItemIndex(5)),
            stop_reason: None,
            max_items: 20,
            examinee: ExamineeStart::default(),
            withheld: Vec::new(),
            fingerprint: None,
        },
        item_params_list: vec![
            ItemParams { a: 1.25, b: -0.1, c: 0.2, d: 1.0 },
            ItemParams { a: 0.8, b: 1.0 / 3.0, c: 0.0, d: 0.98 },
            ItemParams { a: 2.0, b: 3.5, c: 0.25, d: 1.0 },
        ],
    }
}

fn stopped() -> SessionState {
    let mut state = running();
    state.engine.pending = None;
    state.engine.stop_reason = Some(StopReason::MaxItems);
    state
}

fn without_params(state: SessionState) -> SessionState {
    SessionState { item_params_list: Vec::new(), ..state }
}

#[test]
fn values_of_format_1_are_read() {
    assert_eq!(decode(&fixture("v1-running.json")).unwrap(), running());
    assert_eq!(decode(&fixture("v1-stopped.json")).unwrap(), stopped());
    assert_eq!(decode(&fixture("v1-running.msgpack")).unwrap(), without_params(running()));
    assert_eq!(decode(&fixture("v1-stopped.msgpack")).unwrap(), without_params(stopped()));
}

#[test]
fn values_are_written_as_format_1_byte_for_byte() {
    assert_eq!(encode(&running(), ValueFormat::Json).unwrap(), fixture("v1-running.json"));
    assert_eq!(encode(&stopped(), ValueFormat::Json).unwrap(), fixture("v1-stopped.json"));
    assert_eq!(encode(&running(), ValueFormat::MessagePack).unwrap(), fixture("v1-running.msgpack"));
    assert_eq!(encode(&stopped(), ValueFormat::MessagePack).unwrap(), fixture("v1-stopped.msgpack"));
}
