//! A save happens only over what was expected.

use super::{LONG, Outcome, Subject, expect, expect_state, sample, store};
use crate::codec::MAX_REVISION;
use crate::state::SessionState;
use crate::store::{Expected, Saved, SessionKey};

async fn save(subject: &Subject, key: SessionKey, state: &SessionState, expected: Expected, outcome: Saved) -> Outcome {
    expect(&subject.store().save(key, state, expected, LONG).await?, &outcome)
}

fn state_with_revision(revision: u64) -> SessionState {
    SessionState { revision, ..sample::running() }
}

pub(super) async fn any_always_stores(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    for revision in [5, 3, 0, MAX_REVISION] {
        save(subject, key, &state_with_revision(revision), Expected::Any, Saved::Stored).await?;
        let loaded = subject.store().load(key).await?;
        expect(&loaded.map(|state| state.revision), &Some(revision))?;
    }
    Ok(())
}

pub(super) async fn absent_stores_once(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    save(subject, key, &state_with_revision(4), Expected::Absent, Saved::Stored).await?;
    save(subject, key, &state_with_revision(5), Expected::Absent, Saved::Conflict { stored: Some(4) }).await
}

pub(super) async fn revision_stores_only_over_itself(subject: &Subject) -> Outcome {
    // The revisions are at the limits of the widths that integers have in MessagePack, and of exact doubles.
    for revision in [0, 1, 127, 128, 255, 256, 65_535, 65_536, u64::from(u32::MAX), 1 << 32, MAX_REVISION - 1] {
        let key = subject.fresh_key();
        store(subject, key, &state_with_revision(revision), LONG).await?;
        let stored = Saved::Conflict { stored: Some(revision) };
        save(subject, key, &state_with_revision(9), Expected::Revision(revision + 1), stored).await?;
        if revision > 0 {
            save(subject, key, &state_with_revision(9), Expected::Revision(revision - 1), stored).await?;
        }
        save(subject, key, &state_with_revision(9), Expected::Revision(u64::MAX), stored).await?;
        save(subject, key, &state_with_revision(revision + 1), Expected::Revision(revision), Saved::Stored).await?;
        let moved_on = Saved::Conflict { stored: Some(revision + 1) };
        save(subject, key, &state_with_revision(revision + 1), Expected::Revision(revision), moved_on).await?;
    }
    Ok(())
}

pub(super) async fn revision_never_creates(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    for revision in [0, 1] {
        let nothing = Saved::Conflict { stored: None };
        save(subject, key, &state_with_revision(1), Expected::Revision(revision), nothing).await?;
    }
    expect(&subject.store().exists(key).await?, &false)
}

pub(super) async fn conflict_changes_nothing(subject: &Subject) -> Outcome {
    let format = subject.store().info().await?.format;
    let key = subject.fresh_key();
    store(subject, key, &sample::running(), LONG).await?;
    for time in [LONG * 10, LONG / 10] {
        subject.store().save(key, &state_with_revision(1), Expected::Revision(1), time).await?;
        subject.store().save(key, &state_with_revision(1), Expected::Absent, time).await?;
        expect_state(subject.store().load(key).await?.as_ref(), &sample::running(), format)?;
        expect(&subject.store().ttl(key).await?.map(|left| LONG / 2 < left && left <= LONG), &Some(true))?;
    }
    Ok(())
}

pub(super) async fn deleted_session_is_absent(subject: &Subject) -> Outcome {
    let key = subject.fresh_key();
    store(subject, key, &state_with_revision(2), LONG).await?;
    subject.store().delete(key).await?;
    save(subject, key, &state_with_revision(3), Expected::Revision(2), Saved::Conflict { stored: None }).await?;
    save(subject, key, &state_with_revision(3), Expected::Absent, Saved::Stored).await
}
