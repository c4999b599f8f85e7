//! One bank version: where it measures and whom it meets, how its items are used and how they did.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use exam::{BankView, CountedStatistics, ExamError, Statistics};
use maud::{Markup, html};
use serde::Deserialize;

use super::bank_figures::{BankNumbers, figures};
use super::bank_items::{self, ItemsQuery};
use super::figure::file_of;
use super::frame::Screen;
use super::person::Operator;
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
    let counted = counted(operator, service, &view).await?;
    let statistics = counted.as_ref().and_then(|counted| counted.statistics.clone());
    let counting = counted.as_ref().and_then(|counted| counted.counting);
    let numbers = numbers(service, view.clone(), statistics.clone()).await?;
    let texts = &operator.visit.messages.bank;
    let summary = &view.summary;
    let charts = addresses::bank_charts(&summary.name, summary.version);
    let items = bank_items::section(operator, service, &view, statistics.clone(), query).await?;
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

/// The statistics of all exam type versions on the bank; `None` for those who may not see them.
async fn counted(
    operator: &Operator,
    service: &Service,
    view: &BankView,
) -> Result<Option<CountedStatistics>, ExamError> {
    if !operator.may(&exam::permission::STATISTICS) {
        return Ok(None);
    }
    let exam_types = service.exam_types_of_bank(&operator.access, view.summary.id).await?;
    let ids: Vec<_> = exam_types.iter().map(|exam_type| exam_type.id).collect();
    service.statistics(&operator.access, &ids).await.map(Some)
}

async fn numbers(
    service: &Service,
    view: BankView,
    statistics: Option<Arc<Statistics>>,
) -> Result<BankNumbers, ExamError> {
    let curves = service.bank_curves(&view).await?;
    Ok(BankNumbers { view, curves, statistics })
}

/// A chart of the bank, or its numbers.
pub(crate) async fn chart(operator: Operator, service: Service, path: Path<(String, i32, String)>) -> HttpResponse {
    let (name, version, file) = path.into_inner();
    let found = async {
        let view = service.bank_view(&operator.access, &name, Some(version)).await?;
        let counted = counted(&operator, &service, &view).await?;
        numbers(&service, view, counted.and_then(|counted| counted.statistics)).await
    };
    match found.await {
        Ok(numbers) => operator.reply(file_of(&figures(&operator.visit, &numbers), &file)),
        Err(error) => failures::of_error(&operator, error, BANKS),
    }
}
