//! The grammar of conditions.

use winnow::ascii::{float, multispace0};
use winnow::combinator::{alt, cut_err, delimited, fail, opt, preceded, repeat, separated, terminated};
use winnow::error::{ContextError, StrContext, StrContextValue};
use winnow::prelude::*;
use winnow::token::{one_of, take_till, take_while};

use super::{Comparison, Condition, Operand};

/// The longest condition, in bytes, and the deepest nesting of parentheses and negations.
const LONGEST: usize = 20_000;
const DEEPEST: usize = 100;

/// Where and why a text is no condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParseFault {
    /// The position in the text, in characters from 1.
    pub(crate) position: usize,
    pub(crate) expected: String,
}

/// What a condition column says: `VARIABLE`, `VARIABLE, condition`, `VARIABLE[condition]`, or a condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VariableAndCondition {
    pub(crate) variable: String,
    pub(crate) condition: Option<String>,
}

/// Reads a condition.
pub(crate) fn parse(text: &str) -> Result<Condition, ParseFault> {
    check_size(text)?;
    delimited(multispace0, any, multispace0).parse(text).map_err(|error| fault(text, error.offset(), error.inner()))
}

/// The name that a text is, if it is nothing but a name.
pub(crate) fn lone_name(text: &str) -> Option<String> {
    delimited(multispace0, name, multispace0).parse(text).ok()
}

/// Reads a variable with a condition behind a comma or in brackets, if there is any.
pub(crate) fn variable_and_condition(text: &str) -> Result<VariableAndCondition, ParseFault> {
    check_size(text)?;
    let rest = |input: &mut &str| -> ModalResult<Option<String>> {
        alt((
            winnow::combinator::eof.value(None),
            preceded(',', cut_err(winnow::token::rest.map(|text: &str| Some(text.trim().to_owned())))),
            preceded('[', cut_err(bracketed)),
        ))
        .parse_next(input)
    };
    (preceded(multispace0, name), preceded(multispace0, rest))
        .map(|(variable, condition)| VariableAndCondition { variable, condition })
        .parse(text)
        .map_err(|error| fault(text, error.offset(), error.inner()))
}

fn bracketed(input: &mut &str) -> ModalResult<Option<String>> {
    let text = winnow::token::rest.parse_next(input)?;
    match text.trim_end().strip_suffix(']') {
        Some(inner) => Ok(Some(inner.trim().to_owned())),
        None => fail.context(expected("`]`")).parse_next(input),
    }
}

fn check_size(text: &str) -> Result<(), ParseFault> {
    let (mut depth, mut negations, mut deepest) = (0_usize, 0_usize, 0);
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        negations = if character == '!' { negations + 1 } else { 0 };
        deepest = deepest.max(depth).max(negations);
    }
    if text.len() > LONGEST || deepest > DEEPEST {
        let expected =
            format!("at most {LONGEST} characters and {DEEPEST} parentheses and negations inside each other");
        return Err(ParseFault { position: 1, expected });
    }
    Ok(())
}

fn fault(text: &str, offset: usize, error: &ContextError) -> ParseFault {
    let position = text.get(..offset).unwrap_or(text).chars().count() + 1;
    let wanted = error.context().find_map(|context| match context {
        StrContext::Expected(StrContextValue::Description(wanted)) => Some((*wanted).to_owned()),
        _ => None,
    });
    ParseFault { position, expected: wanted.unwrap_or_else(|| "`&`, `|` or the end".to_owned()) }
}

fn expected(what: &'static str) -> StrContext {
    StrContext::Expected(StrContextValue::Description(what))
}

/// Spaces behind a token do not count.
fn token<'a, O>(
    inner: impl ModalParser<&'a str, O, ContextErrorMode>,
) -> impl ModalParser<&'a str, O, ContextErrorMode> {
    terminated(inner, multispace0)
}

type ContextErrorMode = ContextError;

fn any(input: &mut &str) -> ModalResult<Condition> {
    separated(1.., all, token('|')).map(|parts: Vec<_>| one_or(parts, Condition::Any)).parse_next(input)
}

fn all(input: &mut &str) -> ModalResult<Condition> {
    separated(1.., negation, token('&')).map(|parts: Vec<_>| one_or(parts, Condition::All)).parse_next(input)
}

fn one_or(mut parts: Vec<Condition>, several: fn(Vec<Condition>) -> Condition) -> Condition {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            several(parts)
        }
    }
}

fn negation(input: &mut &str) -> ModalResult<Condition> {
    let negations: usize = repeat(0.., token('!')).parse_next(input)?;
    let inner = primary.parse_next(input)?;
    Ok((0..negations).fold(inner, |condition, _| Condition::Not(Box::new(condition))))
}

fn primary(input: &mut &str) -> ModalResult<Condition> {
    let group = delimited(token('('), cut_err(any), cut_err(token(')')).context(expected("`)`")));
    let attribute = token(name).map(Operand::Attribute).context(expected("the name of an attribute"));
    let missing =
        delimited((token("is.na"), token('(')), cut_err(attribute), cut_err(token(')')).context(expected("`)`")));
    alt((group, missing.map(Condition::IsMissing), comparison)).parse_next(input)
}

fn comparison(input: &mut &str) -> ModalResult<Condition> {
    let left =
        operand.context(expected("a comparison, `is.na(…)`, `!` or a condition in parentheses")).parse_next(input)?;
    if opt(token("%in%")).parse_next(input)?.is_some() {
        let values = cut_err(values).context(expected("`c(…)` with numbers or texts in quotation marks"));
        return values.map(|values| Condition::In(left.clone(), values)).parse_next(input);
    }
    let operator = alt((
        "==".value(Comparison::Equal),
        "!=".value(Comparison::NotEqual),
        "<=".value(Comparison::LessOrEqual),
        ">=".value(Comparison::GreaterOrEqual),
        "<".value(Comparison::Less),
        ">".value(Comparison::Greater),
    ));
    let operator = cut_err(token(operator)).context(expected("`==`, `!=`, `<`, `<=`, `>`, `>=` or `%in%`"));
    let right = cut_err(operand).context(expected("a number, a text in quotation marks or the name of an attribute"));
    (operator, right).map(|(operator, right)| Condition::Compare(left.clone(), operator, right)).parse_next(input)
}

fn values(input: &mut &str) -> ModalResult<Vec<Operand>> {
    let list = delimited((token('c'), token('(')), separated(1.., literal, token(',')), token(')'));
    alt((list, literal.map(|only| vec![only]))).parse_next(input)
}

fn operand(input: &mut &str) -> ModalResult<Operand> {
    alt((literal, token(name).map(Operand::Attribute))).parse_next(input)
}

fn literal(input: &mut &str) -> ModalResult<Operand> {
    token(alt((number, text('"'), text('\'')))).parse_next(input)
}

fn number(input: &mut &str) -> ModalResult<Operand> {
    // The parser of numbers also takes `inf` and `nan`, which are names here.
    winnow::combinator::peek((opt(one_of(['-', '+'])), one_of(('0'..='9', '.')))).parse_next(input)?;
    float.verify(|number: &f64| number.is_finite()).map(Operand::Number).parse_next(input)
}

fn text<'a>(quote: char) -> impl ModalParser<&'a str, Operand, ContextErrorMode> {
    delimited(quote, take_till(0.., quote), cut_err(quote).context(expected("a quotation mark at the end")))
        .map(|text: &str| Operand::Text(text.to_owned()))
}

/// A letter, then letters, digits, `.` and `_`.
fn name(input: &mut &str) -> ModalResult<String> {
    let first = one_of(|character: char| character.is_alphabetic() || character == '_');
    let others = take_while(0.., |character: char| character.is_alphanumeric() || character == '_' || character == '.');
    (first, others).take().map(|name: &str| name.to_owned()).parse_next(input)
}
