//! A server below a path.

use serde_json::json;
use testkit::Backend;

use crate::heads::{ask, header, status};

/// What the document says of its server.
const DESCRIPTION: &str = "The server that serves this document";

#[test]
fn everything_is_served_below_the_base_path_and_nothing_beside_it() {
    for text in ["/cat/", "/cat"] {
        let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__SERVER__BASE_PATH", text);
        let server = deployment.serve();
        assert!(server.url().ends_with("/cat"), "the printed address has it: {}", server.url());
        assert_eq!(testkit::sit(&server.client(), 5)["completed"], json!(true));
        for path in ["/", "/docs/", "/docs/swagger-ui.css", "/openapi.json", "/livez", "/readyz", "/metrics"] {
            assert_eq!(status(&ask(&server, &format!("GET /cat{path}"), "")), 200, "{path}");
            let beside = ask(&server, &format!("GET {path}"), "");
            assert!(status(&beside) == 404 && beside.contains("unknown_resource"), "{path}: {beside}");
        }
        for path in ["/api/banks", "/cats/livez", "/CAT/livez", "/cat/../livez", "/cat/cat/livez", "/cat//livez"] {
            assert_eq!(status(&ask(&server, &format!("GET {path}"), "")), 404, "{path}");
        }
    }
}

#[test]
fn links_redirects_and_the_description_lead_below_the_base_path() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__SERVER__BASE_PATH", "/exams/cat");
    let server = deployment.serve();
    let redirect = ask(&server, "GET /exams/cat", "");
    assert_eq!((status(&redirect), header(&redirect, "location")), (308, Some("/exams/cat/")), "{redirect}");
    let redirect = ask(&server, "GET /exams/cat/docs", "");
    assert_eq!((status(&redirect), header(&redirect, "location")), (308, Some("/exams/cat/docs/")), "{redirect}");
    assert_eq!(
        server.client().get("/openapi.json").ok()["servers"],
        json!([{ "url": "/exams/cat", "description": DESCRIPTION }])
    );
    let initializer = server.client().get("/docs/swagger-initializer.js").text;
    assert!(initializer.contains("\"/exams/cat/openapi.json\""), "{initializer}");
    let page = server.client().get("/").text;
    let addresses: Vec<_> = page.split("=\"/").skip(1).collect();
    assert!(addresses.len() > 3 && addresses.iter().all(|rest| rest.starts_with("exams/cat/")), "{page}");
    let metrics = server.client().get("/metrics").text;
    assert!(metrics.contains("route=\"/openapi.json\""), "routes in metrics do not have the base path: {metrics}");
}

#[test]
fn without_a_base_path_the_description_names_the_root() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    assert_eq!(
        deployment.serve().client().get("/openapi.json").ok()["servers"],
        json!([{ "url": "/", "description": DESCRIPTION }])
    );
}
