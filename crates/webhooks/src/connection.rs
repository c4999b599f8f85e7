//! The connection to an endpoint: to exactly the address that was checked.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};

use crate::address::{Addresses, RefusedAddress};
use crate::failure::SendFailure;
use crate::target::Target;

/// Connects to the first address of the target that may be connected to and can be reached. The name is resolved once, so that
/// nobody can let it point elsewhere between the check and the connection.
pub(crate) async fn connect(target: &Target, addresses: Addresses) -> Result<TcpStream, SendFailure> {
    let found = lookup_host((target.host(), target.port())).await.map_err(SendFailure::Unresolved)?;
    let mut last = None;
    for address in checked(found, addresses)? {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(error),
        }
    }
    let none = || io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    Err(last.map_or_else(|| SendFailure::Unresolved(none()), SendFailure::Unreachable))
}

/// Those of the addresses that may be connected to. Refuses all if there is none.
fn checked(found: impl Iterator<Item = SocketAddr>, addresses: Addresses) -> Result<Vec<SocketAddr>, RefusedAddress> {
    let (mut allowed, mut refused) = (Vec::new(), None);
    for address in found {
        match addresses.check(address.ip()) {
            Ok(()) => allowed.push(address),
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        Some(error) if allowed.is_empty() => Err(error),
        _ => Ok(allowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(addresses: &[&str]) -> Result<Vec<SocketAddr>, RefusedAddress> {
        checked(addresses.iter().map(|address| address.parse().unwrap()), Addresses::Public)
    }

    #[test]
    fn of_several_addresses_only_public_ones_are_connected_to() {
        assert_eq!(of(&["10.0.0.1:443", "8.8.8.8:443"]), Ok(vec!["8.8.8.8:443".parse().unwrap()]));
        assert_eq!(of(&["[::ffff:10.0.0.1]:443", "127.0.0.1:443"]).unwrap_err().kind, "loopback");
        assert_eq!(of(&[]), Ok(vec![]));
    }
}
