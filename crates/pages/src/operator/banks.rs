//! The item banks, and the upload of one.

use actix_web::web::{Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use api::{BankFault, Problem, UploadedBank, read_bank_form};
use exam::{BankSummary, permission};
use maud::{Markup, html};
use serde::Deserialize;

use super::person::Operator;
use super::screen::Screen;
use super::{Service, addresses, failures, visitor_failures};
use crate::messages::fill;
use crate::times::moment;
use crate::visit::{BANKS, Visit};

/// How many bank versions a page has.
const ROWS: u32 = 100;
/// The fields of the form beside its files.
const FIELDS: &[&str] = &["proof", "name", "scaling_constant"];

/// Where a page of a listing begins.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct After {
    pub(super) after: i64,
}

/// The page.
pub(crate) async fn page(operator: Operator, service: Service, query: Query<After>) -> HttpResponse {
    let banks = match service.banks(&operator.access, query.after.max(0), ROWS).await {
        Ok(banks) => banks,
        Err(error) => return failures::of_error(&operator, error, BANKS),
    };
    let texts = &operator.visit.messages.banks;
    let next = banks.last().filter(|_| banks.len() == ROWS as usize).map(|bank| bank.id.0);
    let content = html! {
        (table(&operator, &banks))
        @if let Some(after) = next {
            p { a.button rel="next" href=(operator.visit.path(&format!("{BANKS}?after={after}"))) { (texts.next) } }
        }
        @if operator.may(&permission::IMPORT_BANK) {
            h2 #upload { (texts.upload) }
            (form(&operator.visit, operator.form_proof(), "", "1"))
        }
    };
    operator.show(Screen::new(texts.title.clone(), BANKS, content))
}

fn table(operator: &Operator, banks: &[BankSummary]) -> Markup {
    let texts = &operator.visit.messages.banks;
    html! {
        @if banks.is_empty() { p { (texts.none) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(texts.title) {
                table {
                    thead { tr {
                        @for heading in [&texts.name, &texts.version, &texts.items, &texts.created] { th scope="col" { (heading) } }
                    } }
                    tbody { @for bank in banks { tr {
                        th scope="row" { a href=(operator.visit.path(&addresses::bank(&bank.name, bank.version))) { (bank.name) } }
                        td { (bank.version) }
                        td { (bank.item_count) }
                        td { (moment(bank.created_at)) }
                    } } }
                }
            }
        }
    }
}

fn form(visit: &Visit, proof: &str, name: &str, scaling_constant: &str) -> Markup {
    let texts = &visit.messages.banks;
    html! {
        form.stacked method="post" action=(visit.path(BANKS)) enctype="multipart/form-data" {
            input type="hidden" name="proof" value=(proof);
            p { (texts.upload_about) }
            label for="bank-name" { (texts.name) }
            input #bank-name type="text" name="name" value=(name) required maxlength="100";
            label for="bank-file" { (texts.file) }
            input #bank-file type="file" name="file" accept=".csv,text/csv" required;
            label for="bank-assets" { (texts.assets) }
            input #bank-assets type="file" name="assets" multiple accept="image/*";
            label for="bank-scale" { (texts.scaling_constant) }
            input #bank-scale type="text" inputmode="decimal" name="scaling_constant" value=(scaling_constant) required;
            button.main type="submit" { (texts.upload_button) }
        }
    }
}

/// Takes a bank file. A file with a fault changes nothing.
pub(crate) async fn upload(operator: Operator, request: HttpRequest, service: Service, body: Payload) -> HttpResponse {
    if !operator.visit.address.is_own_form(&request) {
        return failures::refused(&operator);
    }
    // One import after the other is read, as over the interface: bodies that wait are not in memory.
    let _permit = match service.admit_import(&operator.access).await {
        Ok(permit) => permit,
        Err(error) => return failures::of_error(&operator, error, BANKS),
    };
    let form = match read_bank_form(&request, body, FIELDS).await {
        Ok(form) => form,
        Err(problem) => return refused(&operator, &UploadedBank::default(), &problem),
    };
    if !operator.has_sent(&request, form.field("proof")) {
        return failures::refused(&operator);
    }
    match form.import(&operator.access, &service).await {
        Ok(imported) => operator.see(&addresses::bank(&imported.bank.name, imported.bank.version)),
        Err(problem) => refused(&operator, &form, &problem),
    }
}

/// The form again, with what is wrong.
fn refused(operator: &Operator, form: &UploadedBank, problem: &Problem) -> HttpResponse {
    let texts = &operator.visit.messages.banks;
    let content = html! {
        (visitor_failures::sentence(problem.detail()))
        (faults(operator, problem.bank_faults()))
        h2 { (texts.again) }
        (self::form(&operator.visit, operator.form_proof(), form.field("name"), form.field_or("scaling_constant", "1")))
    };
    let status = visitor_failures::status(problem);
    operator.show(Screen { status, ..Screen::new(texts.refused.clone(), BANKS, content) })
}

fn faults(operator: &Operator, faults: &[BankFault]) -> Markup {
    let texts = &operator.visit.messages.banks;
    html! {
        @if !faults.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(texts.faults) {
                table {
                    caption { (fill(&texts.faults_count, &[("count", &faults.len())])) }
                    thead { tr {
                        @for heading in [&texts.line, &texts.item, &texts.column, &texts.value, &texts.fault] {
                            th scope="col" { (heading) }
                        }
                    } }
                    tbody { @for fault in faults { tr {
                        td { (fault.row.map_or_else(|| "–".to_owned(), |row| row.to_string())) }
                        td { (fault.item_id.as_deref().unwrap_or("–")) }
                        td { (fault.column) }
                        td { (fault.value) }
                        td lang="en" { (fault.detail) }
                    } } }
                }
            }
        }
    }
}
