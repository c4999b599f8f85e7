//! Runs a script with a server of its own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use testkit::{Backend, Deployment, RunningServer, free_port};

/// Who may call the server, and where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    /// Everybody on this machine: there is no key.
    Open,
    /// The platform with [`KEY`].
    Keyed,
    /// The same as `Open`, below a base path.
    Below,
}

/// The key of the platform.
const KEY: &str = "key-of-the-platform-for-tests";

/// Where `just page-tools` installs.
fn tools() -> PathBuf {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/pages");
    assert!(directory.join("node_modules").is_dir(), "the tools are not installed: run `just page-tools`");
    directory.canonicalize().unwrap()
}

/// Runs a script to its end. It must succeed.
pub(crate) fn run(kind: Server, script: &str) {
    let address = format!("127.0.0.1:{}", free_port());
    let mut deployment = Deployment::new(env!("CARGO_BIN_EXE_adaptive-server"), Backend::SqliteMemory)
        .with("ADAPTIVE__SERVER__BIND", &address);
    if kind == Server::Keyed {
        deployment = deployment.with("ADAPTIVE__AUTH__API_KEYS", KEY);
    }
    if kind == Server::Below {
        deployment = deployment.with("ADAPTIVE__SERVER__BASE_PATH", "/cat/");
    }
    let mut server = Some(deployment.serve_on_its_address());
    let url = server.as_ref().map(|server| server.url().to_owned()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let own_node = tools().join("venv/bin/node");
    let mut child = Command::new(if own_node.exists() { own_node } else { PathBuf::from("node") })
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages/scripts/run.mjs"))
        .arg(script)
        .envs([("SERVER", url.as_str()), ("KEY", if kind == Server::Keyed { KEY } else { "" })])
        .env("TOOLS", tools())
        .env("DIRECTORY", directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}: this test needs node"));
    let mut orders = child.stdin.take().unwrap();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        match line.as_str() {
            "@kill" => server.take().into_iter().for_each(RunningServer::kill),
            "@start" => server = Some(deployment.serve_on_its_address()),
            _ => {
                println!("{line}");
                continue;
            }
        }
        writeln!(orders, "done").unwrap();
    }
    assert!(child.wait().unwrap().success(), "{script} failed");
}
