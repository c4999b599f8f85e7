//! Readiness: one probe for everybody who asks.

use exam::Readiness;

use crate::faults::When;
use crate::fixture::Fixture;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn however_many_ask_at_once_the_database_has_one_probe() {
    let fixture = Fixture::new().await;
    let mut held = fixture.record.faults.hold_next("ping", When::Before);
    let ask = || {
        let service = fixture.service.clone();
        tokio::spawn(async move { service.readiness().await })
    };
    // This one leaves before the outcome is known, and the probe goes on.
    let impatient = ask();
    held.arrived().await;
    impatient.abort();
    let others: Vec<_> = (0..100).map(|_| ask()).collect();
    held.release();
    for other in others {
        assert_eq!(other.await.unwrap(), Readiness { record: true, store: true });
    }
    assert_eq!(fixture.record.faults.calls("ping"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_writes_is_not_ready_and_a_store_that_does_not_answer_is_said() {
    let fixture = Fixture::new().await;
    fixture.record.faults.fail_next("ping", When::Before);
    fixture.store.faults.fail_next("ping", When::Before);
    assert_eq!(fixture.service.readiness().await, Readiness { record: false, store: false });
}
