//! `adaptive assemble`: the best fixed forms that hold every row of a blueprint.

mod information;
mod inputs;
mod report;

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use irt_core::ItemBank;
use serde::Serialize;
use test_assembly::{Assembly, AssemblyRequest, Objective, assemble};

use self::report::Report;
use crate::args::{AssembleArguments, FormObjective, ReportFormat};
use crate::bank::bank_file;
use crate::info::expected_score;
use crate::output_file;
use crate::table::csv_text;

/// The abilities of the picture, beyond those of the objective.
const MARGIN_OF_PICTURE: f64 = 3.0;
const POINTS_OF_PICTURE: u32 = 121;

pub(crate) fn run(arguments: &AssembleArguments) -> anyhow::Result<ExitCode> {
    let bank = bank_file::read(&arguments.bank.source, arguments.bank.metric)?;
    let blueprint = inputs::blueprint(arguments, &bank)?;
    let objective = objective(arguments, &bank)?;
    let excluded = excluded(arguments, &bank)?;
    let request = AssemblyRequest {
        forms: arguments.forms,
        max_item_use: arguments.max_use,
        max_stimulus_use: arguments.max_stimulus_use,
        excluded: &excluded,
        node_limit: arguments.node_limit,
        ..AssemblyRequest::new(&blueprint)
    };
    let assembly = assemble(&request, &objective)?;
    let report = Report::new(arguments, &bank, &blueprint, &assembly);
    if let Some(path) = &arguments.out {
        let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let text = if is_json { report.json()? } else { table(&report)? };
        output_file::write(path, text.as_bytes())?;
    }
    if let Some(path) = &arguments.plot {
        draw(arguments, &bank, &report, path)?;
    }
    let text = match arguments.format {
        ReportFormat::Json => report.json()?,
        ReportFormat::Text => report.text(),
    };
    io::stdout().lock().write_all(text.as_bytes())?;
    let is_found = matches!(assembly, Assembly::Optimal(_) | Assembly::NodeLimit { forms: Some(_), .. });
    Ok(if is_found { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn objective(arguments: &AssembleArguments, bank: &ItemBank) -> anyhow::Result<Objective> {
    let thetas = &arguments.theta;
    let weights = match arguments.weights.as_slice() {
        [] => vec![1.0; thetas.len()],
        weights => weights.to_vec(),
    };
    let informations = || thetas.iter().map(|theta| information::of_items(bank, *theta)).collect::<Vec<_>>();
    let same_number = |flag: &str, found: usize| {
        let expected = thetas.len();
        if found == expected { Ok(()) } else { Err(anyhow!("{flag} has {found} values for {expected} abilities")) }
    };
    same_number("--weights", weights.len())?;
    let takes_target = matches!(arguments.objective, FormObjective::TargetInformation | FormObjective::TargetScore);
    if takes_target {
        same_number("--target", arguments.target.len())?;
        if !arguments.weights.is_empty() {
            bail!("--weights belongs to the objectives information and maximin");
        }
    } else if !arguments.target.is_empty() {
        bail!("--target belongs to the objectives target-information and target-score");
    }
    let target = |coefficients| Objective::Target {
        coefficients,
        targets: arguments.target.clone(),
        tolerance: arguments.tolerance,
    };
    Ok(match arguments.objective {
        FormObjective::Information => {
            let at = informations();
            let weighted = |item: usize| at.iter().zip(&weights).map(|(values, weight)| values[item] * weight).sum();
            Objective::Maximise((0..bank.len()).map(weighted).collect())
        }
        FormObjective::Maximin => Objective::Maximin { coefficients: informations(), ratios: weights },
        FormObjective::TargetInformation => target(informations()),
        FormObjective::TargetScore => {
            let scores = |theta: &f64| bank.items().map(|item| expected_score(bank, &item, *theta)).collect();
            target(thetas.iter().map(scores).collect())
        }
    })
}

fn excluded(arguments: &AssembleArguments, bank: &ItemBank) -> anyhow::Result<Vec<usize>> {
    let place = |id: &String| {
        let found = bank.items().position(|item| item.id.as_str() == id.trim());
        found.ok_or_else(|| anyhow!("--exclude names {id}, which the bank does not have"))
    };
    arguments.exclude.iter().filter(|id| !id.trim().is_empty()).map(place).collect()
}

/// The forms as a table of items.
fn table(report: &Report) -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct ItemRow<'a> {
        form: usize,
        position: usize,
        item_id: &'a str,
    }
    let rows = report.items_of_forms().iter().zip(1..).flat_map(|(form, number)| {
        form.iter().zip(1..).map(move |(item_id, position)| ItemRow { form: number, position, item_id })
    });
    csv_text(rows)
}

fn draw(arguments: &AssembleArguments, bank: &ItemBank, report: &Report, path: &std::path::Path) -> anyhow::Result<()> {
    let ends =
        arguments.theta.iter().fold((0.0_f64, 0.0_f64), |(low, high), theta| (low.min(*theta), high.max(*theta)));
    let (lower, upper) = (ends.0 - MARGIN_OF_PICTURE, ends.1 + MARGIN_OF_PICTURE);
    let step = (upper - lower) / f64::from(POINTS_OF_PICTURE - 1);
    let curve = |form: &[usize]| {
        let at = |theta: f64| {
            let values = information::of_items(bank, theta);
            (theta, form.iter().map(|item| values[*item]).sum())
        };
        (0..POINTS_OF_PICTURE).map(|point| at(lower + step * f64::from(point))).collect::<Vec<(f64, f64)>>()
    };
    let forms: Vec<_> =
        report.forms().iter().zip(1..).map(|(form, number)| (format!("form {number}"), curve(form))).collect();
    if forms.is_empty() {
        return Ok(());
    }
    let is_target = arguments.objective == FormObjective::TargetInformation;
    let targets: Vec<(f64, f64)> = arguments.theta.iter().copied().zip(arguments.target.iter().copied()).collect();
    let svg = reporting::ability_charts::form_information(&forms, if is_target { &targets } else { &[] })?;
    output_file::write(path, svg.as_str().as_bytes())
}
