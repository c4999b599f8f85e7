//! Importing and reading banks and exam types.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use irt_core::{AdaptiveTest, Cancellation, DesignCost, Metric};
use persistence::{BankRecord, BankSummary, ExamTypeRecord, NewBank, NewExamType};

use super::ExamService;
use super::page::checked_page;
use crate::access::Access;
use crate::bank_file::{BankFile, check_name, is_name};
use crate::bounded_queue::Turn;
use crate::error::ExamError;
use crate::exam_cache::recorded_design;
use crate::exam_type::ExamTypeSpec;
use crate::loaded_bank::LoadedBank;
use crate::permission;

/// The estimated time in which a byte of a bank file is read.
const BYTE_OF_A_FILE: Duration = Duration::from_nanos(30);

/// The turn of an import. It ends when this is dropped.
#[derive(Debug)]
pub struct ImportPermit(#[expect(dead_code, reason = "it is held, and not read")] Turn);

/// A bank as read from a file.
pub(super) struct ReadBank {
    pub(super) bank: NewBank,
    /// The names of the pictures to which no text refers.
    pub(super) unused_assets: Vec<String>,
}

impl ExamService {
    /// Waits for the turn of an import. A transport asks for it before it reads the file, so that few files are in memory at
    /// a time; the turn ends when the permit is dropped.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::Busy`].
    pub async fn admit_import(&self, access: &Access) -> Result<ImportPermit, ExamError> {
        access.require(&permission::IMPORT_BANK)?;
        Ok(ImportPermit(self.imports().turn().await?))
    }

    /// Imports a bank file as the next version of its name. Sessions that run on an earlier version keep it.
    ///
    /// # Errors
    /// [`ExamError::InvalidBank`] lists everything wrong with the file; [`ExamError::InvalidValue`] for the name;
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`]; [`ExamError::Record`].
    pub async fn import_bank(
        &self,
        access: &Access,
        name: &str,
        csv: &[u8],
        metric: Metric,
    ) -> Result<BankSummary, ExamError> {
        Ok(self.import_bank_with_assets(access, name, csv, metric, Vec::new()).await?.bank)
    }

    /// The same, unless the bank has a version.
    pub(crate) async fn import_first_bank(
        &self,
        name: &str,
        csv: &[u8],
        metric: Metric,
    ) -> Result<Option<BankSummary>, ExamError> {
        let read = self.read_bank(name, csv, metric, BTreeSet::new()).await?;
        Ok(self.record().insert_first_bank(read.bank).await?)
    }

    /// Stores an exam type as the next version of its name, after a check that its design works with its bank.
    ///
    /// # Errors
    /// [`ExamError::UnknownBank`], [`ExamError::InvalidDesign`], [`ExamError::CostlyDesign`], [`ExamError::InvalidValue`] for the
    /// spec, or for a bank with options that nothing scores, [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn import_exam_type(&self, access: &Access, spec: ExamTypeSpec) -> Result<ExamTypeRecord, ExamError> {
        access.require(&permission::DEFINE_EXAM_TYPE)?;
        let (definition, test, bank) = self.checked_exam_type(spec).await?;
        let exam_type = self.record().insert_exam_type(definition).await?;
        self.exams().keep(exam_type.clone(), test, &bank);
        Ok(exam_type)
    }

    /// The same, unless the exam type has a version.
    pub(crate) async fn import_first_exam_type(&self, spec: ExamTypeSpec) -> Result<Option<ExamTypeRecord>, ExamError> {
        let (definition, test, bank) = self.checked_exam_type(spec).await?;
        let exam_type = self.record().insert_first_exam_type(definition).await?;
        if let Some(exam_type) = exam_type.clone() {
            self.exams().keep(exam_type, test, &bank);
        }
        Ok(exam_type)
    }

    pub(super) async fn read_bank(
        &self,
        name: &str,
        csv: &[u8],
        metric: Metric,
        assets: BTreeSet<String>,
    ) -> Result<ReadBank, ExamError> {
        check_name("name", name)?;
        let (csv, name, now) = (csv.to_vec(), name.to_owned(), self.environment().now());
        let estimate = BYTE_OF_A_FILE.saturating_mul(u32::try_from(csv.len()).unwrap_or(u32::MAX));
        let most = self.limits().bank_items;
        let read = move |_: &Cancellation| {
            let file = BankFile::from_csv_within(most, &csv, metric)?;
            let unused_assets = file.unused_assets(assets)?;
            Ok(ReadBank { bank: file.into_new_bank(&name, now)?, unused_assets })
        };
        self.compute().run(estimate, read).await?
    }

    /// The row of an exam type, and its test, which its design and its bank make together.
    async fn checked_exam_type(
        &self,
        spec: ExamTypeSpec,
    ) -> Result<(NewExamType, Arc<AdaptiveTest>, Arc<LoadedBank>), ExamError> {
        let design = spec.validate()?;
        let summary = self.find_bank(&spec.bank, spec.bank_version).await?;
        let definition = spec.into_new_exam_type(&design, summary.id, self.environment().now())?;
        // The test is built from the stored text, as every other instance builds it.
        let design = recorded_design(&definition)
            .map_err(|reason| ExamError::UnusableRecord { what: format!("exam type {:?}", definition.name), reason })?;
        let bank = self.exams().bank(summary.id).await?;
        if let Some(item) = bank.content.unanswerable() {
            let rule = format!(
                "its item {item:?} has options and more than two categories, so that each option needs a score (columns score_…)"
            );
            return Err(ExamError::invalid("bank", summary.name, &rule));
        }
        DesignCost::new(&bank.bank, &design).check(&self.limits().design).map_err(ExamError::CostlyDesign)?;
        let test = self.exams().test(&bank, design).await?;
        Ok((definition, test, bank))
    }

    /// All bank versions by number.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::InvalidValue`] for the page, [`ExamError::Record`].
    pub async fn banks(&self, access: &Access, after: i64, limit: u32) -> Result<Vec<BankSummary>, ExamError> {
        access.require(&permission::LIST_BANKS)?;
        Ok(self.record().banks(checked_page(after, limit)?).await?)
    }

    /// A bank version with its items, keys and parameters.
    ///
    /// # Errors
    /// [`ExamError::UnknownBank`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn bank(&self, access: &Access, name: &str, version: Option<i32>) -> Result<BankRecord, ExamError> {
        access.require(&permission::READ_BANK)?;
        let summary = self.find_bank(name, version).await?;
        self.record().bank(summary.id).await?.ok_or_else(|| unknown_bank(name))
    }

    /// The latest version of a bank without its items, where there is one.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn bank_summary(&self, access: &Access, name: &str) -> Result<Option<BankSummary>, ExamError> {
        access.require(&permission::LIST_BANKS)?;
        self.latest_bank(name).await
    }

    /// All versions of all exam types by number.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::InvalidValue`] for the page, [`ExamError::Record`].
    pub async fn exam_types(&self, access: &Access, after: i64, limit: u32) -> Result<Vec<ExamTypeRecord>, ExamError> {
        access.require(&permission::READ_EXAM_TYPES)?;
        Ok(self.record().exam_types(checked_page(after, limit)?).await?)
    }

    /// The latest version of an exam type.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn exam_type(&self, access: &Access, name: &str) -> Result<ExamTypeRecord, ExamError> {
        access.require(&permission::READ_EXAM_TYPES)?;
        self.exams().latest_version(name).await
    }

    async fn latest_bank(&self, name: &str) -> Result<Option<BankSummary>, ExamError> {
        Ok(if is_name(name) { self.record().latest_bank(name).await? } else { None })
    }

    pub(super) async fn find_bank(&self, name: &str, version: Option<i32>) -> Result<BankSummary, ExamError> {
        let latest = self.latest_bank(name).await?.ok_or_else(|| unknown_bank(name))?;
        match version {
            None => Ok(latest),
            Some(version) if version == latest.version => Ok(latest),
            Some(version) => {
                let found = self.record().bank_version(name, version).await?;
                found.ok_or_else(|| ExamError::UnknownBank { name: name.to_owned(), version: Some(version) })
            }
        }
    }
}

fn unknown_bank(name: &str) -> ExamError {
    ExamError::UnknownBank { name: name.to_owned(), version: None }
}
