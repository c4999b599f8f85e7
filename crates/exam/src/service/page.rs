//! Pages of listings.

use persistence::Page;

use crate::error::ExamError;

/// The longest page of a listing, in rows.
pub const MAX_PAGE: u32 = 200;

pub(super) fn checked_page(after: i64, limit: u32) -> Result<Page, ExamError> {
    if after < 0 {
        return Err(ExamError::invalid("after", after, "a page begins after a number that is not negative"));
    }
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(ExamError::invalid("limit", limit, "a page has 1 to 200 rows"));
    }
    Ok(Page { after, limit })
}
