//! Where the bank measures, and where the examinees are.

use irt_core::{BankItem, ItemBank, ItemModel};
use maud::html;

use super::Report;
use super::number::{fixed, or_dash, per_cent};
use super::table::{Column, Section, figure, table};
use super::usage::most_used_items;
use crate::plot::{self, PlotError, WrightRow};

/// How many abilities curves are drawn at.
const POINTS: u32 = 81;
/// The range that pictures show at least.
const RANGE: [f64; 2] = [-4.0, 4.0];
/// How many items have their information drawn.
const DRAWN_ITEMS: usize = 5;
/// How many examinees stand for all.
const SAMPLE: u64 = 20_000;
/// The most ranges of ability.
const MAX_RANGES: f64 = 40.0;

/// The section on test and item information.
pub(super) fn information(report: &Report<'_>) -> Result<Section, PlotError> {
    let Some(first) = report.designs.first() else { return Ok(Section::new("information", "", html! {})) };
    let bank = first.test.bank();
    let curve: Vec<(f64, f64)> = grid(POINTS).map(|theta| (theta, test_information(bank, theta))).collect();
    let used = most_used_items(&first.summary.items);
    let used: Vec<BankItem<'_>> = used.iter().take(DRAWN_ITEMS).filter_map(|used| bank.item(used.item)).collect();
    let of_item = |item: &BankItem<'_>, theta: f64| bank.information(item.index, theta).unwrap_or(0.0);
    let curves: Vec<(&str, Vec<(f64, f64)>)> = used
        .iter()
        .map(|item| (item.id.as_str(), grid(POINTS).map(|theta| (theta, of_item(item, theta))).collect()))
        .collect();
    let mut columns = vec![Column::Number("theta"), Column::Number("all items"), Column::Number("their SE")];
    columns.extend(used.iter().map(|item| Column::Number(item.id.as_str())));
    let rows: Vec<Vec<String>> = grid(9)
        .map(|theta| {
            let all = test_information(bank, theta);
            let error = (all > 0.0).then(|| 1.0 / all.sqrt());
            let start = [fixed(theta, 0), fixed(all, 2), or_dash(error, |error| fixed(error, 3))];
            start.into_iter().chain(used.iter().map(|item| fixed(of_item(item, theta), 3))).collect()
        })
        .collect();
    let body = html! {
        p { "The information of all items together is what a test of the whole bank would have, and its standard error the "
            "least that can be reached. Below, the information of the items that were used most." }
        (figure("test information and its standard error by theta", plot::information(&curve))?)
        @if !curves.is_empty() {
            (figure("information of the items used most", plot::item_information(&curves))?)
        }
        (table("Information by theta", &columns, &rows))
    };
    Ok(Section::new("information", "Information of the bank", body))
}

/// The section on examinees and items on one scale.
pub(super) fn wright_map(report: &Report<'_>) -> Result<Section, PlotError> {
    let Some(first) = report.designs.first() else { return Ok(Section::new("wright", "", html! {})) };
    let sample = SAMPLE.min(report.examinees.count());
    let thetas: Vec<f64> = (0..sample).map(|index| report.examinees.theta(first.summary.seed, index)).collect();
    let locations: Vec<f64> = first.test.bank().items().flat_map(|item| locations(first.test.bank(), &item)).collect();
    let rows = ranges(&thetas, &locations);
    let columns = [Column::Text("theta"), Column::Number("examinees"), Column::Number("item locations")];
    let shown: Vec<Vec<String>> = rows
        .iter()
        .rev()
        .map(|row| {
            let range = format!("{} to {}", fixed(row.lower, 2), fixed(row.upper, 2));
            vec![range, per_cent(row.examinees), per_cent(row.locations)]
        })
        .collect();
    let body = html! {
        p { "Where there are examinees and no items, the bank is too thin to measure them well. The location of an item is its "
            "difficulty; items of more than two categories have one for each threshold or step, nominal ones where they tell "
            "most. The end ranges hold what lies beyond them." }
        (figure("distribution of examinees and of item locations", plot::wright_map(&rows))?)
        (table("Examinees and items by theta", &columns, &shown))
        @if sample < report.examinees.count() {
            p.note { "The shares of the examinees are those of the first " (sample) "." }
        }
    };
    Ok(Section::new("wright", "Examinees and items", body))
}

/// The shares in ranges of equal width about the examinees; what lies beyond the ends counts to the end ranges.
fn ranges(thetas: &[f64], locations: &[f64]) -> Vec<WrightRow> {
    let least = thetas.iter().copied().fold(RANGE[0], f64::min).floor();
    let greatest = thetas.iter().copied().fold(RANGE[1], f64::max).ceil();
    let width = [0.5, 1.0, 2.0].into_iter().find(|width| (greatest - least) / width <= MAX_RANGES).unwrap_or(5.0);
    let count = ((greatest - least) / width).ceil().max(1.0) as usize;
    let shares = |values: &[f64]| -> Vec<f64> {
        let mut shares = vec![0.0; count];
        for value in values {
            let place = ((value - least) / width).floor().clamp(0.0, (count - 1) as f64) as usize;
            shares[place] += 1.0 / values.len() as f64;
        }
        shares
    };
    let both = shares(thetas).into_iter().zip(shares(locations));
    let row = |(place, (examinees, locations)): (usize, (f64, f64))| {
        let lower = least + width * place as f64;
        WrightRow { lower, upper: lower + width, examinees, locations }
    };
    both.enumerate().map(row).collect()
}

/// Where on the scale an item lies.
fn locations(bank: &ItemBank, item: &BankItem<'_>) -> Vec<f64> {
    match &item.model {
        ItemModel::FourPl(model) => vec![model.b()],
        ItemModel::Graded(model) => model.thresholds().to_vec(),
        ItemModel::ModifiedGraded(model) => model.shifts().iter().map(|shift| model.b() - shift).collect(),
        ItemModel::PartialCredit(model) => model.steps().to_vec(),
        ItemModel::GeneralizedPartialCredit(model) => model.steps().to_vec(),
        ItemModel::RatingScale(model) => model.steps().iter().map(|step| model.b() + step).collect(),
        _ => {
            let information = |theta: f64| bank.information(item.index, theta).unwrap_or(0.0);
            grid(POINTS).max_by(|one, other| information(*one).total_cmp(&information(*other))).into_iter().collect()
        }
    }
}

fn test_information(bank: &ItemBank, theta: f64) -> f64 {
    bank.items().filter_map(|item| bank.information(item.index, theta)).sum()
}

/// So many abilities over the range, both ends included.
fn grid(points: u32) -> impl Iterator<Item = f64> {
    let step = (RANGE[1] - RANGE[0]) / f64::from(points - 1);
    (0..points).map(move |place| RANGE[0] + step * f64::from(place))
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn shares_sum_to_one_and_the_ends_hold_what_lies_beyond() {
        let rows = ranges(&[0.0, 0.1, 3.9, -7.2], &[-100.0, 100.0, 0.0]);
        assert_eq!((rows[0].lower, rows[rows.len() - 1].upper), (-8.0, 4.0));
        let sums = rows.iter().fold((0.0, 0.0), |(x, y), row| (x + row.examinees, y + row.locations));
        assert!((sums.0 - 1.0_f64).abs() < 1e-12 && (sums.1 - 1.0_f64).abs() < 1e-12, "{sums:?}");
        assert!((rows[0].locations - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn far_away_examinees_get_wide_ranges() {
        let rows = ranges(&[-100.0, 100.0], &[0.0]);
        assert!(rows.len() <= 41, "{}", rows.len());
    }
}
