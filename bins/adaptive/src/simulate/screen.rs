//! The results of a simulation for people at a terminal.

use std::fmt::Write as _;
use std::path::Path;

use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, ColumnConstraint, Table, Width};
use simulation::Alarm;
use simulation::report::{ReportedDesign, key_figures};

use super::examinee_names::ExamineeNames;

/// The widest column of a design. A longer name takes several lines.
const WIDEST_DESIGN: ColumnConstraint = ColumnConstraint::UpperBoundary(Width::Fixed(22));

/// What the errors of given answers are.
const GIVEN_ANSWERS: &str = "\
Errors and coverage are against the estimate from all answers of an examinee, which stands
for the true ability. The two have answers in common.

";

/// A table of the key figures, what is alarming, and where the report is.
pub(super) fn text(designs: &[ReportedDesign<'_>], names: &ExamineeNames, directory: &Path) -> String {
    let mut table = Table::new();
    let headings = designs.iter().map(|design| design.name);
    table.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_header([""].into_iter().chain(headings));
    for figure in key_figures(designs) {
        table.add_row([figure.measure.to_owned()].into_iter().chain(figure.values));
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
        column.set_constraint(WIDEST_DESIGN);
    }
    let mut text = format!("{table}\n\n");
    if matches!(names, ExamineeNames::Given(_)) {
        text.push_str(GIVEN_ANSWERS);
    }
    let alarms = alarms(designs);
    // Writing to a string does not fail.
    let _ = match alarms.is_empty() {
        true => writeln!(text, "nothing alarming"),
        false => writeln!(text, "alarming:\n  {}", alarms.join("\n  ")),
    };
    let _ = writeln!(text, "\nreport: {}", directory.join("report.html").display());
    text
}

/// What is alarming, with the name of the design where there are several.
fn alarms(designs: &[ReportedDesign<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    for design in designs {
        let alarms = Alarm::of(design.test, design.summary);
        lines.extend(alarms.iter().map(|alarm| match designs.len() {
            1 => alarm.to_string(),
            _ => format!("{}: {alarm}", design.name),
        }));
    }
    lines
}
