//! Charts (SVG) and report pages (HTML) from plain values.
//!
//! The crate knows nothing of simulations, calibrations or exam sessions. A crate that has results turns them into
//! [`Series`] and [`Table`]s; this crate draws and lays them out. Charts are readable in black and white. A page is one
//! file without scripts, fonts or links to other files, and all text in it is escaped.
//!
//! ```
//! use reporting::{Axis, Chart, Column, Page, Section, Series, SeriesStyle, Table};
//!
//! let points = vec![(-1.0, 0.2), (0.0, 0.5), (1.0, 0.8)];
//! let curve = Series::new("item q1", SeriesStyle::Solid, points);
//! let axes = [Axis::around([-1.0, 1.0]), Axis::around([0.0, 1.0])];
//! let svg = Chart::new("Response curve", ["theta", "probability"], axes, vec![curve]).svg()?;
//! let table = Table::new("Items", [Column::text("item"), Column::number("b")], vec![vec!["q1".into(), "0.0".into()]]);
//! let section = Section::new("curves", "Response curves").figure("the response curve of item q1", svg).table(table);
//! let page = Page::new("Items").with_section(section);
//! assert!(page.html().contains("<h2>Response curves</h2>"));
//! # Ok::<(), reporting::ChartError>(())
//! ```
//!
//! # Parts
//! - [`Chart`]: [`Series`] on two [`Axis`] values; each [`SeriesStyle`] differs from the others without colour.
//! - [`ability_charts`]: charts on the scale of theta that several reports have in common.
//! - [`use_charts`]: charts of how tests are used.
//! - [`Page`], [`Section`], [`Table`]: a report.
//! - [`number`]: numbers as text for people.
//!
//! # How to add a section to a report
//! 1. In the crate that has the results, write one function that returns a [`Section`]: an id, a title, then
//!    paragraphs, figures and tables in the order of the page.
//! 2. Make the numbers text with [`number`], the pictures with [`Chart`] or [`ability_charts`].
//! 3. Add the function to the list of sections of that report. The table of contents follows by itself.
#![forbid(unsafe_code)]

pub mod ability_charts;
mod chart;
pub mod number;
mod page;
pub mod use_charts;

pub use chart::{Axis, Chart, ChartError, Series, SeriesStyle, Svg};
pub use page::{Block, Column, Page, Section, Table};
