//! Any sequence of calls and faults against a simple model of what must be true.

use std::collections::HashMap;
use std::time::Duration;

use exam::{Answer, Answered, ExamError, ExamService, ExamSessionId};
use proptest::prelude::*;
use state_store::{EngineStateStore as _, SessionKey};
use tokio::runtime::Runtime;

use crate::environment::ManualEnvironment;
use crate::expiry::{LIMIT, OPEN_SCORED, OPEN_VOIDED, TimedFixture};
use crate::faults::When;
use crate::fixture::{ExamOutcome, Fixture, ITEMS, OPEN, PLATFORM, option, pending, without_time};

#[derive(Debug, Clone, Copy)]
enum Call {
    Next,
    SessionSummary,
    Answer {
        right: bool,
    },
    /// The answer commits and its reply is lost.
    AnswerWithLostReply {
        right: bool,
    },
    /// The answer to an earlier item, counted back from the last one, as it was given.
    Repeat {
        back: usize,
    },
    /// Another answer to an earlier item.
    Contradict {
        back: usize,
    },
    /// An item that is not pending.
    NotPending,
    LoseCopy,
    CorruptCopy,
    /// The copy of an earlier moment comes back.
    RestoreCopy {
        back: usize,
    },
    StoreFails,
    Restart,
    Complete,
    /// The item shown last is answered without asking whether it is still pending.
    AnswerWithoutAsking {
        right: bool,
    },
    /// A third of the time that a session has goes by.
    TimePasses,
    Sweep,
    Recover,
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        3 => Just(Call::Next),
        1 => Just(Call::SessionSummary),
        8 => any::<bool>().prop_map(|right| Call::Answer { right }),
        2 => any::<bool>().prop_map(|right| Call::AnswerWithLostReply { right }),
        2 => (0..ITEMS).prop_map(|back| Call::Repeat { back }),
        1 => (0..ITEMS).prop_map(|back| Call::Contradict { back }),
        1 => Just(Call::NotPending),
        2 => Just(Call::LoseCopy),
        1 => Just(Call::CorruptCopy),
        2 => (0..ITEMS).prop_map(|back| Call::RestoreCopy { back }),
        1 => Just(Call::StoreFails),
        2 => Just(Call::Restart),
        1 => Just(Call::Complete),
    ]
}

fn timed_call() -> impl Strategy<Value = Call> {
    prop_oneof![
        16 => call(),
        8 => any::<bool>().prop_map(|right| Call::AnswerWithoutAsking { right }),
        4 => Just(Call::TimePasses),
        2 => Just(Call::Sweep),
        2 => Just(Call::Recover),
    ]
}

/// What must be true.
#[derive(Default)]
struct Model {
    /// The answers that counted, and the replies to those that were reply_arrives.
    given: Vec<(String, bool)>,
    replies: HashMap<String, Answered>,
    completed: bool,
    /// How much of its time the session has had, where its time is limited.
    elapsed: Duration,
    expired: bool,
}

struct Run<'a> {
    fixture: &'a Fixture,
    clock: Option<&'a ManualEnvironment>,
    service: ExamService,
    session: ExamSessionId,
    /// The item shown last.
    shown: Option<String>,
    copies: Vec<state_store::SessionState>,
    model: Model,
}

impl<'a> Run<'a> {
    async fn start(fixture: &'a Fixture, exam_type: &str, clock: Option<&'a ManualEnvironment>) -> Self {
        fixture.store.faults.heal();
        fixture.record.faults.heal();
        let session = fixture.started_and_answered(exam_type, 0).await;
        let copies = vec![fixture.store.copy(session).await];
        Self { fixture, clock, service: fixture.instance(), session, shown: None, copies, model: Model::default() }
    }

    /// Lets time pass; the model's session ends with its time, whenever the record finds out.
    fn wait(&mut self, by: Duration) {
        let Some(clock) = self.clock else { return };
        clock.advance(by);
        self.model.elapsed += by;
        if self.model.elapsed >= LIMIT && !self.finished() {
            self.model.expired = true;
            self.model.completed = true;
        }
    }

    async fn answer(&self, item: &str, answer: &Answer) -> Result<Answered, ExamError> {
        self.service.answer(&PLATFORM, self.session, item, answer).await
    }

    fn earlier(&self, back: usize) -> Option<(String, bool)> {
        let place = self.model.given.len().checked_sub(1 + back)?;
        Some(self.model.given[place].clone())
    }

    fn finished(&self) -> bool {
        self.model.completed || self.model.given.len() == ITEMS
    }

    async fn step(&mut self, call: Call) {
        let key = SessionKey(self.session.0);
        match call {
            Call::Next | Call::SessionSummary => {}
            Call::Answer { right } => self.answer_pending(right, true).await,
            Call::AnswerWithLostReply { right } => self.answer_pending(right, false).await,
            Call::Repeat { back } => {
                let Some((item, right)) = self.earlier(back) else { return };
                let again = self.answer(&item, &option(&item, right)).await.unwrap();
                let first = self.model.replies.entry(item).or_insert_with(|| again.clone());
                assert_eq!(without_time(again), without_time(first.clone()));
            }
            Call::Contradict { back } => {
                let Some((item, right)) = self.earlier(back) else { return };
                let refused = self.answer(&item, &option(&item, !right)).await;
                assert!(matches!(refused, Err(ExamError::AnswerConflict { .. })), "{refused:?}");
            }
            Call::NotPending => {
                let refused = self.answer("no such item", &Answer::Correct(true)).await;
                let finished = matches!(refused, Err(ExamError::SessionFinished { .. }));
                assert_eq!(finished, self.finished(), "{refused:?}");
                assert!(finished || matches!(refused, Err(ExamError::NotPendingItem { .. })), "{refused:?}");
            }
            Call::LoseCopy => drop(self.fixture.store.inner.delete(key).await.unwrap()),
            Call::CorruptCopy => self.fixture.store.corrupt(self.session),
            Call::RestoreCopy { back } => {
                let place = self.copies.len().saturating_sub(1 + back);
                let Some(copy) = self.copies.get(place) else { return };
                self.fixture.store.put(self.session, copy).await;
            }
            Call::StoreFails => {
                self.fixture.store.faults.fail_next("load", When::Before);
                self.fixture.store.faults.fail_next("save", When::Before);
            }
            Call::Restart => self.service = self.fixture.instance(),
            Call::Complete => {
                let report = self.service.complete(&PLATFORM, self.session).await.unwrap();
                assert!(report.completed);
                self.model.completed = true;
            }
            Call::AnswerWithoutAsking { right } => self.answer_shown(right).await,
            Call::TimePasses => {
                self.wait(LIMIT / 3);
                // No call is made here, so that the next call may be the first to find the time over.
                return;
            }
            Call::Sweep => assert!(self.service.expire_overdue(10).await.unwrap().failures.is_empty()),
            Call::Recover => {
                self.fixture.store.faults.heal();
                self.service.recover_session(&PLATFORM, self.session).await.unwrap();
            }
        }
        self.check().await;
    }

    /// Answers the pending item, or finds that there is none.
    async fn answer_pending(&mut self, right: bool, reply_arrives: bool) {
        let next = self.service.next(&PLATFORM, self.session).await.unwrap();
        assert_eq!(next.header.finished, self.finished());
        if next.header.finished {
            return;
        }
        let item = pending(&next).to_owned();
        if !reply_arrives {
            self.fixture.record.faults.fail_next("advance", When::After);
        }
        let reply = self.answer(&item, &option(&item, right)).await;
        self.model.given.push((item.clone(), right));
        match reply {
            Ok(reply) => {
                assert!(reply_arrives && reply.correct == Some(right));
                assert!(self.model.replies.insert(item, reply).is_none());
            }
            Err(error) => assert!(!reply_arrives && error.is_unavailable(), "{error:?}"),
        }
    }

    async fn answer_shown(&mut self, right: bool) {
        let Some(item) = self.shown.clone() else { return };
        if self.model.given.iter().any(|(answered, _)| *answered == item) {
            return;
        }
        match self.answer(&item, &option(&item, right)).await {
            Ok(reply) => {
                assert!(!self.finished());
                self.model.given.push((item.clone(), right));
                assert!(self.model.replies.insert(item, reply).is_none());
            }
            Err(ExamError::SessionFinished { .. }) => assert!(self.finished()),
            Err(error) => panic!("{error:?}"),
        }
    }

    /// What is true after every call.
    async fn check(&mut self) {
        let attempts = self.fixture.attempts(self.session).await;
        let counted: Vec<_> = attempts.iter().map(|a| (format!("one-{:02}", a.item), a.response == 1)).collect();
        assert_eq!(counted, self.model.given);
        let next = self.service.next(&PLATFORM, self.session).await.unwrap();
        assert_eq!((next.header.items_completed as usize, next.header.finished), (counted.len(), self.finished()));
        assert_eq!(next.item.is_none(), self.finished());
        self.shown = next.item.as_ref().map(|item| item.item_id.clone()).or(self.shown.take());
        if let Some(item) = &next.item {
            assert!(counted.iter().all(|(answered, _)| *answered != item.item_id));
            assert_eq!(item.position as usize, counted.len() + 1);
        }
        if let Some(last) = attempts.last() {
            assert_eq!(next.header.ability.unwrap().theta.to_bits(), last.ability.theta.to_bits());
        }
        let summary = self.service.summary(&PLATFORM, self.session).await.unwrap();
        assert_eq!(
            (summary.header.items_completed, summary.header.finished),
            (next.header.items_completed, next.header.finished)
        );
        if !self.model.completed && self.fixture.store.revision(self.session).await == Some(counted.len() as u64) {
            self.copies.push(self.fixture.store.copy(self.session).await);
        }
    }
}

/// Sits the same answers without any fault and compares the reports, bit for bit.
async fn compare_with_undisturbed(run: &Run<'_>) {
    let report = run.service.complete(&PLATFORM, run.session).await.unwrap();
    let twin = run.fixture.started_and_answered(OPEN, 0).await;
    let calm = run.fixture.instance();
    for (item, right) in &run.model.given {
        let reply = calm.answer(&PLATFORM, twin, item, &option(item, *right)).await.unwrap();
        if let Some(reply_arrives) = run.model.replies.get(item) {
            assert_eq!(
                reply.progress.header.ability.unwrap().theta.to_bits(),
                reply_arrives.progress.header.ability.unwrap().theta.to_bits()
            );
            assert_eq!(reply.progress.item, reply_arrives.progress.item);
        }
    }
    let expected = ExamOutcome::from_report(&calm.complete(&PLATFORM, twin).await.unwrap());
    let expected = if run.model.expired { expected.with_stop_reason("expired") } else { expected };
    assert_eq!(ExamOutcome::from_report(&report), expected);
    assert_eq!(report.voided, run.model.expired && report.header.exam_type == OPEN_VOIDED);
}

#[test]
fn any_sequence_of_calls_and_faults_gives_the_undisturbed_exam() {
    let runtime = Runtime::new().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    let settings = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(settings, |(calls in prop::collection::vec(call(), 1..40))| {
        runtime.block_on(async {
            let mut run = Run::start(&fixture, OPEN, None).await;
            for call in calls {
                run.step(call).await;
            }
            fixture.store.faults.heal();
            compare_with_undisturbed(&run).await;
        });
    });
}

#[test]
fn a_session_ends_with_its_time_whatever_is_called_and_whatever_goes_wrong() {
    let runtime = Runtime::new().unwrap();
    let timed = runtime.block_on(TimedFixture::new());
    let settings = ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(settings, |(calls in prop::collection::vec(timed_call(), 1..40), voided: bool)| {
        runtime.block_on(async {
            let exam_type = if voided { OPEN_VOIDED } else { OPEN_SCORED };
            let mut run = Run::start(&timed.fixture, exam_type, Some(&timed.clock)).await;
            for call in calls {
                run.step(call).await;
            }
            timed.fixture.store.faults.heal();
            compare_with_undisturbed(&run).await;
        });
    });
}
