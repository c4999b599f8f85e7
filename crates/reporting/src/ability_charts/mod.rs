//! Charts on the scale of theta that several reports have in common.

mod ability_course;
mod information;
mod wright_map;
mod wright_rows;

pub use ability_course::ability_course;
pub use information::{form_information, item_information, test_information};
pub use wright_map::{WrightRow, wright_map};
pub use wright_rows::wright_rows;
