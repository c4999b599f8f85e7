//! The pages in a browser, under the policy that they are served with. `CHROMIUM` names the browser if it is not `chromium`.

use std::process::Command;

use testkit::Backend;

/// Opens a page, and returns its elements after its scripts have run, and what the browser has logged.
fn open(url: &str) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned()))
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"])
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output();
    let output = output.unwrap_or_else(|error| panic!("{error}: this test needs chromium"));
    assert!(output.status.success(), "{output:?}");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
#[ignore = "needs chromium"]
fn the_pages_work_under_their_policy_also_below_a_base_path() {
    for base_path in ["/", "/cat/"] {
        let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__SERVER__BASE_PATH", base_path);
        let server = deployment.serve();
        let (page, log) = open(&format!("{}/docs/", server.url()));
        assert!(page.contains("/api/adaptive/") && page.contains("opblock-summary"), "{page}\n{log}");
        assert!(!log.contains("Content Security Policy") && !log.contains("Failed to load"), "{log}");
        let (page, log) = open(&format!("{}/", server.url()));
        assert!(page.contains("Start the sample exam"), "{page}");
        assert!(!log.contains("CONSOLE"), "{log}");
    }
}
