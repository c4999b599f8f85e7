//! Values are kept for their time to live.

use std::time::Duration;

use super::{Fault, LONG, Outcome, PATIENCE, Subject, ensure, expect, sample, store};
use crate::store::{EngineStateStore, Expected, Saved, SessionKey};
use crate::ttl::{MAX_TTL, MIN_TTL};

/// The time to live is at most `upper`, and less by no more than a test takes.
async fn expect_left(subject: &Subject, key: SessionKey, upper: Duration) -> Outcome {
    let left = subject.store().ttl(key).await?;
    let near = left.is_some_and(|left| upper - upper / 10 < left && left <= upper);
    ensure(near, &format!("a time to live near {upper:?}"), &left)
}

/// Waits until a value of the shortest time to live has expired.
async fn until_expired(store: &dyn EngineStateStore, key: SessionKey) -> Outcome {
    let gone = async {
        while store.ttl(key).await?.is_some() {
            tokio::time::sleep(MIN_TTL).await;
        }
        Ok(())
    };
    tokio::time::timeout(PATIENCE, gone).await.unwrap_or(Err(Fault::NeverExpired { session: key.0 }))
}

pub(super) async fn save_sets_the_time_to_live(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::started(), LONG).await?;
    expect_left(subject, key, LONG).await
}

pub(super) async fn save_renews_the_time_to_live(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::started(), LONG / 2).await?;
    let over_itself = Expected::Revision(0);
    expect(&subject.store().save(key, &sample::after(1), over_itself, LONG).await?, &Saved::Stored)?;
    expect_left(subject, key, LONG).await
}

pub(super) async fn save_never_shortens_the_time_to_live(subject: &Subject) -> Outcome {
    for expected in [Expected::Any, Expected::Revision(0)] {
        let key = subject.fresh_key();
        store(subject, key, &sample::started(), LONG).await?;
        expect(&subject.store().save(key, &sample::after(1), expected, MIN_TTL).await?, &Saved::Stored)?;
        expect_left(subject, key, LONG).await?;
    }
    Ok(())
}

pub(super) async fn extension_adds_to_what_is_left(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::started(), LONG).await?;
    let extended = subject.store().extend_ttl(key, LONG).await?;
    ensure(extended.is_some_and(|left| LONG < left && left <= 2 * LONG), "more than before", &extended)?;
    expect_left(subject, key, 2 * LONG).await?;
    subject.store().extend_ttl(key, Duration::ZERO).await?;
    expect_left(subject, key, 2 * LONG).await
}

pub(super) async fn extreme_times_are_taken_into_the_range(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::started(), Duration::MAX).await?;
    expect_left(subject, key, MAX_TTL).await?;
    subject.store().extend_ttl(key, Duration::MAX).await?;
    expect_left(subject, key, MAX_TTL).await?;
    let shortest = subject.fresh_key();
    store(subject, shortest, &sample::started(), Duration::ZERO).await?;
    until_expired(subject.store(), shortest).await
}

pub(super) async fn expired_value_is_gone(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::running(), MIN_TTL).await?;
    until_expired(subject.store(), key).await?;
    expect(&subject.store().load(key).await?, &None)?;
    expect(&subject.store().summary(key).await?, &None)?;
    expect(&subject.store().exists(key).await?, &false)?;
    expect(&subject.store().extend_ttl(key, LONG).await?, &None)?;
    expect(&subject.store().active_sessions().await?.contains(&key), &false)?;
    expect(&subject.store().delete(key).await?, &false)
}

pub(super) async fn expired_session_is_absent(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &sample::started(), MIN_TTL).await?;
    until_expired(subject.store(), key).await?;
    let late = subject.store().save(key, &sample::after(1), Expected::Revision(0), LONG).await?;
    expect(&late, &Saved::Conflict { stored: None })?;
    expect(&subject.store().save(key, &sample::after(1), Expected::Absent, LONG).await?, &Saved::Stored)
}
