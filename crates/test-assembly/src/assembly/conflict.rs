//! Why a blueprint is infeasible: a minimal set of rows that cannot hold together, by a deletion filter (Chinneck and
//! Dravnieks 1991).

use super::build;
use super::request::AssemblyRequest;
use crate::blueprint::{Of, Row, RowKind, Rule};
use crate::solver::{Outcome, Query, Solver};

/// The nodes for one question of the filter. A row whose question takes more stays in the set.
const NODES_OF_QUESTION: u64 = 3000;

/// A set of rows that cannot hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The ids of the rows.
    pub rows: Vec<String>,
    /// For each row, in words, what it asks for and what there is.
    pub words: Vec<String>,
    /// Whether the set becomes feasible without any one of its rows. `false` if that could not be proved for all.
    pub is_minimal: bool,
}

impl Conflict {
    /// The conflict as one sentence for people.
    ///
    /// It begins with the rows' ids.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self.rows.as_slice() {
            [] => "the rows hold for one form, but not for all forms with these limits on use".to_owned(),
            [_] => self.words.join("; "),
            rows => format!("{} cannot hold together: {}", rows.join(", "), self.words.join("; ")),
        }
    }
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.sentence())
    }
}

/// Whether rows can hold together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Feasible,
    Infeasible,
    Unknown,
}

/// A minimal set of rows of an infeasible request.
pub(super) fn find(request: &AssemblyRequest<'_>) -> Conflict {
    let rows = request.blueprint.rows();
    let is_counted = |row: &Row| row.on && row.kind != RowKind::Order;
    let mut kept: Vec<bool> = rows.iter().map(is_counted).collect();
    let mut is_minimal = true;
    // Without the length, questions are much harder; it is tried last.
    let mut order: Vec<usize> = (0..rows.len()).filter(|row| kept[*row]).collect();
    order.sort_by_key(|row| (is_length(&rows[*row]), *row));
    for row in order {
        kept[row] = false;
        match ask(request, &kept) {
            Answer::Infeasible => {}
            Answer::Feasible => kept[row] = true,
            Answer::Unknown => {
                kept[row] = true;
                is_minimal = false;
            }
        }
    }
    let members: Vec<usize> = (0..rows.len()).filter(|row| kept[*row]).collect();
    Conflict {
        rows: members.iter().map(|row| rows[*row].id.clone()).collect(),
        words: members.iter().map(|row| words(request, &members, *row)).collect(),
        is_minimal,
    }
}

fn is_length(row: &Row) -> bool {
    row.kind == RowKind::Number && row.of == Of::Item && row.about == Of::Item.plural()
}

fn ask(request: &AssemblyRequest<'_>, kept: &[bool]) -> Answer {
    let built = build::forms(request, None, |row| kept[row]);
    let objective = vec![0.0; built.program.binaries];
    let query = Query { objective: &objective, fixed: &built.fixed, node_limit: NODES_OF_QUESTION };
    match Solver::new(built.program).find_any(&query) {
        Outcome::Optimal(_) => Answer::Feasible,
        Outcome::Infeasible => Answer::Infeasible,
        Outcome::NodeLimit { .. } | Outcome::Numerical => Answer::Unknown,
    }
}

/// What a row asks for, and what there is for it when the other rows of the set have excluded items.
fn words(request: &AssemblyRequest<'_>, members: &[usize], row: usize) -> String {
    let rows = request.blueprint.rows();
    let Row { id, about, rule, kind, of, .. } = &rows[row];
    match rule {
        Rule::Parts(parts) => {
            let [part] = parts.as_slice() else {
                let (lower, upper) = parts.first().map_or((0.0, 0.0), |part| (part.lower, part.upper));
                return format!("{id} needs {} {about}", range(lower, upper));
            };
            let what = match kind {
                RowKind::Number => format!("{id} needs {} {about}", range(part.lower, part.upper)),
                _ => format!("{id} needs a sum of {about} of {}", range(part.lower, part.upper)),
            };
            let excluding: Vec<usize> =
                members.iter().copied().filter(|other| excludes(&rows[*other], *of, &part.terms)).collect();
            let is_left =
                |(member, _): &&(usize, f64)| !excluding.iter().any(|other| excluded(&rows[*other], *of, *member));
            let left = part.terms.iter().filter(is_left).count();
            let with: Vec<&str> = excluding.iter().map(|other| rows[*other].id.as_str()).collect();
            match (with.is_empty(), (left as f64) < part.lower || !with.is_empty()) {
                (true, true) => format!("{what}, but the bank has only {left}"),
                (false, _) => format!(
                    "{what}; with {} only {left} {} left",
                    with.join(", "),
                    if left == 1 { "is" } else { "are" }
                ),
                (true, false) => what,
            }
        }
        Rule::Include(found) => format!("{id} includes the {}", counted(found.len(), about)),
        Rule::Exclude(found) => format!("{id} excludes the {}", counted(found.len(), about)),
        Rule::AllOrNone(found) => format!("{id} wants all or none of the {}", counted(found.len(), about)),
        Rule::Enemy(found) => format!("{id} allows at most one of the {}", counted(found.len(), about)),
        Rule::Order(_) => format!("{id} orders {about}"),
    }
}

/// A number of items or stimuli with what they are.
fn counted(number: usize, about: &str) -> String {
    match number {
        1 => format!("1 {}", about.replacen("items", "item", 1).replacen("stimuli", "stimulus", 1)),
        number => format!("{number} {about}"),
    }
}

fn range(lower: f64, upper: f64) -> String {
    match (lower, upper) {
        (lower, upper) if lower == upper => lower.to_string(),
        (0.0, upper) => format!("at most {upper}"),
        (lower, upper) => format!("{lower} to {upper}"),
    }
}

fn excluded(row: &Row, of: Of, member: usize) -> bool {
    row.of == of && matches!(&row.rule, Rule::Exclude(members) if members.contains(&member))
}

fn excludes(row: &Row, of: Of, terms: &[(usize, f64)]) -> bool {
    terms.iter().any(|(member, _)| excluded(row, of, *member))
}
