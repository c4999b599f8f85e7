//! What an operator has to put right, where PostgreSQL or the network tells.

use std::error::Error;
use std::io::{self, ErrorKind};

use rustls::CertificateError;
use tokio_postgres::config::SslMode;
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
    #[error(
        "the server does not let this user in from here, or not without TLS: check the user and sslmode in the database \
         URL, and pg_hba.conf on the server"
    )]
    NotLetInPlainly,
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
    #[error(
        "the server has no TLS: set `ssl = on` in its configuration or, where nobody else is on the network, use \
         sslmode=disable in the database URL"
    )]
    NoTls,
    #[error(
        "the certificate of the server is from an authority that is not trusted here: name the file of the authority in \
         tls_ca_file (or in sslrootcert in the database URL)"
    )]
    UnknownAuthority,
    #[error(
        "the certificate of the server is for another host name: use a name in the database URL that it is for, or have \
         one made for this name"
    )]
    WrongName,
    #[error("the certificate of the server has expired or is not valid yet: renew it, and check the clocks")]
    OutOfTime,
    #[error(
        "the certificate of the server is of no use: it has to be of X.509 version 3, with a subjectAltName, and not that of \
         an authority itself (CA:FALSE)"
    )]
    UnusableCertificate,
    #[error(
        "the server broke off the TLS handshake: if it asks for a certificate, check tls_client_cert_file (or sslcert in \
         the database URL)"
    )]
    BrokenOff,
}

impl Trouble {
    /// What keeps a connection from being made that has to have TLS, may have it or has none.
    fn of_connecting(error: &tokio_postgres::Error, mode: SslMode) -> Option<Self> {
        if let Some(code) = error.code() {
            let trouble = Self::of_code(code);
            let plainly = mode == SslMode::Disable && trouble == Some(Self::NotLetIn);
            return if plainly { Some(Self::NotLetInPlainly) } else { trouble };
        }
        let cause = error.source()?;
        match cause.downcast_ref::<io::Error>() {
            Some(cause) => Self::of_network(cause),
            None if cause.to_string().contains("password missing") => Some(Self::MissingPassword),
            None if cause.to_string().contains("does not support TLS") => Some(Self::NoTls),
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
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Self::of_tls(error);
        }
        match error.kind() {
            ErrorKind::ConnectionRefused => Some(Self::Refused),
            ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Some(Self::Silent),
            // The standard library has no kind for a name that cannot be resolved.
            _ if error.to_string().contains("lookup address") => Some(Self::UnknownHost),
            // The URL asks for a server that can be written to (`target_session_attrs=read-write`).
            _ if error.to_string().contains("does not allow writes") => Some(Self::ReadOnly),
            _ => None,
        }
    }

    fn of_tls(error: &rustls::Error) -> Option<Self> {
        use CertificateError::{
            BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
            NotValidYetContext, UnknownIssuer,
        };
        match error {
            rustls::Error::InvalidCertificate(error) => Some(match error {
                // An authority of the same name has another key.
                UnknownIssuer | BadSignature => Self::UnknownAuthority,
                NotValidForName | NotValidForNameContext { .. } => Self::WrongName,
                Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. } => Self::OutOfTime,
                _ => Self::UnusableCertificate,
            }),
            rustls::Error::AlertReceived(_) => Some(Self::BrokenOff),
            _ => None,
        }
    }
}

/// Whether the error came while TLS was being agreed on. The library keeps the kind of its errors to itself.
pub(super) fn is_of_handshake(error: &tokio_postgres::Error) -> bool {
    error.to_string().contains("TLS handshake")
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
pub(super) fn text(error: &tokio_postgres::Error, mode: SslMode) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let told = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    match Trouble::of_connecting(error, mode) {
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

    #[test]
    fn what_is_wrong_with_a_certificate_is_understood() {
        use rustls::{AlertDescription, Error};
        let cases = [
            (Error::InvalidCertificate(CertificateError::UnknownIssuer), Some(Trouble::UnknownAuthority)),
            (Error::InvalidCertificate(CertificateError::BadSignature), Some(Trouble::UnknownAuthority)),
            (Error::InvalidCertificate(CertificateError::NotValidForName), Some(Trouble::WrongName)),
            (Error::InvalidCertificate(CertificateError::Expired), Some(Trouble::OutOfTime)),
            (Error::InvalidCertificate(CertificateError::NotValidYet), Some(Trouble::OutOfTime)),
            (Error::InvalidCertificate(CertificateError::BadEncoding), Some(Trouble::UnusableCertificate)),
            (Error::AlertReceived(AlertDescription::UnknownCA), Some(Trouble::BrokenOff)),
            (Error::DecryptError, None),
        ];
        for (error, trouble) in cases {
            let error = io::Error::new(ErrorKind::InvalidData, error);
            assert_eq!(Trouble::of_network(&error), trouble, "{error}");
        }
    }
}
