//! The documents describe the server correctly.

use std::process::Command;

use exam::{ExportTable, TextCause};
use irt_core::ProblemCause;
use testkit::{Backend, RunningServer};

const READ_ME: &str = include_str!("../../../../README.md");
const API: &str = include_str!("../../../../docs/api.md");
const METRICS: &str = include_str!("../../../../docs/metrics.md");
const RESULTS: &str = include_str!("../../../../docs/results.md");
const SETTINGS: &str = include_str!("../../../../docs/settings.md");

/// The first block of this language.
fn block<'a>(document: &'a str, language: &str) -> &'a str {
    let start = document.find(&format!("```{language}\n")).expect("the block is there") + language.len() + 4;
    let length = document[start..].find("\n```").expect("the block ends");
    &document[start..start + length]
}

/// Whether a text is as printed, where `…` stands for anything.
fn is_as_printed(printed: &str, text: &str) -> bool {
    let mut parts = printed.split('…');
    let mut rest = match text.strip_prefix(parts.next().unwrap()) {
        Some(rest) => rest,
        None => return false,
    };
    let parts: Vec<_> = parts.collect();
    for (n, part) in parts.iter().enumerate() {
        let found =
            if n + 1 == parts.len() { rest.ends_with(part).then(|| rest.len() - part.len()) } else { rest.find(part) };
        match found {
            Some(place) => rest = &rest[place + part.len()..],
            None => return false,
        }
    }
    rest.is_empty()
}

#[test]
#[ignore = "needs curl"]
fn the_curl_session_of_the_read_me_gives_what_it_shows() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let address = server.url().strip_prefix("http://").unwrap();
    let session = block(READ_ME, "console");
    assert!(session.lines().all(|line| line.chars().count() <= 130), "no line of the session is too long to read");
    let mut commands = 0;
    for step in session.split("$ ").skip(1) {
        let (command, printed) = step.split_once('\n').expect("a command and what it prints");
        let command = command.replace("localhost:8080", address);
        let output = Command::new("sh").args(["-c", &command]).output().expect("sh runs");
        let text = String::from_utf8(output.stdout).unwrap();
        let printed: String = printed.lines().map(str::trim_start).collect();
        assert!(is_as_printed(&printed, &text), "{command}\nprints  {text}\nand not {printed}");
        commands += 1;
    }
    assert!(commands >= 5, "the session is a whole one");
}

#[test]
fn the_settings_document_is_a_settings_file_with_the_defaults() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("adaptive.toml");
    std::fs::write(&file, block(SETTINGS, "toml")).unwrap();
    let arguments = ["--config", file.to_str().unwrap(), "--bind", "127.0.0.1:0"];
    // A database that is none ends the start after the settings have been accepted.
    let variables = [("DATABASE_URL".to_owned(), "mysql://none".to_owned())];
    let binary = env!("CARGO_BIN_EXE_adaptive-server").as_ref();
    let (status, printed) = RunningServer::refuse(binary, directory.path(), &variables, &arguments);
    assert_eq!(status.code(), Some(2), "{printed}");
    assert!(printed.contains("mysql://"), "{printed}");
}

#[test]
fn the_interface_document_has_every_code_and_every_route() {
    for code in api::Code::ALL {
        let row = format!("| `{}` | {} |", code.as_str(), code.status().as_u16());
        assert!(API.contains(&row), "{row}");
    }
    for code in bank_faults() {
        assert!(API.contains(&format!("| `{code}` | ")), "{code}");
    }
    for (path, item) in &api::openapi().paths.paths {
        let methods = [("GET", &item.get), ("POST", &item.post), ("PUT", &item.put), ("DELETE", &item.delete)];
        for (method, _) in methods.iter().filter(|(_, operation)| operation.is_some()) {
            assert!(is_documented(&format!("`{method} {path}")), "docs/api.md has no row for {method} {path}");
        }
    }
}

#[test]
fn the_interface_document_says_who_may_send_each_call() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let needed = operation["security"].as_array().into_iter().flatten();
            let needed: Vec<_> = needed.flat_map(|requirement| requirement.as_object().unwrap()).collect();
            let scopes =
                needed.iter().filter(|(name, _)| *name == "bearer").map(|(_, scopes)| scopes[0].as_str().unwrap());
            let scopes: Vec<_> = scopes.map(|scope| format!("`{scope}`")).collect();
            let scopes = if scopes.is_empty() { "none".to_owned() } else { scopes.join(" or ") };
            let token = if needed.iter().any(|(name, _)| *name == "session_token") { "of its own session" } else { "" };
            let row = format!("| `{} {path}` | {scopes} | {token} |", method.to_uppercase()).replace("|  |", "| |");
            assert!(API.contains(&row), "{row}");
        }
    }
}

#[test]
fn the_document_of_results_has_every_column_in_order() {
    let columns = |section: &str| -> Vec<&str> {
        let text = RESULTS.split("\n## ").find(|text| text.starts_with(section)).expect("the section is there");
        text.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect()
    };
    assert_eq!(columns("Sessions"), exam::export_columns(ExportTable::Sessions));
    assert_eq!(columns("Responses, long"), exam::export_columns(ExportTable::Responses));
    assert!(RESULTS.contains(&format!("`{}`", exam::export_columns(ExportTable::WideResponses)[0])));
}

#[test]
fn the_document_of_metrics_has_every_metric() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let report = testkit::sit(&client, 3);
    assert_eq!(report["completed"], true);
    testkit::until("the first sweep", || client.get("/metrics").text.contains("adaptive_active_sessions"));
    let page = client.get("/metrics").text;
    let names: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        assert!(METRICS.contains(&format!("`{name}`")), "{name}");
    }
}

/// Whether the interface document has this call, and not only a longer path that begins like it.
fn is_documented(call: &str) -> bool {
    API.match_indices(call).any(|(place, _)| API[place + call.len()..].starts_with(['`', '?', ' ']))
}

/// The codes of all that can be wrong with a bank file.
fn bank_faults() -> impl Iterator<Item = &'static str> {
    ProblemCause::CODES.iter().copied().chain(TextCause::ALL.iter().map(|cause| cause.code()))
}
