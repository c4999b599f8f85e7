//! API keys.

use credentials::Scopes;
use diesel::prelude::*;

use super::time::{from_micros, to_micros};
use crate::rows::{ApiKeyId, ApiKeyRecord, NewApiKey};
use crate::schema::api_keys;

/// An API key as it is inserted.
#[derive(Debug, Insertable)]
#[diesel(table_name = api_keys)]
pub(crate) struct NewApiKeyRow {
    name: String,
    scopes: String,
    digest: Vec<u8>,
    created_at: i64,
    expires_at: Option<i64>,
}

/// An API key as it is read. Its digest stays in the database.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = api_keys)]
pub(crate) struct ApiKeyRow {
    id: i64,
    name: String,
    scopes: String,
    created_at: i64,
    expires_at: Option<i64>,
    revoked_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl From<NewApiKey> for NewApiKeyRow {
    fn from(key: NewApiKey) -> Self {
        Self {
            name: key.name,
            scopes: key.scopes.to_string(),
            digest: key.digest.to_vec(),
            created_at: to_micros(key.created_at),
            expires_at: key.expires_at.map(to_micros),
        }
    }
}

impl From<ApiKeyRow> for ApiKeyRecord {
    fn from(row: ApiKeyRow) -> Self {
        Self {
            id: ApiKeyId(row.id),
            name: row.name,
            scopes: Scopes::from_names(&row.scopes),
            created_at: from_micros(row.created_at),
            expires_at: row.expires_at.map(from_micros),
            revoked_at: row.revoked_at.map(from_micros),
            last_used_at: row.last_used_at.map(from_micros),
        }
    }
}
