//! Messages on their way to receivers of this test.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has to fail")]

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use testkit::TlsFiles;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use webhooks::{Addresses, Envelope, NamedFile, Secret, SendFailure, Sender, Target};

const PATIENCE: Duration = Duration::from_secs(60);
const TAKEN: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn secrets() -> Vec<Secret> {
    vec![Secret::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap()]
}

fn message() -> Envelope {
    let body = br#"{"test": 2432232314}"#.to_vec();
    Envelope { id: "msg_p5jXN8AQM9LWM0D4loKWxJek".to_owned(), timestamp: 1_614_265_330, body }
}

/// Reads one request and answers it; the request.
async fn serve_one(mut stream: impl AsyncRead + AsyncWrite + Unpin, reply: &str) -> String {
    let mut request = Vec::new();
    while !request.ends_with(&message().body) {
        assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0, "the request is whole");
    }
    stream.write_all(reply.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    String::from_utf8(request).unwrap()
}

/// A receiver of one message that answers so.
async fn receiver(reply: String) -> (SocketAddr, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(async move { serve_one(listener.accept().await.unwrap().0, &reply).await });
    (address, served)
}

async fn send(url: &str, addresses: Addresses, limit: Duration) -> Result<(), SendFailure> {
    let sender = Sender::new(None, addresses, limit).unwrap();
    let target = Target::new(url, Addresses::All).unwrap();
    sender.send(&target, &secrets(), &message()).await
}

/// What becomes of a message that is answered so.
async fn outcome(reply: &str) -> Result<(), SendFailure> {
    let (address, served) = receiver(reply.to_owned()).await;
    let outcome = send(&format!("http://{address}/hooks?a=b"), Addresses::All, PATIENCE).await;
    served.await.unwrap();
    outcome
}

#[tokio::test]
async fn a_message_has_the_headers_of_the_specification() {
    let (address, served) = receiver(TAKEN.to_owned()).await;
    send(&format!("http://{address}/hooks?a=b"), Addresses::All, PATIENCE).await.unwrap();
    let request = served.await.unwrap();
    assert!(request.starts_with("POST /hooks?a=b HTTP/1.1\r\n"), "{request}");
    for header in [
        &format!("host: {address}"),
        "content-type: application/json",
        "content-length: 20",
        "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp: 1614265330",
        "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ] {
        assert!(request.contains(&format!("\r\n{header}\r\n")), "{header}: {request}");
    }
    assert!(request.ends_with("\r\n\r\n{\"test\": 2432232314}"), "{request}");
}

#[tokio::test]
async fn the_status_says_what_becomes_of_a_message() {
    for taken in ["200 OK", "202 Accepted", "204 No Content"] {
        outcome(&format!("HTTP/1.1 {taken}\r\n\r\n")).await.unwrap();
    }
    let gone = outcome("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n").await.unwrap_err();
    assert!(gone.is_final(), "{gone}");
    let asked = |reply: &'static str| async move {
        let failure = outcome(reply).await.unwrap_err();
        assert!(!failure.is_final(), "{failure}");
        (failure.to_string(), failure.retry_after())
    };
    let busy = asked("HTTP/1.1 503 Busy\r\nretry-after: 120\r\n\r\n").await;
    assert_eq!(busy, ("status 503".to_owned(), Some(Duration::from_secs(120))));
    let dates = "HTTP/1.1 503 Busy\r\ndate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                 retry-after: Sun, 06 Nov 1994 08:50:37 GMT\r\n\r\n";
    let until = asked(dates).await;
    assert_eq!(until, ("status 503".to_owned(), Some(Duration::from_secs(60))));
    let unsaid = asked("HTTP/1.1 429 Slow Down\r\nretry-after: soon\r\n\r\n").await;
    assert_eq!(unsaid, ("status 429".to_owned(), None));
    let elsewhere = asked("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\n\r\n").await;
    assert_eq!(elsewhere, ("status 302".to_owned(), None), "redirects are not followed");
    assert!(asked("SSH-2.0-OpenSSH\r\n").await.0.starts_with("no reply"));
    assert!(asked("").await.0.starts_with("no reply"));
}

#[tokio::test]
async fn a_body_without_an_end_and_a_head_without_an_end_hold_nothing_up() {
    let body = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(100_000));
    outcome(&body).await.unwrap();
    let head = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(100_000));
    outcome(&head).await.unwrap_err();
}

#[tokio::test]
async fn an_endpoint_that_says_nothing_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let failure = send(&url, Addresses::All, Duration::from_millis(50)).await.unwrap_err();
    assert_eq!(failure.to_string(), "no reply within 50 ms");
    let address = listener.local_addr().unwrap();
    drop(listener);
    let failure = send(&format!("http://{address}/"), Addresses::All, PATIENCE).await.unwrap_err();
    assert!(matches!(failure, SendFailure::Unreachable(_)), "{failure}");
}

#[tokio::test]
async fn nothing_connects_to_an_address_of_this_machine_unless_it_is_allowed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    // A name, and literal addresses.
    for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"] {
        let failure = send(&format!("http://{host}:{port}/"), Addresses::Public, PATIENCE).await.unwrap_err();
        assert!(matches!(failure, SendFailure::Refused(_)), "{host}: {failure}");
    }
    let accepted = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
    assert!(accepted.is_err(), "no connection was made");
}

#[tokio::test]
async fn a_message_goes_over_tls_to_the_host_that_the_certificate_names() {
    let files = TlsFiles::for_names(&["localhost"]);
    let chain = vec![CertificateDer::from_pem_file(files.path("server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_file(files.path("server.key")).unwrap();
    let authority = NamedFile::new("tls_ca_file", files.path("ca.pem"));
    let trusting = Sender::new(Some(&authority), Addresses::All, PATIENCE).unwrap();
    let distrusting = Sender::new(None, Addresses::All, PATIENCE).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let served = tokio::spawn(async move {
        let mut requests = Vec::new();
        for _ in 0..3 {
            if let Ok(stream) = acceptor.accept(listener.accept().await.unwrap().0).await {
                requests.push(serve_one(stream, TAKEN).await);
            }
        }
        requests
    });
    for (sender, host, is_taken) in
        [(&trusting, "localhost", true), (&trusting, "127.0.0.1", false), (&distrusting, "localhost", false)]
    {
        let target = Target::new(&format!("https://{host}:{port}/"), Addresses::All).unwrap();
        let outcome = sender.send(&target, &secrets(), &message()).await;
        match outcome {
            Ok(()) => assert!(is_taken, "{host}"),
            Err(failure) => assert!(!is_taken && matches!(failure, SendFailure::Insecure(_)), "{host}: {failure}"),
        }
    }
    assert_eq!(served.await.unwrap().len(), 1);
}
