//! The fields that several replies share.

use exam::SessionHeader;
use serde::Serialize;
use utoipa::ToSchema;

// Only the OpenAPI document uses this type: [`Ability`] serialises to the same fields.
/// An estimate of the ability.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ability)]
pub(crate) struct AbilityFields {
    /// The estimate of the ability.
    theta: f64,
    /// Its standard error.
    standard_error: f64,
}

/// The session and its estimate.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionHeader)]
pub(crate) struct SessionHeaderReply {
    exam_session_id: i64,
    exam_type: String,
    /// The final estimate of the ability of a completed session, else the interim one; null where the caller may not see it.
    theta: Option<f64>,
    /// Its standard error; null where the caller may not see it.
    standard_error: Option<f64>,
    items_completed: u32,
    max_items: u32,
    /// Whether the exam takes no more answers.
    finished: bool,
}

impl From<SessionHeader> for SessionHeaderReply {
    fn from(header: SessionHeader) -> Self {
        let SessionHeader { exam_session_id, exam_type, ability, items_completed, max_items, finished } = header;
        let (theta, standard_error) = (ability.map(|ability| ability.theta), ability.map(|ability| ability.se));
        Self {
            exam_session_id: exam_session_id.0,
            exam_type,
            theta,
            standard_error,
            items_completed,
            max_items,
            finished,
        }
    }
}

#[cfg(test)]
mod tests {
    use irt_core::Ability;

    use super::*;

    #[test]
    fn an_ability_serialises_to_the_documented_fields() {
        let ability = serde_json::to_value(Ability { theta: 0.5, se: 0.25 }).unwrap();
        let documented = serde_json::to_value(AbilityFields { theta: 0.5, standard_error: 0.25 }).unwrap();
        assert_eq!(ability, documented);
    }
}
