//! People who have logged in on the operator pages. Their pass is signed under a secret of all instances, so it opens the pages of each of
//! them, and none keeps a list. Whether its key still opens anything is asked with every request.

use std::time::UNIX_EPOCH;

use credentials::{ApiKey, OperatorPass, PassHolder};

use super::ExamService;
use crate::error::ExamError;
use crate::key_ring::KeyRefusal;

/// The name under which the record keeps the secret of the passes.
const SECRET: &str = "operator passes";
/// After how many seconds of use a browser gets the pass anew.
const RENEWED_AFTER: u64 = 300;

/// A pass as a request shows it.
#[derive(Debug, Clone)]
pub struct OpenedPass {
    /// The pass.
    pub pass: OperatorPass,
    /// What the forms for it say.
    pub form_proof: String,
    /// The text that takes the place of the one that was sent, where it is time for one.
    pub renewed: Option<String>,
}

impl ExamService {
    /// The text of a pass from this moment on, for the holder of an API key of the record.
    ///
    /// # Errors
    /// [`ExamError::KeyRefused`] for a key that opens nothing, [`ExamError::Record`], [`ExamError::NoEntropy`],
    /// [`ExamError::CallerUnchecked`].
    pub async fn pass_with_key(&self, key: &str) -> Result<String, ExamError> {
        let digest = ApiKey::digest_of(key).ok_or(KeyRefusal::Unknown)?;
        self.platform_with_key_digest(digest).await?;
        self.new_pass(PassHolder::RecordedKey(digest)).await
    }

    /// The same for the holder of a key of the settings, which the caller has checked.
    ///
    /// # Errors
    /// [`ExamError::Record`], [`ExamError::NoEntropy`].
    pub async fn pass_with_settings_key(&self, key: &str) -> Result<String, ExamError> {
        self.new_pass(PassHolder::SettingsKey(self.digest_of_settings_key(key).await?)).await
    }

    /// The same for somebody on the machine of a server without keys, which the caller has checked.
    ///
    /// # Errors
    /// [`ExamError::Record`], [`ExamError::NoEntropy`].
    pub async fn pass_for_anybody(&self) -> Result<String, ExamError> {
        self.new_pass(PassHolder::Anybody).await
    }

    /// The pass of this text; `None` for a text that is none, or is over.
    ///
    /// # Errors
    /// [`ExamError::Record`] and [`ExamError::NoEntropy`], both on the first call alone.
    pub async fn open_pass(&self, text: &str) -> Result<Option<OpenedPass>, ExamError> {
        let secret = self.operator_secret().await?;
        let now = self.unix_seconds();
        let pass = OperatorPass::from_client(&secret, text).filter(|pass| pass.is_valid_at(now));
        Ok(pass.map(|pass| OpenedPass {
            form_proof: pass.form_proof(&secret),
            renewed: (pass.unused_for(now) >= RENEWED_AFTER).then(|| pass.used_at(now).text(&secret)),
            pass,
        }))
    }

    /// The digest by which passes know a key of the settings.
    ///
    /// # Errors
    /// [`ExamError::Record`] and [`ExamError::NoEntropy`], both on the first call alone.
    pub async fn digest_of_settings_key(&self, key: &str) -> Result<[u8; 32], ExamError> {
        Ok(OperatorPass::digest_of_settings_key(&self.operator_secret().await?, key))
    }

    async fn new_pass(&self, holder: PassHolder) -> Result<String, ExamError> {
        Ok(OperatorPass::new(holder, self.random_bytes()?, self.unix_seconds()).text(&self.operator_secret().await?))
    }

    async fn operator_secret(&self) -> Result<[u8; 32], ExamError> {
        self.secret(&self.parts.operator_secret, SECRET).await
    }

    /// The time of the service.
    #[must_use]
    pub fn now(&self) -> std::time::SystemTime {
        self.environment().now()
    }

    fn unix_seconds(&self) -> u64 {
        self.environment().now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
    }
}
