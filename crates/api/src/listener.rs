//! The sockets that the server listens on.

use std::net::{SocketAddr, TcpListener};

/// Takes the addresses. One that the machine does not have, as `::1` where there is no IPv6, is left out if another remains.
/// A free port is the same for all.
///
/// # Errors
/// When one of the addresses cannot be listened on.
pub fn listen(addresses: &[SocketAddr]) -> std::io::Result<Vec<TcpListener>> {
    let mut listeners: Vec<TcpListener> = Vec::new();
    let mut missing = None;
    for address in addresses {
        let mut address = *address;
        if let Some(first) = listeners.first().filter(|_| address.port() == 0) {
            address.set_port(first.local_addr()?.port());
        }
        match TcpListener::bind(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => missing = Some(error),
            Err(error) => return Err(error),
        }
    }
    match missing {
        Some(error) if listeners.is_empty() => Err(error),
        _ => Ok(listeners),
    }
}
