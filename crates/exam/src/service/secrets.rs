//! The secrets that all instances on a record share.

use tokio::sync::OnceCell;

use super::ExamService;
use crate::error::ExamError;

impl ExamService {
    /// The secret of this name: the one that the record keeps, or a new one that it keeps from here on.
    pub(super) async fn secret(&self, known: &OnceCell<[u8; 32]>, name: &str) -> Result<[u8; 32], ExamError> {
        let keep = || async { Ok(self.record().keep_secret(name, self.random_bytes()?).await?) };
        known.get_or_try_init(keep).await.copied()
    }
}
