//! People who log in on the operator pages with an API key.

use exam::{Access, Actor, ExamService, OpenedPass, PassHolder, Platform, Scopes};

use crate::authentication::ApiKeys;
use crate::credential::unauthorized;
use crate::problem::Problem;

impl ApiKeys {
    /// The text of a pass for the holder of this key; without a key for anybody, where there are no keys at all.
    ///
    /// # Errors
    /// `unauthorized` for a key that opens nothing, and for none where there are keys; `unavailable` when the record has to be asked and
    /// cannot be read.
    pub async fn operator_pass(&self, key: &str, service: &ExamService) -> Result<String, Problem> {
        if key.is_empty() {
            if self.admits_anonymous_now(service).await? {
                return Ok(service.pass_for_anybody().await?);
            }
            return Err(unauthorized("the pages need an API key"));
        }
        if self.platform_with(key).is_some() {
            return Ok(service.pass_with_settings_key(key).await?);
        }
        Ok(service.pass_with_key(key).await?)
    }

    /// The pass of this text and who has it; `None` where it opens nothing (any more), so that the person has to log in.
    ///
    /// # Errors
    /// `unavailable` when the record has to be asked and cannot be read.
    pub async fn operator(&self, text: &str, service: &ExamService) -> Result<Option<(OpenedPass, Access)>, Problem> {
        let Some(opened) = service.open_pass(text).await? else { return Ok(None) };
        let access = match opened.pass.holder() {
            PassHolder::Anybody => self.admits_anonymous_now(service).await?.then_some(Access::PLATFORM),
            PassHolder::SettingsKey(digest) => {
                let place = self.place_of_digest(&digest, service).await?;
                place.map(|place| Access::Platform(Platform { actor: Actor::SettingsKey(place), scopes: Scopes::ALL }))
            }
            PassHolder::RecordedKey(digest) => match service.platform_with_key_digest(digest).await {
                Ok(platform) => Some(Access::Platform(platform)),
                Err(exam::ExamError::KeyRefused(_)) => None,
                Err(error) => return Err(error.into()),
            },
        };
        Ok(access.map(|access| (opened, access)))
    }

    /// The place of the key of the settings with this digest, counted from 1.
    async fn place_of_digest(&self, digest: &[u8; 32], service: &ExamService) -> Result<Option<usize>, Problem> {
        for (place, key) in (1..).zip(self.of_settings()) {
            if service.digest_of_settings_key(key).await? == *digest {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }
}
