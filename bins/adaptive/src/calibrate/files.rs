//! The files of a calibration.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Context as _;
use calibration::fit::ItemFit;
use calibration::report::Report;
use calibration::{
    CalibrationOutcome, CalibrationSettings, GroupLatent, ItemOutcome, ParameterEstimate, ResponseTable,
};
use irt_core::Item;
use serde::Serialize;

use super::item_list::ItemList;
use crate::args::CalibrateArguments;
use crate::bank::bank_csv;
use crate::extra_columns::ExtraColumns;
use crate::output_directory::OutputDirectory;

/// The program and its version.
const PROGRAM: &str = concat!("adaptive ", env!("CARGO_PKG_VERSION"));

/// The columns of fit in items.csv.
const FIT_COLUMNS: [&str; 7] = ["s_x2", "df", "p", "infit", "infit_z", "outfit", "outfit_z"];

/// The results of a calibration.
pub(super) struct Results<'a> {
    pub(super) arguments: &'a CalibrateArguments,
    pub(super) list: &'a ItemList,
    pub(super) settings: &'a CalibrationSettings,
    pub(super) groups: &'a [String],
    pub(super) table: &'a ResponseTable,
    pub(super) outcome: &'a CalibrationOutcome,
    pub(super) fit: &'a ItemFit,
}

#[derive(Serialize)]
struct CalibrationFile<'a> {
    program: &'static str,
    log_likelihood: f64,
    log_prior: f64,
    parameters: usize,
    aic: f64,
    bic: f64,
    cycles: usize,
    converged: bool,
    identified: bool,
    gradient_max: f64,
    examinees: f64,
    patterns: usize,
    latent: Vec<LatentRow>,
    items: Vec<ItemRow<'a>>,
    set_aside: Vec<SetAsideRow<'a>>,
    q3: Vec<Q3Row<'a>>,
    settings: &'a CalibrationSettings,
}

#[derive(Serialize)]
struct LatentRow {
    group: String,
    mean: f64,
    sd: f64,
    mean_se: Option<f64>,
    sd_se: Option<f64>,
}

#[derive(Serialize)]
struct ItemRow<'a> {
    item_id: &'a str,
    model: &'static str,
    status: &'static str,
    responses: f64,
    parameters: BTreeMap<&'a str, Estimate>,
    fit: FitRow,
}

/// The fit of an item; null where it is not defined.
#[derive(Serialize)]
struct FitRow {
    s_x2: Option<f64>,
    df: Option<usize>,
    p: Option<f64>,
    infit: Option<f64>,
    infit_z: Option<f64>,
    outfit: Option<f64>,
    outfit_z: Option<f64>,
}

/// Two items whose residuals are correlated.
#[derive(Serialize)]
struct Q3Row<'a> {
    items: [&'a str; 2],
    q3: f64,
}

#[derive(Serialize)]
struct SetAsideRow<'a> {
    item_id: &'a str,
    model: &'static str,
    reason: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    parameters: BTreeMap<&'a str, Estimate>,
}

#[derive(Serialize)]
struct Estimate {
    estimate: f64,
    se: Option<f64>,
}

fn estimates(parameters: &[(String, ParameterEstimate)]) -> BTreeMap<&str, Estimate> {
    let row = |value: &ParameterEstimate| Estimate { estimate: value.estimate, se: value.se };
    parameters.iter().map(|(name, value)| (name.as_str(), row(value))).collect()
}

impl Results<'_> {
    /// Writes all files.
    pub(super) fn write(&self, directory: &OutputDirectory) -> anyhow::Result<()> {
        let mut files = vec![
            ("bank.csv", self.bank()?),
            ("items.csv", self.items()?),
            ("calibration.json", serde_json::to_string_pretty(&self.calibration())? + "\n"),
            ("report.html", self.report()?),
        ];
        if self.arguments.covariance {
            files.push(("covariance.csv", self.covariance()?));
        }
        files.into_iter().try_for_each(|(name, text)| {
            fs::write(directory.file(name), text).with_context(|| format!("cannot write {name}"))
        })
    }

    fn id(&self, place: usize) -> &str {
        &self.list.items[place].id
    }

    fn bank(&self) -> anyhow::Result<String> {
        let kept = self.outcome.kept().map(|(place, item)| Item::new(self.id(place), item.model.clone()));
        let items: Vec<Item> = kept.collect::<Result<_, _>>()?;
        let text = bank_csv::text(&items, &vec![None; items.len()])?;
        match self.arguments.bank {
            Some(_) => ExtraColumns::read(&self.list.file)?.added_to(&text),
            None => Ok(text),
        }
    }

    fn calibration(&self) -> CalibrationFile<'_> {
        let outcome = self.outcome;
        CalibrationFile {
            program: PROGRAM,
            log_likelihood: outcome.log_likelihood,
            log_prior: outcome.log_prior,
            parameters: outcome.parameters,
            aic: outcome.aic(),
            bic: outcome.bic(),
            cycles: outcome.cycles,
            converged: outcome.converged,
            identified: outcome.identified,
            gradient_max: outcome.gradient_max,
            examinees: outcome.examinees,
            patterns: outcome.patterns,
            latent: outcome.latent.iter().enumerate().map(|(group, latent)| self.latent(group, latent)).collect(),
            items: outcome
                .kept()
                .map(|(place, item)| ItemRow {
                    item_id: self.id(place),
                    model: item.model.name().as_str(),
                    status: item.status.as_str(),
                    responses: item.responses,
                    parameters: estimates(&item.parameters),
                    fit: self.fit_of(place),
                })
                .collect(),
            q3: self
                .fit
                .dependent()
                .map(|pair| Q3Row { items: [self.id(pair.one), self.id(pair.other)], q3: pair.correlation })
                .collect(),
            set_aside: outcome
                .set_aside()
                .map(|(place, item)| SetAsideRow {
                    item_id: self.id(place),
                    model: item.model.as_str(),
                    reason: item.reason.to_string(),
                    parameters: estimates(&item.parameters),
                })
                .collect(),
            settings: self.settings,
        }
    }

    fn fit_of(&self, place: usize) -> FitRow {
        let (s_x2, squares) = (self.fit.s_x2[place].as_ref(), self.fit.mean_squares[place]);
        FitRow {
            s_x2: s_x2.map(|fit| fit.statistic),
            df: s_x2.map(|fit| fit.degrees_of_freedom),
            p: s_x2.and_then(|fit| fit.p),
            infit: squares.map(|squares| squares.infit.value),
            infit_z: squares.map(|squares| squares.infit.z),
            outfit: squares.map(|squares| squares.outfit.value),
            outfit_z: squares.map(|squares| squares.outfit.z),
        }
    }

    fn latent(&self, group: usize, latent: &GroupLatent) -> LatentRow {
        LatentRow {
            group: self.groups.get(group).cloned().unwrap_or_else(|| (group + 1).to_string()),
            mean: latent.mean.estimate,
            sd: latent.sd.estimate,
            mean_se: latent.mean.se,
            sd_se: latent.sd.se,
        }
    }

    /// A row for each item: what became of it, its parameters and their standard errors.
    fn items(&self) -> anyhow::Result<String> {
        let names = self.outcome.parameter_columns(0..self.list.items.len());
        let mut writer = csv::Writer::from_writer(Vec::new());
        let first = ["item_id", "model", "status", "responses"].map(str::to_owned);
        let parameters = names.iter().flat_map(|name| [name.clone(), format!("{name}_se")]);
        writer.write_record(
            first.into_iter().chain(parameters).chain(FIT_COLUMNS.map(str::to_owned)).chain(["reason".to_owned()]),
        )?;
        for (place, item) in self.outcome.items.iter().enumerate() {
            let (status, responses, reason) = match item {
                ItemOutcome::Kept(item) => (item.status.as_str(), item.responses.to_string(), String::new()),
                ItemOutcome::SetAside(item) => ("set_aside", String::new(), item.reason.to_string()),
            };
            let model = self.list.items[place].model().as_str();
            let start = [self.id(place), model, status, responses.as_str()].map(str::to_owned);
            let values = self.outcome.parameters_of(place);
            let cells = names.iter().flat_map(|name| {
                let estimate = values.iter().find(|(known, _)| known == name).map(|(_, estimate)| estimate);
                let text = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
                [text(estimate.map(|estimate| estimate.estimate)), text(estimate.and_then(|estimate| estimate.se))]
            });
            let FitRow { s_x2, df, p, infit, infit_z, outfit, outfit_z } = self.fit_of(place);
            let fit = [s_x2, df.map(|df| df as f64), p, infit, infit_z, outfit, outfit_z];
            let fit = fit.map(|value| value.map_or_else(String::new, |value| value.to_string()));
            writer.write_record(start.into_iter().chain(cells).chain(fit).chain([reason]))?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }

    fn covariance(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        if let Some(covariance) = &self.outcome.covariance {
            writer.write_record([""].into_iter().chain(covariance.names.iter().map(String::as_str)))?;
            for (row, name) in covariance.names.iter().enumerate() {
                let values = (0..covariance.names.len()).map(|column| covariance.value(row, column).to_string());
                writer.write_record([name.clone()].into_iter().chain(values))?;
            }
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }

    fn report(&self) -> anyhow::Result<String> {
        let responses = self.arguments.responses.to_string();
        let settings = toml::to_string(self.settings)?;
        let report = Report {
            program: PROGRAM,
            responses: &responses,
            items: &self.list.items,
            groups: self.groups,
            settings: &settings,
            examinees: self.table.examinees(),
            outcome: self.outcome,
            fit: self.fit,
        };
        report.html().context("cannot make report.html")
    }
}
