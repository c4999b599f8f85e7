use std::sync::Arc;

use state_store::{MemoryStore, ValueFormat, conformance};

async fn check(format: ValueFormat) {
    let subject = conformance::Subject::new(Arc::new(MemoryStore::new(format)), Arc::new(MemoryStore::new(format)));
    conformance::run(&subject).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn memory_store_keeps_the_contract_with_messagepack() {
    check(ValueFormat::MessagePack).await;
}

#[tokio::test(start_paused = true)]
async fn memory_store_keeps_the_contract_with_json() {
    check(ValueFormat::Json).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_store_keeps_the_contract_among_threads() {
    check(ValueFormat::MessagePack).await;
}
