//! Questionnaires: options that score categories, and options in an order of the session.

use std::fmt::Write as _;

use serde_json::{Value, json};
use testkit::{Client, Deployment, Reply};

const OPTIONS: [&str; 5] = ["A", "B", "C", "D", "E"];

/// A scale of agreement with five categories. Every other item is keyed in reverse.
fn scale() -> String {
    let mut csv = "item_id,model,a,b1,b2,b3,b4,stem,shuffle,option_A,option_B,option_C,option_D,option_E,\
                   score_A,score_B,score_C,score_D,score_E\n"
        .to_owned();
    for number in 0..8 {
        let (model, shift) = (["grm", "gpcm"][number / 4], number as f64 * 0.1);
        let scores = if is_reversed(number) { "4,3,2,1,0" } else { "0,1,2,3,4" };
        let thresholds = [-1.5, -0.6, 0.3, 1.2].map(|step| (step + shift).to_string()).join(",");
        let shuffle = if number == 0 { "no" } else { "" };
        writeln!(csv, "l{number},{model},1.2,{thresholds},Statement {number},{shuffle},never,seldom,at times,often,always,{scores}")
            .unwrap();
    }
    csv
}

fn is_reversed(number: usize) -> bool {
    number % 2 == 1
}

/// The option of an item that scores this category.
fn option_of(item_id: &str, category: usize) -> &'static str {
    let number: usize = item_id[1..].parse().unwrap();
    OPTIONS[if is_reversed(number) { 4 - category } else { category }]
}

fn import(client: &Client, name: &str, csv: &str) -> Reply {
    client.send("POST".parse().unwrap(), &format!("/api/banks?name={name}"), "text/csv", csv.as_bytes().to_vec())
}

fn define(client: &Client, rules: &Value) -> Reply {
    let mut definition = json!({ "exam_type": "scale", "bank": "scale", "design": { "stopping": { "max_items": 6 } } });
    definition.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    client.post("/api/exam-types", &definition)
}

fn keys(progress: &Value) -> Vec<String> {
    let options = progress["item"]["options"].as_array().unwrap();
    options.iter().map(|option| option["key"].as_str().unwrap().to_owned()).collect()
}

pub(crate) fn a_scale_of_agreement_is_answered_with_options(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    import(&platform, "scale", &scale()).ok();
    let items = platform.get("/api/banks/scale").ok()["items"].clone();
    for (number, scores) in [(0, [0, 1, 2, 3, 4]), (1, [4, 3, 2, 1, 0])] {
        let kept: Vec<_> = items[number]["options"].as_array().unwrap().iter().map(|o| o["score"].clone()).collect();
        assert_eq!(json!(kept), json!(scores));
        assert_eq!(items[number]["answer_key"], Value::Null);
    }
    define(&platform, &json!({})).ok();
    let mut estimates = Vec::new();
    for category in [0, 2, 4] {
        let mut progress = platform.start("scale", 3);
        let session = progress["exam_session_id"].as_i64().unwrap();
        let examinee = platform.bearer(progress["session_token"].as_str().unwrap());
        let mut responses = Vec::new();
        while progress["finished"] == false {
            assert!(!progress["item"].to_string().contains("score"), "{progress}");
            let item = progress["item"]["item_id"].as_str().unwrap().to_owned();
            responses.push(json!({ "item_id": item, "score": category }));
            assert_eq!(examinee.answer(session, &item, "F").problem(422, "unknown_option")["field"], "answer");
            progress = examinee.answer(session, &item, option_of(&item, category)).ok();
        }
        let report = platform.report(session).ok();
        for step in report["trace"].as_array().unwrap() {
            let chosen = option_of(step["item_id"].as_str().unwrap(), category);
            assert_eq!((&step["answer"], &step["response"]), (&json!(chosen), &json!(category)));
        }
        let scored = json!({ "exam_type": "scale", "responses": responses });
        let scored = platform.post("/api/adaptive/score", &scored).ok();
        assert_eq!(report["trace"][5]["theta"], scored["theta"], "an option is worth its category");
        estimates.push(report["theta"].as_f64().unwrap());
    }
    assert!(estimates.is_sorted() && estimates[0] < -1.0 && estimates[2] > 1.0, "{estimates:?}");
}

pub(crate) fn options_are_shown_in_the_order_of_the_session(deployment: &Deployment) {
    let (mut orders, mut token, mut session) = (Vec::new(), String::new(), 0);
    let mut item = Value::Null;
    for answers in 0..6 {
        // Each answer goes to a server of its own.
        let server = deployment.serve();
        let platform = server.client();
        if answers == 0 {
            import(&platform, "scale", &scale()).ok();
            let defined = define(&platform, &json!({ "shuffle_options": true })).ok();
            assert_eq!(defined["shuffle_options"], true);
            let started = platform.start("scale", 11);
            session = started["exam_session_id"].as_i64().unwrap();
            token = started["session_token"].as_str().unwrap().to_owned();
            item = started["item"].clone();
        }
        let examinee = platform.bearer(&token);
        let next = examinee.next(session).ok();
        assert_eq!(next["item"], item, "the same order");
        orders.push(keys(&next));
        let item_id = item["item_id"].as_str().unwrap().to_owned();
        let answered = examinee.answer(session, &item_id, option_of(&item_id, 4)).ok();
        assert_eq!(examinee.answer(session, &item_id, option_of(&item_id, 4)).ok(), answered);
        item = answered["item"].clone();
    }
    let server = deployment.serve();
    let report = server.client().report(session).ok();
    let steps = report["trace"].as_array().unwrap();
    assert_eq!(json!(steps.iter().map(|step| step["shown_options"].clone()).collect::<Vec<_>>()), json!(orders));
    assert!(steps.iter().all(|step| step["response"] == 4), "options are scored by their keys");
    let fixed = steps.iter().position(|step| step["item_id"] == "l0");
    for (place, order) in orders.iter().enumerate() {
        let mut sorted = order.clone();
        sorted.sort();
        assert_eq!(sorted, OPTIONS);
        assert!(fixed != Some(place) || order == &sorted, "l0 keeps its order");
    }
    assert!(orders.iter().any(|order| order != &OPTIONS), "{orders:?}");
}

pub(crate) fn an_item_says_how_its_texts_are_written(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let csv = "item_id,model,b,stem,format,lang,direction,key,option_A,option_B\n\
               q,1pl,0,\"| x | $x^2$ |\n|---|---|\n| 2 | ? |\",markdown,ar-EG,rtl,A,<b>4</b>,5\n";
    import(&platform, "texts", csv).ok();
    platform.post("/api/exam-types", &json!({ "exam_type": "texts", "bank": "texts" })).ok();
    let item = platform.start("texts", 1)["item"].clone();
    assert_eq!(
        (&item["format"], &item["lang"], &item["direction"]),
        (&json!("markdown"), &json!("ar-EG"), &json!("rtl"))
    );
    assert_eq!(item["stem"], "| x | $x^2$ |\n|---|---|\n| 2 | ? |", "the source, as it is");
    let kept = &platform.get("/api/banks/texts").ok()["items"][0];
    assert_eq!((&kept["format"], &kept["shuffle"]), (&json!("markdown"), &json!(true)));
    let plain = platform.start("placement", 1)["item"].clone();
    assert_eq!((&plain["format"], plain.get("lang"), plain.get("direction")), (&json!("plain"), None, None));

    let graded = "item_id,model,a,b1,b2,key,option_A,option_B\nq1,grm,1.2,-0.5,0.7,A,yes,no\n";
    import(&platform, "graded", graded).ok();
    let refused = platform.post("/api/exam-types", &json!({ "exam_type": "graded", "bank": "graded" }));
    let problem = refused.problem(422, "invalid_value");
    assert_eq!(problem["field"], "bank");
    assert!(problem["detail"].as_str().unwrap().contains("\"q1\""), "{problem}");
    let faulty = "item_id,model,b,lang\nq,1pl,0,klingonese speech\n";
    assert_eq!(import(&platform, "faulty", faulty).problem(422, "invalid_language")["field"], "lang");
}
