//! The last answer completes the session.

use crate::fixture::{Fixture, ITEMS, PLATFORM, SHORT, answer_next, pending, scripted};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_answer_completes_the_session_with_the_final_estimate() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, ITEMS - 1).await;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let reply = answer_next(&fixture.service, &PLATFORM, session).await;
    let row = fixture.record.inner().session(session).await.unwrap().unwrap();
    let completion = row.completion.expect("nobody has called `complete`");
    assert!(reply.progress.header.finished && reply.progress.item.is_none());
    assert_eq!(reply.progress.header.ability, completion.estimate.ability());
    let interim = fixture.attempts(session).await[ITEMS - 1].ability;
    assert_ne!(reply.progress.header.ability, interim, "the final estimator of this exam type is another");
    assert_eq!(fixture.store.revision(session).await, None, "no working copy is left");

    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert!(report.completed);
    assert_eq!(report.header.ability, completion.estimate.ability());
    assert_eq!(fixture.service.complete(&PLATFORM, session).await.unwrap(), report);
    for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
        assert_eq!(service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap(), reply);
        let next = service.next(&PLATFORM, session).await.unwrap();
        assert_eq!((next.header.ability, next.item), (reply.progress.header.ability, None));
    }
    assert_eq!(fixture.service.count_active_sessions().await.unwrap(), 0);
}
