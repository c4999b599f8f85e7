//! The design of an exam type in words, and all of it as names and values.

use exam::ExamTypeView;
use maud::{Markup, html};

use super::person::Operator;
use crate::messages::fill;
use crate::times::clock_text;

/// The sentences, and the whole definition under them.
pub(super) fn design_words(operator: &Operator, view: &ExamTypeView) -> Markup {
    let texts = &operator.visit.messages.exam_type;
    let definition = &view.record.definition;
    let (spec, rules) = (view.design.spec(), &definition.rules);
    let stopping = view.design.stopping_rule();
    let mut sentences = vec![fill(
        &texts.chooses,
        &[("rule", &spec.selection.rule), ("items", &view.bank_items), ("estimator", &spec.estimator.final_estimator)],
    )];
    let most = stopping.max_items.map_or(view.bank_items, |most| view.bank_items.min(most as usize));
    sentences.push(fill(&texts.items, &[("least", &stopping.min_items), ("most", &most)]));
    if let Some(error) = spec.stopping.standard_error {
        sentences.push(fill(&texts.ends_at, &[("error", &error)]));
    }
    if let Some(limit) = &definition.time_limit {
        sentences.push(fill(&texts.time, &[("time", &clock_text(limit.seconds.unsigned_abs()))]));
    }
    if let Some(rate) = spec.exposure.maximum_rate {
        sentences.push(fill(&texts.rate, &[("rate", &(100.0 * rate))]));
    }
    if let Some(most) = rules.max_sessions_per_examinee {
        sentences.push(fill(&texts.attempts, &[("most", &most)]));
    }
    if rules.examinees_may_pause {
        sentences.push(texts.pauses.clone());
    }
    html! {
        ul { @for sentence in sentences { li { (sentence) } } }
        details {
            summary { (texts.whole) }
            dl { @for (name, value) in view.design_values() { dt { (name) } dd { (value) } } }
        }
    }
}
