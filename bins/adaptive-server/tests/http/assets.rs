//! Pictures that come with a bank.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use testkit::{Client, Deployment, Reply};

const BANK: &str = "item_id,model,b,stem,format,key,option_A,option_B\n\
    q,1pl,0,What is ![a curve](asset:fig1.png)?,markdown,A,![one](asset:fig2.gif),two\n";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\xff\xfe";
const GIF: &[u8] = b"GIF89a\x01\0";

/// Sends a form with these parts: name, name of the file, content.
fn import(client: &Client, parts: &[(&str, &str, &[u8])]) -> Reply {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(b"--b--\r\n");
    client.send("POST".parse().unwrap(), "/api/banks?name=pictures", "multipart/form-data; boundary=b", body)
}

/// The head and the body of a reply to a request without credentials.
fn fetch(url: &str, path: &str) -> (String, Vec<u8>) {
    let host = url.strip_prefix("http://").unwrap().split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let end = reply.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
    (String::from_utf8(reply[..end].to_vec()).unwrap().to_ascii_lowercase(), reply[end + 4..].to_vec())
}

fn address_in(text: &Value) -> String {
    let text = text.as_str().unwrap();
    let start = text.find('(').unwrap() + 1;
    text[start..].split(')').next().unwrap().to_owned()
}

pub(crate) fn pictures_of_a_bank_are_served_for_ever(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let parts: [(&str, &str, &[u8]); 4] = [
        ("file", "bank.csv", BANK.as_bytes()),
        ("assets", "fig1.png", PNG),
        ("assets", "fig2.gif", GIF),
        ("assets", "spare.png", PNG),
    ];
    assert_eq!(import(&platform, &parts).ok()["unused_assets"], json!(["spare.png"]));
    platform.post("/api/exam-types", &json!({ "exam_type": "pictures", "bank": "pictures" })).ok();
    let item = platform.start("pictures", 1)["item"].clone();
    let (png, gif) = (address_in(&item["stem"]), address_in(&item["options"][0]["text"]));
    for (address, media_type, content) in [(&png, "image/png", PNG), (&gif, "image/gif", GIF)] {
        let (head, body) = fetch(server.url(), address);
        assert!(head.starts_with("http/1.1 200"), "{head}");
        for header in [
            &format!("content-type: {media_type}"),
            "cache-control: public, max-age=31536000, immutable",
            "x-content-type-options: nosniff",
            "content-security-policy: ",
        ] {
            assert!(head.contains(header), "{header}: {head}");
        }
        assert_eq!(body, content);
    }
    let kept = platform.get("/api/banks/pictures").ok();
    assert_eq!(kept["assets"][0], json!({ "name": "fig1.png", "address": png }));
    assert!(kept["items"][0]["stem"].as_str().unwrap().contains("asset:fig1.png"));
    let unknown = format!("/assets/{}.png", "0".repeat(32));
    platform.get(&unknown).problem(404, "unknown_resource");
    platform.post(&png, &json!({})).problem(405, "method_not_allowed");
}

pub(crate) fn an_import_with_faulty_pictures_leaves_nothing(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let bank = ("file", "bank.csv", BANK.as_bytes());
    let (fig1, fig2) = (("assets", "fig1.png", PNG), ("assets", "fig2.gif", GIF));
    let problem = import(&platform, &[bank, fig1]).problem(422, "unknown_asset");
    let fault = &problem["problems"][0];
    assert_eq!((&fault["row"], &fault["column"], &fault["value"]), (&json!(2), &json!("option_A"), &json!("fig2.gif")));
    for (parts, field) in [
        (vec![bank, fig1, fig2, ("assets", "x.svg", b"<svg/>")], "assets"),
        (vec![bank, fig1, fig2, fig1], "assets"),
        (vec![bank, fig1, fig2, ("assets", "a b.png", PNG)], "assets"),
        (vec![bank, fig1, fig2, ("pictures", "b.png", PNG)], "pictures"),
        (vec![fig1, fig2], "file"),
    ] {
        assert_eq!(import(&platform, &parts).problem(422, "invalid_value")["field"], field);
    }
    let large = [PNG, &vec![0; 2 * 1024 * 1024]].concat();
    import(&platform, &[bank, fig2, ("assets", "fig1.png", &large)]).problem(413, "body_too_large");
    platform.get("/api/banks/pictures").problem(404, "unknown_bank");
    import(&platform, &[fig2, bank, fig1]).ok();
}

pub(crate) fn pictures_have_addresses_below_the_base_path(deployment: &Deployment) {
    let server = deployment.serve_with("ADAPTIVE__SERVER__BASE_PATH", "/cat/");
    let platform = server.client();
    let parts: [(&str, &str, &[u8]); 3] =
        [("file", "bank.csv", BANK.as_bytes()), ("assets", "fig1.png", PNG), ("assets", "fig2.gif", GIF)];
    import(&platform, &parts).ok();
    let kept = platform.get("/api/banks/pictures").ok();
    let address = kept["assets"][0]["address"].as_str().unwrap();
    assert!(address.starts_with("/cat/assets/"), "{address}");
    assert_eq!(fetch(server.url(), address).1, PNG);
}
