//! What is shown in the course of an exam.

use std::io::{self, Stdout, Write as _};

use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, Table};
use exam::{Answer, Answered, EndReason, Progress, SessionHeader, ShownItem};
use irt_core::Ability;

use super::exam_client::{ShownReport, ShownStep};
use crate::args::DemoArguments;

/// The columns of the trace, and whether they hold numbers.
const TRACE: [(&str, bool); 7] = [
    ("#", true),
    ("item", false),
    ("content", false),
    ("answer", false),
    ("response", false),
    ("theta", true),
    ("SE", true),
];

/// Standard output.
pub(super) struct Screen {
    out: Stdout,
}

impl Screen {
    pub(super) fn new() -> Self {
        Self { out: io::stdout() }
    }

    pub(super) fn welcome(&mut self, progress: &Progress, seed: u64) -> anyhow::Result<()> {
        let SessionHeader { exam_type, exam_session_id, max_items, ability, .. } = &progress.header;
        writeln!(self.out, "Exam {exam_type}, session {}, at most {max_items} items, seed {seed}", exam_session_id.0)?;
        let (theta, se) = shown(*ability);
        writeln!(self.out, "At the start: theta {theta}, SE {se}")?;
        Ok(())
    }

    pub(super) fn question(&mut self, item: &ShownItem) -> anyhow::Result<()> {
        writeln!(self.out, "\nQuestion {}: {}", item.position, item.stem.as_deref().unwrap_or(&item.item_id))?;
        for option in &item.options {
            writeln!(self.out, "  {}  {}", option.key, option.text)?;
        }
        Ok(())
    }

    pub(super) fn prompt(&mut self, item: &ShownItem) -> anyhow::Result<()> {
        write!(self.out, "Your answer ({}; q to quit): ", keys(item))?;
        self.out.flush()?;
        Ok(())
    }

    pub(super) fn echo(&mut self, typed: &str) -> anyhow::Result<()> {
        writeln!(self.out, "{typed}")?;
        Ok(())
    }

    pub(super) fn not_an_option(&mut self, typed: &str, item: &ShownItem) -> anyhow::Result<()> {
        writeln!(self.out, "{typed:?} is not one of the options. Type one of {}, or q to quit.", keys(item))?;
        Ok(())
    }

    pub(super) fn end_of_input(&mut self) -> anyhow::Result<()> {
        writeln!(self.out, "\nThere is no more input; the exam ends here.")?;
        Ok(())
    }

    pub(super) fn answered(
        &mut self,
        item: &ShownItem,
        answer: &Answer,
        answered: &Answered,
        ttl: Option<u64>,
    ) -> anyhow::Result<()> {
        let SessionHeader { items_completed, max_items, ability, .. } = &answered.progress.header;
        let (theta, se) = shown(*ability);
        let answer = match answer {
            Answer::Choice(key) => key,
            Answer::Correct(_) | Answer::Score(_) | Answer::Skip => "-",
        };
        let response = match answered.correct {
            Some(true) => "right",
            Some(false) => "wrong",
            None => "recorded",
        };
        let ttl = ttl.map_or_else(|| "none".to_owned(), |seconds| format!("{seconds} s"));
        writeln!(
            self.out,
            "{items_completed:>3}/{max_items}  {:<10} {answer} {response:<8}  theta {theta:>7}  \
             SE {se}  TTL {ttl}",
            item.item_id
        )?;
        Ok(())
    }

    pub(super) fn report(&mut self, report: &ShownReport) -> anyhow::Result<()> {
        let SessionHeader { exam_session_id, exam_type, ability, items_completed, .. } = &report.header;
        let (theta, se) = shown(*ability);
        writeln!(self.out, "\nFinal report of exam {exam_type}, session {}", exam_session_id.0)?;
        if !report.trace.is_empty() {
            writeln!(self.out, "{}", trace_table(&report.trace))?;
        }
        let reason = report.stop_reason.map_or("none", EndReason::as_str);
        writeln!(self.out, "items {items_completed}, stop reason {reason}")?;
        let status = report.estimate_status.map_or_else(|| "not shown".to_owned(), |status| status.to_string());
        writeln!(self.out, "theta {theta}, SE {se} ({status})")?;
        Ok(())
    }

    /// How to have the same run again.
    pub(super) fn farewell(&mut self, arguments: &DemoArguments, seed: u64) -> anyhow::Result<()> {
        if let Some(theta) = arguments.theta {
            let place = arguments.url.as_ref().map_or_else(String::new, |url| format!(" --url {url}"));
            let exam_type = &arguments.exam_type;
            writeln!(self.out, "true theta {theta}")?;
            writeln!(
                self.out,
                "the same again: adaptive demo --exam-type {exam_type} --auto --theta {theta} --seed {seed}{place}"
            )?;
        }
        self.out.flush()?;
        Ok(())
    }
}

/// The estimate and its standard error; a dash each where the server shows none.
fn shown(ability: Option<Ability>) -> (String, String) {
    let text = |number: fn(Ability) -> f64| {
        ability.map_or_else(|| "-".to_owned(), |ability| format!("{:.3}", number(ability)))
    };
    (text(|ability| ability.theta), text(|ability| ability.se))
}

fn keys(item: &ShownItem) -> String {
    item.options.iter().map(|option| option.key.as_str()).collect::<Vec<_>>().join(", ")
}

fn trace_table(trace: &[ShownStep]) -> Table {
    let mut table = Table::new();
    table.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_header(TRACE.map(|(name, _)| name));
    for step in trace {
        table.add_row([
            step.position.to_string(),
            step.item_id.clone(),
            step.content.clone().unwrap_or_default(),
            step.answer.clone().unwrap_or_default(),
            step.response.map_or_else(String::new, |response| response.to_string()),
            shown(step.ability).0,
            shown(step.ability).1,
        ]);
    }
    for (column, (_, is_number)) in table.column_iter_mut().zip(TRACE) {
        if is_number {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}
