//! Calls whose future is dropped before it is ready.

use std::future::Future;
use std::sync::Arc;

use super::samples::{advance, bank, fresh_name, session};
use crate::record::Record;
use crate::rows::BankId;

/// Polls the future a few times, then drops it.
async fn abandon(call: impl Future, polls: usize) {
    let patience = async {
        for _ in 0..polls {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        _ = call => {}
        () = patience => {}
    }
}

pub(super) async fn an_abandoned_import_leaves_all_or_nothing(record: &Arc<dyn Record>) {
    let name = fresh_name("abandoned");
    for polls in 0..40 {
        abandon(record.insert_bank(bank(&name, 300)), polls * polls).await;
    }
    // The versions count up without a gap, so the number of this one tells how many were kept.
    let last = record.insert_bank(bank(&name, 1)).await.unwrap();
    let mut kept = 0;
    for id in (last.id.0 - 200..last.id.0).map(BankId) {
        if let Some(bank) = record.bank(id).await.unwrap().filter(|bank| bank.summary.name == name) {
            assert_eq!(bank.items.len(), 300);
            kept += 1;
        }
    }
    assert!(last.version > kept, "{kept} banks were kept before version {}", last.version);
}

pub(super) async fn an_abandoned_answer_leaves_all_or_nothing(record: &Arc<dyn Record>) {
    let session = session(record.as_ref()).await;
    for polls in 0..60 {
        let revision = record.session(session.id).await.unwrap().unwrap().revision;
        abandon(record.advance(advance(&session, u32::try_from(revision).unwrap())), polls).await;
        let history = record.history(session.id).await.unwrap().unwrap();
        assert_eq!(history.attempts.len() as u64, history.session.revision);
    }
    record.ping().await.unwrap();
}
