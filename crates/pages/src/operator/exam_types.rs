//! The exam types, and the definition of one.

use actix_web::web::{Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use exam::{ExamTypeRecord, ExamTypeSpec, permission};
use maud::{Markup, html};
use serde::Deserialize;

use super::banks::After;
use super::person::Operator;
use super::screen::Screen;
use super::{Service, addresses, failures, visitor_failures};
use crate::times::moment;
use crate::visit::EXAM_TYPES;

/// How many exam type versions a page has.
const ROWS: u32 = 100;
/// What the form begins with.
const EXAMPLE: &str = r#"{
  "exam_type": "algebra-b",
  "bank": "algebra",
  "time_limit_seconds": 1800,
  "design": { "stopping": { "max_items": 20, "standard_error": 0.35 } }
}"#;

/// The page.
pub(crate) async fn page(operator: Operator, service: Service, query: Query<After>) -> HttpResponse {
    let exam_types = match service.exam_types(&operator.access, query.after.max(0), ROWS).await {
        Ok(exam_types) => exam_types,
        Err(error) => return failures::of_error(&operator, error, EXAM_TYPES),
    };
    let texts = &operator.visit.messages.exam_types;
    let next = exam_types.last().filter(|_| exam_types.len() == ROWS as usize).map(|exam_type| exam_type.id.0);
    let content = html! {
        (table(&operator, &exam_types))
        @if let Some(after) = next {
            p { a.button rel="next" href=(operator.visit.path(&format!("{EXAM_TYPES}?after={after}"))) { (texts.next) } }
        }
        @if operator.may(&permission::DEFINE_EXAM_TYPE) {
            h2 { (texts.define) }
            (form(&operator, EXAMPLE))
        }
    };
    operator.show(Screen::new(texts.title.clone(), EXAM_TYPES, content))
}

fn table(operator: &Operator, exam_types: &[ExamTypeRecord]) -> Markup {
    let texts = &operator.visit.messages.exam_types;
    html! {
        @if exam_types.is_empty() { p { (texts.none) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(texts.title) {
                table {
                    thead { tr { @for heading in [&texts.name, &texts.version, &texts.created] { th scope="col" { (heading) } } } }
                    tbody { @for exam_type in exam_types { tr {
                        th scope="row" {
                            a href=(operator.visit.path(&addresses::exam_type(&exam_type.definition.name, exam_type.version))) {
                                (exam_type.definition.name)
                            }
                        }
                        td { (exam_type.version) }
                        td { (moment(exam_type.definition.created_at)) }
                    } } }
                }
            }
        }
    }
}

fn form(operator: &Operator, text: &str) -> Markup {
    let texts = &operator.visit.messages.exam_types;
    html! {
        form.stacked method="post" action=(operator.visit.path(EXAM_TYPES)) {
            (operator.proof_field())
            label for="definition" { (texts.definition) }
            textarea #definition name="definition" rows="12" spellcheck="false" required { (text) }
            button.main type="submit" { (texts.define_button) }
        }
    }
}

/// The form.
#[derive(Debug, Deserialize)]
pub(crate) struct DefinitionForm {
    #[serde(default)]
    proof: String,
    #[serde(default)]
    definition: String,
}

/// Defines an exam type, with the checks of the interface.
pub(crate) async fn define(
    operator: Operator,
    request: HttpRequest,
    service: Service,
    Form(sent): Form<DefinitionForm>,
) -> HttpResponse {
    if !operator.has_sent(&request, &sent.proof) {
        return failures::refused(&operator);
    }
    let defined = match ExamTypeSpec::from_json(&sent.definition) {
        Ok(spec) => service.import_exam_type(&operator.access, spec).await,
        Err(error) => Err(error),
    };
    match defined {
        Ok(defined) => operator.see(&addresses::exam_type(&defined.definition.name, defined.version)),
        Err(error) => refused(&operator, &sent.definition, &api::Problem::from(error)),
    }
}

/// The form again, with what is wrong.
fn refused(operator: &Operator, text: &str, problem: &api::Problem) -> HttpResponse {
    let title = operator.visit.messages.exam_types.refused.clone();
    let content = html! { (visitor_failures::sentence(problem.detail())) (form(operator, text)) };
    operator.show(Screen { status: visitor_failures::status(problem), ..Screen::new(title, EXAM_TYPES, content) })
}
