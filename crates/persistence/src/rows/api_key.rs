//! API keys.

use std::time::SystemTime;

use credentials::Scopes;

/// The number of an API key in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApiKeyId(pub i64);

/// An API key to be kept. Its secret never reaches the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewApiKey {
    /// What people call it.
    pub name: String,
    /// What it opens.
    pub scopes: Scopes,
    /// SHA-256 of its secret.
    pub digest: [u8; 32],
    /// When it is made.
    pub created_at: SystemTime,
    /// From when on it opens nothing; `None` when it does not expire.
    pub expires_at: Option<SystemTime>,
}

/// An API key, without anything that would open a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKeyRecord {
    /// Its number.
    pub id: ApiKeyId,
    /// What people call it.
    pub name: String,
    /// What it opens. A scope that this version of the program does not know is left out.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: SystemTime,
    /// From when on it opens nothing; `None` when it does not expire.
    pub expires_at: Option<SystemTime>,
    /// When it was revoked; `None` while it was not.
    pub revoked_at: Option<SystemTime>,
    /// When it was used, to the minute or so; `None` when it has not been.
    pub last_used_at: Option<SystemTime>,
}
