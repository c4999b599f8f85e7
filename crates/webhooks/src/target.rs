//! Where messages to an endpoint go.

use std::fmt;

use hyper::Uri;
use rustls::pki_types::ServerName;

use crate::address::Addresses;

/// The address of an endpoint. `Debug` and `Display` show its host alone: a path may hold what nobody else should know.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    uri: Uri,
    host: String,
    port: u16,
    /// The name that its certificate must bear; none for `http`.
    server_name: Option<ServerName<'static>>,
}

/// Why a text is no address of an endpoint. The message does not contain the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is no URL with a host.
    #[error("is no URL of the form https://host/path")]
    Form,
    /// It has a user or a password.
    #[error("has a user or a password before its host: the receiver knows the server by the signature")]
    Credentials,
    /// It has a fragment, which no request has.
    #[error("has a fragment (#), which no request has")]
    Fragment,
    /// Its scheme is `http`, and messages go over public networks.
    #[error("begins with http: messages go over https, unless private networks are allowed")]
    Plain,
}

impl Target {
    /// The address that a URL names.
    ///
    /// # Errors
    /// [`TargetError`] unless it is an `https` URL; also an `http` one where messages may go to private networks.
    pub fn new(url: &str, addresses: Addresses) -> Result<Self, TargetError> {
        if url.contains('#') {
            return Err(TargetError::Fragment);
        }
        let uri: Uri = url.parse().map_err(|_| TargetError::Form)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(TargetError::Form);
        };
        if authority.as_str().contains('@') {
            return Err(TargetError::Credentials);
        }
        let is_secure = match scheme {
            "https" => true,
            "http" if addresses == Addresses::All => false,
            "http" => return Err(TargetError::Plain),
            _ => return Err(TargetError::Form),
        };
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(host.clone()).map_err(|_| TargetError::Form)?;
        let port = match authority.as_str().strip_prefix(authority.host()) {
            Some("") if is_secure => 443,
            Some("") => 80,
            _ => authority.port_u16().ok_or(TargetError::Form)?,
        };
        Ok(Self { host, port, server_name: is_secure.then_some(name), uri })
    }

    /// The host, an IPv6 address without its brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) const fn port(&self) -> u16 {
        self.port
    }

    pub(crate) const fn server_name(&self) -> Option<&ServerName<'static>> {
        self.server_name.as_ref()
    }

    /// The value of the header `host`.
    pub(crate) fn authority(&self) -> &str {
        self.uri.authority().map_or("", |authority| authority.as_str())
    }

    /// What the first line of the request has.
    pub(crate) fn path(&self) -> &str {
        self.uri.path_and_query().map_or("/", |path| path.as_str())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.authority())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str, addresses: Addresses) -> Result<(String, u16, String, bool), TargetError> {
        let target = Target::new(url, addresses)?;
        let is_secure = target.server_name().is_some();
        Ok((target.host().to_owned(), target.port(), target.path().to_owned(), is_secure))
    }

    #[test]
    fn a_url_is_taken_apart() {
        let of = |host: &str, port, path: &str, is_secure| Ok((host.to_owned(), port, path.to_owned(), is_secure));
        let public = |url| parts(url, Addresses::Public);
        assert_eq!(public("https://lms.example"), of("lms.example", 443, "/", true));
        assert_eq!(public("https://lms.example:8443/a/b?c=d"), of("lms.example", 8443, "/a/b?c=d", true));
        assert_eq!(public("https://[2606:4700::1]/x"), of("2606:4700::1", 443, "/x", true));
        assert_eq!(parts("http://127.0.0.1:81/x", Addresses::All), of("127.0.0.1", 81, "/x", false));
        assert_eq!(parts("http://lms", Addresses::All), of("lms", 80, "/", false));
    }

    #[test]
    fn what_is_no_address_of_an_endpoint_is_refused_without_being_shown() {
        let faulty = [
            ("http://lms.example/", TargetError::Plain),
            ("ftp://s3cret.example/", TargetError::Form),
            ("https://user:s3cret@lms.example/", TargetError::Credentials),
            ("https://lms.example/#s3cret", TargetError::Fragment),
            ("/s3cret", TargetError::Form),
            ("lms.example", TargetError::Form),
            ("https://", TargetError::Form),
            ("https:///s3cret", TargetError::Form),
            ("https://lms.example:s3cret/", TargetError::Form),
            ("https://lms.example:99999/", TargetError::Form),
            ("https://a b/", TargetError::Form),
            // Numbers that some resolvers take for addresses.
            ("https://2130706433/", TargetError::Form),
            ("https://127.1/", TargetError::Form),
            ("", TargetError::Form),
        ];
        for (url, expected) in faulty {
            assert_eq!(Target::new(url, Addresses::Public), Err(expected), "{url}");
        }
        let shown = format!("{:?}", Target::new("https://lms.example/hooks/s3cret", Addresses::Public).unwrap());
        assert_eq!(shown, "Target(lms.example)");
    }
}
