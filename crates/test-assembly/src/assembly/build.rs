//! From a blueprint to a program: variables are the items, then the stimuli, of the first form, then of the next.

use super::objective::Objective;
use super::request::AssemblyRequest;
use crate::blueprint::{Blueprint, Of, Part, Row, Rule};
use crate::solver::{Continuous, LazyRow, Program, ProgramRow};

/// A program with the variables that rows fix.
pub(super) struct Built {
    pub(crate) program: Program,
    pub(crate) fixed: Vec<(usize, bool)>,
}

/// The program of one test with all rows, and the variables that rows fix: first the items, then the stimuli.
///
/// It is for a sequence of solves with other objectives and further fixings, such as shadow tests.
#[must_use]
pub fn shadow_program(blueprint: &Blueprint) -> (Program, Vec<(usize, bool)>) {
    let Built { program, fixed } = rows_of(blueprint, |_| true);
    (program, fixed)
}

/// The program of one form with the rows that `is_on` selects by their number.
fn rows_of(blueprint: &Blueprint, is_on: impl Fn(usize) -> bool) -> Built {
    let items = blueprint.item_ids().len();
    let stimuli = blueprint.stimulus_ids().len();
    let mut built = Built { program: Program { binaries: items + stimuli, ..Program::default() }, fixed: Vec::new() };
    if stimuli > 0 {
        built.program.decided_first = std::iter::once(items..items + stimuli).collect();
    }
    let rows = blueprint.rows().iter().enumerate();
    for (_, row) in rows.filter(|(number, row)| row.on && is_on(*number)) {
        add_row(&mut built, blueprint, row);
    }
    built
}

fn add_row(built: &mut Built, blueprint: &Blueprint, row: &Row) {
    let items = blueprint.item_ids().len();
    let variable = |of: Of, member: usize| if of == Of::Item { member } else { items + member };
    let Built { program, fixed } = built;
    match &row.rule {
        Rule::Parts(parts) => parts.iter().for_each(|part| add_part(program, items, part)),
        Rule::Include(members) => {
            for &member in members {
                fixed.push((variable(row.of, member), true));
                // An item comes with its stimulus.
                if let (Of::Item, Some(stimulus)) = (row.of, blueprint.stimulus_of(member)) {
                    fixed.push((items + stimulus, true));
                }
            }
        }
        Rule::Exclude(members) => {
            for &member in members {
                fixed.push((variable(row.of, member), false));
                if row.of == Of::Stimulus {
                    fixed.extend(blueprint.items_of(member).iter().map(|item| (*item, false)));
                }
            }
        }
        Rule::AllOrNone(members) => {
            let first = variable(row.of, members[0]);
            let equal = |&member: &usize| vec![(first, 1.0), (variable(row.of, member), -1.0)];
            program.rows.extend(members[1..].iter().map(|member| bounded(0.0, 0.0, equal(member))));
        }
        Rule::Enemy(members) => {
            let terms = members.iter().map(|member| (variable(row.of, *member), 1.0)).collect();
            program.rows.push(bounded(0.0, 1.0, terms));
        }
        Rule::Order(_) => {}
    }
}

fn bounded(lower: f64, upper: f64, terms: Vec<(usize, f64)>) -> ProgramRow {
    ProgramRow { lower, upper, terms }
}

fn add_part(program: &mut Program, items: usize, part: &Part) {
    let offset = if part.of == Of::Item { 0 } else { items };
    let terms: Vec<(usize, f64)> = part.terms.iter().map(|(member, value)| (offset + member, *value)).collect();
    let Some(stimulus) = part.stimulus else {
        program.rows.push(bounded(part.lower, part.upper, terms));
        return;
    };
    let stimulus = items + stimulus;
    // A selected stimulus has an item, or nothing would tell it from one that is not selected.
    let least = if part.links { part.lower.max(1.0) } else { part.lower };
    let with = |bound: f64| terms.iter().copied().chain([(stimulus, -bound)]).collect::<Vec<_>>();
    program.rows.push(bounded(0.0, f64::INFINITY, with(least)));
    program.rows.push(bounded(f64::NEG_INFINITY, 0.0, with(part.upper)));
    if part.links {
        // They follow from the row above, and make the relaxation much tighter.
        program.lazy.extend(terms.iter().map(|(item, _)| LazyRow {
            row: bounded(f64::NEG_INFINITY, 0.0, vec![(*item, 1.0), (stimulus, -1.0)]),
            is_required: false,
        }));
    }
}

/// The program of several forms, with limits on the use of items and stimuli, and with the rows of the objective.
pub(super) fn forms(
    request: &AssemblyRequest<'_>,
    objective: Option<&Objective>,
    is_on: impl Fn(usize) -> bool,
) -> Built {
    let one = rows_of(request.blueprint, is_on);
    let size = one.program.binaries;
    let binaries = size * request.forms;
    let mut built = Built { program: Program { binaries, ..Program::default() }, fixed: Vec::new() };
    let excluded = || request.excluded.iter().map(|item| (*item, false));
    for form in 0..request.forms {
        let offset = form * size;
        built
            .fixed
            .extend(one.fixed.iter().copied().chain(excluded()).map(|(variable, value)| (offset + variable, value)));
        let program = &mut built.program;
        program.rows.extend(one.program.rows.iter().map(|row| shifted(row, offset)));
        program.lazy.extend(
            one.program
                .lazy
                .iter()
                .map(|lazy| LazyRow { row: shifted(&lazy.row, offset), is_required: lazy.is_required }),
        );
        program
            .decided_first
            .extend(one.program.decided_first.iter().map(|range| range.start + offset..range.end + offset));
    }
    add_use(&mut built.program, request, size);
    if let Some(objective) = objective {
        add_objective(&mut built.program, request, objective, size);
    }
    built
}

fn shifted(row: &ProgramRow, offset: usize) -> ProgramRow {
    let terms = row.terms.iter().map(|(variable, value)| (variable + offset, *value)).collect();
    ProgramRow { lower: row.lower, upper: row.upper, terms }
}

fn add_use(program: &mut Program, request: &AssemblyRequest<'_>, size: usize) {
    let items = request.blueprint.item_ids().len();
    let limits = [(0..items, request.max_item_use), (items..size, request.max_stimulus_use)];
    for (members, limit) in limits {
        let Some(limit) = limit.filter(|limit| *limit < request.forms) else { continue };
        program.lazy.extend(members.map(|member| LazyRow {
            row: bounded(0.0, limit as f64, (0..request.forms).map(|form| (form * size + member, 1.0)).collect()),
            is_required: true,
        }));
    }
}

fn add_objective(program: &mut Program, request: &AssemblyRequest<'_>, objective: &Objective, size: usize) {
    let continuous = program.binaries;
    let of_form = |coefficients: &[f64], form: usize| {
        let terms = coefficients.iter().enumerate().map(move |(item, value)| (form * size + item, *value));
        terms.filter(|(_, value)| *value != 0.0).collect::<Vec<_>>()
    };
    let reach = |coefficients: &[f64]| coefficients.iter().map(|value| value.abs()).sum::<f64>() + 1.0;
    match objective {
        Objective::Maximise(_) => {}
        Objective::Maximin { coefficients, ratios } => {
            let most = coefficients.iter().zip(ratios).map(|(values, ratio)| reach(values) / ratio).fold(0.0, f64::max);
            program.continuous = Some(Continuous { lower: -most, upper: most, weight: 1.0 });
            for (values, ratio) in coefficients.iter().zip(ratios) {
                for form in 0..request.forms {
                    let mut terms = of_form(values, form);
                    terms.push((continuous, -ratio));
                    program.rows.push(bounded(0.0, f64::INFINITY, terms));
                }
            }
        }
        Objective::Target { coefficients, targets, tolerance } => {
            let off = coefficients.iter().zip(targets).map(|(values, target)| reach(values) + target.abs());
            let most = off.fold(*tolerance, f64::max);
            program.continuous = Some(Continuous { lower: *tolerance, upper: most, weight: -1.0 });
            for (values, target) in coefficients.iter().zip(targets) {
                for form in 0..request.forms {
                    for sign in [1.0, -1.0] {
                        let mut terms = of_form(values, form);
                        terms.push((continuous, sign));
                        let (lower, upper) =
                            if sign > 0.0 { (*target, f64::INFINITY) } else { (f64::NEG_INFINITY, *target) };
                        program.rows.push(bounded(lower, upper, terms));
                    }
                }
            }
        }
    }
}
