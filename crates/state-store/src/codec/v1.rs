//! Version 1 of the layout.
//!
//! The type here is the layout and nothing else: the types of the program may change, this one may not.

use irt_core::{EngineState, ItemIndex, Response, StopReason};
use serde::{Deserialize, Serialize};

use super::{FORMAT_VERSION, MAX_REVISION, ValueError, ValueFormat, Version, digest};
use crate::state::{ItemParams, SessionState};

#[derive(Serialize, Deserialize)]
pub(super) struct Value {
    revision: u64,
    format: u64,
    exam_type: String,
    exam_type_id: i64,
    theta: f64,
    standard_error: f64,
    items_completed: u32,
    max_items: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item_params_list: Option<Vec<Params>>,
    responses: Vec<u8>,
    items: Vec<u32>,
    pending: Option<u32>,
    stop_reason: Option<String>,
    seed: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    withheld: Vec<u32>,
    #[serde(with = "digest")]
    token_digest: [u8; 32],
}

#[derive(Serialize, Deserialize)]
struct Params {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

impl Value {
    /// The value of a state, if it is one that could be read back.
    pub(super) fn of(state: &SessionState, format: ValueFormat) -> Result<Self, ValueError> {
        let engine = &state.engine;
        let value = Self {
            revision: state.revision,
            format: FORMAT_VERSION,
            exam_type: state.exam_type.clone(),
            exam_type_id: state.exam_type_id,
            theta: engine.theta,
            standard_error: engine.standard_error,
            items_completed: u32::try_from(engine.items_completed()).unwrap_or(u32::MAX),
            max_items: engine.max_items,
            item_params_list: match format {
                ValueFormat::MessagePack => None,
                ValueFormat::Json => Some(state.item_params_list.iter().map(Params::of).collect()),
            },
            responses: engine.responses.iter().map(|response| response.0).collect(),
            items: engine.items.iter().map(|item| item.0).collect(),
            pending: engine.pending.map(|item| item.0),
            stop_reason: engine.stop_reason.map(|reason| reason.as_str().to_owned()),
            seed: engine.seed,
            withheld: engine.withheld.iter().map(|item| item.0).collect(),
            token_digest: state.token_digest,
        };
        value.check()?;
        Ok(value)
    }

    /// The state, if the fields make sense together.
    pub(super) fn into_state(self) -> Result<SessionState, ValueError> {
        self.check()?;
        let stop_reason = match self.stop_reason {
            Some(name) => Some(StopReason::from_name(&name).ok_or(ValueError::UnknownStopReason { found: name })?),
            None => None,
        };
        Ok(SessionState {
            revision: self.revision,
            exam_type: self.exam_type,
            exam_type_id: self.exam_type_id,
            token_digest: self.token_digest,
            engine: EngineState {
                seed: self.seed,
                theta: self.theta,
                standard_error: self.standard_error,
                items: self.items.into_iter().map(ItemIndex).collect(),
                responses: self.responses.into_iter().map(Response).collect(),
                pending: self.pending.map(ItemIndex),
                stop_reason,
                max_items: self.max_items,
                withheld: self.withheld.into_iter().map(ItemIndex).collect(),
            },
            item_params_list: self.item_params_list.unwrap_or_default().into_iter().map(Params::into_params).collect(),
        })
    }

    fn check(&self) -> Result<(), ValueError> {
        if let Some(unknown) = ValueError::unknown_version(Version { format: self.format }) {
            return Err(unknown);
        }
        if self.revision > MAX_REVISION {
            return Err(ValueError::RevisionTooLarge { found: self.revision });
        }
        let (items, responses, items_completed) = (self.items.len(), self.responses.len(), self.items_completed);
        if items != responses || u32::try_from(responses) != Ok(items_completed) {
            return Err(ValueError::LengthsDisagree { items, responses, items_completed });
        }
        self.check_numbers()
    }

    fn check_numbers(&self) -> Result<(), ValueError> {
        let finite = |field, value: f64| {
            if value.is_finite() { Ok(()) } else { Err(ValueError::NotANumber { field, value }) }
        };
        finite("theta", self.theta)?;
        finite("standard_error", self.standard_error)?;
        if self.standard_error < 0.0 {
            return Err(ValueError::NotANumber { field: "standard_error", value: self.standard_error });
        }
        for params in self.item_params_list.iter().flatten() {
            for value in [params.a, params.b, params.c, params.d] {
                finite("item_params_list", value)?;
            }
        }
        Ok(())
    }
}

impl Params {
    fn of(params: &ItemParams) -> Self {
        let ItemParams { a, b, c, d } = *params;
        Self { a, b, c, d }
    }

    fn into_params(self) -> ItemParams {
        let Self { a, b, c, d } = self;
        ItemParams { a, b, c, d }
    }
}
