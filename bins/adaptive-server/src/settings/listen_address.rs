//! Where the server listens, as people write it: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, or without a port.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The port where nothing names one.
const DEFAULT_PORT: u16 = 8080;
/// The largest number of bytes of a host name.
const MAX_NAME_BYTES: usize = 253;

/// A host and a port to listen on. The host may be a name, which is resolved at start.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct ListenAddress {
    host: Host,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Host {
    Address(IpAddr),
    Name(String),
}

/// The text is no address to listen on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no address to listen on: use HOST:PORT, for example 127.0.0.1:8080, localhost:8080 or [::1]:8080")]
pub(crate) struct NoListenAddress {
    text: String,
}

impl ListenAddress {
    /// The same host with this port.
    pub(crate) fn with_port(self, port: u16) -> Self {
        Self { port: Some(port), ..self }
    }

    /// Whether the text names the port.
    pub(crate) const fn has_port(&self) -> bool {
        self.port.is_some()
    }

    /// The port to listen on.
    pub(crate) fn port(&self) -> u16 {
        self.port.unwrap_or(DEFAULT_PORT)
    }

    /// The address as it was written: without a port if it has none.
    pub(crate) fn to_written(&self) -> String {
        match (&self.host, self.port) {
            (_, Some(_)) => self.to_string(),
            (Host::Address(address), None) => address.to_string(),
            (Host::Name(name), None) => name.clone(),
        }
    }

    /// The addresses to listen on: of a name with loopback addresses all of these, of another name the first. IPv4
    /// comes first.
    ///
    /// # Errors
    /// When the name cannot be resolved.
    pub(crate) fn resolve(&self) -> io::Result<Vec<SocketAddr>> {
        let name = match &self.host {
            Host::Address(address) => return Ok(vec![SocketAddr::new(*address, self.port())]),
            Host::Name(name) => name,
        };
        let mut found: Vec<_> = (name.as_str(), self.port()).to_socket_addrs()?.collect();
        let first = found.first().copied();
        found.retain(|address| address.ip().is_loopback());
        found.sort();
        found.dedup();
        if found.is_empty() {
            let none = || io::Error::new(io::ErrorKind::NotFound, "the name has no address");
            return Ok(vec![first.ok_or_else(none)?]);
        }
        Ok(found)
    }
}

impl Default for ListenAddress {
    fn default() -> Self {
        Self { host: Host::Address(IpAddr::from([127, 0, 0, 1])), port: Some(DEFAULT_PORT) }
    }
}

impl FromStr for ListenAddress {
    type Err = NoListenAddress;

    fn from_str(text: &str) -> Result<Self, NoListenAddress> {
        if let Ok(address) = text.parse::<SocketAddr>() {
            return Ok(Self { host: Host::Address(address.ip()), port: Some(address.port()) });
        }
        let in_brackets = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        if let Ok(address) = in_brackets.unwrap_or(text).parse() {
            return Ok(Self { host: Host::Address(address), port: None });
        }
        let no_address = || NoListenAddress { text: text.to_owned() };
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, Some(port.parse().map_err(|_| no_address())?)),
            None => (text, None),
        };
        if !is_host_name(name) {
            return Err(no_address());
        }
        Ok(Self { host: Host::Name(name.to_owned()), port })
    }
}

/// Whether this is a host name and not a faulty address, which consists of digits and dots.
fn is_host_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && name.bytes().all(is_plain)
        && name.bytes().any(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(address) => SocketAddr::new(*address, self.port()).fmt(f),
            Host::Name(name) => write!(f, "{name}:{}", self.port()),
        }
    }
}

impl TryFrom<String> for ListenAddress {
    type Error = NoListenAddress;

    fn try_from(text: String) -> Result<Self, NoListenAddress> {
        text.parse()
    }
}

impl From<ListenAddress> for String {
    fn from(address: ListenAddress) -> Self {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.parse::<ListenAddress>().unwrap().to_string()
    }

    #[test]
    fn addresses_and_names_are_read_with_and_without_a_port() {
        for text in ["127.0.0.1:8080", "[::1]:8080", "localhost:8080", "0.0.0.0:80", "exams.example:0", "[::]:1"] {
            assert_eq!(shown(text), text);
        }
        for (text, full) in
            [("0.0.0.0", "0.0.0.0:8080"), ("localhost", "localhost:8080"), ("::1", "[::1]:8080"), ("[::]", "[::]:8080")]
        {
            assert_eq!(shown(text), full);
            assert!(!text.parse::<ListenAddress>().unwrap().has_port(), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for text in
            ["", ":8080", "8080", "127.0.0.1:many", "localhost:65536", "http://localhost:8080", "1.2.3:80", "a b:1"]
        {
            let error = text.parse::<ListenAddress>().unwrap_err().to_string();
            assert!(error.contains("localhost:8080") && error.contains(&format!("{text:?}")), "{error}");
        }
    }

    #[test]
    fn a_name_of_this_machine_gives_its_loopback_addresses_and_an_unknown_one_fails() {
        let found = "localhost:81".parse::<ListenAddress>().unwrap().resolve().unwrap();
        assert!(!found.is_empty() && found.iter().all(|address| address.ip().is_loopback() && address.port() == 81));
        assert!("no-such-host.invalid:81".parse::<ListenAddress>().unwrap().resolve().is_err());
    }
}
