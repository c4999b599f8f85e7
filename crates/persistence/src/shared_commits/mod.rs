//! Answers of several sessions that share a commit.
//!
//! A commit waits for the disk, so that a database commits a hundred answers in one transaction almost as fast as one. The
//! answers that arrive during a commit therefore wait in a [`Queue`] for the next one and share it; an answer that finds no
//! commit in progress is committed alone and at once, so that no timer delays it. The decision, with what it gains and what was
//! tried instead, is in `docs/decisions/0006-shared-commits.md`.

mod batch;
mod in_progress;
mod queue;
mod waiting;

pub(crate) use in_progress::CommitLimits;
pub(crate) use queue::{Committer, Queue};
pub(crate) use waiting::Outcome;
