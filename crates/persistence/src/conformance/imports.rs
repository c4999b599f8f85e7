//! Large banks, which are inserted in pieces.

use std::sync::Arc;

use super::refusal::assert_refused;
use super::samples::{advance, bank, fresh_name, session};
use crate::record::Record;
use crate::rows::{BankId, Guarded, Page};

/// More items than are inserted at a time, several times over.
const ITEMS: usize = 12_000;

pub(super) async fn a_large_bank_is_not_found_before_it_is_complete(record: &Arc<dyn Record>) {
    let name = fresh_name("complete");
    let before = record.insert_bank(bank(&fresh_name("before"), 0)).await.unwrap();
    let (importer, large) = (Arc::clone(record), bank(&name, ITEMS));
    let import = tokio::spawn(async move { importer.insert_bank(large).await.unwrap() });
    while !import.is_finished() {
        if let Some(found) = record.latest_bank(&name).await.unwrap() {
            assert_eq!(record.bank(found.id).await.unwrap().unwrap().items.len(), ITEMS);
        }
        for listed in record.banks(Page { after: before.id.0, limit: 100 }).await.unwrap() {
            let whole = record.bank(listed.id).await.unwrap().unwrap();
            assert_eq!(whole.items.len(), usize::try_from(listed.item_count).unwrap(), "{}", listed.name);
        }
        if let Some(next) = record.bank(BankId(before.id.0 + 1)).await.unwrap() {
            assert_eq!(next.items.len(), usize::try_from(next.summary.item_count).unwrap());
        }
    }
    let summary = import.await.unwrap();
    assert_eq!((&summary.name, summary.version), (&name, 1));
    assert_eq!(record.latest_bank(&name).await.unwrap(), Some(summary));
}

pub(super) async fn answers_are_committed_while_a_large_bank_is_imported(record: &Arc<dyn Record>) {
    let session = session(record.as_ref()).await;
    let (importer, large) = (Arc::clone(record), bank(&fresh_name("busy"), ITEMS));
    let import = tokio::spawn(async move { importer.insert_bank(large).await.unwrap() });
    let mut committed = 0;
    while !import.is_finished() {
        assert_eq!(record.advance(advance(&session, committed)).await.unwrap(), Guarded::Committed);
        committed += 1;
    }
    import.await.unwrap();
    assert!(committed > 2, "{committed} answers were committed during the import");
}

pub(super) async fn a_large_bank_that_is_refused_leaves_nothing(record: &dyn Record) {
    let name = fresh_name("refused-large");
    let mut same_id_twice = bank(&name, ITEMS);
    same_id_twice.items[ITEMS - 1].item_id = "item-0".into();
    assert_refused(&record.insert_bank(same_id_twice).await);
    assert_eq!(record.latest_bank(&name).await.unwrap(), None);
    assert_eq!(record.insert_bank(bank(&name, ITEMS)).await.unwrap().version, 1);
}
