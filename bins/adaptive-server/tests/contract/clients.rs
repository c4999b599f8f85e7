//! Generators make clients from the document, without a warning, and the clients work.

use std::process::Command;

use crate::tools::{beside, document, node_tool, python_tool, succeed};
use crate::{KEY, deployment};

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn a_generated_python_client_takes_a_whole_exam() {
    let directory = tempfile::tempdir().unwrap();
    let package = directory.path().join("adaptive_testing_client");
    let generate = ["generate", "--meta", "none", "--fail-on-warning", "--path"];
    succeed(python_tool("openapi-python-client").args(generate).arg(document()).arg("--output-path").arg(&package));

    let deployment = deployment();
    let server = deployment.serve();
    let mut exam: Command = python_tool("python");
    succeed(exam.arg(beside("take_exam.py")).args([server.url(), KEY]).env("PYTHONPATH", directory.path()));
}

#[test]
#[ignore = "needs the tools of the contract: `just contract` installs them"]
fn generated_types_of_typescript_compile() {
    let directory = tempfile::tempdir().unwrap();
    let types = directory.path().join("adaptive.ts");
    let printed = succeed(node_tool("openapi-typescript").arg(document()).arg("--output").arg(&types));
    assert!(!printed.to_lowercase().contains("warn"), "{printed}");
    succeed(node_tool("tsc").args(["--strict", "--noEmit"]).arg(&types));
}
