//! The same answer sent again gets the same reply as the first time.

use exam::{Answer, Answered, ExamError, ExamService};

use crate::fixture::{Fixture, ITEMS, OPEN, PLATFORM, SHORT, option, pending, scripted};

/// The items of an exam with their answers and first replies.
async fn sit(fixture: &Fixture, session: i64, answer: impl Fn(&str) -> Answer) -> Vec<(String, Answer, Answered)> {
    let mut replies = Vec::new();
    for _ in 0..ITEMS {
        let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
        let reply = fixture.service.answer(&PLATFORM, session, &item, &answer(&item)).await.unwrap();
        replies.push((item.clone(), answer(&item), reply));
        for (item, answer, reply) in &replies {
            let again = fixture.service.answer(&PLATFORM, session, item, answer).await.unwrap();
            assert_eq!(&again, reply, "{item} again after {} answers", replies.len());
        }
    }
    replies
}

async fn repeat(service: &ExamService, session: i64, replies: &[(String, Answer, Answered)]) {
    for (item, answer, reply) in replies {
        assert_eq!(&service.answer(&PLATFORM, session, item, answer).await.unwrap(), reply, "{item}");
    }
}

async fn check(exam_type: &str, answer: impl Fn(&str) -> Answer) {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(exam_type, 0).await;
    let replies = sit(&fixture, session, answer).await;
    assert!(replies.last().unwrap().2.progress.finished);
    repeat(&fixture.instance(), session, &replies).await;
    repeat(&fixture.instance_with_empty_store(), session, &replies).await;
    fixture.service.complete(&PLATFORM, session).await.unwrap();
    repeat(&fixture.service, session, &replies).await;
    repeat(&fixture.instance_with_empty_store(), session, &replies).await;
    assert_eq!(fixture.store.revision(session).await, None, "repeating does not bring the copy back");
    assert_eq!(fixture.attempts(session).await.len(), ITEMS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_choice_gets_its_first_reply() {
    check(SHORT, scripted).await;
    check(OPEN, scripted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_answer_gets_its_first_reply_in_the_middle_of_the_exam_from_any_instance() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(OPEN, 0).await;
    // Each of the others has a copy of its own, which grows old whenever another takes the answer.
    let services = [fixture.service.clone(), fixture.instance_with_empty_store(), fixture.instance_with_empty_store()];
    let mut replies = Vec::new();
    for turn in 0..ITEMS {
        let service = &services[turn % services.len()];
        let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
        let reply = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
        replies.push((item.clone(), scripted(&item), reply));
        for other in &services {
            repeat(other, session, &replies).await;
        }
        repeat(&fixture.instance_with_empty_store(), session, &replies).await;
        assert_eq!(fixture.attempts(session).await.len(), turn + 1);
    }
    let report = fixture.service.complete(&PLATFORM, session).await.unwrap();
    assert_eq!(crate::fixture::ExamOutcome::from_report(&report), fixture.undisturbed(OPEN).await);
    for service in &services {
        repeat(service, session, &replies).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_score_gets_its_first_reply() {
    check(OPEN, |_| Answer::Correct(true)).await;
    check(SHORT, |_| Answer::Score(0)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_before_an_early_end_stays_what_it_was() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(OPEN, 1).await;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let reply = fixture.service.answer(&PLATFORM, session, &item, &option(&item, true)).await.unwrap();
    fixture.service.complete(&PLATFORM, session).await.unwrap();
    let again = fixture.service.answer(&PLATFORM, session, &item, &option(&item, true)).await.unwrap();
    assert_eq!((again.clone(), again.correct), (reply, Some(true)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_answer_to_an_answered_item_is_a_conflict_also_after_completion() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 0).await;
    let replies = sit(&fixture, session, |item| option(item, true)).await;
    for completed in [false, true] {
        if completed {
            fixture.service.complete(&PLATFORM, session).await.unwrap();
        }
        for (item, _, _) in &replies {
            let choice = Answer::Choice("not an option".to_owned());
            for other in [option(item, false), Answer::Correct(true), Answer::Score(200), choice] {
                let refused = fixture.service.answer(&PLATFORM, session, item, &other).await;
                assert!(matches!(refused, Err(ExamError::AnswerConflict { .. })), "{other:?}: {refused:?}");
            }
        }
    }
    assert_eq!(fixture.attempts(session).await.len(), ITEMS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_that_is_not_pending_is_refused_and_the_pending_one_named() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let pending = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let answered = fixture.attempts(session).await;
    let unseen =
        (0_u32..24).find(|&item| answered.iter().all(|a| a.item != item) && !pending.ends_with(&format!("{item:02}")));
    for item in [format!("one-{:02}", unseen.unwrap()), "no such item".to_owned(), String::new()] {
        let refused = fixture.service.answer(&PLATFORM, session, &item, &Answer::Correct(true)).await;
        assert!(matches!(refused, Err(ExamError::NotPendingItem { pending: ref named, .. }) if *named == pending));
    }
    assert_eq!(fixture.attempts(session).await, answered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_the_pending_item_cannot_have_changes_nothing() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    let item = pending(&next);
    let refused = fixture.service.answer(&PLATFORM, session, item, &Answer::Choice("E".to_owned())).await;
    assert!(matches!(refused, Err(ExamError::UnknownOption { ref options, .. }) if options.len() == 4), "{refused:?}");
    let refused = fixture.service.answer(&PLATFORM, session, item, &Answer::Score(2)).await;
    assert!(matches!(refused, Err(ExamError::InvalidValue { ref field, .. }) if field == "score"), "{refused:?}");
    assert_eq!(fixture.service.next(&PLATFORM, session).await.unwrap(), next);
    assert_eq!(fixture.store.revision(session).await, Some(2));
}
