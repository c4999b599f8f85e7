//! Many tasks at once.

use std::sync::Arc;

use tokio::task::{JoinSet, yield_now};

use super::{Fault, LONG, Outcome, Subject, expect, expect_state, sample, store};
use crate::state::SessionState;
use crate::store::{EngineStateStore, Expected, Saved, SessionKey};

const TASKS: u32 = 16;
const INCREMENTS: u64 = 25;

/// Reads the revision and saves the next one, until that has succeeded often enough.
async fn increment(store: Arc<dyn EngineStateStore>, key: SessionKey) -> Outcome {
    let mut done = 0;
    while done < INCREMENTS {
        let Some(state) = store.load(key).await? else {
            return Err(Fault::Unexpected { expected: "a state".to_owned(), got: "none".to_owned() });
        };
        // Lets the other tasks in between reading and writing, also on a single thread.
        yield_now().await;
        let next = SessionState { revision: state.revision + 1, ..state };
        if store.save(key, &next, Expected::Revision(state.revision), LONG).await? == Saved::Stored {
            done += 1;
        }
    }
    Ok(())
}

pub(super) async fn racing_increments_lose_no_update(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::started(), LONG).await?;
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        tasks.spawn(increment(Arc::clone(&subject.store), key));
    }
    while let Some(finished) = tasks.join_next().await {
        finished??;
    }
    let revision = subject.store().load(key).await?.map(|state| state.revision);
    expect(&revision, &Some(u64::from(TASKS) * INCREMENTS))
}

pub(super) async fn racing_creations_have_one_winner(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    let mut tasks = JoinSet::new();
    for answers in 0..TASKS {
        let store = Arc::clone(&subject.store);
        tasks.spawn(async move {
            yield_now().await;
            let saved = store.save(key, &sample::after(answers), Expected::Absent, LONG).await?;
            Ok::<_, Fault>((saved, u64::from(answers)))
        });
    }
    let mut outcomes = Vec::new();
    while let Some(finished) = tasks.join_next().await {
        outcomes.push(finished??);
    }
    let winner = subject.store().load(key).await?.map(|state| state.revision);
    for (saved, revision) in outcomes {
        let expected = if Some(revision) == winner { Saved::Stored } else { Saved::Conflict { stored: winner } };
        expect(&saved, &expected)?;
    }
    Ok(())
}

pub(super) async fn hundred_sessions_save_at_once(subject: &Subject) -> Outcome {
    let format = subject.store().info().await?.format;
    let sessions: Vec<(SessionKey, SessionState)> =
        (0..100).map(|answers| (subject.fresh_key(), sample::after(answers))).collect();
    let mut tasks = JoinSet::new();
    for (key, state) in sessions.clone() {
        let store = Arc::clone(&subject.store);
        tasks.spawn(async move { store.save(key, &state, Expected::Absent, LONG).await });
    }
    while let Some(finished) = tasks.join_next().await {
        expect(&finished??, &Saved::Stored)?;
    }
    for (key, state) in &sessions {
        expect_state(subject.store().load(*key).await?.as_ref(), state, format)?;
    }
    Ok(())
}
