//! Errors as answers: `application/problem+json`, without internals (BAR S16).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use contract::problem::{PROBLEM_JSON, Problem, ProblemCode};
use contract::{FieldError, Reason};
use sea_orm::DbErr;

use crate::refusals::Refusal;

/// Why a request failed. Every handler and use case returns it.
#[derive(Debug)]
pub enum Failure {
    /// Refused; the caller is told why.
    Refused(Box<Problem>),
    /// The database failed; the caller learns no more than that.
    Database(DbErr),
    /// Anything else that must not happen; the text goes to the log only.
    Internal(String),
}

/// What handlers and use cases return.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A refusal with this code and the status that belongs to it.
    pub fn refused(code: ProblemCode) -> Self {
        Self::Refused(Box::new(problem(code)))
    }

    /// Values are refused: 422 with each field's reason.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let mut problem = problem(ProblemCode::InvalidFields);
        problem.errors = errors;
        Self::Refused(Box::new(problem))
    }

    /// One value is refused.
    pub fn field(pointer: &str, reason: Reason) -> Self {
        Self::fields(vec![FieldError { pointer: pointer.to_owned(), reason }])
    }

    /// Too many tries: 429 with `Retry-After`.
    pub fn too_many(retry_after: u32) -> Self {
        let mut problem = problem(ProblemCode::TooManyAttempts);
        problem.retry_after = Some(retry_after);
        Self::Refused(Box::new(problem))
    }

    /// The PIN is wrong; so many tries are left.
    pub fn wrong_pin(tries_left: u32) -> Self {
        let mut problem = problem(if tries_left == 0 { ProblemCode::PinLocked } else { ProblemCode::WrongPin });
        problem.tries_left = Some(tries_left);
        Self::Refused(Box::new(problem))
    }

    /// The next PIN is looked at only then.
    pub fn pin_slowed_down(retry_after: u32) -> Self {
        let mut problem = problem(ProblemCode::PinSlowedDown);
        problem.retry_after = Some(retry_after);
        Self::Refused(Box::new(problem))
    }

    /// How many seconds to wait, where that is why it was refused.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Refused(problem) => problem.retry_after,
            Self::Database(_) | Self::Internal(_) => None,
        }
    }

    /// The code of a refusal, if it is one.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::Database(_) | Self::Internal(_) => None,
        }
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<sea_orm::TransactionError<Failure>> for Failure {
    fn from(error: sea_orm::TransactionError<Failure>) -> Self {
        match error {
            sea_orm::TransactionError::Connection(error) => Self::Database(error),
            sea_orm::TransactionError::Transaction(failure) => failure,
        }
    }
}

/// A problem with this code, its status and its English summary.
pub fn problem(code: ProblemCode) -> Problem {
    let (status, title) = summary(code);
    Problem {
        code,
        title: title.to_owned(),
        status: status.as_u16(),
        errors: Vec::new(),
        retry_after: None,
        tries_left: None,
    }
}

fn summary(code: ProblemCode) -> (StatusCode, &'static str) {
    match code {
        ProblemCode::NotJson => (StatusCode::BAD_REQUEST, "The body is not JSON"),
        ProblemCode::BadRequest => (StatusCode::BAD_REQUEST, "The address or its parameters cannot be read"),
        ProblemCode::WrongShape => (StatusCode::UNPROCESSABLE_ENTITY, "The body does not have the form required here"),
        ProblemCode::InvalidFields => (StatusCode::UNPROCESSABLE_ENTITY, "Some values are refused"),
        ProblemCode::LoginFailed => (StatusCode::UNAUTHORIZED, "Company, user or password is wrong"),
        ProblemCode::NotLoggedIn => (StatusCode::UNAUTHORIZED, "Nobody is logged in"),
        ProblemCode::Forbidden => (StatusCode::FORBIDDEN, "This role may not do this"),
        ProblemCode::ForeignOrigin => (StatusCode::FORBIDDEN, "Requests from this origin are refused"),
        ProblemCode::NotFound => (StatusCode::NOT_FOUND, "There is no such thing"),
        ProblemCode::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "This address has no such method"),
        ProblemCode::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
        ProblemCode::UnsupportedMediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json"),
        ProblemCode::TooManyAttempts => (StatusCode::TOO_MANY_REQUESTS, "Too many attempts failed"),
        ProblemCode::IdempotencyKeyMissing => {
            (StatusCode::BAD_REQUEST, "Idempotency-Key is missing or not 16 to 64 of A-Z a-z 0-9 - _")
        }
        ProblemCode::IdempotencyKeyInUse => (StatusCode::CONFLICT, "A request with this key is being carried out"),
        ProblemCode::IdempotencyKeyReused => {
            (StatusCode::UNPROCESSABLE_ENTITY, "This key was used for another content")
        }
        ProblemCode::PreconditionRequired => (StatusCode::PRECONDITION_REQUIRED, "If-Match is required"),
        ProblemCode::PreconditionFailed => (StatusCode::PRECONDITION_FAILED, "It was changed meanwhile"),
        ProblemCode::NotUnderWay => (StatusCode::CONFLICT, "The application is no longer under way"),
        ProblemCode::WrongPin => (StatusCode::FORBIDDEN, "The PIN is wrong"),
        ProblemCode::PinSlowedDown => (StatusCode::TOO_MANY_REQUESTS, "Wait before the next PIN"),
        ProblemCode::PinLocked => (StatusCode::FORBIDDEN, "Too many wrong PINs"),
        ProblemCode::BindingReleased => (StatusCode::FORBIDDEN, "No longer bound to this certificate"),
        ProblemCode::NotChecked => (StatusCode::FORBIDDEN, "The validity check is not done"),
        ProblemCode::KeyUnusable => (StatusCode::CONFLICT, "The private key that is kept cannot be used"),
        ProblemCode::MailNotFailed => (StatusCode::CONFLICT, "There is no such mail that was given up"),
        ProblemCode::MailUnreadable => (StatusCode::CONFLICT, "The text of the mail cannot be opened any more"),
        ProblemCode::CertificateExpired => (StatusCode::FORBIDDEN, "The certificate has expired"),
        ProblemCode::CertificateRevoked => (StatusCode::FORBIDDEN, "The certificate is revoked"),
        ProblemCode::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "The database is away"),
        ProblemCode::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "The server has a fault"),
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = match self {
            Self::Refused(problem) => {
                let fields = problem.errors.iter().map(|error| error.pointer.clone()).collect();
                let mut response = respond(&problem);
                response.extensions_mut().insert(Refusal { code: problem.code, fields });
                return response;
            }
            Self::Database(error) if is_away(&error) => {
                tracing::error!(%error, "the database is away");
                problem(ProblemCode::Unavailable)
            }
            Self::Database(error) => {
                tracing::error!(%error, "the database refuses");
                problem(ProblemCode::Internal)
            }
            Self::Internal(why) => {
                tracing::error!(why, "internal fault");
                problem(ProblemCode::Internal)
            }
        };
        respond(&problem)
    }
}

/// Whether the database could not be reached or was too busy; nothing was changed then, and a retry may help.
fn is_away(error: &DbErr) -> bool {
    let text = error.to_string();
    matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) || text.contains("database is locked")
}

/// A code as it stands on the wire and in the audit log.
pub fn code_text(code: ProblemCode) -> String {
    let value = serde_json::to_value(code).ok();
    value.as_ref().and_then(|value| value.as_str()).unwrap_or("refused").to_owned()
}

/// A problem as an answer.
pub fn respond(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_vec(problem).unwrap_or_default();
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
