//! A stopping rule of the embedding program.

use std::fmt;
use std::sync::Arc;

use super::context::StoppingContext;

/// A function that says whether a test is over.
#[derive(Clone)]
pub(crate) struct CustomRule(Arc<dyn Fn(&StoppingContext<'_>) -> bool + Send + Sync>);

impl CustomRule {
    pub(crate) fn new(rule: impl Fn(&StoppingContext<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(rule))
    }

    pub(super) fn holds(&self, context: &StoppingContext<'_>) -> bool {
        (self.0)(context)
    }
}

impl fmt::Debug for CustomRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomRule")
    }
}
