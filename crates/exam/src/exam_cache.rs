//! The exam types in use, each loaded once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use irt_core::{AdaptiveTest, CatDesign, CatSpec, ItemBank};
use persistence::{BankId, ExamTypeId, ExamTypeRecord, NewExamType, Record};
use tokio::sync::OnceCell;

use crate::bank_file::is_name;
use crate::error::ExamError;
use crate::exam_content::ExamContent;
use crate::loaded_exam::LoadedExam;
use crate::recorded_bank::recorded_bank;

struct LoadedBank {
    bank: Arc<ItemBank>,
    content: Arc<ExamContent>,
}

type Cells<K, V> = Mutex<HashMap<K, Arc<OnceCell<Arc<V>>>>>;

/// Loads exams on first use. Versions never change, so nothing is ever invalidated; requests that want the same
/// version at once share one load.
pub(crate) struct ExamCache {
    record: Arc<dyn Record>,
    exams: Cells<ExamTypeId, LoadedExam>,
    banks: Cells<BankId, LoadedBank>,
}

impl ExamCache {
    pub(crate) fn new(record: Arc<dyn Record>) -> Self {
        Self { record, exams: Mutex::default(), banks: Mutex::default() }
    }

    /// The latest version of the exam type with this name.
    pub(crate) async fn latest(&self, name: &str) -> Result<Arc<LoadedExam>, ExamError> {
        let exam_type = self.latest_version(name).await?;
        let cell = cell(&self.exams, exam_type.id);
        cell.get_or_try_init(|| self.load(exam_type)).await.cloned()
    }

    /// The row of the latest version of the exam type with this name. A text that cannot be a name is not looked up: a
    /// database may reject it.
    pub(crate) async fn latest_version(&self, name: &str) -> Result<ExamTypeRecord, ExamError> {
        let latest = if is_name(name) { self.record.latest_exam_type(name).await? } else { None };
        latest.ok_or_else(|| ExamError::UnknownExamType { name: name.to_owned() })
    }

    /// The exam type version with this number.
    pub(crate) async fn exam(&self, id: ExamTypeId) -> Result<Arc<LoadedExam>, ExamError> {
        let cell = cell(&self.exams, id);
        let load = || async {
            let exam_type = self.record.exam_type(id).await?;
            let missing = || ExamError::UnusableRecord {
                what: format!("exam type {}", id.0),
                reason: "there is no such row".to_owned(),
            };
            self.load(exam_type.ok_or_else(missing)?).await
        };
        cell.get_or_try_init(load).await.cloned()
    }

    /// A bank version under a design, and the texts and keys of the bank.
    ///
    /// # Errors
    /// [`ExamError::InvalidDesign`] when the two do not go together, [`ExamError::UnusableRecord`] for the bank,
    /// [`ExamError::Record`].
    pub(crate) async fn test(
        &self,
        bank: BankId,
        design: CatDesign,
    ) -> Result<(Arc<AdaptiveTest>, Arc<ExamContent>), ExamError> {
        let loaded = self.loaded_bank(bank).await?;
        let items = Arc::clone(&loaded.bank);
        // The tables of a large bank take a while, and other requests wait on the same thread.
        let test = tokio::task::spawn_blocking(move || AdaptiveTest::new(items, design)).await;
        let test =
            test.map_err(|e| ExamError::UnusableRecord { what: format!("bank {}", bank.0), reason: e.to_string() })?;
        Ok((Arc::new(test.map_err(ExamError::InvalidDesign)?), Arc::clone(&loaded.content)))
    }

    /// Keeps an exam type version whose test is at hand, so that its first session need not load it.
    pub(crate) fn keep(&self, exam_type: ExamTypeRecord, test: Arc<AdaptiveTest>, content: Arc<ExamContent>) {
        let cell = cell(&self.exams, exam_type.id);
        // A load that was faster has led to the same.
        drop(cell.set(Arc::new(LoadedExam { exam_type, test, content })));
    }

    async fn load(&self, exam_type: ExamTypeRecord) -> Result<Arc<LoadedExam>, ExamError> {
        let unusable = |reason: String| ExamError::UnusableRecord {
            what: format!("exam type {:?} version {}", exam_type.definition.name, exam_type.version),
            reason,
        };
        let design = recorded_design(&exam_type.definition).map_err(unusable)?;
        let built = self.test(exam_type.definition.bank_id, design).await;
        let (test, content) = built.map_err(|error| match error {
            ExamError::InvalidDesign(error) => unusable(error.to_string()),
            other => other,
        })?;
        Ok(Arc::new(LoadedExam { exam_type, test, content }))
    }

    async fn loaded_bank(&self, id: BankId) -> Result<Arc<LoadedBank>, ExamError> {
        let cell = cell(&self.banks, id);
        let load = || async {
            let unusable = |reason: String| ExamError::UnusableRecord { what: format!("bank {}", id.0), reason };
            let record = self.record.bank(id).await?.ok_or_else(|| unusable("there is no such row".to_owned()))?;
            let bank = Arc::new(recorded_bank(&record).map_err(|e| unusable(e.to_string()))?);
            let content = Arc::new(ExamContent::new(record.items, &bank));
            Ok(Arc::new(LoadedBank { bank, content }))
        };
        cell.get_or_try_init(load).await.cloned()
    }
}

/// The design of an exam type as the record keeps it.
pub(crate) fn recorded_design(definition: &NewExamType) -> Result<CatDesign, String> {
    let mut spec: CatSpec = serde_json::from_str(&definition.design).map_err(|error| error.to_string())?;
    // Every design is stored with its grid. One without was stored when this grid was the default.
    spec.quadrature.get_or_insert_default();
    CatDesign::new(spec).map_err(|error| error.to_string())
}

fn cell<K: std::hash::Hash + Eq, V>(cells: &Cells<K, V>, key: K) -> Arc<OnceCell<Arc<V>>> {
    // The map is only ever added to, so what a panicking holder left behind is whole.
    let mut cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(cells.entry(key).or_default())
}
