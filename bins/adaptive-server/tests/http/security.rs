//! Who is let in where: every call of the table in docs/api.md, with every kind of credential.

use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, RunningServer, Sitting, until};

const API: &str = include_str!("../../../../docs/api.md");
const SETTINGS_KEY: &str = "a-key-of-the-platform";
const SCOPES: [&str; 5] = ["deliver", "score", "read", "author", "admin"];

/// A call as docs/api.md describes it.
#[derive(Debug)]
struct Call {
    method: String,
    address: String,
    scopes: Vec<String>,
    examinees: bool,
}

impl Call {
    fn is_guarded(&self) -> bool {
        !self.scopes.is_empty()
    }

    /// The path with these numbers in the place of parameters.
    fn path(&self, session: i64) -> String {
        let path = self.address.replace("{id}", &session.to_string()).replace("{name}", "placement");
        let path = path.replace("{key_id}", "999999").replace("{examinee_id}", "nobody");
        if path.ends_with("/next") { format!("{path}?exam_session_id={session}") } else { path }
    }
}

/// The table of scopes in docs/api.md.
fn calls() -> Vec<Call> {
    let (_, table) = API.split_once("| call | scope of the key | session token |").expect("the table is there");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let calls: Vec<_> = rows
        .map(|row| {
            let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
            let (method, address) = cells[0].trim_matches('`').split_once(' ').expect("a method and an address");
            let scopes = cells[1].split('`').filter(|part| SCOPES.contains(part)).map(str::to_owned).collect();
            let examinees = !cells[2].is_empty();
            Call { method: method.to_owned(), address: address.to_owned(), scopes, examinees }
        })
        .collect();
    assert!(calls.len() >= 23, "{calls:?}");
    calls
}

/// A server with a key in its settings and some in its database, and two sessions.
struct Fixture {
    server: RunningServer,
    mine: Sitting,
    theirs: Sitting,
}

impl Fixture {
    fn new(deployment: &Deployment) -> Self {
        let server = deployment.serve_with("ADAPTIVE__AUTH__API_KEYS", SETTINGS_KEY);
        let platform = server.client().bearer(SETTINGS_KEY);
        let (mine, theirs) = (Sitting::start(&platform, 1), Sitting::start(&platform, 2));
        Self { server, mine, theirs }
    }

    fn admin(&self) -> Client {
        self.server.client().bearer(SETTINGS_KEY)
    }

    fn key(&self, scopes: &[&str]) -> Value {
        self.admin().post("/api/keys", &json!({ "name": "matrix", "scopes": scopes })).ok()
    }

    fn token_of(sitting: &Sitting) -> &str {
        sitting.progress["session_token"].as_str().unwrap()
    }

    /// The status and the code of a call on a session, with these lines in its head and no body of use.
    fn send(&self, call: &Call, session: i64, head: &str) -> (u16, String) {
        let body = match call.address.as_str() {
            "/api/adaptive/answer" => {
                format!("{{\"exam_session_id\":{session},\"item_id\":\"none\",\"answer\":\"A\"}}")
            }
            "/api/adaptive/complete" => format!("{{\"exam_session_id\":{session}}}"),
            address if address.ends_with("/pause") || address.ends_with("/resume") => {
                r#"{"reason":"a trial"}"#.to_owned()
            }
            _ => String::new(),
        };
        status_and_code(&self.raw(&call.method, &call.path(session), head, &body))
    }

    fn raw(&self, method: &str, path: &str, head: &str, body: &str) -> String {
        let length = body.len();
        self.server.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{head}Content-Length: {length}\r\n\r\n{body}"
        ))
    }
}

fn status_and_code(reply: &str) -> (u16, String) {
    let status = reply.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
    let body = reply.split("\r\n\r\n").nth(1).unwrap_or("");
    let body = body.find('{').map_or("", |start| &body[start..]);
    let code = body.split("\"code\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
    (status, code.to_owned())
}

fn bearer(credential: &str) -> String {
    format!("Authorization: Bearer {credential}\r\n")
}

fn refused(code: &str) -> (u16, String) {
    (if code == "unauthorized" { 401 } else { 403 }, code.to_owned())
}

#[test]
fn the_table_of_the_document_is_that_of_the_server() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut served = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        served.extend(item.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut listed: Vec<_> = calls().iter().map(|call| format!("{} {}", call.method, call.address)).collect();
    served.sort();
    listed.sort();
    assert_eq!(served, listed);
}

pub(crate) fn a_credential_that_opens_nothing_is_refused_everywhere(deployment: &Deployment) {
    let fixture = Fixture::new(deployment);
    let admin = fixture.admin();
    let revoked = fixture.key(&["admin"]);
    let path = format!("/api/keys/{}", revoked["key_id"]);
    admin.send("DELETE".parse().unwrap(), &path, "", vec![]).ok();
    let soon = jiff::Timestamp::now() + std::time::Duration::from_secs(1);
    let brief = json!({ "name": "brief", "scopes": ["admin"], "expires_at": soon.to_string() });
    let expired = admin.post("/api/keys", &brief).ok();
    let expired = expired["key"].as_str().unwrap();
    until("the key expires", || fixture.server.client().bearer(expired).get("/api/exam-types").status == 401);
    let revoked = revoked["key"].as_str().unwrap();
    let token = Fixture::token_of(&fixture.mine);
    let right = bearer(SETTINGS_KEY);
    let heads = [
        String::new(),
        bearer("a-key-of-nobody-at-all"),
        bearer(&format!("aek_{}", "A".repeat(43))),
        bearer("aek_short"),
        bearer("ast_forged"),
        bearer(&token[..token.len() - 1]),
        bearer(&format!("{token}A")),
        bearer(""),
        bearer(revoked),
        bearer(expired),
        format!("X-API-Key: {revoked}\r\n"),
        format!("X-API-Key: {token}\r\n"),
        "X-API-Key: \r\n".to_owned(),
        format!("Authorization: Basic {SETTINGS_KEY}\r\n"),
        format!("Authorization: {SETTINGS_KEY}\r\n"),
        format!("{right}{right}"),
        format!("{right}{}", bearer("wrong")),
        format!("{right}{}", bearer(token)),
        format!("{right}X-API-Key: wrong\r\n"),
        format!("X-API-Key: {SETTINGS_KEY}\r\nX-API-Key: {SETTINGS_KEY}\r\n"),
        format!("X-API-Key: {SETTINGS_KEY}\r\n{}", bearer(token)),
        format!("X-API-Key: {SETTINGS_KEY}, {SETTINGS_KEY}\r\n"),
        format!("Authorization: Bearer {SETTINGS_KEY}, Bearer {SETTINGS_KEY}\r\n"),
        format!("Cookie: api_key={SETTINGS_KEY}\r\n"),
        format!("Proxy-Authorization: Bearer {SETTINGS_KEY}\r\n"),
    ];
    for call in calls().iter().filter(|call| call.is_guarded()) {
        for head in &heads {
            let outcome = fixture.send(call, fixture.mine.session, head);
            assert_eq!(outcome, refused("unauthorized"), "{} {} with {head:?}", call.method, call.address);
        }
    }
    for call in calls().iter().filter(|call| !call.is_guarded()) {
        assert_eq!(fixture.send(call, 0, "").0, 200, "{} {}", call.method, call.address);
    }
    assert_eq!(admin.next(fixture.mine.session).ok()["items_completed"], 0, "nothing has changed");
}

pub(crate) fn a_key_opens_what_its_scopes_say(deployment: &Deployment) {
    let fixture = Fixture::new(deployment);
    for scope in SCOPES {
        let key = fixture.key(&[scope]);
        let key = key["key"].as_str().unwrap();
        for call in calls().iter().filter(|call| call.is_guarded()) {
            let open = scope == "admin" || call.scopes.iter().any(|own| own == scope);
            // An answer with an option takes another scope than one that is scored.
            let open = open && !(call.address.ends_with("/answer") && scope == "score");
            for head in [bearer(key), format!("X-API-Key: {key}\r\n")] {
                // A session that does not exist, so that no call changes anything for the next one.
                let (status, code) = fixture.send(call, 999_999, &head);
                let is_open = ![401, 403].contains(&status);
                assert_eq!(is_open, open, "{} {} with {scope}: {status} {code}", call.method, call.address);
                assert!(open || code == "insufficient_scope", "{} {} with {scope}: {code}", call.method, call.address);
            }
        }
    }
}

pub(crate) fn a_session_token_opens_its_own_session_alone(deployment: &Deployment) {
    let fixture = Fixture::new(deployment);
    let own = bearer(Fixture::token_of(&fixture.mine));
    let nobodys = bearer(&format!("ast_{}", "A".repeat(43)));
    let mut calls = calls();
    // `complete` ends the session, so it comes last.
    calls.sort_by_key(|call| call.address.ends_with("/complete"));
    for call in calls.iter().filter(|call| call.is_guarded()) {
        let name = format!("{} {}", call.method, call.address);
        let expected = refused(if call.examinees { "foreign_session" } else { "platform_only" });
        for (session, head) in [(fixture.theirs.session, &own), (999_999, &own), (fixture.mine.session, &nobodys)] {
            assert_eq!(fixture.send(call, session, head), expected, "{name} on {session}");
        }
        let (status, code) = fixture.send(call, fixture.mine.session, &own);
        // The exam type leaves pauses to the platform.
        let is_pause = call.address.ends_with("/pause") || call.address.ends_with("/resume");
        let may = call.examinees && !is_pause;
        assert_eq!(![401, 403].contains(&status), may, "{name} on their own: {status} {code}");
    }
    let platform = fixture.admin();
    assert_eq!(platform.next(fixture.theirs.session).ok()["items_completed"], 0, "nothing has changed");
    assert_eq!(platform.summary(fixture.mine.session).ok()["finished"], true);
}

#[test]
fn an_option_takes_deliver_and_a_scored_answer_takes_score() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let fixture = Fixture::new(&deployment);
    let with = |scope: &str| fixture.server.client().bearer(fixture.key(&[scope])["key"].as_str().unwrap());
    let (session, item) = (fixture.mine.session, fixture.mine.item_id());
    let body = |answer: &str, value: Value| json!({ "exam_session_id": session, "item_id": item, answer: value });
    for (answer, value) in [("correct", json!(true)), ("score", json!(1))] {
        for scope in ["deliver", "read", "author"] {
            with(scope).post("/api/adaptive/answer", &body(answer, value.clone())).problem(403, "insufficient_scope");
        }
        let examinee = fixture.server.client().bearer(Fixture::token_of(&fixture.mine));
        examinee.post("/api/adaptive/answer", &body(answer, value)).problem(403, "platform_only");
    }
    let refused =
        with("score").post("/api/adaptive/answer", &body("answer", json!("A"))).problem(403, "insufficient_scope");
    assert!(refused["detail"].as_str().unwrap().contains("deliver"), "{refused}");
    assert_eq!(with("score").post("/api/adaptive/answer", &body("correct", json!(true))).ok()["items_completed"], 1);
}

#[test]
fn a_key_without_the_scope_is_refused_before_the_body_comes() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let fixture = Fixture::new(&deployment);
    let reader = fixture.key(&["read"]);
    let head = format!("{}Content-Type: application/json\r\n", bearer(reader["key"].as_str().unwrap()));
    for call in calls().iter().filter(|call| call.method == "POST") {
        let path = call.path(1);
        let request =
            format!("POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{head}Content-Length: 9\r\n\r\n");
        assert_eq!(status_and_code(&fixture.server.raw(&request)), refused("insufficient_scope"), "{path}");
    }
}

/// Other writings of a path that a proxy or a router may take for the path.
fn disguises(path: &str) -> Vec<String> {
    let rest = path.trim_start_matches('/');
    let encoded: String = rest.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let mut disguises = vec![
        format!("//{rest}"),
        format!("/./{rest}"),
        format!("/x/../{rest}"),
        format!("/livez/../{rest}"),
        format!("/livez/..;/{rest}"),
        format!("/livez/%2e%2e/{rest}"),
        format!("/livez%2f..%2f{rest}"),
        format!("/%2e%2e/{rest}"),
        format!("/..%5c{rest}"),
        format!("/docs/../{rest}"),
        format!("/docs/%2e%2e/{rest}"),
        format!("{path}/"),
        format!("{path}//"),
        format!("{path}/."),
        format!("{path};x"),
        format!("{path};x=1/livez"),
        format!("{path}%3bx"),
        format!("{path}%00"),
        format!("{path}%20"),
        format!("{path}.json"),
        format!("{path}%23"),
        format!("{path}?/livez"),
        path.to_uppercase(),
        path.replace('/', "//"),
        path.replacen('/', "%2F", 2).replacen("%2F", "/", 1),
        path.replacen("api", "API", 1),
        path.replacen("api", "%61pi", 1),
        path.replacen("api", "%2561pi", 1),
        format!("/{encoded}"),
        format!("http://127.0.0.1{path}"),
        format!("http://livez{path}"),
    ];
    disguises.retain(|disguise| !disguise.contains(' '));
    disguises
}

#[test]
fn no_other_writing_of_a_path_and_no_other_method_opens_it() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let fixture = Fixture::new(&deployment);
    let heads = [
        String::new(),
        bearer(Fixture::token_of(&fixture.theirs)),
        "X-HTTP-Method-Override: GET\r\nX-Original-URL: /livez\r\nX-Rewrite-URL: /livez\r\n".to_owned(),
    ];
    for call in calls().iter().filter(|call| call.is_guarded()) {
        let path = call.path(fixture.mine.session);
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        for disguise in disguises(path) {
            let address = if query.is_empty() { disguise.clone() } else { format!("{disguise}?{query}") };
            for head in &heads {
                let reply = fixture.raw(&call.method, &address, head, "");
                let status = status_and_code(&reply).0;
                assert!([400, 401, 403, 404, 405, 422].contains(&status), "{} {disguise}: {reply}", call.method);
            }
        }
    }
    let mut addresses: Vec<_> = calls().iter().filter(|call| call.is_guarded()).map(|call| call.path(1)).collect();
    addresses.dedup();
    for path in addresses {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"] {
            let status = status_and_code(&fixture.raw(method, &path, "", "")).0;
            assert!([400, 401, 405].contains(&status), "{method} {path}: {status}");
        }
    }
    assert_eq!(fixture.admin().next(fixture.mine.session).ok()["items_completed"], 0, "nothing has changed");
}

#[test]
fn a_page_that_everybody_may_read_shows_nothing_of_the_exams() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let fixture = Fixture::new(&deployment);
    for path in ["/", "/docs", "/docs/", "/openapi.json", "/livez", "/readyz", "/metrics"] {
        let reply = fixture.raw("GET", path, "", "");
        assert!([200, 308].contains(&status_and_code(&reply).0), "{path}: {reply}");
        let token = Fixture::token_of(&fixture.mine);
        assert!(
            !reply.contains(token) && !reply.contains(SETTINGS_KEY) && !reply.contains("answer_key\":\""),
            "{path}"
        );
    }
    for path in ["/docs/%2e%2e/api/banks", "/docs/..%2f..%2fetc/passwd", "/docs/nothing"] {
        assert_ne!(status_and_code(&fixture.raw("GET", path, "", "")).0, 200, "{path}");
    }
}
