//! A bank without faults, in figures.

use std::collections::BTreeMap;
use std::io::{self, Write};

use exam::{BankFile, FourParameters};
use serde::Serialize;

use crate::bank::parameter_ranges::{ParameterRange, parameter_ranges};

/// A bank without faults, in figures.
#[derive(Serialize)]
pub(super) struct BankFigures {
    items: usize,
    scaling_constant: f64,
    models: BTreeMap<String, usize>,
    content: BTreeMap<String, usize>,
    /// How many items have no content area.
    without_content: usize,
    /// How many items have options to choose from.
    with_options: usize,
    /// The ranges of the dichotomous items, those of parameters that a model does not have included; none without such items.
    #[serde(flatten)]
    dichotomous: Option<FourRanges>,
    /// The ranges of the parameters of the polytomous items.
    polytomous: Vec<ParameterRange>,
}

#[derive(Serialize)]
struct FourRanges {
    a: Range,
    b: Range,
    c: Range,
    d: Range,
}

#[derive(Serialize)]
struct Range {
    least: f64,
    greatest: f64,
}

impl BankFigures {
    pub(super) fn from_bank(file: &BankFile) -> Self {
        let (mut models, mut content) = (BTreeMap::new(), BTreeMap::new());
        for item in file.bank.items() {
            *models.entry(item.model_name().to_string()).or_insert(0) += 1;
            if let Some(area) = item.content {
                *content.entry(area.to_owned()).or_insert(0) += 1;
            }
        }
        Self {
            items: file.bank.len(),
            scaling_constant: file.bank.metric().scaling_constant(),
            without_content: file.bank.len() - content.values().sum::<usize>(),
            models,
            content,
            with_options: file.items.iter().filter(|item| !item.options.is_empty()).count(),
            dichotomous: FourRanges::new(file),
            polytomous: parameter_ranges(file.bank.items().filter(|item| !item.model_name().is_dichotomous())),
        }
    }

    pub(super) fn write_text(&self, file: &str, unusual: usize, out: &mut impl Write) -> io::Result<()> {
        let noun = if self.items == 1 { "item" } else { "items" };
        match unusual {
            0 => writeln!(out, "{file}: {} {noun}, nothing wrong", self.items)?,
            1 => writeln!(out, "{file}: {} {noun}, no errors, 1 unusual value", self.items)?,
            count => writeln!(out, "{file}: {} {noun}, no errors, {count} unusual values", self.items)?,
        }
        writeln!(out, "models         {}", listed(&self.models))?;
        match (self.content.is_empty(), self.without_content) {
            (true, _) => writeln!(out, "content areas  none")?,
            (false, 0) => writeln!(out, "content areas  {}", listed(&self.content))?,
            (false, without) => writeln!(out, "content areas  {}, none {without}", listed(&self.content))?,
        }
        if let Some(FourRanges { a, b, c, d }) = &self.dichotomous {
            for (name, Range { least, greatest }) in [("a", a), ("b", b), ("c", c), ("d", d)] {
                writeln!(out, "{name:<15}{least} to {greatest}")?;
            }
        }
        for ParameterRange { model, parameter, minimum, maximum, .. } in &self.polytomous {
            writeln!(out, "{:<15}{minimum} to {maximum}", format!("{model} {parameter}"))?;
        }
        writeln!(out, "D              {}", self.scaling_constant)?;
        writeln!(out, "texts          {} of {} {noun} have options to choose from", self.with_options, self.items)
    }
}

impl FourRanges {
    fn new(file: &BankFile) -> Option<Self> {
        let items = file.items.iter().zip(file.bank.items());
        let dichotomous = items.filter(|(_, item)| item.model_name().is_dichotomous());
        let parameters: Vec<FourParameters> = dichotomous.map(|(record, _)| record.four_parameters).collect();
        let range = |select: fn(&FourParameters) -> f64| Range::from_values(parameters.iter().map(select));
        (!parameters.is_empty()).then(|| Self {
            a: range(|parameters| parameters.discrimination),
            b: range(|parameters| parameters.difficulty),
            c: range(|parameters| parameters.guessing),
            d: range(|parameters| parameters.upper_asymptote),
        })
    }
}

impl Range {
    fn from_values(values: impl Iterator<Item = f64>) -> Self {
        let widen = |Self { least, greatest }: Self, value: f64| Self {
            least: least.min(value),
            greatest: greatest.max(value),
        };
        values.fold(Self { least: f64::INFINITY, greatest: f64::NEG_INFINITY }, widen)
    }
}

fn listed(counts: &BTreeMap<String, usize>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}
