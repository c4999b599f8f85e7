//! Linking by means and standard deviations of parameters.

use irt_core::ItemModel;

use super::link::{Link, LinkError, LinkMethod};

/// The slope of an item, and its difficulties, thresholds or steps; `None` for a nominal one.
fn slope_and_difficulties(item: &ItemModel) -> Option<(f64, Vec<f64>)> {
    let parameters = item.parameters();
    let single = |letter: char| parameters.iter().find(|(name, _)| name.letter() == letter && name.number().is_none());
    let numbered = |letter: char| {
        let list = parameters.iter().filter(move |(name, _)| name.letter() == letter && name.number().is_some());
        list.map(|(_, value)| *value).collect::<Vec<f64>>()
    };
    let slope = single('a').map_or(1.0, |(_, a)| *a);
    let location = single('b').map_or(0.0, |(_, b)| *b);
    let difficulties = match item {
        ItemModel::FourPl(_) => vec![location],
        ItemModel::ModifiedGraded(_) => numbered('c').into_iter().map(|c| location - c).collect(),
        ItemModel::RatingScale(_) => numbered('d').into_iter().map(|step| location + step).collect(),
        ItemModel::Nominal(_) => return None,
        _ => numbered('b'),
    };
    Some((slope, difficulties))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn sd(values: &[f64]) -> f64 {
    let mean = mean(values);
    (values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / (values.len() as f64 - 1.0)).sqrt()
}

/// The slopes and the difficulties of all items.
fn pooled(items: &[ItemModel], method: LinkMethod) -> Result<(Vec<f64>, Vec<f64>), LinkError> {
    let of_items: Vec<(f64, Vec<f64>)> = items.iter().filter_map(slope_and_difficulties).collect();
    let slopes: Vec<f64> = of_items.iter().map(|(slope, _)| *slope).collect();
    let difficulties: Vec<f64> = of_items.into_iter().flat_map(|(_, difficulties)| difficulties).collect();
    let (least, needed) = match method {
        LinkMethod::MeanSigma => (2, "two difficulties or more; nominal items have none"),
        _ => (1, "a common item that is not nominal"),
    };
    if difficulties.len() < least {
        return Err(LinkError::TooFew { method: method.as_str(), needed });
    }
    Ok((slopes, difficulties))
}

fn with_means(slope: f64, from: &[f64], to: &[f64]) -> Link {
    Link { slope, intercept: mean(to) - slope * mean(from), criterion: None }
}

pub(super) fn mean_mean(from: &[ItemModel], to: &[ItemModel]) -> Result<Link, LinkError> {
    let (slopes_from, from) = pooled(from, LinkMethod::MeanMean)?;
    let (slopes_to, to) = pooled(to, LinkMethod::MeanMean)?;
    Ok(with_means(mean(&slopes_from) / mean(&slopes_to), &from, &to))
}

pub(super) fn mean_sigma(from: &[ItemModel], to: &[ItemModel]) -> Result<Link, LinkError> {
    let (_, from) = pooled(from, LinkMethod::MeanSigma)?;
    let (_, to) = pooled(to, LinkMethod::MeanSigma)?;
    Ok(with_means(sd(&to) / sd(&from), &from, &to))
}
