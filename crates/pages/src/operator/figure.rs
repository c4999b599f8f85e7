//! Charts with the table of their numbers, each to be downloaded as SVG and as CSV.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, ContentType};
use exam::spreadsheet;
use maud::{Markup, html};
use reporting::{ChartError, Svg};

use super::person::Operator;

/// The most rows of a table under a chart. The file has all.
const MOST_ROWS: usize = 200;

/// A chart with its numbers.
pub(crate) struct Figure<'a> {
    /// The name in addresses and of downloads.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    /// The text for people who do not see the chart.
    pub(crate) description: String,
    /// Draws the chart.
    pub(crate) draw: Box<dyn Fn() -> Result<Svg, ChartError> + 'a>,
    /// The headings of the table.
    pub(crate) columns: Vec<String>,
    /// The rows of the table.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Figure<'_> {
    /// The figure on a page. The files are below this path.
    pub(crate) fn markup(&self, operator: &Operator, path: &str) -> Markup {
        let texts = &operator.visit.messages.operator;
        let file = |extension: &str| operator.visit.path(&format!("{path}/{}.{extension}", self.name));
        html! {
            section.figure {
                h2 id={ "figure-" (self.name) } { (self.title) }
                img src=(file("svg")) alt=(self.description) loading="lazy";
                p.downloads {
                    a href=(file("svg")) download { "SVG" } " "
                    a href=(file("csv")) download { "CSV" }
                }
                details {
                    summary { (texts.numbers) }
                    (self.table())
                }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.scroll tabindex="0" role="region" aria-labelledby={ "figure-" (self.name) } {
                table {
                    thead { tr { @for column in &self.columns { th scope="col" { (column) } } } }
                    tbody { @for row in self.rows.iter().take(MOST_ROWS) { tr { @for cell in row { td { (cell) } } } } }
                }
            }
        }
    }

    /// The file of this name, `NAME.svg` or `NAME.csv`; `None` for another name.
    pub(crate) fn file(&self, name: &str) -> Option<HttpResponse> {
        let reply = match name.strip_prefix(self.name)? {
            ".svg" => (self.draw)().map_err(|error| error.to_string()).map(|svg| svg_reply(&svg)),
            ".csv" => {
                spreadsheet(&self.columns, &self.rows).map_err(|error| error.to_string()).map(|csv| self.csv_reply(csv))
            }
            _ => return None,
        };
        let failed = |error| HttpResponse::InternalServerError().content_type(ContentType::plaintext()).body(error);
        Some(reply.unwrap_or_else(failed))
    }

    fn csv_reply(&self, csv: String) -> HttpResponse {
        HttpResponse::Ok()
            .content_type("text/csv; charset=utf-8")
            .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{}.csv\"", self.name)))
            .body(csv)
    }
}

fn svg_reply(svg: &Svg) -> HttpResponse {
    HttpResponse::Ok().content_type("image/svg+xml").body(svg.as_str().to_owned())
}

/// The file of this name among figures; a reply of 404 if there is none.
pub(crate) fn file_of(figures: &[Figure<'_>], name: &str) -> HttpResponse {
    figures.iter().find_map(|figure| figure.file(name)).unwrap_or_else(|| HttpResponse::NotFound().finish())
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    #[actix_web::test]
    async fn the_file_has_all_numbers_and_the_table_the_first() {
        let rows: Vec<Vec<String>> = (0..MOST_ROWS + 50).map(|place| vec![place.to_string()]).collect();
        let figure = Figure {
            name: "many",
            title: String::new(),
            description: String::new(),
            draw: Box::new(|| reporting::ability_charts::test_information(&[])),
            columns: vec!["place".to_owned()],
            rows,
        };
        let file = to_bytes(figure.file("many.csv").unwrap().into_body()).await.unwrap();
        assert_eq!(file.iter().filter(|byte| **byte == b'\n').count(), MOST_ROWS + 51);
        assert_eq!(figure.table().into_string().matches("<td>").count(), MOST_ROWS);
        assert!(figure.file("other.csv").is_none() && figure.file("many.txt").is_none());
    }
}
