//! Why the program ends, and its exit code.

use std::process::ExitCode;

use persistence::RecordError;

use crate::backends::NoSharedStore;
use crate::faulty_argument::FaultyArgument;
use crate::results::arguments::NoShape;
use crate::settings::no_keys::NoKeys;

/// The exit code for faulty settings, the same as for a wrong argument.
pub(crate) const EXIT_SETTINGS: u8 = 2;

/// An error that ends the program.
pub(crate) struct Failure {
    pub(crate) error: anyhow::Error,
    pub(crate) exit_code: ExitCode,
}

impl Failure {
    /// An error in the settings.
    pub(crate) fn from_settings(error: anyhow::Error) -> Self {
        Self { error, exit_code: ExitCode::from(EXIT_SETTINGS) }
    }

    /// Prints the error with its causes; the exit code.
    pub(crate) fn report(self, print: impl FnOnce(&str)) -> ExitCode {
        print(&format!("adaptive-server: {:#}", self.error));
        self.exit_code
    }
}

impl From<anyhow::Error> for Failure {
    /// Some faults of the settings appear only when the backends are opened.
    fn from(error: anyhow::Error) -> Self {
        let from_settings = error.is::<NoSharedStore>()
            || error.is::<FaultyArgument>()
            || error.is::<NoShape>()
            || error.is::<NoKeys>()
            || matches!(error.downcast_ref(), Some(RecordError::UnknownUrl { .. } | RecordError::Configuration { .. }));
        let exit_code = if from_settings { ExitCode::from(EXIT_SETTINGS) } else { ExitCode::FAILURE };
        Self { error, exit_code }
    }
}
