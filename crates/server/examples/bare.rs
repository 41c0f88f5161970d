//! The least that could answer one read of the API: axum, and the same query. `cargo xtask bench` compares the two.
#![allow(clippy::print_stdout, reason = "tells where it listens")]

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sea_orm::DatabaseConnection;
use server::store::revocations;

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Connected as the server is: what is compared is all else.
    let db = server::db::connect(&std::env::var("SHIRUSHI_DATABASE_URL")?, 10).await?;
    let router = Router::new().route(contract::routes::ROOT_CRL, get(revocation_list)).with_state(db);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}

async fn revocation_list(State(db): State<DatabaseConnection>) -> Response {
    let list = revocations::newest_list(&db).await.ok().flatten();
    match list.and_then(|list| STANDARD.decode(list.der).ok()) {
        Some(der) => ([(header::CONTENT_TYPE, "application/pkix-crl")], der).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
