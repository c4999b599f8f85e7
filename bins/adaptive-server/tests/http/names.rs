//! Names of banks and exam types in addresses: what a name can be is read back under it, and what it cannot be is refused.

use serde_json::{Value, json};
use testkit::{Backend, Client, Reply, RunningServer};

use crate::heads::{ask, status};

const BANK: &str = "item_id,model,b\nq1,1pl,0\nq2,1pl,1\n";
/// Names as they stand in an address, and as they are.
const NAMES: [(&str, &str); 8] = [
    ("...", "..."),
    (".a", ".a"),
    ("..a", "..a"),
    ("a.b-c_D9", "a.b-c_D9"),
    ("%2e%2E%2e", "..."),
    ("%61lgebra", "algebra"),
    ("2%2e0", "2.0"),
    ("-", "-"),
];
/// Values as they stand in an address that no name can have: dots alone, and texts with a space, a slash, an umlaut, a
/// percent sign, a line end, half of a character.
const OTHERS: [&str; 14] = [
    ".",
    "..",
    "%2e",
    "%2e%2e",
    "%2E.",
    "a%20b",
    "a+b",
    "a%2Fb",
    "%2e%2e%2fetc",
    "%C3%A4",
    "a%25b",
    "a%0Ab",
    "%C3",
    "",
];

fn import(client: &Client, name: &str) -> Reply {
    client.send("POST".parse().unwrap(), &format!("/api/banks?name={name}"), "text/csv", BANK.as_bytes().to_vec())
}

/// The status of a reply and its body.
fn reply(server: &RunningServer, call: &str) -> (u16, Value) {
    let reply = ask(server, call, "");
    let body = reply.split_once("\r\n\r\n").unwrap().1;
    (status(&reply), serde_json::from_str(body).unwrap_or_default())
}

#[test]
fn what_a_name_can_be_is_read_back_under_it() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let longest = "n".repeat(64);
    for (in_address, name) in NAMES.into_iter().chain([(longest.as_str(), longest.as_str())]) {
        assert_eq!(import(&client, in_address).ok()["name"], name);
        client.post("/api/exam-types", &json!({ "exam_type": name, "bank": name })).ok();
        for written in [in_address, name] {
            let (found, bank) = reply(&server, &format!("GET /api/banks/{written}"));
            assert_eq!((found, &bank["name"]), (200, &json!(name)), "{written}: {bank}");
            let (found, exam_type) = reply(&server, &format!("GET /api/exam-types/{written}"));
            assert_eq!((found, &exam_type["exam_type"]), (200, &json!(name)), "{written}: {exam_type}");
        }
        assert_eq!(client.start(name, 1)["exam_type"], name);
    }
}

#[test]
fn what_a_name_cannot_be_is_refused_and_the_reason_says_what_it_can_be() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let check = |problem: Value, field: &str, value: &str| {
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains("letters, digits, hyphens, underscores or full stops"), "{value}: {detail}");
        assert_eq!(problem["field"], field, "{value}");
    };
    for value in OTHERS {
        let problem = import(&client, value).problem(422, "invalid_value");
        check(problem, "name", value);
    }
    for value in [".", "..", "a b", "a/b", "ä", "a%2eb", "a\n", "", &"n".repeat(65)] {
        for field in ["exam_type", "bank"] {
            let mut body = json!({ "exam_type": "x", "bank": "placement" });
            body[field] = json!(value);
            check(client.post("/api/exam-types", &body).problem(422, "invalid_value"), field, value);
        }
    }
    assert_eq!(client.get("/api/banks").ok().as_array().unwrap().len(), 1, "only the sample is there");
}

#[test]
fn an_address_with_what_no_name_can_be_leads_to_nothing_and_says_so() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    for list in ["/api/banks", "/api/exam-types"] {
        for value in OTHERS {
            let (found, problem) = reply(&server, &format!("GET {list}/{value}"));
            assert_eq!(found, 404, "{list}/{value}: {problem}");
            let code = problem["code"].as_str().unwrap();
            assert!(
                ["unknown_bank", "unknown_exam_type", "unknown_resource"].contains(&code),
                "{list}/{value}: {problem}"
            );
        }
    }
}
