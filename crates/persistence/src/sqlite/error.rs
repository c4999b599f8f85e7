//! What the errors of SQLite mean to the record, and to an operator.

use diesel::ConnectionError;
use diesel::result::Error;
use diesel_async::pooled_connection::PoolError as ConnectError;
use diesel_async::pooled_connection::deadpool::PoolError;

use crate::bounded_pool::NoConnection;
use crate::error::RecordError;

/// What is wrong with the file, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Diagnosis {
    #[error("another process has locked the database file for too long: find out which one writes to it, and end that")]
    Locked,
    #[error("the disk is full: make room on it; what has been acknowledged is safe")]
    Full,
    #[error(
        "the database file can only be read: let the account of this program write to it, to the files beside it that \
         end in -wal and -shm, and to their directory, and check that the disk is not mounted read-only"
    )]
    ReadOnly,
    #[error(
        "the database file cannot be opened: let the account of this program read and write it and its directory, or \
         name another file"
    )]
    CannotOpen,
    #[error("the disk failed: look into the log of the system, and check the disk, its quota and the limits of files")]
    DiskFailed,
    #[error("the file is no SQLite database: name another one")]
    NoDatabase,
    #[error(
        "the database file was removed, or another one has its name, so nothing more is written; what was acknowledged is in the \
         files that this program still has open: copy them from /proc/PID/fd, the one that ends in -wal too, then stop the \
         program, and put the copies in their places"
    )]
    Gone,
    #[error("the database file is damaged: stop the program, and restore the last backup")]
    Damaged,
}

impl Diagnosis {
    /// By the beginning of SQLite's messages, which are never translated; diesel keeps no code.
    const MESSAGES: [(&str, Self); 8] = [
        ("database is locked", Self::Locked),
        ("database table is locked", Self::Locked),
        ("database or disk is full", Self::Full),
        ("attempt to write a readonly database", Self::ReadOnly),
        ("unable to open database file", Self::CannotOpen),
        ("disk I/O error", Self::DiskFailed),
        ("file is not a database", Self::NoDatabase),
        ("database disk image is malformed", Self::Damaged),
    ];

    pub(super) fn from_error(error: &Error) -> Option<Self> {
        match error {
            Error::DatabaseError(_, information) => Self::from_message(information.message()),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from_error(commit_error),
            _ => None,
        }
    }

    fn from_message(message: &str) -> Option<Self> {
        let begins = |text: &&str| message.get(..text.len()).is_some_and(|start| start.eq_ignore_ascii_case(text));
        Self::MESSAGES.iter().find(|(text, _)| begins(text)).map(|(_, diagnosis)| *diagnosis)
    }

    /// Whether the same call may succeed later, once an operator has corrected the cause.
    const fn is_transient(self) -> bool {
        !matches!(self, Self::NoDatabase | Self::Damaged)
    }
}

/// A diagnosis, with the error that it is made from.
#[derive(Debug, thiserror::Error)]
#[error("{diagnosis}")]
struct Diagnosed<E: std::error::Error + 'static> {
    diagnosis: Diagnosis,
    source: E,
}

/// Whether another connection held the lock for too long.
pub(super) fn is_busy(error: &Error) -> bool {
    Diagnosis::from_error(error) == Some(Diagnosis::Locked)
}

pub(super) fn from_query(error: Error) -> RecordError {
    match Diagnosis::from_error(&error) {
        Some(diagnosis) => diagnosed(diagnosis, error),
        None => RecordError::Database(error.into()),
    }
}

/// A file that opens but refuses its settings may be no database; anything else may pass.
pub(super) fn from_pool(error: NoConnection) -> RecordError {
    let NoConnection::NotMade(PoolError::Backend(ConnectError::ConnectionError(error))) = error else {
        return RecordError::Unavailable(error.into());
    };
    match error {
        ConnectionError::CouldntSetupConfiguration(error) => from_query(error),
        error => match Diagnosis::from_message(&error.to_string()) {
            Some(diagnosis) => diagnosed(diagnosis, error),
            None => RecordError::Unavailable(error.into()),
        },
    }
}

fn diagnosed(diagnosis: Diagnosis, source: impl std::error::Error + Send + Sync + 'static) -> RecordError {
    let error = Diagnosed { diagnosis, source }.into();
    if diagnosis.is_transient() { RecordError::Unavailable(error) } else { RecordError::Database(error) }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, SqliteConnection};

    use super::*;

    #[test]
    fn a_full_database_is_recognised_and_may_pass() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        conn.batch_execute("PRAGMA max_page_count = 2; CREATE TABLE kept (value BLOB)").unwrap();
        let error = conn.batch_execute("INSERT INTO kept VALUES (zeroblob(100000))").unwrap_err();
        assert_eq!(Diagnosis::from_error(&error), Some(Diagnosis::Full), "{error}");
        assert!(matches!(from_query(error), RecordError::Unavailable(_)));
    }

    #[test]
    fn a_commit_that_failed_counts_and_not_the_roll_back_after_it() {
        let error = |message: &str| {
            Box::new(Error::DatabaseError(diesel::result::DatabaseErrorKind::Unknown, Box::new(message.to_owned())))
        };
        let both = Error::RollbackErrorOnCommit {
            rollback_error: error("cannot rollback - no transaction is active"),
            commit_error: error("disk I/O error"),
        };
        assert_eq!(Diagnosis::from_error(&both), Some(Diagnosis::DiskFailed));
    }
}
