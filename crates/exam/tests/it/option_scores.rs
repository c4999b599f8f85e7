//! Items whose options have scores.

use exam::{Answer, BankFile, ExamError, StartExam, TextCause};
use irt_core::Metric;

use crate::fixture::{Fixture, PLATFORM, pending, start_request};

/// A scale of agreement; the second item is keyed in reverse, and the third has two right options.
const SCALE: &str = "\
item_id,model,a,b,b1,b2,b3,b4,stem,key,option_A,option_B,option_C,option_D,option_E,score_A,score_B,score_C,score_D,score_E
calm,grm,1.4,,-1.5,-0.5,0.4,1.3,I am calm.,,never,seldom,sometimes,often,always,0,1,2,3,4
tense,gpcm,0.9,,-1.2,-0.3,0.5,1.1,I am tense.,,never,seldom,sometimes,often,always,4,3,2,1,0
even,2pl,1.1,0.2,,,,,Which number is even?,,2,3,4,,,1,0,1,,
odd,2pl,1.2,0.1,,,,,Which number is odd?,B,2,3,,,,,,,,
";

const HEADER: &str = "item_id,model,a,b,b1,b2,key,option_A,option_B,option_C,score_A,score_B,score_C";

/// Column and cause of the problems of one row.
fn problems(row: &str) -> Vec<(String, TextCause)> {
    let file = BankFile::from_csv(format!("{HEADER}\n{row}\n").as_bytes(), Metric::LOGISTIC);
    let Err(ExamError::InvalidBank(error)) = file else { panic!("{row}: {file:?}") };
    error.texts.into_iter().map(|problem| (problem.column, problem.cause)).collect()
}

#[test]
fn scores_are_categories_of_options_that_are_there() {
    for (row, column, cause) in [
        ("q,grm,1,,-1,1,,x,y,z,0,1,3", "score_C", TextCause::ScoreNotACategory),
        ("q,grm,1,,-1,1,,x,y,z,0,1,-1", "score_C", TextCause::ScoreNotACategory),
        ("q,grm,1,,-1,1,,x,y,z,0,1,1.5", "score_C", TextCause::ScoreNotACategory),
        ("q,grm,1,,-1,1,,x,y,z,0,1,256", "score_C", TextCause::ScoreNotACategory),
        ("q,grm,1,,-1,1,,x,y,z,0,two,2", "score_B", TextCause::ScoreNotACategory),
        ("q,grm,1,,-1,1,,x,y,z,0,,2", "score_B", TextCause::MissingScore),
        ("q,grm,1,,-1,1,,x,y,,0,1,2", "score_C", TextCause::ScoreWithoutOption),
        ("q,grm,1,,-1,1,A,x,y,z,0,1,2", "key", TextCause::KeyAndScores),
        ("q,grm,1,,-1,1,,x,y,z,0,1,1", "score_A", TextCause::CategoryWithoutOption),
        ("q,2pl,1,0,,,,x,y,z,0,0,0", "score_A", TextCause::CategoryWithoutOption),
        ("q,2pl,1,0,,,,x,y,z,0,1,2", "score_C", TextCause::ScoreNotACategory),
        ("q,2pl,1,0,,,,x,,,1,,", "option_A", TextCause::SingleOption),
        ("q,2pl,1,0,,,,,,,1,,", "score_A", TextCause::ScoreWithoutOption),
        ("q,grm,1,,-1,1,,x,y,z,,,", "key", TextCause::MissingKey),
    ] {
        assert_eq!(problems(row), [(column.to_owned(), cause)], "{row}");
    }
    let file = format!("{HEADER}\nq,grm,1,,-1,1,,x,y,z,0,1,1\n");
    let message = BankFile::from_csv(file.as_bytes(), Metric::LOGISTIC).unwrap_err().to_string();
    let expected = "line 2, item \"q\", column score_A: \"2\": no option scores this category of the item";
    assert!(message.contains(expected), "{message}");
}

#[test]
fn scores_are_kept_with_their_options() {
    let file = BankFile::from_csv(SCALE.as_bytes(), Metric::LOGISTIC).unwrap();
    let scores = |item: usize| file.items[item].options.iter().map(|option| option.score).collect::<Vec<_>>();
    assert_eq!(scores(0), [0, 1, 2, 3, 4].map(Some));
    assert_eq!(scores(1), [4, 3, 2, 1, 0].map(Some));
    assert_eq!(scores(2), [1, 0, 1].map(Some));
    assert_eq!(scores(3), [None, None]);
}

async fn with_scale() -> Fixture {
    let fixture = Fixture::new().await;
    fixture.service.import_bank(&PLATFORM, "scale", SCALE.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let definition = serde_json::json!({ "exam_type": "scale", "bank": "scale", "feedback": true,
        "design": { "stopping": { "max_items": 4 } } });
    fixture.service.import_exam_type(&PLATFORM, serde_json::from_value(definition).unwrap()).await.unwrap();
    fixture
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_option_scores_the_category_of_the_bank() {
    let fixture = with_scale().await;
    let (mut items, chosen) = (Vec::new(), |item: &str| if item == "even" { "C" } else { "B" });
    let start = StartExam { examinee_id: None, ..start_request("scale") };
    let session = fixture.service.start(&PLATFORM, start).await.unwrap().progress.header.exam_session_id;
    for _ in 0..4 {
        let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
        let unknown = fixture.service.answer(&PLATFORM, session, &item, &Answer::Choice("Z".into())).await;
        assert!(matches!(unknown, Err(ExamError::UnknownOption { .. })), "{unknown:?}");
        let answer = Answer::Choice(chosen(&item).to_owned());
        let answered = fixture.service.answer(&PLATFORM, session, &item, &answer).await.unwrap();
        assert_eq!(answered.correct, Some(true), "each scores more than 0: {item}");
        let again = fixture.instance_with_empty_store().answer(&PLATFORM, session, &item, &answer).await.unwrap();
        assert_eq!(again, answered);
        items.push(item);
    }
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    for (step, item) in report.trace.iter().zip(&items) {
        let category = match item.as_str() {
            "tense" => 3,
            _ => 1,
        };
        assert_eq!((step.answer.as_deref(), step.response), (Some(chosen(item)), Some(category)), "{item}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_type_over_options_that_nothing_scores_is_refused() {
    let fixture = Fixture::new().await;
    let csv =
        "item_id,model,a,b1,b2,key,option_A,option_B\nplain,grm,1.2,-0.5,0.7,,,\nshown,grm,1.2,-0.5,0.7,A,yes,no\n";
    fixture.service.import_bank(&PLATFORM, "graded", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let definition = serde_json::from_value(serde_json::json!({ "exam_type": "graded", "bank": "graded" })).unwrap();
    match fixture.service.import_exam_type(&PLATFORM, definition).await {
        Err(ExamError::InvalidValue { field, value, rule }) => {
            assert_eq!((field.as_str(), value.as_str()), ("bank", "graded"));
            assert!(rule.contains("\"shown\"") && rule.contains("score_"), "{rule}");
        }
        other => panic!("{other:?}"),
    }
}

/// Programs that know no scores have stored such exam types.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stored_exam_type_over_such_options_takes_scores_as_before() {
    let fixture = Fixture::new().await;
    let csv = "item_id,model,a,b1,b2,key,option_A,option_B\nq,grm,1.2,-0.5,0.7,A,yes,no\n";
    let bank = fixture.service.import_bank(&PLATFORM, "graded", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let short = fixture.service.exam_type(&PLATFORM, crate::fixture::SHORT).await.unwrap().definition;
    let stored = persistence::NewExamType { name: "graded".into(), bank_id: bank.id, ..short };
    fixture.record.inner().insert_exam_type(stored).await.unwrap();
    let session = fixture.start("graded").await.progress.header.exam_session_id;
    let refused = fixture.service.answer(&PLATFORM, session, "q", &Answer::Choice("A".into())).await;
    assert!(matches!(&refused, Err(ExamError::InvalidValue { field, .. }) if field == "answer"), "{refused:?}");
    fixture.service.answer(&PLATFORM, session, "q", &Answer::Score(2)).await.unwrap();
}
