//! Bodies of imports, which are read a few at a time.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use exam::{Access, ImportPermit};

use crate::code::Code;
use crate::extract::ExtractFuture;
use crate::handlers::Service;
use crate::problem::Problem;

/// A body that is read when the turn of the import has come, and the turn. Bodies that wait are not in memory. Only the
/// platform imports, so the caller has been checked before.
pub(crate) struct Admitted<T> {
    pub(crate) body: T,
    pub(crate) permit: ImportPermit,
}

impl<T: FromRequest<Error = Problem> + 'static> FromRequest for Admitted<T> {
    type Error = Problem;
    type Future = ExtractFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let service = request.app_data::<Service>().cloned();
        let body = T::from_request(request, payload);
        Box::pin(async move {
            let missing = || Problem::new(Code::Internal, "the server is not set up to import");
            let permit = service.ok_or_else(missing)?.admit_import(&Access::Platform).await?;
            Ok(Self { body: body.await?, permit })
        })
    }
}
