//! A report page: sections of paragraphs, figures and tables.

mod arrangement;
mod html;
mod section;
mod table;

pub use html::Page;
pub use section::{Block, Section};
pub use table::{Column, Table};
