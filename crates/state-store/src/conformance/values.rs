//! What is saved is what comes back.

use super::{Fault, LONG, Outcome, Subject, ensure, expect, expect_state, sample, store};
use crate::store::{Expected, StoreError};

pub(super) async fn absent_session_has_nothing(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    expect(&subject.store().load(key).await?, &None)?;
    expect(&subject.store().summary(key).await?, &None)?;
    expect(&subject.store().ttl(key).await?, &None)?;
    expect(&subject.store().exists(key).await?, &false)?;
    expect(&subject.store().delete(key).await?, &false)?;
    expect(&subject.store().extend_ttl(key, LONG).await?, &None)?;
    expect(&subject.store().exists(key).await?, &false)
}

pub(super) async fn state_comes_back_bit_for_bit(subject: &Subject) -> Outcome {
    let format = subject.store().info().await?.format;
    expect(&subject.store().keeps_parameters(), &(format == "json"))?;
    for state in [sample::started(), sample::after(1), sample::running(), sample::stopped(), sample::after(1000)] {
        let key = subject.fresh_key();
        store(subject, key, &state, LONG).await?;
        expect(&subject.store().exists(key).await?, &true)?;
        expect_state(subject.store().load(key).await?.as_ref(), &state, format)?;
    }
    Ok(())
}

pub(super) async fn later_save_replaces_the_value(subject: &Subject) -> Outcome {
    let format = subject.store().info().await?.format;
    let key = subject.fresh_key();
    store(subject, key, &sample::running(), LONG).await?;
    store(subject, key, &sample::started(), LONG).await?;
    expect_state(subject.store().load(key).await?.as_ref(), &sample::started(), format)
}

pub(super) async fn states_of_sessions_stay_apart(subject: &Subject) -> Outcome {
    let format = subject.store().info().await?.format;
    let sessions: Vec<_> = (0..10).map(|answers| (subject.fresh_key(), sample::after(answers))).collect();
    for (key, state) in &sessions {
        store(subject, *key, state, LONG).await?;
    }
    for (key, state) in &sessions {
        expect_state(subject.store().load(*key).await?.as_ref(), state, format)?;
    }
    Ok(())
}

pub(super) async fn summary_equals_the_loaded_state(subject: &Subject) -> Outcome {
    for state in [sample::started(), sample::running(), sample::stopped()] {
        let key = subject.fresh_key();
        store(subject, key, &state, LONG).await?;
        let summary = subject.store().summary(key).await?;
        let left = summary.as_ref().map(|summary| summary.ttl).unwrap_or_default();
        ensure(LONG / 2 < left && left <= LONG, "a time to live near the one set", &left)?;
        expect(&summary, &subject.store().load(key).await?.map(|state| state.summary(left)))?;
        expect(&summary.map(|summary| summary.finished), &Some(state.engine.stop_reason.is_some()))?;
    }
    Ok(())
}

pub(super) async fn delete_removes_one_session(subject: &Subject) -> Outcome {
    let (key, other) = (subject.fresh_key(), subject.fresh_key());
    store(subject, key, &sample::running(), LONG).await?;
    store(subject, other, &sample::running(), LONG).await?;
    expect(&subject.store().delete(key).await?, &true)?;
    expect(&subject.store().load(key).await?, &None)?;
    expect(&subject.store().delete(key).await?, &false)?;
    expect(&subject.store().exists(other).await?, &true)
}

pub(super) async fn contradictory_state_is_refused(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    let mut no_estimate = sample::running();
    no_estimate.engine.theta = f64::NAN;
    let mut missing_item = sample::running();
    missing_item.engine.items.pop();
    for state in [no_estimate, missing_item] {
        match subject.store().save(key, &state, Expected::Any, LONG).await {
            Err(StoreError::InvalidState { session, .. }) => expect(&session, &key.0)?,
            other => return Err(Fault::Unexpected { expected: "InvalidState".to_owned(), got: format!("{other:?}") }),
        }
    }
    expect(&subject.store().exists(key).await?, &false)
}
