//! The file that is open, and whether its path still leads to it.

use std::fs::Metadata;
use std::io;
use std::path::PathBuf;

use super::error::Diagnosis;
use super::location::Location;
use crate::error::RecordError;

/// The file of an open database.
#[derive(Debug, Clone)]
pub(super) struct OpenFile {
    path: PathBuf,
    identity: Identity,
}

/// What tells a file from every other one, whatever its name.
type Identity = (u64, u64);

impl OpenFile {
    /// The file at a location, which has just been opened; `None` for a database in memory.
    pub(super) fn at(location: &Location) -> io::Result<Option<Self>> {
        match location {
            Location::Memory => Ok(None),
            Location::File(path) => {
                let path = PathBuf::from(path);
                let identity = identity(&std::fs::metadata(&path)?);
                Ok(Some(Self { path, identity }))
            }
        }
    }

    /// Whether the path leads to another file, or to none.
    fn is_gone(&self) -> bool {
        !std::fs::metadata(&self.path).is_ok_and(|found| identity(&found) == self.identity)
    }
}

/// Refuses to write to a file that its path does not lead to: what is written there is lost when the program ends.
pub(super) fn check(file: &Option<OpenFile>) -> Result<(), RecordError> {
    match file {
        Some(file) if file.is_gone() => Err(RecordError::Unavailable(Diagnosis::Gone.into())),
        _ => Ok(()),
    }
}

/// Device and number of the file.
#[cfg(unix)]
fn identity(file: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    (file.dev(), file.ino())
}

/// Elsewhere an open file can be neither removed nor replaced.
#[cfg(not(unix))]
const fn identity(_: &Metadata) -> Identity {
    (0, 0)
}
