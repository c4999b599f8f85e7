//! Why the server cannot listen, and what to do about it.

use std::io::{Error, ErrorKind};

use crate::settings::listen_address::ListenAddress;

/// The failure in words that name the options.
pub(crate) fn describe(bind: &ListenAddress, error: Error) -> anyhow::Error {
    let remedy = match error.kind() {
        ErrorKind::AddrInUse => {
            "another program listens there: stop it, or choose another port with --bind, PORT or [server] bind"
        }
        ErrorKind::PermissionDenied => {
            "this account may not: choose a port of 1024 or more with --bind, PORT or [server] bind"
        }
        ErrorKind::AddrNotAvailable => {
            "this machine has no such address: choose another one with --bind or [server] bind, 0.0.0.0 for all of them"
        }
        _ => "choose another address with --bind, PORT or [server] bind",
    };
    anyhow::Error::from(error).context(format!("cannot listen on {bind}: {remedy}"))
}
