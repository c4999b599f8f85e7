//! The run of a calibration.

use std::ops::ControlFlow;

use super::assembly::Assembly;
use super::error::CalibrationError;
use super::estimates;
use super::item::CalibrationItem;
use super::outcome::{CalibrationOutcome, Covariance, ItemOutcome, SetAside, SetAsideReason};
use super::screening::{CategoryCounts, check_fixed, reason};
use crate::likelihood::Evaluation;
use crate::optimum::{Optimum, Rules, optimise};
use crate::responses::ResponseTable;
use crate::settings::CalibrationSettings;

/// How far a calibration is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycle {
    /// The number of cycles done.
    pub cycle: usize,
    /// The marginal log-likelihood.
    pub log_likelihood: f64,
    /// The largest element of the gradient of log-likelihood and log prior per examinee.
    pub gradient: f64,
}

/// A calibration of items from responses.
///
/// Maximises the marginal likelihood (with the priors of the settings, the marginal posterior density). Items that the data
/// cannot identify are set aside with the reason, and the others are estimated.
///
/// The result does not depend on the number of threads or the order of the examinees.
///
/// # Reference
/// Bock and Aitkin (1981); for standard errors Louis (1982); for fixed items Kim (2006).
///
/// ```
/// use calibration::{Calibration, CalibrationItem, CalibrationSettings, ResponseTable};
/// use irt_core::ModelName;
///
/// // Three items; the patterns of 100 examinees.
/// let mut responses = ResponseTable::new(3);
/// for (pattern, count) in [([0, 0, 0], 15), ([1, 0, 0], 20), ([1, 1, 0], 20), ([0, 1, 0], 15), ([1, 1, 1], 30)] {
///     let row: Vec<(usize, u8)> = pattern.into_iter().enumerate().collect();
///     responses.push_weighted(&row, 0, f64::from(count))?;
/// }
/// # for _ in 0..10 { responses.push_weighted(&[(0, 1), (1, 0), (2, 1)], 0, 0.1)?; }
/// let items: Vec<_> = ["q1", "q2", "q3"].map(|id| CalibrationItem::free(id, ModelName::OnePl)).into();
/// let outcome = Calibration::new(&items, &responses, &CalibrationSettings::default())?.run()?;
/// assert!(outcome.converged);
/// let (_, first) = outcome.kept().next().unwrap();
/// assert_eq!(first.parameters[1].0, "b");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Calibration<'a> {
    items: &'a [CalibrationItem],
    table: &'a ResponseTable,
    settings: &'a CalibrationSettings,
    counts: CategoryCounts,
    reasons: Vec<Option<SetAsideReason>>,
}

impl<'a> Calibration<'a> {
    /// A calibration of these items, which are in the order of the table.
    ///
    /// # Errors
    /// [`CalibrationError`] when a setting cannot be used, the table has another number of items, there are no responses, or a
    /// response to a fixed item is in a category that it does not have.
    pub fn new(
        items: &'a [CalibrationItem],
        table: &'a ResponseTable,
        settings: &'a CalibrationSettings,
    ) -> Result<Self, CalibrationError> {
        settings.check()?;
        if items.len() != table.items() {
            return Err(CalibrationError::ItemCount { items: items.len(), columns: table.items() });
        }
        let counts = CategoryCounts::new(table);
        if counts.plain.iter().all(Vec::is_empty) {
            return Err(CalibrationError::NoResponses);
        }
        items.iter().zip(&counts.plain).try_for_each(|(item, counts)| check_fixed(item, counts))?;
        let reasons = items.iter().zip(&counts.plain).map(|(item, counts)| reason(item, counts)).collect();
        Ok(Self { items, table, settings, counts, reasons })
    }

    /// Runs it.
    ///
    /// # Errors
    /// As for [`run_with`](Self::run_with).
    pub fn run(self) -> Result<CalibrationOutcome, CalibrationError> {
        self.run_with(&mut |_| ControlFlow::Continue(()))
    }

    /// Runs it; the observer sees each cycle and may end the run.
    ///
    /// # Errors
    /// [`CalibrationError`] when no item is left to estimate, a group has no responses, or the observer ends the run.
    pub fn run_with(
        mut self,
        observe: &mut dyn FnMut(Cycle) -> ControlFlow<()>,
    ) -> Result<CalibrationOutcome, CalibrationError> {
        loop {
            let assembly = self.assembly()?;
            let optimum = self.optimum(&assembly, observe)?;
            if !self.set_aside_after(&assembly, &optimum) {
                return Ok(self.outcome(&assembly, &optimum));
            }
        }
    }

    pub(crate) fn assembly(&self) -> Result<Assembly, CalibrationError> {
        let is_kept: Vec<bool> = self.reasons.iter().map(Option::is_none).collect();
        let has_free = self.items.iter().any(|item| !item.is_fixed());
        let mut kept = self.items.iter().zip(&is_kept).filter(|(_, is_kept)| **is_kept).map(|(item, _)| item);
        let aside = self.items.iter().zip(&self.reasons).filter_map(|(item, reason)| Some((item, reason.as_ref()?)));
        if has_free
            && kept.all(CalibrationItem::is_fixed)
            && let Some((item, reason)) = aside.clone().next()
        {
            let (count, item, reason) = (aside.count(), item.id.clone(), reason.to_string());
            return Err(CalibrationError::NothingLeft { count, item, reason });
        }
        let assembly = Assembly::new(self.items, &is_kept, (self.table, &self.counts), self.settings)?;
        let starts = assembly.problem.patterns.group_starts.windows(2);
        match (1..).zip(starts).find(|(_, pair)| pair[0] == pair[1]) {
            Some((group, _)) => Err(CalibrationError::EmptyGroup { group }),
            None => Ok(assembly),
        }
    }

    fn optimum(
        &self,
        assembly: &Assembly,
        observe: &mut dyn FnMut(Cycle) -> ControlFlow<()>,
    ) -> Result<Optimum, CalibrationError> {
        let convergence = self.settings.convergence;
        let rules = Rules { gradient: convergence.gradient, max_cycles: convergence.max_cycles };
        let scale = 1.0 / assembly.problem.patterns.examinees();
        let mut report = |cycle, evaluation: &Evaluation| {
            let (log_likelihood, gradient) = (evaluation.log_likelihood, evaluation.gradient_max() * scale);
            observe(Cycle { cycle, log_likelihood, gradient })
        };
        let optimum = optimise(&assembly.problem, assembly.start.clone(), rules, &mut report);
        optimum.ok_or(CalibrationError::Cancelled)
    }

    /// Sets aside the items whose estimates are out of range; whether there are any.
    fn set_aside_after(&mut self, assembly: &Assembly, optimum: &Optimum) -> bool {
        let mut found = false;
        for (place, item) in assembly.items.iter().enumerate() {
            if let Err(reason) = estimates::item(
                assembly,
                (place, &self.items[*item], self.counts.weighted[*item].iter().sum()),
                optimum,
                None,
            ) {
                self.reasons[*item] = Some(reason);
                found = true;
            }
        }
        found
    }

    fn outcome(self, assembly: &Assembly, optimum: &Optimum) -> CalibrationOutcome {
        let (problem, evaluation) = (&assembly.problem, &optimum.evaluation);
        let covariance = estimates::covariance(assembly, optimum);
        let mut items: Vec<Option<ItemOutcome>> = self
            .items
            .iter()
            .zip(self.reasons)
            .map(|(item, reason)| {
                let (model, parameters) = (item.model(), Vec::new());
                Some(ItemOutcome::SetAside(SetAside { model, reason: reason?, parameters }))
            })
            .collect();
        for (place, item) in assembly.items.iter().enumerate() {
            let estimated = estimates::item(
                assembly,
                (place, &self.items[*item], self.counts.weighted[*item].iter().sum()),
                optimum,
                covariance.as_ref(),
            );
            items[*item] = estimated.ok();
        }
        let latent = 0..problem.latent.len();
        CalibrationOutcome {
            log_likelihood: evaluation.log_likelihood,
            log_prior: evaluation.log_prior,
            parameters: problem.size,
            examinees: problem.patterns.examinees(),
            patterns: problem.patterns.len(),
            cycles: optimum.cycles,
            converged: optimum.converged,
            identified: covariance.is_some(),
            gradient_max: optimum.gradient_max,
            grid: problem.grid.clone(),
            latent: latent.map(|group| estimates::latent(assembly, group, optimum, covariance.as_ref())).collect(),
            items: items.into_iter().flatten().collect(),
            covariance: covariance.map(|matrix| Covariance { names: assembly.names.clone(), matrix }),
        }
    }
}
