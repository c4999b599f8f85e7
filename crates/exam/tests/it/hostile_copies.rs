//! A working copy that somebody else has changed, in whatever way: the exam goes on as if the copy were genuine. `just fuzz` tries
//! many changes.

use std::sync::LazyLock;

use exam::ExamSessionId;
use proptest::prelude::*;
use state_store::codec::{decode, encode};
use state_store::{SessionState, ValueFormat};
use testkit::mutation::{ByteEdits, JsonEdits, byte_edits, json_edits};
use tokio::runtime::Runtime;

use crate::fixture::{ExamOutcome, Fixture, PLATFORM, SHORT, finish_exam, pending, scripted};

/// How many answers the session has when its copy is changed.
const ANSWERS: usize = 3;
/// How many cases there are unless `PROPTEST_CASES` says so: one or two seconds.
const FEW: u32 = 100;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| RUNTIME.block_on(Fixture::new()));
static EXPECTED: LazyLock<ExamOutcome> = LazyLock::new(|| RUNTIME.block_on(FIXTURE.undisturbed(SHORT)));

fn cases() -> ProptestConfig {
    let cases = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { cases } else { ProptestConfig { cases: FEW, ..cases } }
}

/// The copy with these changes, if it is still a state.
fn changed(genuine: &SessionState, edits: &JsonEdits, damage: &ByteEdits) -> Option<SessionState> {
    let value = serde_json::from_slice(&encode(genuine, ValueFormat::Json).unwrap()).unwrap();
    let mut bytes = edits.text(&value).into_bytes();
    damage.apply(&mut bytes);
    decode(&bytes).ok()
}

/// Changes the copy of a session; a copy that is no state cannot be read.
async fn put(fixture: &Fixture, session: ExamSessionId, edits: &JsonEdits, damage: &ByteEdits) {
    match changed(&fixture.store.copy(session).await, edits, damage) {
        Some(state) => fixture.store.put(session, &state).await,
        None => fixture.store.corrupt(session),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn the_exam_goes_on_as_before_after_any_change_of_its_copy(
        edits in json_edits(3),
        damage in prop_oneof![3 => byte_edits(0), 1 => byte_edits(3)],
        answers_at_once in any::<bool>(),
    ) {
        let fixture = &*FIXTURE;
        let found = RUNTIME.block_on(async {
            let session = fixture.started_and_answered(SHORT, ANSWERS).await;
            let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
            put(fixture, session, &edits, &damage).await;
            if answers_at_once {
                fixture.service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
            }
            finish_exam(&fixture.service, &PLATFORM, session).await
        });
        prop_assert_eq!(&found, &*EXPECTED);
    }
}
