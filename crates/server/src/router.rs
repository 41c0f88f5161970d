//! Every route, in one table.

use std::any::Any;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use contract::problem::ProblemCode;
use contract::routes::{DOCS, IDEMPOTENCY_KEY, OPENAPI};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument as _;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

use crate::auth::guard::check_write;
use crate::body;
use crate::handlers::{
    applications, audit, authority, certificates, demonstration, health, my_certificates, operator, session, todo,
    users,
};
use crate::headers;
use crate::metrics;
use crate::page;
use crate::problem::Failure;
use crate::refusals;
use crate::state::AppState;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Shirushi",
        description = "Who of a company may sign with which e-certificate. Log in first: the cookie names the session."
    ),
    components(schemas(contract::problem::Problem)),
    modifiers(&SessionCookie)
)]
struct Document;

struct SessionCookie;

impl utoipa::Modify for SessionCookie {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            "shirushi_session",
            "Set by logging in; with __Host- before its name where cookies are secure",
        )));
        openapi.components.get_or_insert_default().add_security_scheme("session", scheme);
    }
}

/// The API's endpoints.
fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(session::log_in, session::who_am_i, session::log_out))
        .routes(routes!(session::change_password))
        .routes(routes!(todo::todo))
        .routes(routes!(users::search))
        .routes(routes!(certificates::list_reusable))
        .routes(routes!(certificates::reusable_content))
        .routes(routes!(applications::list, applications::file))
        .routes(routes!(applications::detail))
        .routes(routes!(applications::withdraw))
        .routes(routes!(my_certificates::list))
        .routes(routes!(my_certificates::check))
        .routes(routes!(my_certificates::sign))
        .routes(routes!(certificates::list))
        .routes(routes!(certificates::csv))
        .routes(routes!(certificates::chain))
        .routes(routes!(certificates::change_bindings))
        .routes(routes!(certificates::of_user))
        .routes(routes!(certificates::detail))
        .routes(routes!(certificates::revoke))
        .routes(routes!(audit::list))
        .routes(routes!(audit::csv))
        .routes(routes!(operator::list_waiting))
        .routes(routes!(operator::application))
        .routes(routes!(operator::examine))
        .routes(routes!(operator::issue_certificate))
        .routes(routes!(operator::reject))
        .routes(routes!(operator::send_pin_mail_again))
        .routes(routes!(operator::certificate))
        .routes(routes!(operator::revoke))
        .routes(routes!(authority::root_certificate))
        .routes(routes!(authority::revocation_list))
        .routes(routes!(demonstration::mails))
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// The whole service: the API, its document, health, and the page where the settings name its folder.
///
/// # Errors
///
/// When the page's folder cannot be read.
pub fn router(state: AppState) -> std::io::Result<Router> {
    let (api, document) = api().split_for_parts();
    let docs = SwaggerUi::new(DOCS).url(OPENAPI, document);
    let api = api
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .fallback(|| async { Failure::refused(ProblemCode::NotFound) })
        // For the routes above it only.
        .method_not_allowed_fallback(|| async { Failure::refused(ProblemCode::MethodNotAllowed) })
        .layer(middleware::from_fn_with_state(state.clone(), before))
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| {
            Failure::Internal("a handler panicked".to_owned()).into_response()
        }))
        .layer(cors(&state))
        .layer(middleware::from_fn_with_state(state.clone(), around))
        .with_state(state.clone());
    let docs: Router = Router::from(docs).layer(middleware::from_fn(docs_headers));
    let whole = match &state.config.page_dir {
        // What is under the API's roof is the API's to answer, also where there is nothing.
        Some(folder) => {
            let page = page::router(folder)?;
            Router::new().merge(docs).fallback(move |request: Request| {
                let (api, page) = (api.clone(), page.clone());
                async move {
                    let path = request.uri().path();
                    let to_api = path.starts_with("/api/") || path.starts_with("/health/");
                    let service = if to_api { api } else { page };
                    tower::ServiceExt::oneshot(service, request).await.into_response()
                }
            })
        }
        None => docs.merge(api),
    };
    Ok(whole)
}

/// Pages of the origins in the settings may call, with cookies; no other origin is ever echoed (BAR S3).
fn cors(state: &AppState) -> CorsLayer {
    let origins: Vec<HeaderValue> = state.config.page_origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    if origins.is_empty() {
        return CorsLayer::new();
    }
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers([header::CONTENT_TYPE, header::IF_MATCH, idempotency_key()])
        .expose_headers([
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static(metrics::REQUEST_ID),
        ])
}

fn idempotency_key() -> HeaderName {
    HeaderName::from_bytes(IDEMPOTENCY_KEY.as_bytes()).unwrap_or(HeaderName::from_static("idempotency-key"))
}

/// What is looked at before a handler. One layer, because each copies those within it for every request.
async fn before(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let read = match check_write(&state, &request) {
        Ok(()) => body::read_whole(request).await,
        Err(code) => Err(code),
    };
    match read {
        Ok(request) if request.method().is_safe() => refusals::write_down(&state, request, next).await,
        Ok(request) => to_the_end(async move { refusals::write_down(&state, request, next).await }).await,
        Err(code) => Failure::refused(code).into_response(),
    }
}

/// What was begun to be changed is carried through also when the browser hangs up meanwhile; otherwise a try of a PIN
/// would stay counted, or a key of a filing claimed.
async fn to_the_end(work: impl Future<Output = Response> + Send + 'static) -> Response {
    match tokio::spawn(work.in_current_span()).await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Failure::Internal("the server shuts down".to_owned()).into_response(),
        },
    }
}

/// What every answer gets, also the one to a handler's panic.
async fn around(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let mut response = metrics::observe(&state, request, next).await;
    headers::api(response.headers_mut());
    response
}

/// The page to try the API comes with inline styles of its own; its scripts are files.
async fn docs_headers(request: Request, next: Next) -> Response {
    let mut response = problem_of_docs(next.run(request).await);
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                  connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers::api(response.headers_mut());
    response
}

/// What the page to try the API refuses without a word is refused as everywhere else.
fn problem_of_docs(response: Response) -> Response {
    let code = match response.status() {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        _ => return response,
    };
    let mut problem = Failure::refused(code).into_response();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow.clone());
    }
    problem
}
