//! The OpenAPI document: what the server tells others about itself, compared with the committed snapshot.
//!
//! When the API was changed on purpose: `SHIRUSHI_RENEW=1 cargo test -p server --test api openapi`, and commit
//! `tests/openapi.json` together with the change.

use std::path::Path;

use axum::http::Method;
use contract::routes;
use serde_json::Value;

use crate::stand::Stand;
use crate::stand::database::{Database, on_each_database};

on_each_database!(every_route_of_the_document_is_served, the_served_document_is_the_generated_one);

/// The document as JSON.
pub(crate) fn document() -> Value {
    serde_json::to_value(server::router::openapi()).unwrap()
}

/// Every endpoint: its method and its path, with placeholders.
pub(crate) fn operations() -> Vec<(Method, String)> {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let mut operations = Vec::new();
    for (path, item) in paths {
        for method in item.as_object().unwrap().keys() {
            operations.push((method.to_ascii_uppercase().parse().unwrap(), path.clone()));
        }
    }
    operations
}

/// A path whose placeholder names a thing that is not there.
pub(crate) fn example(path: &str) -> String {
    if path.contains('{') { routes::fill(path, "XX-99999999") } else { path.to_owned() }
}

#[test]
fn the_document_is_the_committed_snapshot() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi.json");
    let generated = format!("{}\n", server::router::openapi().to_pretty_json().unwrap());
    if std::env::var_os("SHIRUSHI_RENEW").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = committed.lines().zip(generated.lines()).find(|(old, new)| old != new);
    assert!(
        committed == generated,
        "the API is not what tests/openapi.json says; the first difference: {differs:?}. \
         If it was changed on purpose: SHIRUSHI_RENEW=1 cargo test -p server --test api openapi"
    );
}

#[test]
fn every_address_of_the_contract_is_documented() {
    let source = include_str!("../../../contract/src/routes.rs");
    let addresses: Vec<&str> =
        source.split('"').filter(|text| text.starts_with("/api/") && !text.contains("..")).collect();
    assert!(addresses.len() > 10);
    let document = document();
    for address in addresses.into_iter().filter(|address| ![routes::OPENAPI, routes::DOCS].contains(address)) {
        // The encoded ones are examples of that file's own tests.
        if !address.contains('%') {
            assert!(document["paths"].get(address).is_some(), "{address} is in no document");
        }
    }
}

#[test]
fn every_operation_tells_its_answers_and_who_may_call_it_s16() {
    let document = document();
    for (method, path) in operations() {
        let operation = &document["paths"][&path][method.as_str().to_ascii_lowercase()];
        let problem = &operation["responses"]["default"]["content"]["application/problem+json"];
        assert!(problem.is_object(), "{method} {path} does not tell its problems");
        assert!(operation["description"].is_string() || operation["summary"].is_string(), "{method} {path}");
        let open = [routes::DEMONSTRATION_MAILS, routes::ROOT_CERTIFICATE, routes::ROOT_CRL].contains(&path.as_str())
            || (path == routes::SESSION && method == Method::POST);
        assert_eq!(operation["security"].is_array(), !open, "{method} {path}: security");
    }
}

async fn every_route_of_the_document_is_served(database: Database) {
    let stand = Stand::start(&database).await;
    for (_, path) in operations() {
        // A method that no route has tells a route that is there from one that is not.
        stand.nobody().call(Method::TRACE, &example(&path)).json(&()).await.is(405);
    }
    stand.nobody().call(Method::TRACE, "/api/v1/nothing").json(&()).await.is(404);
}

async fn the_served_document_is_the_generated_one(database: Database) {
    let stand = Stand::start(&database).await;
    let served: Value = stand.nobody().get(routes::OPENAPI).await.json();
    assert_eq!(served["paths"], document()["paths"]);
    assert_eq!(served["components"], document()["components"]);
}
