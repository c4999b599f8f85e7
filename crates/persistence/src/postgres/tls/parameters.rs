//! What the database URL says of TLS.

use std::path::PathBuf;

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
            if !parameters.read_pair(pair)? {
                others.push(pair);
            }
        }
        let (separator, others) = if others.is_empty() { (0, String::new()) } else { (1, others.join("&")) };
        Ok((format!("{}{others}", &url[..query - 1 + separator]), parameters))
    }

    /// Keeps a parameter if it is one of these.
    fn read_pair(&mut self, pair: &str) -> Result<bool, RecordError> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = percent_decoded(name);
        let name = String::from_utf8_lossy(&name);
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
    String::from_utf8(percent_decoded(value))
        .map_err(|_| RecordError::configuration(format!("`{name}` in the database URL is not text in UTF-8")))
}

/// The bytes of a text with percent-encoding. A `%` without two digits behind it stands for itself.
fn percent_decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).filter(|digits| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        let encoded = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let encoded = encoded.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    bytes
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
    fn percent_encoding_is_decoded_where_it_is_whole() {
        let cases = [
            ("%2Fetc%2fca.pem", "/etc/ca.pem"),
            ("a%", "a%"),
            ("a%2", "a%2"),
            ("%+f%2g%%41", "%+f%2g%A"),
            ("%C3%A9", "é"),
        ];
        for (text, decoded) in cases {
            assert_eq!(percent_decoded(text), decoded.as_bytes(), "{text}");
        }
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
