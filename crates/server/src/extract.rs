//! Bodies, parameters and headers of requests; what cannot be read is refused with a problem.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use contract::problem::ProblemCode;
use contract::routes::IDEMPOTENCY_KEY;
use serde::de::DeserializeOwned;

use crate::problem::Failure;

/// The body as JSON.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(Failure::refused(match &rejection {
                JsonRejection::JsonDataError(_) => ProblemCode::WrongShape,
                JsonRejection::MissingJsonContentType(_) => ProblemCode::UnsupportedMediaType,
                _ if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::TooLarge,
                _ => ProblemCode::NotJson,
            })),
        }
    }
}

/// The parameters after the `?`.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Params<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        query.map(|Query(value)| Self(value)).map_err(|_| Failure::refused(ProblemCode::BadRequest))
    }
}

/// The number of a thing in the path. One that no thing can have answers as if it did not exist.
#[derive(Debug)]
pub struct Number(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Number {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(number) = path.map_err(|_| Failure::refused(ProblemCode::NotFound))?;
        if is_number(&number) { Ok(Self(number)) } else { Err(Failure::refused(ProblemCode::NotFound)) }
    }
}

/// Whether a thing can have this number.
pub fn is_number(text: &str) -> bool {
    text.len() <= 32 && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// 利用者ID in the path. One that no user can have answers as if it did not exist.
#[derive(Debug)]
pub struct UserId(pub String);

impl<S: Send + Sync> FromRequestParts<S> for UserId {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(id) = path.map_err(|_| Failure::refused(ProblemCode::NotFound))?;
        let possible = contract::name::check(&id).is_ok();
        if possible { Ok(Self(id)) } else { Err(Failure::refused(ProblemCode::NotFound)) }
    }
}

/// The `Idempotency-Key` of a request.
///
/// # Errors
///
/// 400 when it is missing or not 16 to 64 letters, digits, hyphens or underscores.
pub fn idempotency_key(headers: &HeaderMap) -> Result<&str, Failure> {
    let key = headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if (16..=64).contains(&key.len()) && key.chars().all(good) {
        Ok(key)
    } else {
        Err(Failure::refused(ProblemCode::IdempotencyKeyMissing))
    }
}

/// The version that `If-Match` names: one ETag as this server writes them.
///
/// A proxy that compresses makes a weak one of it (`W/"3"`). It names the same version all the same, and the version is
/// what matters here, not the bytes.
///
/// # Errors
///
/// 428 when it is absent, 412 when it is none of ours.
pub fn if_match(headers: &HeaderMap) -> Result<i64, Failure> {
    let value = headers.get(header::IF_MATCH).ok_or_else(|| Failure::refused(ProblemCode::PreconditionRequired))?;
    let version = value.to_str().ok().and_then(|text| {
        let text = text.strip_prefix("W/").unwrap_or(text);
        text.strip_prefix('"')?.strip_suffix('"')?.parse().ok()
    });
    version.ok_or_else(|| Failure::refused(ProblemCode::PreconditionFailed))
}

/// The ETag of a version.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}
