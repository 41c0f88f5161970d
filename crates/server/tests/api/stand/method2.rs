//! Certificates in number, and changes of bindings.

use contract::binding::{BindingChange, CertificateView};
use contract::certificate::CertificateSummary;
use contract::page::Page;
use contract::routes;
use server::auth::session;
use server::clock::Moment;
use server::entity::user;

use super::Stand;
use super::client::{Answer, Call, Client};
use super::world::{SAMPLES, Sample};

/// The address of a list with its conditions, percent-encoded.
pub(crate) fn query(route: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", routes::fill("{x}", value))).collect();
    format!("{route}?{}", pairs.join("&"))
}

/// A page of 自社電子証明書一覧.
pub(crate) async fn list(client: &Client, pairs: &[(&str, &str)]) -> Page<CertificateSummary> {
    client.get(&query(routes::CERTIFICATES, pairs)).await.json()
}

/// A browser in which the user of this row is logged in.
pub(crate) async fn logged_in_as(stand: &Stand, user: &user::Model) -> Client {
    let token = session::open(&stand.state.db, &stand.state, user.id).await.unwrap();
    let mut client = stand.nobody();
    client.set_cookie("shirushi_session", &token);
    client
}

/// Adds a certificate of the first company with these names and this end; its number.
pub(crate) async fn add(stand: &Stand, department: &str, title: &str, not_after: Moment) -> String {
    Sample { department, title, ..SAMPLES[0] }.live(stand, not_after).await
}

/// 自社電子証明書照会, with its ETag.
pub(crate) async fn view(client: &Client, number: &str) -> (CertificateView, String) {
    let answer = client.get(&routes::fill(routes::CERTIFICATE, number)).await.is(200);
    (answer.json(), answer.header("etag").to_owned())
}

/// Who is bound to a certificate now.
pub(crate) async fn bound(client: &Client, number: &str) -> Vec<String> {
    view(client, number).await.0.bound.into_iter().map(|row| row.user.user_id).collect()
}

/// One more, some less.
pub(crate) fn wish(bind: Option<&str>, release: &[&str]) -> BindingChange {
    BindingChange { bind: bind.map(str::to_owned), release: release.iter().map(|&id| id.to_owned()).collect() }
}

/// A change of bindings under an ETag; await it.
pub(crate) fn change(client: &Client, number: &str, etag: &str, wish: &BindingChange) -> Call {
    client.post(&routes::fill(routes::BINDING_CHANGES, number)).header("if-match", etag).json(wish)
}

/// A change under the version that there is now.
pub(crate) async fn change_now(client: &Client, number: &str, wish: &BindingChange) -> Answer {
    let (_, etag) = view(client, number).await;
    change(client, number, &etag, wish).await
}
