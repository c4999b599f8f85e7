//! What an operator has to correct, as far as PostgreSQL or the network reports it.

use std::error::Error;
use std::io::{self, ErrorKind};

use rustls::CertificateError;
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;

/// Why the database cannot be used, and what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Diagnosis {
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
        "a pooler in transaction mode has come before the database since this program was started: restart it, so that it \
         keeps no prepared statements, or set `[database] prepared_statements` to false"
    )]
    Pooled,
    #[error(
        "the database can only be read: name the primary and not a replica in the database URL, and check that \
         default_transaction_read_only is off"
    )]
    ReadOnly,
    #[error(
        "the server has no TLS: set `ssl = on` in its configuration or, where the network is trusted, use \
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

impl Diagnosis {
    /// Why a connection with this mode of TLS failed.
    fn from_connecting(error: &tokio_postgres::Error, mode: SslMode) -> Option<Self> {
        if let Some(code) = error.code() {
            let diagnosis = Self::from_code(code);
            let plainly = mode == SslMode::Disable && diagnosis == Some(Self::NotLetIn);
            return if plainly { Some(Self::NotLetInPlainly) } else { diagnosis };
        }
        let cause = error.source()?;
        match cause.downcast_ref::<io::Error>() {
            Some(cause) => Self::from_network(cause),
            None if cause.to_string().contains("password missing") => Some(Self::MissingPassword),
            None if cause.to_string().contains("does not support TLS") => Some(Self::NoTls),
            None => None,
        }
    }

    fn from_code(code: &SqlState) -> Option<Self> {
        const KNOWN: [(SqlState, Diagnosis); 5] = [
            (SqlState::INVALID_PASSWORD, Diagnosis::WrongPassword),
            (SqlState::INVALID_AUTHORIZATION_SPECIFICATION, Diagnosis::NotLetIn),
            (SqlState::INVALID_CATALOG_NAME, Diagnosis::NoDatabase),
            (SqlState::TOO_MANY_CONNECTIONS, Diagnosis::TooManyConnections),
            (SqlState::CANNOT_CONNECT_NOW, Diagnosis::NotReady),
        ];
        KNOWN.iter().find(|(known, _)| known == code).map(|(_, diagnosis)| *diagnosis)
    }

    fn from_network(error: &io::Error) -> Option<Self> {
        if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref()) {
            return Self::from_tls(error);
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

    fn from_tls(error: &rustls::Error) -> Option<Self> {
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
pub(super) fn is_in_handshake(error: &tokio_postgres::Error) -> bool {
    error.to_string().contains("TLS handshake")
}

/// A diagnosis, with the error that it is made from.
#[derive(Debug, thiserror::Error)]
#[error("{diagnosis}")]
pub(super) struct Diagnosed {
    pub diagnosis: Diagnosis,
    pub source: diesel::result::Error,
}

/// An error of connecting as one text, since diesel keeps no source of it: the diagnosis first, then the error with its
/// causes.
pub(super) fn text(error: &tokio_postgres::Error, mode: SslMode) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let chain = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
    match Diagnosis::from_connecting(error, mode) {
        Some(diagnosis) => format!("{diagnosis}: {chain}"),
        None => chain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_network_are_recognised() {
        let unresolved = io::Error::other("failed to lookup address information: Name or service not known");
        assert_eq!(Diagnosis::from_network(&unresolved), Some(Diagnosis::UnknownHost));
        assert_eq!(Diagnosis::from_network(&ErrorKind::HostUnreachable.into()), Some(Diagnosis::Silent));
        assert_eq!(Diagnosis::from_network(&ErrorKind::ConnectionRefused.into()), Some(Diagnosis::Refused));
        assert_eq!(Diagnosis::from_network(&ErrorKind::BrokenPipe.into()), None);
    }

    #[test]
    fn faults_of_a_certificate_are_recognised() {
        use rustls::{AlertDescription, Error};
        let cases = [
            (Error::InvalidCertificate(CertificateError::UnknownIssuer), Some(Diagnosis::UnknownAuthority)),
            (Error::InvalidCertificate(CertificateError::BadSignature), Some(Diagnosis::UnknownAuthority)),
            (Error::InvalidCertificate(CertificateError::NotValidForName), Some(Diagnosis::WrongName)),
            (Error::InvalidCertificate(CertificateError::Expired), Some(Diagnosis::OutOfTime)),
            (Error::InvalidCertificate(CertificateError::NotValidYet), Some(Diagnosis::OutOfTime)),
            (Error::InvalidCertificate(CertificateError::BadEncoding), Some(Diagnosis::UnusableCertificate)),
            (Error::AlertReceived(AlertDescription::UnknownCA), Some(Diagnosis::BrokenOff)),
            (Error::DecryptError, None),
        ];
        for (error, diagnosis) in cases {
            let error = io::Error::new(ErrorKind::InvalidData, error);
            assert_eq!(Diagnosis::from_network(&error), diagnosis, "{error}");
        }
    }
}
