//! A record that fails on demand.

use std::ops::{Range, RangeInclusive};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use exam::Environment;
use persistence::{
    Advance, AnswerBasis, ApiKeyId, ApiKeyRecord, AssetName, AssetRecord, AssetsRecord, BankId, BankRecord,
    BankSummary, CatalogueRecord, Completion, EventRecord, EventsRecord, ExamSessionId, ExamTypeId, ExamTypeRecord,
    Guarded, ItemExposure, ItemUses, KeysRecord, LimitedStart, ListedAttempt, ListedRescoredResult, ListedSession,
    ListingEnd, NewApiKey, NewAsset, NewBank, NewEvent, NewExamType, NewSession, OutageCredit, Page, Record,
    RecordError, RecordHealth, Reopening, Rescored, RescoredResult, ResultsRecord, Resumption, SessionFilter,
    SessionHistory, SessionLimit, SessionRecord, SessionsRecord, StartMark, StartedOnce,
};

use crate::faults::Faults;

type Change<T> = Box<dyn Fn(&mut T) + Send + Sync>;

/// A record whose calls go through faults.
pub(crate) struct FaultyRecord {
    pub(crate) faults: Faults,
    inner: Arc<dyn Record>,
    /// The number of guarded changes still to be refused as stale, without an attempt.
    stale: AtomicU32,
    /// What the clock of the database shows, if it has one.
    pub(crate) clock: Mutex<Option<Arc<dyn Environment>>>,
    change_bank: Option<Change<BankRecord>>,
    change_exam_type: Option<Change<ExamTypeRecord>>,
    change_history: Option<Change<SessionHistory>>,
    keeps_digests: bool,
    unreadable: Option<ExamSessionId>,
    /// The greatest number of attempts that one call has returned.
    pub(crate) most_attempts: AtomicUsize,
}

impl FaultyRecord {
    pub(crate) fn new(inner: Arc<dyn Record>) -> Self {
        Self {
            faults: Faults::default(),
            inner,
            stale: AtomicU32::new(0),
            clock: Mutex::default(),
            change_bank: None,
            change_exam_type: None,
            change_history: None,
            keeps_digests: true,
            unreadable: None,
            most_attempts: AtomicUsize::new(0),
        }
    }

    /// The same data, in which the row of a session cannot be read in listings.
    pub(crate) fn with_unreadable(&self, session: ExamSessionId) -> Self {
        Self { unreadable: Some(session), ..Self::new(Arc::clone(&self.inner)) }
    }

    /// The same data, with every bank changed before it is returned.
    pub(crate) fn with_banks_changed(&self, change: impl Fn(&mut BankRecord) + Send + Sync + 'static) -> Self {
        Self { change_bank: Some(Box::new(change)), ..Self::new(Arc::clone(&self.inner)) }
    }

    /// The same data, with every exam type changed before it is returned.
    pub(crate) fn with_exam_types_changed(&self, change: impl Fn(&mut ExamTypeRecord) + Send + Sync + 'static) -> Self {
        Self { change_exam_type: Some(Box::new(change)), ..Self::new(Arc::clone(&self.inner)) }
    }

    /// The same data, with every session and its attempts changed before they are returned together.
    pub(crate) fn with_histories_changed(&self, change: impl Fn(&mut SessionHistory) + Send + Sync + 'static) -> Self {
        Self { change_history: Some(Box::new(change)), ..Self::new(Arc::clone(&self.inner)) }
    }

    /// The same data, written as a program does that keeps no digests of histories.
    pub(crate) fn without_digests(&self) -> Self {
        Self { keeps_digests: false, ..Self::new(Arc::clone(&self.inner)) }
    }

    /// Refuses the next `times` guarded changes as stale.
    pub(crate) fn refuse_guarded(&self, times: u32) {
        self.stale.store(times, Ordering::SeqCst);
    }

    /// The record behind, past all faults.
    pub(crate) fn inner(&self) -> &dyn Record {
        self.inner.as_ref()
    }

    fn is_stale(&self) -> bool {
        self.stale.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }

    fn changed(&self, mut exam_type: Option<ExamTypeRecord>) -> Option<ExamTypeRecord> {
        if let (Some(change), Some(exam_type)) = (&self.change_exam_type, &mut exam_type) {
            change(exam_type);
        }
        exam_type
    }
}

fn unavailable() -> RecordError {
    RecordError::Unavailable("ordered by the test".into())
}

#[async_trait]
impl CatalogueRecord for FaultyRecord {
    async fn insert_bank(&self, bank: NewBank) -> Result<BankSummary, RecordError> {
        self.faults.run("insert_bank", unavailable, self.inner.insert_bank(bank)).await
    }

    async fn insert_first_bank(&self, bank: NewBank) -> Result<Option<BankSummary>, RecordError> {
        self.faults.run("insert_bank", unavailable, self.inner.insert_first_bank(bank)).await
    }

    async fn bank(&self, id: BankId) -> Result<Option<BankRecord>, RecordError> {
        let mut bank = self.faults.run("bank", unavailable, self.inner.bank(id)).await?;
        if let (Some(change), Some(bank)) = (&self.change_bank, &mut bank) {
            change(bank);
        }
        Ok(bank)
    }

    async fn latest_bank(&self, name: &str) -> Result<Option<BankSummary>, RecordError> {
        self.faults.run("latest_bank", unavailable, self.inner.latest_bank(name)).await
    }

    async fn bank_version(&self, name: &str, version: i32) -> Result<Option<BankSummary>, RecordError> {
        self.faults.run("bank_version", unavailable, self.inner.bank_version(name, version)).await
    }

    async fn banks(&self, page: Page) -> Result<Vec<BankSummary>, RecordError> {
        self.faults.run("banks", unavailable, self.inner.banks(page)).await
    }

    async fn insert_exam_type(&self, exam_type: NewExamType) -> Result<ExamTypeRecord, RecordError> {
        self.faults.run("insert_exam_type", unavailable, self.inner.insert_exam_type(exam_type)).await
    }

    async fn insert_first_exam_type(&self, exam_type: NewExamType) -> Result<Option<ExamTypeRecord>, RecordError> {
        self.faults.run("insert_exam_type", unavailable, self.inner.insert_first_exam_type(exam_type)).await
    }

    async fn exam_type(&self, id: ExamTypeId) -> Result<Option<ExamTypeRecord>, RecordError> {
        let found = self.faults.run("exam_type", unavailable, self.inner.exam_type(id)).await?;
        Ok(self.changed(found))
    }

    async fn latest_exam_type(&self, name: &str) -> Result<Option<ExamTypeRecord>, RecordError> {
        let found = self.faults.run("latest_exam_type", unavailable, self.inner.latest_exam_type(name)).await?;
        Ok(self.changed(found))
    }

    async fn exam_type_versions(&self, name: &str) -> Result<Vec<ExamTypeRecord>, RecordError> {
        self.faults.run("exam_type_versions", unavailable, self.inner.exam_type_versions(name)).await
    }

    async fn exam_types(&self, page: Page) -> Result<Vec<ExamTypeRecord>, RecordError> {
        self.faults.run("exam_types", unavailable, self.inner.exam_types(page)).await
    }
}

#[async_trait]
impl AssetsRecord for FaultyRecord {
    async fn insert_bank_with_assets(&self, bank: NewBank, assets: Vec<NewAsset>) -> Result<BankSummary, RecordError> {
        self.faults.run("insert_bank", unavailable, self.inner.insert_bank_with_assets(bank, assets)).await
    }

    async fn asset_names(&self, bank: BankId) -> Result<Vec<AssetName>, RecordError> {
        self.faults.run("asset_names", unavailable, self.inner.asset_names(bank)).await
    }

    async fn asset(&self, public_name: &str) -> Result<Option<AssetRecord>, RecordError> {
        self.faults.run("asset", unavailable, self.inner.asset(public_name)).await
    }
}

#[async_trait]
impl SessionsRecord for FaultyRecord {
    async fn insert_session(&self, mut session: NewSession) -> Result<SessionRecord, RecordError> {
        session.history_digest = session.history_digest.filter(|_| self.keeps_digests);
        self.faults.run("insert_session", unavailable, self.inner.insert_session(session)).await
    }

    async fn insert_session_once(&self, session: NewSession, mark: StartMark) -> Result<StartedOnce, RecordError> {
        let call = self.inner.insert_session_once(session, mark);
        self.faults.run("insert_session_once", unavailable, call).await
    }

    async fn insert_limited_session(
        &self,
        session: NewSession,
        mark: Option<StartMark>,
        limit: SessionLimit,
    ) -> Result<LimitedStart, RecordError> {
        let call = self.inner.insert_limited_session(session, mark, limit);
        self.faults.run("insert_limited_session", unavailable, call).await
    }

    async fn session_started_by(&self, key_digest: [u8; 32]) -> Result<Option<(SessionRecord, [u8; 32])>, RecordError> {
        self.faults.run("session_started_by", unavailable, self.inner.session_started_by(key_digest)).await
    }

    async fn session(&self, id: ExamSessionId) -> Result<Option<SessionRecord>, RecordError> {
        self.faults.run("session", unavailable, self.inner.session(id)).await
    }

    async fn history(&self, id: ExamSessionId) -> Result<Option<SessionHistory>, RecordError> {
        let mut history = self.faults.run("history", unavailable, self.inner.history(id)).await?;
        if let (Some(change), Some(history)) = (&self.change_history, &mut history) {
            change(history);
        }
        Ok(history)
    }

    async fn sessions(&self, filter: &SessionFilter, page: Page) -> Result<Vec<ListedSession>, RecordError> {
        let mut listed = self.faults.run("sessions", unavailable, self.inner.sessions(filter, page)).await?;
        for (id, row) in &mut listed {
            if self.unreadable == Some(*id) {
                *row = Err(RecordError::Unreadable { what: "stop reason", value: "boredom".to_owned() });
            }
        }
        Ok(listed)
    }

    async fn listing_end(&self, filter: &SessionFilter, page: Page) -> Result<ListingEnd, RecordError> {
        self.faults.run("listing_end", unavailable, self.inner.listing_end(filter, page)).await
    }

    async fn attempts(&self, sessions: &[ExamSessionId]) -> Result<Vec<ListedAttempt>, RecordError> {
        let listed = self.faults.run("attempts", unavailable, self.inner.attempts(sessions)).await?;
        self.most_attempts.fetch_max(listed.len(), Ordering::SeqCst);
        Ok(listed)
    }

    async fn active_session_ids(&self, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
        self.faults.run("active_session_ids", unavailable, self.inner.active_session_ids(page)).await
    }

    async fn session_ids(&self, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
        self.faults.run("session_ids", unavailable, self.inner.session_ids(page)).await
    }

    async fn count_sessions(&self) -> Result<u64, RecordError> {
        self.faults.run("count_sessions", unavailable, self.inner.count_sessions()).await
    }

    async fn count_active_sessions(&self) -> Result<u64, RecordError> {
        self.faults.run("count_active_sessions", unavailable, self.inner.count_active_sessions()).await
    }

    async fn expiring_sessions(
        &self,
        within: RangeInclusive<SystemTime>,
        limit: u32,
    ) -> Result<Vec<(ExamSessionId, SystemTime)>, RecordError> {
        self.faults.run("expiring_sessions", unavailable, self.inner.expiring_sessions(within, limit)).await
    }

    async fn sessions_in(&self, outage: Range<SystemTime>, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
        self.faults.run("sessions_in", unavailable, self.inner.sessions_in(outage, page)).await
    }

    async fn item_uses(&self, exam_type: ExamTypeId, sessions: u32) -> Result<ItemUses, RecordError> {
        self.faults.run("item_uses", unavailable, self.inner.item_uses(exam_type, sessions)).await
    }

    async fn item_exposure(&self, sessions: u32) -> Result<Vec<ItemExposure>, RecordError> {
        self.faults.run("item_exposure", unavailable, self.inner.item_exposure(sessions)).await
    }

    async fn advance(&self, mut advance: Advance) -> Result<Guarded, RecordError> {
        if self.is_stale() {
            return Ok(Guarded::Stale);
        }
        if !self.keeps_digests {
            // The program before compares no digest, and leaves the one that is there.
            let row = self.inner.session(advance.session).await?.unwrap();
            advance.basis = AnswerBasis::Record;
            advance.history_digest = row.history_digest.unwrap();
        }
        self.faults.run("advance", unavailable, self.inner.advance(advance)).await
    }

    async fn complete(
        &self,
        id: ExamSessionId,
        expected_revision: u64,
        completion: Completion,
    ) -> Result<Guarded, RecordError> {
        if self.is_stale() {
            return Ok(Guarded::Stale);
        }
        let call = self.inner.complete(id, expected_revision, completion);
        self.faults.run("complete", unavailable, call).await
    }
}

#[async_trait]
impl KeysRecord for FaultyRecord {
    async fn insert_api_key(&self, key: NewApiKey) -> Result<ApiKeyRecord, RecordError> {
        self.faults.run("insert_api_key", unavailable, self.inner.insert_api_key(key)).await
    }

    async fn api_key_of(&self, digest: [u8; 32]) -> Result<Option<ApiKeyRecord>, RecordError> {
        self.faults.run("api_key_of", unavailable, self.inner.api_key_of(digest)).await
    }

    async fn api_keys(&self, page: Page, revoked_too: bool) -> Result<Vec<ApiKeyRecord>, RecordError> {
        self.faults.run("api_keys", unavailable, self.inner.api_keys(page, revoked_too)).await
    }

    async fn has_api_keys(&self) -> Result<bool, RecordError> {
        self.faults.run("has_api_keys", unavailable, self.inner.has_api_keys()).await
    }

    async fn revoke_api_key(&self, id: ApiKeyId, at: SystemTime) -> Result<Option<ApiKeyRecord>, RecordError> {
        self.faults.run("revoke_api_key", unavailable, self.inner.revoke_api_key(id, at)).await
    }

    async fn note_api_key_use(&self, id: ApiKeyId, at: SystemTime, interval: Duration) -> Result<(), RecordError> {
        self.faults.run("note_api_key_use", unavailable, self.inner.note_api_key_use(id, at, interval)).await
    }
}

#[async_trait]
impl EventsRecord for FaultyRecord {
    async fn events(&self, session: ExamSessionId, page: Page) -> Result<Vec<EventRecord>, RecordError> {
        self.faults.run("events", unavailable, self.inner.events(session, page)).await
    }

    async fn event_spans(
        &self,
        sessions: &[ExamSessionId],
    ) -> Result<Vec<(ExamSessionId, Range<SystemTime>)>, RecordError> {
        self.faults.run("event_spans", unavailable, self.inner.event_spans(sessions)).await
    }

    async fn reissue_token(
        &self,
        session: ExamSessionId,
        token_digest: [u8; 32],
        event: NewEvent,
    ) -> Result<bool, RecordError> {
        let call = self.inner.reissue_token(session, token_digest, event);
        self.faults.run("reissue_token", unavailable, call).await
    }

    async fn add_time(&self, session: ExamSessionId, time: Duration, event: NewEvent) -> Result<bool, RecordError> {
        self.faults.run("add_time", unavailable, self.inner.add_time(session, time, event)).await
    }

    async fn pause(&self, session: ExamSessionId, event: NewEvent) -> Result<bool, RecordError> {
        self.faults.run("pause", unavailable, self.inner.pause(session, event)).await
    }

    async fn resume(
        &self,
        session: ExamSessionId,
        resumption: Resumption,
        event: NewEvent,
    ) -> Result<Guarded, RecordError> {
        self.faults.run("resume", unavailable, self.inner.resume(session, resumption, event)).await
    }

    async fn void_unfinished(
        &self,
        session: ExamSessionId,
        revision: u64,
        completion: Completion,
        event: NewEvent,
    ) -> Result<Guarded, RecordError> {
        let call = self.inner.void_unfinished(session, revision, completion, event);
        self.faults.run("void_unfinished", unavailable, call).await
    }

    async fn void_completed(&self, session: ExamSessionId, event: NewEvent) -> Result<bool, RecordError> {
        self.faults.run("void_completed", unavailable, self.inner.void_completed(session, event)).await
    }

    async fn reopen(
        &self,
        session: ExamSessionId,
        reopening: Reopening,
        event: NewEvent,
    ) -> Result<Guarded, RecordError> {
        self.faults.run("reopen", unavailable, self.inner.reopen(session, reopening, event)).await
    }

    async fn credit_outage(
        &self,
        session: ExamSessionId,
        credit: OutageCredit,
        event: NewEvent,
    ) -> Result<Guarded, RecordError> {
        self.faults.run("credit_outage", unavailable, self.inner.credit_outage(session, credit, event)).await
    }

    async fn unlink_examinee(&self, examinee_id: &str, event: NewEvent) -> Result<u64, RecordError> {
        self.faults.run("unlink_examinee", unavailable, self.inner.unlink_examinee(examinee_id, event)).await
    }

    async fn sessions_to_anonymize(&self, before: SystemTime, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
        let call = self.inner.sessions_to_anonymize(before, page);
        self.faults.run("sessions_to_anonymize", unavailable, call).await
    }

    async fn anonymize(
        &self,
        sessions: &[ExamSessionId],
        before: SystemTime,
        event: NewEvent,
    ) -> Result<Vec<ExamSessionId>, RecordError> {
        self.faults.run("anonymize", unavailable, self.inner.anonymize(sessions, before, event)).await
    }

    async fn sessions_to_delete(&self, before: SystemTime, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
        self.faults.run("sessions_to_delete", unavailable, self.inner.sessions_to_delete(before, page)).await
    }

    async fn delete_sessions(
        &self,
        sessions: &[ExamSessionId],
        before: SystemTime,
        event: NewEvent,
    ) -> Result<Vec<ExamSessionId>, RecordError> {
        let call = self.inner.delete_sessions(sessions, before, event);
        self.faults.run("delete_sessions", unavailable, call).await
    }
}

#[async_trait]
impl ResultsRecord for FaultyRecord {
    async fn insert_rescored(&self, result: RescoredResult, event: NewEvent) -> Result<Rescored, RecordError> {
        self.faults.run("insert_rescored", unavailable, self.inner.insert_rescored(result, event)).await
    }

    async fn rescored_results(&self, sessions: &[ExamSessionId]) -> Result<Vec<ListedRescoredResult>, RecordError> {
        self.faults.run("rescored_results", unavailable, self.inner.rescored_results(sessions)).await
    }
}

#[async_trait]
impl RecordHealth for FaultyRecord {
    async fn ping(&self) -> Result<(), RecordError> {
        self.faults.run("ping", unavailable, self.inner.ping()).await
    }

    async fn clock(&self) -> Result<Option<SystemTime>, RecordError> {
        let shown = self.clock.lock().unwrap().as_ref().map(|clock| clock.now());
        self.faults.run("clock", unavailable, async { Ok(shown) }).await
    }
}
