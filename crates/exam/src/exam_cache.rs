//! The exam types in use, each loaded once.

use std::sync::Arc;

use irt_core::{AdaptiveTest, CatDesign, CatSpec, DesignCost};
use persistence::{BankId, BankRecord, ExamTypeId, ExamTypeRecord, NewExamType, Record};
use tokio::sync::Semaphore;

use crate::asset_addresses::{AssetAddresses, refers_to_assets};
use crate::bank_file::is_name;
use crate::compute_pool::ComputePool;
use crate::error::ExamError;
use crate::exam_content::ExamContent;
use crate::limits::Limits;
use crate::loaded_bank::LoadedBank;
use crate::loaded_exam::LoadedExam;
use crate::recorded_bank::recorded_bank;
use crate::service_settings::ServiceSettings;
use crate::shared_tables::SharedTables;
use crate::shelf::{CatalogueUse, Shelf};

/// The estimated time in which the rows of an item become an item.
const ITEM_FROM_ROWS: std::time::Duration = std::time::Duration::from_micros(3);

/// Loads exams on first use, and drops those used least recently when they take too much memory. Versions never change, so
/// nothing is ever invalidated; requests that want the same version at once share one load.
pub(crate) struct ExamCache {
    record: Arc<dyn Record>,
    compute: Arc<ComputePool>,
    limits: Limits,
    /// What stands before the names of pictures in their addresses.
    asset_path: String,
    shelf: Shelf,
    shared: Arc<SharedTables>,
    /// How many banks are read at a time: the rows of a bank are larger than the bank.
    reads: Semaphore,
}

impl ExamCache {
    pub(crate) fn new(record: Arc<dyn Record>, compute: Arc<ComputePool>, settings: ServiceSettings) -> Self {
        let ServiceSettings { limits, asset_path } = settings;
        let shelf = Shelf::new(limits.catalogue_bytes);
        let reads = Semaphore::new(limits.computations.most.get());
        Self { record, compute, limits, asset_path, shelf, shared: Arc::default(), reads }
    }

    /// The latest version of the exam type with this name.
    pub(crate) async fn latest(&self, name: &str) -> Result<Arc<LoadedExam>, ExamError> {
        let exam_type = self.latest_version(name).await?;
        self.loaded(exam_type.id, || async { Ok(exam_type) }).await
    }

    /// The row of the latest version of the exam type with this name. A text that cannot be a name is not looked up: a
    /// database may reject it.
    pub(crate) async fn latest_version(&self, name: &str) -> Result<ExamTypeRecord, ExamError> {
        let latest = if is_name(name) { self.record.latest_exam_type(name).await? } else { None };
        latest.ok_or_else(|| ExamError::UnknownExamType { name: name.to_owned() })
    }

    /// The exam type version with this number.
    pub(crate) async fn exam(&self, id: ExamTypeId) -> Result<Arc<LoadedExam>, ExamError> {
        let row = || async {
            let exam_type = self.record.exam_type(id).await?;
            exam_type.ok_or_else(|| ExamError::UnusableRecord {
                what: format!("exam type {}", id.0),
                reason: "there is no such row".to_owned(),
            })
        };
        self.loaded(id, row).await
    }

    /// A bank version.
    ///
    /// # Errors
    /// [`ExamError::UnusableRecord`], [`ExamError::Record`], [`ExamError::Busy`].
    pub(crate) async fn bank(&self, id: BankId) -> Result<Arc<LoadedBank>, ExamError> {
        let cell = self.shelf.bank(id);
        if let Some(bank) = cell.get() {
            return Ok(Arc::clone(bank));
        }
        let bank = cell.get_or_try_init(|| self.load_bank(id)).await.cloned();
        self.shelf.settle();
        bank
    }

    /// A bank under a design.
    ///
    /// # Errors
    /// [`ExamError::InvalidDesign`] when the two do not go together, [`ExamError::Busy`].
    pub(crate) async fn test(&self, bank: &LoadedBank, design: CatDesign) -> Result<Arc<AdaptiveTest>, ExamError> {
        let estimate = DesignCost::new(&bank.bank, &design).preparation();
        let (shared, bank) = (Arc::clone(&self.shared), Arc::clone(&bank.bank));
        let test = self.compute.run(estimate, move |_| shared_test(&shared, &bank, design)).await?;
        test.map(Arc::new).map_err(ExamError::InvalidDesign)
    }

    /// What stands before the names of pictures in their addresses.
    pub(crate) fn asset_path(&self) -> &str {
        &self.asset_path
    }

    /// What makes the test of a bank and a design, on any thread.
    pub(crate) fn tests(&self) -> Arc<SharedTables> {
        Arc::clone(&self.shared)
    }

    /// Keeps an exam type version whose test is at hand, so that its first session need not load it.
    pub(crate) fn keep(&self, exam_type: ExamTypeRecord, test: Arc<AdaptiveTest>, bank: &LoadedBank) {
        let cell = self.shelf.exam(exam_type.id);
        let content = Arc::clone(&bank.content);
        // A load that was faster has led to the same.
        drop(cell.set(Arc::new(LoadedExam { exam_type, test, content })));
        self.shelf.settle();
    }

    /// What is loaded.
    pub(crate) fn in_use(&self) -> CatalogueUse {
        self.shelf.in_use()
    }

    /// The exam type version of this number, whose row is asked for when it is not loaded.
    async fn loaded<Row>(&self, id: ExamTypeId, row: impl FnOnce() -> Row) -> Result<Arc<LoadedExam>, ExamError>
    where
        Row: Future<Output = Result<ExamTypeRecord, ExamError>>,
    {
        let cell = self.shelf.exam(id);
        if let Some(exam) = cell.get() {
            return Ok(Arc::clone(exam));
        }
        let exam = cell.get_or_try_init(|| async { self.load(row().await?).await }).await.cloned();
        self.shelf.settle();
        exam
    }

    async fn load(&self, exam_type: ExamTypeRecord) -> Result<Arc<LoadedExam>, ExamError> {
        let what = || format!("exam type {:?} version {}", exam_type.definition.name, exam_type.version);
        let unusable = |reason: String| ExamError::UnusableRecord { what: what(), reason };
        let design = recorded_design(&exam_type.definition).map_err(unusable)?;
        let bank = self.bank(exam_type.definition.bank_id).await?;
        let test = self.test(&bank, design).await.map_err(|error| match error {
            ExamError::InvalidDesign(error) => unusable(error.to_string()),
            other => other,
        })?;
        // Its sessions may be running, so it is used all the same.
        if let Err(excess) = test.cost().check(&self.limits.design) {
            tracing::warn!(exam_type = what(), %excess, "a stored exam type costs more than the limits allow");
        }
        metrics::counter!("adaptive_catalogue_loads_total").increment(1);
        let content = Arc::clone(&bank.content);
        Ok(Arc::new(LoadedExam { exam_type, test, content }))
    }

    async fn load_bank(&self, id: BankId) -> Result<Arc<LoadedBank>, ExamError> {
        let unusable = move |reason: String| ExamError::UnusableRecord { what: format!("bank {}", id.0), reason };
        // The semaphore is never closed.
        let _turn = self.reads.acquire().await;
        let record = self.record.bank(id).await?.ok_or_else(|| unusable("there is no such row".to_owned()))?;
        let estimate = ITEM_FROM_ROWS.saturating_mul(u32::try_from(record.items.len()).unwrap_or(u32::MAX));
        let (assets, shared) = (self.addresses_of(&record).await?, Arc::clone(&self.shared));
        let loaded = self.compute.run(estimate, move |_| loaded_bank(record, &assets, &shared)).await?;
        metrics::counter!("adaptive_catalogue_loads_total").increment(1);
        loaded.map(Arc::new).map_err(unusable)
    }

    /// Where the pictures are found to which the texts of a bank refer.
    async fn addresses_of(&self, bank: &BankRecord) -> Result<AssetAddresses, ExamError> {
        if !bank.items.iter().any(refers_to_assets) {
            return Ok(AssetAddresses::default());
        }
        let names = self.record.asset_names(bank.summary.id).await?;
        Ok(AssetAddresses::new(&self.asset_path, names))
    }
}

/// The bank of a design with the tables that others share.
pub(crate) fn shared_test(
    shared: &SharedTables,
    bank: &Arc<irt_core::ItemBank>,
    design: CatDesign,
) -> Result<AdaptiveTest, irt_core::DesignError> {
    AdaptiveTest::with_tables(shared.tables(bank, &design), design)
}

fn loaded_bank(record: BankRecord, assets: &AssetAddresses, shared: &SharedTables) -> Result<LoadedBank, String> {
    let bank = shared.bank(recorded_bank(&record)?);
    let content = Arc::new(ExamContent::new(record.items, &bank, assets));
    Ok(LoadedBank { bank, content })
}

/// The design of an exam type as the record keeps it.
pub(crate) fn recorded_design(definition: &NewExamType) -> Result<CatDesign, String> {
    let mut spec: CatSpec = serde_json::from_str(&definition.design).map_err(|error| error.to_string())?;
    // Every design is stored with its grid. One without was stored when this grid was the default.
    spec.quadrature.get_or_insert_default();
    CatDesign::new(spec).map_err(|error| error.to_string())
}
