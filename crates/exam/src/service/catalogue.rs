//! Importing and reading banks and exam types.

use irt_core::{AdaptiveTest, Metric};
use persistence::{BankId, BankRecord, BankSummary, ExamTypeRecord, Page};

use super::ExamService;
use super::inspect::checked_page;
use crate::access::Access;
use crate::bank_file::{BankFile, is_name};
use crate::error::ExamError;
use crate::exam_type::ExamTypeSpec;

/// How many rows of a listing are read at a time when a version is looked for.
const LISTING_ROWS: u32 = 200;

impl ExamService {
    /// Imports a bank file as the next version of its name. Sessions that run on an earlier version keep it.
    ///
    /// # Errors
    /// [`ExamError::InvalidBank`] lists everything wrong with the file; [`ExamError::InvalidValue`] for the name;
    /// [`ExamError::PlatformOnly`]; [`ExamError::Record`].
    pub async fn import_bank(
        &self,
        access: &Access,
        name: &str,
        csv: &[u8],
        metric: Metric,
    ) -> Result<BankSummary, ExamError> {
        access.require_platform("import an item bank")?;
        let (csv, name, now) = (csv.to_vec(), name.to_owned(), self.environment().now());
        // A large file takes seconds to read, and other requests wait on the same thread.
        let read = tokio::task::spawn_blocking(move || BankFile::from_csv(&csv, metric)?.into_new_bank(&name, now));
        let bank = read.await.map_err(|error| unusable("bank file", &error))??;
        Ok(self.record().insert_bank(bank).await?)
    }

    /// Keeps an exam type as the next version of its name, after checking that its design works with its bank.
    ///
    /// # Errors
    /// [`ExamError::UnknownBank`], [`ExamError::InvalidDesign`], [`ExamError::InvalidValue`],
    /// [`ExamError::PlatformOnly`], [`ExamError::Record`].
    pub async fn import_exam_type(&self, access: &Access, spec: ExamTypeSpec) -> Result<ExamTypeRecord, ExamError> {
        access.require_platform("define an exam type")?;
        let design = spec.validate()?;
        let summary = self.find_bank(&spec.bank, spec.bank_version).await?;
        let bank = self.catalog().bank(summary.id).await?;
        AdaptiveTest::new(bank, design).map_err(ExamError::InvalidDesign)?;
        let now = self.environment().now();
        Ok(self.record().insert_exam_type(spec.into_new_exam_type(summary.id, now)?).await?)
    }

    /// All bank versions by number.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InvalidValue`] for the page, [`ExamError::Record`].
    pub async fn banks(&self, access: &Access, after: i64, limit: u32) -> Result<Vec<BankSummary>, ExamError> {
        access.require_platform("list item banks")?;
        Ok(self.record().banks(checked_page(after, limit)?).await?)
    }

    /// A bank version with its items, keys and parameters.
    ///
    /// # Errors
    /// [`ExamError::UnknownBank`], [`ExamError::PlatformOnly`], [`ExamError::Record`].
    pub async fn bank(&self, access: &Access, name: &str, version: Option<i32>) -> Result<BankRecord, ExamError> {
        access.require_platform("read an item bank")?;
        let summary = self.find_bank(name, version).await?;
        self.record().bank(summary.id).await?.ok_or_else(|| unknown_bank(name))
    }

    /// The latest version of a bank without its items, where there is one.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::Record`].
    pub async fn bank_summary(&self, access: &Access, name: &str) -> Result<Option<BankSummary>, ExamError> {
        access.require_platform("read an item bank")?;
        Ok(if is_name(name) { self.record().latest_bank(name).await? } else { None })
    }

    /// All versions of all exam types by number.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InvalidValue`] for the page, [`ExamError::Record`].
    pub async fn exam_types(&self, access: &Access, after: i64, limit: u32) -> Result<Vec<ExamTypeRecord>, ExamError> {
        access.require_platform("list exam types")?;
        Ok(self.record().exam_types(checked_page(after, limit)?).await?)
    }

    /// The latest version of an exam type.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::PlatformOnly`], [`ExamError::Record`].
    pub async fn exam_type(&self, access: &Access, name: &str) -> Result<ExamTypeRecord, ExamError> {
        access.require_platform("read an exam type")?;
        self.catalog().latest_version(name).await
    }

    pub(super) async fn find_bank(&self, name: &str, version: Option<i32>) -> Result<BankSummary, ExamError> {
        let latest = self.bank_summary(&Access::Platform, name).await?.ok_or_else(|| unknown_bank(name))?;
        match version {
            None => Ok(latest),
            Some(version) if version == latest.version => Ok(latest),
            Some(version) => self.find_bank_version(name, version, latest.id).await,
        }
    }

    /// Old versions are asked for by hand and rarely, so the listing is good enough to find them.
    async fn find_bank_version(&self, name: &str, version: i32, latest: BankId) -> Result<BankSummary, ExamError> {
        let mut after = 0;
        while after < latest.0 {
            let rows = self.record().banks(Page { after, limit: LISTING_ROWS }).await?;
            let Some(last) = rows.last() else { break };
            after = last.id.0;
            if let Some(found) = rows.into_iter().find(|row| row.name == name && row.version == version) {
                return Ok(found);
            }
        }
        Err(unknown_bank(&format!("{name} version {version}")))
    }
}

/// A fault of this program, not of its input.
fn unusable(what: &str, error: &dyn std::error::Error) -> ExamError {
    ExamError::UnusableRecord { what: what.to_owned(), reason: error.to_string() }
}

fn unknown_bank(name: &str) -> ExamError {
    ExamError::UnknownBank { name: name.to_owned() }
}
