//! The items of a bank as a table to be searched, and one of them as an examinee sees it.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Path, Query};
use exam::{BankView, ExamError, ItemOrder, ItemPage, ItemPreview, ItemQuery, ItemUsage, Statistics, TextDirection};
use maud::{Markup, html};
use serde::Deserialize;

use super::person::Operator;
use super::screen::Screen;
use super::{Service, addresses, failures};
use crate::markup::{Layout, TextRules, markup};
use crate::messages::{BankMessages, fill};
use crate::visit::BANKS;

/// How many items a page has.
const ROWS: usize = 50;

/// A column by which the table can be ordered.
struct Column {
    name: &'static str,
    order: ItemOrder,
    title: fn(&BankMessages) -> &str,
}

/// The columns, in the order of the table.
const COLUMNS: &[Column] = &[
    Column { name: "item", order: ItemOrder::Name, title: |texts| &texts.item },
    Column { name: "area", order: ItemOrder::Content, title: |texts| &texts.area },
    Column { name: "location", order: ItemOrder::Location, title: |texts| &texts.location },
    Column { name: "count", order: ItemOrder::Count, title: |texts| &texts.count },
    Column { name: "mean", order: ItemOrder::MeanScore, title: |texts| &texts.mean_score },
    Column { name: "correlation", order: ItemOrder::PointBiserial, title: |texts| &texts.point_biserial },
];

/// Which items a person wants to see.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ItemsQuery {
    search: String,
    area: String,
    usage: String,
    order: String,
    down: bool,
    skip: usize,
}

impl ItemsQuery {
    fn query(&self) -> ItemQuery {
        let order = COLUMNS.iter().find(|column| column.name == self.order).map(|column| column.order);
        ItemQuery {
            search: self.search.clone(),
            content: Some(self.area.clone()).filter(|area| !area.is_empty()),
            usage: match self.usage.as_str() {
                "used" => ItemUsage::Used,
                "never" => ItemUsage::Never,
                _ => ItemUsage::Any,
            },
            order: order.unwrap_or_default(),
            descending: self.down,
            skip: self.skip,
            limit: ROWS,
        }
    }

    /// The address of the same page with another order or beginning.
    fn address(&self, view: &BankView, order: &str, down: bool, skip: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = [("search", self.search.as_str()), ("area", &self.area), ("usage", &self.usage), ("order", order)];
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if down {
            query.append_pair("down", "true");
        }
        if skip > 0 {
            query.append_pair("skip", &skip.to_string());
        }
        format!("{}&{}#items", addresses::bank(&view.summary.name, view.summary.version), query.finish())
    }
}

/// The part of the bank's page with its items.
pub(super) async fn section(
    operator: &Operator,
    service: &Service,
    view: &BankView,
    statistics: Option<Arc<Statistics>>,
    query: &ItemsQuery,
) -> Result<Markup, ExamError> {
    let texts = &operator.visit.messages.bank;
    let page = service.bank_items(view, statistics, query.query()).await?;
    Ok(html! {
        h2 #items { (texts.items) }
        (filter(operator, view, query))
        p { (fill(&texts.found, &[("count", &page.found)])) }
        (table(operator, view, &page, query))
        (turning(operator, view, &page, query))
        p.aside { (texts.correlation_about) }
    })
}

fn filter(operator: &Operator, view: &BankView, query: &ItemsQuery) -> Markup {
    let texts = &operator.visit.messages.bank;
    let address = operator.visit.path(&addresses::bank(&view.summary.name, view.summary.version));
    let (path, _) = address.split_once('?').unwrap_or((&address, ""));
    html! {
        form.filter method="get" action={ (path) "#items" } role="search" aria-label=(texts.filter) {
            input type="hidden" name="version" value=(view.summary.version);
            label { span { (texts.search) } input type="search" name="search" value=(query.search) maxlength="200"; }
            label { span { (texts.area) }
                select name="area" {
                    option value="" { (texts.any) }
                    @for (area, _) in view.areas() { option value=(area) selected[query.area == area] { (area) } }
                }
            }
            label { span { (texts.usage) }
                select name="usage" {
                    @for (value, text) in [("", &texts.any), ("used", &texts.used), ("never", &texts.never)] {
                        option value=(value) selected[query.usage == value] { (text) }
                    }
                }
            }
            button type="submit" { (operator.visit.messages.sessions.search) }
        }
    }
}

fn table(operator: &Operator, view: &BankView, page: &ItemPage, query: &ItemsQuery) -> Markup {
    let texts = &operator.visit.messages.bank;
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"));
    let heading = |column: &Column| {
        let is_order = query.order == column.name;
        let sort = is_order.then_some(if query.down { "descending" } else { "ascending" });
        let address = operator.visit.path(&query.address(view, column.name, is_order && !query.down, 0));
        html! { th scope="col" aria-sort=[sort] { a href=(address) { ((column.title)(texts)) } } }
    };
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="items" {
            table {
                thead { tr {
                    (heading(&COLUMNS[0]))
                    th scope="col" { (texts.model) }
                    @for column in &COLUMNS[1..] { (heading(column)) }
                    th scope="col" { (texts.rate) }
                } }
                tbody { @for row in &page.rows { tr {
                    th scope="row" {
                        a href=(operator.visit.path(&addresses::item(&view.summary.name, view.summary.version, &row.item_id))) {
                            (row.item_id)
                        }
                    }
                    td { (row.model) }
                    td { (row.content.as_deref().unwrap_or("–")) }
                    td { (number(row.location)) }
                    td { (row.statistics.shown) }
                    td { (number(row.statistics.mean_score)) }
                    td { (number(row.statistics.point_biserial)) }
                    td { (number(row.statistics.exposure)) }
                } } }
            }
        }
    }
}

/// The links to the pages before and after.
fn turning(operator: &Operator, view: &BankView, page: &ItemPage, query: &ItemsQuery) -> Markup {
    let texts = &operator.visit.messages.bank;
    let address = |skip| operator.visit.path(&query.address(view, &query.order, query.down, skip));
    let after = query.skip.saturating_add(ROWS);
    html! {
        p.turning {
            @if query.skip > 0 { a.button rel="prev" href=(address(query.skip.saturating_sub(ROWS))) { (texts.before) } }
            @if after < page.found { a.button rel="next" href=(address(after)) { (texts.after) } }
        }
    }
}

/// The item that is looked at.
#[derive(Debug, Deserialize)]
pub(crate) struct WantedItem {
    version: Option<i32>,
    id: String,
}

/// An item as an examinee sees it.
pub(crate) async fn preview(
    operator: Operator,
    service: Service,
    name: Path<String>,
    wanted: Query<WantedItem>,
) -> HttpResponse {
    let view = match service.bank_view(&operator.access, &name, wanted.version).await {
        Ok(view) => view,
        Err(error) => return failures::of_error(&operator, error, BANKS),
    };
    let texts = &operator.visit.messages.bank;
    let back = addresses::bank(&view.summary.name, view.summary.version);
    let Some(preview) = view.preview(&wanted.id) else {
        return failures::missing(&operator, &fill(&texts.no_item, &[("item", &wanted.id)]), &back);
    };
    let title = fill(&texts.preview, &[("item", &preview.shown.item_id)]);
    let content = html! {
        (question(&operator, &preview))
        (secrets(&operator, &preview))
        p.turning {
            @for (neighbour, text) in preview.neighbours.iter().zip([&texts.item_before, &texts.item_after]) {
                @if let Some(item_id) = neighbour {
                    a.button href=(operator.visit.path(&addresses::item(&view.summary.name, view.summary.version, item_id))) {
                        (text)
                    }
                }
            }
            a href=(operator.visit.path(&back)) { (operator.visit.messages.operator.back) }
        }
    };
    operator.show(Screen::new(title, BANKS, content))
}

/// The question with its options, which cannot be sent.
fn question(operator: &Operator, preview: &ItemPreview) -> Markup {
    let texts = &operator.visit.messages.question;
    let item = &preview.shown;
    let pictures = operator.visit.path("/assets/");
    let rules = TextRules { format: item.format, pictures: &pictures, unreadable_formula: &texts.formula_source };
    let direction = item.direction.map(TextDirection::as_str);
    let lang = item.lang.as_deref();
    html! {
        div.preview {
            @if let Some(stem) = &item.stem {
                div #stem .stem lang=[lang] dir=[direction] { (markup(stem, rules, Layout::Blocks)) }
            }
            @if item.options.is_empty() { p.notice { (operator.visit.messages.bank.no_texts) } } @else {
                fieldset {
                    legend.unseen { (texts.answer_group) }
                    @for option in &item.options {
                        label.option lang=[lang] dir=[direction] {
                            input type="radio" name="choice" value=(option.key);
                            span.text { (markup(&option.text, rules, Layout::Line)) }
                        }
                    }
                }
            }
        }
    }
}

/// The key and the parameters, for those who may read them.
fn secrets(operator: &Operator, preview: &ItemPreview) -> Markup {
    let texts = &operator.visit.messages.bank;
    html! {
        @if let Some((model, locations)) = &preview.locations {
            dl {
                dt { (texts.model) } dd { (model) }
                dt { (texts.location) }
                dd { (locations.iter().map(|location| format!("{location:.3}")).collect::<Vec<_>>().join(", ")) }
                @if let Some(scores) = preview.scores.as_ref().filter(|scores| !scores.is_empty()) {
                    dt { (texts.scores) }
                    dd { (scores.iter().map(|score| format!("{}: {}", score.key, score.score)).collect::<Vec<_>>().join(", ")) }
                }
            }
        } @else { p.aside { (texts.hidden) } }
    }
}
