//! An answer counts once, even if requests are repeated, doubled or sent at the same time.

use std::collections::HashSet;
use std::sync::Barrier;
use std::thread;

use testkit::{Client, Deployment, Reply, Sitting};

const CLIENTS: usize = 16;

/// Sends an answer from several clients at the same moment.
fn race(client: &Client, sitting: &Sitting, key: impl Fn(usize) -> &'static str + Sync) -> Vec<Reply> {
    let barrier = Barrier::new(CLIENTS);
    thread::scope(|scope| {
        let racers: Vec<_> = (0..CLIENTS)
            .map(|n| {
                let (barrier, key, client) = (&barrier, &key, Client::clone(client));
                scope.spawn(move || {
                    // Each has its own connection, opened before the race.
                    client.get("/livez").ok();
                    barrier.wait();
                    client.answer(sitting.session, sitting.item_id(), key(n))
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    })
}

pub(crate) fn sixteen_clients_send_the_same_answer_and_one_counts(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 41);
    sitting.answer_items(&client, 2);
    let replies = race(&client, &sitting, |_| sitting.key());
    let first = replies[0].clone().ok();
    for reply in replies {
        assert_eq!(reply.ok(), first, "all replies are equal");
    }
    assert_eq!(first["items_completed"], 3);
    assert_eq!(client.report(sitting.session).ok()["trace"].as_array().unwrap().len(), 3);
    if deployment.has_postgres() {
        assert_eq!(deployment.attempts_in_postgres(sitting.session), 3);
    }
}

pub(crate) fn sixteen_clients_send_different_answers_and_one_counts(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let sitting = Sitting::start(&client, 42);
    let replies = race(&client, &sitting, |n| ["A", "B", "C", "D"][n % 4]);
    let accepted: HashSet<String> = replies.iter().filter(|r| r.status == 200).map(|r| r.text.clone()).collect();
    assert_eq!(accepted.len(), 1, "all that were accepted are the same answer");
    let winners = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(winners, CLIENTS / 4);
    for reply in replies.into_iter().filter(|reply| reply.status != 200) {
        reply.problem(409, "answer_conflict");
    }
    assert_eq!(client.next(sitting.session).ok()["items_completed"], 1);
}

pub(crate) fn the_same_answer_gets_the_same_reply_ever_after(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 43);
    let mut sent = vec![];
    while !sitting.finished() {
        let (item, key) = (sitting.item_id().to_owned(), sitting.key());
        sitting.answer(&client);
        sent.push((item, key, sitting.progress.clone()));
    }
    let again = |client: &Client| {
        for (item, key, reply) in &sent {
            assert_eq!(&client.answer(sitting.session, item, key).ok(), reply, "{item}");
        }
    };
    again(&client);
    client.complete(sitting.session).ok();
    again(&client);
    server.kill();
    let server = deployment.serve();
    again(&server.client());
}

pub(crate) fn the_same_answer_gets_the_same_reply_from_another_instance(deployment: &Deployment) {
    let mut servers = [deployment.serve(), deployment.serve()];
    let mut sitting = Sitting::start(&servers[0].client(), 45);
    let mut sent: Vec<(String, &str, serde_json::Value)> = vec![];
    while !sitting.finished() {
        let (item, key, turn) = (sitting.item_id().to_owned(), sitting.key(), sent.len() % 2);
        sitting.answer(&servers[turn].client());
        sent.push((item, key, sitting.progress.clone()));
        // Every third time the other instance has just been started, so that it knows nothing.
        if sent.len().is_multiple_of(3) {
            std::mem::replace(&mut servers[1 - turn], deployment.serve()).kill();
        }
        for (item, key, reply) in &sent {
            assert_eq!(&servers[1 - turn].client().answer(sitting.session, item, key).ok(), reply, "{item}");
        }
    }
    servers[0].client().complete(sitting.session).ok();
    for (item, key, reply) in &sent {
        assert_eq!(&servers[1].client().answer(sitting.session, item, key).ok(), reply, "{item}");
    }
    let report = servers[1].client().report(sitting.session).ok();
    assert_eq!(report["trace"].as_array().unwrap().len(), sent.len());
}

pub(crate) fn completing_again_gives_the_same_report(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 44);
    sitting.answer_items(&client, 3);
    let report = client.complete(sitting.session).ok();
    assert_eq!(client.complete(sitting.session).ok(), report);
    server.kill();
    let server = deployment.serve();
    assert_eq!(server.client().complete(sitting.session).ok(), report);
}
