//! The exams that can be sat, each loaded once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemModel, Metric, ModelName, ParameterName};
use persistence::{BankId, BankRecord, ExamTypeId, ExamTypeRecord, ItemRecord, NewExamType, Record};
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
            let bank = Arc::new(item_bank(&record).map_err(|e| unusable(e.to_string()))?);
            Ok(Arc::new(LoadedBank { bank, content: Arc::new(ExamContent::new(record.items)) }))
        };
        cell.get_or_try_init(load).await.cloned()
    }
}

/// The design of an exam type as the record keeps it.
pub(crate) fn recorded_design(definition: &NewExamType) -> Result<CatDesign, String> {
    let spec = serde_json::from_str(&definition.design).map_err(|error| error.to_string())?;
    CatDesign::new(spec).map_err(|error| error.to_string())
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
    let name = ModelName::from_name(&row.model).map_err(|e| at_fault(&e))?;
    let model = match &row.parameters {
        None if !name.is_dichotomous() => return Err(at_fault(&"the parameters are missing")),
        None => FourPl::with_name(name, row.discrimination, row.difficulty, row.guessing, row.upper_asymptote)
            .map(ItemModel::from),
        Some(json) => ItemModel::from_parameters(name, &named_parameters(json).map_err(|e| at_fault(&e))?),
    };
    let item = Item::new(&row.item_id, model.map_err(|e| at_fault(&e))?).map_err(|e| at_fault(&e))?;
    Ok(Item { content: row.content.clone(), ..item })
}

/// The parameters of a JSON object.
fn named_parameters(json: &str) -> Result<Vec<(ParameterName, f64)>, String> {
    let named: BTreeMap<String, f64> = serde_json::from_str(json).map_err(|e| e.to_string())?;
    let parameter = |(name, value): (String, f64)| match ParameterName::from_name(&name) {
        Some(name) => Ok((name, value)),
        None => Err(format!("{name:?} is not the name of a parameter")),
    };
    named.into_iter().map(parameter).collect()
}

#[cfg(test)]
mod tests {
    use irt_core::Metric;

    use super::item;
    use crate::bank_file::BankFile;

    const BANK: &str = "item_id,model,a,b,c,d,b1,b2,c1,c2,d1,d2,a1,a2\n\
        q1,3pl,1.1,0.1,0.2,,,,,,,,,\n\
        q2,grm,1.3,,,,-0.7,0.3333333333333333,,,,,,\n\
        q3,mgrm,0.9,0.2,,,,,0.5,-0.5,,,,\n\
        q4,pcm,,,,,0.4,-0.1,,,,,,\n\
        q5,gpcm,1.7,,,,1e-3,-0.1,,,,,,\n\
        q6,rsm,,-0.3,,,,,,,-0.6,0.6,,\n\
        q7,nrm,,,,,,,0.1,-0.2,,,0.8,1.5\n";

    #[test]
    fn items_of_every_model_come_back_from_their_rows() {
        let file = BankFile::from_csv(BANK.as_bytes(), Metric::LOGISTIC).unwrap();
        for (given, row) in file.bank.items().zip(&file.items) {
            assert_eq!(item(row).unwrap().model, given.model);
            assert_eq!(row.parameters.is_some(), given.model.categories() > 2);
        }
    }

    #[test]
    fn polytomous_rows_without_their_parameters_are_refused() {
        let mut row = BankFile::from_csv(BANK.as_bytes(), Metric::LOGISTIC).unwrap().items.remove(1);
        for damaged in [None, Some("{}"), Some("[1]"), Some("{\"x\":1.0}"), Some("{\"a\":1.0,\"b1\":0.0,\"b2\":-1.0}")]
        {
            row.parameters = damaged.map(str::to_owned);
            assert!(item(&row).is_err(), "{damaged:?}");
        }
    }
}
