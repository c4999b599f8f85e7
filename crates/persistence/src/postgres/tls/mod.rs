//! Connections over TLS: what the database URL and the settings ask for, made into what connects.

mod connector;
mod mode;
mod parameters;
mod request;
mod verifier;

pub(super) use connector::connector;
pub(super) use mode::Mode;
pub(super) use parameters::Parameters;
pub(super) use request::TlsRequest;
