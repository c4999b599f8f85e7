//! Where a node is: host and port.

/// Reads `host` or `host:port`; an IP address of version 6 that has a port is in brackets.
pub(super) fn host_and_port(node: &str, default_port: u16) -> Option<(String, u16)> {
    let (host, port) = match node.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, default_port),
        Some((host, port)) => (host, port.strip_prefix(':')?.parse().ok()?),
        None => match node.rsplit_once(':') {
            Some((host, port)) if !host.contains(':') => (host, port.parse().ok()?),
            // An address of version 6 without brackets, or no port.
            _ => (node, default_port),
        },
    };
    let usable = !host.is_empty() && port != 0 && !host.contains(['/', '@', '?', '#', ' ', ',']);
    usable.then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_a_host_with_or_without_a_port() {
        let read = |node: &str| host_and_port(node, 26379).map(|(host, port)| format!("{host} {port}"));
        for (node, expected) in [
            ("redis-1", "redis-1 26379"),
            ("10.0.0.1:5000", "10.0.0.1 5000"),
            ("[::1]:5000", "::1 5000"),
            ("[::1]", "::1 26379"),
            ("fe80::1", "fe80::1 26379"),
        ] {
            assert_eq!(read(node).as_deref(), Some(expected), "{node}");
        }
        for node in ["", ":26379", "host:", "host:many", "host:70000", "host:0", "redis://host:1", "u:p@host", "a,b"] {
            assert_eq!(read(node), None, "{node}");
        }
    }
}
