//! The time between the signal that ends the server and its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::{Error, web};

/// Whether the server is about to end. All clones are one flag.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drain(Arc<AtomicBool>);

impl Drain {
    /// From here on the server is not ready, and still serves.
    pub(crate) fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Closes each connection after its reply once the server is about to end: a request that is sent over a connection at the
/// moment in which it is closed gets no reply.
pub(crate) async fn close_while_draining<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let drain = response.request().app_data::<web::Data<Drain>>();
    if drain.is_some_and(|drain| drain.has_begun()) {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
