//! Exports of results: which sessions, and in which form.

use actix_web::HttpRequest;
use actix_web::http::header::{Accept, Header as _};
use exam::{ExportFormat, ExportRequest, ExportTable, ListedState, SessionFilter};
use serde::Deserialize;
use utoipa::IntoParams;

use super::names::{ExportFormatName, ListedStateName, ShapeName};
use super::scalars::{RowNumber, Version};
use super::session::listed_state;
use super::shape::SHAPES;
use super::time::moment;
use crate::code::Code;
use crate::problem::Problem;

/// The media types that stand for JSON in lines.
const JSON_LINES: [&str; 4] = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json"];

/// Each query of an export: what it has beside the fields that all of them have.
macro_rules! results_query {
    ($(#[$meta:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$meta])*
        #[derive(Debug, Deserialize, IntoParams)]
        #[serde(deny_unknown_fields)]
        #[into_params(parameter_in = Query)]
        pub(crate) struct $name {
            $($own)*
            /// `csv` or `ndjson`; without it, the header `Accept` decides, and `csv` where that names neither.
            #[param(value_type = Option<ExportFormatName>)]
            format: Option<String>,
            /// Where the sessions stand; those that are completed, and whose results count, when absent.
            #[param(value_type = Option<ListedStateName>)]
            status: Option<String>,
            /// The name of their exam type.
            exam_type: Option<String>,
            /// The version of their exam type; any when absent.
            #[param(value_type = Option<Version>)]
            exam_type_version: Option<i32>,
            /// Their examinee, as the platform names them.
            examinee_id: Option<String>,
            /// They were started at this time or later: RFC 3339 with a time zone.
            #[param(format = DateTime)]
            started_after: Option<String>,
            /// They were started before this time: RFC 3339 with a time zone.
            #[param(format = DateTime)]
            started_before: Option<String>,
            /// Only sessions with a greater number; 0, the default, for all.
            #[serde(default)]
            #[param(value_type = RowNumber)]
            after: i64,
            /// The greatest number of sessions, 1 to 1000000; all when absent.
            #[param(minimum = 1, maximum = 1_000_000)]
            limit: Option<i64>,
        }

        impl $name {
            fn request_of(&self, table: ExportTable, request: &HttpRequest) -> Result<ExportRequest, Problem> {
                let time = |field, text: &Option<String>| text.as_deref().map(|text| moment(field, text)).transpose();
                let filter = SessionFilter {
                    state: self.status.as_deref().map_or(Ok(ListedState::Completed), listed_state)?,
                    exam_type: self.exam_type.clone(),
                    exam_type_version: self.exam_type_version,
                    examinee_id: self.examinee_id.clone(),
                    started_from: time("started_after", &self.started_after)?,
                    started_before: time("started_before", &self.started_before)?,
                };
                let format = self.format.as_deref().map_or_else(|| Ok(accepted_format(request)), named_format)?;
                Ok(ExportRequest { table, format, filter, after: self.after, limit: self.limit })
            }
        }
    };
}

results_query! {
    /// Which sessions are exported, and in which form.
    SessionResultsQuery {}
}

results_query! {
    /// The sessions whose responses are exported, and the form.
    ResponsesQuery {
        /// `long`, the default: a row for each response. `wide`: a row for each session with a column for each item of the exam type,
        /// which `exam_type` has to name.
        #[param(value_type = Option<ShapeName>)]
        shape: Option<String>,
    }
}

impl SessionResultsQuery {
    /// What is asked for.
    pub(crate) fn request(&self, request: &HttpRequest) -> Result<ExportRequest, Problem> {
        self.request_of(ExportTable::Sessions, request)
    }
}

impl ResponsesQuery {
    /// What is asked for.
    pub(crate) fn request(&self, request: &HttpRequest) -> Result<ExportRequest, Problem> {
        let shape = self.shape.as_deref().unwrap_or(SHAPES[0].0);
        let Some((_, table)) = SHAPES.into_iter().find(|(name, _)| *name == shape) else {
            return Err(no_name("shape", shape, SHAPES.map(|(name, _)| name)));
        };
        self.request_of(table, request)
    }
}

fn named_format(name: &str) -> Result<ExportFormat, Problem> {
    ExportFormat::from_name(name).ok_or_else(|| no_name("format", name, ExportFormat::ALL.map(ExportFormat::as_str)))
}

fn no_name(field: &str, value: &str, names: [&str; 2]) -> Problem {
    Problem::new(Code::InvalidValue, format!("{field}: {value:?} is none of {}", names.join(", "))).with_field(field)
}

/// The form that the header `Accept` prefers.
fn accepted_format(request: &HttpRequest) -> ExportFormat {
    let ranked = Accept::parse(request).map(|accept| accept.ranked()).unwrap_or_default();
    let format = |media_type: &str| match media_type {
        "text/csv" => Some(ExportFormat::Csv),
        lines if JSON_LINES.contains(&lines) => Some(ExportFormat::NdJson),
        _ => None,
    };
    ranked.iter().find_map(|media_type| format(media_type.essence_str())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_header_accept_decides_the_form() {
        for (accept, format) in [
            ("*/*", ExportFormat::Csv),
            ("text/csv", ExportFormat::Csv),
            ("application/x-ndjson", ExportFormat::NdJson),
            ("application/json, text/plain, */*", ExportFormat::NdJson),
            ("application/json;q=0.5, text/csv", ExportFormat::Csv),
            ("text/html", ExportFormat::Csv),
            ("nonsense", ExportFormat::Csv),
        ] {
            let request = TestRequest::default().insert_header(("Accept", accept)).to_http_request();
            assert_eq!(accepted_format(&request), format, "{accept}");
        }
        assert_eq!(accepted_format(&TestRequest::default().to_http_request()), ExportFormat::Csv);
    }
}
