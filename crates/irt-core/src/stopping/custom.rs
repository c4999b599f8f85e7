//! A stopping rule of the embedding program.

use std::fmt;
use std::sync::Arc;

use super::Progress;

/// A function that says whether a test is over.
#[derive(Clone)]
pub(crate) struct CustomRule(Arc<dyn Fn(&Progress<'_>) -> bool + Send + Sync>);

impl CustomRule {
    pub(crate) fn new(rule: impl Fn(&Progress<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(rule))
    }

    pub(super) fn holds(&self, progress: &Progress<'_>) -> bool {
        (self.0)(progress)
    }
}

impl fmt::Debug for CustomRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomRule")
    }
}
