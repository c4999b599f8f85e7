//! What is wrong with a file.

use std::path::PathBuf;

/// A file that cannot be used, with the setting that names it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// The file cannot be read.
    #[error("`{setting}`: cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The setting that names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system reports.
        reason: std::io::Error,
    },
    /// The file can be read, but what is in it is not usable.
    #[error("`{setting}`: {} is not usable: {reason}", path.display())]
    Unusable {
        /// The setting that names the file.
        setting: &'static str,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}
