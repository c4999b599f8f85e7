//! The forms of an answer.

use exam::Answer;

use crate::code::Code;
use crate::problem::Problem;

/// The answer of exactly one of the three forms. `place` is the beginning of the field's name in an error.
pub(crate) fn one_answer(
    answer: Option<String>,
    correct: Option<bool>,
    score: Option<u8>,
    place: &str,
) -> Result<Answer, Problem> {
    let rule = match (answer, correct, score) {
        (Some(key), None, None) => return Ok(Answer::Choice(key)),
        (None, Some(correct), None) => return Ok(Answer::Correct(correct)),
        (None, None, Some(category)) => return Ok(Answer::Score(category)),
        (None, None, None) => "one of answer, correct and score is needed",
        _ => "only one of answer, correct and score may be given",
    };
    let field = format!("{place}answer");
    Err(Problem::new(Code::InvalidValue, format!("{field}: {rule}")).with_field(field))
}
