//! Every endpoint × every role × another company's object (S8, D1.2).
//!
//! The endpoints are read from the OpenAPI document: one that has no row in [`ROWS`] fails the test.

use axum::http::Method;
use contract::contact::Applicant;
use contract::routes;
use sea_orm::{ColumnTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};
use server::entity::{application, audit, certificate};

use crate::headers::check_api;
use crate::openapi;
use crate::session::request;
use crate::stand::Stand;
use crate::stand::client::{Answer, Client};
use crate::stand::database::{Database, on_each_database};
use crate::stand::forms::{self, KEY};
use crate::stand::world::{ADMIN_A, ADMIN_B, MEMBER_A, MEMBER_B, OPERATOR, PASSWORD, Person, SIGNER_A};

on_each_database!(tenant_matrix_s8, members_are_refused_the_administrators_operations_d1_2);

/// Who asks: nobody, a member, an administrator, an operator, and an administrator of another company. The last asks
/// for the first company's object; the others of that company for their own.
const ROLES: [Option<Person>; 5] = [None, Some(MEMBER_A), Some(ADMIN_A), Some(OPERATOR), Some(ADMIN_B)];
const FOREIGN: usize = 4;

/// An endpoint, and the status that each of [`ROLES`] gets.
struct Row {
    method: Method,
    path: &'static str,
    expected: [u16; 5],
    /// What is sent; the object is the first company's, or one that does not exist.
    body: fn(Option<Person>, &Object) -> Option<Value>,
}

/// The thing that is asked for.
struct Object {
    receipt_number: String,
    certificate_number: String,
    signer: Person,
}

const ROWS: [Row; 35] = [
    Row { method: Method::POST, path: routes::SESSION, expected: [401, 200, 200, 200, 200], body: log_in },
    Row { method: Method::GET, path: routes::SESSION, expected: [401, 200, 200, 200, 200], body: nothing },
    Row { method: Method::DELETE, path: routes::SESSION, expected: [401, 204, 204, 204, 204], body: nothing },
    Row { method: Method::PUT, path: routes::PASSWORD, expected: [401, 422, 422, 422, 422], body: change_password },
    Row { method: Method::GET, path: routes::TODO, expected: [401, 403, 200, 403, 200], body: nothing },
    Row { method: Method::GET, path: routes::USERS, expected: [401, 403, 200, 403, 200], body: nothing },
    Row {
        method: Method::GET,
        path: routes::REUSABLE_CERTIFICATES,
        expected: [401, 403, 200, 403, 200],
        body: nothing,
    },
    Row { method: Method::GET, path: routes::REUSABLE_CERTIFICATE, expected: [401, 403, 200, 403, 404], body: nothing },
    Row { method: Method::GET, path: routes::APPLICATIONS, expected: [401, 403, 200, 403, 200], body: nothing },
    Row { method: Method::POST, path: routes::APPLICATIONS, expected: [401, 403, 201, 403, 422], body: form },
    Row { method: Method::GET, path: routes::APPLICATION, expected: [401, 403, 200, 403, 404], body: nothing },
    Row { method: Method::POST, path: routes::WITHDRAWAL, expected: [401, 403, 200, 403, 404], body: empty },
    Row { method: Method::GET, path: routes::USER_CERTIFICATES, expected: [401, 403, 200, 403, 404], body: nothing },
    Row { method: Method::GET, path: routes::CERTIFICATES, expected: [401, 403, 200, 403, 200], body: nothing },
    Row { method: Method::GET, path: routes::CERTIFICATES_CSV, expected: [401, 403, 200, 403, 200], body: nothing },
    Row { method: Method::GET, path: routes::CERTIFICATE, expected: [401, 403, 200, 403, 404], body: nothing },
    Row { method: Method::GET, path: routes::CERTIFICATE_PEM, expected: [401, 403, 200, 403, 404], body: nothing },
    Row {
        method: Method::POST,
        path: routes::BINDING_CHANGES,
        expected: [401, 403, 422, 403, 404],
        body: empty_change,
    },
    Row { method: Method::POST, path: routes::REVOCATION, expected: [401, 403, 200, 403, 404], body: revocation },
    Row { method: Method::GET, path: routes::AUDIT, expected: [401, 403, 200, 403, 200], body: nothing },
    Row { method: Method::GET, path: routes::AUDIT_CSV, expected: [401, 403, 200, 403, 200], body: nothing },
    Row { method: Method::GET, path: routes::MY_CERTIFICATES, expected: [401, 200, 200, 403, 200], body: nothing },
    // Neither the member nor the administrators are bound to it.
    Row { method: Method::POST, path: routes::MY_CHECK, expected: [401, 404, 404, 403, 404], body: pin },
    Row { method: Method::POST, path: routes::MY_SIGNATURE, expected: [401, 404, 404, 403, 404], body: digest },
    Row {
        method: Method::GET,
        path: routes::OPERATOR_APPLICATIONS,
        expected: [401, 403, 403, 200, 403],
        body: nothing,
    },
    Row { method: Method::GET, path: routes::OPERATOR_APPLICATION, expected: [401, 403, 403, 200, 403], body: nothing },
    Row { method: Method::POST, path: routes::EXAMINATION, expected: [401, 403, 403, 200, 403], body: empty },
    Row { method: Method::POST, path: routes::ISSUE, expected: [401, 403, 403, 200, 403], body: empty },
    Row { method: Method::POST, path: routes::REJECTION, expected: [401, 403, 403, 422, 403], body: rejection },
    // There is no mail to be sent again.
    Row { method: Method::POST, path: routes::PIN_MAIL, expected: [401, 403, 403, 409, 403], body: empty },
    Row { method: Method::GET, path: routes::OPERATOR_CERTIFICATE, expected: [401, 403, 403, 200, 403], body: nothing },
    Row {
        method: Method::POST,
        path: routes::OPERATOR_REVOCATION,
        expected: [401, 403, 403, 200, 403],
        body: revocation,
    },
    // Anybody may fetch these.
    Row { method: Method::GET, path: routes::ROOT_CERTIFICATE, expected: [200; 5], body: nothing },
    Row { method: Method::GET, path: routes::ROOT_CRL, expected: [200; 5], body: nothing },
    Row { method: Method::GET, path: routes::DEMONSTRATION_MAILS, expected: [404; 5], body: nothing },
];

fn nothing(_: Option<Person>, _: &Object) -> Option<Value> {
    None
}

fn empty(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({}))
}

/// A change that changes nothing: refused, whoever may ask.
fn empty_change(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({ "bind": null, "release": [] }))
}

fn revocation(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({ "reason": "superseded" }))
}

fn pin(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({ "pin": "ABCD-EFGH-JK23" }))
}

fn digest(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({ "digest": "0f".repeat(32), "pin": "ABCD-EFGH-JK23" }))
}

/// A rejection without a reason: refused, whoever may ask.
fn rejection(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({ "reason": "" }))
}

fn log_in(person: Option<Person>, _: &Object) -> Option<Value> {
    let request = person.map_or_else(|| request(ADMIN_A, "wrong"), |person| request(person, PASSWORD));
    Some(serde_json::to_value(request).unwrap())
}

fn change_password(_: Option<Person>, _: &Object) -> Option<Value> {
    Some(json!({ "present": "wrong", "new": "atarashii-himitsu-no-kotoba" }))
}

/// A form whose signer and whose reused certificate are the object's.
fn form(_: Option<Person>, object: &Object) -> Option<Value> {
    let mut form = forms::good(object.signer);
    form.reused_certificate = Some(object.certificate_number.clone());
    // The answer must not differ by what the asker herself wrote.
    form.applicant = Applicant { department: String::new(), ..form.applicant };
    Some(serde_json::to_value(form).unwrap())
}

async fn ask(client: &Client, row: &Row, person: Option<Person>, object: &Object) -> Answer {
    let number = match row.path {
        path if path.contains("{certificate_number}") => &object.certificate_number,
        path if path.contains("{user_id}") => object.signer.id,
        _ => &object.receipt_number,
    };
    let path = if row.path.contains('{') { routes::fill(row.path, number) } else { row.path.to_owned() };
    let mut call =
        client.call(row.method.clone(), &path).header(routes::IDEMPOTENCY_KEY, KEY).header("if-match", "\"1\"");
    if let Some(body) = (row.body)(person, object) {
        call = call.json(&body);
    }
    let mut answer = call.await;
    answer.headers.remove("date");
    answer
}

/// An application and a reusable certificate of the first company, and texts that only that company may see.
async fn object_of_company_a(stand: &Stand) -> (Object, Vec<String>) {
    let key = format!("another-key-{:010}", stand.count_applications().await);
    let filed = forms::filed(&stand.logged_in(ADMIN_A).await, &key, &forms::good(SIGNER_A)).await;
    let mut secrets = vec!["甲山".to_owned(), ADMIN_A.id.to_owned(), SIGNER_A.id.to_owned(), "K1001".to_owned()];
    let of_a = application::Entity::find().filter(application::Column::CompanyId.eq(ADMIN_A.company));
    secrets.extend(of_a.all(&stand.state.db).await.unwrap().into_iter().map(|row| row.receipt_number));
    let of_a = certificate::Entity::find().filter(certificate::Column::CompanyId.eq(ADMIN_A.company));
    let of_a = of_a.order_by_asc(certificate::Column::CertificateNumber).all(&stand.state.db).await.unwrap();
    secrets.extend(of_a.iter().map(|row| row.certificate_number.clone()));
    let reusable = of_a[1].certificate_number.clone();
    (Object { receipt_number: filed.receipt_number, certificate_number: reusable, signer: SIGNER_A }, secrets)
}

async fn tenant_matrix_s8(database: Database) {
    let mut documented: Vec<String> = openapi::operations().iter().map(|(m, path)| format!("{m} {path}")).collect();
    let mut told: Vec<String> = ROWS.iter().map(|row| format!("{} {}", row.method, row.path)).collect();
    documented.sort();
    told.sort();
    assert_eq!(documented, told, "each endpoint of the OpenAPI document needs its row here");

    let stand = Stand::start(&database).await;
    // What the other company's administrator has asked for: her own audit log may tell her that she has.
    let mut typed: Vec<String> = Vec::new();
    let absent = Object {
        receipt_number: "AP-77777777".to_owned(),
        certificate_number: "JC-77777777".to_owned(),
        signer: Person { company: ADMIN_B.company, id: "nobody.at.all" },
    };
    for row in &ROWS {
        let what = format!("{} {}", row.method, row.path);
        // One that nobody has decided on yet.
        let (object, secrets) = object_of_company_a(&stand).await;
        // Those who may change it come last.
        for index in [0, 1, FOREIGN, 3, 2] {
            let (person, status) = (ROLES[index], row.expected[index]);
            let client = match person {
                Some(person) => stand.logged_in(person).await,
                None => stand.nobody(),
            };
            if index == FOREIGN {
                typed.extend([object.receipt_number.clone(), object.certificate_number.clone()]);
            }
            let before = stand.filed().await;
            let answer = ask(&client, row, person, &object).await;
            assert_eq!(answer.status.as_u16(), status, "{what} by {person:?}: {}", answer.text());
            check_api(&answer);
            if status >= 400 {
                answer.problem();
                assert_eq!(stand.filed().await, before, "{what} was refused and wrote nevertheless");
            }
            if index == FOREIGN {
                let of_audit = [routes::AUDIT, routes::AUDIT_CSV].contains(&row.path);
                let known = |secret: &String| of_audit && typed.contains(secret);
                let leaked = secrets.iter().find(|secret| !known(secret) && answer.text().contains(secret.as_str()));
                assert_eq!(leaked, None, "{what} shows another company: {}", answer.text());
            }
            // Also for those who may not ask at all, a thing of others is like one that is not there.
            if matches!(status, 403 | 404) || status == 422 && index == FOREIGN {
                let (mut answer, mut of_nothing) = (answer, ask(&client, row, person, &absent).await);
                // Random, so that it tells nothing either.
                for headers in [&mut answer.headers, &mut of_nothing.headers] {
                    assert!(headers.remove(server::metrics::REQUEST_ID).is_some(), "{what} by {person:?}");
                }
                assert_eq!(answer.status, of_nothing.status, "{what} by {person:?}");
                assert_eq!(answer.headers, of_nothing.headers, "{what} by {person:?}");
                assert_eq!(answer.body, of_nothing.body, "{what} by {person:?}");
            }
        }
    }
}

async fn members_are_refused_the_administrators_operations_d1_2(database: Database) {
    let stand = Stand::start(&database).await;
    let (object, _) = object_of_company_a(&stand).await;
    for row in ROWS.iter().filter(|row| row.expected[1] == 403) {
        for person in [MEMBER_A, MEMBER_B, OPERATOR] {
            if person == OPERATOR && row.expected[3] != 403 {
                continue;
            }
            let before = forbidden(&stand).await;
            ask(&stand.logged_in(person).await, row, Some(person), &object).await.is(403).problem();
            assert_eq!(forbidden(&stand).await, before + 1, "each refusal is written down (S9)");
        }
    }
}

async fn forbidden(stand: &Stand) -> u64 {
    audit::Entity::find().filter(audit::Column::Outcome.eq("forbidden")).count(&stand.state.db).await.unwrap()
}
