//! Exposure control in live exams: no item is shown to more than the share of examinees that the design allows, but for the one that
//! reaches it.

use std::collections::HashMap;

use serde_json::{Value, json};
use testkit::{Client, Deployment, scripted_key};

use crate::exam_rules::{define, item_of, session_of, start};

const MOST: f64 = 0.25;
const EXAMINEES: u64 = 24;

/// Sits an exam to its end; its items.
fn sit(client: &Client, seed: u64) -> Vec<String> {
    let mut progress = start(client, "rated", &json!({ "seed": seed })).ok();
    let session = session_of(&progress);
    let mut items = Vec::new();
    while progress["finished"] != true {
        let item = item_of(&progress).to_owned();
        progress = client.answer(session, &item, scripted_key(seed, &item)).ok();
        items.push(item);
    }
    items
}

pub(crate) fn no_item_is_shown_to_more_examinees_than_the_design_allows(deployment: &Deployment) {
    let server = deployment.serve();
    let rules = json!({
        "exposure_window": 1000,
        "design": { "stopping": { "max_items": 8 }, "exposure": { "maximum_rate": MOST } },
    });
    let defined = define(&server.client(), "rated", &rules);
    assert_eq!(defined["exposure_window"], 1000);
    let mut shown: HashMap<String, u32> = HashMap::new();
    for seed in 0..EXAMINEES {
        let before = shown.clone();
        for item in sit(&server.client(), seed) {
            let uses = before.get(&item).copied().unwrap_or(0);
            let rate = f64::from(uses) / (seed.max(1) as f64);
            assert!(rate < MOST, "examinee {seed} gets {item}, which {uses} of {seed} have got");
            *shown.entry(item).or_default() += 1;
        }
    }
    // Without the rule everybody would begin with the same item.
    assert!(shown.len() >= 32, "{} items are used", shown.len());
    let verified = deployment.run(&["verify"]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
}

pub(crate) fn a_window_needs_a_rate(deployment: &Deployment) {
    let server = deployment.serve();
    let request = |window: Value, design: Value| {
        let body = json!({ "exam_type": "rated", "bank": "placement", "exposure_window": window, "design": design });
        server.client().post("/api/exam-types", &body).problem(422, "invalid_value")["field"].clone()
    };
    assert_eq!(request(json!(10), json!({})), "exposure_window");
    assert_eq!(request(json!(0), json!({ "exposure": { "maximum_rate": 0.5 } })), "exposure_window");
}
