//! What an API key opens, and whether a caller without one may come in.

use std::time::Instant;

use credentials::ApiKey;
use persistence::ApiKeyId;

use super::ExamService;
use crate::error::ExamError;
use crate::key_ring::{Cached, KeyRefusal, KnownKey, NOTE_INTERVAL};
use crate::platform::{Actor, Platform};

impl ExamService {
    /// The platform with an API key of the record. Only what was read from the record within the last second counts, so a key that
    /// another instance has revoked opens nothing after a second, and one that this instance has revoked opens nothing at
    /// once. A key in constant use is read again beside the calls that use it.
    ///
    /// # Errors
    /// [`ExamError::KeyRefused`] when the text is no key, or a key that is revoked or has expired; [`ExamError::CallerUnchecked`]
    /// when the record cannot be read.
    pub async fn platform_with_key(&self, text: &str) -> Result<Platform, ExamError> {
        self.platform_with_key_digest(ApiKey::digest_of(text).ok_or(KeyRefusal::Unknown)?).await
    }

    /// The same by the digest of the key, where the text was checked before.
    ///
    /// # Errors
    /// Those of [`platform_with_key`](Self::platform_with_key).
    pub async fn platform_with_key_digest(&self, digest: [u8; 32]) -> Result<Platform, ExamError> {
        let now = Instant::now();
        let key = match self.key_ring().get(&digest, now) {
            Cached::Fresh(key) => key,
            Cached::Ageing(key) => {
                let service = self.clone();
                tokio::spawn(async move { service.read_key(digest).await.map(drop) });
                key
            }
            Cached::Absent => self.read_key(digest).await?.ok_or(KeyRefusal::Unknown)?,
        };
        let scopes = key.scopes_at(self.environment().now())?;
        if self.key_ring().is_note_due(key.id, now) {
            tokio::spawn(note_use(self.clone(), key.id));
        }
        Ok(Platform { actor: Actor::Key(key.name), scopes })
    }

    /// Whether the record has or has had an API key: then nobody comes in without a credential. It is asked each time until
    /// there is one, as another instance may add it at any moment.
    ///
    /// # Errors
    /// [`ExamError::CallerUnchecked`] when the record cannot be read.
    pub async fn has_api_keys(&self) -> Result<bool, ExamError> {
        if self.key_ring().has_keys() {
            return Ok(true);
        }
        let has_keys = self.record().has_api_keys().await.map_err(ExamError::CallerUnchecked)?;
        if has_keys {
            self.key_ring().remember_keys();
        }
        Ok(has_keys)
    }

    /// Whether this instance has seen that the record has or has had an API key. Asks nothing.
    #[must_use]
    pub fn knows_of_api_keys(&self) -> bool {
        self.key_ring().has_keys()
    }

    async fn read_key(&self, digest: [u8; 32]) -> Result<Option<KnownKey>, ExamError> {
        let mark = self.key_ring().before_read(Instant::now());
        let record = self.record().api_key_of(digest).await.map_err(ExamError::CallerUnchecked)?;
        let Some(record) = record else { return Ok(None) };
        let key = KnownKey::from(&record);
        self.key_ring().keep(digest, key.clone(), mark);
        Ok(Some(key))
    }
}

/// Notes the use of a key beside the call that uses it. A failure costs a note and nothing else.
async fn note_use(service: ExamService, id: ApiKeyId) {
    let now = service.environment().now();
    if let Err(error) = service.record().note_api_key_use(id, now, NOTE_INTERVAL).await {
        tracing::debug!(key_id = id.0, %error, "the use of an API key was not noted");
    }
}
