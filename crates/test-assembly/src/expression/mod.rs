//! Conditions on attributes, such as `LEVEL == 3 & DOK %in% c(2, 3)`.

mod parse;

pub(crate) use parse::{ParseFault, lone_name, parse, variable_and_condition};

use crate::attributes::{AttributeTable, Value};

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    Compare(Operand, Comparison, Operand),
    In(Operand, Vec<Operand>),
    IsMissing(Operand),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Operand {
    Attribute(String),
    Number(f64),
    Text(String),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Why a condition cannot be applied to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unusable {
    UnknownAttribute(String),
    /// Values with an order, but text.
    OrderOfText(String),
}

impl Condition {
    /// The rows for which the condition is true: not those for which it is unknown.
    pub(crate) fn matches(&self, table: &AttributeTable) -> Result<Vec<usize>, Unusable> {
        self.check(table)?;
        Ok((0..table.ids().len()).filter(|row| self.truth(table, *row) == Some(true)).collect())
    }

    fn check(&self, table: &AttributeTable) -> Result<(), Unusable> {
        match self {
            Self::Compare(left, comparison, right) => {
                let is_text = [left.check(table)?, right.check(table)?].contains(&true);
                match comparison {
                    Comparison::Equal | Comparison::NotEqual => Ok(()),
                    _ if is_text => Err(Unusable::OrderOfText(left.text())),
                    _ => Ok(()),
                }
            }
            Self::In(operand, _) | Self::IsMissing(operand) => operand.check(table).map(|_| ()),
            Self::Not(condition) => condition.check(table),
            Self::All(conditions) | Self::Any(conditions) => conditions.iter().try_for_each(|part| part.check(table)),
        }
    }

    /// True, false or, with missing values, unknown.
    fn truth(&self, table: &AttributeTable, row: usize) -> Option<bool> {
        match self {
            Self::Compare(left, comparison, right) => comparison.truth(left.value(table, row), right.value(table, row)),
            Self::In(operand, values) => {
                let value = operand.value(table, row);
                let equals = |other: &Operand| Comparison::Equal.truth(value, other.value(table, row)) == Some(true);
                Some(values.iter().any(equals))
            }
            Self::IsMissing(operand) => Some(operand.value(table, row) == Value::Missing),
            Self::Not(condition) => condition.truth(table, row).map(|truth| !truth),
            Self::All(conditions) => decided(conditions.iter().map(|part| part.truth(table, row)), false),
            Self::Any(conditions) => decided(conditions.iter().map(|part| part.truth(table, row)), true),
        }
    }
}

/// The deciding truth if one of the parts has it; unknown if one is unknown; else the other truth.
fn decided(parts: impl Iterator<Item = Option<bool>>, deciding: bool) -> Option<bool> {
    let mut result = Some(!deciding);
    for part in parts {
        match part {
            Some(truth) if truth == deciding => return Some(deciding),
            Some(_) => {}
            None => result = None,
        }
    }
    result
}

impl Operand {
    /// Whether the operand is text. Fails if the table does not have the attribute.
    fn check(&self, table: &AttributeTable) -> Result<bool, Unusable> {
        match self {
            Self::Number(_) => Ok(false),
            Self::Text(_) => Ok(true),
            Self::Attribute(name) => {
                let column = table.column(name).ok_or_else(|| Unusable::UnknownAttribute(name.clone()))?;
                Ok(matches!(column, crate::attributes::Column::Texts(_)))
            }
        }
    }

    fn value<'a>(&'a self, table: &'a AttributeTable, row: usize) -> Value<'a> {
        match self {
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
            Self::Attribute(name) => table.column(name).map_or(Value::Missing, |column| column.value(row)),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Attribute(name) | Self::Text(name) => name.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

impl Comparison {
    /// A number and a text are equal if the number is written as the text.
    fn truth(self, left: Value<'_>, right: Value<'_>) -> Option<bool> {
        let order = match (left, right) {
            (Value::Missing, _) | (_, Value::Missing) => return None,
            (Value::Number(left), Value::Number(right)) => left.partial_cmp(&right)?,
            (Value::Text(left), Value::Text(right)) => left.cmp(right),
            (Value::Number(left), Value::Text(right)) => left.to_string().as_str().cmp(right),
            (Value::Text(left), Value::Number(right)) => left.cmp(right.to_string().as_str()),
        };
        Some(match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        })
    }
}
