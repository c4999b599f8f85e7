//! The same answers in the straightforward way, to measure against.

use irt_core::{Estimator, FourPl, Metric, Response};

/// EAP with a standard normal prior on equally spaced nodes from -4 to 4, from nothing but the parameters.
#[must_use]
pub fn eap(models: &[FourPl], responses: &[Response], nodes: u32) -> [f64; 2] {
    let node = |place: u32| -4.0 + 8.0 * f64::from(place) / f64::from(nodes - 1);
    let weight = |place: u32| {
        let theta = node(place);
        let pairs = models.iter().zip(responses);
        let log_likelihood: f64 =
            pairs.map(|(model, response)| model.log_likelihood(*response, theta, Metric::LOGISTIC)).sum();
        let trapezoid = if place == 0 || place == nodes - 1 { 0.5 } else { 1.0 };
        trapezoid * (log_likelihood - 0.5 * theta * theta).exp()
    };
    let weights: Vec<f64> = (0..nodes).map(weight).collect();
    let total: f64 = weights.iter().sum();
    let mean = (0..nodes).zip(&weights).map(|(place, weight)| weight * node(place)).sum::<f64>() / total;
    let variance = (0..nodes).zip(&weights).map(|(place, weight)| weight * (node(place) - mean).powi(2)).sum::<f64>();
    [mean, (variance / total).sqrt()]
}

/// The position of the item with the largest information that is not excluded.
#[must_use]
pub fn most_informative(models: &[FourPl], theta: f64, is_excluded: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (place, model) in models.iter().enumerate().filter(|(place, _)| !is_excluded(*place)) {
        let information = model.information(theta, Metric::LOGISTIC);
        if best.is_none_or(|(_, highest)| information > highest) {
            best = Some((place, information));
        }
    }
    best.map(|(place, _)| place)
}

/// The position of the item, beyond those answered, after which the posterior is expected to vary least: by the
/// posterior anew for each item and each answer to it.
///
/// `answered` are the positions of the items answered.
#[must_use]
pub fn least_expected_variance(
    models: &[FourPl],
    answered: &[usize],
    responses: &[Response],
    nodes: u32,
) -> Option<usize> {
    let mut known: Vec<FourPl> = answered.iter().map(|place| models[*place]).collect();
    let mut given = responses.to_vec();
    let [theta, _] = eap(&known, &given, nodes);
    let mut best: Option<(usize, f64)> = None;
    for (place, model) in models.iter().enumerate().filter(|(place, _)| !answered.contains(place)) {
        known.push(*model);
        let mut expected = 0.0;
        for response in [Response::WRONG, Response::RIGHT] {
            given.push(response);
            let [_, sd] = eap(&known, &given, nodes);
            expected += model.log_likelihood(response, theta, Metric::LOGISTIC).exp() * sd * sd;
            given.pop();
        }
        known.pop();
        if best.is_none_or(|(_, least)| expected < least) {
            best = Some((place, expected));
        }
    }
    best.map(|(place, _)| place)
}

/// MAP, MLE or WLE by a scan of the objective's slope in steps of 0.01 and bisection of its first fall through zero;
/// EAP as by [`eap`].
#[must_use]
pub fn estimate(estimator: Estimator, models: &[FourPl], responses: &[Response]) -> [f64; 2] {
    if estimator == Estimator::Eap {
        return eap(models, responses, 33);
    }
    let slope = |theta: f64| slope(estimator, models, responses, theta);
    let (mut left, mut right) = (-4.0, 4.0);
    for step in 0..800 {
        let next = -4.0 + f64::from(step + 1) / 100.0;
        if slope(next) <= 0.0 {
            (left, right) = (next - 0.01, next);
            break;
        }
    }
    while right - left > 1e-10 {
        let middle = 0.5 * (left + right);
        if slope(middle) > 0.0 { left = middle } else { right = middle }
    }
    let information: f64 = models.iter().map(|model| model.information(left, Metric::LOGISTIC)).sum();
    let prior = if estimator == Estimator::Map { 1.0 } else { 0.0 };
    [left, 1.0 / (information + prior).sqrt()]
}

fn slope(estimator: Estimator, models: &[FourPl], responses: &[Response], theta: f64) -> f64 {
    let (mut score, mut information, mut warm) = (0.0, 0.0, 0.0);
    for (model, response) in models.iter().zip(responses) {
        let p = model.probability(theta, Metric::LOGISTIC);
        let [first, second, _] = model.probability_derivatives(theta, Metric::LOGISTIC);
        score += if *response == Response::RIGHT { first / p } else { -first / (1.0 - p) };
        information += first * first / (p * (1.0 - p));
        warm += first * second / (p * (1.0 - p));
    }
    match estimator {
        Estimator::Map => score - theta,
        Estimator::Wle => score + warm / (2.0 * information),
        _ => score,
    }
}

/// An exam by maximum information and EAP.
#[must_use]
pub fn exam(models: &[FourPl], responses: &[Response]) -> f64 {
    let (mut used, mut answered, mut theta) = (vec![false; models.len()], Vec::new(), 0.0);
    for count in 1..=responses.len() {
        let Some(next) = most_informative(models, theta, |place| used[place]) else { break };
        used[next] = true;
        answered.push(models[next]);
        [theta, _] = eap(&answered, &responses[..count], 33);
    }
    theta
}

/// The logarithms of both category probabilities of every item at every node.
#[must_use]
pub fn log_probability_table(models: &[FourPl], nodes: u32) -> Vec<f64> {
    let node = |place: u32| -4.0 + 8.0 * f64::from(place) / f64::from(nodes - 1);
    let mut table = Vec::with_capacity(2 * models.len() * nodes as usize);
    for model in models {
        for response in [Response::WRONG, Response::RIGHT] {
            table.extend((0..nodes).map(|place| model.log_likelihood(response, node(place), Metric::LOGISTIC)));
        }
    }
    table
}
