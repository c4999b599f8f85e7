//! What the designs do, in a few sentences, and what is alarming.

use reporting::Section;
use reporting::number::{fixed, per_cent};

use super::inputs::{Report, ReportedDesign};
use super::key_figures;
use crate::alarm::Alarm;

/// The section at the top of the report.
pub(super) fn section(report: &Report<'_>) -> Section {
    let mut section = Section::new("verdict", "In short");
    for design in report.designs {
        let name = if report.designs.len() == 1 { String::new() } else { format!("{}: ", design.name) };
        section = section.paragraph(format!("{name}{}", sentences(report, design)));
        let heading = if name.is_empty() { "Alarming" } else { "alarming" };
        let alarms = Alarm::of(design.test, design.summary);
        if alarms.is_empty() {
            section = section.paragraph(format!("{name}Nothing is alarming."));
        } else {
            section = section.warnings(format!("{name}{heading}"), alarms.iter().map(Alarm::to_string));
        }
    }
    match report.designs {
        [design] => section.table(key_figures::table(design)),
        _ => section,
    }
}

fn sentences(report: &Report<'_>, design: &ReportedDesign<'_>) -> String {
    let truth = report.given_answers.map_or("true ability", |_| "estimate from all answers");
    let mut sentences = vec![length(design), precision(design, truth), exposure(design)];
    if let Some(accuracy) = &design.summary.classification {
        sentences.push(format!("{} of the examinees are classified correctly.", per_cent(accuracy.correct)));
    }
    sentences.join(" ")
}

fn length(design: &ReportedDesign<'_>) -> String {
    let length = &design.summary.test_length;
    if length.min == length.max {
        return format!("Every test has {} items.", length.min);
    }
    let (mean, p05, p95) = (fixed(length.mean, 1), length.p05, length.p95);
    format!("A test has {mean} items on average; nine out of ten tests have {p05} to {p95}.")
}

/// How far the estimates are from what they should be.
fn precision(design: &ReportedDesign<'_>, truth: &str) -> String {
    let (recovery, confidence) = (&design.summary.recovery, per_cent(design.summary.confidence).replace(".0", ""));
    format!(
        "Its estimates are off by {} (RMSE) with a bias of {}; the tests report a standard error of {} on average, and \
         their {confidence} intervals hold the {truth} of {} of the examinees.",
        fixed(recovery.rmse, 3),
        fixed(recovery.bias, 3),
        fixed(recovery.mean_standard_error, 3),
        per_cent(recovery.coverage),
    )
}

fn exposure(design: &ReportedDesign<'_>) -> String {
    let exposure = &design.summary.exposure;
    let (all, used) = (exposure.bank_items, exposure.bank_items - exposure.never_used);
    let used = if used == all { format!("all {all} items") } else { format!("{used} of {all} items") };
    let receivers = match exposure.highest_rate {
        1.0 => "every examinee".to_owned(),
        rate => format!("{} of the examinees", per_cent(rate)),
    };
    let overlap = exposure.test_overlap.map(|share| format!(", and two examinees share {} of a test", per_cent(share)));
    format!("It uses {used}; the most frequent one goes to {receivers}{}.", overlap.unwrap_or_default())
}
