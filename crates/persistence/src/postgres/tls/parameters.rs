//! What the database URL says of TLS.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use super::mode::Mode;
use crate::error::RecordError;

/// The parameters of a database URL that are libpq's and that tokio-postgres does not know, or not all values of.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::postgres) struct Parameters {
    pub(super) mode: Option<Mode>,
    /// A file, or `system`.
    pub(super) root_certificates: Option<PathBuf>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
}

impl Parameters {
    /// Takes these parameters out of a URL; what is left is for tokio-postgres.
    pub(in crate::postgres) fn take_from(url: &str) -> Result<(String, Self), RecordError> {
        let mut parameters = Self::default();
        let Some(query) = query_start(url) else { return Ok((url.to_owned(), parameters)) };
        let mut others = Vec::new();
        for pair in url[query..].split('&') {
            if !parameters.take(pair)? {
                others.push(pair);
            }
        }
        let (separator, others) = if others.is_empty() { (0, String::new()) } else { (1, others.join("&")) };
        Ok((format!("{}{others}", &url[..query - 1 + separator]), parameters))
    }

    /// Keeps a parameter if it is one of these.
    fn take(&mut self, pair: &str) -> Result<bool, RecordError> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = percent_decode_str(name).decode_utf8_lossy();
        let taken = match &*name {
            "sslmode" => {
                let word = decoded("sslmode", value)?;
                let mode = Mode::from_word(&word).ok_or_else(|| unknown_mode(&word))?;
                self.mode.replace(mode).is_some()
            }
            "sslrootcert" => self.root_certificates.replace(file("sslrootcert", value)?).is_some(),
            "sslcert" => self.certificate.replace(file("sslcert", value)?).is_some(),
            "sslkey" => self.key.replace(file("sslkey", value)?).is_some(),
            _ => return Ok(false),
        };
        if taken {
            Err(RecordError::configuration(format!("`{name}` is in the database URL twice: leave one out")))
        } else {
            Ok(true)
        }
    }
}

/// Where the parameters begin, behind their question mark. One before an `@` belongs to the password.
fn query_start(url: &str) -> Option<usize> {
    let host = url.find('@').unwrap_or(0);
    url[host..].find('?').map(|place| host + place + 1)
}

fn file(name: &str, value: &str) -> Result<PathBuf, RecordError> {
    let path = decoded(name, value)?;
    if path.is_empty() {
        return Err(RecordError::configuration(format!(
            "`{name}` in the database URL is empty: name a file, or leave it out"
        )));
    }
    Ok(path.into())
}

fn decoded(name: &str, value: &str) -> Result<String, RecordError> {
    let text = percent_decode_str(value).decode_utf8();
    text.map(Into::into)
        .map_err(|_| RecordError::configuration(format!("`{name}` in the database URL is not text in UTF-8")))
}

/// The word is shown as far as it can be one: what follows may be anything.
fn unknown_mode(word: &str) -> RecordError {
    let end = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(word.len());
    let cut = if end < word.len() { "…" } else { "" };
    RecordError::configuration(format!(
        "`sslmode` in the database URL is `{}{cut}`: use disable, prefer, require, verify-ca or verify-full",
        &word[..end]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(url: &str) -> (String, Parameters) {
        Parameters::take_from(url).unwrap()
    }

    fn reason(url: &str) -> String {
        Parameters::take_from(url).unwrap_err().to_string()
    }

    #[test]
    fn what_is_not_about_tls_stays_as_it_stands() {
        for url in [
            "postgres://u:p@h/db",
            "postgres://u:p%40?x@h:5432/db",
            "postgres://h1:1,h2:2/db?target_session_attrs=read-write&application_name=a%26b+c",
        ] {
            assert_eq!(taken(url), (url.to_owned(), Parameters::default()));
        }
    }

    #[test]
    fn parameters_of_tls_are_taken_out_wherever_they_stand() {
        let (rest, parameters) =
            taken("postgres://u:p?sslmode=x@h/db?sslmode=verify-full&connect_timeout=9&sslcert=c+1.pem");
        assert_eq!(rest, "postgres://u:p?sslmode=x@h/db?connect_timeout=9");
        assert_eq!(parameters.mode, Some(Mode::VerifyFull));
        assert_eq!(parameters.certificate, Some("c+1.pem".into()));
        let (rest, parameters) = taken("postgres://h/db?sslrootcert=%2Fetc%2Fca%20file.pem&sslkey=k");
        assert_eq!(rest, "postgres://h/db");
        assert_eq!(parameters.root_certificates, Some("/etc/ca file.pem".into()));
        assert_eq!(parameters.key, Some("k".into()));
    }

    #[test]
    fn every_mode_of_libpq_but_allow_is_known() {
        for (word, mode) in Mode::WORDS {
            assert_eq!(taken(&format!("postgres://h/db?sslmode={word}")).1.mode, Some(mode));
        }
        assert!(reason("postgres://h/db?sslmode=allow").contains("`allow`: use disable, prefer"));
        assert!(reason("postgres://h/db?sslmode").contains("sslmode"));
    }

    #[test]
    fn the_error_of_a_faulty_parameter_shows_no_secret() {
        let message = reason("postgres://h/db?sslmode=require;password=hunter2");
        assert!(message.contains("`require…`") && !message.contains("hunter2"), "{message}");
        assert!(reason("postgres://h/db?sslmode=require&sslmode=disable").contains("twice"));
        assert!(reason("postgres://h/db?sslrootcert=").contains("`sslrootcert`"));
        assert!(reason("postgres://h/db?sslkey=%FF").contains("`sslkey`"));
    }
}
