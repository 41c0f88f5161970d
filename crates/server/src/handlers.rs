//! HTTP only: reads the request, calls the use case, shapes the answer. By noun.

pub mod applications;
pub mod audit;
pub mod authority;
pub mod certificates;
pub mod demonstration;
pub mod health;
pub mod my_certificates;
pub mod operator;
pub mod session;
pub mod todo;
pub mod users;

use std::collections::BTreeMap;

use contract::problem::{PROBLEM_JSON, Problem};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema as _};

/// The answer of every request that is refused, for the OpenAPI document.
#[derive(Clone, Copy, Debug)]
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let schema = Ref::from_schema_name(Problem::name());
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response = ResponseBuilder::new()
            .description("Refused: `code` says why, `errors` which values and why")
            .content(PROBLEM_JSON, content)
            .build();
        BTreeMap::from([("default".to_owned(), response.into())])
    }
}
