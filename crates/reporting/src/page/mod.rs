//! A report page: sections of paragraphs, figures and tables.

mod arrangement;
mod block;
mod html;
mod section;
mod table;

pub use block::Block;
pub use html::Page;
pub use section::Section;
pub use table::{Column, Table};
