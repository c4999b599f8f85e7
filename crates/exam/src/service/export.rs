//! Exports of results, page by page: whatever the record has, a few sessions are in memory.

use std::collections::HashSet;

use persistence::{ExamTypeRecord, ListingEnd, Page, SessionFilter};

use super::ExamService;
use super::results_page::{Detail, PageBounds};
use crate::access::Access;
use crate::error::ExamError;
use crate::export::{ExportFormat, ExportTable, Layout, TableText, WideColumns};
use crate::permission;

/// The greatest number of sessions that an export may be limited to.
const MAX_LIMIT: i64 = 1_000_000;
/// How many sessions are in memory at a time.
const PAGE_SESSIONS: u32 = 100;

/// What is to be exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// The table.
    pub table: ExportTable,
    /// Its form.
    pub format: ExportFormat,
    /// The sessions.
    pub filter: SessionFilter,
    /// Only those with a greater number.
    pub after: i64,
    /// At most this number of sessions; all when absent.
    pub limit: Option<i64>,
}

/// An export under way. It holds one page of sessions at a time.
pub struct Export {
    service: ExamService,
    layout: Layout,
    format: ExportFormat,
    filter: SessionFilter,
    /// The number of the last session that was written.
    after: i64,
    /// The number of the last session to be written; `None` for all.
    last: Option<i64>,
    next_after: Option<i64>,
    has_begun: bool,
    has_ended: bool,
    sessions: u64,
}

impl ExamService {
    /// Begins an export of results.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the request, also for a wide table of items that cannot be in one table;
    /// [`ExamError::UnknownExamType`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn export(&self, access: &Access, request: ExportRequest) -> Result<Export, ExamError> {
        access.require(&permission::EXPORT_RESULTS)?;
        let ExportRequest { table, format, filter, after, limit } = request;
        check_cursor(after, limit)?;
        check_version(&filter)?;
        if let Some(name) = &filter.exam_type {
            // A misspelt name would else make an empty table.
            self.exams().latest_version(name).await?;
        }
        let layout = match table {
            ExportTable::Sessions => Layout::Sessions,
            ExportTable::Responses => Layout::Responses,
            ExportTable::WideResponses => Layout::Wide(self.wide_columns(&filter, format).await?),
        };
        let end = match limit.map(u32::try_from) {
            Some(Ok(limit)) => self.record().listing_end(&filter, Page { after, limit }).await?,
            _ => ListingEnd { last: None, has_more: false },
        };
        Ok(Export {
            service: self.clone(),
            layout,
            format,
            filter,
            after,
            last: end.last,
            next_after: end.last.filter(|_| end.has_more),
            has_begun: false,
            has_ended: false,
            sessions: 0,
        })
    }

    /// The items of the banks of all versions of an exam type, or of the one that the filter names.
    async fn wide_columns(&self, filter: &SessionFilter, format: ExportFormat) -> Result<WideColumns, ExamError> {
        let Some(name) = &filter.exam_type else {
            let rule = "a wide table has the items of one exam type: say which";
            return Err(ExamError::invalid("exam_type", "absent", rule));
        };
        let mut columns = WideColumns::default();
        let mut banks = HashSet::new();
        for version in self.versions(name, filter.exam_type_version).await? {
            if banks.insert(version.definition.bank_id) {
                let loaded = self.exams().bank(version.definition.bank_id).await?;
                columns.add(&loaded.bank, version.version, format)?;
            }
        }
        Ok(columns)
    }

    /// The versions of an exam type, or the one of this number; one at least.
    pub(super) async fn versions(&self, name: &str, version: Option<i32>) -> Result<Vec<ExamTypeRecord>, ExamError> {
        // A text that cannot be a name is not looked up, but named.
        self.exams().latest_version(name).await?;
        let mut versions = self.record().exam_type_versions(name).await?;
        versions.retain(|found| version.is_none_or(|version| found.version == version));
        if versions.is_empty() {
            let name = version.map_or_else(|| name.to_owned(), |version| format!("{name} version {version}"));
            return Err(ExamError::UnknownExamType { name });
        }
        Ok(versions)
    }
}

impl Export {
    /// The session number after which the next part begins; `None` where this export goes to the end.
    #[must_use]
    pub const fn next_after(&self) -> Option<i64> {
        self.next_after
    }

    /// How many sessions have been written.
    #[must_use]
    pub const fn sessions(&self) -> u64 {
        self.sessions
    }

    /// The next rows, whole ones; `None` at the end. After an error the export is broken off: what came before is not all.
    ///
    /// # Errors
    /// [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn next_part(&mut self) -> Result<Option<Vec<u8>>, ExamError> {
        loop {
            if self.has_ended {
                return Ok(None);
            }
            let part = self.read_part().await?;
            if !part.is_empty() {
                return Ok(Some(part));
            }
        }
    }

    async fn read_part(&mut self) -> Result<Vec<u8>, ExamError> {
        let mut text = TableText::new(self.format);
        if !self.has_begun {
            self.layout.add_header(&mut text)?;
            self.has_begun = true;
        }
        let bounds = PageBounds { after: self.after, last: self.last, limit: PAGE_SESSIONS };
        let detail = if self.layout.has_results() { Detail::Results } else { Detail::Answers };
        let page = self.service.results_page(&self.filter, bounds, detail).await?;
        for exported in &page.sessions {
            self.layout.add(exported, &mut text)?;
        }
        self.sessions += page.sessions.len() as u64;
        self.has_ended = page.next_after.is_none();
        self.after = page.next_after.unwrap_or(self.after);
        text.into_bytes()
    }
}

fn check_cursor(after: i64, limit: Option<i64>) -> Result<(), ExamError> {
    if after < 0 {
        return Err(ExamError::invalid("after", after, "an export begins after a number that is not negative"));
    }
    match limit {
        Some(limit) if !(1..=MAX_LIMIT).contains(&limit) => Err(ExamError::invalid(
            "limit",
            limit,
            "an export has 1 to 1000000 sessions, or all of them without a limit",
        )),
        _ => Ok(()),
    }
}

fn check_version(filter: &SessionFilter) -> Result<(), ExamError> {
    match filter.exam_type_version {
        Some(version) if version < 1 => Err(ExamError::invalid("exam_type_version", version, "versions begin with 1")),
        Some(version) if filter.exam_type.is_none() => {
            Err(ExamError::invalid("exam_type_version", version, "it needs exam_type"))
        }
        _ => Ok(()),
    }
}
