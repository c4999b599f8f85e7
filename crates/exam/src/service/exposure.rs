//! How often items are used.

use persistence::ItemExposure;

use super::ExamService;
use crate::error::ExamError;

/// How many of the latest completed sessions count.
const SESSIONS: u32 = 2000;

impl ExamService {
    /// How often items were used in the latest completed sessions (2000 of all exam types together), by exam type version.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn item_exposure(&self) -> Result<Vec<ItemExposure>, ExamError> {
        Ok(self.record().item_exposure(SESSIONS).await?)
    }
}
