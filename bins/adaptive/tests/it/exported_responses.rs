//! The responses that the server exports are a file of responses.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::command::{Desk, rows};
use crate::demo_http::serve;

const DESIGN: &str = "[estimator]\nfinal = \"wle\"\n\n[stopping]\nmax_items = 6\n";

fn bank() -> String {
    let mut csv = "item_id,model,a,b,b1,b2\n".to_owned();
    for place in 0..10 {
        let number = f64::from(place);
        if place % 3 == 0 {
            writeln!(csv, "q{place},grm,{},,{},{}", 0.8 + 0.1 * number, -1.5 + 0.2 * number, 0.2 * number).unwrap();
        } else {
            writeln!(csv, "q{place},2pl,{},{},,", 0.8 + 0.1 * number, -1.0 + 0.2 * number).unwrap();
        }
    }
    csv
}

fn get(url: &str) -> String {
    ureq::get(url).call().unwrap().into_body().read_to_string().unwrap()
}

fn post(url: &str, body: &Value) -> Value {
    let reply = ureq::post(url).content_type("application/json").send(body.to_string()).unwrap();
    serde_json::from_str(&reply.into_body().read_to_string().unwrap()).unwrap()
}

/// Sits an exam in which a fixed function of examinee and item decides, and returns its report.
fn sit(url: &str, examinee: usize) -> Value {
    let mut progress = post(&format!("{url}/api/adaptive/start"), &json!({ "exam_type": "short", "seed": examinee }));
    let session = progress["exam_session_id"].clone();
    while let Some(item) = progress["item"]["item_id"].as_str() {
        let place: usize = item[1..].parse().unwrap();
        let score = (examinee * 7 + place * 5) % if place.is_multiple_of(3) { 3 } else { 2 };
        let answer = json!({ "exam_session_id": session, "item_id": item, "score": score });
        progress = post(&format!("{url}/api/adaptive/answer"), &answer);
    }
    serde_json::from_str(&get(&format!("{url}/api/adaptive/sessions/{session}/report"))).unwrap()
}

#[test]
fn the_wide_export_is_scored_as_the_server_has_scored() {
    let server = serve(&[]);
    let url = &server.url;
    ureq::post(format!("{url}/api/banks?name=mixed")).content_type("text/csv").send(bank()).unwrap();
    let design = json!({ "estimator": { "final": "wle" }, "stopping": { "max_items": 6 } });
    post(&format!("{url}/api/exam-types"), &json!({ "exam_type": "short", "bank": "mixed", "design": design }));
    let reports: Vec<Value> = (0..8).map(|examinee| sit(url, examinee)).collect();
    let wide = get(&format!("{url}/api/results/responses?shape=wide&exam_type=short"));
    let desk = Desk::new().with("bank.csv", &bank()).with("responses.csv", &wide).with("design.toml", DESIGN);
    let scored = desk.run("score --bank bank.csv --responses responses.csv --design design.toml").ok();
    let scored = rows(&scored);
    assert_eq!((scored.len(), &scored[0][..3]), (9, &["examinee", "theta", "standard_error"].map(str::to_owned)[..]));
    for (report, row) in reports.iter().zip(&scored[1..]) {
        assert_eq!(row[0], report["exam_session_id"].to_string());
        for (field, cell) in [("theta", &row[1]), ("standard_error", &row[2])] {
            let (found, expected) = (cell.parse::<f64>().unwrap(), report[field].as_f64().unwrap());
            // The server sums in the order of the answers, the command in that of the columns.
            assert!((found - expected).abs() < 1e-12, "{field} of {}: {found} and {expected}", row[0]);
        }
    }
}
