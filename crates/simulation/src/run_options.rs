//! What every run has: the number of threads, and what it measures.

use std::num::NonZeroUsize;

use crate::measures::Measures;

/// The threads and the measures of a run. The default: all cores, the default measures.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunOptions {
    /// `None`: all cores.
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) measures: Measures,
}

/// The methods that set the [`RunOptions`] in the field `options` of a type.
macro_rules! run_option_setters {
    () => {
        /// The same on this many threads. The result does not depend on it.
        #[must_use]
        pub const fn with_threads(mut self, threads: std::num::NonZeroUsize) -> Self {
            self.options.threads = Some(threads);
            self
        }

        /// The same with other measures.
        #[must_use]
        pub fn with_measures(mut self, measures: $crate::measures::Measures) -> Self {
            self.options.measures = measures;
            self
        }
    };
}

pub(crate) use run_option_setters;
