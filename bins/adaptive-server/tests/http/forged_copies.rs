//! Values that somebody else writes into Redis.

use redis::Commands as _;
use serde_json::{Value, json};
use testkit::{Deployment, Sitting, comparable, sit};

/// Forges the value of a session so that it still fits itself: the whole copy of another session with the session's token, for
/// example, which leads to the estimate that it has.
type Forgery = fn(&mut Value, &Value);

const FORGERIES: [(&str, Forgery); 6] = [
    ("the answers of another session", |own, other| {
        for field in ["items", "responses", "theta", "standard_error", "item_params_list"] {
            own[field] = other[field].clone();
        }
    }),
    ("the whole of another session", |own, other| {
        let token = own["token_digest"].clone();
        *own = other.clone();
        own["token_digest"] = token;
    }),
    ("another pending item", |own, other| own["pending"] = other["pending"].clone()),
    ("another seed", |own, _| own["seed"] = json!(4711)),
    ("withheld items", |own, _| own["withheld"] = json!([0, 1, 2])),
    ("another token", |own, other| own["token_digest"] = other["token_digest"].clone()),
];

pub(crate) fn a_forged_copy_in_redis_is_not_believed(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let undisturbed = sit(&client, 41);
    let mut redis = deployment.redis();
    let mut value = |session: i64| -> Value {
        let stored: String = redis.get(deployment.redis_key(session)).unwrap();
        serde_json::from_str(&stored).unwrap()
    };
    let mut other = Sitting::start(&client, 42);
    other.answer_items(&client, 4);
    for (what, forge) in FORGERIES {
        let mut sitting = Sitting::start(&client, 41);
        sitting.answer_items(&client, 4);
        let mut forged = value(sitting.session);
        forge(&mut forged, &value(other.session));
        assert_eq!(forged["revision"], 4, "{what}");
        let _: () = deployment.redis().set(deployment.redis_key(sitting.session), forged.to_string()).unwrap();

        sitting.answer_items(&client, 1);
        let stored = value(sitting.session);
        assert_eq!(stored["theta"], sitting.progress["theta"], "{what}");
        sitting.answer_items(&client, usize::MAX);
        assert_eq!(comparable(client.complete(sitting.session).ok()), undisturbed, "{what}");
    }
    if deployment.has_postgres() {
        // As the version before leaves a session: its digest is missing.
        let mut sitting = Sitting::start(&client, 41);
        sitting.answer_items(&client, 4);
        deployment.execute_in_postgres("UPDATE exam_sessions SET history_digest = NULL");
        sitting.answer_items(&client, usize::MAX);
        assert_eq!(comparable(client.complete(sitting.session).ok()), undisturbed);
    }
    let metrics = client.get("/metrics").text;
    assert!(metrics.contains("adaptive_recoveries_total{reason=\"contradicting\"}"), "{metrics}");
    let log = server.kill_and_read_log();
    assert!(log.contains("find out who else writes to the store") && log.contains("contradicting"), "{log}");
}
