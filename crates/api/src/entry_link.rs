//! The link with which a person enters an exam session.

use actix_web::{HttpRequest, web};
use exam::{ExamService, ExamSessionId, SessionToken};

use crate::page_routes::PageRoutes;
use crate::problem::Problem;
use crate::public_address::PublicAddress;

impl PageRoutes {
    /// The link with which a person enters a session; `None` where people enter no exam.
    pub(crate) async fn entry_url(
        request: &HttpRequest,
        service: &ExamService,
        session: ExamSessionId,
        token: &SessionToken,
    ) -> Result<Option<String>, Problem> {
        let routes = request.app_data::<web::Data<Self>>();
        let Some(entry) = routes.and_then(|routes| routes.entry) else { return Ok(None) };
        let code = service.entry_code(session, token).await?;
        // Without a public address the link has the path alone: the same start sent to another instance gets the same reply.
        let address = PublicAddress::of(request);
        let before = routes.and_then(|routes| routes.public_url.as_deref());
        let before = before.unwrap_or_else(|| address.base_path().trim_end_matches('/'));
        Ok(Some(format!("{before}{entry}{}", code.reveal())))
    }
}
