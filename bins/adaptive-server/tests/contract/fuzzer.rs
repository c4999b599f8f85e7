//! schemathesis sends requests made from the document, valid and invalid ones, and checks every reply against it.

use crate::tools::{beside, python_tool, succeed};
use crate::{KEY, deployment};

/// How many requests schemathesis makes for each operation in each phase.
const EXAMPLES: &str = "15";
const SEED: &str = "1";

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn every_reply_is_one_that_the_document_describes() {
    let deployment = deployment();
    let server = deployment.serve();
    let mut schemathesis = python_tool("schemathesis");
    schemathesis.arg("--config-file").arg(beside("schemathesis.toml"));
    schemathesis.arg("run").arg(format!("{}/openapi.json", server.url()));
    schemathesis.args(["--header", &format!("X-API-Key: {KEY}"), "--checks", "all"]);
    schemathesis.args(["--phases", "examples,coverage,fuzzing,stateful", "--max-examples", EXAMPLES, "--seed", SEED]);
    // Its database of earlier failures would make runs differ.
    schemathesis.args(["--generation-database", "none"]).current_dir(std::env::temp_dir());
    succeed(&mut schemathesis);
}
