//! API keys.

use exam::{ApiKeyRecord, CreatedKey, KeySpec, Scope};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::scalars::ScopeName;
use super::time::{moment, rfc3339};
use crate::problem::Problem;

/// Makes an API key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyRequest {
    /// What people call the key, 1 to 256 bytes.
    #[schema(example = "exam platform", min_length = 1, max_length = 256)]
    name: String,
    /// What it opens, one scope at least.
    #[schema(value_type = Vec<ScopeName>, example = json!(["deliver", "read"]), min_items = 1)]
    scopes: Vec<String>,
    /// From when on it opens nothing; in the future. Absent or null: it does not expire.
    #[serde(default)]
    #[schema(format = "date-time")]
    expires_at: Option<String>,
}

impl KeyRequest {
    /// The key that is asked for.
    pub(crate) fn into_spec(self) -> Result<KeySpec, Problem> {
        let expires_at = self.expires_at.as_deref().map(|text| moment("expires_at", text)).transpose()?;
        Ok(KeySpec { name: self.name, scopes: self.scopes, expires_at })
    }
}

/// A page of a listing of keys.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct KeysQuery {
    /// The last number of the page before.
    #[serde(default)]
    pub(crate) after: i64,
    /// The greatest number of rows, 1 to 200.
    #[serde(default = "super::page::default_limit")]
    pub(crate) limit: u32,
    /// Whether keys that are revoked are listed too.
    #[serde(default)]
    pub(crate) revoked: bool,
}

/// An API key without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyReply {
    /// Its number.
    pub key_id: i64,
    /// What people call it.
    pub name: String,
    /// What it opens.
    #[schema(value_type = Vec<ScopeName>)]
    pub scopes: Vec<&'static str>,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// From when on it opens nothing; null when it does not expire.
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    /// When it was used, to the minute; null when it has not been.
    #[schema(format = DateTime)]
    pub last_used_at: Option<String>,
    /// When it was revoked; null while it was not.
    #[schema(format = DateTime)]
    pub revoked_at: Option<String>,
}

impl From<ApiKeyRecord> for KeyReply {
    fn from(key: ApiKeyRecord) -> Self {
        Self {
            key_id: key.id.0,
            name: key.name,
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            created_at: rfc3339(key.created_at),
            expires_at: key.expires_at.map(rfc3339),
            last_used_at: key.last_used_at.map(rfc3339),
            revoked_at: key.revoked_at.map(rfc3339),
        }
    }
}

/// An API key with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CreatedApiKey)]
pub struct CreatedKeyReply {
    #[serde(flatten)]
    record: KeyReply,
    /// The secret. No other call returns it.
    key: String,
}

impl From<CreatedKey> for CreatedKeyReply {
    fn from(created: CreatedKey) -> Self {
        Self { record: created.record.into(), key: created.secret.reveal().to_owned() }
    }
}
