//! The structure file: the Rasch-Andrich thresholds of the categories, for all items or for each of them.

use anyhow::{anyhow, bail};

use crate::delimited_text::text_lines;
use crate::source::Source;

/// Categories with what stands beside them.
type Rows = Vec<(i64, f64)>;

/// The rating scales of a file.
#[derive(Debug)]
pub(crate) struct Structures {
    scales: Vec<Scale>,
}

/// A rating scale.
#[derive(Debug)]
struct Scale {
    /// The entry of its item; `None` for the scale of all items.
    entry: Option<String>,
    /// The group of items that share it.
    group: Option<String>,
    lowest_category: i64,
    thresholds: Vec<f64>,
}

/// The thresholds of an item.
#[derive(Debug)]
pub(crate) struct Structure<'a> {
    pub(crate) thresholds: &'a Vec<f64>,
    /// Whether all items have them.
    pub(crate) is_shared: bool,
}

impl Structures {
    /// Reads lines of a category and a threshold, with an item before them where each item has its own. Remarks begin with
    /// `;`. The lowest category stands there with 0, which is no threshold.
    pub(crate) fn read(source: &Source) -> anyhow::Result<Self> {
        let mut scales: Vec<(Option<String>, Rows)> = Vec::new();
        for (number, line) in (1..).zip(text_lines(source)?) {
            let line = line.split(';').next().unwrap_or_default();
            let fields: Vec<&str> =
                line.split([',', '\t', ' ', '"']).map(str::trim).filter(|field| !field.is_empty()).collect();
            let (entry, category, threshold) = match fields.as_slice() {
                [] | ["*"] => continue,
                [category, threshold] => (None, category, threshold),
                [entry, category, threshold] => (Some((*entry).to_owned()), category, threshold),
                _ => bail!("{source}: line {number}: {} fields instead of a category and its threshold", fields.len()),
            };
            let not_a_number = |text: &str| anyhow!("{source}: line {number}: {text} is not a number");
            let row = (
                category.parse().map_err(|_| not_a_number(category))?,
                threshold.parse().map_err(|_| not_a_number(threshold))?,
            );
            match scales.last_mut().filter(|(known, _)| *known == entry) {
                Some((_, rows)) => rows.push(row),
                None => scales.push((entry, vec![row])),
            }
        }
        if scales.is_empty() {
            bail!("{source}: there is no threshold");
        }
        let scales = scales.into_iter().map(|(entry, rows)| Scale::new(entry, &rows));
        let scales = scales.collect::<Result<_, _>>().map_err(|fault| anyhow!("{source}: {fault}"))?;
        Ok(Self { scales })
    }

    /// Finds the groups of items that share a scale: a scale stands in the file with one item of its group. Items are given
    /// with their entries and groups; 0 is an item with a scale of its own.
    pub(super) fn assign_groups(&mut self, items: &[(String, String)]) {
        for scale in &mut self.scales {
            let item = items.iter().find(|(entry, _)| Some(entry) == scale.entry.as_ref());
            scale.group = item.map(|(_, group)| group.clone()).filter(|group| group != "0");
        }
    }

    /// The thresholds of an item, given with its entry and its group.
    pub(super) fn of_item(&self, entry: &str, group: Option<&str>) -> Option<Structure<'_>> {
        let own = || self.scales.iter().find(|scale| scale.entry.as_deref() == Some(entry));
        let of_all = || self.scales.iter().find(|scale| scale.entry.is_none());
        let of_group = || self.scales.iter().find(|scale| group.is_some() && scale.group.as_deref() == group);
        let scale = own().or_else(of_all).or_else(of_group)?;
        Some(Structure { thresholds: &scale.thresholds, is_shared: scale.entry.is_none() || scale.group.is_some() })
    }

    /// What is to be done about responses that do not begin with 0.
    pub(super) fn note_on_lowest_category(&self) -> Option<String> {
        let lowest = self.scales.iter().map(|scale| scale.lowest_category).find(|category| *category != 0)?;
        Some(format!("the lowest category is {lowest}: score the responses with --lowest-category {lowest}"))
    }
}

impl Scale {
    fn new(entry: Option<String>, rows: &[(i64, f64)]) -> Result<Self, String> {
        if let Some(pair) = rows.windows(2).find(|pair| pair[1].0 != pair[0].0 + 1) {
            return Err(format!(
                "category {} follows {}: one that nobody chose has no threshold",
                pair[1].0, pair[0].0
            ));
        }
        let first = rows.first().map_or(0, |(category, _)| *category);
        let (lowest_category, rows) = match rows {
            [(lowest, 0.0), thresholds @ ..] if !thresholds.is_empty() => (*lowest, thresholds),
            thresholds => (first - 1, thresholds),
        };
        Ok(Self {
            entry,
            group: None,
            lowest_category,
            thresholds: rows.iter().map(|(_, threshold)| *threshold).collect(),
        })
    }
}
