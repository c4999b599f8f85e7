//! Why an endpoint did not take a message.

use std::io;
use std::time::Duration;

use crate::address::RefusedAddress;

/// Why an endpoint did not take a message. The text shows neither the message, nor its signature, nor the path of the endpoint.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendFailure {
    /// It answered with another status than one of the 2xx.
    #[error("status {status}")]
    Status {
        /// The status.
        status: u16,
        /// How long it asks to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// It answered that it wants no more messages.
    #[error("status 410: the endpoint wants no more messages")]
    Gone,
    /// Its name has no address.
    #[error("the name of the host has no address: {0}")]
    Unresolved(#[source] io::Error),
    /// Its name has addresses to which no message goes.
    #[error(transparent)]
    Refused(#[from] RefusedAddress),
    /// None of its addresses can be reached.
    #[error("no connection: {0}")]
    Unreachable(#[source] io::Error),
    /// No secure connection came about.
    #[error("no secure connection: {0}")]
    Insecure(#[source] io::Error),
    /// It did not speak HTTP, or broke off.
    #[error("no reply: {0}")]
    Exchange(#[from] hyper::Error),
    /// The request cannot be written down.
    #[error("no request: {0}")]
    Request(#[from] hyper::http::Error),
    /// It took too long.
    #[error("no reply within {} ms", .0.as_millis())]
    Timeout(Duration),
}

impl SendFailure {
    /// Whether it makes no sense to send the message again.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Gone)
    }

    /// How long the endpoint asks to wait.
    #[must_use]
    pub const fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}
