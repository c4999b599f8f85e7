//! A client that sends any bytes and notices when no reply comes, on one connection as long as the server keeps it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// After so long a reply is taken for lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    /// The body; null where it is not JSON.
    pub(crate) body: Value,
}

pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Connection {
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self { address, stream: None }
    }

    /// Sends a request with a body of this type.
    pub(crate) fn post(&mut self, target: &str, media_type: &str, body: &[u8]) -> Reply {
        self.send("POST", target, &format!("Content-Type: {media_type}\r\n"), body)
    }

    pub(crate) fn post_json(&mut self, target: &str, body: &Value) -> Reply {
        self.post(target, "application/json", body.to_string().as_bytes())
    }

    pub(crate) fn get(&mut self, target: &str) -> Reply {
        self.send("GET", target, "", b"")
    }

    fn send(&mut self, method: &str, target: &str, headers: &str, body: &[u8]) -> Reply {
        let address = self.address;
        let mut stream = self.stream.take().unwrap_or_else(|| connect(address));
        let head =
            format!("{method} {target} HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
        stream.get_mut().write_all(&[head.as_bytes(), body].concat()).unwrap();
        let (reply, stays) = receive(&mut stream);
        self.stream = stays.then_some(stream);
        reply
    }
}

fn connect(address: SocketAddr) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    BufReader::new(stream)
}

/// Reads a reply. Also returns whether the server keeps the connection.
fn receive(stream: &mut BufReader<TcpStream>) -> (Reply, bool) {
    let first = line(stream);
    assert!(!first.is_empty(), "no reply: the server has closed the connection");
    let status = first.split(' ').nth(1).unwrap().parse().unwrap();
    let (mut content_type, mut length, mut stays) = (String::new(), 0, true);
    loop {
        let line = line(stream).to_ascii_lowercase();
        match line.split_once(": ") {
            Some(("content-type", value)) => content_type = value.to_owned(),
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(("connection", value)) => stays = value != "close",
            Some(("transfer-encoding", value)) => panic!("a reply of known length comes {value}"),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    (Reply { status, content_type, body: serde_json::from_slice(&body).unwrap_or_default() }, stays)
}

/// The next line without its end.
fn line(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    stream.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}
