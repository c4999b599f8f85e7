//! The arguments of the command that generates item banks.

use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use irt_core::{MAX_CATEGORIES, ModelName};

use super::distribution::Distribution;
use super::values::model;
use crate::name_list::one_of;

/// The most items of a generated bank.
const MOST_ITEMS: i64 = 1_000_000;

const EXAMPLES: &str = "\
Examples:
  adaptive bank generate --items 200 --model 3pl --content algebra:0.5,geometry:0.5 > new.csv
  adaptive bank generate --items 40 --model grm --categories 3-5 --b uniform:-2,2 --seed 1";

/// Generate an item bank from distributions of its parameters, for trials and for teaching.
///
/// The defaults are those of genDichoMatrix and genPolyMatrix of catR (Magis and Raiche 2012): for dichotomous items a
/// normal:1,0.2, b normal:0,1, c uniform:0,0.25, d uniform:0.75,1; for polytomous items a lognormal:0,0.1225 and normal:0,1
/// for everything else. Parameters have four decimals. An item that breaks a rule, by a negative discrimination for
/// instance, is drawn again. Thresholds of graded items are sorted. The same seed gives the same bank on every machine.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct BankGenerateArguments {
    /// The number of items.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST_ITEMS))]
    pub(crate) items: u32,
    // The help text of the flag names the models that there are.
    #[arg(long, value_name = "MODEL", value_parser = model, help = model_help())]
    pub(crate) model: ModelName,
    /// The number of categories of polytomous items, or a range from which it is drawn for each item: 3-5.
    #[arg(long, value_name = "K", default_value = "3")]
    pub(crate) categories: CategoryCount,
    /// The distribution of the discriminations; under nrm of the slopes of the categories.
    #[arg(long, value_name = "DISTRIBUTION")]
    pub(crate) a: Option<Distribution>,
    /// The distribution of difficulties, locations, thresholds and steps.
    #[arg(long, value_name = "DISTRIBUTION")]
    pub(crate) b: Option<Distribution>,
    /// The distribution of the guessing parameters; under mgrm of the category parameters, under nrm of the intercepts.
    #[arg(long, value_name = "DISTRIBUTION")]
    pub(crate) c: Option<Distribution>,
    /// The distribution of the upper asymptotes; under rsm of the steps that the items share.
    #[arg(long, value_name = "DISTRIBUTION")]
    pub(crate) d: Option<Distribution>,
    /// The content areas with their shares, which make 1: algebra:0.5,geometry:0.5. The items get them in random order.
    #[arg(long, value_name = "AREA:SHARE,…")]
    pub(crate) content: Option<ContentShares>,
    /// The text before the number of an item.
    #[arg(long, value_name = "TEXT", default_value = "item_")]
    pub(crate) prefix: String,
    /// The seed of all random draws. When absent, a seed is drawn and shown.
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: Option<u64>,
    /// The file to write; standard output when absent. An existing file is replaced.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

fn model_help() -> String {
    format!("The model of the items: {}", one_of(ModelName::ALL.iter().map(|model| model.as_str())))
}

/// How many categories items have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CategoryCount {
    pub(crate) least: u8,
    pub(crate) most: u8,
}

impl FromStr for CategoryCount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        let count = |text: &str| text.trim().parse().ok().filter(|count| (2..=MAX_CATEGORIES).contains(count));
        match (count(least), count(most)) {
            (Some(least), Some(most)) if least <= most => Ok(Self { least, most }),
            _ => Err(format!("it is not a number of categories from 2 to {MAX_CATEGORIES}, or a range such as 3-5")),
        }
    }
}

/// Content areas with their shares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ContentShares(pub(crate) Vec<(String, f64)>);

impl FromStr for ContentShares {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut shares: Vec<(String, f64)> = Vec::new();
        for part in text.split(',') {
            let wrong = || format!("{part:?} is not an area with its share, such as algebra:0.5");
            let (area, share) = part.rsplit_once(':').ok_or_else(wrong)?;
            let (area, share) = (area.trim(), share.trim().parse().map_err(|_| wrong())?);
            if area.is_empty() || !(0.0..=1.0).contains(&share) {
                return Err(wrong());
            }
            if shares.iter().any(|(known, _)| known == area) {
                return Err(format!("{area:?} is given twice"));
            }
            shares.push((area.to_owned(), share));
        }
        let sum: f64 = shares.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() < 1e-9 { Ok(Self(shares)) } else { Err(format!("the shares make {sum} and not 1")) }
    }
}

#[cfg(test)]
mod tests {
    use super::{CategoryCount, ContentShares};

    #[test]
    fn categories_are_a_number_or_a_range() {
        assert_eq!("4".parse(), Ok(CategoryCount { least: 4, most: 4 }));
        assert_eq!("3-5".parse(), Ok(CategoryCount { least: 3, most: 5 }));
        for text in ["1", "5-3", "256", "x", ""] {
            assert!(text.parse::<CategoryCount>().is_err(), "{text}");
        }
    }

    #[test]
    fn shares_make_one() {
        assert!("algebra:0.5,geometry:0.3,numbers: and more:0.2".parse::<ContentShares>().is_ok());
        for text in ["algebra", "algebra:0.5", "a:0.5,a:0.5", "a:x", ":1", "a:2,b:-1"] {
            assert!(text.parse::<ContentShares>().is_err(), "{text}");
        }
    }
}
