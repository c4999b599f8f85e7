//! Bodies of imports, which are read a few at a time.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use exam::ImportPermit;

use crate::admission::Caller;
use crate::code::Code;
use crate::extract::ExtractFuture;
use crate::handlers::Service;
use crate::problem::Problem;

/// A body that is read when the turn of the import has come, and the turn. Bodies that wait are not in memory.
pub(crate) struct Admitted<T> {
    pub(crate) body: T,
    pub(crate) permit: ImportPermit,
}

impl<T: FromRequest<Error = Problem> + 'static> FromRequest for Admitted<T> {
    type Error = Problem;
    type Future = ExtractFuture<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let service = request.app_data::<Service>().cloned();
        let caller = Caller::from_request(request, payload);
        let body = T::from_request(request, payload);
        Box::pin(async move {
            let missing = || Problem::new(Code::Internal, "the server is not set up to import");
            let Caller(access) = caller.await?;
            let permit = service.ok_or_else(missing)?.admit_import(&access).await?;
            Ok(Self { body: body.await?, permit })
        })
    }
}
