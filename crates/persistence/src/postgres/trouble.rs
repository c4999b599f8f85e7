//! What an operator has to put right, where PostgreSQL or the network tells.

use std::error::Error;
use std::io::{self, ErrorKind};

use tokio_postgres::error::SqlState;

/// What is wrong with the way to the database, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    #[error("nothing listens there: check that PostgreSQL runs, and the host and port in the database URL")]
    Refused,
    #[error("the host does not answer: check the host and port in the database URL, the network and firewalls")]
    Silent,
    #[error("the host is not known: check its name in the database URL")]
    UnknownHost,
    #[error("the user or the password is wrong: correct the database URL, or give the role that password")]
    WrongPassword,
    #[error("the server wants a password: add it to the database URL")]
    MissingPassword,
    #[error(
        "the server does not let this user in from here: check the user in the database URL, and pg_hba.conf on the \
         server"
    )]
    NotLetIn,
    #[error("there is no such database: create it, or correct its name in the database URL")]
    NoDatabase,
    #[error(
        "the server has no connection to spare: raise its max_connections, or lower the number of connections each \
         process may have"
    )]
    TooManyConnections,
    #[error("the server is starting up, recovering or shutting down: wait for it")]
    NotReady,
    #[error("every connection was busy for too long: allow more connections, or find out what keeps them busy")]
    AllBusy,
    #[error(
        "the database can only be read: name the primary and not a replica in the database URL, and check that \
         default_transaction_read_only is off"
    )]
    ReadOnly,
}

impl Trouble {
    /// What keeps a connection from being made.
    pub(super) fn of_connecting(error: &tokio_postgres::Error) -> Option<Self> {
        if let Some(code) = error.code() {
            return Self::of_code(code);
        }
        let cause = error.source()?;
        match cause.downcast_ref::<io::Error>() {
            Some(cause) => Self::of_network(cause),
            None if cause.to_string().contains("password missing") => Some(Self::MissingPassword),
            None => None,
        }
    }

    fn of_code(code: &SqlState) -> Option<Self> {
        const TOLD: [(SqlState, Trouble); 5] = [
            (SqlState::INVALID_PASSWORD, Trouble::WrongPassword),
            (SqlState::INVALID_AUTHORIZATION_SPECIFICATION, Trouble::NotLetIn),
            (SqlState::INVALID_CATALOG_NAME, Trouble::NoDatabase),
            (SqlState::TOO_MANY_CONNECTIONS, Trouble::TooManyConnections),
            (SqlState::CANNOT_CONNECT_NOW, Trouble::NotReady),
        ];
        TOLD.iter().find(|(told, _)| told == code).map(|(_, trouble)| *trouble)
    }

    fn of_network(error: &io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::ConnectionRefused => Some(Self::Refused),
            ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Some(Self::Silent),
            // The standard library has no kind for a name that cannot be resolved.
            _ if error.to_string().contains("lookup address") => Some(Self::UnknownHost),
            _ => None,
        }
    }
}

/// A trouble that an error of the database has told.
#[derive(Debug, thiserror::Error)]
#[error("{trouble}")]
pub(super) struct Told {
    pub trouble: Trouble,
    pub source: diesel::result::Error,
}

/// An error of connecting as one text, since diesel keeps no source of it: the trouble first, then the error with its
/// causes.
pub(super) fn text(error: &tokio_postgres::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let told = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    match Trouble::of_connecting(error) {
        Some(trouble) => format!("{trouble}: {told}"),
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_network_says_is_understood() {
        let unresolved = io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(Trouble::of_network(&unresolved), Some(Trouble::UnknownHost));
        assert_eq!(Trouble::of_network(&ErrorKind::HostUnreachable.into()), Some(Trouble::Silent));
        assert_eq!(Trouble::of_network(&ErrorKind::ConnectionRefused.into()), Some(Trouble::Refused));
        assert_eq!(Trouble::of_network(&ErrorKind::BrokenPipe.into()), None);
    }
}
