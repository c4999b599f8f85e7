//! The pages of the people who run exams: proctors, operators, psychometricians.
//!
//! A person logs in with an API key, and may do on the pages what the scopes of the key open. Each act is a call of the
//! [`exam::ExamService`] with the name of the key, so it is an event as if a program had called.

pub(crate) mod actions;
mod addresses;
pub(crate) mod bank;
mod bank_figures;
pub(crate) mod bank_items;
pub(crate) mod banks;
mod design_words;
pub(crate) mod exam_type;
mod exam_type_figures;
pub(crate) mod exam_types;
mod failures;
mod figure;
mod frame;
pub(crate) mod health;
pub(crate) mod live;
pub(crate) mod login;
mod person;
mod screen;
pub(crate) mod session;
mod session_figures;
mod session_list;
pub(crate) mod sessions;
pub(crate) mod visitor_failures;

use actix_web::web;
use exam::{ExamService, Statistics};
use maud::{Markup, html};

use crate::messages::fill;
use crate::times::moment;
use person::Operator;

/// The service as handlers receive it.
type Service = web::Data<ExamService>;

/// After how many seconds a page is loaded again while statistics are counted.
const COUNTING_SECONDS: u32 = 5;

/// How many sessions the statistics of a page are of, and of when they are.
fn standing(operator: &Operator, statistics: Option<&Statistics>, counting: Option<u64>) -> Markup {
    let texts = &operator.visit.messages.operator;
    html! {
        @match statistics {
            Some(statistics) if statistics.sessions() > 0 => p.aside {
                (fill(&texts.of_sessions, &[("count", &statistics.sessions())])) " " (moment(statistics.counted_at))
            },
            Some(_) => p { (texts.no_sessions) },
            None if counting.is_none() => p.aside { (texts.no_statistics) },
            None => {}
        }
        @if let Some(count) = counting { p.notice role="status" { (fill(&texts.counting, &[("count", &count)])) } }
    }
}
