//! Version 1 of the layout.
//!
//! The type here is the layout and nothing else: the types of the program may change, this one may not.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use irt_core::{EngineState, ExamineeStart, ItemIndex, NormalPrior, Response, StopReason};
use serde::{Deserialize, Serialize, Serializer};

use super::digest;
use super::error::ValueError;
use super::format::ValueFormat;
use super::version::{FORMAT_VERSION, MAX_REVISION, Version};
use crate::state::{ItemParams, SessionState};

/// A value as it is read.
#[derive(Deserialize)]
pub(super) struct Value {
    revision: u64,
    format: u64,
    exam_type: String,
    exam_type_id: i64,
    theta: f64,
    standard_error: f64,
    items_completed: u32,
    max_items: u32,
    #[serde(default)]
    item_params_list: Option<Vec<Params>>,
    responses: Vec<u8>,
    items: Vec<u32>,
    pending: Option<u32>,
    stop_reason: Option<String>,
    seed: u64,
    #[serde(default)]
    examinee: Option<Examinee>,
    #[serde(default)]
    withheld: Vec<u32>,
    #[serde(default)]
    expires_at: Option<i64>,
    #[serde(with = "digest")]
    token_digest: [u8; 32],
}

/// A value as it is written: the fields of [`Value`] in their order, taken from a state without copying it.
#[derive(Serialize)]
pub(super) struct WrittenValue<'a> {
    revision: u64,
    format: u64,
    exam_type: &'a str,
    exam_type_id: i64,
    theta: f64,
    standard_error: f64,
    items_completed: u32,
    max_items: u32,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "write_params")]
    item_params_list: Option<&'a [ItemParams]>,
    #[serde(serialize_with = "write_responses")]
    responses: &'a [Response],
    #[serde(serialize_with = "write_items")]
    items: &'a [ItemIndex],
    pending: Option<u32>,
    stop_reason: Option<&'static str>,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    examinee: Option<Examinee>,
    #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "write_items")]
    withheld: &'a [ItemIndex],
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(with = "digest")]
    token_digest: [u8; 32],
}

/// What was known of the examinee at the start.
#[derive(Serialize, Deserialize)]
struct Examinee {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start_theta: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prior: Option<Prior>,
}

#[derive(Serialize, Deserialize)]
struct Prior {
    mean: f64,
    sd: f64,
}

#[derive(Serialize, Deserialize)]
struct Params {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

impl Value {
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
            expires_at: self.expires_at.map(from_micros),
            engine: EngineState {
                seed: self.seed,
                theta: self.theta,
                standard_error: self.standard_error,
                items: self.items.into_iter().map(ItemIndex).collect(),
                responses: self.responses.into_iter().map(Response).collect(),
                pending: self.pending.map(ItemIndex),
                stop_reason,
                max_items: self.max_items,
                examinee: self.examinee.map(Examinee::into_start).unwrap_or_default(),
                withheld: self.withheld.into_iter().map(ItemIndex).collect(),
                fingerprint: None,
            },
            item_params_list: self
                .item_params_list
                .unwrap_or_default()
                .into_iter()
                .map(Params::into_item_params)
                .collect(),
        })
    }

    fn check(&self) -> Result<(), ValueError> {
        if let Some(unknown) = ValueError::unknown_version(Version { format: self.format }) {
            return Err(unknown);
        }
        check_revision(self.revision)?;
        check_lengths(self.items.len(), self.responses.len(), self.items_completed)?;
        check_estimate(self.theta, self.standard_error)?;
        self.item_params_list.iter().flatten().try_for_each(Params::check)
    }
}

impl<'a> WrittenValue<'a> {
    /// The value of a state, if it is one that could be read back.
    pub(super) fn from_state(state: &'a SessionState, format: ValueFormat) -> Result<Self, ValueError> {
        let engine = &state.engine;
        let value = Self {
            revision: state.revision,
            format: FORMAT_VERSION,
            exam_type: &state.exam_type,
            exam_type_id: state.exam_type_id,
            theta: engine.theta,
            standard_error: engine.standard_error,
            items_completed: u32::try_from(engine.items_completed()).unwrap_or(u32::MAX),
            max_items: engine.max_items,
            item_params_list: match format {
                ValueFormat::MessagePack => None,
                ValueFormat::Json => Some(&state.item_params_list),
            },
            responses: &engine.responses,
            items: &engine.items,
            pending: engine.pending.map(|item| item.0),
            stop_reason: engine.stop_reason.map(|reason| reason.as_str()),
            seed: engine.seed,
            examinee: Examinee::from_start(&engine.examinee),
            withheld: &engine.withheld,
            expires_at: state.expires_at.map(to_micros),
            token_digest: state.token_digest,
        };
        value.check()?;
        Ok(value)
    }

    /// How many bytes the value will have in MessagePack, or some more.
    pub(super) fn messagepack_bytes(&self) -> usize {
        // The names of the fields and the numbers take some 250 bytes, the start of an examinee up to 64; a position takes up to
        // 5, a response up to 2.
        let examinee = if self.examinee.is_some() { 64 } else { 0 };
        288 + examinee + self.exam_type.len() + 5 * self.items.len() + 2 * self.responses.len()
    }

    fn check(&self) -> Result<(), ValueError> {
        check_revision(self.revision)?;
        check_lengths(self.items.len(), self.responses.len(), self.items_completed)?;
        check_estimate(self.theta, self.standard_error)?;
        self.item_params_list.into_iter().flatten().try_for_each(|params| Params::from_item_params(params).check())
    }
}

/// A time in microseconds since 1970. One that is earlier or beyond what fits is cut to the nearest that is neither: no session
/// has such an end.
fn to_micros(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

fn from_micros(micros: i64) -> SystemTime {
    UNIX_EPOCH + Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

fn write_responses<S: Serializer>(responses: &[Response], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(responses.iter().map(|response| response.0))
}

fn write_items<S: Serializer>(items: &[ItemIndex], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(items.iter().map(|item| item.0))
}

fn write_params<S: Serializer>(params: &Option<&[ItemParams]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(params.unwrap_or_default().iter().map(Params::from_item_params))
}

fn check_revision(found: u64) -> Result<(), ValueError> {
    if found > MAX_REVISION { Err(ValueError::RevisionTooLarge { found }) } else { Ok(()) }
}

fn check_lengths(items: usize, responses: usize, items_completed: u32) -> Result<(), ValueError> {
    if items != responses || u32::try_from(responses) != Ok(items_completed) {
        return Err(ValueError::LengthsDisagree { items, responses, items_completed });
    }
    Ok(())
}

fn check_estimate(theta: f64, standard_error: f64) -> Result<(), ValueError> {
    check_finite("theta", theta)?;
    check_finite("standard_error", standard_error)?;
    if standard_error < 0.0 {
        return Err(ValueError::NotANumber { field: "standard_error", value: standard_error });
    }
    Ok(())
}

fn check_finite(field: &'static str, value: f64) -> Result<(), ValueError> {
    if value.is_finite() { Ok(()) } else { Err(ValueError::NotANumber { field, value }) }
}

impl Examinee {
    /// `None` where nothing was known.
    fn from_start(start: &ExamineeStart) -> Option<Self> {
        let prior = start.prior.map(|NormalPrior { mean, sd }| Prior { mean, sd });
        (!start.is_empty()).then_some(Self { start_theta: start.start_theta, prior })
    }

    fn into_start(self) -> ExamineeStart {
        let prior = self.prior.map(|Prior { mean, sd }| NormalPrior { mean, sd });
        ExamineeStart { start_theta: self.start_theta, prior }
    }
}

impl Params {
    fn from_item_params(params: &ItemParams) -> Self {
        let ItemParams { a, b, c, d } = *params;
        Self { a, b, c, d }
    }

    fn into_item_params(self) -> ItemParams {
        let Self { a, b, c, d } = self;
        ItemParams { a, b, c, d }
    }

    fn check(&self) -> Result<(), ValueError> {
        [self.a, self.b, self.c, self.d].into_iter().try_for_each(|value| check_finite("item_params_list", value))
    }
}
