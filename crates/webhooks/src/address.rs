//! To which addresses messages may go: a setting that names an internal host, or a name that someone lets point to one, must not
//! make the server send requests into its own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// To which addresses messages may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addresses {
    /// To those that anybody can reach over the Internet.
    Public,
    /// To all, those of this machine and of private networks too.
    All,
}

/// An address to which no message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address {address} is {kind}, and messages go to public addresses only")]
pub struct RefusedAddress {
    /// The address.
    pub address: IpAddr,
    /// What it is.
    pub kind: &'static str,
}

impl Addresses {
    /// Whether messages may go to an address.
    ///
    /// # Errors
    /// [`RefusedAddress`] with what the address is.
    pub fn check(self, address: IpAddr) -> Result<(), RefusedAddress> {
        let kind = match (self, address) {
            (Self::All, _) => None,
            (Self::Public, IpAddr::V4(address)) => kind_of_v4(address),
            (Self::Public, IpAddr::V6(address)) => kind_of_v6(address),
        };
        kind.map_or(Ok(()), |kind| Err(RefusedAddress { address, kind }))
    }
}

/// What an address is that is not public.
const fn kind_of_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [0, ..] => "unspecified",
        [127, ..] => "loopback",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "private",
        [100, 64..=127, ..] => "shared by customers of a provider",
        [169, 254, ..] => "link-local",
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => {
            "for special purposes"
        }
        [224..=239, ..] => "multicast",
        [240..=255, ..] => "reserved",
        _ => return None,
    })
}

/// What an address is that is not public. Some addresses stand for one of IPv4, which counts then. Of the others only those are
/// public that are given to hosts on the Internet (2000::/3).
fn kind_of_v6(address: Ipv6Addr) -> Option<&'static str> {
    let last = Ipv4Addr::from(u32::from_be_bytes([12, 13, 14, 15].map(|place| address.octets()[place])));
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => "unspecified",
        [0, 0, 0, 0, 0, 0, 0, 1] => "loopback",
        // IPv4-mapped, and translated by NAT64.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => return kind_of_v4(last),
        // 6to4 has the address of IPv4 behind its prefix.
        [0x2002, high, low, ..] => return kind_of_v4(Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))),
        [0xfc00..=0xfdff, ..] => "private",
        [0xfe80..=0xfebf, ..] => "link-local",
        [0xfec0..=0xfeff, ..] => "site-local",
        [0xff00..=0xffff, ..] => "multicast",
        // Teredo, benchmarks, ORCHID, and the examples of documents.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3ff0..=0x3fff, ..] => "for special purposes",
        [0x2000..=0x3fff, ..] => return None,
        _ => "reserved",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(address: &str) -> Option<&'static str> {
        Addresses::Public.check(address.parse().unwrap()).err().map(|refused| refused.kind)
    }

    #[test]
    fn addresses_of_this_machine_and_of_private_networks_are_refused() {
        let refused = [
            ("0.0.0.0", "unspecified"),
            ("0.1.2.3", "unspecified"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("10.0.0.1", "private"),
            ("172.16.0.1", "private"),
            ("172.31.255.255", "private"),
            ("192.168.1.1", "private"),
            ("100.64.0.1", "shared by customers of a provider"),
            ("100.127.255.255", "shared by customers of a provider"),
            ("169.254.169.254", "link-local"),
            ("192.0.0.8", "for special purposes"),
            ("198.18.0.1", "for special purposes"),
            ("224.0.0.1", "multicast"),
            ("255.255.255.255", "reserved"),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::7f00:1", "reserved"),
            ("::ffff:127.0.0.1", "loopback"),
            ("::ffff:10.1.2.3", "private"),
            ("64:ff9b::a9fe:a9fe", "link-local"),
            ("64:ff9b:1::a00:1", "reserved"),
            ("2002:c0a8:101::1", "private"),
            ("2001::1", "for special purposes"),
            ("2001:db8::1", "for special purposes"),
            ("fc00::1", "private"),
            ("fd12:3456::1", "private"),
            ("fe80::1", "link-local"),
            ("fec0::1", "site-local"),
            ("ff02::1", "multicast"),
            ("100::1", "reserved"),
        ];
        for (address, expected) in refused {
            assert_eq!(kind(address), Some(expected), "{address}");
            assert_eq!(Addresses::All.check(address.parse().unwrap()), Ok(()), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_not() {
        let public = [
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2002:808:808::1",
            "2001:4860:4860::8888",
            "2606:4700::1111",
        ];
        for address in public {
            assert_eq!(kind(address), None, "{address}");
        }
    }
}
