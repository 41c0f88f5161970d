//! How large a body may be.

use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use contract::problem::ProblemCode;
use http_body_util::BodyExt as _;

/// The most bytes of a body: many times a filled form.
const LIMIT: usize = 64 * 1024;
/// So much of a body that is too large is read and dropped. A client that is still sending when the connection closes
/// may never see the answer; one that sends even more than this has to live with that.
const READ_AND_DROPPED: usize = 32 * 1024 * 1024;

/// Reads the body.
///
/// # Errors
///
/// `TooLarge`; `BadRequest` for one that breaks off.
pub async fn read_whole(request: Request) -> Result<Request, ProblemCode> {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return Ok(Request::from_parts(parts, body));
    }
    Ok(Request::from_parts(parts, Body::from(read(body).await?)))
}

async fn read(mut body: Body) -> Result<Bytes, ProblemCode> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        // The client has broken off, or does not speak HTTP.
        let frame = frame.map_err(|_| ProblemCode::BadRequest)?;
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= LIMIT {
            bytes.extend_from_slice(&data);
        } else if length > READ_AND_DROPPED {
            break;
        }
    }
    if length <= LIMIT { Ok(bytes.into()) } else { Err(ProblemCode::TooLarge) }
}
