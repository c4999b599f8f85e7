//! Where the server listens: `--bind`, `[server] bind`, `PORT`.

use std::net::TcpListener;
use std::path::Path;

use testkit::{RunningServer, free_port};

fn serve(variables: &[(&str, &str)], arguments: &[&str]) -> RunningServer {
    let directory = tempfile::tempdir().unwrap();
    let variables = owned(variables);
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let server = RunningServer::start_with(binary, directory.path(), &variables, arguments);
    assert_eq!(server.client().get("/livez").status, 200);
    server
}

fn refused(variables: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String) {
    let directory = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_adaptive-server"));
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &owned(variables), arguments);
    (status.code(), printed)
}

fn owned(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    let memory = ("DATABASE_URL".to_owned(), "sqlite://:memory:".to_owned());
    let given = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    std::iter::once(memory).chain(given).collect()
}

#[test]
fn port_alone_changes_the_port_and_nothing_else() {
    let port = free_port().to_string();
    let server = serve(&[("PORT", &port)], &[]);
    assert_eq!(server.url(), format!("http://127.0.0.1:{port}"));
    drop(server);
    let variables = [("PORT", port.as_str()), ("ADAPTIVE__SERVER__BIND", "[::1]:1")];
    assert_eq!(serve(&variables, &[]).url(), format!("http://[::1]:{port}"), "the host stays");
}

#[test]
fn the_port_of_the_flag_wins_over_the_variable_and_a_flag_without_a_port_leaves_it() {
    let (wanted, other) = (free_port().to_string(), free_port().to_string());
    let bind = format!("127.0.0.1:{wanted}");
    assert_eq!(serve(&[("PORT", &other)], &["--bind", &bind]).url(), format!("http://{bind}"));
    assert_eq!(serve(&[("PORT", &wanted)], &["--bind", "localhost"]).url(), format!("http://{bind}"));
}

#[test]
fn the_port_of_the_file_is_changed_by_the_variable() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.toml");
    std::fs::write(&file, "[server]\nbind = \"[::1]:1\"\n").unwrap();
    let port = free_port().to_string();
    let server = serve(&[("PORT", &port)], &["--config", file.to_str().unwrap()]);
    assert_eq!(server.url(), format!("http://[::1]:{port}"));
}

#[test]
fn an_empty_port_is_none_and_another_text_is_refused() {
    let (code, printed) = refused(&[("PORT", "tcp://10.0.0.1:80")], &[]);
    assert_eq!(code, Some(2), "{printed}");
    assert!(printed.contains("PORT is \"tcp://10.0.0.1:80\""), "{printed}");
    let _ = serve(&[("PORT", ""), ("ADAPTIVE__SERVER__BIND", "127.0.0.1:0")], &[]);
}

#[test]
fn names_and_ipv6_addresses_are_listened_on() {
    for bind in ["localhost:0", "[::1]:0", "127.0.0.1:0"] {
        let _ = serve(&[], &["--bind", bind]);
        let _ = serve(&[("ADAPTIVE__SERVER__BIND", bind)], &[]);
    }
}

#[test]
fn an_address_that_is_none_is_refused_with_an_example() {
    for bind in ["nonsense", "localhost:many", "http://localhost:8080", "no-such-host.invalid:80", ""] {
        let (code, printed) = refused(&[("ADAPTIVE__SERVER__BIND", bind)], &[]);
        assert_eq!(code, Some(2), "{bind}: {printed}");
        assert!(printed.contains("server.bind"), "{bind}: {printed}");
    }
}

#[test]
fn a_name_of_another_machine_needs_keys_as_its_address_does() {
    for bind in ["0.0.0.0:0", "[::]:0", "0.0.0.0"] {
        let (code, printed) = refused(&[("PORT", "0")], &["--bind", bind]);
        assert_eq!(code, Some(2), "{printed}");
        assert!(printed.contains("ADAPTIVE__AUTH__API_KEYS"), "{printed}");
    }
}

#[test]
fn a_port_that_is_taken_is_reported_with_the_options_that_choose_another() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let bind = taken.local_addr().unwrap().to_string();
    let (code, printed) = refused(&[], &["--bind", &bind]);
    assert_eq!(code, Some(1), "{printed}");
    for part in [bind.as_str(), "another program listens there", "--bind", "PORT", "[server] bind"] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
    let (code, printed) = refused(&[("ADAPTIVE__AUTH__API_KEYS", "long-enough-as-a-key")], &["--bind", "192.0.2.1:80"]);
    assert_eq!(code, Some(1), "{printed}");
    assert!(printed.contains("this machine has no such address"), "{printed}");
}
