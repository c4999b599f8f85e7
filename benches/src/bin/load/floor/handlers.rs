//! Start and answer, as the server has them.

use std::fmt;

use actix_web::web::{self, Data, Json, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};
use benches::workload::Outcome;
use serde::{Deserialize, Serialize};

use super::parts::Floor;

#[derive(Deserialize)]
struct StartRequest {
    #[serde(rename = "exam_type")]
    _exam_type: String,
}

#[derive(Deserialize)]
struct AnswerRequest {
    exam_session_id: i64,
    item_id: String,
    answer: String,
}

#[derive(Serialize)]
struct Reply<'a> {
    exam_session_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_token: Option<&'a str>,
    item: Option<Item<'a>>,
    /// Makes the reply as long as that of the server.
    padding: &'a str,
}

#[derive(Serialize)]
struct Item<'a> {
    item_id: &'a str,
}

/// A failure of the floor, which ends the comparison.
#[derive(Debug)]
struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ResponseError for Failed {}

pub(super) fn configure(app: &mut ServiceConfig) {
    app.route("/api/adaptive/start", web::post().to(start)).route("/api/adaptive/answer", web::post().to(answer));
}

async fn start(floor: Data<Floor>, _: Json<StartRequest>) -> Result<HttpResponse, Failed> {
    floor.start().await.map_err(|error| Failed(error.to_string()))
}

async fn answer(floor: Data<Floor>, Json(request): Json<AnswerRequest>) -> Result<HttpResponse, Failed> {
    floor.answer(request).await.map_err(|error| Failed(error.to_string()))
}

impl Floor {
    async fn start(&self) -> Outcome<HttpResponse> {
        let session = self.record.start().await?;
        self.copies.save(session, 0).await?;
        self.reply(session, Some("ast_token"), Some("item-0"))
    }

    async fn answer(&self, request: AnswerRequest) -> Outcome<HttpResponse> {
        let AnswerRequest { exam_session_id: session, item_id, answer } = request;
        let revision = self.copies.load(session).await?;
        if item_id != item(revision) || !self.record.answer(session, revision, answer).await? {
            return Err("the answer is not to the pending item".into());
        }
        let next = revision + 1;
        if next < self.settings.items {
            self.copies.save(session, next).await?;
            self.reply(session, None, Some(&item(next)))
        } else {
            self.copies.remove(session).await?;
            self.reply(session, None, None)
        }
    }

    fn reply(&self, exam_session_id: i64, session_token: Option<&str>, item_id: Option<&str>) -> Outcome<HttpResponse> {
        let item = item_id.map(|item_id| Item { item_id });
        let mut reply = Reply { exam_session_id, session_token, item, padding: "" };
        let bytes = serde_json::to_string(&reply)?.len();
        let padding = "x".repeat(self.settings.reply_bytes.saturating_sub(bytes));
        reply.padding = &padding;
        Ok(HttpResponse::Ok().json(reply))
    }
}

fn item(revision: i64) -> String {
    format!("item-{revision}")
}
