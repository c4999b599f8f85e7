//! `adaptive link`: a bank on the scale of another.

use std::collections::HashMap;
use std::io::{self, Write as _};

use anyhow::{Context as _, bail};
use calibration::{Link, LinkMethod, LinkPoints, rescaled};
use irt_core::{Item, ItemBank, ItemModel};
use serde::Serialize;

use crate::args::{LinkArguments, LinkingMethod, PointWeights};
use crate::bank::bank_text::BankText;
use crate::bank::{bank_csv, bank_file};
use crate::extra_columns::ExtraColumns;
use crate::output_file;

/// What is printed.
#[derive(Serialize)]
struct Constants<'a> {
    method: &'static str,
    /// `A` and `B` of `theta_to = A theta_from + B`.
    #[serde(rename = "A")]
    slope: f64,
    #[serde(rename = "B")]
    intercept: f64,
    criterion: Option<f64>,
    common_items: &'a [String],
}

pub(crate) fn run(arguments: &LinkArguments) -> anyhow::Result<()> {
    let text = BankText::read(&arguments.from)?;
    let from = bank_file::bank_of(&text, arguments.metric)?;
    let to = bank_file::read(&arguments.to, arguments.metric)?;
    let (ids, models) = common(&from, &to);
    if ids.is_empty() {
        bail!("{} and {} have no item in common: link needs items with the same item_id", arguments.from, arguments.to);
    }
    let (ours, theirs): (Vec<ItemModel>, Vec<ItemModel>) = models.into_iter().unzip();
    let method = method(arguments.method);
    let link = calibration::link(&ours, &theirs, arguments.metric, method, &points(arguments)?)
        .with_context(|| format!("{} cannot be linked to {}", arguments.from, arguments.to))?;
    if let Some(out) = &arguments.out {
        output_file::write(out, bank_text(&text, &from, link)?.as_bytes())?;
    }
    let Link { slope, intercept, criterion } = link;
    let constants = Constants { method: method.as_str(), slope, intercept, criterion, common_items: &ids };
    let printed = serde_json::to_string_pretty(&constants)? + "\n";
    io::stdout().write_all(printed.as_bytes())?;
    Ok(())
}

/// The items of both banks, in the order of the first.
fn common(from: &ItemBank, to: &ItemBank) -> (Vec<String>, Vec<(ItemModel, ItemModel)>) {
    let theirs: HashMap<String, ItemModel> = to.items().map(|item| (item.id.as_str().to_owned(), item.model)).collect();
    let both = from.items().filter_map(|item| {
        let id = item.id.as_str().to_owned();
        let other = theirs.get(&id)?.clone();
        Some((id, (item.model, other)))
    });
    both.unzip()
}

const fn method(method: LinkingMethod) -> LinkMethod {
    match method {
        LinkingMethod::MeanMean => LinkMethod::MeanMean,
        LinkingMethod::MeanSigma => LinkMethod::MeanSigma,
        LinkingMethod::Haebara => LinkMethod::Haebara,
        LinkingMethod::StockingLord => LinkMethod::StockingLord,
    }
}

fn points(arguments: &LinkArguments) -> anyhow::Result<LinkPoints> {
    let thetas: Vec<f64> = arguments.points.points().collect();
    let (lower, upper) = (thetas.first().copied().unwrap_or(0.0), thetas.last().copied().unwrap_or(0.0));
    let points = match arguments.point_weights {
        PointWeights::Equal => LinkPoints::equal(lower, upper, thetas.len()),
        PointWeights::Normal => LinkPoints::normal(lower, upper, thetas.len()),
    };
    points.context("--points")
}

/// The rescaled bank, with the texts of its items.
fn bank_text(text: &BankText, from: &ItemBank, link: Link) -> anyhow::Result<String> {
    let items: Vec<Item> = from
        .items()
        .map(|item| {
            let model = rescaled(&item.model, link).with_context(|| format!("item {}", item.id))?;
            Ok(Item { id: item.id.clone(), model, content: None })
        })
        .collect::<anyhow::Result<_>>()?;
    ExtraColumns::read(text)?.added_to(&bank_csv::text(&items, &vec![None; items.len()])?)
}
