//! The PostgreSQL server that tests start for themselves.
#![expect(clippy::unwrap_used, reason = "a test that meets the unexpected has to fail")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use postgres::{Client, NoTls};
use testkit::PostgresServer;

#[test]
#[ignore = "needs the programs of PostgreSQL"]
fn it_lets_nobody_in_without_the_password_keeps_what_was_committed_and_can_be_paused() {
    let mut server = PostgresServer::start();
    let wrong = format!("postgres://{}:wrong@{}/postgres", PostgresServer::USER, server.address());
    assert!(Client::connect(&wrong, NoTls).is_err());

    let mut client = Client::connect(&server.url(), NoTls).unwrap();
    client.batch_execute("CREATE TABLE kept (n INTEGER); INSERT INTO kept VALUES (7)").unwrap();
    server.restart();
    assert!(client.batch_execute("SELECT 1").is_err(), "the connection has ended with the server");
    let mut client = Client::connect(&server.url(), NoTls).unwrap();
    assert_eq!(client.query_one("SELECT n FROM kept", &[]).unwrap().get::<_, i32>(0), 7);

    server.pause();
    assert_eq!(first_reply(&server).unwrap_err().kind(), ErrorKind::WouldBlock);
    server.resume();
    assert_eq!(first_reply(&server).unwrap(), b'N');
    client.batch_execute("SELECT 1").unwrap();

    server.stop_at_once();
    assert!(Client::connect(&server.url(), NoTls).is_err());
}

/// What the server says to the question for encryption, which it has not got, if it says anything.
fn first_reply(server: &PostgresServer) -> std::io::Result<u8> {
    let mut connection = TcpStream::connect(server.address()).unwrap();
    connection.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).unwrap();
    connection.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut reply = [0];
    connection.read_exact(&mut reply)?;
    Ok(reply[0])
}
