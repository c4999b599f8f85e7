//! From items and settings to the estimated parameters: which there are, where they begin, which priors they have.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use irt_core::{ItemModel, ModelName};

use super::error::CalibrationError;
use super::item::{CalibrationItem, ItemRole};
use super::screening::{CategoryCounts, categories_of};
use super::starting_values as start;
use crate::kernel::{Asymptotes, Family, Kernel};
use crate::likelihood::{LatentPlan, Problem};
use crate::node_grid::Latent;
use crate::plan::{ItemPlan, Mapping};
use crate::prior::{Density, PriorTerm, Quantity};
use crate::responses::{Patterns, ResponseTable};
use crate::settings::{CalibrationSettings, InvalidSettings, LatentChoice, LatentValue, QuadratureSettings};

/// A calibration that can be run: the problem, starting values, names.
#[derive(Debug)]
pub(crate) struct Assembly {
    pub(crate) problem: Problem,
    pub(crate) start: Vec<f64>,
    pub(crate) names: Vec<String>,
    /// The item of each plan.
    pub(crate) items: Vec<usize>,
}

/// What estimated parameters there are so far.
struct Draft<'a> {
    settings: &'a CalibrationSettings,
    start: Vec<f64>,
    names: Vec<String>,
    priors: Vec<PriorTerm>,
    asymptotes: Vec<(usize, f64)>,
    common_slope: Option<usize>,
    /// The places of steps that items with a number of categories share, for both models that have such.
    shared: BTreeMap<(ModelNameKey, usize), Vec<usize>>,
    has_free_sd: bool,
}

/// Which model shares steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ModelNameKey {
    RatingScale,
    ModifiedGraded,
}

impl Assembly {
    /// The calibration of the items that are kept.
    pub(super) fn new(
        items: &[CalibrationItem],
        is_kept: &[bool],
        (table, counts): (&ResponseTable, &CategoryCounts),
        settings: &CalibrationSettings,
    ) -> Result<Self, CalibrationError> {
        let kept: Vec<usize> = (0..items.len()).filter(|item| is_kept[*item]).collect();
        let has_free_sd = frees_sd(items, &kept, settings);
        let mut draft = Draft {
            settings,
            start: Vec::new(),
            names: Vec::new(),
            priors: Vec::new(),
            asymptotes: Vec::new(),
            common_slope: None,
            shared: BTreeMap::new(),
            has_free_sd,
        };
        let plans =
            kept.iter().map(|item| draft.item(&items[*item], (*item, counts), items)).collect::<Result<_, _>>()?;
        let has_fixed = kept.iter().any(|item| items[*item].is_fixed());
        let latent = draft.latent(table.groups(), has_fixed);
        let is_free = latent.iter().any(|plan| plan.mean.is_some() || plan.variance.is_some());
        let quadrature = if is_free { QuadratureSettings::FREE } else { QuadratureSettings::FIXED };
        let grid = settings.quadrature.unwrap_or(quadrature).grid().map_err(InvalidSettings::from)?;
        let mut renumbered = vec![None; items.len()];
        kept.iter().enumerate().for_each(|(place, item)| renumbered[*item] = Some(place));
        let patterns = Patterns::new(table, &renumbered);
        let blocks = Problem::blocks_of(&patterns, kept.len());
        let Draft { start, names, priors, asymptotes, .. } = draft;
        let size = start.len();
        let problem =
            Problem { grid, patterns, blocks, items: plans, latent, priors, asymptotes, size, pairs: OnceLock::new() };
        Ok(Self { problem, start, names, items: kept })
    }
}

/// Whether the standard deviation of the first group is free.
fn frees_sd(items: &[CalibrationItem], kept: &[usize], settings: &CalibrationSettings) -> bool {
    match settings.latent.sd {
        Some(LatentValue::Named(LatentChoice::Free)) => true,
        Some(_) => false,
        None => {
            let has_unit_slope = |item: &&usize| {
                matches!(items[**item].model(), ModelName::OnePl | ModelName::PartialCredit | ModelName::RatingScale)
            };
            kept.iter().any(|item| items[*item].is_fixed()) || kept.iter().all(|item| has_unit_slope(&item))
        }
    }
}

impl Draft<'_> {
    fn add(&mut self, name: String, value: f64) -> usize {
        self.start.push(value);
        self.names.push(name);
        self.start.len() - 1
    }

    fn prior(&mut self, density: Option<Density>, quantity: Quantity) {
        self.priors.extend(density.map(|density| PriorTerm { quantity, density }));
    }

    fn item(
        &mut self,
        item: &CalibrationItem,
        (place, counts): (usize, &CategoryCounts),
        items: &[CalibrationItem],
    ) -> Result<ItemPlan, CalibrationError> {
        let (model, categories) = match &item.role {
            ItemRole::Fixed(model) => {
                let (kernel, core) = fixed(model);
                return Ok(ItemPlan { kernel, mapping: Mapping::Fixed(core), places: Vec::new() });
            }
            ItemRole::Free { model, categories } => (*model, *categories),
        };
        let counts_of_item = &counts.weighted[place];
        let categories = categories_of(model, categories).map_or(counts_of_item.len(), usize::from);
        let kernel = |family| Kernel { family, categories };
        let id = item.id.as_str();
        Ok(match model {
            ModelName::OnePl | ModelName::TwoPl | ModelName::ThreePl | ModelName::FourPl => {
                self.logistic(id, model, counts_of_item)
            }
            ModelName::Graded => {
                let places = self.with_slope(id, start::cumulative(counts_of_item, categories), Steps::Cumulative);
                ItemPlan { kernel: kernel(Family::Graded), mapping: Mapping::Identity, places }
            }
            ModelName::GeneralizedPartialCredit => {
                let places = self.with_slope(id, start::adjacent(counts_of_item, categories), Steps::Adjacent);
                let mapping = Mapping::GeneralizedPartialCredit;
                ItemPlan { kernel: kernel(Family::Multinomial), mapping, places }
            }
            ModelName::PartialCredit => {
                let intercepts = start::adjacent(counts_of_item, categories);
                let places = self.intercepts(id, intercepts, None, Steps::Adjacent);
                ItemPlan { kernel: kernel(Family::Multinomial), mapping: Mapping::PartialCredit, places }
            }
            ModelName::Nominal => {
                let places = self.nominal(id, start::adjacent(counts_of_item, categories));
                ItemPlan { kernel: kernel(Family::Multinomial), mapping: Mapping::Identity, places }
            }
            ModelName::RatingScale | ModelName::ModifiedGraded => {
                self.with_shared_steps(id, model, (counts_of_item, counts), items)
            }
            other => return Err(CalibrationError::Model { item: item.id.clone(), model: other.to_string() }),
        })
    }

    fn logistic(&mut self, id: &str, model: ModelName, counts: &[f64]) -> ItemPlan {
        let priors = self.settings.priors;
        let slope = match (model, self.common_slope) {
            (ModelName::OnePl, _) if self.has_free_sd => None,
            (ModelName::OnePl, Some(place)) => Some(place),
            (ModelName::OnePl, None) => {
                let place = self.slope("common.slope".to_owned());
                self.common_slope = Some(place);
                Some(place)
            }
            _ => Some(self.slope(format!("{id}.slope"))),
        };
        let intercept = self.add(format!("{id}.intercept1"), start::intercept(model, counts));
        self.prior(priors.intercept, Quantity::Itself(intercept));
        self.prior(priors.b, Quantity::Difficulty { before: None, after: intercept, slope });
        let mut places: Vec<usize> = slope.into_iter().chain([intercept]).collect();
        if matches!(model, ModelName::ThreePl | ModelName::FourPl) {
            places.push(self.asymptote(format!("{id}.logit_c"), start::lower_asymptote(), priors.c, -1.0));
        }
        if model == ModelName::FourPl {
            places.push(self.asymptote(format!("{id}.logit_d"), start::upper_asymptote(), priors.d, 1.0));
        }
        let asymptotes = match model {
            ModelName::ThreePl => Asymptotes::Lower,
            ModelName::FourPl => Asymptotes::Both,
            _ => Asymptotes::None,
        };
        let mapping = if slope.is_some() { Mapping::Identity } else { Mapping::UnitSlope };
        ItemPlan { kernel: Kernel { family: Family::Logistic(asymptotes), categories: 2 }, mapping, places }
    }

    fn slope(&mut self, name: String) -> usize {
        let place = self.add(name, 1.0);
        self.prior(self.settings.priors.a, Quantity::Itself(place));
        place
    }

    fn asymptote(&mut self, name: String, start: f64, prior: Option<Density>, side: f64) -> usize {
        let start = match prior {
            Some(Density::LogitNormal { mean, .. }) => mean,
            Some(Density::Beta { alpha, beta }) => (alpha / beta).ln(),
            _ => start,
        };
        let place = self.add(name, start);
        let quantity = match prior {
            Some(Density::Beta { .. }) => Quantity::Asymptote(place),
            _ => Quantity::Itself(place),
        };
        self.prior(prior, quantity);
        self.asymptotes.push((place, side));
        place
    }

    /// A slope and the intercepts of the categories from 1 on.
    fn with_slope(&mut self, id: &str, intercepts: Vec<f64>, steps: Steps) -> Vec<usize> {
        let slope = self.slope(format!("{id}.slope"));
        let intercepts = self.intercepts(id, intercepts, Some(slope), steps);
        [slope].into_iter().chain(intercepts).collect()
    }

    fn intercepts(&mut self, id: &str, values: Vec<f64>, slope: Option<usize>, steps: Steps) -> Vec<usize> {
        let mut places = Vec::new();
        for (number, value) in (1..).zip(values) {
            let place = self.add(format!("{id}.intercept{number}"), value);
            let before = match steps {
                Steps::Cumulative => None,
                Steps::Adjacent => places.last().copied(),
            };
            self.prior(self.settings.priors.intercept, Quantity::Itself(place));
            self.prior(self.settings.priors.b, Quantity::Difficulty { before, after: place, slope });
            places.push(place);
        }
        places
    }

    fn nominal(&mut self, id: &str, intercepts: Vec<f64>) -> Vec<usize> {
        let priors = self.settings.priors;
        let of_slopes = priors.a.filter(|density| !matches!(density, Density::Lognormal { .. }));
        let mut places = Vec::new();
        for number in 1..=intercepts.len() {
            let place = self.add(format!("{id}.a{number}"), 0.5 * number as f64);
            self.prior(of_slopes, Quantity::Itself(place));
            places.push(place);
        }
        for (number, intercept) in (1..).zip(intercepts) {
            let place = self.add(format!("{id}.c{number}"), intercept);
            self.prior(priors.intercept, Quantity::Itself(place));
            places.push(place);
        }
        places
    }

    /// An item under the rating scale or the modified graded model, whose steps it shares with others.
    fn with_shared_steps(
        &mut self,
        id: &str,
        model: ModelName,
        (of_item, all): (&[f64], &CategoryCounts),
        items: &[CalibrationItem],
    ) -> ItemPlan {
        let is_rating_scale = model == ModelName::RatingScale;
        let categories = shared_categories(model, all, items);
        let (key, name) = match is_rating_scale {
            true => (ModelNameKey::RatingScale, "step"),
            false => (ModelNameKey::ModifiedGraded, "category"),
        };
        let pooled = pooled(model, all, items);
        let (level, shape) = match is_rating_scale {
            // Steps are differences of intercepts, and their signs are opposite.
            true => {
                let differences = |values: Vec<f64>| {
                    let before = [0.0].into_iter().chain(values.clone());
                    before.zip(values).map(|(before, value)| before - value).collect::<Vec<f64>>()
                };
                let own = differences(start::adjacent(of_item, categories));
                (start::centred(&own).0, start::centred(&differences(start::adjacent(&pooled, categories))).1)
            }
            false => {
                let own = start::cumulative(of_item, categories);
                (-start::centred(&own).0, start::centred(&start::cumulative(&pooled, categories)).1)
            }
        };
        let slope = (!is_rating_scale).then(|| self.slope(format!("{id}.slope")));
        let location = self.add(format!("{id}.b"), level);
        self.prior(self.settings.priors.b, Quantity::Itself(location));
        let shared = match self.shared.get(&(key, categories)) {
            Some(places) => places.clone(),
            None => {
                let free = &shape[..shape.len() - 1];
                let places: Vec<usize> =
                    (1..).zip(free).map(|(number, value)| self.add(format!("common.{name}{number}"), *value)).collect();
                self.shared.insert((key, categories), places.clone());
                places
            }
        };
        let places = slope.into_iter().chain([location]).chain(shared).collect();
        let (family, mapping) = match is_rating_scale {
            true => (Family::Multinomial, Mapping::RatingScale),
            false => (Family::Graded, Mapping::ModifiedGraded),
        };
        ItemPlan { kernel: Kernel { family, categories }, mapping, places }
    }

    fn latent(&mut self, groups: usize, has_fixed: bool) -> Vec<LatentPlan> {
        let settings = self.settings.latent;
        (0..groups)
            .map(|group| {
                let is_first = group == 0;
                let number = group + 1;
                let frees_mean = match settings.mean {
                    _ if !is_first => true,
                    Some(value) => value == LatentValue::Named(LatentChoice::Free),
                    None => has_fixed,
                };
                let mean = frees_mean.then(|| self.add(format!("group{number}.mean"), 0.0));
                let frees_sd = !is_first || self.has_free_sd;
                let variance = frees_sd.then(|| self.add(format!("group{number}.variance"), 1.0));
                let value = |choice, usual| match choice {
                    Some(LatentValue::Value(value)) if is_first => value,
                    _ => usual,
                };
                let sd: f64 = value(settings.sd, 1.0);
                LatentPlan { fixed: Latent { mean: value(settings.mean, 0.0), variance: sd * sd }, mean, variance }
            })
            .collect()
    }
}

/// Whether an intercept belongs to a category and those above, or to a category beside the one below.
#[derive(Clone, Copy)]
enum Steps {
    Cumulative,
    Adjacent,
}

/// The frequencies of the categories of all items that share their steps.
fn pooled(model: ModelName, counts: &CategoryCounts, items: &[CalibrationItem]) -> Vec<f64> {
    let mut pooled = Vec::new();
    let sharing = items.iter().zip(&counts.weighted).filter(|(item, _)| !item.is_fixed() && item.model() == model);
    for (_, counts) in sharing {
        if pooled.len() < counts.len() {
            pooled.resize(counts.len(), 0.0);
        }
        pooled.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    pooled
}

/// The number of categories of all items that share their steps: one more than the highest of any of them.
fn shared_categories(model: ModelName, counts: &CategoryCounts, items: &[CalibrationItem]) -> usize {
    let given = items.iter().filter_map(|item| match item.role {
        ItemRole::Free { model: of_item, categories } if of_item == model => categories.map(usize::from),
        _ => None,
    });
    given.max().unwrap_or(0).max(pooled(model, counts, items).len())
}

/// The family and the core parameters of a fixed item.
pub(crate) fn fixed(item: &ItemModel) -> (Kernel, Vec<f64>) {
    let categories = usize::from(item.categories());
    let numbered = |letter: char| -> Vec<f64> {
        let parameters = item.parameters().into_iter();
        parameters
            .filter(|(name, _)| name.letter() == letter && name.number().is_some())
            .map(|(_, value)| value)
            .collect()
    };
    let steps = |slope: f64, steps: Vec<f64>| {
        let intercepts = steps.into_iter().scan(0.0, move |sum, step| {
            *sum -= slope * step;
            Some(*sum)
        });
        (1..categories).map(|category| category as f64 * slope).chain(intercepts).collect::<Vec<f64>>()
    };
    let (family, core) = match item {
        ItemModel::FourPl(item) => return dichotomous(item.a(), item.b(), item.c(), item.d()),
        ItemModel::Graded(item) => {
            let intercepts = item.thresholds().iter().map(|b| -item.a() * b);
            (Family::Graded, [item.a()].into_iter().chain(intercepts).collect())
        }
        ItemModel::ModifiedGraded(item) => {
            let intercepts = numbered('c').into_iter().map(|c| item.a() * (c - item.b()));
            (Family::Graded, [item.a()].into_iter().chain(intercepts).collect())
        }
        ItemModel::PartialCredit(item) => (Family::Multinomial, steps(1.0, item.steps().to_vec())),
        ItemModel::GeneralizedPartialCredit(item) => (Family::Multinomial, steps(item.a(), item.steps().to_vec())),
        ItemModel::RatingScale(item) => {
            (Family::Multinomial, steps(1.0, item.steps().iter().map(|step| item.b() + step).collect()))
        }
        _ => (Family::Multinomial, numbered('a').into_iter().chain(numbered('c')).collect()),
    };
    (Kernel { family, categories }, core)
}

fn dichotomous(a: f64, b: f64, c: f64, d: f64) -> (Kernel, Vec<f64>) {
    let logit = |share: f64| (share / (1.0 - share)).ln();
    let mut core = vec![a, -a * b];
    let asymptotes = if d < 1.0 {
        Asymptotes::Both
    } else if c > 0.0 {
        Asymptotes::Lower
    } else {
        Asymptotes::None
    };
    match asymptotes {
        Asymptotes::None => {}
        Asymptotes::Lower => core.push(logit(c)),
        Asymptotes::Both => core.extend([logit(c), logit(d)]),
    }
    (Kernel { family: Family::Logistic(asymptotes), categories: 2 }, core)
}
