//! Estimates with standard errors from the maximum.

use irt_core::{ItemModel, ModelName, ParameterName};
use nalgebra::{Cholesky, DMatrix};

use super::assembly::Assembly;
use super::item::{CalibrationItem, ItemRole};
use super::outcome::{
    EstimatedItem, GroupLatent, ItemOutcome, ItemStatus, ParameterEstimate, SetAside, SetAsideReason,
};
use super::reported::{Reported, reported};
use crate::likelihood::information;
use crate::optimum::{Optimum, observed_information};

/// Beyond this slope, the response curve is a step between two nodes.
const GREATEST_SLOPE: f64 = 25.0;

/// The covariances of the estimated parameters; `None` where the information is not positive definite. Those of asymptotes at
/// their bound are 0.
pub(super) fn covariance(assembly: &Assembly, optimum: &Optimum) -> Option<DMatrix<f64>> {
    let problem = &assembly.problem;
    let mut matrix = observed_information(&information(problem, &optimum.parameters, &optimum.evaluation.expectation));
    let at_bound = problem.at_bound(&optimum.parameters, &optimum.evaluation.gradient);
    for place in &at_bound {
        matrix.row_mut(*place).fill(0.0);
        matrix.column_mut(*place).fill(0.0);
        matrix[(*place, *place)] = 1.0;
    }
    let mut inverse = Cholesky::new(matrix)?.inverse();
    at_bound.iter().for_each(|place| inverse[(*place, *place)] = 0.0);
    inverse.iter().all(|value| value.is_finite()).then_some(inverse)
}

/// The standard error of a function of parameters at these places with these derivatives (delta method).
fn standard_error(covariance: Option<&DMatrix<f64>>, slopes: &[(usize, f64)]) -> Option<f64> {
    let covariance = covariance.filter(|_| !slopes.is_empty())?;
    let product = |(one, left): &(usize, f64)| {
        slopes.iter().map(|(other, right)| left * right * covariance[(*one, *other)]).sum::<f64>()
    };
    let variance: f64 = slopes.iter().map(product).sum();
    (variance > 0.0).then(|| variance.sqrt())
}

/// What becomes of an item that takes part in the likelihood; `Err` where it must not.
pub(super) fn item(
    assembly: &Assembly,
    (place, item, responses): (usize, &CalibrationItem, f64),
    optimum: &Optimum,
    covariance: Option<&DMatrix<f64>>,
) -> Result<ItemOutcome, SetAsideReason> {
    let plan = &assembly.problem.items[place];
    if let ItemRole::Fixed(model) = &item.role {
        let named =
            |(name, estimate): (ParameterName, f64)| (name.to_string(), ParameterEstimate { estimate, se: None });
        let parameters = model.parameters().into_iter().map(named).collect();
        let model = model.clone();
        return Ok(ItemOutcome::Kept(EstimatedItem { status: ItemStatus::Fixed, model, parameters, responses }));
    }
    let reported = reported(item.model(), plan, &plan.local(&optimum.parameters));
    let model = model(item.model(), &reported);
    let parameters = reported.into_iter().map(|Reported { name, value, slopes }| {
        let slopes: Vec<(usize, f64)> = slopes.into_iter().map(|(local, slope)| (plan.places[local], slope)).collect();
        (name, ParameterEstimate { estimate: value, se: standard_error(covariance, &slopes) })
    });
    let parameters = parameters.collect();
    match model {
        Ok(model) => {
            let at_bound = assembly.problem.at_bound(&optimum.parameters, &optimum.evaluation.gradient);
            let is_at_bound = plan.places.iter().any(|place| at_bound.contains(place));
            let status = if is_at_bound { ItemStatus::AtBound } else { ItemStatus::Estimated };
            Ok(ItemOutcome::Kept(EstimatedItem { status, model, parameters, responses }))
        }
        // The estimates of the others are those of the whole data, so it stays in the likelihood.
        Err(reason @ SetAsideReason::NegativeSlope { .. }) => {
            Ok(ItemOutcome::SetAside(SetAside { model: item.model(), reason, parameters }))
        }
        Err(reason) => Err(reason),
    }
}

/// The item with these parameters.
pub(super) fn model(name: ModelName, reported: &[Reported]) -> Result<ItemModel, SetAsideReason> {
    if let Some(slope) = reported.iter().find(|parameter| parameter.name == "a").map(|parameter| parameter.value) {
        if slope <= 0.0 {
            return Err(SetAsideReason::NegativeSlope { slope });
        }
        if slope > GREATEST_SLOPE {
            return Err(SetAsideReason::SlopeWithoutBound { slope });
        }
    }
    let parameters: Vec<(ParameterName, f64)> = reported
        .iter()
        .filter_map(|parameter| Some((ParameterName::from_name(&parameter.name)?, parameter.value)))
        .collect();
    // The layout of the logistic models has all four.
    let rest =
        [("c", 0.0), ("d", 1.0)].into_iter().filter_map(|(name, value)| Some((ParameterName::from_name(name)?, value)));
    let absent = rest.filter(|(name, _)| parameters.iter().all(|(given, _)| given != name));
    let all: Vec<_> = match name.is_dichotomous() {
        true => parameters.iter().copied().chain(absent).collect(),
        false => parameters.clone(),
    };
    ItemModel::from_parameters(name, &all).map_err(SetAsideReason::OutOfRange)
}

/// The latent distribution of a group.
pub(super) fn latent(
    assembly: &Assembly,
    group: usize,
    optimum: &Optimum,
    covariance: Option<&DMatrix<f64>>,
) -> GroupLatent {
    let plan = &assembly.problem.latent[group];
    let latent = plan.latent(&optimum.parameters);
    let sd = latent.variance.sqrt();
    let of = |place: Option<usize>, slope| place.and_then(|place| standard_error(covariance, &[(place, slope)]));
    GroupLatent {
        mean: ParameterEstimate { estimate: latent.mean, se: of(plan.mean, 1.0) },
        sd: ParameterEstimate { estimate: sd, se: of(plan.variance, 0.5 / sd) },
    }
}
