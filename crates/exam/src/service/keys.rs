//! Making, listing and revoking API keys.

use std::time::SystemTime;

use credentials::{ApiKey, Scope, Scopes};
use persistence::{ApiKeyId, ApiKeyRecord, NewApiKey, Page};

use super::ExamService;
use super::page::{MAX_PAGE, checked_page};
use crate::access::Access;
use crate::error::ExamError;
use crate::key_ring::KnownKey;
use crate::permission;

/// The longest name of a key, in bytes.
const MAX_NAME_BYTES: usize = 256;

/// The key that a caller asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpec {
    /// What people call it.
    pub name: String,
    /// The names of its scopes.
    pub scopes: Vec<String>,
    /// From when on it opens nothing; `None` when it does not expire.
    pub expires_at: Option<SystemTime>,
}

/// A key that was made just now.
#[derive(Debug, Clone)]
pub struct CreatedKey {
    /// The key as the record has it.
    pub record: ApiKeyRecord,
    /// The secret, which nothing else ever returns.
    pub secret: ApiKey,
}

impl ExamService {
    /// Makes an API key. From then on no instance on this record lets a caller in without a credential.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn create_key(&self, access: &Access, spec: KeySpec) -> Result<CreatedKey, ExamError> {
        access.require(&permission::MANAGE_KEYS)?;
        let now = self.environment().now();
        check_name(&spec.name)?;
        let scopes = scopes_of(&spec.scopes)?;
        if spec.expires_at.is_some_and(|end| end <= now) {
            return Err(ExamError::invalid("expires_at", "not in the future", "a key expires after it is made"));
        }
        let secret = ApiKey::from_bytes(self.random_bytes()?);
        let digest = secret.digest();
        let key = NewApiKey { name: spec.name, scopes, digest, created_at: now, expires_at: spec.expires_at };
        let record = self.record().insert_api_key(key).await?;
        self.key_ring().remember_keys();
        tracing::info!(key_id = record.id.0, scopes = %record.scopes, "API key created");
        Ok(CreatedKey { record, secret })
    }

    /// The API keys by number, without their secrets, with or without those that are revoked.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the page, [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`],
    /// [`ExamError::Record`].
    pub async fn api_keys(
        &self,
        access: &Access,
        after: i64,
        limit: u32,
        revoked_too: bool,
    ) -> Result<Vec<ApiKeyRecord>, ExamError> {
        access.require(&permission::MANAGE_KEYS)?;
        Ok(self.record().api_keys(checked_page(after, limit)?, revoked_too).await?)
    }

    /// Whether the record has an API key that opens something.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn has_usable_key(&self) -> Result<bool, ExamError> {
        let now = self.environment().now();
        let mut after = 0;
        loop {
            let page = self.record().api_keys(Page { after, limit: MAX_PAGE }, false).await?;
            let Some(last) = page.last() else { return Ok(false) };
            after = last.id.0;
            if page.iter().any(|key| KnownKey::from(key).scopes_at(now).is_ok_and(|scopes| !scopes.is_empty())) {
                return Ok(true);
            }
        }
    }

    /// Revokes an API key: it opens nothing more on this instance, and on others within a second. A key that is revoked stays
    /// so, and the same call returns it again.
    ///
    /// # Errors
    /// [`ExamError::UnknownKey`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn revoke_key(&self, access: &Access, id: ApiKeyId) -> Result<ApiKeyRecord, ExamError> {
        access.require(&permission::MANAGE_KEYS)?;
        let revoked = self.record().revoke_api_key(id, self.environment().now()).await;
        // Also when the outcome is not known.
        self.key_ring().forget(id);
        let revoked = revoked?.ok_or(ExamError::UnknownKey { key: id })?;
        tracing::info!(key_id = id.0, "API key revoked");
        Ok(revoked)
    }
}

fn check_name(name: &str) -> Result<(), ExamError> {
    if name.trim().is_empty() || name.len() > MAX_NAME_BYTES || name.chars().any(char::is_control) {
        let rule = "the name of a key has 1 to 256 bytes, not only spaces, and no control characters";
        return Err(ExamError::invalid("name", format!("{name:?}"), rule));
    }
    Ok(())
}

fn scopes_of(names: &[String]) -> Result<Scopes, ExamError> {
    let known = Scopes::ALL.iter().map(Scope::as_str).collect::<Vec<_>>().join(", ");
    if names.is_empty() {
        return Err(ExamError::invalid("scopes", "empty", &format!("a key has at least one scope of {known}")));
    }
    let scope = |(place, name): (usize, &String)| {
        let unknown =
            || ExamError::invalid(&format!("scopes[{place}]"), format!("{name:?}"), &format!("the scopes are {known}"));
        Scope::from_name(name).ok_or_else(unknown)
    };
    let scopes = names.iter().enumerate().map(scope).collect::<Result<Vec<_>, _>>()?;
    Ok(Scopes::of(&scopes))
}
