//! The end of a server: not ready first, then no more connections, then the requests in flight, and Redis last.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use redis::Commands as _;
use serde_json::json;
use testkit::{RedisServer, RunningServer, Sitting, until};

use crate::fault_test::FaultTest;
use crate::server_setup::ServerSetup;

/// Longer than any test: what waits for it does not end by itself.
const FOREVER: &str = "3600";
const DRAIN: &str = "ADAPTIVE__SERVER__DRAIN_SECONDS";

fn accepts(server: &RunningServer) -> bool {
    TcpStream::connect(address(server)).is_ok()
}

fn address(server: &RunningServer) -> &str {
    server.url().trim_start_matches("http://")
}

fn until_ended(server: &mut RunningServer) {
    let mut status = None;
    until("the server has ended", || {
        status = server.ended();
        status.is_some()
    });
    assert_eq!(status.and_then(|status| status.code()), Some(0));
}

#[test]
fn a_server_that_is_told_to_end_is_not_ready_and_serves_until_it_closes() {
    for signal in ["-TERM", "-INT", "-HUP"] {
        let setup = ServerSetup::on_sqlite().with(DRAIN, FOREVER);
        let mut server = setup.serve();
        let mut sitting = Sitting::start(&server.client(), 3);
        server.client().get("/readyz").ok();
        server.send(signal);
        until("the server is not ready", || server.client().get("/readyz").status == 503);
        let reply = server.client().get("/readyz").body;
        assert_eq!((&reply["status"], &reply["database"]), (&"draining".into(), &"ok".into()), "{signal}: {reply}");
        // Everything else goes on, over connections of its own.
        sitting.answer_items(&server.client(), 2);
        server.client().get("/livez").ok();
        let reply = server.raw("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(reply.to_ascii_lowercase().contains("connection: close"), "{reply}");
        // A second signal, whichever, does not wait.
        server.send("-TERM");
        until_ended(&mut server);
        assert!(!accepts(&server), "{signal}");
    }
}

#[test]
fn a_server_that_has_drained_closes_by_itself() {
    let setup = ServerSetup::on_sqlite().with(DRAIN, "1");
    let mut server = setup.serve();
    server.client().get("/livez").ok();
    server.ask_to_stop();
    until_ended(&mut server);
    assert!(!accepts(&server));
}

/// An answer whose body is sent by halves: a request in flight for as long as the test wants.
struct SlowAnswer {
    connection: TcpStream,
    rest: Vec<u8>,
}

impl SlowAnswer {
    fn begin(server: &RunningServer, sitting: &Sitting) -> Self {
        let body = json!({ "exam_session_id": sitting.session, "item_id": sitting.item_id(), "answer": sitting.key() });
        let mut body = body.to_string().into_bytes();
        let head = format!(
            "POST /api/adaptive/answer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let rest = body.split_off(10);
        let mut connection = TcpStream::connect(address(server)).expect("the server listens");
        connection.write_all(&[head.into_bytes(), body].concat()).expect("half a request can be sent");
        Self { connection, rest }
    }

    fn finish(mut self) -> String {
        self.connection.set_read_timeout(Some(Duration::from_secs(60))).expect("a time limit can be set");
        self.connection.write_all(&self.rest).expect("the rest can be sent");
        let mut reply = String::new();
        self.connection.read_to_string(&mut reply).expect("a reply comes");
        reply
    }
}

#[test]
#[ignore = "needs the program redis-server"]
fn a_request_in_flight_is_answered_and_saved_in_redis_after_the_listener_is_closed() {
    let redis = RedisServer::start();
    let setup = ServerSetup::on_sqlite().with_redis(&redis).with("ADAPTIVE__STORE__FORMAT", "json");
    let mut server = setup.serve();
    let mut sitting = Sitting::start(&server.client(), 5);
    sitting.answer_items(&server.client(), 1);
    let slow = SlowAnswer::begin(&server, &sitting);
    // The server has read the first half by the time it has answered this.
    server.client().get("/livez").ok();
    server.ask_to_stop();
    until("the listener is closed", || !accepts(&server));
    let reply = slow.finish();
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("\"items_completed\":2"), "{reply}");
    until_ended(&mut server);
    let copy: String = redis.connection().unwrap().get(format!("adaptive_engine:{}", sitting.session)).unwrap();
    assert!(copy.contains("\"items_completed\":2"), "{copy}");
    let log = server.kill_and_read_log();
    assert!(!log.contains("the state store failed"), "{log}");
}

#[test]
#[ignore = "needs the program redis-server"]
fn servers_under_load_that_are_replaced_lose_nothing_and_save_every_copy() {
    let redis = RedisServer::start();
    let mut test = FaultTest::new(
        "a server under load told to end (SIGTERM), three times",
        ServerSetup::on_sqlite().with_redis(&redis),
    );
    let mut server = Some(test.serve());
    test.under_load(|test, moments| {
        for _ in 0..3 {
            moments.next();
            let next = test.setup.serve();
            test.addresses.set(&[next.url()]);
            let mut last = server.replace(next).unwrap();
            last.ask_to_stop();
            until_ended(&mut last);
            let log = last.kill_and_read_log();
            assert!(!log.contains("the state store failed"), "{log}");
        }
    });
    test.finish();
}
