//! What a sound design asks for and cannot get: from its grid, its bank or its tests.

use std::sync::Arc;

use anyhow::Context as _;
use irt_core::{AdaptiveTest, CatDesign, ContentSpec, ItemBank, Prior, Quadrature, normal_probability};
use simulation::{Examinees, Simulation, SimulationSummary};

/// The least share of the prior off the grid that is worth a word.
const LEAST_SHARE_OFF_GRID: f64 = 1e-4;
/// The seed of the trial, so that a check says the same whenever it is repeated.
const SEED: u64 = 1;
/// The most examinees of the trial, and the fewest.
const EXAMINEES: (u64, u64) = (200, 20);
/// About how many times a trial may look at an item.
const LOOKS: u64 = 50_000_000;
/// The share of the tests of a trial that may end without the standard error before it counts as out of reach.
const RARELY: f64 = 0.05;

/// What a design cannot get.
pub(super) struct Unreachable {
    /// The key, with its section.
    pub(super) field: &'static str,
    pub(super) detail: String,
}

/// What the grid loses of the prior: one that the design sets, or the plain one of a uniform prior.
pub(super) fn on_grid(design: &CatDesign) -> Option<Unreachable> {
    let (grid, prior) = (design.quadrature(), design.prior());
    let share = share_off_grid(prior, grid);
    (share >= LEAST_SHARE_OFF_GRID).then(|| {
        let (lower, upper) = (grid.interval().lower(), grid.interval().upper());
        let follow = Quadrature::following(prior).interval();
        let remedy = match prior {
            Prior::Normal { .. } => {
                let (from, to) = (rounded(follow.lower()), rounded(follow.upper()));
                format!("leave [quadrature] out, or let it reach from {from} to {to}")
            }
            Prior::Uniform { lower, upper } => format!("set [quadrature] to reach from {lower} to {upper}"),
            _ => "let it cover the prior".to_owned(),
        };
        Unreachable {
            field: "quadrature.lower",
            detail: format!(
                "the grid, from {lower} to {upper}, leaves {} % of the prior out, and cuts the estimates there off; {remedy}",
                significant(100.0 * share)
            ),
        }
    })
}

/// What a design cannot get from a bank. A trial of few examinees shows which standard errors the tests reach.
pub(super) fn with_bank(test: &Arc<AdaptiveTest>) -> anyhow::Result<Vec<Unreachable>> {
    let spec = test.design().spec();
    let mut found: Vec<Unreachable> = [max_items(test), maximum_rate(test)].into_iter().flatten().collect();
    found.extend(spec.content.targets.keys().filter_map(|area| content_target(test, area)));
    if let Some(wanted) = spec.stopping.standard_error {
        found.extend(standard_error(wanted, &trial(test)?));
    }
    Ok(found)
}

/// The probability of the prior beyond the ends of a grid.
fn share_off_grid(prior: &Prior, grid: Quadrature) -> f64 {
    let (lower, upper) = (grid.interval().lower(), grid.interval().upper());
    match *prior {
        Prior::Normal { mean, sd } => normal_probability((lower - mean) / sd) + normal_probability((mean - upper) / sd),
        Prior::Uniform { lower: from, upper: to } => ((lower - from).max(0.0) + (to - upper).max(0.0)) / (to - from),
        _ => 0.0,
    }
}

fn max_items(test: &AdaptiveTest) -> Option<Unreachable> {
    let (wanted, most) = (test.design().stopping_rule().max_items?, test.max_items());
    (wanted > most).then(|| Unreachable {
        field: "stopping.max_items",
        detail: format!(
            "{wanted} is more than the {most} items that a test can have; tests end when these are used up; add items, or set \
             {most} or less"
        ),
    })
}

/// The rates of the items add up to the length of the tests.
fn maximum_rate(test: &AdaptiveTest) -> Option<Unreachable> {
    let rate = test.design().spec().exposure.maximum_rate?;
    let items = eligible(test.bank(), &test.design().spec().content).count();
    let shortest = shortest(test);
    let least = f64::from(shortest) / items.max(1) as f64;
    (least > rate).then(|| Unreachable {
        field: "exposure.maximum_rate",
        detail: format!(
            "{rate} cannot be kept: {items} items in tests of at least {shortest} have a rate of {} even if all are used \
             equally; raise it, shorten the test or add items",
            significant(least)
        ),
    })
}

/// The fewest items of a test: all of them have the same number where nothing else ends them.
fn shortest(test: &AdaptiveTest) -> u32 {
    let spec = &test.design().spec().stopping;
    let thresholds = [spec.standard_error, spec.theta_change, spec.standard_error_change, spec.minimum_information];
    let ends_early =
        thresholds.iter().any(Option::is_some) || spec.time_budget.is_some() || spec.classification.is_some();
    if ends_early { test.design().stopping_rule().min_items } else { test.max_items() }
}

/// An area that has too few items for its share of the longest test.
fn content_target(test: &AdaptiveTest, area: &str) -> Option<Unreachable> {
    let content = &test.design().spec().content;
    let share = content.targets.get(area)?;
    let longest = f64::from(test.design().stopping_rule().max_items.unwrap_or_else(|| test.max_items()));
    let wanted = (share * longest).floor() as usize;
    let available = eligible(test.bank(), content).filter(|(_, of_item)| *of_item == Some(area)).count();
    (available < wanted).then(|| Unreachable {
        field: "content.targets",
        detail: format!(
            "{area}: a share of {share} of {longest} items is {wanted} items, and the bank has {available} of them; add items, \
             lower the share or shorten the test"
        ),
    })
}

/// The items that can be shown and scored, with their areas.
fn eligible<'a>(bank: &'a ItemBank, content: &'a ContentSpec) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
    let pretest = content.pretest.iter().flat_map(|pretest| &pretest.items);
    let barred: std::collections::HashSet<&str> = content.excluded.iter().chain(pretest).map(String::as_str).collect();
    let items = bank.items().map(|item| (item.id.as_str(), item.content));
    items.filter(move |(id, _)| !barred.contains(id))
}

/// A simulation of few examinees, fewer for large banks.
fn trial(test: &Arc<AdaptiveTest>) -> anyhow::Result<SimulationSummary> {
    let looks = test.bank().len() as u64 * u64::from(test.max_items().min(100));
    let examinees = (LOOKS / looks.max(1)).clamp(EXAMINEES.1, EXAMINEES.0);
    let (mean, sd) = match *test.design().prior() {
        Prior::Normal { mean, sd } => (mean, sd),
        _ => (0.0, 1.0),
    };
    let trial = Simulation::new(Arc::clone(test), Examinees::normal(examinees, mean, sd)?, SEED);
    trial.run().context("the trial of the design has failed")
}

fn standard_error(wanted: f64, trial: &SimulationSummary) -> Option<Unreachable> {
    let (least, examinees) = (trial.standard_errors.min, trial.examinees);
    let reached = trial.stop_reasons.get(irt_core::StopReason::StandardError.as_str()).copied().unwrap_or(0);
    let longest = trial.test_length.max;
    let detail = if reached == 0 {
        format!(
            "no test of {examinees} simulated ones reached {wanted}; the least was {}, after at most {longest} items",
            significant(least)
        )
    } else if (reached as f64) < RARELY * examinees as f64 {
        format!("only {reached} tests of {examinees} simulated ones reached {wanted}, after at most {longest} items")
    } else {
        return None;
    };
    let detail = format!("{detail}; raise it, allow more items, or add items that are informative where examinees are");
    Some(Unreachable { field: "stopping.standard_error", detail })
}

/// A number without the digits that come from rounding.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// A number with three significant digits.
fn significant(value: f64) -> String {
    let digits = (2.0 - value.abs().max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    format!("{value:.digits$}")
}
