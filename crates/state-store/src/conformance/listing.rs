//! Listing, diagnostics and clearing.

use super::{Fault, LONG, Outcome, PATIENCE, Subject, ensure, expect, sample, store};
use crate::store::SessionKey;

pub(super) async fn active_sessions_are_listed_once(subject: &Subject) -> Outcome {
    let ours: Vec<SessionKey> = (0..50).map(|_| subject.fresh_key()).collect();
    for key in &ours {
        store(subject, *key, &sample::started(), LONG).await?;
    }
    let (deleted, kept) = ours.split_at(10);
    for key in deleted {
        subject.store().delete(*key).await?;
    }
    let mut listed = subject.store().active_sessions().await?;
    listed.retain(|key| ours.contains(key));
    listed.sort();
    expect(&listed, &kept.to_vec())
}

pub(super) async fn ping_answers(subject: &Subject) -> Outcome {
    let took = subject.store().ping().await?;
    ensure(took < PATIENCE, "the time a reply takes", &took)
}

pub(super) async fn info_counts_the_sessions(subject: &Subject) -> Outcome {
    store(subject, subject.fresh_key(), &sample::started(), LONG).await?;
    let info = subject.store().info().await?;
    expect(&info.active_sessions, &(subject.store().active_sessions().await?.len() as u64))?;
    ensure(["memory", "redis"].contains(&info.backend), "a known backend", &info.backend)?;
    ensure(["messagepack", "json"].contains(&info.format), "a known format", &info.format)?;
    ensure(info.hit_rate.is_none_or(|rate| (0.0..=1.0).contains(&rate)), "a share", &info.hit_rate)
}

pub(super) async fn clear_removes_all_of_ours_and_nothing_else(subject: &Subject) -> Outcome {
    let theirs = subject.fresh_key();
    subject.other.save(theirs, &sample::started(), crate::Expected::Any, LONG).await?;
    let ours: Vec<SessionKey> = (0..25).map(|_| subject.fresh_key()).collect();
    for key in &ours {
        store(subject, *key, &sample::started(), LONG).await?;
    }
    let before = subject.store().active_sessions().await?.len() as u64;
    expect(&subject.store().clear().await?, &before)?;
    expect(&subject.store().active_sessions().await?, &Vec::new())?;
    for key in ours {
        expect(&subject.store().load(key).await?, &None)?;
    }
    expect(&subject.store().clear().await?, &0)?;
    let survived = subject.other.delete(theirs).await?;
    if survived {
        Ok(())
    } else {
        Err(Fault::Unexpected { expected: "the other store's state".to_owned(), got: "none".to_owned() })
    }
}
