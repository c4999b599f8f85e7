//! The arguments of the commands `results`.

use std::path::PathBuf;
use std::time::SystemTime;

use exam::{ExportFormat, ExportTable, ListedState, MAX_PAGE, MissingItems, RescoreRequest, SessionFilter};

/// What to do with results.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum ResultsCommand {
    /// Exports results as the interface does (`GET /api/results/…`), without a server.
    ///
    /// Servers may run meanwhile. The file appears when it is complete. Progress goes to standard error. Exit code 1 if the
    /// database does not answer or the file cannot be written, 2 if an argument is faulty.
    Export(ExportArguments),
    /// Scores the answers of completed sessions under another version of their exam type, as the interface does (`POST /api/results/rescore`).
    ///
    /// Each session gets another result beside its own. Servers may run meanwhile. The same command again changes nothing. Exit
    /// code 1 if the database does not answer or the record of a session cannot be read, 2 if an argument is faulty or answers
    /// cannot be scored.
    Rescore(RescoreArguments),
}

/// What to score again, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct RescoreArguments {
    /// The exam type of the sessions.
    #[arg(long, value_name = "NAME")]
    exam_type: String,
    /// The version under which the answers are scored; the latest without it.
    #[arg(long, value_name = "NUMBER")]
    exam_type_version: Option<i32>,
    /// Why, for the events of the sessions.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// What becomes of answers to items that the bank of this version does not have: `refuse` or `drop`.
    #[arg(long, value_name = "refuse|drop", default_value = "refuse", value_parser = missing_items)]
    missing_items: MissingItems,
    /// Only sessions that were started with this version.
    #[arg(long, value_name = "NUMBER")]
    from_version: Option<i32>,
    #[command(flatten)]
    sessions: SessionArguments,
}

/// What to export, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct ExportArguments {
    /// The table.
    #[arg(long, value_enum)]
    pub(crate) what: What,
    /// The shape of the table of responses: a row for each response, or one for each session with a column for each item.
    #[arg(long, value_enum)]
    pub(crate) shape: Option<Shape>,
    /// The form.
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    pub(crate) format: Form,
    /// The exam type of the sessions.
    #[arg(long, value_name = "NAME")]
    exam_type: Option<String>,
    /// The version of their exam type.
    #[arg(long, value_name = "NUMBER")]
    exam_type_version: Option<i32>,
    #[command(flatten)]
    pub(crate) sessions: SessionArguments,
    /// At most this number of sessions; all without it.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) limit: Option<i64>,
    /// The file to be written; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}

/// Which sessions.
#[derive(Debug, clap::Args)]
pub(crate) struct SessionArguments {
    /// Where the sessions stand.
    #[arg(long, value_name = "STATUS", default_value = "completed", value_parser = listed_state)]
    pub(crate) status: ListedState,
    /// Their examinee.
    #[arg(long, value_name = "NAME")]
    pub(crate) examinee_id: Option<String>,
    /// They were started at this time or later, as in RFC 3339, for example 2030-01-31T12:00:00Z.
    #[arg(long, value_name = "TIME")]
    pub(crate) started_after: Option<jiff::Timestamp>,
    /// They were started before this time.
    #[arg(long, value_name = "TIME")]
    pub(crate) started_before: Option<jiff::Timestamp>,
    /// Only sessions with a greater number.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub(crate) after: i64,
}

/// A table of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum What {
    /// A row for each session.
    Sessions,
    /// The responses.
    Responses,
}

/// The shape of the table of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Shape {
    /// A row for each response.
    Long,
    /// A row for each session.
    Wide,
}

/// The form of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// Comma-separated values.
    Csv,
    /// A JSON object in each line.
    Ndjson,
}

impl From<Form> for ExportFormat {
    fn from(form: Form) -> Self {
        match form {
            Form::Csv => Self::Csv,
            Form::Ndjson => Self::NdJson,
        }
    }
}

/// The error for a shape of a table that has none.
#[derive(Debug, thiserror::Error)]
#[error("--shape is {0:?}: only the table of responses has a shape; omit it, or export --what responses")]
pub(crate) struct NoShape(Shape);

impl ExportArguments {
    /// The table that is meant.
    pub(crate) const fn table(&self) -> Result<ExportTable, NoShape> {
        match (self.what, self.shape) {
            (What::Sessions, None) => Ok(ExportTable::Sessions),
            (What::Sessions, Some(shape)) => Err(NoShape(shape)),
            (What::Responses, None | Some(Shape::Long)) => Ok(ExportTable::Responses),
            (What::Responses, Some(Shape::Wide)) => Ok(ExportTable::WideResponses),
        }
    }
}

impl ExportArguments {
    /// The filter.
    pub(crate) fn filter(&self) -> anyhow::Result<SessionFilter> {
        let (exam_type, exam_type_version) = (self.exam_type.clone(), self.exam_type_version);
        Ok(SessionFilter { exam_type, exam_type_version, ..self.sessions.filter()? })
    }
}

impl RescoreArguments {
    /// The first page of what is meant.
    pub(crate) fn request(&self) -> anyhow::Result<RescoreRequest> {
        Ok(RescoreRequest {
            exam_type: self.exam_type.clone(),
            exam_type_version: self.exam_type_version,
            missing_items: self.missing_items,
            filter: SessionFilter { exam_type_version: self.from_version, ..self.sessions.filter()? },
            reason: self.reason.clone(),
            after: self.sessions.after,
            limit: MAX_PAGE,
        })
    }
}

impl SessionArguments {
    /// The filter, without the exam type.
    fn filter(&self) -> anyhow::Result<SessionFilter> {
        Ok(SessionFilter {
            state: self.status,
            exam_type: None,
            exam_type_version: None,
            examinee_id: self.examinee_id.clone(),
            started_from: self.started_after.map(SystemTime::try_from).transpose()?,
            started_before: self.started_before.map(SystemTime::try_from).transpose()?,
        })
    }
}

fn missing_items(name: &str) -> Result<MissingItems, String> {
    MissingItems::from_name(name)
        .ok_or_else(|| format!("it is none of {}", MissingItems::ALL.map(MissingItems::as_str).join(", ")))
}

fn listed_state(name: &str) -> Result<ListedState, String> {
    let names = || ListedState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(", ");
    ListedState::from_name(name).ok_or_else(|| format!("it is none of {}", names()))
}
