//! The server killed and started again, and stopped while it works.

use std::sync::Barrier;
use std::thread;

use serde_json::json;
use testkit::{Deployment, Sitting, comparable, sit};

pub(crate) fn a_killed_server_goes_on_where_it_was(deployment: &Deployment) {
    let server = deployment.serve();
    let mut sitting = Sitting::start(&server.client(), 21);
    sitting.answer_items(&server.client(), 4);
    server.kill();

    let server = deployment.serve();
    let client = server.client();
    let next = client.next(sitting.session).ok();
    for part in ["item", "theta", "standard_error", "items_completed"] {
        assert_eq!(next[part], sitting.progress[part], "{part}");
    }
    sitting.answer_items(&client, usize::MAX);
    let interrupted = comparable(client.complete(sitting.session).ok());
    assert_eq!(interrupted, sit(&client, 21), "the exam equals an undisturbed one");
}

pub(crate) fn an_exam_interrupted_after_every_answer_equals_an_undisturbed_one(deployment: &Deployment) {
    let mut server = deployment.serve();
    let undisturbed = sit(&server.client(), 22);
    let mut sitting = Sitting::start(&server.client(), 22);
    while !sitting.finished() {
        sitting.answer(&server.client());
        server.kill();
        server = deployment.serve();
        // Sometimes the first thing a client does is ask, sometimes it sends the answer it got no reply to again.
        if sitting.progress["items_completed"].as_u64().unwrap().is_multiple_of(2) {
            let next = server.client().next(sitting.session).ok();
            assert_eq!(next["item"], sitting.progress["item"]);
        }
    }
    assert_eq!(comparable(server.client().complete(sitting.session).ok()), undisturbed);
}

pub(crate) fn requests_in_flight_are_finished_when_the_server_is_stopped(deployment: &Deployment) {
    const CLIENTS: usize = 8;
    let mut server = deployment.serve();
    let client = server.client();
    let started = Barrier::new(CLIENTS + 1);
    let acknowledged: Vec<(i64, u64)> = thread::scope(|scope| {
        let examinees: Vec<_> = (0..CLIENTS)
            .map(|script| {
                let (client, started) = (&client, &started);
                scope.spawn(move || {
                    let mut sitting = Sitting::start(client, script.try_into().unwrap());
                    sitting.answer(client);
                    started.wait();
                    answer_until_refused(client, &mut sitting)
                })
            })
            .collect();
        started.wait();
        server.ask_to_stop();
        examinees.into_iter().map(|examinee| examinee.join().unwrap()).collect()
    });
    assert!(server.wait().success(), "a server that is asked to stop ends well");

    let server = deployment.serve();
    for (session, answers) in acknowledged {
        let report = server.client().report(session).ok();
        let recorded = report["items_completed"].as_u64().unwrap();
        assert_eq!(recorded, answers, "every answer that was taken was also acknowledged, session {session}");
    }
}

/// Answers until the server takes no more connections; how many answers were acknowledged.
fn answer_until_refused(client: &testkit::Client, sitting: &mut Sitting) -> (i64, u64) {
    let mut answers = 1;
    while !sitting.finished() {
        let body = json!({ "exam_session_id": sitting.session, "item_id": sitting.item_id(), "answer": sitting.key() });
        let sent = client.try_send(
            "POST".parse().unwrap(),
            "/api/adaptive/answer",
            "application/json",
            body.to_string().into_bytes(),
        );
        let Ok(reply) = sent else { break };
        sitting.progress = reply.ok();
        answers += 1;
    }
    (sitting.session, answers)
}
