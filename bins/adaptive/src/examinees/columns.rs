//! The columns of a file on what is known of an examinee before the test.

use irt_core::{ExamineeStart, NormalPrior};

use crate::delimited_text::{decimal_mark, with_decimal_point};

/// A column on what is known of an examinee.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExamineeColumn {
    StartTheta,
    PriorMean,
    PriorSd,
}

/// What the cells of a row say.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ExamineeCells {
    start_theta: Option<f64>,
    prior_mean: Option<f64>,
    prior_sd: Option<f64>,
}

/// A cell that is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotANumber;

impl ExamineeColumn {
    const ALL: [Self; 3] = [Self::StartTheta, Self::PriorMean, Self::PriorSd];

    /// The column with this name, in capitals or not.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name().eq_ignore_ascii_case(name.trim()))
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::StartTheta => "start_theta",
            Self::PriorMean => "prior_mean",
            Self::PriorSd => "prior_sd",
        }
    }
}

impl ExamineeCells {
    /// Takes a cell in. One that is empty, or R's NA, says nothing.
    pub(crate) fn take(&mut self, column: ExamineeColumn, cell: &str) -> Result<(), NotANumber> {
        let cell = cell.trim();
        if cell.is_empty() || cell == "NA" {
            return Ok(());
        }
        let number = match decimal_mark(cell) {
            Some(_) => with_decimal_point(cell).parse(),
            None => cell.parse(),
        };
        let number: f64 = number.map_err(|_| NotANumber)?;
        if !number.is_finite() {
            return Err(NotANumber);
        }
        let place = match column {
            ExamineeColumn::StartTheta => &mut self.start_theta,
            ExamineeColumn::PriorMean => &mut self.prior_mean,
            ExamineeColumn::PriorSd => &mut self.prior_sd,
        };
        *place = Some(number);
        Ok(())
    }

    /// What is known of the examinee; `None` where a prior lacks its mean or its standard deviation.
    pub(crate) fn start(self) -> Option<ExamineeStart> {
        let prior = match (self.prior_mean, self.prior_sd) {
            (Some(mean), Some(sd)) => Some(NormalPrior { mean, sd }),
            (None, None) => None,
            _ => return None,
        };
        Some(ExamineeStart { start_theta: self.start_theta, prior })
    }
}
