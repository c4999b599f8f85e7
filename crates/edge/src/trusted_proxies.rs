//! The address of a client, also behind proxies.

use std::net::{IpAddr, Ipv6Addr};

use forwarded_header_value::{ForwardedStanza, Identifier};
use ipnet::IpNet;

/// The proxies whose word on the address of a client counts. Without any, a client has the address that it connects from.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(Vec<IpNet>);

/// A text that is neither an address nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address nor a network such as 10.0.0.0/8")]
pub struct ProxyError(String);

/// What the proxies of a request say, line by line as the headers came.
#[derive(Debug, Clone, Default)]
pub struct Forwarding<'a> {
    /// The lines of `X-Forwarded-For`.
    pub x_forwarded_for: Vec<&'a str>,
    /// The lines of `Forwarded` (RFC 7239).
    pub forwarded: Vec<&'a str>,
}

/// A hop that cannot be read, or that a proxy has hidden.
struct Unreadable;

impl TrustedProxies {
    /// Reads addresses and networks.
    ///
    /// # Errors
    /// For the first text that is neither.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, ProxyError> {
        let read = |text: &str| {
            let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| ProxyError(text.to_owned()))
        };
        texts.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The address of the client behind a connection: the right-most one that is no trusted proxy. What stands left of it is
    /// the client's own word, and is not read. The address of the connection counts if it is no trusted proxy, if the headers
    /// cannot be read, and if the two headers contradict each other: a proxy that sets one of them passes the other one on.
    ///
    /// ```
    /// use edge::{Forwarding, TrustedProxies};
    ///
    /// let proxies = TrustedProxies::parse(["10.0.0.0/8"]).unwrap();
    /// let headers = Forwarding { x_forwarded_for: vec!["1.1.1.1, 203.0.113.9, 10.0.0.2"], ..Forwarding::default() };
    /// assert_eq!(proxies.client("10.0.0.1".parse().unwrap(), &headers).to_string(), "203.0.113.9");
    /// ```
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &Forwarding<'_>) -> IpAddr {
        let peer = peer.to_canonical();
        if !self.trusts(peer) {
            return peer;
        }
        let by_list = self.last_stranger(&headers.x_forwarded_for, address);
        let by_standard = self.last_stranger(&headers.forwarded, |hop| {
            hop.parse::<ForwardedStanza>().ok().and_then(|hop| hop.forwarded_for_ip())
        });
        match (by_list, by_standard) {
            (Ok(Some(client)), Ok(None)) | (Ok(None), Ok(Some(client))) => client,
            (Ok(Some(client)), Ok(Some(other))) if client == other => client,
            _ => peer,
        }
    }

    /// Whether the proxy with this address is trusted.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The right-most address that is not trusted, or the left-most one if all are; `None` without lines.
    fn last_stranger(
        &self,
        lines: &[&str],
        read: impl Fn(&str) -> Option<IpAddr>,
    ) -> Result<Option<IpAddr>, Unreadable> {
        let mut last = None;
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let address = read(hop).ok_or(Unreadable)?.to_canonical();
            if !self.trusts(address) {
                return Ok(Some(address));
            }
            last = Some(address);
        }
        Ok(last)
    }
}

/// An address with or without a port.
fn address(hop: &str) -> Option<IpAddr> {
    hop.parse::<Identifier>().ok().and_then(|hop| hop.ip())
}

/// The part of an address that belongs to one client: all of an IPv4 address, the first 64 bits of an IPv6 address. A client
/// may choose the others.
#[must_use]
pub const fn client_network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, x_forwarded_for: &[&str], forwarded: &[&str]) -> String {
        let proxies = TrustedProxies::parse(["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"]).unwrap();
        let headers = Forwarding { x_forwarded_for: x_forwarded_for.to_vec(), forwarded: forwarded.to_vec() };
        proxies.client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn headers_of_strangers_are_not_read() {
        assert_eq!(client("203.0.113.9", &["1.1.1.1"], &["for=1.1.1.1"]), "203.0.113.9");
        assert_eq!(client("11.0.0.1", &["1.1.1.1"], &[]), "11.0.0.1");
    }

    #[test]
    fn the_right_most_stranger_is_the_client() {
        for list in [&["203.0.113.9"][..], &["1.1.1.1, 203.0.113.9"], &["1.1.1.1", "203.0.113.9, 10.1.1.1 ,10.2.2.2"]] {
            assert_eq!(client("10.0.0.1", list, &[]), "203.0.113.9", "{list:?}");
        }
        for list in ["203.0.113.9:4711", "not an address, 203.0.113.9", "\", 203.0.113.9", "::ffff:203.0.113.9"] {
            assert_eq!(client("::ffff:10.0.0.1", &[list], &[]), "203.0.113.9", "{list:?}");
        }
        for list in ["2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:80", "2001:db8::7, 2001:db8:1::2"] {
            assert_eq!(client("127.0.0.1", &[list], &[]), "2001:db8::7", "{list:?}");
        }
        assert_eq!(client("10.0.0.1", &["10.9.9.9, 10.1.1.1"], &[]), "10.9.9.9", "all are proxies");
    }

    #[test]
    fn the_standard_header_means_the_same() {
        let headers = [
            "for=203.0.113.9",
            "For=\"203.0.113.9:80\";proto=https;by=10.0.0.1",
            "for=1.1.1.1, for=203.0.113.9",
            "for=\"unclosed, for=203.0.113.9, for=10.1.1.1",
        ];
        for header in headers {
            assert_eq!(client("10.0.0.1", &[], &[header]), "203.0.113.9", "{header}");
        }
        assert_eq!(client("10.0.0.1", &[], &["for=\"[2001:db8::7]:80\""]), "2001:db8::7");
        assert_eq!(client("10.0.0.1", &["203.0.113.9"], &["for=203.0.113.9"]), "203.0.113.9");
    }

    #[test]
    fn headers_that_say_nothing_certain_leave_the_address_of_the_proxy() {
        for list in [
            "",
            "unknown",
            "203.0.113.9, ",
            "203.0.113.9, nonsense",
            "203.0.113.9, 1.2.3",
            "_hidden",
            "1.1.1.1 2.2.2.2",
        ] {
            assert_eq!(client("10.0.0.1", &[list], &[]), "10.0.0.1", "{list:?}");
        }
        for header in ["", "for=unknown", "for=_hidden", "proto=https", "203.0.113.9", "for=1.1.1.1, for"] {
            assert_eq!(client("10.0.0.1", &[], &[header]), "10.0.0.1", "{header:?}");
        }
        assert_eq!(client("10.0.0.1", &["203.0.113.9"], &["for=1.1.1.1"]), "10.0.0.1", "they contradict each other");
        assert_eq!(client("10.0.0.1", &["203.0.113.9"], &["nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[], &[]), "10.0.0.1");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "proxy.example", "10.0.0.0/33", "10.0.0", "*"] {
            assert_eq!(TrustedProxies::parse(["10.0.0.1", text]).unwrap_err(), ProxyError(text.to_owned()));
        }
    }

    #[test]
    fn a_client_may_choose_the_second_half_of_its_address() {
        let network = |text: &str| client_network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:0:7:1:2:3:4"), "2001:db8:0:7::");
        assert_eq!(network("203.0.113.9"), "203.0.113.9");
    }
}
