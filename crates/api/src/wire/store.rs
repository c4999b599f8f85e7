//! The diagnosis of the state store.

use serde::Serialize;
use utoipa::ToSchema;

// Only the OpenAPI document uses this type: `exam::StoreInfo` serialises to the same fields.
/// The diagnosis of the state store.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoreInfo)]
pub(crate) struct StoreInfoFields {
    /// `memory` or `redis`.
    backend: &'static str,
    /// How values are written: `messagepack` or `json`.
    format: &'static str,
    /// The prefix of every key.
    key_prefix: String,
    /// How many session states are stored.
    active_sessions: u64,
    /// The version of the store's server; null where there is none.
    server_version: Option<String>,
    /// `standalone`, `sentinel` or `cluster`; null where there is no server.
    mode: Option<String>,
    /// Memory used by the server in bytes; null where there is none.
    used_memory_bytes: Option<u64>,
    /// Share of look-ups that found a value since the server started; null where the server does not count them.
    hit_rate: Option<f64>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn fields(value: &impl Serialize) -> BTreeSet<String> {
        serde_json::to_value(value).unwrap().as_object().unwrap().keys().cloned().collect()
    }

    #[test]
    fn a_diagnosis_serialises_to_the_documented_fields() {
        let diagnosis = exam::StoreInfo {
            backend: "memory",
            format: "json",
            key_prefix: String::new(),
            active_sessions: 0,
            server_version: None,
            mode: None,
            used_memory_bytes: None,
            hit_rate: None,
        };
        let documented = StoreInfoFields {
            backend: "memory",
            format: "json",
            key_prefix: String::new(),
            active_sessions: 0,
            server_version: None,
            mode: None,
            used_memory_bytes: None,
            hit_rate: None,
        };
        assert_eq!(fields(&diagnosis), fields(&documented));
    }
}
