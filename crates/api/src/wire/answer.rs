//! The forms of an answer.

use exam::Answer;

use crate::code::Code;
use crate::problem::Problem;

/// The forms among which a client chooses.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AnswerForms {
    /// Those of a recorded answer.
    Recorded,
    /// Those of an answer in an exam, where an item may also be skipped.
    InExam,
}

impl AnswerForms {
    const fn names(self) -> &'static str {
        match self {
            Self::Recorded => "answer, correct and score",
            Self::InExam => "answer, correct, score and skip",
        }
    }
}

/// The answer of exactly one of the three forms. `place` is the beginning of the field's name in an error.
pub(crate) fn one_answer(
    answer: Option<String>,
    correct: Option<bool>,
    score: Option<u8>,
    place: &str,
    forms: AnswerForms,
) -> Result<Answer, Problem> {
    let rule = match (answer, correct, score) {
        (Some(key), None, None) => return Ok(Answer::Choice(key)),
        (None, Some(correct), None) => return Ok(Answer::Correct(correct)),
        (None, None, Some(category)) => return Ok(Answer::Score(category)),
        (None, None, None) => format!("one of {} is needed", forms.names()),
        _ => format!("only one of {} may be given", forms.names()),
    };
    let field = format!("{place}answer");
    Err(Problem::new(Code::InvalidValue, format!("{field}: {rule}")).with_field(field))
}
