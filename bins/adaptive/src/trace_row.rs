//! The row of an answer in a trace.

use irt_core::{Ability, Response};
use serde::Serialize;

use crate::table::Row;

/// An answer of an examinee, and the estimate after it.
#[derive(Serialize)]
pub(crate) struct TraceRow<'a, E> {
    examinee: E,
    position: usize,
    item_id: &'a str,
    response: u8,
    theta: f64,
    standard_error: f64,
}

impl<'a, E: Serialize> TraceRow<'a, E> {
    /// The row of an answer, given with the id of its item.
    pub(crate) fn new(examinee: E, position: usize, answer: (&'a str, Response), estimate: Ability) -> Self {
        let ((item_id, response), Ability { theta, se }) = (answer, estimate);
        Self { examinee, position, item_id, response: response.0, theta, standard_error: se }
    }
}

impl<E: Serialize> Row for TraceRow<'_, E> {
    const COLUMNS: &'static [&'static str] =
        &["examinee", "position", "item_id", "response", "theta", "standard_error"];
}
