//! The Sentinels that know which node is the master.

use std::fmt;

use redis::ConnectionAddr;

use super::address::host_and_port;
use crate::store::{Result, StoreError};

/// The port of a Sentinel whose address names none.
const DEFAULT_PORT: u16 = 26379;

/// The Sentinels that know which node is the master of a name.
///
/// `Debug` shows everything but the password.
///
/// ```
/// use state_store::{RedisSettings, SentinelSettings};
/// let mut settings = RedisSettings::new("redis://:s3cret@master/0");
/// settings.sentinels = Some(SentinelSettings::new(["10.0.0.1:26379", "10.0.0.2", "[::1]:26379"], "mymaster"));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SentinelSettings {
    /// `host` or `host:port` of each; the port is 26379 unless given.
    pub nodes: Vec<String>,
    /// The name by which they know the master.
    pub master_name: String,
    /// The user that the Sentinels ask for, where they do.
    pub user: Option<String>,
    /// The password that the Sentinels ask for, where they do; the master's own is in the address.
    pub password: Option<String>,
}

impl SentinelSettings {
    /// These Sentinels, which ask for no password.
    #[must_use]
    pub fn new(nodes: impl IntoIterator<Item = impl Into<String>>, master_name: impl Into<String>) -> Self {
        let nodes = nodes.into_iter().map(Into::into).collect();
        Self { nodes, master_name: master_name.into(), user: None, password: None }
    }

    pub(super) fn validate(&self) -> Result<()> {
        let refused = |reason: &str| Err(StoreError::Configuration { reason: reason.to_owned() });
        if self.nodes.is_empty() {
            return refused("`sentinels` names no Sentinel");
        }
        if self.master_name.is_empty() {
            return refused("`master_name` is empty: it is the name by which the Sentinels know the master");
        }
        self.addresses(false).map(drop)
    }

    /// The addresses of the Sentinels, for TLS or without.
    pub(super) fn addresses(&self, tls: bool) -> Result<Vec<ConnectionAddr>> {
        let address = |(position, node): (usize, &String)| {
            let address = host_and_port(node, DEFAULT_PORT).map(|(host, port)| match tls {
                true => ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None },
                false => ConnectionAddr::Tcp(host, port),
            });
            // What was given is not repeated: it may be an address with a password.
            address.ok_or_else(|| StoreError::Configuration {
                reason: format!("`sentinels[{position}]` is not usable; expected host or host:port"),
            })
        };
        self.nodes.iter().enumerate().map(address).collect()
    }
}

impl fmt::Debug for SentinelSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SentinelSettings")
            .field("nodes", &self.nodes)
            .field("master_name", &self.master_name)
            .field("user", &self.user)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentinels_that_cannot_be_used_are_refused_without_repeating_them() {
        let error = SentinelSettings::new(["good:1", "s3cret@host:1"], "mymaster").validate().unwrap_err();
        assert!(error.to_string().contains("`sentinels[1]`") && !error.to_string().contains("s3cret"), "{error}");
        let none: [&str; 0] = [];
        assert!(SentinelSettings::new(none, "mymaster").validate().unwrap_err().to_string().contains("`sentinels`"));
        assert!(SentinelSettings::new(["a"], "").validate().unwrap_err().to_string().contains("`master_name`"));
    }

    #[test]
    fn debug_hides_the_password() {
        let mut settings = SentinelSettings::new(["a"], "mymaster");
        settings.password = Some("s3cret".to_owned());
        assert!(!format!("{settings:?}").contains("s3cret"));
    }
}
