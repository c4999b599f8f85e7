//! Any sequence of calls and mishaps against a simple model of what must be true.

use std::collections::HashMap;

use exam::{Answer, Answered, ExamError, ExamService};
use proptest::prelude::*;
use state_store::{EngineStateStore as _, SessionKey};
use tokio::runtime::Runtime;

use crate::faults::When;
use crate::hall::{Hall, ITEMS, OPEN, PLATFORM, option, pending};

#[derive(Debug, Clone, Copy)]
enum Call {
    Next,
    Summary,
    Answer {
        right: bool,
    },
    /// The answer commits and its reply is lost.
    AnswerUnheard {
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
    Stray,
    LoseCopy,
    CorruptCopy,
    /// The copy of an earlier moment comes back.
    RestoreCopy {
        back: usize,
    },
    StoreFails,
    Restart,
    Complete,
}

fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        3 => Just(Call::Next),
        1 => Just(Call::Summary),
        8 => any::<bool>().prop_map(|right| Call::Answer { right }),
        2 => any::<bool>().prop_map(|right| Call::AnswerUnheard { right }),
        2 => (0..ITEMS).prop_map(|back| Call::Repeat { back }),
        1 => (0..ITEMS).prop_map(|back| Call::Contradict { back }),
        1 => Just(Call::Stray),
        2 => Just(Call::LoseCopy),
        1 => Just(Call::CorruptCopy),
        2 => (0..ITEMS).prop_map(|back| Call::RestoreCopy { back }),
        1 => Just(Call::StoreFails),
        2 => Just(Call::Restart),
        1 => Just(Call::Complete),
    ]
}

/// What must be true.
struct Model {
    /// The answers that counted, and the replies to those that were heard.
    given: Vec<(String, bool)>,
    replies: HashMap<String, Answered>,
    completed: bool,
}

struct Run<'a> {
    hall: &'a Hall,
    service: ExamService,
    session: i64,
    copies: Vec<state_store::SessionState>,
    model: Model,
}

impl Run<'_> {
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
        let key = SessionKey(self.session);
        match call {
            Call::Next | Call::Summary => {}
            Call::Answer { right } => self.answer_pending(right, true).await,
            Call::AnswerUnheard { right } => self.answer_pending(right, false).await,
            Call::Repeat { back } => {
                let Some((item, right)) = self.earlier(back) else { return };
                let again = self.answer(&item, &option(&item, right)).await.unwrap();
                let first = self.model.replies.entry(item).or_insert_with(|| again.clone());
                assert_eq!(&again, first);
            }
            Call::Contradict { back } => {
                let Some((item, right)) = self.earlier(back) else { return };
                let refused = self.answer(&item, &option(&item, !right)).await;
                assert!(matches!(refused, Err(ExamError::AnswerConflict { .. })), "{refused:?}");
            }
            Call::Stray => {
                let refused = self.answer("no such item", &Answer::Correct(true)).await;
                let finished = matches!(refused, Err(ExamError::SessionFinished { .. }));
                assert_eq!(finished, self.finished(), "{refused:?}");
                assert!(finished || matches!(refused, Err(ExamError::NotPendingItem { .. })), "{refused:?}");
            }
            Call::LoseCopy => drop(self.hall.store.inner.delete(key).await.unwrap()),
            Call::CorruptCopy => self.hall.store.corrupt(self.session),
            Call::RestoreCopy { back } => {
                let place = self.copies.len().saturating_sub(1 + back);
                let Some(copy) = self.copies.get(place) else { return };
                self.hall.store.put(self.session, copy).await;
            }
            Call::StoreFails => {
                self.hall.store.faults.fail_next("load", When::Before);
                self.hall.store.faults.fail_next("save", When::Before);
            }
            Call::Restart => self.service = self.hall.instance(),
            Call::Complete => {
                let report = self.service.complete(&PLATFORM, self.session).await.unwrap();
                assert!(report.completed);
                self.model.completed = true;
            }
        }
        self.check().await;
    }

    /// Answers the pending item, or finds that there is none.
    async fn answer_pending(&mut self, right: bool, heard: bool) {
        let next = self.service.next(&PLATFORM, self.session).await.unwrap();
        assert_eq!(next.finished, self.finished());
        if next.finished {
            return;
        }
        let item = pending(&next).to_owned();
        if !heard {
            self.hall.record.faults.fail_next("advance", When::After);
        }
        let reply = self.answer(&item, &option(&item, right)).await;
        self.model.given.push((item.clone(), right));
        match reply {
            Ok(reply) => {
                assert!(heard && reply.correct == Some(right));
                assert!(self.model.replies.insert(item, reply).is_none());
            }
            Err(error) => assert!(!heard && error.is_unavailable(), "{error:?}"),
        }
    }

    /// What is true after every call.
    async fn check(&mut self) {
        let attempts = self.hall.attempts(self.session).await;
        let counted: Vec<_> = attempts.iter().map(|a| (format!("one-{:02}", a.item), a.response == 1)).collect();
        assert_eq!(counted, self.model.given);
        let next = self.service.next(&PLATFORM, self.session).await.unwrap();
        assert_eq!((next.items_completed as usize, next.finished), (counted.len(), self.finished()));
        assert_eq!(next.item.is_none(), self.finished());
        if let Some(item) = &next.item {
            assert!(counted.iter().all(|(answered, _)| *answered != item.item_id));
            assert_eq!(item.position as usize, counted.len() + 1);
        }
        if let Some(last) = attempts.last() {
            assert_eq!(next.theta.to_bits(), last.theta.to_bits());
        }
        let summary = self.service.summary(&PLATFORM, self.session).await.unwrap();
        assert_eq!((summary.items_completed, summary.finished), (next.items_completed, next.finished));
        if !self.model.completed && self.hall.store.revision(self.session).await == Some(counted.len() as u64) {
            self.copies.push(self.hall.store.copy(self.session).await);
        }
    }
}

/// Sits the same answers without any mishap and compares the reports, bit for bit.
async fn compare_with_undisturbed(run: &Run<'_>) {
    let report = run.service.complete(&PLATFORM, run.session).await.unwrap();
    let twin = run.hall.started_and_answered(OPEN, 0).await;
    let calm = run.hall.instance();
    for (item, right) in &run.model.given {
        let reply = calm.answer(&PLATFORM, twin, item, &option(item, *right)).await.unwrap();
        if let Some(heard) = run.model.replies.get(item) {
            assert_eq!(reply.progress.theta.to_bits(), heard.progress.theta.to_bits());
            assert_eq!(reply.progress.item, heard.progress.item);
        }
    }
    let expected = calm.complete(&PLATFORM, twin).await.unwrap();
    assert_eq!(crate::hall::Essence::of(&report), crate::hall::Essence::of(&expected));
}

#[test]
fn any_sequence_of_calls_and_mishaps_leaves_the_exam_an_undisturbed_one() {
    let runtime = Runtime::new().unwrap();
    let hall = runtime.block_on(Hall::open());
    let settings = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(settings, |(calls in prop::collection::vec(call(), 1..40))| {
        runtime.block_on(async {
            hall.store.faults.heal();
            hall.record.faults.heal();
            let session = hall.started_and_answered(OPEN, 0).await;
            let model = Model { given: Vec::new(), replies: HashMap::new(), completed: false };
            let copies = vec![hall.store.copy(session).await];
            let mut run = Run { hall: &hall, service: hall.instance(), session, copies, model };
            for call in calls {
                run.step(call).await;
            }
            hall.store.faults.heal();
            compare_with_undisturbed(&run).await;
        });
    });
}
