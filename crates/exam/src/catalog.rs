//! The exams that can be sat, each loaded once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric, ModelName};
use persistence::{BankId, BankRecord, ExamTypeId, ExamTypeRecord, ItemRecord, Record};
use tokio::sync::OnceCell;

use crate::bank_file::is_name;
use crate::error::ExamError;
use crate::exam_content::ExamContent;

/// An exam type version with all that is needed to sit it. Immutable, shared by every session pinned to it.
pub(crate) struct LoadedExam {
    pub(crate) exam_type: ExamTypeRecord,
    pub(crate) test: Arc<AdaptiveTest>,
    pub(crate) content: Arc<ExamContent>,
}

struct LoadedBank {
    bank: Arc<ItemBank>,
    content: Arc<ExamContent>,
}

type Cells<K, V> = Mutex<HashMap<K, Arc<OnceCell<Arc<V>>>>>;

/// Loads exams on first use. Versions never change, so nothing is ever invalidated; requests that want the same
/// version at once share one load.
pub(crate) struct Catalog {
    record: Arc<dyn Record>,
    exams: Cells<ExamTypeId, LoadedExam>,
    banks: Cells<BankId, LoadedBank>,
}

impl Catalog {
    pub(crate) fn new(record: Arc<dyn Record>) -> Self {
        Self { record, exams: Mutex::default(), banks: Mutex::default() }
    }

    /// The latest version of the exam type with this name.
    pub(crate) async fn latest(&self, name: &str) -> Result<Arc<LoadedExam>, ExamError> {
        let exam_type = self.latest_version(name).await?;
        let cell = cell(&self.exams, exam_type.id);
        cell.get_or_try_init(|| self.load(exam_type)).await.cloned()
    }

    /// The row of the latest version of the exam type with this name. What cannot be a name is not looked up: a
    /// database may not even take it.
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

    /// The bank version with this number, ready to compute with.
    pub(crate) async fn bank(&self, id: BankId) -> Result<Arc<ItemBank>, ExamError> {
        Ok(Arc::clone(&self.loaded_bank(id).await?.bank))
    }

    /// The same with its texts and keys.
    pub(crate) async fn bank_with_content(&self, id: BankId) -> Result<(Arc<ItemBank>, Arc<ExamContent>), ExamError> {
        let loaded = self.loaded_bank(id).await?;
        Ok((Arc::clone(&loaded.bank), Arc::clone(&loaded.content)))
    }

    async fn load(&self, exam_type: ExamTypeRecord) -> Result<Arc<LoadedExam>, ExamError> {
        let loaded = self.loaded_bank(exam_type.definition.bank_id).await?;
        let unusable = |reason: String| ExamError::UnusableRecord {
            what: format!("exam type {:?} version {}", exam_type.definition.name, exam_type.version),
            reason,
        };
        let spec = serde_json::from_str(&exam_type.definition.design).map_err(|e| unusable(e.to_string()))?;
        let design = CatDesign::new(spec).map_err(|e| unusable(e.to_string()))?;
        let bank = Arc::clone(&loaded.bank);
        // The tables of a large bank take a while, and other requests wait on the same thread.
        let test = tokio::task::spawn_blocking(move || AdaptiveTest::new(bank, design)).await;
        let test = test.map_err(|e| unusable(e.to_string()))?.map_err(|e| unusable(e.to_string()))?;
        Ok(Arc::new(LoadedExam { exam_type, test: Arc::new(test), content: Arc::clone(&loaded.content) }))
    }

    async fn loaded_bank(&self, id: BankId) -> Result<Arc<LoadedBank>, ExamError> {
        let cell = cell(&self.banks, id);
        let load = || async {
            let unusable = |reason: String| ExamError::UnusableRecord { what: format!("bank {}", id.0), reason };
            let record = self.record.bank(id).await?.ok_or_else(|| unusable("there is no such row".to_owned()))?;
            let bank = Arc::new(item_bank(&record).map_err(|e| unusable(e.to_string()))?);
            Ok(Arc::new(LoadedBank { bank, content: Arc::new(ExamContent::new(record.items)) }))
        };
        cell.get_or_try_init(load).await.cloned()
    }
}

fn cell<K: std::hash::Hash + Eq, V>(cells: &Cells<K, V>, key: K) -> Arc<OnceCell<Arc<V>>> {
    // The map is only ever added to, so what a panicking holder left behind is whole.
    let mut cells = cells.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(cells.entry(key).or_default())
}

/// The engine's bank from the rows of the record.
fn item_bank(record: &BankRecord) -> Result<ItemBank, String> {
    let metric = Metric::new(record.summary.scaling_constant).map_err(|e| e.to_string())?;
    let items = record.items.iter().map(item).collect::<Result<Vec<_>, String>>()?;
    ItemBank::new(metric, items).map_err(|e| e.to_string())
}

fn item(row: &ItemRecord) -> Result<Item, String> {
    let at_fault = |error: &dyn std::fmt::Display| format!("item {:?}: {error}", row.item_id);
    let model = ModelName::from_name(&row.model).map_err(|e| at_fault(&e))?;
    let parameters = FourPl::with_name(model, row.discrimination, row.difficulty, row.guessing, row.upper_asymptote)
        .map_err(|e| at_fault(&e))?;
    let item = Item::new(&row.item_id, parameters).map_err(|e| at_fault(&e))?;
    Ok(Item { content: row.content.clone(), ..item })
}
