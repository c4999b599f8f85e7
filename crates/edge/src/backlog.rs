//! The connections that wait until a server accepts them.

use std::net::TcpListener;

use socket2::SockRef;

/// Sets how many connections may wait at a listener. The system may have a lower limit.
///
/// # Errors
/// When the system refuses.
pub fn widen_backlog(listener: &TcpListener, connections: i32) -> std::io::Result<()> {
    SockRef::from(listener).listen(connections)
}
