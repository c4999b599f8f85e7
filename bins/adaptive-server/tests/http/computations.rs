//! Work that takes long, and what it must not hold up.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::thread;

use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, Reply, RunningServer};

/// One thread for requests and one for long computations; designs may cost what they like.
fn narrow() -> Deployment {
    crate::deployment(Backend::SqliteMemory)
        .with("ADAPTIVE__SERVER__WORKERS", "1")
        .with("ADAPTIVE__COMPUTE__THREADS", "1")
        .with("ADAPTIVE__COMPUTE__WAIT_MS", "3600000")
        .with("ADAPTIVE__LIMITS__STEP_MS", "3600000")
}

fn bank(items: u32) -> String {
    let mut csv = "item_id,model,a,b\n".to_owned();
    for number in 0..items {
        writeln!(csv, "q{number},2pl,1.{},{}", number % 7, f64::from(number % 41) / 10.0 - 2.0).unwrap();
    }
    csv
}

fn import(client: &Client, name: &str, csv: &str) -> Reply {
    client.send("POST".parse().unwrap(), &format!("/api/banks?name={name}"), "text/csv", csv.as_bytes().to_vec())
}

/// The costliest design there is, but for its first item.
fn slow_design() -> Value {
    json!({
        "selection": { "rule": "mei" },
        "start": { "rule": "max-information" },
        "estimator": { "interim": "huber" },
    })
}

/// An exam type `slow`, whose second item takes seconds to choose.
fn import_slow(client: &Client) {
    import(client, "slow", &bank(8_000)).ok();
    client.post("/api/exam-types", &json!({ "exam_type": "slow", "bank": "slow", "design": slow_design() })).ok();
}

/// The session and its pending item.
fn start(client: &Client, exam_type: &str) -> (i64, String) {
    let started = client.start(exam_type, 1);
    (started["exam_session_id"].as_i64().unwrap(), started["item"]["item_id"].as_str().unwrap().to_owned())
}

fn answer_body((session, item): &(i64, String)) -> Value {
    json!({ "exam_session_id": session, "item_id": item, "correct": true })
}

fn answer(client: &Client, pending: &(i64, String)) -> Reply {
    client.post("/api/adaptive/answer", &answer_body(pending))
}

/// An answer as it goes over the wire.
fn raw_answer(pending: &(i64, String)) -> String {
    let body = answer_body(pending).to_string();
    format!(
        "POST /api/adaptive/answer HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Asks for the metrics until they have this line.
fn wait_for_metric(client: &Client, line: &str) {
    while !client.get("/metrics").text.lines().any(|other| other == line) {
        thread::yield_now();
    }
}

fn wait_until_computing(client: &Client) {
    wait_for_metric(client, "adaptive_queue_running{queue=\"computations\"} 1");
}

fn connect(server: &RunningServer, request: &str) -> TcpStream {
    let mut connection = TcpStream::connect(server.url().trim_start_matches("http://")).unwrap();
    connection.write_all(request.as_bytes()).unwrap();
    connection
}

#[test]
fn long_answers_hold_up_neither_probes_nor_other_exams() {
    let deployment = narrow();
    let server = deployment.serve();
    let client = server.client();
    import_slow(&client);
    let answers = [start(&client, "slow"), start(&client, "slow")].map(|pending| {
        let client = client.clone();
        thread::spawn(move || answer(&client, &pending).ok())
    });
    wait_until_computing(&client);
    client.get("/livez").ok();
    let (session, mut item) = start(&client, "placement");
    for _ in 0..3 {
        let progress = answer(&client, &(session, item)).ok();
        item = progress["item"]["item_id"].as_str().unwrap().to_owned();
    }
    assert!(!answers.iter().all(thread::JoinHandle::is_finished), "the exam did not wait for the long answers");
    for answer in answers {
        assert_eq!(answer.join().unwrap()["items_completed"], 1);
    }
}

#[test]
fn an_answer_that_finds_the_queue_full_is_refused_and_counts_when_it_is_sent_again() {
    let deployment = narrow().with("ADAPTIVE__COMPUTE__QUEUE", "0");
    let server = deployment.serve();
    let client = server.client();
    import_slow(&client);
    let (first, second) = (start(&client, "slow"), start(&client, "slow"));
    let running = {
        let client = client.clone();
        thread::spawn(move || answer(&client, &first).ok())
    };
    wait_until_computing(&client);
    let refused = server.raw(&raw_answer(&second));
    let (head, body) = refused.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 503 ") && head.to_lowercase().contains("\r\nretry-after: "), "{refused}");
    assert!(body.contains("\"code\":\"unavailable\"") && body.contains("computations are waiting"), "{refused}");
    running.join().unwrap();
    assert_eq!(answer(&client, &second).ok()["items_completed"], 1);
}

#[test]
fn the_work_of_a_client_that_leaves_is_given_up_and_its_answer_was_not_given() {
    let deployment = narrow();
    let server = deployment.serve();
    let client = server.client();
    import_slow(&client);
    let pending = start(&client, "slow");
    let connection = connect(&server, &raw_answer(&pending));
    wait_until_computing(&client);
    drop(connection);
    wait_for_metric(&client, "adaptive_computations_total{outcome=\"abandoned\"} 1");
    wait_for_metric(&client, "adaptive_queue_running{queue=\"computations\"} 0");
    assert_eq!(client.summary(pending.0).ok()["items_completed"], 0);
    assert_eq!(answer(&client, &pending).ok()["items_completed"], 1);
}

#[test]
fn scoring_with_fine_grids_at_once_takes_the_memory_of_one() {
    let deployment = narrow();
    let server = deployment.serve();
    let client = server.client();
    import(&client, "fine", &bank(2_000)).ok();
    let before = server.peak_memory_bytes();
    let design = json!({ "quadrature": { "lower": -4.0, "upper": 4.0, "nodes": 3001 } });
    let body = json!({ "bank": "fine", "design": design, "responses": [{ "item_id": "q1", "correct": true }] });
    let scores = [(); 6].map(|()| {
        let (client, body) = (client.clone(), body.clone());
        thread::spawn(move || client.post("/api/adaptive/score", &body).ok())
    });
    for score in scores {
        assert_eq!(score.join().unwrap()["items_completed"], 1);
    }
    let tables = 2_000 * 2 * 3_001 * 8;
    let grown = server.peak_memory_bytes() - before;
    assert!(grown < 3 * tables, "{grown} bytes for tables of {tables}");
}

#[test]
fn a_design_that_costs_too_much_is_refused_and_the_limit_named() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    import(&client, "large", &bank(50_000)).ok();
    let slow = json!({ "selection": { "rule": "mei" }, "estimator": { "interim": "mle" } });
    let fine = json!({ "quadrature": { "lower": -4.0, "upper": 4.0, "nodes": 3001 } });
    let cases = [
        (slow, "design.selection.rule", ["mei takes about ", "50000 on 57 nodes", "the limit is 250 ms"]),
        (fine, "design.quadrature.nodes", ["3001 take about ", "for 50000 items", "the limit is 512 MiB"]),
    ];
    for (design, field, texts) in cases {
        let exam_type = json!({ "exam_type": "large", "bank": "large", "design": design });
        let score = json!({ "bank": "large", "design": design, "responses": [] });
        for reply in [client.post("/api/exam-types", &exam_type), client.post("/api/adaptive/score", &score)] {
            let problem = reply.problem(422, "invalid_value");
            assert_eq!(problem["field"], field);
            let detail = problem["detail"].as_str().unwrap();
            assert!(texts.iter().all(|text| detail.contains(text)), "{detail}");
        }
    }
    client.post("/api/exam-types", &json!({ "exam_type": "large", "bank": "large" })).ok();
}

#[test]
fn answers_are_acknowledged_while_a_large_bank_is_imported() {
    let deployment = narrow();
    let server = deployment.serve();
    let client = server.client();
    let import = {
        let client = client.clone();
        thread::spawn(move || import(&client, "large", &bank(60_000)).ok())
    };
    let mut acknowledged = 0;
    while !import.is_finished() {
        let pending = start(&client, "placement");
        answer(&client, &pending).ok();
        acknowledged += usize::from(!import.is_finished());
        let listed = client.get("/api/banks").ok();
        let large = listed.as_array().unwrap().iter().find(|bank| bank["name"] != "placement");
        assert!(large.is_none_or(|bank| bank["name"] == "large" && bank["item_count"] == 60_000), "{listed}");
    }
    assert!(acknowledged > 2, "{acknowledged} answers during the import");
    assert_eq!(import.join().unwrap()["item_count"], 60_000);
}

#[test]
fn an_import_beyond_those_that_may_wait_is_refused_before_its_body_is_read() {
    let deployment = narrow().with("ADAPTIVE__LIMITS__IMPORTS", "1").with("ADAPTIVE__LIMITS__WAITING_IMPORTS", "0");
    let server = deployment.serve();
    let client = server.client();
    let head =
        "POST /api/banks?name=slow HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/csv\r\ncontent-length: 99\r\n\r\n";
    let begun = connect(&server, head);
    wait_for_metric(&client, "adaptive_queue_running{queue=\"imports\"} 1");
    import(&client, "other", &bank(3)).problem(503, "unavailable");
    drop(begun);
    wait_for_metric(&client, "adaptive_queue_running{queue=\"imports\"} 0");
    import(&client, "other", &bank(3)).ok();
}

#[test]
fn a_bank_with_too_many_items_is_refused() {
    let deployment = narrow().with("ADAPTIVE__LIMITS__BANK_ITEMS", "1000");
    let server = deployment.serve();
    let client = server.client();
    let problem = import(&client, "large", &bank(1_001)).problem(422, "too_many_items");
    assert!(problem["detail"].as_str().unwrap().contains("more than the 1000 items"), "{problem}");
    import(&client, "large", &bank(1_000)).ok();
}

#[test]
fn the_catalogue_says_what_it_takes() {
    let deployment =
        narrow().with("ADAPTIVE__LIMITS__CATALOGUE_MEGABYTES", "1").with("ADAPTIVE__LIMITS__TABLES_MEGABYTES", "1");
    let server = deployment.serve();
    let client = server.client();
    for name in ["a", "b", "c"] {
        import(&client, name, &bank(500)).ok();
        client.post("/api/exam-types", &json!({ "exam_type": name, "bank": name })).ok();
        start(&client, name);
    }
    let metrics = client.get("/metrics").text;
    let value = |name: &str| {
        let line = metrics.lines().find(|line| line.starts_with(&format!("{name} "))).expect(name);
        line.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()
    };
    assert!(value("adaptive_catalogue_bytes") <= f64::from(1 << 20), "{metrics}");
    assert!(value("adaptive_catalogue_entries") >= 1.0 && value("adaptive_catalogue_evictions_total") >= 1.0);
    assert!(value("adaptive_catalogue_loads_total") >= 3.0, "{metrics}");
}
