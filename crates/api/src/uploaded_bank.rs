//! Bank files that people upload on a page.

use std::num::ParseFloatError;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use exam::{Access, ExamService, ImportedBank};
use irt_core::Metric;

use crate::bank_upload::{self, BankForm};
use crate::excerpt::value_excerpt;
use crate::extract::{BANK_DEADLINE, MAX_BANK_BYTES, check_head, in_time};
use crate::problem::Problem;

/// A bank file that a form of a page has brought, with the fields of the form.
#[derive(Default)]
pub struct UploadedBank(BankForm);

/// Reads a form of a page with a bank file, and with the fields of these names, within the limits of an import.
///
/// # Errors
/// A problem for a form that cannot be read, is too large or takes too long.
pub async fn read_bank_form(request: &HttpRequest, body: Payload, names: &[&str]) -> Result<UploadedBank, Problem> {
    check_head(request, &[bank_upload::MEDIA_TYPE], MAX_BANK_BYTES)?;
    let read = bank_upload::read(request.headers(), body.into_inner(), MAX_BANK_BYTES, names);
    in_time(read, BANK_DEADLINE).await.map(UploadedBank)
}

impl UploadedBank {
    /// The text of a field; nothing where the form does not have it.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.field_or(name, "")
    }

    /// The text of a field, or this one where the form does not have it.
    #[must_use]
    pub fn field_or<'a>(&'a self, name: &str, default: &'a str) -> &'a str {
        self.0.fields.get(name).map_or(default, String::as_str)
    }

    /// Imports the bank as the next version of the name in the field `name`, with the checks of the interface.
    ///
    /// # Errors
    /// A problem that names each fault of the file, of the name, or of `scaling_constant`.
    pub async fn import(&self, access: &Access, service: &ExamService) -> Result<ImportedBank, Problem> {
        let text = self.field_or("scaling_constant", "1");
        let shown = format!("{:?}", value_excerpt(text));
        let number =
            text.trim().parse().map_err(|error: ParseFloatError| bank_upload::no_scaling_constant(&shown, &error))?;
        let metric = Metric::new(number).map_err(|error| bank_upload::no_scaling_constant(&shown, &error))?;
        let (name, BankForm { file, assets, .. }) = (self.field("name").trim(), &self.0);
        Ok(service.import_bank_with_assets(access, name, file, metric, assets.clone()).await?)
    }
}
