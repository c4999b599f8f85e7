//! Where an SQLite database is.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use crate::error::RecordError;
use crate::place::DatabasePlace;
use crate::url::without_secrets;

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Location {
    /// In the memory of one connection.
    Memory,
    /// In a file, by its absolute path, so that a later change of the working directory does not matter.
    File(String),
}

/// The database that a `sqlite://` URL names.
pub(crate) fn place(url: &str) -> Result<DatabasePlace, RecordError> {
    let location = match Location::from_url(url)? {
        Location::Memory => "memory".to_owned(),
        Location::File(path) => path,
    };
    Ok(DatabasePlace { kind: "SQLite", location, database: None })
}

/// Why there can be no database file at a path.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnusablePath {
    #[error("the directory {} does not exist: create it, or name another file", .0.display())]
    NoDirectory(PathBuf),
    #[error("{} is a directory: name a file in it", .0.display())]
    IsDirectory(PathBuf),
    #[error("there is no file {0}: check the path in the database URL")]
    NoFile(String),
    #[error(
        "{0} is missing, and {0}-wal, which has what was last written to it, is there: put the file back beside it, or remove \
         {0}-wal to begin with an empty database"
    )]
    NoFileBesideLog(String),
    #[error("{} is not valid UTF-8", .0.display())]
    NotText(PathBuf),
}

impl Location {
    pub(super) fn from_url(url: &str) -> Result<Self, RecordError> {
        match url.strip_prefix("sqlite://") {
            None | Some("") => Err(RecordError::UnknownUrl { url: without_secrets(url) }),
            Some(":memory:") => Ok(Self::Memory),
            Some(path) => Self::from_path(Path::new(path)),
        }
    }

    /// The same, if it is a file that exists: SQLite would make an empty one.
    pub(super) fn existing(self) -> Result<Self, RecordError> {
        match self {
            Self::File(path) if !Path::new(&path).is_file() => {
                Err(RecordError::Unavailable(UnusablePath::NoFile(path).into()))
            }
            location => Ok(location),
        }
    }

    fn from_path(path: &Path) -> Result<Self, RecordError> {
        let path = std::path::absolute(path).map_err(|error| RecordError::Unavailable(error.into()))?;
        let unusable = |reason: UnusablePath| Err(RecordError::Unavailable(reason.into()));
        match path.parent() {
            _ if path.is_dir() => return unusable(UnusablePath::IsDirectory(path)),
            Some(directory) if !directory.is_dir() => {
                return unusable(UnusablePath::NoDirectory(directory.to_owned()));
            }
            _ => {}
        }
        match path.into_os_string().into_string() {
            Ok(path) if is_missing_beside_log(&path) => unusable(UnusablePath::NoFileBesideLog(path)),
            Ok(path) => Ok(Self::File(path)),
            Err(path) => unusable(UnusablePath::NotText(path.into())),
        }
    }

    /// Makes the file if it is missing, for its owner alone: it has the keys of items, and who was examined. SQLite gives its log the
    /// same permissions, and reports what is wrong with the path.
    pub(super) fn make_private(&self) {
        if let Self::File(path) = self {
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            drop(options.open(path));
        }
    }

    /// What SQLite opens it by. An absolute path is never taken for one of its own URIs.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Memory => ":memory:",
            Self::File(path) => path,
        }
    }
}

/// Whether there is no file, but the log of one: SQLite would make an empty file and remove the log.
fn is_missing_beside_log(path: &str) -> bool {
    let has_content = |log: std::fs::Metadata| log.len() > 0;
    !Path::new(path).exists() && std::fs::metadata(format!("{path}-wal")).is_ok_and(has_content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_memory_or_a_file() {
        assert_eq!(Location::from_url("sqlite://:memory:").unwrap(), Location::Memory);
        let here = std::env::current_dir().unwrap();
        let file = here.join("file:adaptive.db?mode=ro").to_str().unwrap().to_owned();
        assert_eq!(Location::from_url("sqlite://file:adaptive.db?mode=ro").unwrap(), Location::File(file));
        assert_eq!(Location::from_url("sqlite:///adaptive.db").unwrap(), Location::File("/adaptive.db".to_owned()));
    }

    #[test]
    fn a_file_to_be_read_has_to_exist() {
        let missing = Location::File("/no/such/adaptive.db".to_owned()).existing().unwrap_err();
        assert!(std::error::Error::source(&missing).unwrap().to_string().contains("/no/such/adaptive.db"));
        assert!(Location::Memory.existing().is_ok());
    }

    #[test]
    fn a_url_without_a_path_is_refused() {
        for url in ["sqlite://", "sqlite:adaptive.db", "adaptive.db", ""] {
            assert!(matches!(Location::from_url(url), Err(RecordError::UnknownUrl { .. })), "{url}");
        }
    }
}
