//! From rows as they are written to rules for items and stimuli.

use std::collections::BTreeMap;

use super::error::{BlueprintError, RowFault};
use super::resolved::{Blueprint, Row};
use super::row_spec::{Of, RowKind, RowSpec, STIMULUS_NAMES};
use super::rule::{Part, Rule};

use crate::attributes::{AttributeTable, Column, STIMULUS_IDS, Value};
use crate::expression;

/// A fault with the column of the row.
type Faulty<T> = Result<T, (&'static str, RowFault)>;

/// The cell of an item without a stimulus, besides an empty one.
const NO_STIMULUS: &str = "N/A";

impl Blueprint {
    /// Resolves rows for items, in the order of the bank, and for stimuli.
    ///
    /// Stimuli are chosen if a row is about stimuli. An item belongs to the stimulus that its column `STID` (or
    /// `stimulus_id`, `stimulus`) names; blank and `N/A` stand for none.
    ///
    /// # Errors
    /// The first fault of a row, with its number and column.
    pub fn new(
        rows: &[RowSpec],
        items: &AttributeTable,
        stimuli: Option<&AttributeTable>,
    ) -> Result<Self, BlueprintError> {
        blueprint(rows, items, stimuli)
    }
}

fn blueprint(
    specs: &[RowSpec],
    items: &AttributeTable,
    stimuli: Option<&AttributeTable>,
) -> Result<Blueprint, BlueprintError> {
    let length = length(specs)?;
    let about_stimuli = specs.iter().position(|row| row.of == Of::Stimulus);
    let groups = match about_stimuli {
        Some(index) => Groups::new(items, stimuli).map_err(|fault| fault.into_error(index, &specs[index]))?,
        None => Groups::none(items),
    };
    let context =
        Context { specs, items, stimuli: stimuli.filter(|_| about_stimuli.is_some()), groups: &groups, length };
    let mut rows: Vec<Row> = Vec::new();
    for (index, spec) in specs.iter().enumerate() {
        let fault = |(column, fault)| row_error(index, spec, column, fault);
        if let Some(first) = specs[..index].iter().position(|other| other.id == spec.id) {
            return Err(fault(("id", RowFault::IdTwice(first + 1))));
        }
        let rule = context.rule(spec).map_err(fault)?;
        rows.push(Row { id: spec.id.clone(), kind: spec.kind, of: spec.of, on: spec.on, about: about(spec), rule });
    }
    if let Some(index) = about_stimuli {
        let is_linked = |spec: &RowSpec| spec.on && is_each_stimulus(spec) && spec.condition.is_none();
        if !specs.iter().any(is_linked) {
            let parts = context.parts_of_table().map_err(|fault| row_error(index, &specs[index], "each", fault))?;
            let of_length = specs.iter().position(|spec| spec.on && spec.is_length()).unwrap_or_default();
            if let Some(Row { rule: Rule::Parts(of_row), .. }) = rows.get_mut(of_length) {
                of_row.extend(parts);
            }
        }
    }
    let stimulus_ids = context.stimuli.map_or_else(Vec::new, |stimuli| stimuli.ids().to_vec());
    let Groups { stimulus_of, items_of } = groups;
    Ok(Blueprint { item_ids: items.ids().to_vec(), stimulus_ids, stimulus_of, items_of, length, rows })
}

fn row_error(index: usize, spec: &RowSpec, column: &'static str, fault: RowFault) -> BlueprintError {
    BlueprintError::Row { number: index + 1, id: spec.id.clone(), column, fault }
}

/// The length that exactly one row sets.
fn length(specs: &[RowSpec]) -> Result<usize, BlueprintError> {
    let mut found = specs.iter().enumerate().filter(|(_, spec)| spec.on && spec.is_length());
    let (index, spec) = found.next().ok_or(BlueprintError::NoLength)?;
    if let Some((second, other)) = found.next() {
        return Err(row_error(second, other, "kind", RowFault::SecondLength(index + 1)));
    }
    let (lower, upper) = bounds(spec).map_err(|(column, fault)| row_error(index, spec, column, fault))?;
    if lower != upper || lower < 1.0 || lower.fract() != 0.0 || lower > f64::from(u32::MAX) {
        return Err(row_error(index, spec, "lower", RowFault::LengthNotOneNumber { lower, upper }));
    }
    Ok(lower as usize)
}

fn bounds(spec: &RowSpec) -> Faulty<(f64, f64)> {
    let bound = |column, bound: Option<f64>| match bound {
        None => Err((column, RowFault::NoBound)),
        Some(bound) if !bound.is_finite() || bound < 0.0 => Err((column, RowFault::Negative(bound))),
        Some(bound) => Ok(bound),
    };
    let (lower, upper) = (bound("lower", spec.lower)?, bound("upper", spec.upper)?);
    if lower > upper {
        return Err(("lower", RowFault::BoundsCrossed { lower, upper }));
    }
    Ok((lower, upper))
}

fn is_each_stimulus(spec: &RowSpec) -> bool {
    let name = spec.each.as_deref().unwrap_or_default().to_lowercase();
    spec.kind == RowKind::Number && spec.of == Of::Item && STIMULUS_NAMES.contains(&name.as_str())
}

/// The row in words, without its bounds.
fn about(spec: &RowSpec) -> String {
    let mut text = spec.of.plural().to_owned();
    if let Some(variable) = &spec.variable {
        text = format!("{variable} of {text}");
    }
    if let Some(condition) = &spec.condition {
        text.push_str(&format!(" where {condition}"));
    }
    if let Some(each) = &spec.each {
        text.push_str(&format!(" for each {each}"));
    }
    text
}

/// Which item belongs to which stimulus.
struct Groups {
    stimulus_of: Vec<Option<usize>>,
    items_of: Vec<Vec<usize>>,
}

/// Why items cannot be grouped.
enum GroupFault {
    OfRow(RowFault),
    Unknown { item: String, stimulus: String },
}

impl GroupFault {
    fn into_error(self, index: usize, spec: &RowSpec) -> BlueprintError {
        match self {
            Self::OfRow(fault) => row_error(index, spec, "of", fault),
            Self::Unknown { item, stimulus } => BlueprintError::UnknownStimulus { item, stimulus },
        }
    }
}

impl Groups {
    fn none(items: &AttributeTable) -> Self {
        Self { stimulus_of: vec![None; items.ids().len()], items_of: Vec::new() }
    }

    fn new(items: &AttributeTable, stimuli: Option<&AttributeTable>) -> Result<Self, GroupFault> {
        let stimuli = stimuli.ok_or(GroupFault::OfRow(RowFault::NoStimuli))?;
        let column = items.first_column(&STIMULUS_IDS).ok_or(GroupFault::OfRow(RowFault::NoStimulusOfItems))?;
        let number: BTreeMap<&str, usize> = stimuli.ids().iter().map(String::as_str).zip(0..).collect();
        let mut groups = Self::none(items);
        groups.items_of = vec![Vec::new(); stimuli.ids().len()];
        for (item, id) in items.ids().iter().enumerate() {
            let name = match column.value(item) {
                Value::Missing => continue,
                value => value.text(),
            };
            if name.is_empty() || name == NO_STIMULUS {
                continue;
            }
            let Some(&stimulus) = number.get(name.as_str()) else {
                return Err(GroupFault::Unknown { item: id.clone(), stimulus: name });
            };
            groups.stimulus_of[item] = Some(stimulus);
            groups.items_of[stimulus].push(item);
        }
        Ok(groups)
    }
}

/// What rows are resolved with.
struct Context<'a> {
    specs: &'a [RowSpec],
    items: &'a AttributeTable,
    stimuli: Option<&'a AttributeTable>,
    groups: &'a Groups,
    length: usize,
}

impl Context<'_> {
    fn table(&self, of: Of) -> Faulty<&AttributeTable> {
        match of {
            Of::Item => Ok(self.items),
            Of::Stimulus => self.stimuli.ok_or(("of", RowFault::NoStimuli)),
        }
    }

    fn rule(&self, spec: &RowSpec) -> Faulty<Rule> {
        let table = self.table(spec.of)?;
        self.refuse_unused(spec)?;
        let needed = if matches!(spec.kind, RowKind::Enemy | RowKind::AllOrNone) { 2 } else { 1 };
        Ok(match spec.kind {
            RowKind::Number | RowKind::Sum | RowKind::Average => Rule::Parts(self.parts(spec, table)?),
            RowKind::Include => Rule::Include(condition_matches(spec, table, needed)?),
            RowKind::Exclude => Rule::Exclude(condition_matches(spec, table, needed)?),
            RowKind::AllOrNone => Rule::AllOrNone(condition_matches(spec, table, needed)?),
            RowKind::Enemy => Rule::Enemy(condition_matches(spec, table, needed)?),
            RowKind::Order => Rule::Order(ranks(spec, table)?),
        })
    }

    fn refuse_unused(&self, spec: &RowSpec) -> Faulty<()> {
        let takes_variable = matches!(spec.kind, RowKind::Sum | RowKind::Average | RowKind::Order);
        let is_used = [
            ("variable", spec.variable.is_none() || takes_variable),
            ("each", spec.each.is_none() || spec.kind.has_bounds()),
            ("where", spec.condition.is_none() || spec.kind != RowKind::Order),
            ("lower", spec.lower.is_none() || spec.kind.has_bounds()),
            ("upper", spec.upper.is_none() || spec.kind.has_bounds()),
        ];
        let unused = is_used.into_iter().find(|(_, is_used)| !is_used);
        unused.map_or(Ok(()), |(column, _)| Err((column, RowFault::NotUsed)))
    }

    fn parts(&self, spec: &RowSpec, table: &AttributeTable) -> Faulty<Vec<Part>> {
        let (lower, upper) = bounds(spec)?;
        let (members, column) = match &spec.condition {
            Some(_) => (condition_matches(spec, table, 1)?, "where"),
            None => ((0..table.ids().len()).collect(), "where"),
        };
        if members.is_empty() {
            return Err((column, RowFault::TooFewMatch { found: 0, needed: 1 }));
        }
        let terms = terms(spec, table, &members)?;
        let (least, most, divisor) = self.counts(spec)?;
        let whole = Part {
            label: String::new(),
            of: spec.of,
            terms,
            lower: lower * most,
            upper: upper * least,
            stimulus: None,
            links: false,
            divisor,
        };
        match &spec.each {
            None => Ok(vec![whole]),
            Some(_) if is_each_stimulus(spec) => self.parts_of_stimuli(spec, &whole),
            Some(attribute) => parts_of_values(attribute, table, &whole),
        }
    }

    /// What bounds are multiplied with: the least and the largest number that an average divides by, and the usual one.
    fn counts(&self, spec: &RowSpec) -> Faulty<(f64, f64, f64)> {
        if spec.kind != RowKind::Average {
            return Ok((1.0, 1.0, 1.0));
        }
        if spec.of == Of::Item {
            let length = self.length as f64;
            return Ok((length, length, length));
        }
        let counts = |spec: &&RowSpec| {
            spec.on
                && spec.kind == RowKind::Number
                && spec.of == Of::Stimulus
                && (&spec.each, &spec.condition) == (&None, &None)
        };
        let row = self.specs.iter().find(counts).ok_or(("of", RowFault::NoNumberOfStimuli))?;
        let (least, most) = bounds(row)?;
        Ok((least, most, if least == most { least.max(1.0) } else { 0.0 }))
    }

    fn parts_of_stimuli(&self, spec: &RowSpec, whole: &Part) -> Faulty<Vec<Part>> {
        let Some(stimuli) = self.stimuli else {
            return Err(("each", RowFault::NoStimulusRow));
        };
        let parts = stimuli.ids().iter().enumerate().map(|(stimulus, id)| {
            let belongs = |(item, _): &&(usize, f64)| self.groups.stimulus_of[*item] == Some(stimulus);
            Part {
                label: id.clone(),
                terms: whole.terms.iter().filter(belongs).copied().collect(),
                stimulus: Some(stimulus),
                links: spec.condition.is_none(),
                ..whole.clone()
            }
        });
        Ok(parts.collect())
    }

    /// The bounds that the columns LB and UB of the table of stimuli set.
    fn parts_of_table(&self) -> Result<Vec<Part>, RowFault> {
        let stimuli = self.stimuli.ok_or(RowFault::NoStimuli)?;
        let column = |name: &str| match stimuli.column(name) {
            Some(Column::Numbers(numbers)) => Ok(numbers),
            _ => Err(RowFault::NoItemsPerStimulus),
        };
        let (lower, upper) = (column("LB")?, column("UB")?);
        let part = |(stimulus, id): (usize, &String)| {
            let missing = || RowFault::MissingValue { variable: "LB or UB".to_owned(), id: id.clone() };
            let (lower, upper) = lower[stimulus].zip(upper[stimulus]).ok_or_else(missing)?;
            if lower > upper {
                return Err(RowFault::BoundsCrossed { lower, upper });
            }
            Ok(Part {
                label: id.clone(),
                of: Of::Item,
                terms: self.groups.items_of[stimulus].iter().map(|item| (*item, 1.0)).collect(),
                lower,
                upper,
                stimulus: Some(stimulus),
                links: true,
                divisor: 1.0,
            })
        };
        stimuli.ids().iter().enumerate().map(part).collect()
    }
}

fn condition_matches(spec: &RowSpec, table: &AttributeTable, needed: usize) -> Faulty<Vec<usize>> {
    let text = spec.condition.as_deref().ok_or(("where", RowFault::NoCondition))?;
    let condition = expression::parse(text).map_err(|fault| ("where", RowFault::syntax(fault)))?;
    let found = condition.matches(table).map_err(|reason| ("where", RowFault::unusable(reason, &table.names())))?;
    if found.len() < needed {
        return Err(("where", RowFault::TooFewMatch { found: found.len(), needed }));
    }
    Ok(found)
}

fn variable<'a>(spec: &'a RowSpec, table: &'a AttributeTable) -> Faulty<(&'a str, &'a Column)> {
    let name = spec.variable.as_deref().ok_or(("variable", RowFault::NoVariable))?;
    Ok((name, column(name, table).map_err(|fault| ("variable", fault))?))
}

fn column<'a>(name: &str, table: &'a AttributeTable) -> Result<&'a Column, RowFault> {
    let unknown = || RowFault::UnknownAttribute { name: name.to_owned(), known: table.names().join(", ") };
    table.column(name).ok_or_else(unknown)
}

/// The members with what each adds.
fn terms(spec: &RowSpec, table: &AttributeTable, members: &[usize]) -> Faulty<Vec<(usize, f64)>> {
    if spec.kind == RowKind::Number {
        return Ok(members.iter().map(|member| (*member, 1.0)).collect());
    }
    let (name, column) = variable(spec, table)?;
    let Column::Numbers(values) = column else {
        return Err(("variable", RowFault::TextVariable(name.to_owned())));
    };
    let value = |member: &usize| {
        let missing = || RowFault::MissingValue { variable: name.to_owned(), id: table.ids()[*member].clone() };
        Ok((*member, values[*member].ok_or_else(missing).map_err(|fault| ("variable", fault))?))
    };
    members.iter().map(value).collect()
}

/// A part for each value of an attribute, in the order of the values. A missing value is none.
fn parts_of_values(attribute: &str, table: &AttributeTable, whole: &Part) -> Faulty<Vec<Part>> {
    let column = column(attribute, table).map_err(|fault| ("each", fault))?;
    let groups = grouped(column, whole.terms.iter().map(|(member, _)| *member));
    let parts: Vec<Part> = groups
        .into_iter()
        .map(|(label, members)| {
            let belongs = |(member, _): &&(usize, f64)| members.binary_search(member).is_ok();
            Part { label, terms: whole.terms.iter().filter(belongs).copied().collect(), ..whole.clone() }
        })
        .collect();
    if parts.is_empty() {
        return Err(("each", RowFault::TooFewMatch { found: 0, needed: 1 }));
    }
    Ok(parts)
}

/// Rows by the value of a column, in the order of the values.
fn grouped(column: &Column, members: impl Iterator<Item = usize>) -> Vec<(String, Vec<usize>)> {
    let mut valued: Vec<(usize, Value<'_>)> = members.map(|member| (member, column.value(member))).collect();
    valued.retain(|(_, value)| *value != Value::Missing);
    valued.sort_by(|(_, a), (_, b)| in_order(*a, *b));
    let groups = valued.chunk_by(|(_, a), (_, b)| in_order(*a, *b).is_eq());
    groups.map(|group| (group[0].1.text(), group.iter().map(|(member, _)| *member).collect())).collect()
}

fn in_order(left: Value<'_>, right: Value<'_>) -> std::cmp::Ordering {
    match (left, right) {
        // Adding zero makes one zero of the two.
        (Value::Number(left), Value::Number(right)) => (left + 0.0).total_cmp(&(right + 0.0)),
        (left, right) => left.text().cmp(&right.text()),
    }
}

fn ranks(spec: &RowSpec, table: &AttributeTable) -> Faulty<Vec<u32>> {
    let (name, column) = variable(spec, table)?;
    let mut ranks = vec![0; table.ids().len()];
    if let Some(row) = (0..ranks.len()).find(|row| column.value(*row) == Value::Missing) {
        let id = table.ids()[row].clone();
        return Err(("variable", RowFault::MissingValue { variable: name.to_owned(), id }));
    }
    for (rank, (_, members)) in (0..).zip(grouped(column, 0..table.ids().len())) {
        members.into_iter().for_each(|member| ranks[member] = rank);
    }
    Ok(ranks)
}
