//! Exam types that shuffle the options of items.

use exam::{ExamSessionId, Progress, ShownItem, TextDirection, TextFormat};
use irt_core::Metric;
use state_store::{EngineStateStore as _, SessionKey};

use crate::fixture::{Fixture, ITEMS, PLATFORM, SHORT, finish_exam, pending, scripted, spec, start_request};

const SHUFFLED: &str = "shuffled";

async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    let spec = exam::ExamTypeSpec { shuffle_options: true, ..spec(SHUFFLED, "one", false) };
    fixture.service.import_exam_type(&PLATFORM, spec).await.unwrap();
    fixture
}

fn keys(progress: &Progress) -> Vec<String> {
    progress.item.as_ref().unwrap().options.iter().map(|option| option.key.clone()).collect()
}

async fn shown(fixture: &Fixture, session: ExamSessionId) -> Vec<String> {
    keys(&fixture.service.next(&PLATFORM, session).await.unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_shows_one_order_whoever_asks_and_whatever_is_lost() {
    let fixture = fixture().await;
    let started = fixture.start(SHUFFLED).await;
    let session = started.progress.header.exam_session_id;
    let mut orders = vec![keys(&started.progress)];
    for answers in 0..ITEMS {
        for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
            assert_eq!(keys(&service.next(&PLATFORM, session).await.unwrap()), orders[answers]);
        }
        let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
        let answered = fixture.service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
        let again = fixture.instance_with_empty_store().answer(&PLATFORM, session, &item, &scripted(&item)).await;
        assert_eq!(again.unwrap(), answered);
        if answers + 1 < ITEMS {
            orders.push(keys(&answered.progress));
        }
    }
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    let recorded: Vec<_> = report.trace.iter().map(|step| step.shown_options.clone().unwrap()).collect();
    assert_eq!(recorded, orders);
    assert!(orders.iter().any(|order| order != &["A", "B", "C", "D"]), "{orders:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shuffling_changes_neither_items_nor_estimates() {
    let fixture = fixture().await;
    let session = fixture.start(SHUFFLED).await.progress.header.exam_session_id;
    let outcome = finish_exam(&fixture.service, &PLATFORM, session).await;
    assert_eq!(outcome, fixture.undisturbed(SHORT).await);
    let plain = fixture.started_and_answered(SHORT, 2).await;
    let report = fixture.service.report(&PLATFORM, plain).await.unwrap();
    assert!(report.trace.iter().all(|step| step.shown_options.is_none()));
    assert_eq!(shown(&fixture, plain).await, ["A", "B", "C", "D"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_working_copy_has_no_byte_more() {
    let fixture = fixture().await;
    let mut copies = Vec::new();
    for exam_type in [SHORT, SHUFFLED] {
        let session = fixture.started_and_answered(exam_type, 3).await;
        let copy = fixture.store.load(SessionKey(session.0)).await.unwrap().unwrap();
        copies.push(copy);
    }
    let [plain, shuffled] = copies.as_slice() else { panic!() };
    assert_eq!(plain.engine, shuffled.engine);
    assert_eq!(plain.item_params_list, shuffled.item_params_list);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_is_sent_again_shows_the_order_of_the_first_reply() {
    let fixture = fixture().await;
    let key = exam::StartKey::new("a-key-of-sixteen-characters").unwrap();
    let start = || fixture.service.start_once(&PLATFORM, start_request(SHUFFLED), &key);
    let first = keys(&start().await.unwrap().progress);
    let session = start().await.unwrap().progress.header.exam_session_id;
    crate::fixture::answer_next(&fixture.service, &PLATFORM, session).await;
    assert_eq!(keys(&start().await.unwrap().progress), first);
}

const TEXTS: &str = "\
item_id,model,a,b,stem,key,format,lang,direction,shuffle,option_A,option_B,option_C,option_D
plain,2pl,1.1,0.2,$x^2$,A,,,,,1,2,3,4
formula,2pl,1.1,0.2,$x^2$,A,Markdown,pt-BR,,no,1,2,3,4
arabic,2pl,1.1,0.2,كم؟,A,plain,ar,RTL,yes,1,2,3,4
";

async fn item(fixture: &Fixture, item_id: &str) -> ShownItem {
    for seed in 0..200 {
        let start = exam::StartExam { seed: Some(seed), ..start_request("texts") };
        let shown = fixture.service.start(&PLATFORM, start).await.unwrap().progress.item.unwrap();
        let in_order = shown.options.iter().map(|option| option.key.as_str()).eq(["A", "B", "C", "D"]);
        if shown.item_id == item_id && (item_id == "formula" || !in_order) {
            return shown;
        }
    }
    panic!("{item_id} is never shown in another order")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_item_is_shown_as_its_row_says() {
    let fixture = Fixture::new().await;
    fixture.service.import_bank(&PLATFORM, "texts", TEXTS.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let definition = serde_json::json!({ "exam_type": "texts", "bank": "texts", "shuffle_options": true,
        "design": { "exposure": { "randomesque": 3 } } });
    fixture.service.import_exam_type(&PLATFORM, serde_json::from_value(definition).unwrap()).await.unwrap();
    for (item_id, format, lang, direction) in [
        ("plain", TextFormat::Plain, None, None),
        ("formula", TextFormat::Markdown, Some("pt-BR"), None),
        ("arabic", TextFormat::Plain, Some("ar"), Some(TextDirection::Rtl)),
    ] {
        let shown = item(&fixture, item_id).await;
        assert_eq!((shown.format, shown.lang.as_deref(), shown.direction), (format, lang, direction), "{item_id}");
        if item_id == "formula" {
            let keys: Vec<_> = shown.options.iter().map(|option| option.key.as_str()).collect();
            assert_eq!(keys, ["A", "B", "C", "D"], "its order is fixed");
        }
    }
}
