//! One HTTP connection that is kept alive.

use std::io::Write as _;

use benches::workload::Outcome;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const MOST_HEADERS: usize = 32;

/// A connection with the buffers of its requests and replies.
pub(crate) struct Connection {
    stream: TcpStream,
    host: String,
    request: Vec<u8>,
    reply: Vec<u8>,
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(host: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: host.to_owned(), request: Vec::new(), reply: Vec::new() })
    }

    /// Sends a body of this type with these headers, and reads the body of the reply.
    pub(crate) async fn post(
        &mut self,
        path: &str,
        media_type: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Outcome<&[u8]> {
        self.request.clear();
        write!(self.request, "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: {media_type}\r\n", self.host)?;
        for (name, value) in headers {
            write!(self.request, "{name}: {value}\r\n")?;
        }
        write!(self.request, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        self.exchange().await
    }

    /// Asks for a page with these headers.
    pub(crate) async fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Outcome<&[u8]> {
        self.request.clear();
        write!(self.request, "GET {path} HTTP/1.1\r\nHost: {}\r\n", self.host)?;
        for (name, value) in headers {
            write!(self.request, "{name}: {value}\r\n")?;
        }
        write!(self.request, "\r\n")?;
        self.exchange().await
    }

    /// Sends the request and reads the body of its reply.
    async fn exchange(&mut self) -> Outcome<&[u8]> {
        self.stream.write_all(&self.request).await?;
        let (head, length) = self.read().await?;
        Ok(&self.reply[head..head + length])
    }

    /// Reads one reply; the lengths of its head and its body.
    async fn read(&mut self) -> Outcome<(usize, usize)> {
        self.reply.clear();
        let mut expected = None;
        loop {
            if self.stream.read_buf(&mut self.reply).await? == 0 {
                return Err("the server has closed a connection".into());
            }
            if expected.is_none() {
                expected = lengths(&self.reply)?;
            }
            if let Some((head, body)) = expected
                && self.reply.len() >= head + body
            {
                return Ok((head, body));
            }
        }
    }
}

/// The lengths of the head and the body of a reply; `None` while the head is not complete.
fn lengths(reply: &[u8]) -> Outcome<Option<(usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut head = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = head.parse(reply)? else { return Ok(None) };
    if !matches!(head.code, Some(200 | 201)) {
        return Err(format!("not the reply of a success: {}", String::from_utf8_lossy(reply)).into());
    }
    let body = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body = body.ok_or("a reply without Content-Length")?.value;
    Ok(Some((length, std::str::from_utf8(body)?.parse()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_complete_with_its_head_and_as_many_bytes_as_it_names() {
        let reply = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(lengths(reply).unwrap(), Some((reply.len() - 2, 2)));
        assert_eq!(lengths(&reply[..30]).unwrap(), None);
    }

    #[test]
    fn a_refused_request_ends_the_run() {
        let error = lengths(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n").unwrap_err();
        assert!(error.to_string().contains("503"), "{error}");
    }
}
