//! States to save in tests and benchmarks.

use irt_core::{EngineState, ExamineeStart, ItemIndex, Response, StopReason};

use crate::state::{ItemParams, SessionState};

/// A session that has just started.
#[must_use]
pub fn started() -> SessionState {
    SessionState {
        expires_at: None,
        revision: 0,
        exam_type: "placement".to_owned(),
        exam_type_id: 1,
        token_digest: [7; 32],
        engine: EngineState {
            seed: 0,
            theta: -0.0,
            standard_error: 1.0,
            items: Vec::new(),
            responses: Vec::new(),
            pending: Some(ItemIndex(0)),
            stop_reason: None,
            max_items: 20,
            examinee: ExamineeStart::default(),
            withheld: Vec::new(),
            fingerprint: None,
        },
        item_params_list: Vec::new(),
    }
}

/// A session with `answers` answers, its next item pending. The numbers are of the kind that real sessions have:
/// floats that need all their digits, item positions above 127, a seed of 64 bits.
#[must_use]
pub fn after(answers: u32) -> SessionState {
    let mut state = started();
    state.revision = u64::from(answers);
    state.token_digest = std::array::from_fn(|index| u8::try_from(index * 37 % 256).unwrap_or(0));
    state.engine.seed = u64::MAX - 1;
    state.engine.theta = 0.1 + 0.2;
    state.engine.standard_error = f64::MIN_POSITIVE;
    state.engine.items = (0..answers).map(|position| ItemIndex(position * 191 + 3)).collect();
    state.engine.responses = (0..answers).map(|position| Response::from_correct(position % 3 != 0)).collect();
    state.engine.pending = Some(ItemIndex(u32::MAX));
    state.item_params_list = (0..answers)
        .map(|position| ItemParams { a: 0.7 + f64::from(position) / 30.0, b: -1.0 / 3.0, c: 0.2, d: 1.0 })
        .collect();
    state
}

/// A session with 20 answers, one item pending.
#[must_use]
pub fn running() -> SessionState {
    after(20)
}

/// A session that has stopped.
#[must_use]
pub fn stopped() -> SessionState {
    let mut state = running();
    state.engine.pending = None;
    state.engine.stop_reason = Some(StopReason::StandardError);
    state
}
