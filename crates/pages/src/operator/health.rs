//! Whether the parts of the server work.

use actix_web::HttpResponse;
use exam::permission;
use maud::{Markup, html};

use super::Service;
use super::person::Operator;
use super::screen::Screen;
use crate::visit::HEALTH;

/// The page.
pub(crate) async fn page(operator: Operator, service: Service) -> HttpResponse {
    let texts = &operator.visit.messages.health;
    let readiness = service.readiness().await;
    let word = |works: bool| if works { &texts.works } else { &texts.fails };
    let content = html! {
        dl {
            dt { (texts.record) } dd.fault[!readiness.record] { (word(readiness.record)) }
            dt { (texts.store) } dd.fault[!readiness.store] { (word(readiness.store)) }
            dt { (texts.version) } dd { (env!("CARGO_PKG_VERSION")) }
        }
        @if !readiness.record { p.notice role="alert" { (texts.record_fails) } }
        @if !readiness.store { p.notice role="alert" { (texts.store_fails) } }
        @if operator.may(&permission::STORE_INFO) && readiness.store { (store(&operator, &service).await) }
        p.aside { (texts.more) }
    };
    operator.show(Screen::new(texts.title.clone(), HEALTH, content))
}

async fn store(operator: &Operator, service: &Service) -> Markup {
    let texts = &operator.visit.messages.health;
    let Ok(info) = service.store_info(&operator.access).await else { return html! {} };
    let known = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    html! {
        h2 { (texts.copies) }
        dl {
            dt { (texts.backend) } dd { (info.backend) }
            dt { (texts.format) } dd { (info.format) }
            dt { (texts.prefix) } dd { (info.key_prefix) }
            dt { (texts.count) } dd { (info.active_sessions) }
            dt { (texts.server) } dd { (known(info.server_version)) " " (info.mode.unwrap_or_default()) }
            dt { (texts.memory) } dd { (known(info.used_memory_bytes.map(|bytes| format!("{:.1} MB", bytes as f64 / 1e6)))) }
            dt { (texts.hit_rate) } dd { (known(info.hit_rate.map(|rate| format!("{:.1} %", rate * 100.0)))) }
        }
    }
}
