//! Pages that a server serves beside its interface.

use std::fmt;
use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::RETRY_AFTER;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

/// The pages that a server serves beside its interface. Nothing at these addresses asks for a credential before its handler does.
#[derive(Clone, Default)]
pub struct PageRoutes {
    /// The addresses to which people may follow links from other sites.
    pub addresses: Vec<&'static str>,
    /// Where a person enters an exam: the code of the link follows. `None` where people enter no exam.
    pub entry: Option<&'static str>,
    /// Where a person logs in with an API key. `None` where nobody does.
    pub login: Option<&'static str>,
    /// The page that tells a person to wait this number of seconds, after too many wrong keys.
    pub too_many: Option<fn(&HttpRequest, u64) -> HttpResponse>,
    /// The address under which people reach the server, without the slash at its end. Links have their path alone when absent.
    pub public_url: Option<String>,
    /// Adds the routes to the application of a worker.
    pub configure: Option<Arc<Configure>>,
}

/// Adds routes to an application.
pub type Configure = dyn Fn(&mut ServiceConfig) + Send + Sync;

impl PageRoutes {
    pub(crate) fn add_to(&self, app: &mut ServiceConfig) {
        if let Some(configure) = &self.configure {
            configure(app);
        }
    }

    /// Whether a request brings an API key to a page.
    pub(crate) fn is_login(request: &ServiceRequest) -> bool {
        let login = request.app_data::<web::Data<Self>>().and_then(|routes| routes.login);
        request.method() == Method::POST && login.is_some() && request.match_pattern().as_deref() == login
    }

    /// The page for too many requests, where the request is for a page that has one.
    pub(crate) fn too_many(request: &HttpRequest, seconds: u64) -> Option<HttpResponse> {
        let page = request.app_data::<web::Data<Self>>()?.too_many?;
        let mut reply = page(request, seconds);
        reply.headers_mut().insert(RETRY_AFTER, seconds.into());
        Some(reply)
    }

    /// Whether the route of a request is one of the pages.
    pub(crate) fn have(request: &ServiceRequest) -> bool {
        let routes = request.app_data::<web::Data<Self>>();
        let pattern = request.match_pattern();
        routes.zip(pattern).is_some_and(|(routes, pattern)| routes.addresses.contains(&pattern.as_str()))
    }
}

impl fmt::Debug for PageRoutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageRoutes").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}
