//! Certificates in number, real ones with their PIN, and changes of bindings.

use contract::application::ApplicationState;
use contract::binding::{BindingChange, CertificateView};
use contract::certificate::CertificateSummary;
use contract::operator::Nothing;
use contract::page::Page;
use contract::routes;
use contract::signing::{CheckRequest, SignRequest};
use contract::text::fold_for_search;
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _, Set};
use server::auth::session;
use server::clock::Moment;
use server::db::begin_write;
use server::entity::{certificate, user};
use server::store::search;

use super::Stand;
use super::client::{Answer, Call, Client};
use super::forms;
use super::world::{OPERATOR, Person, SAMPLES, Sample, insert_certificate};

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
    let tx = begin_write(&stand.state.db).await.unwrap();
    let number = insert_certificate(&tx, &stand.state, Sample { ..SAMPLES[0] }).await;
    let row = certificate::Entity::find_by_id(&number).one(&tx).await.unwrap().unwrap();
    let mut row = row.into_active_model();
    row.department_name = Set(department.to_owned());
    row.department_key = Set(fold_for_search(department));
    row.title_name = Set(title.to_owned());
    row.title_key = Set(fold_for_search(title));
    row.not_before = Set(not_after.plus_days(-730).0);
    row.not_after = Set(not_after.0);
    row.update(&tx).await.unwrap();
    search::add_certificate(&tx, &number).await.unwrap();
    tx.commit().await.unwrap();
    number
}

/// A certificate issued through the API, and the PIN that was mailed.
pub(crate) struct Issued {
    pub(crate) number: String,
    pub(crate) pin: String,
}

/// Has a certificate issued to a signer on an application of an administrator.
pub(crate) async fn issue(stand: &Stand, admin: &Client, signer: Person, key: &str) -> Issued {
    let filed = forms::filed(admin, key, &forms::good(signer)).await;
    let operator = stand.logged_in(OPERATOR).await;
    let address = routes::fill(routes::OPERATOR_APPLICATION, &filed.receipt_number);
    let etag = operator.get(&address).await.is(200).header("etag").to_owned();
    let issue = routes::fill(routes::ISSUE, &filed.receipt_number);
    let issued = operator.post(&issue).header("if-match", &etag).json(&Nothing {}).await.is(200);
    let issued: contract::operator::ExaminedApplication = issued.json();
    assert_eq!(issued.application.state, ApplicationState::Issued);
    stand.send_mails().await;
    let mails = stand.mails.lock().unwrap().clone();
    let mail = mails.iter().rev().find(|mail| mail.body.contains("■PIN：")).unwrap();
    let after = |mark: &str| mail.body.split(mark).nth(1).unwrap().lines().next().unwrap().to_owned();
    Issued { number: after("■電子証明書管理番号："), pin: after("■PIN：") }
}

/// 証明書有効性確認; await it.
pub(crate) fn check(client: &Client, issued: &Issued) -> Call {
    let request = CheckRequest { pin: issued.pin.clone() };
    client.post(&routes::fill(routes::MY_CHECK, &issued.number)).json(&request)
}

/// Signing; await it.
pub(crate) fn sign(client: &Client, issued: &Issued) -> Call {
    let request = SignRequest { digest: "0f".repeat(32), pin: issued.pin.clone() };
    client.post(&routes::fill(routes::MY_SIGNATURE, &issued.number)).json(&request)
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
