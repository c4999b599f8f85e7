//! Host names that only this machine can mean.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether the value of a `Host` header names this machine: an address in 127.0.0.0/8, `[::1]` or `localhost`, with any port
/// or none. A page of another site cannot make a browser send such a value to this server: its own name would stand there.
///
/// ```
/// assert!(edge::is_loopback_host("localhost:8080"));
/// assert!(!edge::is_loopback_host("rebound.example:8080"));
/// ```
#[must_use]
pub fn is_loopback_host(host: &str) -> bool {
    let (name, port) = split_port(host);
    port.is_none_or(|port| port.is_empty() || is_port(port)) && is_loopback_name(name)
}

/// The name and the port of a host. The colons of an address in brackets separate no port.
fn split_port(host: &str) -> (&str, Option<&str>) {
    let after_brackets = host.rfind(']').map_or(0, |place| place + 1);
    match host[after_brackets..].split_once(':') {
        Some((rest, port)) => (&host[..after_brackets + rest.len()], Some(port)),
        None => (host, None),
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

fn is_loopback_name(name: &str) -> bool {
    let bracketed = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match bracketed {
        Some(address) => address.parse() == Ok(Ipv6Addr::LOCALHOST),
        None => {
            name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|address: Ipv4Addr| address.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_of_this_machine_are_loopback_with_any_port() {
        let hosts =
            ["localhost", "LocalHost:1", "127.0.0.1", "127.0.0.1:65535", "127.255.1.2:80", "[::1]", "[::1]:8080"];
        for host in hosts.into_iter().chain(["[0:0:0:0:0:0:0:1]:1", "localhost:"]) {
            assert!(is_loopback_host(host), "{host}");
        }
    }

    #[test]
    fn everything_else_is_foreign() {
        let hosts = [
            "",
            ":80",
            "example.org",
            "localhost.example.org",
            "127.0.0.1.example.org",
            "localhost.",
            "a.localhost",
            "128.0.0.1",
            "10.0.0.1:8080",
            "0.0.0.0",
            "2130706433",
            "127.1",
            "::1",
            "[::1",
            "[::2]",
            "[::ffff:10.0.0.1]",
            "[::1].example.org",
            "localhost:80:80",
            "localhost:65536",
            "localhost:+80",
            "localhost:http",
            "user@localhost",
            "localhost@example.org",
            "localhost/..",
            "localhost,example.org",
            "localhost example.org",
            " localhost",
        ];
        for host in hosts {
            assert!(!is_loopback_host(host), "{host}");
        }
    }
}
