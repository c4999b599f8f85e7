//! What the database URL and the settings demand together.

use std::path::PathBuf;

use tls_files::{ClientIdentity, NamedFile};

use super::mode::Mode;
use super::parameters::Parameters;
use crate::error::RecordError;
use crate::settings::DatabaseTlsSettings;

/// How TLS is to be used.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::postgres) struct TlsRequest {
    pub(in crate::postgres) mode: Mode,
    pub(super) authorities: Authorities,
    /// The certificate to show, and its key.
    pub(super) identity: Option<ClientIdentity>,
}

/// Which authorities must have certified the server, in the modes that check it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Authorities {
    System,
    File(NamedFile),
}

impl TlsRequest {
    /// What the two ask for, this mode where neither says anything; an error where they contradict each other, or one of them
    /// itself.
    pub(in crate::postgres) fn new(
        parameters: Parameters,
        settings: &DatabaseTlsSettings,
        default_mode: Mode,
    ) -> Result<Self, RecordError> {
        let Parameters { mode, root_certificates, certificate, key } = parameters;
        let root = either("tls_ca_file", &settings.ca_file, "sslrootcert", root_certificates)?;
        let certificate = either("tls_client_cert_file", &settings.client_cert_file, "sslcert", certificate)?;
        let key = either("tls_client_key_file", &settings.client_key_file, "sslkey", key)?;
        let file = [&root, &certificate, &key].into_iter().flatten().next().map(|file| file.setting);
        let identity = pair(certificate, key)?;
        let by_the_system =
            root.as_ref().is_some_and(|root| root.setting == "sslrootcert" && root.path.as_os_str() == SYSTEM);
        let mode = match (mode, settings.enabled) {
            (Some(mode), enabled) => agreed(mode, enabled, file)?,
            (None, Some(false)) if file.is_some() => {
                return Err(RecordError::configuration(format!(
                    "`tls` is false, but `{}` is named: leave out one or the other",
                    file.unwrap_or_default()
                )));
            }
            (None, Some(false)) => Mode::Disable,
            (None, None) if file.is_none() => default_mode,
            (None, _) => Mode::VerifyFull,
        };
        if by_the_system && mode != Mode::VerifyFull {
            return Err(RecordError::configuration(format!(
                "`sslrootcert=system` goes with sslmode=verify-full only, not {}",
                mode.word()
            )));
        }
        Ok(Self {
            // As libpq has it: an authority is named to be heard.
            mode: if mode == Mode::Require && root.is_some() { Mode::VerifyCa } else { mode },
            authorities: root.filter(|_| !by_the_system).map_or(Authorities::System, Authorities::File),
            identity,
        })
    }
}

/// What `sslrootcert` says, as with libpq, for the authorities of the system.
const SYSTEM: &str = "system";

/// The mode of the URL, if the settings leave it that.
fn agreed(mode: Mode, enabled: Option<bool>, file: Option<&str>) -> Result<Mode, RecordError> {
    let word = mode.word();
    match (enabled, file) {
        (Some(false), _) if mode != Mode::Disable => Err(RecordError::configuration(format!(
            "`tls` is false, but the database URL has sslmode={word}: leave out one or the other"
        ))),
        (Some(true), _) if !mode.demands_tls() => Err(RecordError::configuration(format!(
            "`tls` is true, but the database URL has sslmode={word}, which does without: leave out one or the other"
        ))),
        (_, Some(file)) if !mode.demands_tls() => Err(RecordError::configuration(format!(
            "`{file}` is of no use with sslmode={word}, which does without TLS: use sslmode=verify-full"
        ))),
        _ => Ok(mode),
    }
}

/// The file that the settings name, or the one that the URL does.
fn either(
    setting: &'static str,
    set: &Option<PathBuf>,
    parameter: &'static str,
    given: Option<PathBuf>,
) -> Result<Option<NamedFile>, RecordError> {
    match (set, given) {
        (Some(_), Some(_)) => Err(RecordError::configuration(format!(
            "`{setting}` and `{parameter}` in the database URL are two names for one file: leave one out"
        ))),
        (Some(path), None) => Ok(Some(NamedFile::new(setting, path))),
        (None, given) => Ok(given.map(|path| NamedFile::new(parameter, path))),
    }
}

fn pair(certificate: Option<NamedFile>, key: Option<NamedFile>) -> Result<Option<ClientIdentity>, RecordError> {
    match (certificate, key) {
        (None, None) => Ok(None),
        (Some(certificate), Some(key)) => Ok(Some(ClientIdentity { certificate, key })),
        (Some(NamedFile { setting, .. }), None) => Err(RecordError::configuration(format!(
            "`{setting}` is of no use without `tls_client_key_file` (or `sslkey` in the database URL)"
        ))),
        (None, Some(NamedFile { setting, .. })) => Err(RecordError::configuration(format!(
            "`{setting}` is of no use without `tls_client_cert_file` (or `sslcert` in the database URL)"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHORITY: &str = "/etc/ca.pem";

    fn request(query: &str, enabled: Option<bool>, ca_file: Option<&str>) -> Result<TlsRequest, RecordError> {
        let (_, parameters) = Parameters::take_from(&format!("postgres://h/db?{query}")).unwrap();
        let settings =
            DatabaseTlsSettings { enabled, ca_file: ca_file.map(Into::into), ..DatabaseTlsSettings::default() };
        TlsRequest::new(parameters, &settings, Mode::Prefer)
    }

    #[test]
    fn the_url_and_the_settings_say_how_much_is_checked() {
        let root = format!("sslrootcert={AUTHORITY}");
        let cases = [
            ("", None, None, Mode::Prefer),
            ("", Some(true), None, Mode::VerifyFull),
            ("", Some(false), None, Mode::Disable),
            ("", None, Some(AUTHORITY), Mode::VerifyFull),
            (&root, None, None, Mode::VerifyFull),
            ("sslrootcert=system", None, None, Mode::VerifyFull),
            ("sslmode=disable", None, None, Mode::Disable),
            ("sslmode=disable", Some(false), None, Mode::Disable),
            ("sslmode=prefer", None, None, Mode::Prefer),
            ("sslmode=require", None, None, Mode::Require),
            ("sslmode=require", Some(true), None, Mode::Require),
            ("sslmode=require", None, Some(AUTHORITY), Mode::VerifyCa),
            ("sslmode=verify-ca", None, None, Mode::VerifyCa),
            ("sslmode=verify-full", None, Some(AUTHORITY), Mode::VerifyFull),
        ];
        for (query, enabled, ca_file, mode) in cases {
            let request = request(query, enabled, ca_file).unwrap();
            assert_eq!(request.mode, mode, "{query} {enabled:?} {ca_file:?}");
            let named = ca_file.is_some() || query.contains(AUTHORITY);
            assert_eq!(matches!(request.authorities, Authorities::File(_)), named, "{query} {ca_file:?}");
        }
    }

    #[test]
    fn contradictions_are_named() {
        let cases = [
            ("sslmode=require", Some(false), None, "sslmode=require"),
            ("sslmode=prefer", Some(false), None, "sslmode=prefer"),
            ("sslmode=prefer", Some(true), None, "`tls` is true"),
            ("sslmode=disable", Some(true), None, "sslmode=disable"),
            ("sslmode=prefer", None, Some(AUTHORITY), "`tls_ca_file`"),
            ("sslmode=disable&sslrootcert=ca.pem", None, None, "`sslrootcert`"),
            ("", Some(false), Some(AUTHORITY), "`tls_ca_file`"),
            ("sslrootcert=ca.pem", None, Some(AUTHORITY), "`tls_ca_file` and `sslrootcert`"),
            ("sslrootcert=system&sslmode=require", None, None, "verify-full"),
            ("sslcert=c.pem", None, None, "`sslcert` is of no use without `tls_client_key_file`"),
            ("sslkey=c.key", None, None, "`sslkey` is of no use without"),
        ];
        for (query, enabled, ca_file, expected) in cases {
            let reason = request(query, enabled, ca_file).unwrap_err().to_string();
            assert!(reason.contains(expected), "{query} {enabled:?} {ca_file:?}: {reason}");
        }
    }
}
