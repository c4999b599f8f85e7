//! The section `[retention]`: how long the record keeps what it need not keep for calibration.

use std::num::NonZeroU32;
use std::time::Duration;

use anyhow::ensure;
use exam::RetentionPolicy;
use serde::{Deserialize, Serialize};

/// The seconds of a day.
const DAY_SECONDS: u64 = 24 * 3600;

/// The ages of sessions, in days from their latest change. Nothing happens to old sessions unless an age is set.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RetentionSection {
    /// The age at which a session loses the name of its examinee and its token ends.
    pub(crate) anonymize_after_days: Option<NonZeroU32>,
    /// The age at which a session is deleted with its answers.
    pub(crate) delete_after_days: Option<NonZeroU32>,
}

impl RetentionSection {
    /// Refuses an age that could never have an effect.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        if let (Some(anonymize), Some(delete)) = (self.anonymize_after_days, self.delete_after_days) {
            ensure!(
                anonymize < delete,
                "retention.anonymize_after_days is {anonymize} and has no effect: sessions are deleted after \
                 {delete} days (retention.delete_after_days)"
            );
        }
        Ok(())
    }

    /// The policy; `None` when no age is set.
    pub(crate) fn policy(&self) -> Option<RetentionPolicy> {
        let age = |days: NonZeroU32| Duration::from_secs(u64::from(days.get()) * DAY_SECONDS);
        let policy = RetentionPolicy {
            anonymize_after: self.anonymize_after_days.map(age),
            delete_after: self.delete_after_days.map(age),
        };
        (policy != RetentionPolicy::default()).then_some(policy)
    }
}
