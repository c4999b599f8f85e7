//! The design of an exam type in words, and all of it as names and values.

use exam::ExamTypeView;
use maud::{Markup, html};
use serde_json::Value;

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
            dl { @for (name, value) in settings(&definition.design) { dt { (name) } dd { (value) } } }
        }
    }
}

/// Each value of the design with its name, as the design file writes it.
fn settings(design: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    if let Ok(design) = serde_json::from_str(design) {
        flatten("", &design, &mut found);
    }
    found
}

fn flatten(name: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, found);
            }
        }
        Value::Null => {}
        Value::String(text) => found.push((name.to_owned(), text.clone())),
        value => found.push((name.to_owned(), value.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_design_is_a_list_of_names_and_values() {
        let found = settings(r#"{"stopping":{"max_items":20,"combine":"any"},"start":{"theta":null}}"#);
        let expected = [("stopping.combine", "any"), ("stopping.max_items", "20")];
        let mut found: Vec<_> = found.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        found.sort_unstable();
        assert_eq!(found, expected);
        assert!(settings("no JSON").is_empty());
    }
}
