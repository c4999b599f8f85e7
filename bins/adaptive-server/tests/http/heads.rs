//! Requests and replies as bytes, for tests of their heads.

use testkit::RunningServer;

/// Where a server listens.
pub(crate) fn address(server: &RunningServer) -> String {
    server.url().trim_start_matches("http://").split('/').next().unwrap().to_owned()
}

/// Sends a request on a connection of its own: its method with its target, its headers, each with its line end, and its body.
pub(crate) fn send(server: &RunningServer, call: &str, headers: &str, body: &str) -> String {
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    server.raw(&format!("{call} HTTP/1.1\r\nConnection: close\r\n{headers}{length}\r\n{body}"))
}

/// Sends a request without body to the own name of the server.
pub(crate) fn ask(server: &RunningServer, call: &str, headers: &str) -> String {
    send(server, call, &format!("Host: {}\r\n{headers}", address(server)), "")
}

/// The status of a reply.
pub(crate) fn status(reply: &str) -> u16 {
    reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no reply: {reply:?}"))
}

/// The value of a header of a reply.
pub(crate) fn header<'a>(reply: &'a str, name: &str) -> Option<&'a str> {
    let head = reply.split("\r\n\r\n").next().unwrap();
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
