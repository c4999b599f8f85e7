//! The groups and weights of examinees.

use std::collections::HashMap;

use anyhow::{Context as _, bail};

use crate::delimited_text::{DelimitedText, with_decimal_point};
use crate::source::Source;

/// What files say of examinees.
#[derive(Debug, Default)]
pub(super) struct ExamineeValues {
    group_names: Vec<String>,
    groups: Option<HashMap<String, u16>>,
    weights: Option<HashMap<String, f64>>,
}

impl ExamineeValues {
    pub(super) fn read(groups: Option<&Source>, weights: Option<&Source>) -> anyhow::Result<Self> {
        let mut values = Self::default();
        if let Some(source) = groups {
            let mut by_examinee = HashMap::new();
            for (line, examinee, group) in pairs(source, "group")? {
                let known = values.group_names.iter().position(|name| *name == group);
                let place = known.unwrap_or_else(|| {
                    values.group_names.push(group);
                    values.group_names.len() - 1
                });
                let place = u16::try_from(place).with_context(|| format!("{source}: there are too many groups"))?;
                insert(source, &mut by_examinee, (line, examinee), place)?;
            }
            values.groups = Some(by_examinee);
        }
        if let Some(source) = weights {
            let mut by_examinee = HashMap::new();
            for (line, examinee, weight) in pairs(source, "weight")? {
                let number =
                    with_decimal_point(&weight).parse().ok().filter(|weight: &f64| *weight > 0.0 && weight.is_finite());
                let Some(number) = number else {
                    bail!("{source}: line {line}, column \"weight\": {weight:?} is not a number above 0");
                };
                insert(source, &mut by_examinee, (line, examinee), number)?;
            }
            values.weights = Some(by_examinee);
        }
        Ok(values)
    }

    /// The names of the groups, in their order; none without a file.
    pub(super) fn groups(&self) -> &[String] {
        &self.group_names
    }

    /// The group and the weight of an examinee, or what is missing.
    pub(super) fn of(&self, examinee: &str) -> Result<(u16, f64), String> {
        let group = match &self.groups {
            Some(groups) => *groups.get(examinee).ok_or("the file of --groups does not have this examinee")?,
            None => 0,
        };
        let weight = match &self.weights {
            Some(weights) => *weights.get(examinee).ok_or("the file of --weights does not have this examinee")?,
            None => 1.0,
        };
        Ok((group, weight))
    }
}

fn insert<T>(
    source: &Source,
    by_examinee: &mut HashMap<String, T>,
    (line, examinee): (u64, String),
    value: T,
) -> anyhow::Result<()> {
    match by_examinee.insert(examinee.clone(), value) {
        None => Ok(()),
        Some(_) => bail!("{source}: line {line}: examinee {examinee:?} is there twice"),
    }
}

/// The lines of a file with two columns, the first of which is `examinee`.
fn pairs(source: &Source, value: &str) -> anyhow::Result<Vec<(u64, String, String)>> {
    two_columns(source, ["examinee", value])
}

/// The lines of a file with two columns of these names, in any order and case.
pub(super) fn two_columns(source: &Source, names: [&str; 2]) -> anyhow::Result<Vec<(u64, String, String)>> {
    let mut text = DelimitedText::open(source)?;
    let mut record = csv::StringRecord::new();
    let header = text.read_row(&mut record).with_context(|| source.to_string())?;
    let place = |name: &str| record.iter().position(|field| field.trim().eq_ignore_ascii_case(name));
    let (Some(_), [Some(first), Some(second)]) = (header, names.map(place)) else {
        bail!("{source}: the file begins with the header {},{}", names[0], names[1]);
    };
    let mut rows = Vec::new();
    while let Some(line) = text.read_row(&mut record).with_context(|| source.to_string())? {
        let field = |place| record.get(place).map(str::trim).filter(|field| !field.is_empty()).map(str::to_owned);
        let (Some(one), Some(other)) = (field(first), field(second)) else {
            bail!("{source}: line {line}: a row needs {} and {}", names[0], names[1]);
        };
        rows.push((line, one, other));
    }
    Ok(rows)
}
