//! The headers of every reply.

use testkit::Backend;

use crate::heads::{ask, header, status};

#[test]
fn every_reply_tells_browsers_what_they_may_do_with_it() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let calls = [
        ("GET /", 200),
        ("GET /exam", 303),
        ("GET /enter/ase_none", 404),
        ("GET /pages/none.css", 404),
        ("GET /docs", 308),
        ("GET /docs/", 200),
        ("GET /docs/swagger-ui.css", 200),
        ("GET /docs/nothing", 404),
        ("GET /openapi.json", 200),
        ("GET /livez", 200),
        ("GET /api/banks", 200),
        ("GET /api/adaptive/next", 422),
        ("POST /api/adaptive/start", 400),
        ("GET /nothing", 404),
        ("PATCH /livez", 405),
    ];
    for (call, expected) in calls {
        let reply = ask(&server, call, "");
        assert_eq!(status(&reply), expected, "{call}: {reply}");
        assert_eq!(header(&reply, "x-content-type-options"), Some("nosniff"), "{call}");
        assert!(["no-referrer", "same-origin"].contains(&header(&reply, "referrer-policy").unwrap()), "{call}");
        let policy: Vec<_> = header(&reply, "content-security-policy").unwrap().split("; ").collect();
        for part in ["default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
            assert!(policy.contains(&part), "{call} lacks {part}: {policy:?}");
        }
        assert!(!policy.iter().any(|part| part.contains("unsafe") || part.starts_with("script-src")), "{policy:?}");
    }
}

#[test]
fn nothing_of_the_interface_is_stored_errors_neither() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", "a-key-of-the-platform");
    let server = deployment.serve();
    let key = "Authorization: Bearer a-key-of-the-platform\r\n";
    let calls = [
        ("GET /api/banks", key, 200),
        ("HEAD /api/banks", key, 200),
        ("GET /api/banks", "", 401),
        ("GET /%61pi/banks", key, 200),
        ("GET /api/adaptive/next?exam_session_id=9", "Authorization: Bearer ast_forged\r\n", 0),
        ("GET /api/banks/none", key, 404),
        ("GET /api/nothing", key, 404),
        ("PATCH /api/banks", key, 405),
        ("DELETE /api/store/sessions", key, 200),
    ];
    for (call, headers, expected) in calls {
        let reply = ask(&server, call, headers);
        assert!(expected == 0 || status(&reply) == expected, "{call}: {reply}");
        assert_eq!(header(&reply, "cache-control"), Some("no-store"), "{call}: {reply}");
    }
}

#[test]
fn pages_have_no_inline_script_and_no_inline_style() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    for page in ["/", "/docs/"] {
        let html = server.client().get(page).text;
        for script in html.split("<script").skip(1) {
            assert!(script.split('>').next().unwrap().contains("src="), "{page}: {script}");
        }
        assert!(!html.contains("<style") && !html.contains("style=\"") && !html.contains("onload="), "{page}: {html}");
    }
}
