//! The estimates.

use reporting::number::{DASH, fixed, or_dash};
use reporting::{Column, Section, Table};

use super::content::Report;

/// The items that are set aside; `None` where there are none.
pub(super) fn set_aside(report: &Report<'_>) -> Option<Section> {
    let rows: Vec<Vec<String>> = report
        .outcome
        .set_aside()
        .map(|(place, item)| vec![report.items[place].id.clone(), item.model.to_string(), item.reason.to_string()])
        .collect();
    if rows.is_empty() {
        return None;
    }
    let columns = ["item", "model", "reason"].map(Column::text);
    let text = "These items are not in the bank. The reason says what to look at.";
    Some(Section::new("set-aside", "Set aside").paragraph(text).table(Table::new("Items set aside", columns, rows)))
}

/// The parameters of all items with their standard errors.
pub(super) fn estimates(report: &Report<'_>) -> Section {
    let kept = || report.outcome.kept();
    let names = report.outcome.parameter_columns(kept().map(|(place, _)| place));
    let first = [Column::text("item"), Column::text("model"), Column::text("status"), Column::number("responses")];
    let columns = first.into_iter().chain(names.iter().map(Column::number));
    let rows = kept().map(|(place, item)| {
        let cells = names.iter().map(|name| match item.parameters.iter().find(|(known, _)| known == name) {
            Some((_, value)) => match value.se {
                Some(se) => format!("{} ({})", fixed(value.estimate, 3), fixed(se, 3)),
                None => fixed(value.estimate, 3),
            },
            None => DASH.to_owned(),
        });
        let start = [
            report.items[place].id.clone(),
            item.model.name().to_string(),
            item.status.as_str().replace('_', " "),
            fixed(item.responses, 0),
        ];
        start.into_iter().chain(cells).collect()
    });
    Section::new("parameters", "Parameters")
        .paragraph("Each estimate has its standard error in parentheses. What is fixed has none.")
        .table(Table::new("Item parameters", columns, rows))
}

/// The latent distributions.
pub(super) fn latent(report: &Report<'_>) -> Section {
    let columns = [
        Column::text("group"),
        Column::number("mean"),
        Column::number("SE"),
        Column::number("SD"),
        Column::number("SE"),
    ];
    let rows = report.outcome.latent.iter().enumerate().map(|(group, latent)| {
        let name = report.groups.get(group).cloned().unwrap_or_else(|| (group + 1).to_string());
        let se = |value: Option<f64>| or_dash(value, |value| fixed(value, 3));
        vec![name, fixed(latent.mean.estimate, 3), se(latent.mean.se), fixed(latent.sd.estimate, 3), se(latent.sd.se)]
    });
    Section::new("latent", "Examinees").table(Table::new("Distribution of theta", columns, rows))
}
