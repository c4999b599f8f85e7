//! The arguments for the columns that `score` and `replay` add on demand.

use std::str::FromStr;

use clap::Args;

use super::values::CutScores;

/// The most simulated patterns for an examinee.
const MAX_DRAWS: u32 = 1_000_000;

/// The columns that are added on demand.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Added columns")]
pub(crate) struct ReportedArguments {
    /// Add how well each pattern fits the model: lz, lz_star, infit, outfit. A cell is empty where the statistic is not
    /// defined.
    #[arg(long)]
    pub(crate) person_fit: bool,
    /// Add lz_p, the share of this number of simulated patterns whose lz is not above the examinee's.
    #[arg(long, value_name = "N", requires = "person_fit", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_DRAWS)))]
    pub(crate) person_fit_draws: Option<u32>,
    /// The seed of the simulated patterns.
    #[arg(long, value_name = "SEED", default_value = "0", requires = "person_fit_draws")]
    pub(crate) seed: u64,
    /// Add the level between cut scores, counted from 1, and classification_accuracy, the probability that it is the right
    /// one. The cut scores are abilities, separated by commas, or `design` for those of the design: between the levels of
    /// its reporting scale or, without levels, of its classification rule.
    /// Expected accuracy and consistency of all decisions go to standard error.
    #[arg(long, value_name = "THETA,…", allow_hyphen_values = true)]
    pub(crate) cuts: Option<ChosenCuts>,
}

/// The cut scores that examinees are classified by.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ChosenCuts {
    /// Those of the design.
    OfDesign,
    Given(CutScores),
}

impl FromStr for ChosenCuts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "design" { Ok(Self::OfDesign) } else { text.parse().map(Self::Given) }
    }
}

impl ReportedArguments {
    /// The first flag that adds columns, if one is given.
    pub(crate) fn given_flag(&self) -> Option<&'static str> {
        let flags = [(self.person_fit, "--person-fit"), (self.cuts.is_some(), "--cuts")];
        flags.into_iter().find_map(|(is_given, flag)| is_given.then_some(flag))
    }
}
