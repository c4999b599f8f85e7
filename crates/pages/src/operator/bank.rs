//! One bank version: where it measures and whom it meets, how its items are used and how they did.

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use exam::{BankView, ExamError, ExamService, permission};
use maud::{Markup, html};
use serde::Deserialize;

use super::bank_figures::{BankNumbers, figures};
use super::bank_items::{self, ItemsQuery};
use super::figure::file_of;
use super::person::Operator;
use super::screen::Screen;
use super::{Service, addresses, failures};
use crate::messages::fill;
use crate::times::moment;
use crate::visit::BANKS;

/// The version that is looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Version {
    pub(super) version: Option<i32>,
}

/// The page.
pub(crate) async fn page(
    operator: Operator,
    service: Service,
    name: Path<String>,
    version: Query<Version>,
    query: Query<ItemsQuery>,
) -> HttpResponse {
    match content(&operator, &service, (&name, version.version), &query).await {
        Ok((title, content, is_counting)) => {
            let refresh = is_counting.then_some(super::COUNTING_SECONDS);
            operator.show(Screen { refresh, ..Screen::new(title, BANKS, content) })
        }
        Err(error) => failures::of_error(&operator, error, BANKS),
    }
}

async fn content(
    operator: &Operator,
    service: &Service,
    (name, version): (&str, Option<i32>),
    query: &ItemsQuery,
) -> Result<(String, Markup, bool), ExamError> {
    let view = service.bank_view(&operator.access, name, version).await?;
    let (numbers, counting) = numbers(operator, service, view).await?;
    let (view, statistics) = (&numbers.view, numbers.statistics.clone());
    let texts = &operator.visit.messages.bank;
    let summary = &view.summary;
    let charts = addresses::bank_charts(&summary.name, summary.version);
    let items = bank_items::section(operator, service, view, statistics.clone(), query).await?;
    let content = html! {
        dl {
            dt { (texts.items) } dd { (view.items()) }
            dt { (texts.created) } dd { (moment(summary.created_at)) }
            dt { (texts.scaling_constant) } dd { (summary.scaling_constant) }
            @for (area, items) in view.areas() { dt { (area) } dd { (items) } }
        }
        (super::standing(operator, statistics.as_deref(), counting))
        div.figures { @for figure in figures(&operator.visit, &numbers) { (figure.markup(operator, &charts)) } }
        (items)
    };
    let title = fill(&texts.title, &[("name", &summary.name), ("version", &summary.version)]);
    Ok((title, content, counting.is_some()))
}

/// What the page shows, and how many sessions were counted so far where they are being counted. The statistics are those of all exam type
/// versions on the bank, for those who may see them.
async fn numbers(
    operator: &Operator,
    service: &Service,
    view: BankView,
) -> Result<(BankNumbers, Option<u64>), ExamError> {
    let curves = service.bank_curves(&view).await?;
    if !operator.may(&permission::STATISTICS) {
        return Ok((BankNumbers { view, curves, statistics: None, limit: None }, None));
    }
    let exam_types = service.exam_types_of_bank(&operator.access, view.summary.id).await?;
    let ids: Vec<_> = exam_types.iter().map(|exam_type| exam_type.id).collect();
    let limit = ExamService::exposure_limit(&exam_types);
    let counted = service.statistics(&operator.access, &ids).await?;
    Ok((BankNumbers { view, curves, statistics: counted.statistics, limit }, counted.counting))
}

/// A chart of the bank, or its numbers.
pub(crate) async fn chart(operator: Operator, service: Service, path: Path<(String, i32, String)>) -> HttpResponse {
    let (name, version, file) = path.into_inner();
    let found = async {
        let view = service.bank_view(&operator.access, &name, Some(version)).await?;
        numbers(&operator, &service, view).await
    };
    match found.await {
        Ok((numbers, _)) => operator.reply(file_of(&figures(&operator.visit, &numbers), &file)),
        Err(error) => failures::of_error(&operator, error, BANKS),
    }
}
