//! One rule scores answers, in sessions and without a session.

use exam::{Answer, Answered, ExamError, ScoreTarget, Scored, ScoredResponse, StartExam};
use irt_core::Metric;

use crate::fixture::{Fixture, PLATFORM, start_request};

/// The kinds of items: the name, the number of categories, whether there are options, and the row of the only item.
const KINDS: [(&str, u8, bool, &str); 4] = [
    ("dichotomous-with-options", 2, true, "q,2pl,1.2,0.1,,,A,yes,no,,,,"),
    ("dichotomous-without-options", 2, false, "q,2pl,1.2,0.1,,,,,,,,,"),
    ("polytomous-with-options", 3, true, "q,grm,1.2,,-0.5,0.7,,yes,no,perhaps,2,0,1"),
    ("polytomous-without-options", 3, false, "q,grm,1.2,,-0.5,0.7,,,,,,,"),
];

/// Every form of an answer, with values that fit and values that do not.
fn answers() -> Vec<Answer> {
    let choices = ["A", "B", "C", ""].map(|key| Answer::Choice(key.to_owned()));
    let scores = [0, 1, 2, 3, 255].map(Answer::Score);
    choices.into_iter().chain([Answer::Skip]).chain([true, false].map(Answer::Correct)).chain(scores).collect()
}

/// The category that the answer scores, or the field that the error names.
fn expected(categories: u8, has_options: bool, answer: &Answer) -> Result<u8, &'static str> {
    match answer {
        Answer::Score(category) => {
            if *category < categories {
                Ok(*category)
            } else {
                Err("score")
            }
        }
        Answer::Correct(correct) => {
            if categories == 2 {
                Ok(u8::from(*correct))
            } else {
                Err("correct")
            }
        }
        Answer::Choice(key) => match key.as_str() {
            "A" | "B" if has_options && categories == 2 => Ok(u8::from(key == "A")),
            "A" if has_options => Ok(2),
            "B" if has_options => Ok(0),
            "C" if has_options && categories > 2 => Ok(1),
            _ => Err("answer"),
        },
        Answer::Skip => Err("skip"),
    }
}

/// The field that an error names.
fn field_of(error: &ExamError) -> String {
    match error {
        ExamError::InvalidValue { field, .. } => field.clone(),
        ExamError::UnknownOption { .. } => "answer".to_owned(),
        other => panic!("{other:?}"),
    }
}

async fn answer_in_a_session(fixture: &Fixture, kind: &str, answer: &Answer) -> Result<Answered, ExamError> {
    let start = StartExam { examinee_id: None, seed: Some(1), ..start_request(kind) };
    let session = fixture.service.start(&PLATFORM, start).await.unwrap().progress.header.exam_session_id;
    let answered = fixture.service.answer(&PLATFORM, session, "q", answer).await;
    assert_eq!(fixture.attempts(session).await.len(), usize::from(answered.is_ok()), "{kind} {answer:?}");
    answered
}

async fn score(fixture: &Fixture, kind: &str, answer: &Answer) -> Result<Scored, ExamError> {
    let response = ScoredResponse { item_id: "q".to_owned(), answer: answer.clone() };
    fixture.service.score(&PLATFORM, ScoreTarget::ExamType(kind.to_owned()), &[response]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_calls_score_each_answer_to_each_kind_of_item_alike() {
    let fixture = Fixture::new().await;
    for (kind, categories, has_options, row) in KINDS {
        let csv = format!("item_id,model,a,b,b1,b2,key,option_A,option_B,option_C,score_A,score_B,score_C\n{row}\n");
        fixture.service.import_bank(&PLATFORM, kind, csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
        let definition = serde_json::json!({ "exam_type": kind, "bank": kind });
        let definition = serde_json::from_value(definition).unwrap();
        fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
        for answer in answers() {
            let answered = answer_in_a_session(&fixture, kind, &answer).await;
            let scored = score(&fixture, kind, &answer).await;
            match expected(categories, has_options, &answer) {
                Ok(category) => {
                    let by_category = score(&fixture, kind, &Answer::Score(category)).await.unwrap();
                    assert_eq!(scored.unwrap(), by_category, "{kind} {answer:?}");
                    let ability = answered.unwrap().progress.header.ability.unwrap();
                    assert_eq!(ability, by_category.estimate.ability(), "{kind} {answer:?}");
                }
                Err(field) => {
                    assert_eq!(field_of(&answered.unwrap_err()), field, "{kind} {answer:?}");
                    assert_eq!(field_of(&scored.unwrap_err()), format!("responses[0].{field}"), "{kind} {answer:?}");
                }
            }
        }
    }
}
