//! schemathesis sends requests made from the document, valid and invalid ones, and checks every reply against it.

use serde_json::json;

use crate::tools::{beside, python_tool, succeed};
use crate::{KEY, deployment};

/// How many requests schemathesis makes for each operation in each phase.
const EXAMPLES: &str = "15";
/// The phases and their examples with a key of one scope, of which there are five. The values at the bounds of the document, which
/// are another phase, do not depend on the key.
const OF_A_SCOPE: [&str; 4] = ["--phases", "examples,fuzzing,stateful", "--max-examples", "10"];
const SEED: &str = "1";

/// Runs schemathesis against a server with a key; there may be no failure.
fn check(url: &str, key: &str, options: &[&str]) {
    let mut schemathesis = python_tool("schemathesis");
    schemathesis.arg("--config-file").arg(beside("schemathesis.toml"));
    schemathesis.arg("run").arg(format!("{url}/openapi.json"));
    schemathesis.args(["--header", &format!("X-API-Key: {key}"), "--checks", "all"]);
    schemathesis.args(options).args(["--seed", SEED]);
    // Its database of earlier failures would make runs differ.
    schemathesis.args(["--generation-database", "none"]).current_dir(std::env::temp_dir());
    succeed(&mut schemathesis);
}

/// The same with a key of one scope alone. What it does not open is refused with 403, which every call of the document has.
fn check_scope(scope: &str, options: &[&str]) {
    let deployment = deployment();
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let created = platform.post("/api/keys", &json!({ "name": scope, "scopes": [scope] })).ok();
    let key = created["key"].as_str().expect("a secret");
    check(server.url(), key, &[&OF_A_SCOPE[..], options].concat());
    let own = platform.get("/api/keys?revoked=true").ok()[0].clone();
    assert_eq!((&own["name"], &own["revoked_at"]), (&json!(scope), &json!(null)), "the key was good to the end: {own}");
    assert!(own["last_used_at"].is_string(), "{own}");
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_is_one_that_the_document_describes() {
    let deployment = deployment();
    let server = deployment.serve();
    check(server.url(), KEY, &["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", EXAMPLES]);
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_to_a_key_that_delivers_is_described() {
    check_scope("deliver", &[]);
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_to_a_key_that_scores_is_described() {
    check_scope("score", &[]);
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_to_a_key_that_reads_is_described() {
    check_scope("read", &[]);
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_to_a_key_of_an_author_is_described() {
    check_scope("author", &[]);
}

/// This key could end itself, so that nothing but refusals followed. The run with the key of the settings makes that call.
#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_to_a_key_of_an_administrator_is_described() {
    check_scope("admin", &["--exclude-operation-id", "revoke_key"]);
}
